#include "cl/shared/limb_flow.h"
#include "onnx/op.h"

enum { SOURCE, TARGET };

static const struct gfla_limb limbs[GFLA_LIMBS] = GFLA_LIMB_TABLE;

/* Numbers of points or limbs, [n, count, 1] each: coordinates and 1 where it is there; of limbs from end to end. */
struct vectors {
    gfla_onnx_value *x, *y, *there;
};

static gfla_onnx_value *add(gfla_onnx_builder *b, gfla_onnx_value *x, gfla_onnx_value *y)
{
    return gfla_onnx_binary(b, "Add", x, y);
}

static gfla_onnx_value *sub(gfla_onnx_builder *b, gfla_onnx_value *x, gfla_onnx_value *y)
{
    return gfla_onnx_binary(b, "Sub", x, y);
}

static gfla_onnx_value *mul(gfla_onnx_builder *b, gfla_onnx_value *x, gfla_onnx_value *y)
{
    return gfla_onnx_binary(b, "Mul", x, y);
}

static gfla_onnx_value *quotient(gfla_onnx_builder *b, gfla_onnx_value *x, gfla_onnx_value *y)
{
    return gfla_onnx_binary(b, "Div", x, y);
}

static gfla_onnx_value *at_least(gfla_onnx_builder *b, gfla_onnx_value *x, double least)
{
    return gfla_onnx_binary(b, "Max", x, gfla_onnx_scalar(b, least));
}

static gfla_onnx_value *reduce(gfla_onnx_builder *b, const char *op, gfla_onnx_value *x, int axis)
{
    return gfla_onnx_add(
        b, (struct gfla_onnx_node){
               .op = op, .in = {x}, .attribute = {GFLA_ONNX_INTS("axes", 1, axis), GFLA_ONNX_INT("keepdims", 1)}});
}

/* Over dimension 1; this operator alone takes its axes as an input. */
static gfla_onnx_value *sum(gfla_onnx_builder *b, gfla_onnx_value *x)
{
    return gfla_onnx_add(b, (struct gfla_onnx_node){.op = "ReduceSum",
                                                    .in = {x, GFLA_ONNX_LIST(b, 1)},
                                                    .attribute = {GFLA_ONNX_INT("keepdims", 1)}});
}

static gfla_onnx_value *as_float(gfla_onnx_builder *b, gfla_onnx_value *x)
{
    return gfla_onnx_add(
        b, (struct gfla_onnx_node){.op = "Cast", .in = {x}, .attribute = {GFLA_ONNX_INT("to", 1 /* FLOAT */)}});
}

/* 1 where x > limit, or >= limit. */
static gfla_onnx_value *above(gfla_onnx_builder *b, const char *op, gfla_onnx_value *x, double limit)
{
    return as_float(b, gfla_onnx_binary(b, op, x, gfla_onnx_scalar(b, limit)));
}

static gfla_onnx_value *pick(gfla_onnx_builder *b, gfla_onnx_value *x, const int64_t *which, int n)
{
    return gfla_onnx_add(b, (struct gfla_onnx_node){.op = "Gather",
                                                    .in = {x, gfla_onnx_ints(b, n, which)},
                                                    .attribute = {GFLA_ONNX_INT("axis", 1)}});
}

static struct vectors pick_all(gfla_onnx_builder *b, const struct vectors *v, const int64_t *which, int n)
{
    return (struct vectors){pick(b, v->x, which, n), pick(b, v->y, which, n), pick(b, v->there, which, n)};
}

static struct vectors between(gfla_onnx_builder *b, const struct vectors *ends, const int64_t *from, const int64_t *to,
                              int n)
{
    const struct vectors a = pick_all(b, ends, from, n), z = pick_all(b, ends, to, n);
    return (struct vectors){sub(b, z.x, a.x), sub(b, z.y, a.y), mul(b, a.there, z.there)};
}

/* Where maps [n, 18, h, w] are highest. */
static struct vectors peaks(gfla_onnx_builder *b, gfla_onnx_value *maps, int64_t w)
{
    maps = GFLA_ONNX_RESHAPE(b, maps, 0, GFLA_LIMB_JOINTS, -1);
    gfla_onnx_value *index =
        as_float(b, gfla_onnx_add(b, (struct gfla_onnx_node){
                                         .op = "ArgMax",
                                         .in = {maps},
                                         .attribute = {GFLA_ONNX_INT("axis", 2), GFLA_ONNX_INT("keepdims", 1)}}));
    gfla_onnx_value *row = gfla_onnx_unary(
        b, "Floor", quotient(b, add(b, index, gfla_onnx_scalar(b, 0.5)), gfla_onnx_scalar(b, (double)w)));
    return (struct vectors){sub(b, index, mul(b, row, gfla_onnx_scalar(b, (double)w))), row,
                            above(b, "Greater", reduce(b, "ReduceMax", maps, 2), (double)GFLA_LIMB_THRESHOLD)};
}

