/* Flow of limbs: people who stand anywhere, some of whose joints are missing, seen from the front and from behind. */
#include <math.h>

#include "ops/limb_flow.h"
#include "ref/limb_flow_ref.h"
#include "tests/ops/op_case.h"

/* Joints of someone who stands, from -1 to 1 across and down. */
static const double standing[18][2] = {{0, -0.8},     {0, -0.6},    {-0.2, -0.6}, {-0.3, -0.3}, {-0.3, 0},
                                       {0.2, -0.6},   {0.3, -0.3},  {0.3, 0},     {-0.1, 0},    {-0.15, 0.4},
                                       {-0.15, 0.8},  {0.1, 0},     {0.15, 0.4},  {0.15, 0.8},  {-0.05, -0.85},
                                       {0.05, -0.85}, {-0.1, -0.8}, {0.1, -0.8}};

static void draw(double *map, int64_t h, int64_t w, double x0, double y0)
{
    for (int64_t i = 0; i < h * w; i++) {
        const double dx = (double)(i % w) - trunc(x0), dy = (double)(i / w) - trunc(y0);
        map[i] = exp(-(dx * dx + dy * dy) / 8);
    }
}

/* Every fifth joint or so is missing; every other person shows the back. */
static void fill_maps(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    const int64_t h = shape.dim[2], w = shape.dim[3];
    for (int64_t n = 0; n < shape.dim[0]; n++) {
        const double size = gfla_random_uniform(random, 0.3f, 0.5f), side = n % 2 ? -1 : 1;
        for (int64_t joint = 0; joint < 18; joint++, values += h * w) {
            const double x = side * standing[joint][0] + gfla_random_uniform(random, -0.15f, 0.15f),
                         y = standing[joint][1] + gfla_random_uniform(random, -0.15f, 0.15f);
            draw(values, h, w, (0.5 + size * x) * (double)w, (0.5 + size * y) * (double)h);
            if (gfla_random_uniform(random, 0, 1) < 0.15f)
                for (int64_t i = 0; i < h * w; i++)
                    values[i] = 0;
        }
    }
}

/* Nobody is there. */
static void fill_zero(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    (void)random;
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = 0;
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    (void)c;
    return gfla_limb_flow(graph, in[0], in[1]);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    gfla_limb_flow_ref_fwd(c->in[0].shape, in[0], in[1], out);
}

#define MAPS(n_, h_, w_, fill_)                                                                                        \
    {                                                                                                                  \
        .shape = {4, {n_, 18, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED, .no_grad = true, .fill = fill_                  \
    }
#define CASE(n_, h_, w_, who_, fill_, tiny_)                                                                           \
    {                                                                                                                  \
        .name = "limb_flow(n=" #n_ ",h=" #h_ ",w=" #w_ who_ ")", .n_in = 2, .build = build, .forward = forward,        \
        .tiny = tiny_, .in = {                                                                                         \
            MAPS(n_, h_, w_, fill_),                                                                                   \
            MAPS(n_, h_, w_, fill_maps)                                                                                \
        }                                                                                                              \
    }

static const struct op_case cases[] = {
    CASE(2, 17, 13, "", fill_maps, true),
    CASE(5, 64, 48, "", fill_maps, false),
    CASE(2, 64, 64, "", fill_maps, false),
    CASE(1, 9, 7, ",nobody", fill_zero, true),
};

const struct op_case_table limb_flow_cases = {"limb_flow", cases, sizeof cases / sizeof *cases};
