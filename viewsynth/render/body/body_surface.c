#include "viewsynth/render/body/body_surface.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define WHITE 0xffffffffu
#define FINEST 12 /* steps along a side of a quad */

gfla_status body_builder_material(struct body_builder *builder, const char *name, const float colour[3], int texture,
                                  int *number)
{
    gfla_status status = GFLA_OK;
    REQUIRE(builder->n_materials < BODY_MAX_MATERIALS, GFLA_ERROR_FAILED, "a figure of more than %d materials",
            BODY_MAX_MATERIALS);
    gfla_text_add(&builder->material_names, "%s%c", name, 0);
    REQUIRE(!builder->material_names.failed, GFLA_ERROR_MEMORY, "names of materials: host memory ran out");
    builder->materials[builder->n_materials] = (struct raster_material){
        .colour = {colour[0], colour[1], colour[2], 1}, .texture = texture, .emission_texture = -1, .roughness = 0.8f};
    *number = builder->n_materials++;
fail:
    return status;
}

gfla_status body_builder_texture(struct body_builder *builder, struct gfla_bitmap *image, int *number)
{
    gfla_status status = GFLA_OK;
    REQUIRE(builder->n_textures < BODY_MAX_TEXTURES, GFLA_ERROR_FAILED, "a figure of more than %d textures",
            BODY_MAX_TEXTURES);
    *number = builder->n_textures;
    builder->textures[builder->n_textures++] = *image;
    *image = (struct gfla_bitmap){0};
    return GFLA_OK;
fail:
    gfla_bitmap_free(image);
    return status;
}

static gfla_status make_room(struct body_builder *b)
{
    gfla_status status = GFLA_OK;
    const size_t n = b->n_triangles + 1;
    TRY(gfla_grow(&b->corners, &b->corner_capacity, 3 * n, sizeof *b->corners, "corners of a figure"));
    TRY(gfla_grow(&b->bones, &b->bone_capacity, 3 * n * GFLA_FIGURE_WEIGHTS, 1, "bones of a figure"));
    TRY(gfla_grow(&b->weights, &b->weight_capacity, 3 * n * GFLA_FIGURE_WEIGHTS, sizeof *b->weights, "bone weights"));
    TRY(gfla_grow(&b->parts, &b->part_capacity, n, 1, "parts of a figure"));
    TRY(gfla_grow(&b->materials_of, &b->material_capacity, n, sizeof *b->materials_of, "materials of a figure"));
fail:
    return status;
}

/* The four heaviest bones, with weights that sum to 1. */
static void reduce(const float all[GFLA_FIGURE_BONE_ROLES], uint8_t *bones, float *weights)
{
    float sum = 0;
    bool taken[GFLA_FIGURE_BONE_ROLES] = {false};
    for (int k = 0; k < GFLA_FIGURE_WEIGHTS; k++) {
        int best = -1;
        for (int r = 0; r < GFLA_FIGURE_BONE_ROLES; r++)
            if (!taken[r] && (best < 0 || all[r] > all[best]))
                best = r;
        taken[best] = true;
        bones[k] = (uint8_t)best;
        sum += weights[k] = all[best] > 0.01f || k == 0 ? all[best] : 0;
    }
    for (int k = 0; k < GFLA_FIGURE_WEIGHTS; k++)
        weights[k] /= sum;
}

static void unit(float v[3])
{
    const float length = sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    for (int i = 0; i < 3; i++)
        v[i] = length > 0 ? v[i] / length : i == 1;
}

static gfla_status add_whole(struct body_builder *b, const struct body_corner *const corner[3], int material,
                             enum gfla_figure_part part)
{
    gfla_status status = make_room(b);
    if (status != GFLA_OK)
        return status;
    for (size_t k = 0; k < 3; k++) {
        const size_t at = 3 * b->n_triangles + k;
        struct raster_corner *out = &b->corners[at];
        memcpy(out->position, corner[k]->position, sizeof out->position);
        memcpy(out->normal, corner[k]->normal, sizeof out->normal);
        unit(out->normal);
        memcpy(out->uv, corner[k]->uv, sizeof out->uv);
        out->emission_uv[0] = out->emission_uv[1] = 0;
        out->colour = WHITE;
        reduce(corner[k]->weights, b->bones + GFLA_FIGURE_WEIGHTS * at, b->weights + GFLA_FIGURE_WEIGHTS * at);
    }
    b->parts[b->n_triangles] = (uint8_t)part;
    b->materials_of[b->n_triangles++] = material;
    return GFLA_OK;
}