/* The mean of those of n points that are there, if at least so many are. */
static struct vectors middle(gfla_onnx_builder *b, const struct vectors *points, const int64_t *which, int n, int least)
{
    const struct vectors v = pick_all(b, points, which, n);
    gfla_onnx_value *count = sum(b, v.there), *divisor = at_least(b, count, 1);
    return (struct vectors){quotient(b, sum(b, mul(b, v.x, v.there)), divisor),
                            quotient(b, sum(b, mul(b, v.y, v.there)), divisor),
                            above(b, "GreaterOrEqual", count, least)};
}

static gfla_onnx_value *join(gfla_onnx_builder *b, gfla_onnx_value *x, gfla_onnx_value *y, gfla_onnx_value *z)
{
    gfla_onnx_value *parts[] = {x, y, z};
    return gfla_onnx_concat(b, 1, 3, parts);
}

static struct vectors find_ends(gfla_onnx_builder *b, gfla_onnx_value *maps, int64_t w)
{
    static const int64_t hips[] = {8, 11}, face[] = {0, 14, 15, 16, 17};
    const struct vectors joints = peaks(b, maps, w), hip = middle(b, &joints, hips, 2, 2),
                         head = middle(b, &joints, face, 5, 1);
    return (struct vectors){join(b, joints.x, hip.x, head.x), join(b, joints.y, hip.y, head.y),
                            join(b, joints.there, hip.there, head.there)};
}

static gfla_onnx_value *length(gfla_onnx_builder *b, const struct vectors *v)
{
    return mul(b, gfla_onnx_unary(b, "Sqrt", add(b, mul(b, v->x, v->x), mul(b, v->y, v->y))), v->there);
}

/* The longest limb of those that the other has too, [n, 1, 1]. */
static gfla_onnx_value *person_size(gfla_onnx_builder *b, gfla_onnx_value *own, gfla_onnx_value *other)
{
    return reduce(b, "ReduceMax", mul(b, own, above(b, "Greater", other, 0)), 1);
}

/* One pose: its ends, limbs, their lengths (at least 1), and where each begins. */
struct pose {
    struct vectors ends, limb, begin;
    gfla_onnx_value *length, *divisor;
};

static struct pose pose_of(gfla_onnx_builder *b, gfla_onnx_value *maps, int64_t w)
{
    int64_t from[GFLA_LIMBS], to[GFLA_LIMBS];
    for (int i = 0; i < GFLA_LIMBS; i++) {
        from[i] = limbs[i].from;
        to[i] = limbs[i].to;
    }
    struct pose p = {.ends = find_ends(b, maps, w)};
    p.limb = between(b, &p.ends, from, to, GFLA_LIMBS);
    p.begin = pick_all(b, &p.ends, from, GFLA_LIMBS);
    p.length = length(b, &p.limb);
    p.divisor = at_least(b, p.length, 1);
    return p;
}

/* Shoulders across the trunk, with sign; *there: 1 where both are seen. */
static gfla_onnx_value *shoulders(gfla_onnx_builder *b, const struct pose *p, gfla_onnx_value **there)
{
    static const int64_t right[] = {2}, left[] = {5}, trunk[] = {0};
    const struct vectors d = between(b, &p->ends, right, left, 1), axis = pick_all(b, &p->limb, trunk, 1);
    *there = d.there;
    return quotient(b, sub(b, mul(b, d.y, axis.x), mul(b, d.x, axis.y)), pick(b, p->divisor, trunk, 1));
}

/* How much wider each limb of the source is, [n, 10, 1]. */
static gfla_onnx_value *widening(gfla_onnx_builder *b, const struct pose *source, const struct pose *target,
                                 gfla_onnx_value *scale, gfla_onnx_value *size)
{
    gfla_onnx_value *has_s, *has_t, *ws = shoulders(b, source, &has_s), *wt = shoulders(b, target, &has_t);
    gfla_onnx_value *least = mul(b, mul(b, size, size), gfla_onnx_scalar(b, 0.01)),
                    *most = mul(b, scale, gfla_onnx_scalar(b, 2)),
                    *across = quotient(b, add(b, mul(b, ws, wt), mul(b, least, scale)),
                                       at_least(b, add(b, mul(b, wt, wt), least), 1e-12));
    across = gfla_onnx_binary(b, "Max", gfla_onnx_binary(b, "Min", across, most), gfla_onnx_unary(b, "Neg", most));
    gfla_onnx_value *has = mul(b, has_s, has_t);
    gfla_onnx_value *trunk = add(b, mul(b, has, across), mul(b, sub(b, gfla_onnx_scalar(b, 1), has), scale));
    gfla_onnx_value *others = mul(b, scale, gfla_onnx_constant(b, (struct gfla_shape){3, {1, GFLA_LIMBS - 1, 1}}, 1));
    gfla_onnx_value *parts[] = {trunk, others};
    return gfla_onnx_concat(b, 1, 2, parts);
}

