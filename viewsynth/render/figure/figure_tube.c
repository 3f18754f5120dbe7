#include "viewsynth/render/figure/figure_tube.h"

#include <string.h>

#include "viewsynth/render/vector.h"

static void put_corner(struct making *m, size_t i, const struct ring *ring, struct vector at, struct vector normal,
                       float u, float v)
{
    struct raster_corner *c = m->figure->mesh->corners + i;
    const float s = m->scale;
    memcpy(c->position, (float[3]){s * (float)at.x, s * (float)at.y, s * (float)at.z}, sizeof c->position);
    memcpy(c->normal, (float[3]){(float)normal.x, (float)normal.y, (float)normal.z}, sizeof c->normal);
    c->uv[0] = u, c->uv[1] = v;
    c->colour = 0xffffffffu;
    uint8_t *b = m->figure->corner_bones + GFLA_FIGURE_WEIGHTS * i;
    float *w = m->figure->corner_weights + GFLA_FIGURE_WEIGHTS * i;
    b[0] = (uint8_t)ring->bone, b[1] = (uint8_t)ring->other;
    w[0] = 1 - ring->second, w[1] = ring->second;
}

/* A corner in the making. */
struct point {
    const struct ring *ring;
    struct vector at, normal;
    float u, v;
};

static void add_triangle(struct making *m, struct point a, struct point b, struct point c, int material,
                         enum gfla_figure_part part)
{
    struct gfla_mesh *mesh = m->figure->mesh;
    const struct vector facing = vector_cross(vector_difference(b.at, a.at), vector_difference(c.at, a.at));
    const struct vector outwards = vector_sum(a.normal, vector_sum(b.normal, c.normal));
    const struct point points[3] = {a, vector_dot(facing, outwards) > 0 ? b : c,
                                    vector_dot(facing, outwards) > 0 ? c : b};
    const size_t t = mesh->n_triangles++;
    for (size_t k = 0; k < 3; k++)
        put_corner(m, 3 * t + k, points[k].ring, points[k].at, points[k].normal, points[k].u, points[k].v);
    mesh->triangle_materials[t] = material;
    m->figure->parts[t] = (uint8_t)part;
}

static struct vector middle_of(const struct ring *r)
{
    return (struct vector){r->at[0], r->at[1], r->at[2]};
}

static struct vector along(const struct tube *tube, int i)
{
    const int before = i > 0 ? i - 1 : i, after = i + 1 < tube->n ? i + 1 : i;
    return vector_unit(vector_difference(middle_of(&tube->rings[after]), middle_of(&tube->rings[before])));
}

static struct point rim_point(const struct making *m, const struct tube *tube, int i, int side)
{
    const struct ring *r = &tube->rings[i];
    const struct vector tangent = along(tube, i);
    const struct vector other = fabs(tangent.z) > 0.7 ? (struct vector){0, 1, 0} : (struct vector){0, 0, 1};
    const struct vector across = vector_unit(vector_cross(tangent, other)), deep = vector_cross(across, tangent);
    const double angle = 2 * 3.14159265358979323846 * side / FIGURE_TUBE_SIDES, c = cos(angle), s = sin(angle);
    const struct vector out =
        vector_sum(vector_times(across, c * (double)r->rx), vector_times(deep, s * (double)r->rz));
    const struct vector normal =
        vector_sum(vector_times(across, c / (double)r->rx), vector_times(deep, s / (double)r->rz));
    return (struct point){r, vector_sum(middle_of(r), vector_times(out, (double)m->girth)), vector_unit(normal),
                          (float)side / FIGURE_TUBE_SIDES * 2, (float)i * 0.25f};
}

static void add_end(struct making *m, const struct tube *tube, int i)
{
    const int last = i > 0;
    const struct vector outwards = vector_times(along(tube, i), last ? 1 : -1);
    const struct point middle = {&tube->rings[i], middle_of(&tube->rings[i]), outwards, 0.5f, (float)i * 0.25f};
    for (int side = 0; side < FIGURE_TUBE_SIDES; side++)
        add_triangle(m, middle, rim_point(m, tube, i, side), rim_point(m, tube, i, side + 1), tube->materials[last],
                     tube->parts[last]);
}

void figure_add_tube(struct making *m, const struct tube *tube)
{
    for (int i = 0; i + 1 < tube->n; i++) {
        const int second = i >= tube->change;
        for (int side = 0; side < FIGURE_TUBE_SIDES; side++) {
            const struct point a = rim_point(m, tube, i, side), b = rim_point(m, tube, i, side + 1);
            const struct point c = rim_point(m, tube, i + 1, side), d = rim_point(m, tube, i + 1, side + 1);
            add_triangle(m, a, b, c, tube->materials[second], tube->parts[second]);
            add_triangle(m, b, d, c, tube->materials[second], tube->parts[second]);
        }
    }
    add_end(m, tube, 0);
    add_end(m, tube, tube->n - 1);
}

/* The right side of a left one: roles of the right come first in figure.h. */
static struct tube mirrored(const struct tube *left)
{
    struct tube right = *left;
    for (int i = 0; i < right.n; i++) {
        struct ring *r = &right.rings[i];
        r->at[0] = -r->at[0];
        int *const numbers[] = {&r->bone, &r->other};
        for (int k = 0; k < 2; k++) {
            if (*numbers[k] >= GFLA_FIGURE_L_CLAVICLE && *numbers[k] <= GFLA_FIGURE_L_HAND)
                *numbers[k] -= GFLA_FIGURE_L_CLAVICLE - GFLA_FIGURE_R_CLAVICLE;
            else if (*numbers[k] >= GFLA_FIGURE_L_THIGH)
                *numbers[k] -= GFLA_FIGURE_L_THIGH - GFLA_FIGURE_R_THIGH;
        }
    }
    return right;
}

void figure_add_both(struct making *m, const struct tube *left)
{
    const struct tube right = mirrored(left);
    figure_add_tube(m, left);
    figure_add_tube(m, &right);
}
