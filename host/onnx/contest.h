/* onnx/contest.h - points that compete for places, of which the one with the least key wins; for the op files of this
 * folder. Opset 16 can add at scattered places, but not take the least. */
#ifndef GFLA_ONNX_CONTEST_H
#define GFLA_ONNX_CONTEST_H

#include "onnx/builder.h"

/* A key is compared digit by digit, in as many rounds. In each, the digits that occur at a place are noted by adding,
 * and points with more than the least of them are out. Whole numbers stay far below 2^31, which some runtimes end
 * at. */
#define GFLA_ONNX_DIGITS 64 /* of a key: 0 .. 63 */

struct gfla_onnx_contest {
    gfla_onnx_builder *b;
    int64_t batch, n_places;  /* batch: where it is fixed */
    gfla_onnx_value *places;  /* int64 [n, points]; n_places: the point competes nowhere */
    gfla_onnx_value *running; /* float [n, points]: 1 for points that may still win; NULL before the first round: all */
};

/* The next digit of the keys, int64 [n, points] or [points]. Returns float [n, n_places]: GFLA_ONNX_DIGITS minus the
 * least digit at each place, 0 where there is no point. */
gfla_onnx_value *gfla_onnx_contest_round(struct gfla_onnx_contest *contest, gfla_onnx_value *digits);

/* Digit number i of whole numbers, int64; 0 is the last. */
gfla_onnx_value *gfla_onnx_digit(gfla_onnx_builder *builder, gfla_onnx_value *numbers, int i);
/* How many digits numbers below `end` have. */
int gfla_onnx_count_digits(int64_t end);

#endif
