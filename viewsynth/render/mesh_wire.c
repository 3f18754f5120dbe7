#include "viewsynth/render/mesh_wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const char magic[8] = "gflaMSH", ending[8] = "gflaEND";

struct header {
    char magic[8];
    uint32_t corner_size, material_size; /* bytes of a struct: another build is noticed */
    uint64_t n_triangles;
    uint32_t n_materials, n_textures;
};

struct image {
    int32_t width, height;
};

static gfla_status write_textures(const struct gfla_mesh *mesh, const struct gfla_wire_out *out)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < mesh->n_textures; i++) {
        const struct image image = {mesh->textures[i].width, mesh->textures[i].height};
        TRY(out->write(out->context, &image, sizeof image));
        TRY(out->write(out->context, mesh->textures[i].pixels, gfla_bitmap_size(&mesh->textures[i])));
    }
fail:
    return status;
}

gfla_status gfla_mesh_wire_write(const struct gfla_mesh *mesh, const struct gfla_wire_out *out)
{
    gfla_status status;
    struct header header = {.corner_size = sizeof(struct raster_corner),
                            .material_size = sizeof(struct raster_material),
                            .n_triangles = mesh->n_triangles,
                            .n_materials = (uint32_t)mesh->n_materials,
                            .n_textures = (uint32_t)mesh->n_textures};
    memcpy(header.magic, magic, sizeof magic);
    TRY(out->write(out->context, &header, sizeof header));
    TRY(out->write(out->context, mesh->corners, 3 * mesh->n_triangles * sizeof *mesh->corners));
    TRY(out->write(out->context, mesh->triangle_materials, mesh->n_triangles * sizeof *mesh->triangle_materials));
    TRY(out->write(out->context, mesh->materials, header.n_materials * sizeof *mesh->materials));
    TRY(gfla_wire_write_text(out, mesh->material_names.data, mesh->material_names.size));
    TRY(gfla_wire_write_text(out, mesh->notes.data, mesh->notes.size));
    TRY(write_textures(mesh, out));
    TRY(out->write(out->context, ending, sizeof ending));
fail:
    return status;
}

static gfla_status read_header(const struct gfla_wire_in *in, struct header *header)
{
    gfla_status status;
    TRY(in->read(in->context, header, sizeof *header));
    REQUIRE(memcmp(header->magic, magic, sizeof magic) == 0 && header->corner_size == sizeof(struct raster_corner) &&
                header->material_size == sizeof(struct raster_material),
            GFLA_ERROR_INPUT, "no mesh of this version");
    REQUIRE(header->n_triangles > 0 && header->n_triangles <= GFLA_MESH_MAX_TRIANGLES, GFLA_ERROR_INPUT,
            "%llu triangles are not in 1 .. %d", (unsigned long long)header->n_triangles, GFLA_MESH_MAX_TRIANGLES);
    REQUIRE(header->n_materials > 0 && header->n_materials <= GFLA_MESH_MAX_MATERIALS, GFLA_ERROR_INPUT,
            "%u materials are not in 1 .. %d", header->n_materials, GFLA_MESH_MAX_MATERIALS);
    REQUIRE(header->n_textures <= GFLA_MESH_MAX_TEXTURES, GFLA_ERROR_INPUT, "%u textures, the limit is %d",
            header->n_textures, GFLA_MESH_MAX_TEXTURES);
fail:
    return status;
}

static gfla_status read_textures(struct gfla_mesh *m, const struct gfla_wire_in *in, uint32_t n)
{
    gfla_status status;
    TRY(gfla_calloc(&m->textures, n ? n : 1, sizeof *m->textures, "textures"));
    for (uint32_t i = 0; i < n; i++) {
        struct image image;
        TRY(in->read(in->context, &image, sizeof image));
        status = gfla_bitmap_create(&m->textures[i], image.width, image.height, 4, 8);
        REQUIRE(status != GFLA_ERROR_USAGE, GFLA_ERROR_INPUT, "texture %u of %d x %d pixels", i, image.width,
                image.height);
        TRY(status);
        m->n_textures++;
        TRY(in->read(in->context, m->textures[i].pixels, gfla_bitmap_size(&m->textures[i])));
    }
fail:
    return status;
}

gfla_status gfla_mesh_wire_read(struct gfla_mesh **mesh, const struct gfla_wire_in *in)
{
    gfla_status status;
    struct header header;
    char last[sizeof ending];
    struct gfla_mesh *m = NULL;
    *mesh = NULL;
    TRY(read_header(in, &header));
    TRY(gfla_calloc(&m, 1, sizeof *m, "mesh"));
    m->n_triangles = (size_t)header.n_triangles;
    m->n_materials = (int)header.n_materials;
    TRY(gfla_wire_read_array(in, &m->corners, 3 * m->n_triangles, sizeof *m->corners, "corners of a mesh"));
    TRY(gfla_wire_read_array(in, &m->triangle_materials, m->n_triangles, sizeof *m->triangle_materials,
                             "materials of triangles"));
    TRY(gfla_wire_read_array(in, &m->materials, header.n_materials, sizeof *m->materials, "materials"));
    TRY(gfla_wire_read_text(in, &m->material_names, GFLA_MESH_MAX_TEXT));
    TRY(gfla_wire_read_text(in, &m->notes, GFLA_MESH_MAX_TEXT));
    TRY(read_textures(m, in, header.n_textures));
    TRY(in->read(in->context, last, sizeof last));
    REQUIRE(memcmp(last, ending, sizeof last) == 0, GFLA_ERROR_INPUT, "no end behind the mesh");
    TRY(gfla_mesh_check(m));
    gfla_wire_clean(m->notes.data, m->notes.size);
    gfla_wire_clean_names(&m->material_names);
    *mesh = m;
    return GFLA_OK;
fail:
    gfla_mesh_destroy(&m);
    return status;
}
