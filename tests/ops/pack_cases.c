/* Plain tensors as feature maps and back, and in another shape. */
#include "ops/pack.h"

#include "ref/pack_ref.h"
#include "tests/ops/op_case.h"

/* Sizes of the plain side. */
struct sizes {
    int clips, c, t, pixels;
};

static const struct sizes *sizes_of(const struct op_case *c)
{
    return c->params;
}

static gfla_tensor *build_pack(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_pack(graph, in[0]);
}

static void pack(const struct op_case *c, const double *const *in, double *out)
{
    const struct sizes *s = sizes_of(c);
    gfla_pack_ref_fwd(s->clips, s->c, s->t, s->pixels, in[0], out);
}

/* A gradient starts as zeros, and each element gets one value. */
static void pack_backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct sizes *s = sizes_of(c);
    gfla_pack_ref_fwd(s->clips, s->t, s->c, s->pixels, d_out, d_in[0]);
}

/* The clips of this file are two pixels wide. */
static gfla_tensor *build_unpack(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const struct sizes *s = sizes_of(c);
    return gfla_unpack(graph, in[0], (struct gfla_shape){5, {s->clips, s->c, s->t, s->pixels / 2, 2}});
}

static void unpack(const struct op_case *c, const double *const *in, double *out)
{
    const struct sizes *s = sizes_of(c);
    gfla_pack_ref_fwd(s->clips, s->t, s->c, s->pixels, in[0], out);
}

static void unpack_backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    const struct sizes *s = sizes_of(c);
    gfla_pack_ref_fwd(s->clips, s->c, s->t, s->pixels, d_out, d_in[0]);
}

/* To one dimension: the order of the elements stays. */
static gfla_tensor *build_reshape(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return gfla_reshape(graph, in[0], gfla_shape_1d(gfla_shape_count(in[0]->shape)));
}

#define CASE(text, builder, way, clips, c, t, pixels, ...)                                                             \
    {                                                                                                                  \
        .name = "pack(" text ")", .n_in = 1, .in = {{__VA_ARGS__}},                                                    \
        .params = &(const struct sizes){clips, c, t, pixels}, .build = builder, .forward = way,                        \
        .backward = way##_backward, .tiny = true                                                                       \
    }

static const struct op_case cases[] = {
    CASE("vector,c=21", build_pack, pack, 2, 21, 1, 1, .shape = {2, {2, 21}}),
    CASE("sequence,c=16,t=7", build_pack, pack, 3, 16, 1, 7, .shape = {3, {3, 16, 7}}),
    CASE("picture,c=5,h=3,w=4", build_pack, pack, 2, 5, 1, 12, .shape = {4, {2, 5, 3, 4}}),
    CASE("clip,c=19,t=5,h=3,w=2", build_pack, pack, 2, 19, 5, 6, .shape = {5, {2, 19, 5, 3, 2}}),
    CASE("unpack,c=19,t=3,h=2,w=2", build_unpack, unpack, 2, 19, 3, 4, .shape = {4, {6, 19, 2, 2}},
         .layout = GFLA_LAYOUT_BLOCKED),
    CASE("reshape", build_reshape, pack, 1, 1, 1, 45, .shape = {3, {5, 3, 3}}),
};

const struct op_case_table pack_cases = {"pack", cases, sizeof cases / sizeof *cases};
