/* Any bytes as a glTF file. What begins with '{' is JSON up to its first zero byte, with the rest as the binary chunk
 * of a .glb, so that both may change their size; anything else is read as it is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/gltf/gltf.h"

static void put_word(uint8_t *out, size_t word)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(word >> 8 * i);
}

/* A .glb of the two parts; freed by the caller. */
static uint8_t *wrap(const uint8_t *data, size_t size, size_t *whole)
{
    const uint8_t *zero = memchr(data, 0, size);
    size_t n_json = zero ? (size_t)(zero - data) : size, n_binary = zero ? size - n_json - 1 : 0;
    *whole = 28 + n_json + n_binary;
    uint8_t *file = malloc(*whole);
    if (!file)
        abort();
    memcpy(file, "glTF\2\0\0\0", 8);
    put_word(file + 8, *whole);
    put_word(file + 12, n_json);
    memcpy(file + 16, "JSON", 4);
    memcpy(file + 20, data, n_json);
    put_word(file + 20 + n_json, n_binary);
    memcpy(file + 24 + n_json, "BIN", 4);
    if (n_binary)
        memcpy(file + 28 + n_json, zero + 1, n_binary);
    return file;
}

/* What every reader of meshes promises. */
static void check(const struct gfla_mesh *mesh)
{
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++)
        for (int k = 0; k < 3; k++)
            if (!isfinite(mesh->corners[i].position[k]) || !isfinite(mesh->corners[i].normal[k]))
                abort();
    for (size_t i = 0; i < mesh->n_triangles; i++)
        if (mesh->triangle_materials[i] < 0 || mesh->triangle_materials[i] >= mesh->n_materials)
            abort();
    for (int i = 0; i < mesh->n_materials; i++) {
        const struct raster_material *m = &mesh->materials[i];
        if (m->texture < -1 || m->texture >= mesh->n_textures || m->emission_texture < -1 ||
            m->emission_texture >= mesh->n_textures || !(m->alpha_test >= 0) || !isfinite(m->emission[0]))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gfla_mesh_source source = {.path = "/nowhere/fuzz.gltf"};
    const struct gfla_mesh_params params = {.max_texture = 64};
    struct gfla_mesh *mesh = calloc(1, sizeof *mesh);
    uint8_t *wrapped = NULL;
    bool other;
    if (!mesh)
        abort();
    if (size > 0 && data[0] == '{')
        data = wrapped = wrap(data, size, &size);
    if (gfla_gltf_read(mesh, &source, &params, data, size, &other) == GFLA_OK) {
        check(mesh);
        fuzz_accepted(0, 1);
    }
    gfla_mesh_destroy(&mesh);
    free(wrapped);
    return 0;
}
