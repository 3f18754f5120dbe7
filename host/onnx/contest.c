#include "onnx/contest.h"

static gfla_onnx_value *cast(gfla_onnx_builder *b, gfla_onnx_value *x, enum gfla_onnx_type type)
{
    return gfla_onnx_add(b, (struct gfla_onnx_node){.op = "Cast", .in = {x}, .attribute = {GFLA_ONNX_INT("to", type)}});
}

/* Above 0 for each digit that a running point has at each place: [n, places + 1, digits]; the last place is nowhere. */
static gfla_onnx_value *digits_there(struct gfla_onnx_contest *c, gfla_onnx_value *digits)
{
    gfla_onnx_builder *b = c->b;
    const struct gfla_shape shape = {2, {c->batch, (c->n_places + 1) * GFLA_ONNX_DIGITS}};
    gfla_onnx_value *slots = gfla_onnx_binary(b, "Mul", c->places, GFLA_ONNX_LIST(b, GFLA_ONNX_DIGITS));
    gfla_onnx_value *zeros = gfla_onnx_binary(b, "Expand", gfla_onnx_scalar(b, 0), gfla_onnx_batch_shape(b, shape));
    slots = gfla_onnx_binary(b, "Add", slots, digits);
    gfla_onnx_value *counts = gfla_onnx_add(
        b, (struct gfla_onnx_node){.op = "ScatterElements",
                                   .in = {zeros, slots, c->running},
                                   .attribute = {GFLA_ONNX_INT("axis", 1), GFLA_ONNX_TEXT("reduction", "add")}});
    return GFLA_ONNX_RESHAPE(b, counts, 0, c->n_places + 1, GFLA_ONNX_DIGITS);
}

/* The greatest of DIGITS - digit over the digits that are there, [n, places + 1]. */
static gfla_onnx_value *greatest_rank(gfla_onnx_builder *b, gfla_onnx_value *counts)
{
    float ranks[GFLA_ONNX_DIGITS];
    for (int i = 0; i < GFLA_ONNX_DIGITS; i++)
        ranks[i] = (float)(GFLA_ONNX_DIGITS - i);
    gfla_onnx_value *zero = gfla_onnx_scalar(b, 0), *all = gfla_onnx_floats(b, gfla_shape_1d(GFLA_ONNX_DIGITS), ranks);
    gfla_onnx_value *is_there = gfla_onnx_binary(b, "Greater", counts, zero);
    gfla_onnx_value *there = gfla_onnx_add(b, (struct gfla_onnx_node){.op = "Where", .in = {is_there, all, zero}});
    return gfla_onnx_add(
        b, (struct gfla_onnx_node){.op = "ReduceMax",
                                   .in = {there},
                                   .attribute = {GFLA_ONNX_INTS("axes", 1, 2), GFLA_ONNX_INT("keepdims", 0)}});
}

gfla_onnx_value *gfla_onnx_contest_round(struct gfla_onnx_contest *c, gfla_onnx_value *digits)
{
    gfla_onnx_builder *b = c->b;
    if (!c->running) /* as many ones as there are points, whatever the batch */
        c->running = cast(b, gfla_onnx_binary(b, "GreaterOrEqual", c->places, GFLA_ONNX_LIST(b, 0)), GFLA_ONNX_FLOAT);
    gfla_onnx_value *best = greatest_rank(b, digits_there(c, digits));
    gfla_onnx_value *winning =
        gfla_onnx_add(b, (struct gfla_onnx_node){
                             .op = "GatherElements", .in = {best, c->places}, .attribute = {GFLA_ONNX_INT("axis", 1)}});
    gfla_onnx_value *own = gfla_onnx_binary(b, "Sub", GFLA_ONNX_LIST(b, GFLA_ONNX_DIGITS), digits);
    gfla_onnx_value *stays = gfla_onnx_binary(b, "Equal", winning, cast(b, own, GFLA_ONNX_FLOAT));
    c->running = gfla_onnx_binary(b, "Mul", c->running, cast(b, stays, GFLA_ONNX_FLOAT));
    return gfla_onnx_slice(b, best, 1, 0, c->n_places);
}

static int64_t power(int i)
{
    int64_t value = 1;
    while (i-- > 0)
        value *= GFLA_ONNX_DIGITS;
    return value;
}

gfla_onnx_value *gfla_onnx_digit(gfla_onnx_builder *b, gfla_onnx_value *numbers, int i)
{
    if (i > 0)
        numbers = gfla_onnx_binary(b, "Div", numbers, GFLA_ONNX_LIST(b, power(i)));
    return gfla_onnx_binary(b, "Mod", numbers, GFLA_ONNX_LIST(b, GFLA_ONNX_DIGITS));
}

int gfla_onnx_count_digits(int64_t end)
{
    int n = 1;
    while (power(n) < end)
        n++;
    return n;
}
