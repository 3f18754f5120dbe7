/* Wavefront OBJ: polygons, with vertex colours where they have any. Curves, surfaces, lines and points are no faces and
 * left out. */
#include "viewsynth/render/obj/obj.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/mesh_format.h"
#include "viewsynth/render/mesh_notes.h"
#include "viewsynth/render/mesh_source.h"
#include "viewsynth/render/phong.h"

void gfla_obj_free(struct obj *obj)
{
    for (int i = 0; i < 3; i++)
        free(obj->lists[i].values);
    free(obj->colours.values);
    free(obj->corners);
    free(obj->materials);
    free(obj->libraries);
    free(obj->face);
    gfla_obj_names_free(&obj->names);
    gfla_polygon_free(&obj->polygon);
    *obj = (struct obj){0};
}

/* ---- statements ---- */

static gfla_status add(struct obj_list *list, const float *values, int n)
{
    gfla_status status = GFLA_OK;
    REQUIRE(list->n < INT32_MAX, GFLA_ERROR_INPUT, "more than %d vertices", INT32_MAX);
    TRY(gfla_grow(&list->values, &list->capacity, list->n + 1, sizeof *list->values, "vertices"));
    memcpy(list->values[list->n++], values, (size_t)n * sizeof *values);
fail:
    return status;
}

/* Colours follow some positions: those before them are white. */
static gfla_status add_colour(struct obj *obj, const float *rgba)
{
    static const float white[4] = {1, 1, 1, 1};
    gfla_status status = GFLA_OK;
    while (obj->colours.n + 1 < obj->lists[0].n)
        TRY(add(&obj->colours, white, 4));
    TRY(add(&obj->colours, rgba, 4));
fail:
    return status;
}

/* v x y z, v x y z w, v x y z r g b, v x y z r g b a. */
static gfla_status take_position(struct obj *obj, char *at, size_t line)
{
    float values[7] = {0, 0, 0, 0, 0, 0, 1};
    gfla_status status = GFLA_OK;
    const int n = gfla_obj_floats(&at, 7, values);
    REQUIRE(n >= 3, GFLA_ERROR_INPUT, "line %zu: a vertex needs three finite numbers", line);
    TRY(add(&obj->lists[0], values, 3));
    if (n >= 6 || obj->colours.n > 0)
        TRY(add_colour(obj, n >= 6 ? values + 3 : (const float[4]){1, 1, 1, 1}));
fail:
    return status;
}

/* Texture coordinates and normals of no number are zero. */
static gfla_status take_other(struct obj_list *list, char *at, int n)
{
    float values[3] = {0};
    for (int i = 0; i < n; i++)
        if (!gfla_obj_float(&at, &values[i]) && !gfla_obj_next(&at))
            break;
    return add(list, values, n);
}

static gfla_status take_library(struct obj *obj, char *at)
{
    gfla_status status = gfla_grow(&obj->libraries, &obj->libraries_capacity, obj->n_libraries + 1,
                                   sizeof *obj->libraries, "names of material libraries");
    if (status == GFLA_OK)
        obj->libraries[obj->n_libraries++] = at;
    return status;
}

static gfla_status take_line(struct obj *obj, char *at, size_t line)
{
    if (gfla_obj_word(&at, "v"))
        return take_position(obj, at, line);
    if (gfla_obj_word(&at, "vt"))
        return take_other(&obj->lists[1], at, 2);
    if (gfla_obj_word(&at, "vn"))
        return take_other(&obj->lists[2], at, 3);
    if (gfla_obj_word(&at, "f") || gfla_obj_word(&at, "fo"))
        return gfla_obj_face(obj, at, line);
    if (gfla_obj_word(&at, "usemtl"))
        return gfla_obj_names_add(&obj->names, gfla_obj_name(at), &obj->material);
    if (gfla_obj_word(&at, "s"))
        obj->flat = strcmp(at, "off") == 0 || strcmp(at, "0") == 0;
    if (gfla_obj_word(&at, "mtllib"))
        return take_library(obj, at);
    return GFLA_OK;
}

static gfla_status check_indices(const struct obj *obj)
{
    static const char *const names[] = {"vertex", "texture coordinate", "normal"};
    gfla_status status = GFLA_OK;
    for (int i = 0; i < 3; i++) {
        const struct obj_list *list = &obj->lists[i];
        if (i > 0 && list->n == 0)
            continue; /* numbers that some exporters write though the file has none */
        REQUIRE(list->used <= list->n, GFLA_ERROR_INPUT, "line %zu: a face names %s %zu of %zu", list->used_line,
                names[i], list->used, list->n);
    }
fail:
    return status;
}

gfla_status gfla_obj_parse(struct obj *obj, void *data, size_t size)
{
    gfla_status status = GFLA_OK;
    struct obj_text text = gfla_obj_text(data, size);
    obj->material = -1;
    for (char *line; (line = gfla_obj_line(&text));)
        TRY(take_line(obj, line, text.line));
    REQUIRE(obj->n_triangles > 0, GFLA_ERROR_INPUT, "no faces in it");
    TRY(check_indices(obj));
fail:
    return status;
}