static void between(const struct body_corner *a, const struct body_corner *b, struct body_corner *out)
{
    const float t = a->field / (a->field - b->field);
    const float *from = (const float *)a, *to = (const float *)b;
    for (size_t i = 0; i < sizeof *out / sizeof(float); i++)
        ((float *)out)[i] = from[i] + t * (to[i] - from[i]);
}

gfla_status body_builder_triangle(struct body_builder *builder, const struct body_corner corner[3], int material,
                                  enum gfla_figure_part part)
{
    gfla_status status = GFLA_OK;
    struct body_corner cut[2];
    const struct body_corner *kept[4];
    int n = 0, n_cut = 0;
    for (int k = 0; k < 3; k++) {
        const struct body_corner *a = &corner[k], *b = &corner[(k + 1) % 3];
        if (a->field > 0)
            kept[n++] = a;
        if ((a->field > 0) != (b->field > 0)) {
            between(a, b, &cut[n_cut]);
            kept[n++] = &cut[n_cut++];
        }
    }
    for (int k = 2; k < n; k++)
        TRY(add_whole(builder, (const struct body_corner *[3]){kept[0], kept[k - 1], kept[k]}, material, part));
fail:
    return status;
}

static void load_corner(const struct body_surface *s, int vertex, struct body_corner *corner)
{
    memcpy(corner->position, s->positions[vertex], sizeof corner->position);
    memcpy(corner->normal, s->normals[vertex], sizeof corner->normal);
    memcpy(corner->rest, s->rest[vertex], sizeof corner->rest);
    memcpy(corner->weights, s->weights[vertex], sizeof corner->weights);
    corner->uv[0] = corner->uv[1] = 0;
    corner->field = s->field ? s->field[vertex] : 1;
}

static float distance_squared(const float a[3], const float b[3])
{
    return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]);
}

/* Two triangles of a cell whose corners are those of the quad or lie in it. */
static gfla_status add_cell(struct body_builder *b, const struct body_surface *s, const struct body_quad *q,
                            const struct body_corner cell[4])
{
    gfla_status status = GFLA_OK;
    static const int halves[2][2][3] = {{{0, 1, 2}, {0, 2, 3}}, {{0, 1, 3}, {1, 2, 3}}};
    const bool other = distance_squared(cell[0].rest, cell[2].rest) > distance_squared(cell[1].rest, cell[3].rest);
    for (int h = 0; h < 2; h++) {
        const int *corners = halves[other][h];
        struct body_corner corner[3] = {cell[corners[0]], cell[corners[1]], cell[corners[2]]};
        const bool there = corner[0].field > 0 || corner[1].field > 0 || corner[2].field > 0;
        const enum gfla_figure_part part = there ? s->paint(s, q, corners, corner) : GFLA_PART_NONE;
        if (part != GFLA_PART_NONE)
            TRY(body_builder_triangle(b, corner, s->material, part));
    }
fail:
    return status;
}

