#include "ops/splat_alpha.h"

#include <stdlib.h>

#include "ref/splat_alpha_ref.h"
#include "tests/ops/splat_case.h"

enum { VALUE, MASK, CAMERA, OTHER /* back_value, mirror_camera, as the case has them */ };

struct splat_alpha_case {
    struct gfla_splat_alpha_params op;
    bool has_back, has_mirror;
};

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct splat_alpha_case *p = c->params;
    gfla_tensor *back = p->has_back ? in[OTHER] : NULL, *mirror = p->has_mirror ? in[OTHER + p->has_back] : NULL;
    return gfla_splat_alpha(graph, in[VALUE], back, in[MASK], in[CAMERA], mirror, &p->op);
}

static struct gfla_splat_alpha_ref size_of(const struct op_case *c)
{
    const struct splat_alpha_case *p = c->params;
    const int64_t *d = c->in[VALUE].shape.dim;
    return (struct gfla_splat_alpha_ref){(int)d[0],    (int)d[2],   (int)d[3],         p->op.stride ? p->op.stride : 1,
                                         p->op.centre, p->op.range, p->op.tan_half_fov};
}

static struct gfla_splat_alpha_ref_source source_of(const struct op_case *c, const double *const *in)
{
    const struct splat_alpha_case *p = c->params;
    return (struct gfla_splat_alpha_ref_source){.value = in[VALUE],
                                                .mask = in[MASK],
                                                .camera = in[CAMERA],
                                                .back_value = p->has_back ? in[OTHER] : NULL,
                                                .mirror_camera = p->has_mirror ? in[OTHER + p->has_back] : NULL};
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct gfla_splat_alpha_ref size = size_of(c);
    const struct gfla_splat_alpha_ref_source source = source_of(c, in);
    gfla_splat_alpha_ref_fwd(&size, &source, out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct splat_alpha_case *p = c->params;
    const struct gfla_splat_alpha_ref size = size_of(c);
    const struct gfla_splat_alpha_ref_source source = source_of(c, in);
    double *scratch = calloc((size_t)size.h * size.w, sizeof *scratch);
    if (scratch)
        gfla_splat_alpha_ref_bwd(&size, &source, d_out, scratch, d_in[VALUE], p->has_back ? d_in[OTHER] : NULL);
    free(scratch);
}

#define PARAMS(stride_, back_, mirror_)                                                                                \
    &(const struct splat_alpha_case)                                                                                   \
    {                                                                                                                  \
        {.centre = 4, .range = 1.05f, .tan_half_fov = 0.26794919f, .stride = stride_}, back_, mirror_                  \
    }
#define DEPTHS(n_, h_, w_)                                                                                             \
    {                                                                                                                  \
        .shape = { 4, {n_, 1, h_, w_} }                                                                                \
    }
#define MASKS(n_, h_, w_)                                                                                              \
    {                                                                                                                  \
        .shape = {4, {n_, 1, h_, w_}}, .no_grad = true, .fill = splat_case_mask                                        \
    }
#define CAMERAS(n_)                                                                                                    \
    {                                                                                                                  \
        .shape = {2, {n_, 12}}, .no_grad = true, .fill = splat_case_cameras                                            \
    }
#define COMMON(n_, h_, w_, stride_, text_, tiny_)                                                                      \
    .name = "splat_alpha(n=" #n_ ",h=" #h_ ",w=" #w_ ",stride=" #stride_ text_ ")", .build = build,                    \
    .forward = forward, .backward = backward, .tiny = tiny_, .grad_tolerance = 5e-5,                                   \
    .reason = "dots are rounded to whole steps, and the gradient has exp of their sum"
#define FRONT(n_, h_, w_, stride_, tiny_)                                                                              \
    {                                                                                                                  \
        COMMON(n_, h_, w_, stride_, "", tiny_), .params = PARAMS(stride_, false, false), .n_in = 3, .in = {            \
            DEPTHS(n_, h_, w_),                                                                                        \
            MASKS(n_, h_, w_),                                                                                         \
            CAMERAS(n_)                                                                                                \
        }                                                                                                              \
    }
#define MIRRORED(n_, h_, w_, stride_, tiny_)                                                                           \
    {                                                                                                                  \
        COMMON(n_, h_, w_, stride_, ",mirror", tiny_), .params = PARAMS(stride_, false, true), .n_in = 4, .in = {      \
            DEPTHS(n_, h_, w_),                                                                                        \
            MASKS(n_, h_, w_),                                                                                         \
            CAMERAS(n_),                                                                                               \
            CAMERAS(n_)                                                                                                \
        }                                                                                                              \
    }
#define BOTH(n_, h_, w_, stride_, tiny_)                                                                               \
    {                                                                                                                  \
        COMMON(n_, h_, w_, stride_, ",back,mirror", tiny_), .params = PARAMS(stride_, true, true), .n_in = 5, .in = {  \
            DEPTHS(n_, h_, w_),                                                                                        \
            MASKS(n_, h_, w_),                                                                                         \
            CAMERAS(n_),                                                                                               \
            DEPTHS(n_, h_, w_),                                                                                        \
            CAMERAS(n_)                                                                                                \
        }                                                                                                              \
    }

static const struct op_case cases[] = {FRONT(1, 4, 5, 0, true),    FRONT(2, 9, 6, 1, true), FRONT(2, 8, 12, 4, true),
                                       FRONT(1, 3, 9, 1, true), /* wide enough for CPUs to draw without atomics */
                                       MIRRORED(2, 6, 4, 2, true), BOTH(2, 6, 9, 3, true),  BOTH(3, 16, 24, 1, false),
                                       BOTH(2, 32, 32, 4, false)};

const struct op_case_table splat_alpha_cases = {"splat_alpha", cases, sizeof cases / sizeof *cases};
