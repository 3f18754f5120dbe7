/* tests/ops/pair_loss_case.h - inputs and sizes of the cases of losses. Losses are scaled by the number of elements or
 * more, so that gradients are of the order of one and the tolerance, relative to one, means something. */
#ifndef GFLA_TESTS_PAIR_LOSS_CASE_H
#define GFLA_TESTS_PAIR_LOSS_CASE_H

#include "ref/pair_loss_ref.h"
#include "tests/ops/op_case.h"

static inline struct gfla_pair_ref pair_loss_case_size(struct gfla_shape s, double scale)
{
    struct gfla_pair_ref size = {.n = 1, .c = 1, .area = (int)gfla_shape_count(s), .scale = scale};
    if (s.rank == 4)
        size = (struct gfla_pair_ref){
            .n = (int)s.dim[0], .c = (int)s.dim[1], .area = (int)(s.dim[2] * s.dim[3]), .scale = scale};
    return size;
}

#define LOSS_MAP(n, c, h, w) .shape = {4, {n, c, h, w}}, .layout = GFLA_LAYOUT_BLOCKED
#define LOSS_LIST(n) .shape = {1, {n}}, .layout = GFLA_LAYOUT_PLAIN

#endif
