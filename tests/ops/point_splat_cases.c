#include "ops/point_splat.h"
#include "ref/point_splat_ref.h"
#include "tests/ops/splat_case.h"

static const struct gfla_point_splat_params params = {
    .centre = 4, .range = 1.05f, .tan_half_fov = 0.26794919f, .threshold = 0.3f, .empty = 1};
static const struct gfla_point_splat_params unmix = {
    .centre = 4, .range = 1.05f, .tan_half_fov = 0.26794919f, .threshold = 0.3f, .empty = 1, .unmix = true};

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

#define IMAGES(n_, c_, h_, w_)                                                                                         \
    {                                                                                                                  \
        .shape = {4, {n_, c_, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED, .no_grad = true                                 \
    }
/* Of many points few are drawn, the last ones too: of millions some would come to lie where floats and doubles round
 * differently. */
static void sparse_mask(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    const int64_t count = gfla_shape_count(shape);
    (void)random;
    for (int64_t i = 0; i < count; i++)
        values[i] = (count - 1 - i) % 197 == 0;
}

#define MASKS(n_, h_, w_, fill_)                                                                                       \
    {                                                                                                                  \
        .shape = {4, {n_, 1, h_, w_}}, .layout = GFLA_LAYOUT_BLOCKED, .no_grad = true, .fill = fill_                   \
    }
#define CAMERAS(n_)                                                                                                    \
    {                                                                                                                  \
        .shape = {2, {n_, 12}}, .no_grad = true, .fill = splat_case_cameras                                            \
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
#define BACK(n_, c_, h_, w_, params_, fill_, tiny_)                                                                    \
    {                                                                                                                  \
        .name = "point_splat(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ ",back," #params_ ")", .n_in = 6,                   \
        .params = &params_, .build = build, .forward = forward, .tiny = tiny_, .in = {                                 \
            IMAGES(n_, c_, h_, w_),                                                                                    \
            IMAGES(n_, 1, h_, w_),                                                                                     \
            MASKS(n_, h_, w_, fill_),                                                                                  \
            CAMERAS(n_),                                                                                               \
            IMAGES(n_, c_, h_, w_),                                                                                    \
            IMAGES(n_, 1, h_, w_)                                                                                      \
        }                                                                                                              \
    }

static const struct op_case cases[] = {CASE(1, 3, 4, 4, true),
                                       CASE(2, 3, 7, 5, true),
                                       CASE(2, 1, 9, 16, true),
                                       CASE(3, 14, 32, 32, false),
                                       BACK(2, 3, 7, 5, params, splat_case_mask, true),
                                       BACK(2, 3, 9, 6, unmix, splat_case_mask, true),
                                       BACK(3, 13, 32, 32, unmix, splat_case_mask, false),
                                       BACK(1, 1, 736, 736, params, sparse_mask, false)}; /* more than 2^20 points */

const struct op_case_table point_splat_cases = {"point_splat", cases, sizeof cases / sizeof *cases};
