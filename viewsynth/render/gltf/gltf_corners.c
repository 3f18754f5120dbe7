/* Triangles of a primitive: corners fetched, morphed, bent by their joints or placed by their node, and coloured. */
#include "viewsynth/render/gltf/gltf.h"

#include <math.h>
#include <string.h>

#define TRIANGLES 4
#define TRIANGLE_STRIP 5

/* One corner on its way. */
struct corner {
    size_t vertex;
    double position[3], normal[3];
    bool mirrored; /* by what placed it */
};

/* The place in the primitive's list of corner k of triangle t. */
static size_t slot_of(int mode, size_t t, int k)
{
    static const int strip[2][3] = {{0, 1, 2}, {0, 2, 1}};
    static const int fan[3] = {1, 2, 0};
    if (mode == TRIANGLES)
        return 3 * t + (size_t)k;
    if (mode == TRIANGLE_STRIP)
        return t + (size_t)strip[t % 2][k];
    return k == 2 ? 0 : t + (size_t)fan[k];
}

static gfla_status find_vertex(const struct gltf_primitive *p, size_t slot, size_t *vertex)
{
    uint32_t index = 0;
    *vertex = slot;
    if (!p->indices)
        return GFLA_OK;
    gfla_gltf_get_whole(p->indices, slot, 1, &index);
    *vertex = index;
    if (index < p->position->count)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_INPUT, "index %zu is vertex %u of %zu", slot, index, p->position->count);
}

static void add_target(const struct gltf_accessor *accessor, size_t vertex, double weight, double sum[3])
{
    double change[3] = {0};
    if (!accessor)
        return;
    gfla_gltf_get(accessor, vertex, 3, change);
    for (int k = 0; k < 3; k++)
        sum[k] += weight * change[k];
}

static void fetch(const struct gltf_drawing *d, struct corner *c)
{
    const struct gltf_primitive *p = d->primitive;
    gfla_gltf_get(p->position, c->vertex, 3, c->position);
    if (p->normal)
        gfla_gltf_get(p->normal, c->vertex, 3, c->normal);
    for (size_t i = 0; i < d->n_weights && i < p->n_targets; i++) {
        if (d->weights[i] == 0)
            continue;
        add_target(p->targets[i].position, c->vertex, d->weights[i], c->position);
        if (p->normal)
            add_target(p->targets[i].normal, c->vertex, d->weights[i], c->normal);
    }
}

/* The mean place that the joints of a vertex give it. */
static gfla_status bend(const struct gltf_drawing *d, size_t vertex, struct gltf_place *place)
{
    const struct gltf_primitive *p = d->primitive;
    double sum = 0;
    *place = (struct gltf_place){{0}};
    for (int set = 0; set < p->n_sets; set++) {
        uint32_t joints[4] = {0};
        double weights[4] = {0};
        gfla_gltf_get_whole(p->joints[set], vertex, 4, joints);
        gfla_gltf_get(p->weights[set], vertex, 4, weights);
        for (int i = 0; i < 4; i++) {
            if (!(fabs(weights[i]) > 0)) /* no number is no weight */
                continue;
            if (joints[i] >= d->skin->n_joints)
                return gfla_fail(GFLA_ERROR_INPUT, "vertex %zu follows joint %u of %zu", vertex, joints[i],
                                 d->skin->n_joints);
            for (int k = 0; k < 12; k++)
                place->m[k] += weights[i] * d->skin->joints[joints[i]].m[k];
            sum += weights[i];
        }
    }
    if (!(fabs(sum) > 1e-6)) /* nothing holds it: as its node says */
        *place = d->place;
    for (int k = 0; k < 12 && fabs(sum) > 1e-6; k++)
        place->m[k] /= sum;
    return GFLA_OK;
}

static bool is_finite(const double v[3])
{
    return isfinite(v[0]) && isfinite(v[1]) && isfinite(v[2]);
}

static void make_unit(double v[3])
{
    double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    for (int k = 0; k < 3; k++)
        v[k] = length > 0 && isfinite(length) ? v[k] / length : 0;
}

static void move(struct corner *c, const struct gltf_place *place, const double turn[9])
{
    const double p[3] = {c->position[0], c->position[1], c->position[2]};
    const double n[3] = {c->normal[0], c->normal[1], c->normal[2]};
    for (int i = 0; i < 3; i++) {
        const double *row = place->m + 4 * i;
        c->position[i] = row[0] * p[0] + row[1] * p[1] + row[2] * p[2] + row[3];
        c->normal[i] = turn[3 * i] * n[0] + turn[3 * i + 1] * n[1] + turn[3 * i + 2] * n[2];
    }
    make_unit(c->normal);
}

