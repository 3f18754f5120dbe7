/* base/shape.h - shapes of tensors: up to five dimensions, outermost first, usually n c h w. */
#ifndef GFLA_BASE_SHAPE_H
#define GFLA_BASE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GFLA_MAX_RANK 5

struct gfla_shape {
    int rank; /* 0: a scalar */
    int64_t dim[GFLA_MAX_RANK];
};

struct gfla_shape gfla_shape_1d(int64_t n);
struct gfla_shape gfla_shape_4d(int64_t n, int64_t c, int64_t h, int64_t w);
bool gfla_shape_equal(struct gfla_shape a, struct gfla_shape b);
int64_t gfla_shape_count(struct gfla_shape s); /* elements; 1 for a scalar */
/* Writes "[8, 64, 32, 32]" into text and returns it. */
const char *gfla_shape_text(struct gfla_shape s, char *text, size_t size);

#endif