/* ---- corners ---- */

/* Files with colours up to 255 instead of 1. */
static float colour_scale(const struct obj *obj)
{
    float most = 0;
    for (size_t i = 0; i < obj->colours.n; i++)
        for (int k = 0; k < 3; k++)
            most = fmaxf(most, obj->colours.values[i][k]);
    return most > 1 ? 1 / 255.0f : 1;
}

static unsigned to_byte(float v)
{
    return v > 0.0f ? (unsigned)(fminf(v, 1.0f) * 255.0f + 0.5f) : 0u;
}

static unsigned colour_of(const struct obj *obj, int32_t index, float scale)
{
    const float *c = (size_t)index < obj->colours.n ? obj->colours.values[index] : NULL;
    const float alpha = c && c[3] > 1 ? c[3] / 255 : c ? c[3] : 1;
    return c ? to_byte(c[0] * scale) | to_byte(c[1] * scale) << 8 | to_byte(c[2] * scale) << 16 | to_byte(alpha) << 24
             : 0xffffffff;
}

static void map(const struct obj_mapping *mapping, const float *uv, float *out)
{
    for (int k = 0; k < 2; k++)
        out[k] = uv[k] * mapping->scale[k] + mapping->offset[k];
}

static void fill_corner(const struct obj *obj, const struct obj_corner *in, const struct obj_material *material,
                        float scale, struct raster_corner *out)
{
    *out = (struct raster_corner){.colour = colour_of(obj, in->index[0], scale)};
    memcpy(out->position, obj->lists[0].values[in->index[0]], sizeof out->position);
    if (in->index[1] >= 0 && obj->lists[1].n > 0) {
        map(&material->colour, obj->lists[1].values[in->index[1]], out->uv);
        map(&material->emission, obj->lists[1].values[in->index[1]], out->emission_uv);
    }
    if (in->index[2] >= 0 && obj->lists[2].n > 0) {
        const float *n = obj->lists[2].values[in->index[2]], length = sqrtf(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        for (int k = 0; k < 3 && length > 0 && isfinite(length); k++)
            out->normal[k] = n[k] / length;
    }
}

/* A triangle without area keeps no normal. */
static void flatten(const struct obj_corner *in, struct raster_corner *out)
{
    const float *a = out[0].position, *b = out[1].position, *c = out[2].position;
    double n[3];
    for (int k = 0; k < 3; k++) {
        const int u = (k + 1) % 3, v = (k + 2) % 3;
        n[k] = ((double)b[u] - a[u]) * ((double)c[v] - a[v]) - ((double)b[v] - a[v]) * ((double)c[u] - a[u]);
    }
    const double length = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3 && in[i].index[2] == OBJ_FLAT && length > 0; k++)
            out[i].normal[k] = (float)(n[k] / length);
}

static gfla_status fill_mesh(struct gfla_mesh *mesh, const struct obj *obj, const struct obj_material *materials)
{
    const float scale = colour_scale(obj);
    gfla_status status = GFLA_OK;
    TRY(gfla_calloc(&mesh->corners, 3 * obj->n_triangles, sizeof *mesh->corners, "corners of a mesh"));
    TRY(gfla_calloc(&mesh->triangle_materials, obj->n_triangles, sizeof *mesh->triangle_materials,
                    "materials of triangles"));
    for (size_t i = 0; i < obj->n_triangles; i++) {
        const int32_t material = obj->materials[i] < 0 ? mesh->n_materials - 1 : obj->materials[i];
        mesh->triangle_materials[i] = material;
        for (size_t k = 3 * i; k < 3 * i + 3; k++)
            fill_corner(obj, &obj->corners[k], &materials[material], scale, &mesh->corners[k]);
        flatten(&obj->corners[3 * i], &mesh->corners[3 * i]);
    }
    mesh->n_triangles = obj->n_triangles;
    TRY(gfla_blend_vertex_alpha(mesh));
fail:
    return status;
}

static gfla_status read_obj(struct gfla_mesh *mesh, const struct gfla_mesh_source *source,
                            const struct gfla_mesh_params *params)
{
    gfla_status status = GFLA_OK;
    struct obj obj = {0};
    struct obj_material *materials = NULL;
    void *data = NULL;
    size_t size;
    TRY(gfla_source_read(source, &data, &size));
    TRY(gfla_obj_decode(&data, &size));
    TRY(gfla_obj_parse(&obj, data, size));
    TRY(gfla_obj_materials(mesh, &obj, source, gfla_mesh_max_texture(params), &materials));
    TRY(fill_mesh(mesh, &obj, materials));
    if (obj.involved_line)
        gfla_mesh_note(mesh, "line %zu: the face is too involved to be cut exactly; it is cut as a fan",
                       obj.involved_line);
fail:
    free(materials);
    gfla_obj_free(&obj);
    free(data);
    return status;
}

static const char *const extensions[] = {"obj", NULL};

const struct gfla_mesh_format gfla_mesh_format_obj = {.name = "OBJ", .extensions = extensions, .read = read_obj};