/* The column or row of each pixel, [1, 1, h w]. */
static gfla_onnx_value *places(gfla_onnx_builder *b, int64_t h, int64_t w, bool is_row)
{
    float *at = gfla_arena_alloc(gfla_onnx_builder_arena(b), (size_t)(h * w) * sizeof *at);
    if (!at)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    for (int64_t i = 0; i < h * w; i++)
        at[i] = (float)(is_row ? i / w : i % w);
    return gfla_onnx_floats(b, (struct gfla_shape){3, {1, 1, h * w}}, at);
}

/* A number of the table of limbs, [1, 10, 1]. */
static gfla_onnx_value *of_table(gfla_onnx_builder *b, bool is_width)
{
    float values[GFLA_LIMBS];
    for (int i = 0; i < GFLA_LIMBS; i++)
        values[i] = is_width ? limbs[i].width : 1 + limbs[i].beyond;
    return gfla_onnx_floats(b, (struct gfla_shape){3, {1, GFLA_LIMBS, 1}}, values);
}

static gfla_onnx_value *limb_flow(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const int64_t h = node->out[0]->shape.dim[2], w = node->out[0]->shape.dim[3];
    const struct pose s = pose_of(b, in[SOURCE], w), t = pose_of(b, in[TARGET], w);
    gfla_onnx_value *size = person_size(b, t.length, s.length),
                    *scale = quotient(b, person_size(b, s.length, t.length), at_least(b, size, 1e-6));
    gfla_onnx_value *x = places(b, h, w, false), *y = places(b, h, w, true);
    gfla_onnx_value *ux = quotient(b, t.limb.x, t.divisor), *uy = quotient(b, t.limb.y, t.divisor);
    gfla_onnx_value *dx = sub(b, x, t.begin.x), *dy = sub(b, y, t.begin.y);
    gfla_onnx_value *along = add(b, mul(b, dx, ux), mul(b, dy, uy)), *across = sub(b, mul(b, dy, ux), mul(b, dx, uy));
    gfla_onnx_value *nearest = gfla_onnx_binary(b, "Min", at_least(b, along, 0), mul(b, t.length, of_table(b, false)));
    gfla_onnx_value *off = sub(b, along, nearest), *width = at_least(b, mul(b, size, of_table(b, true)), 1e-6);
    gfla_onnx_value *distance = quotient(b, add(b, mul(b, off, off), mul(b, across, across)), mul(b, width, width));
    gfla_onnx_value *weight = gfla_onnx_unary(b, "Exp", gfla_onnx_unary(b, "Neg", distance));
    weight = mul(b, weight, above(b, "GreaterOrEqual", s.length, 1));
    weight = mul(b, weight, above(b, "GreaterOrEqual", t.length, 1));
    gfla_onnx_value *a = quotient(b, along, t.divisor),
                    *c = quotient(b, mul(b, across, widening(b, &s, &t, scale, size)), s.divisor);
    gfla_onnx_value *fx = sub(b, add(b, s.begin.x, sub(b, mul(b, a, s.limb.x), mul(b, c, s.limb.y))), x);
    gfla_onnx_value *fy = sub(b, add(b, s.begin.y, add(b, mul(b, a, s.limb.y), mul(b, c, s.limb.x))), y);
    gfla_onnx_value *total = add(b, sum(b, weight), gfla_onnx_scalar(b, (double)GFLA_LIMB_REST)),
                    *one = gfla_onnx_scalar(b, 1),
                    *covered = sub(b, one, reduce(b, "ReduceProd", sub(b, one, weight), 1));
    gfla_onnx_value *flow = join(b, quotient(b, sum(b, mul(b, weight, fx)), total),
                                 quotient(b, sum(b, mul(b, weight, fy)), total), covered);
    return GFLA_ONNX_RESHAPE(b, flow, 0, 3, h, w);
}

static const struct gfla_onnx_op ops[] = {{"limb_flow", limb_flow}};

const struct gfla_onnx_ops limb_flow_onnx = {ops, sizeof ops / sizeof *ops};
