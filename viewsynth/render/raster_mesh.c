/* A mesh onto the device: what is needed to see a triangle apart from what is needed to shade it, and what does not
 * change from view to view found once. Converted piece by piece, so that a large mesh is not there three times. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/mipmap.h"
#include "viewsynth/render/raster_device.h"

#define PIECE 16384 /* triangles converted at once */

/* What a triangle keeps whatever its corners do; host and device have it. */
struct raster_part {
    int flags, material;
};

struct piece {
    struct raster_face faces[PIECE];
    struct raster_look looks[3 * PIECE];
    float emission_uv[3 * PIECE][2];
};

static gfla_status upload_textures(gfla_renderer *r, const struct gfla_mesh *mesh)
{
    gfla_status status = GFLA_OK;
    struct raster_texture *textures = NULL;
    uint8_t *texels = NULL;
    size_t n = 0;
    TRY(gfla_mipmap_build(mesh->textures, mesh->n_textures, &textures, &texels, &n));
    TRY(raster_upload(r, &r->textures, textures,
                      (size_t)(mesh->n_textures > 0 ? mesh->n_textures : 1) * sizeof *textures));
    TRY(raster_upload(r, &r->texels, texels, 4 * n));
fail:
    free(textures);
    free(texels);
    return status;
}

static float dot3(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Whether the corners' normals look away from the side that the winding shows. */
static bool is_flipped(const struct raster_corner *c)
{
    float a[3], b[3], normal[3];
    for (int k = 0; k < 3; k++) {
        a[k] = c[1].position[k] - c[0].position[k];
        b[k] = c[2].position[k] - c[0].position[k];
        normal[k] = c[0].normal[k] + c[1].normal[k] + c[2].normal[k];
    }
    float face[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    return dot3(face, normal) < 0;
}

static struct raster_part part_of(const struct gfla_mesh *mesh, size_t t)
{
    const struct raster_corner *c = mesh->corners + 3 * t;
    int material = mesh->triangle_materials[t];
    const struct raster_material *m = &mesh->materials[material];
    bool vertex_alpha = (c[0].colour & c[1].colour & c[2].colour) >> 24 != 255;
    bool tested = m->alpha_test > 0 || (m->blend && vertex_alpha);
    bool gone = m->blend && m->colour[3] < RASTER_INVISIBLE;
    int flags = (m->blend ? RASTER_BLEND : 0) | (tested ? RASTER_TESTED : 0) | (gone ? RASTER_GONE : 0);
    return (struct raster_part){flags, material};
}

static void convert(const struct raster_corner *c, const struct raster_part *parts, size_t n, struct piece *piece)
{
    for (size_t t = 0; t < n; t++, c += 3) {
        struct raster_face *face = &piece->faces[t];
        face->flags = parts[t].flags | (is_flipped(c) ? RASTER_FLIP : 0);
        face->material = parts[t].material;
        for (size_t k = 0; k < 3; k++) {
            struct raster_look *look = &piece->looks[3 * t + k];
            memcpy(face->position + 3 * k, c[k].position, sizeof c[k].position);
            memcpy(look->normal, c[k].normal, sizeof look->normal);
            memcpy(look->uv, c[k].uv, sizeof look->uv);
            look->colour = c[k].colour;
            memcpy(piece->emission_uv[3 * t + k], c[k].emission_uv, sizeof c[k].emission_uv);
        }
    }
}

static bool has_emission_texture(const struct gfla_mesh *mesh)
{
    for (int i = 0; i < mesh->n_materials; i++)
        if (mesh->materials[i].emission_texture >= 0)
            return true;
    return false;
}

/* n triangles, whose parts are known; the buffers have room. */
static gfla_status upload_corners(gfla_renderer *r, const struct raster_corner *corners, size_t n)
{
    gfla_status status = GFLA_OK;
    struct piece *piece = NULL;
    TRY(gfla_calloc(&piece, 1, sizeof *piece, "part of a mesh"));
    for (size_t first = 0; first < n; first += PIECE) {
        size_t count = n - first < PIECE ? n - first : PIECE;
        convert(corners + 3 * first, r->parts + first, count, piece);
        TRY(gfla_buffer_write(r->faces.buffer, first * sizeof *piece->faces, piece->faces,
                              count * sizeof *piece->faces));
        TRY(gfla_buffer_write(r->looks.buffer, 3 * first * sizeof *piece->looks, piece->looks,
                              3 * count * sizeof *piece->looks));
        if (r->has_emission_uv)
            TRY(gfla_buffer_write(r->emission_uv.buffer, 3 * first * sizeof *piece->emission_uv, piece->emission_uv,
                                  3 * count * sizeof *piece->emission_uv));
    }
fail:
    free(piece);
    return status;
}

static gfla_status upload_triangles(gfla_renderer *r, const struct gfla_mesh *mesh)
{
    gfla_status status = GFLA_OK;
    size_t n = mesh->n_triangles;
    struct raster_part *parts;
    TRY(gfla_calloc(&parts, n, sizeof *parts, "parts of a mesh"));
    free(r->parts);
    r->parts = parts;
    for (size_t t = 0; t < n; t++)
        parts[t] = part_of(mesh, t);
    r->has_emission_uv = has_emission_texture(mesh);
    TRY(raster_reserve(r, &r->faces, n * sizeof(struct raster_face)));
    TRY(raster_reserve(r, &r->looks, 3 * n * sizeof(struct raster_look)));
    TRY(raster_reserve(r, &r->emission_uv, r->has_emission_uv ? 3 * n * 2 * sizeof(float) : 0));
    TRY(upload_corners(r, mesh->corners, n));
fail:
    return status;
}

gfla_status gfla_renderer_set_mesh(gfla_renderer *r, const struct gfla_mesh *mesh)
{
    gfla_status status = GFLA_OK;
    r->frame.n_triangles = 0;
    REQUIRE(mesh->n_triangles > 0 && mesh->n_triangles <= GFLA_MESH_MAX_TRIANGLES, GFLA_ERROR_USAGE,
            "renderer: a mesh of %zu triangles; 1 .. %d can be drawn", mesh->n_triangles, GFLA_MESH_MAX_TRIANGLES);
    TRY(upload_triangles(r, mesh));
    TRY(raster_upload(r, &r->materials, mesh->materials, (size_t)mesh->n_materials * sizeof *mesh->materials));
    TRY(upload_textures(r, mesh));
    r->frame.n_triangles = (int)mesh->n_triangles;
fail:
    return status;
}

gfla_status gfla_renderer_set_corners(gfla_renderer *r, const struct gfla_mesh *mesh)
{
    if (r->frame.n_triangles == 0 || mesh->n_triangles != (size_t)r->frame.n_triangles)
        return gfla_fail(GFLA_ERROR_USAGE, "renderer: corners of %zu triangles, and a mesh of %d is set",
                         mesh->n_triangles, r->frame.n_triangles);
    return upload_corners(r, mesh->corners, mesh->n_triangles);
}