/* The corner at (u, v) of the quad, 0 .. 1 from its first corner. */
static void corner_within(const struct body_surface *s, const struct body_corner whole[4], float u, float v,
                          struct body_corner *out)
{
    const float share[4] = {(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v};
    for (size_t i = 0; i < sizeof *out / sizeof(float); i++)
        ((float *)out)[i] = share[0] * ((const float *)&whole[0])[i] + share[1] * ((const float *)&whole[1])[i] +
                            share[2] * ((const float *)&whole[2])[i] + share[3] * ((const float *)&whole[3])[i];
    out->field = s->field_at(s, out->rest, out->weights);
}

/* Cuts a quad into n x n cells, unless all of them would be there: then it is added whole. */
static gfla_status add_fine(struct body_builder *b, const struct body_surface *s, const struct body_quad *q,
                            const struct body_corner whole[4], int n)
{
    gfla_status status = GFLA_OK;
    struct body_corner grid[(FINEST + 1) * (FINEST + 1)];
    const int side = n + 1;
    int n_inside = 0;
    for (int i = 0; i < side * side; i++) {
        corner_within(s, whole, (float)(i % side) / (float)n, (float)(i / side) / (float)n, &grid[i]);
        n_inside += grid[i].field > 0;
    }
    if (n_inside == side * side)
        return add_cell(b, s, q, whole);
    for (int i = 0; n_inside && i < n * n; i++) {
        const int at = i / n * side + i % n;
        TRY(add_cell(b, s, q,
                     (const struct body_corner[4]){grid[at], grid[at + 1], grid[at + side + 1], grid[at + side]}));
    }
fail:
    return status;
}

/* Into how many steps along its sides a quad is cut; 0: it is not there at all. Fields grow by about a metre a metre,
 * so an edge that passes between vertices is near one of them. */
static int fineness(const struct body_surface *s, const struct body_corner whole[4])
{
    float longest = 0, lo = whole[0].field, hi = whole[0].field;
    for (int k = 0; k < 4; k++) {
        lo = fminf(lo, whole[k].field);
        hi = fmaxf(hi, whole[k].field);
        longest = fmaxf(longest, distance_squared(whole[k].position, whole[(k + 1) % 4].position));
    }
    longest = sqrtf(longest);
    if (!s->field_at || whole[0].rest[1] < s->fine_above || lo > longest || hi < -longest)
        return hi > 0;
    return (int)fminf(FINEST, fmaxf(1, ceilf(longest / s->fine_step)));
}

static gfla_status add_quad(struct body_builder *b, const struct body_surface *s, const struct body_quad *q)
{
    struct body_corner whole[4];
    for (int k = 0; k < 4; k++)
        load_corner(s, q->v[k], &whole[k]);
    const int n = fineness(s, whole);
    return n > 1 ? add_fine(b, s, q, whole, n) : n == 1 ? add_cell(b, s, q, whole) : GFLA_OK;
}

gfla_status body_builder_surface(struct body_builder *builder, const struct body_surface *surface)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < surface->faces->n; i++)
        TRY(add_quad(builder, surface, &surface->faces->quads[i]));
fail:
    return status;
}

gfla_status body_builder_finish(struct body_builder *b, struct gfla_figure *figure)
{
    gfla_status status = GFLA_OK;
    struct gfla_mesh *mesh;
    TRY(gfla_calloc(&figure->mesh, 1, sizeof *figure->mesh, "mesh of a figure"));
    mesh = figure->mesh;
    TRY(gfla_calloc(&mesh->materials, (size_t)b->n_materials, sizeof *mesh->materials, "materials of a figure"));
    TRY(gfla_calloc(&mesh->textures, (size_t)b->n_textures + 1, sizeof *mesh->textures, "textures of a figure"));
    memcpy(mesh->materials, b->materials, (size_t)b->n_materials * sizeof *mesh->materials);
    memcpy(mesh->textures, b->textures, (size_t)b->n_textures * sizeof *mesh->textures);
    mesh->n_materials = b->n_materials;
    mesh->n_textures = b->n_textures;
    mesh->material_names = b->material_names;
    mesh->corners = b->corners;
    mesh->triangle_materials = b->materials_of;
    mesh->n_triangles = b->n_triangles;
    figure->corner_bones = b->bones;
    figure->corner_weights = b->weights;
    figure->parts = b->parts;
    *b = (struct body_builder){0};
fail:
    return status;
}

void body_builder_free(struct body_builder *b)
{
    free(b->corners);
    free(b->bones);
    free(b->weights);
    free(b->parts);
    free(b->materials_of);
    gfla_text_free(&b->material_names);
    for (int i = 0; i < b->n_textures; i++)
        gfla_bitmap_free(&b->textures[i]);
    *b = (struct body_builder){0};
}
