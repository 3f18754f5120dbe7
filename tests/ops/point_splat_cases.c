#include <math.h>

#include "ops/point_splat.h"
#include "ref/point_splat_ref.h"
#include "tests/ops/op_case.h"

static const struct gfla_point_splat_params params = {
    .centre = 4, .range = 1.05f, .tan_half_fov = 0.26794919f, .threshold = 0.3f, .empty = 1};
static const struct gfla_point_splat_params unmix = {
    .centre = 4, .range = 1.05f, .tan_half_fov = 0.26794919f, .threshold = 0.3f, .empty = 1, .unmix = true};

/* Cameras at distance 4, turned about the vertical axis; every other one sees the mirror image. */
static void fill_cameras(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t n = 0; n < shape.dim[0]; n++) {
        double a = gfla_random_uniform(random, -3, 3), sign = n % 2 ? -1 : 1, *c = values + 12 * n;
        double r[9] = {sign * cos(a), 0, sign * sin(a), 0, 1, 0, -sin(a), 0, cos(a)};
        for (int i = 0; i < 9; i++)
            c[i] = r[i];
        for (int i = 0; i < 3; i++)
            c[9 + i] = (i == 2 ? 4 : 0) - 4 * r[3 * i + 2];
    }
}

enum { IMAGE, VALUE, MASK, CAMERA, BACK_IMAGE, BACK_VALUE };

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const bool has_back = c->n_in > BACK_IMAGE;
    const struct gfla_point_splat_source source = {.image = in[IMAGE],
                                                   .value = in[VALUE],
                                                   .mask = in[MASK],
                                                   .back_image = has_back ? in[BACK_IMAGE] : NULL,
                                                   .back_value = has_back ? in[BACK_VALUE] : NULL};
    return gfla_point_splat(graph, &source, in[CAMERA], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const int64_t *d = c->in[IMAGE].shape.dim;
    const bool has_back = c->n_in > BACK_IMAGE;
    const struct gfla_point_splat_params *p = c->params;
    const struct gfla_point_splat_ref ref = {(int)d[0], (int)d[1],       (int)d[2],    (int)d[3], p->centre,
                                             p->range,  p->tan_half_fov, p->threshold, p->empty,  p->unmix};
    const struct gfla_point_splat_ref_source source = {.image = in[IMAGE],
                                                       .value = in[VALUE],
                                                       .mask = in[MASK],
                                                       .camera = in[CAMERA],
                                                       .back_image = has_back ? in[BACK_IMAGE] : NULL,
                                                       .back_value = has_back ? in[BACK_VALUE] : NULL};
    gfla_point_splat_ref_fwd(&ref, &source, out);
}

/* Masks of photographs: nothing, parts, all. */
static void fill_mask(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    for (int64_t i = 0; i < gfla_shape_count(shape); i++)
        values[i] = fmin(fmax((double)gfla_random_uniform(random, -0.5f, 1.5f), 0), 1);
}

#define IMAGES(n_, c_, h_, w_)                                                                                         \
    {                                                                                                                  \
        .shape = {4, {n_, c_, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED, .no_grad = true                                 \
    }
#define MASKS(n_, h_, w_)                                                                                              \
    {                                                                                                                  \
        .shape = {4, {n_, 1, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED, .no_grad = true, .fill = fill_mask               \
    }
#define CAMERAS(n_)                                                                                                    \
    {                                                                                                                  \
        .shape = {2, {n_, 12}}, .no_grad = true, .fill = fill_cameras                                                  \
    }
#define CASE(n_, c_, h_, w_, tiny_)                                                                                    \
    {                                                                                                                  \
        .name = "point_splat(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ ")", .n_in = 4, .params = &params, .build = build,  \
        .forward = forward, .tiny = tiny_, .in = {                                                                     \
            IMAGES(n_, c_, h_, w_),                                                                                    \
            IMAGES(n_, 1, h_, w_),                                                                                     \
            IMAGES(n_, 1, h_, w_),                                                                                     \
            CAMERAS(n_)                                                                                                \
        }                                                                                                              \
    }
#define BACK(n_, c_, h_, w_, params_, tiny_)                                                                           \
    {                                                                                                                  \
        .name = "point_splat(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ ",back," #params_ ")", .n_in = 6,                   \
        .params = &params_, .build = build, .forward = forward, .tiny = tiny_, .in = {                                 \
            IMAGES(n_, c_, h_, w_),                                                                                    \
            IMAGES(n_, 1, h_, w_),                                                                                     \
            MASKS(n_, h_, w_),                                                                                         \
            CAMERAS(n_),                                                                                               \
            IMAGES(n_, c_, h_, w_),                                                                                    \
            IMAGES(n_, 1, h_, w_)                                                                                      \
        }                                                                                                              \
    }

static const struct op_case cases[] = {CASE(1, 3, 4, 4, true),           CASE(2, 3, 7, 5, true),
                                       CASE(2, 1, 9, 16, true),          CASE(3, 14, 32, 32, false),
                                       BACK(2, 3, 7, 5, params, true),   BACK(2, 3, 9, 6, unmix, true),
                                       BACK(3, 13, 32, 32, unmix, false)};

const struct op_case_table point_splat_cases = {"point_splat", cases, sizeof cases / sizeof *cases};
