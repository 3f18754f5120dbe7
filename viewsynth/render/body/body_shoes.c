/* Soles: the outline of the foot, drawn out to a slab on the ground. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/body/body_outfit.h"

#define MAX_POINTS 1024
#define BEYOND 0.0105f /* metres that the sole stands out beyond the foot */
#define ABOVE 0.010f   /* and that it rises above the foot's underside */

struct point {
    float x, z;
};

static int by_x(const void *a, const void *b)
{
    const struct point *p = a, *q = b;
    return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->z > q->z) - (p->z < q->z);
}

static float turn(struct point o, struct point a, struct point b)
{
    return (a.x - o.x) * (b.z - o.z) - (a.z - o.z) * (b.x - o.x);
}

/* The convex hull of n sorted points, in the order of growing angle from x to z; returns how many. */
static int hull(const struct point *points, int n, struct point *out)
{
    int m = 0;
    for (int pass = 0; pass < 2; pass++) {
        const int start = m;
        for (int k = 0; k < n; k++) {
            const struct point p = points[pass ? n - 1 - k : k];
            while (m >= start + 2 && turn(out[m - 2], out[m - 1], p) <= 0)
                m--;
            out[m++] = p;
        }
        m--;
    }
    return m;
}

/* The points of a foot near the ground, a circle around each. */
static int collect(const struct body_make *make, bool left, struct point *points)
{
    const struct body_faces *tights = &make->data->groups[BODY_TIGHTS];
    int n = 0;
    for (size_t f = 0; f < tights->n; f++) {
        const float *p = make->positions[tights->quads[f].v[0]];
        if ((p[0] > 0) != left || p[1] > make->ground_y + 0.045f)
            continue;
        for (int i = 0; i < 8 && n < MAX_POINTS; i++)
            points[n++] = (struct point){p[0] + BEYOND * cosf(0.7853982f * (float)i),
                                         p[2] + BEYOND * sinf(0.7853982f * (float)i)};
    }
    qsort(points, (size_t)n, sizeof *points, by_x);
    return n;
}

static struct body_corner corner_at(const struct point *p, float y, float nx, float ny, float nz, bool left)
{
    struct body_corner c = {.position = {p->x, y, p->z}, .normal = {nx, ny, nz}, .field = 1};
    c.weights[left ? GFLA_FIGURE_L_FOOT : GFLA_FIGURE_R_FOOT] = 1;
    return c;
}

/* The slab's side between two neighbours of the outline, and its share of the top and underside. */
static gfla_status add_side(struct body_make *make, const struct point *outline, int n, int i, int material, bool left)
{
    gfla_status status = GFLA_OK;
    const struct point *a = &outline[i], *b = &outline[(i + 1) % n], *z = &outline[(i + n - 1) % n],
                       *c = &outline[(i + 2) % n];
    const float top = make->ground_y + ABOVE;
    const float na[2] = {b->z - z->z, z->x - b->x}, nb[2] = {c->z - a->z, a->x - c->x};
    const struct body_corner low_a = corner_at(a, 0, na[0], 0, na[1], left),
                             low_b = corner_at(b, 0, nb[0], 0, nb[1], left);
    const struct body_corner high_a = corner_at(a, top, na[0], 0, na[1], left),
                             high_b = corner_at(b, top, nb[0], 0, nb[1], left);
    TRY(body_builder_triangle(&make->builder, (const struct body_corner[3]){low_a, high_a, high_b}, material,
                              GFLA_PART_SHOES));
    TRY(body_builder_triangle(&make->builder, (const struct body_corner[3]){low_a, high_b, low_b}, material,
                              GFLA_PART_SHOES));
    for (int side = 0; side < 2 && i > 0 && i < n - 1; side++) {
        const float y = side ? top : 0, up = side ? 1 : -1;
        const struct body_corner hub = corner_at(&outline[0], y, 0, up, 0, left), p = corner_at(a, y, 0, up, 0, left),
                                 q = corner_at(b, y, 0, up, 0, left);
        TRY(body_builder_triangle(&make->builder, (const struct body_corner[3]){hub, side ? q : p, side ? p : q},
                                  material, GFLA_PART_SHOES));
    }
fail:
    return status;
}

gfla_status body_soles_add(struct body_make *make, const struct body_outfit *outfit)
{
    gfla_status status = GFLA_OK;
    struct point *points = NULL, *outline;
    TRY(gfla_calloc(&points, 3 * MAX_POINTS, sizeof *points, "soles"));
    outline = points + MAX_POINTS;
    for (int left = 0; left < 2; left++) {
        const int n = collect(make, left, points), m = n >= 3 ? hull(points, n, outline) : 0;
        for (int i = 0; i < m; i++)
            TRY(add_side(make, outline, m, i, outfit->sole_material, left));
    }
fail:
    free(points);
    return status;
}