static gfla_status put_in_place(const struct gltf_drawing *d, struct corner *c)
{
    gfla_status status = GFLA_OK;
    struct gltf_place bent;
    double turn[9];
    REQUIRE(is_finite(c->position), GFLA_ERROR_INPUT, "vertex %zu: a coordinate is not a finite number", c->vertex);
    if (d->skin) {
        TRY(bend(d, c->vertex, &bent));
        c->mirrored = gfla_gltf_cofactors(&bent, turn) < 0;
        move(c, &bent, turn);
    } else {
        c->mirrored = d->determinant < 0;
        move(c, &d->place, d->turn);
    }
    for (int i = 0; i < 3; i++)
        REQUIRE(fabs(c->position[i]) <= 1e30, GFLA_ERROR_INPUT, "vertex %zu lies too far away", c->vertex);
fail:
    return status;
}

static void take_uv(const struct gltf_accessor *accessor, const struct gltf_uv *uv, size_t vertex, float out[2])
{
    double in[2] = {0};
    if (uv->set == GLTF_NONE)
        return;
    if (accessor)
        gfla_gltf_get(accessor, vertex, 2, in);
    for (int k = 0; k < 2; k++) {
        double v = uv->m[3 * k] * in[0] + uv->m[3 * k + 1] * in[1] + uv->m[3 * k + 2];
        out[k] = fabs(v) < 1e6 ? (float)v : 0.0f;
    }
}

static uint32_t colour_of(const struct gltf_drawing *d, size_t vertex)
{
    const struct gltf_accessor *accessor = d->primitive->colour;
    double c[4] = {1, 1, 1, 1};
    if (!accessor)
        return 0xffffffff;
    gfla_gltf_get(accessor, vertex, 4, c);
    uint32_t alpha = d->material->takes_alpha && c[3] < 1 ? (uint32_t)(fmax(c[3], 0) * 255 + 0.5) : 255;
    return gfla_gltf_displayed_byte(c[0]) | (uint32_t)gfla_gltf_displayed_byte(c[1]) << 8 |
           (uint32_t)gfla_gltf_displayed_byte(c[2]) << 16 | alpha << 24;
}

/* glTF wants faces without normals to look flat. One without area is never seen; its normal must only be a number. */
static void make_flat(struct corner c[3])
{
    double a[3], b[3], n[3];
    for (int k = 0; k < 3; k++) {
        a[k] = c[1].position[k] - c[0].position[k];
        b[k] = c[2].position[k] - c[0].position[k];
    }
    make_unit(a);
    make_unit(b);
    for (int k = 0; k < 3; k++)
        n[k] = a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3];
    make_unit(n);
    if (n[0] == 0 && n[1] == 0 && n[2] == 0)
        n[1] = 1;
    for (int i = 0; i < 3; i++)
        memcpy(c[i].normal, n, sizeof n);
}

static void store(const struct gltf_drawing *d, const struct corner *c, struct raster_corner *out)
{
    *out = (struct raster_corner){.colour = colour_of(d, c->vertex)};
    for (int k = 0; k < 3; k++) {
        out->position[k] = (float)c->position[k];
        out->normal[k] = (float)c->normal[k];
    }
    take_uv(d->primitive->uv, &d->material->uv, c->vertex, out->uv);
    take_uv(d->primitive->emission_uv, &d->material->emission_uv, c->vertex, out->emission_uv);
}

static gfla_status add_triangle(struct gltf *g, const struct gltf_drawing *d, size_t t)
{
    gfla_status status = GFLA_OK;
    struct gfla_mesh *mesh = g->mesh;
    struct raster_corner *out = mesh->corners + 3 * mesh->n_triangles;
    struct corner c[3] = {{0}};
    for (int k = 0; k < 3; k++) {
        TRY(find_vertex(d->primitive, slot_of(d->primitive->mode, t, k), &c[k].vertex));
        fetch(d, &c[k]);
        TRY(put_in_place(d, &c[k]));
    }
    if (c[0].mirrored) {
        struct corner second = c[1];
        c[1] = c[2];
        c[2] = second;
    }
    if (!d->primitive->normal)
        make_flat(c);
    for (int k = 0; k < 3; k++) {
        store(d, &c[k], &out[k]);
        if (out[k].colour >> 24 < 255 && d->material->blends)
            gfla_gltf_blend(&mesh->materials[d->primitive->material]);
    }
    mesh->triangle_materials[mesh->n_triangles++] = (int32_t)d->primitive->material;
fail:
    return status;
}

gfla_status gfla_gltf_add(struct gltf *g, struct gltf_drawing *drawing)
{
    gfla_status status = GFLA_OK;
    drawing->determinant = gfla_gltf_cofactors(&drawing->place, drawing->turn);
    for (size_t t = 0; t < drawing->primitive->n_triangles; t++)
        TRY(add_triangle(g, drawing, t));
fail:
    return status;
}
