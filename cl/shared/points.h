/* shared/points.h - key points as kernels get them: [n][joints][2], x then y (device side only). */
#ifndef GFLA_SHARED_POINTS_H
#define GFLA_SHARED_POINTS_H

/* Far enough for any image, and little enough for squares in long. */
#define POINT_LIMIT 1e6f

/* What is no number is missing too: it is in no range. */
static inline int point_present(float x, float y)
{
    return x != -1.0f && y != -1.0f && fabs(x) <= POINT_LIMIT && fabs(y) <= POINT_LIMIT;
}

#endif
