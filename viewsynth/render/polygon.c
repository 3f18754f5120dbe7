/* Ear clipping in the plane of the polygon's mean normal. */
#include "viewsynth/render/polygon.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

#define MAX_TESTS 20000000 /* of a point in an ear; a sensible face needs a few for each corner */

void gfla_polygon_free(struct gfla_polygon *polygon)
{
    free(polygon->corners);
    free(polygon->triangles);
    free(polygon->flat);
    free(polygon->next);
    free(polygon->previous);
    free(polygon->reflex);
    *polygon = (struct gfla_polygon){0};
}

gfla_status gfla_polygon_reserve(struct gfla_polygon *polygon, size_t n)
{
    gfla_status status = GFLA_OK;
    const size_t room = n < 8 ? 8 : 2 * n;
    if (n <= polygon->capacity)
        return GFLA_OK;
    gfla_polygon_free(polygon);
    TRY(gfla_calloc(&polygon->corners, room, sizeof *polygon->corners, "corners of a face"));
    TRY(gfla_calloc(&polygon->triangles, room, sizeof *polygon->triangles, "triangles of a face"));
    TRY(gfla_calloc(&polygon->flat, room, sizeof *polygon->flat, "corners of a face"));
    TRY(gfla_calloc(&polygon->next, room, sizeof *polygon->next, "corners of a face"));
    TRY(gfla_calloc(&polygon->previous, room, sizeof *polygon->previous, "corners of a face"));
    TRY(gfla_calloc(&polygon->reflex, room, sizeof *polygon->reflex, "corners of a face"));
    polygon->capacity = room;
    return GFLA_OK;
fail:
    gfla_polygon_free(polygon);
    return status;
}

/* The corners without the coordinate along which the polygon is seen widest, so that it runs anticlockwise. */
static void flatten(struct gfla_polygon *polygon, int32_t n)
{
    float(*c)[3] = polygon->corners;
    double normal[3] = {0};
    for (int32_t i = 0, j = n - 1; i < n; j = i++)
        for (int k = 0; k < 3; k++) {
            const int u = (k + 1) % 3, v = (k + 2) % 3;
            normal[k] += ((double)c[j][u] - c[0][u]) * ((double)c[i][v] - c[0][v]) -
                         ((double)c[i][u] - c[0][u]) * ((double)c[j][v] - c[0][v]);
        }
    int axis = 0;
    for (int k = 1; k < 3; k++)
        axis = fabs(normal[k]) > fabs(normal[axis]) ? k : axis;
    const int u = (axis + 1) % 3, v = (axis + 2) % 3;
    for (int32_t i = 0; i < n; i++) {
        polygon->flat[i][0] = normal[axis] < 0 ? c[i][v] : c[i][u];
        polygon->flat[i][1] = normal[axis] < 0 ? c[i][u] : c[i][v];
    }
}

/* Twice the area of a triangle, positive when it runs anticlockwise. */
static double area(const double *a, const double *b, const double *c)
{
    return (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
}

static bool is_reflex(const struct gfla_polygon *p, int32_t i)
{
    return area(p->flat[p->previous[i]], p->flat[i], p->flat[p->next[i]]) <= 0;
}

static bool same(const double *a, const double *b)
{
    return a[0] == b[0] && a[1] == b[1];
}

/* Whether the triangle at corner i can be cut off: it turns the right way and no other corner lies in it. */
static bool is_ear(const struct gfla_polygon *p, int32_t i, long *n_tests)
{
    const int32_t before = p->previous[i], after = p->next[i];
    const double *a = p->flat[before], *b = p->flat[i], *c = p->flat[after];
    if (p->reflex[i])
        return false;
    for (int32_t j = p->next[after]; j != before; j = p->next[j]) {
        const double *q = p->flat[j];
        ++*n_tests;
        if (p->reflex[j] && !same(q, a) && !same(q, b) && !same(q, c) && area(a, b, q) >= 0 && area(b, c, q) >= 0 &&
            area(c, a, q) >= 0)
            return false;
    }
    return true;
}

bool gfla_polygon_cut(struct gfla_polygon *p, int32_t n)
{
    int32_t n_triangles = 0, left = n, n_reflex = 0, waited = 0, at = 0;
    long n_tests = 0;
    flatten(p, n);
    for (int32_t i = 0; i < n; i++) {
        p->next[i] = (i + 1) % n;
        p->previous[i] = (i + n - 1) % n;
    }
    for (int32_t i = 0; i < n; i++)
        n_reflex += p->reflex[i] = is_reflex(p, i);
    /* a convex rest is cut as a fan; where no corner is an ear the polygon crosses itself or has no area: any will
     * do */
    while (left > 3 && n_reflex > 0 && n_tests <= MAX_TESTS) {
        if (waited < left && !is_ear(p, at, &n_tests)) {
            at = p->next[at];
            waited++;
            continue;
        }
        const int32_t before = p->previous[at], after = p->next[at];
        p->triangles[n_triangles][0] = before;
        p->triangles[n_triangles][1] = at;
        p->triangles[n_triangles++][2] = after;
        p->next[before] = after;
        p->previous[after] = before;
        n_reflex -= p->reflex[at] + p->reflex[before] + p->reflex[after];
        p->reflex[before] = is_reflex(p, before);
        p->reflex[after] = is_reflex(p, after);
        n_reflex += p->reflex[before] + p->reflex[after];
        left--;
        waited = 0;
        at = after;
    }
    const bool whole = left == 3 || n_reflex == 0;
    for (int32_t first = n == left ? 0 : at, b = p->next[first]; left > 2; left--, b = p->next[b]) {
        p->triangles[n_triangles][0] = first;
        p->triangles[n_triangles][1] = b;
        p->triangles[n_triangles++][2] = p->next[b];
    }
    return whole;
}
