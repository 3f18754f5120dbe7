/* One feature map over another by a mask. */
#include "ops/mask_blend.h"
#include "ref/mask_blend_ref.h"
#include "tests/ops/op_case.h"

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_mask_blend(graph, in[0], in[1], in[2]);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    gfla_mask_blend_ref_fwd(c->in[0].shape, in[0], in[1], in[2], out);
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    gfla_mask_blend_ref_bwd(c->in[0].shape, in[0], in[1], in[2], d_out, d_in[0], d_in[1], d_in[2]);
}

#define BLEND(n, ch, h, w)                                                                                             \
    {                                                                                                                  \
        .name = "mask_blend(n=" #n ",c=" #ch ",h=" #h ",w=" #w ")", .n_in = 3,                                         \
        .in = {{.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED},                                           \
               {.shape = {4, {n, ch, h, w}}, .layout = GFLA_LAYOUT_BLOCKED},                                           \
               {.shape = {4, {n, 1, h, w}}, .layout = GFLA_LAYOUT_BLOCKED, .lo = 0, .hi = 1}},                         \
        .build = build, .forward = forward, .backward = backward, .tiny = true                                         \
    }

static const struct op_case cases[] = {
    BLEND(2, 1, 5, 7), BLEND(2, 3, 5, 7), BLEND(2, 16, 3, 5), BLEND(3, 33, 5, 3), BLEND(2, 17, 9, 7),
};

const struct op_case_table mask_blend_cases = {"mask_blend", cases, sizeof cases / sizeof *cases};
