/* The reader of glTF 2.0, .gltf and .glb. */
#include "viewsynth/render/gltf/gltf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "viewsynth/render/mesh_format.h"
#include "viewsynth/render/mesh_notes.h"
#include "viewsynth/render/mesh_source.h"

/* Extensions that a file may require: those that are read, and those that the image can do without. */
static const struct {
    const char *name;
    bool is_read;
} extensions[] = {
    {"EXT_mesh_gpu_instancing", true},
    {"EXT_texture_webp", true},
    {"KHR_draco_mesh_compression", true},
    {"KHR_materials_clearcoat", true},
    {"KHR_materials_emissive_strength", true},
    {"KHR_materials_ior", true},
    {"KHR_materials_pbrSpecularGlossiness", true},
    {"KHR_materials_specular", true},
    {"KHR_materials_transmission", true},
    {"KHR_materials_unlit", true},
    {"KHR_mesh_quantization", true},
    {"KHR_node_visibility", true},
    {"KHR_texture_transform", true},
    {"MSFT_texture_dds", true},
    {"KHR_animation_pointer", false},
    {"KHR_lights_punctual", false},
    {"KHR_materials_anisotropy", false},
    {"KHR_materials_dispersion", false},
    {"KHR_materials_iridescence", false},
    {"KHR_materials_sheen", false},
    {"KHR_materials_variants", false},
    {"KHR_materials_volume", false},
    {"KHR_xmp_json_ld", false},
    {"VRM", false},
    {"VRMC_vrm", false},
};
#define N_EXTENSIONS (sizeof extensions / sizeof *extensions)

static bool is_called(const cJSON *item, const char *name)
{
    return cJSON_IsString(item) && strcmp(item->valuestring, name) == 0;
}

/* Whether extension `name` can be done without or is read; GFLA_ERROR_INPUT otherwise. */
static gfla_status check_extension(struct gltf *g, const cJSON *name)
{
    if (!cJSON_IsString(name))
        return gfla_fail(GFLA_ERROR_INPUT, "extensionsRequired holds what is no text");
    for (size_t i = 0; i < N_EXTENSIONS; i++) {
        if (!is_called(name, extensions[i].name))
            continue;
        if (!extensions[i].is_read)
            gfla_mesh_note(g->mesh, "%s is not drawn", extensions[i].name);
        return GFLA_OK;
    }
    if (is_called(name, "EXT_meshopt_compression") && gfla_gltf_reads_meshopt())
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_INPUT, "it requires %s, which is not read; hint: export the model without it",
                     gfla_gltf_plain(name->valuestring));
}

static gfla_status check_extensions(struct gltf *g)
{
    gfla_status status = GFLA_OK;
    const cJSON *required = NULL, *item;
    size_t n;
    TRY(gfla_gltf_array(g->json, "extensionsRequired", &required, &n));
    cJSON_ArrayForEach(item, required) TRY(check_extension(g, item));
fail:
    return status;
}

/* *first: it is glTF 1.0, whose version may be a number and whose lists are objects. */
static gfla_status check_version(const struct gltf *g, bool *first)
{
    gfla_status status = GFLA_OK;
    const cJSON *asset = NULL;
    const char *version = NULL, *needed = NULL;
    TRY(gfla_gltf_object(g->json, "asset", &asset));
    const cJSON *number = asset ? cJSON_GetObjectItemCaseSensitive(asset, "version") : NULL;
    *first = number ? cJSON_IsNumber(number) && number->valuedouble < 2
                    : cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(g->json, "meshes"));
    if (*first)
        return GFLA_OK;
    TRY(gfla_gltf_text(asset, "version", &version));
    TRY(gfla_gltf_text(asset, "minVersion", &needed));
    *first = version && version[0] == '1';
    REQUIRE(*first || !version || strncmp(version, "2.", 2) == 0, GFLA_ERROR_INPUT, "glTF of version %s; 2.0 is read",
            gfla_gltf_plain(version));
    REQUIRE(*first || !needed || strcmp(needed, "2.0") == 0, GFLA_ERROR_INPUT, "it needs glTF %s; 2.0 is read",
            gfla_gltf_plain(needed));
fail:
    return status;
}

static gfla_status read_model(struct gltf *g, const void *data, size_t size, bool *other)
{
    gfla_status status = GFLA_OK;
    TRY(gfla_gltf_open(g, data, size));
    TRY(check_version(g, other));
    if (*other)
        return GFLA_OK;
    TRY(gfla_gltf_make_lists(g));
    TRY(check_extensions(g));
    TRY(gfla_gltf_nodes(g));
    TRY(gfla_gltf_draco_open(g, other));
    if (*other)
        return GFLA_OK;
    TRY(gfla_gltf_materials(g));
    TRY(gfla_gltf_draw(g));
fail:
    return status;
}

gfla_status gfla_gltf_read(struct gfla_mesh *mesh, const struct gfla_mesh_source *source,
                           const struct gfla_mesh_params *params, const void *data, size_t size, bool *other)
{
    struct gltf g = {
        .mesh = mesh, .source = source, .textures = {.mesh = mesh, .max_texture = gfla_mesh_max_texture(params)}};
    *other = false;
    gfla_status status = read_model(&g, data, size, other);
    gfla_mesh_textures_free(&g.textures);
    gfla_gltf_buffers_free(&g);
    gfla_gltf_draco_free(&g);
    cJSON_Delete(g.json);
    gfla_arena_destroy(&g.arena);
    return status;
}

static gfla_status read_gltf(struct gfla_mesh *mesh, const struct gfla_mesh_source *source,
                             const struct gfla_mesh_params *params)
{
    gfla_status status = GFLA_OK;
    void *data = NULL;
    size_t size = 0;
    bool other = false;
    TRY(gfla_source_read(source, &data, &size));
    /* the first version's container says 1 where ours says 2 */
    if (size >= 8 && memcmp(data, "glTF\1\0\0\0", 8) == 0)
        other = true;
    else
        TRY(gfla_gltf_read(mesh, source, params, data, size, &other));
    free(data);
    data = NULL;
    if (other)
        TRY(gfla_mesh_format_assimp.read(mesh, source, params));
fail:
    free(data);
    return status;
}

static const char *const names[] = {"gltf", "glb", "vrm", NULL};
const struct gfla_mesh_format gfla_mesh_format_gltf = {.name = "glTF", .extensions = names, .read = read_gltf};
