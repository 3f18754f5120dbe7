/* render/polygon.h - faces of many corners as triangles. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_POLYGON_H
#define VIEWSYNTH_RENDER_POLYGON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Working memory; {0} is empty. */
struct gfla_polygon {
    float (*corners)[3];     /* of the polygon, set by the caller after gfla_polygon_reserve */
    int32_t (*triangles)[3]; /* the result: indices of corners */
    double (*flat)[2];
    int32_t *next, *previous;
    bool *reflex;
    size_t capacity;
};
void gfla_polygon_free(struct gfla_polygon *polygon);
/* Room for n corners. */
gfla_status gfla_polygon_reserve(struct gfla_polygon *polygon, size_t n);
/* Cuts a polygon of n >= 3 corners into n - 2 triangles of its winding: exactly where it is flat and does not cross
 * itself, concave or not; else somehow. False when it was too involved (its ears took too many tests) and the rest was
 * cut as a fan. */
bool gfla_polygon_cut(struct gfla_polygon *polygon, int32_t n);

#endif
