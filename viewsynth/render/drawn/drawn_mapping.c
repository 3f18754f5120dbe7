/* Texture coordinates by box projection: each triangle is seen along the axis that its normals follow most closely. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/drawn/drawn_look.h"
#include "viewsynth/render/weld.h"

/* The triangles of one material that hang together. */
struct part {
    float lo[3], hi[3];
    float offset[2]; /* of the piece of the texture that it shows */
    int axis;        /* the longest */
};

static int32_t find_root(int32_t *parent, int32_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

/* The smaller root wins, so that the result does not depend on the order. */
static void unite(int32_t *parent, int32_t a, int32_t b)
{
    a = find_root(parent, a), b = find_root(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

/* part_of[t]: the first triangle of the part of triangle t. Triangles of different materials never share a part. */
static gfla_status find_parts(const struct gfla_mesh *mesh, int32_t *part_of)
{
    gfla_status status = GFLA_OK;
    int32_t *next = NULL, *head_of = NULL, *first = NULL, *seen_at = NULL; /* of each material at a position */
    TRY(gfla_mesh_weld(mesh, &next, &head_of));
    TRY(gfla_calloc(&first, (size_t)mesh->n_materials, sizeof *first, "materials of a position"));
    TRY(gfla_calloc(&seen_at, (size_t)mesh->n_materials, sizeof *seen_at, "materials of a position"));
    for (size_t t = 0; t < mesh->n_triangles; t++)
        part_of[t] = (int32_t)t;
    for (int32_t head = 0; (size_t)head < 3 * mesh->n_triangles; head++)
        for (int32_t i = head_of[head] == head ? head : -1; i >= 0; i = next[i]) {
            const int32_t m = mesh->triangle_materials[i / 3];
            if (seen_at[m] == head + 1)
                unite(part_of, first[m], i / 3);
            else
                seen_at[m] = head + 1, first[m] = i / 3;
        }
    for (size_t t = 0; t < mesh->n_triangles; t++)
        part_of[t] = find_root(part_of, (int32_t)t);
fail:
    free(next);
    free(head_of);
    free(first);
    free(seen_at);
    return status;
}

static void measure_parts(const struct gfla_mesh *mesh, const int32_t *part_of, struct part *parts)
{
    for (size_t t = 0; t < mesh->n_triangles; t++)
        for (int k = 0; k < 3; k++)
            parts[t].lo[k] = INFINITY, parts[t].hi[k] = -INFINITY;
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++) {
        struct part *p = &parts[part_of[i / 3]];
        for (int k = 0; k < 3; k++) {
            p->lo[k] = fminf(p->lo[k], mesh->corners[i].position[k]);
            p->hi[k] = fmaxf(p->hi[k], mesh->corners[i].position[k]);
        }
    }
}

/* The longest axis, and the piece of the texture: another for each part, from its place among the parts. */
static void place_parts(const struct gfla_mesh *mesh, const int32_t *part_of, const struct drawn_look *looks,
                        struct part *parts)
{
    for (size_t t = 0; t < mesh->n_triangles; t++) {
        struct part *p = &parts[t];
        if (part_of[t] != (int32_t)t)
            continue;
        for (int k = 1; k < 3; k++)
            if (p->hi[k] - p->lo[k] > p->hi[p->axis] - p->lo[p->axis])
                p->axis = k;
        struct gfla_random r = gfla_random_seed(looks[mesh->triangle_materials[t]].seed, t);
        for (int k = 0; k < 2; k++)
            p->offset[k] = gfla_random_uniform(&r, 0, 1);
    }
}

/* The axis along which the triangle is looked at. */
static int view_axis(const struct raster_corner *c)
{
    float sum[3];
    for (int k = 0; k < 3; k++)
        sum[k] = fabsf(c[0].normal[k] + c[1].normal[k] + c[2].normal[k]);
    return sum[1] >= sum[0] && sum[1] >= sum[2] ? 1 : sum[0] >= sum[2] ? 0 : 2;
}

static void map_triangle(struct raster_corner *c, const struct drawn_look *look, const struct part *part)
{
    static const int across[3] = {2, 0, 0}, up[3] = {1, 2, 1}; /* u and v of a face seen along x, y, z */
    int axis = view_axis(c), u = across[axis], v = up[axis];
    if (look->along_parts && part->axis == v)
        v = u, u = part->axis;
    for (int i = 0; i < 3; i++) {
        c[i].uv[0] = c[i].position[u] * look->repeats + (look->along_parts ? part->offset[0] : 0);
        c[i].uv[1] = c[i].position[v] * look->repeats + (look->along_parts ? part->offset[1] : 0);
    }
}

gfla_status gfla_drawn_map(struct gfla_mesh *mesh, const struct drawn_look *looks)
{
    gfla_status status = GFLA_OK;
    int32_t *part_of = NULL;
    struct part *parts = NULL;
    TRY(gfla_calloc(&part_of, mesh->n_triangles, sizeof *part_of, "parts of a mesh"));
    TRY(gfla_calloc(&parts, mesh->n_triangles, sizeof *parts, "parts of a mesh"));
    TRY(find_parts(mesh, part_of));
    measure_parts(mesh, part_of, parts);
    place_parts(mesh, part_of, looks, parts);
    for (size_t t = 0; t < mesh->n_triangles; t++) {
        const struct drawn_look *look = &looks[mesh->triangle_materials[t]];
        if (look->pattern != DRAWN_PLAIN)
            map_triangle(mesh->corners + 3 * t, look, &parts[part_of[t]]);
    }
fail:
    free(part_of);
    free(parts);
    return status;
}
