/* Materials as the rasteriser has them: colours as displayed, alpha by its mode. */
#include "viewsynth/render/gltf/gltf.h"

#include <math.h>
#include <string.h>

#include <cjson/cJSON.h>

#define INVISIBLE 0.02f /* where something is seen through, what is less opaque is no layer */
#define OPAQUE 0.998    /* nobody sees through the rest */
#define GLASS 0.85 /* part of what is transmitted that is seen through; the rest keeps glass visible over nothing */
#define MAX_EMISSION 1000.0 /* of diffuse white */

/* sRGB, going on beyond 1. */
static float displayed(double linear)
{
    return (float)(linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055);
}

uint8_t gfla_gltf_displayed_byte(double linear)
{
    return linear > 0 ? (uint8_t)lroundf(displayed(fmin(linear, 1)) * 255) : 0;
}

enum alpha_mode { ALPHA_OPAQUE, ALPHA_MASK, ALPHA_BLEND };

static gfla_status read_alpha_mode(const cJSON *json, enum alpha_mode *mode, double *cutoff)
{
    gfla_status status = GFLA_OK;
    const char *name = "OPAQUE";
    TRY(gfla_gltf_text(json, "alphaMode", &name));
    TRY(gfla_gltf_number(json, "alphaCutoff", cutoff));
    *mode = strcmp(name, "MASK") == 0 ? ALPHA_MASK : strcmp(name, "BLEND") == 0 ? ALPHA_BLEND : ALPHA_OPAQUE;
    REQUIRE(*mode != ALPHA_OPAQUE || strcmp(name, "OPAQUE") == 0, GFLA_ERROR_INPUT, "alphaMode %s is unknown",
            gfla_gltf_plain(name));
fail:
    return status;
}

static void take_alpha(const struct gltf *g, enum alpha_mode mode, double cutoff, const struct gltf_surface *s,
                       struct gltf_material *material, struct raster_material *out)
{
    out->colour[3] = mode == ALPHA_OPAQUE ? (float)(1 - GLASS * s->transmission) : (float)s->colour[3];
    out->blend = mode == ALPHA_OPAQUE && s->transmission > 0;
    material->takes_alpha = mode != ALPHA_OPAQUE;
    if (mode == ALPHA_MASK) {
        out->alpha_test = (float)fmax(cutoff, 0);
        material->invisible = s->colour[3] < cutoff;
    }
    if (mode == ALPHA_BLEND) {
        bool textured = out->texture >= 0 && gfla_texture_has_alpha(&g->mesh->textures[out->texture]);
        material->invisible = s->colour[3] <= 0;
        out->blend = textured || s->colour[3] < OPAQUE;
        material->blends = !out->blend; /* vertices may still be seen through */
    }
    if (out->blend)
        out->alpha_test = INVISIBLE;
}

void gfla_gltf_blend(struct raster_material *material)
{
    material->blend = 1;
    material->alpha_test = INVISIBLE;
}

static gfla_status read_material(struct gltf *g, size_t index, struct gltf_material *material)
{
    gfla_status status = GFLA_OK;
    const cJSON *json = index < g->lists[GLTF_MATERIALS].n ? g->lists[GLTF_MATERIALS].items[index] : NULL;
    struct raster_material *out = &g->mesh->materials[index];
    struct gltf_surface s;
    enum alpha_mode mode;
    double cutoff = 0.5;
    *material = (struct gltf_material){.uv.set = GLTF_NONE, .emission_uv.set = GLTF_NONE};
    TRY(read_alpha_mode(json, &mode, &cutoff));
    TRY(gfla_gltf_surface(g, json, &s));
    for (int k = 0; k < 3; k++) {
        out->colour[k] = displayed(s.colour[k]);
        out->emission[k] = displayed(fmin(s.emission[k], MAX_EMISSION));
    }
    if (s.colour_texture)
        TRY(gfla_gltf_texture(g, s.colour_texture, mode == ALPHA_OPAQUE, &out->texture, out->wrap, &material->uv));
    if (s.emission_texture && s.emission[0] + s.emission[1] + s.emission[2] > 0)
        TRY(gfla_gltf_texture(g, s.emission_texture, true, &out->emission_texture, out->emission_wrap,
                              &material->emission_uv));
    out->metallic = (float)s.metallic;
    out->roughness = (float)s.roughness;
    out->specular = (float)s.specular;
    out->unlit = s.unlit;
    take_alpha(g, mode, cutoff, &s, material, out);
    material->is_read = true;
fail:
    return status;
}

gfla_status gfla_gltf_material(struct gltf *g, size_t index, const struct gltf_material **material)
{
    gfla_status status = g->materials[index].is_read ? GFLA_OK : read_material(g, index, &g->materials[index]);
    *material = &g->materials[index];
    return status == GFLA_OK ? status : gfla_fail_context(status, "material %zu", index);
}

gfla_status gfla_gltf_materials(struct gltf *g)
{
    gfla_status status = GFLA_OK;
    struct gfla_mesh *mesh = g->mesh;
    const size_t n = g->lists[GLTF_MATERIALS].n + 1;
    TRY(gfla_calloc(&mesh->materials, n, sizeof *mesh->materials, "materials"));
    TRY(gfla_gltf_alloc(g, &g->materials, n, sizeof *g->materials));
    for (size_t i = 0; i < n; i++) {
        const char *name = "";
        if (i + 1 < n)
            TRY(gfla_gltf_text(g->lists[GLTF_MATERIALS].items[i], "name", &name));
        gfla_text_add(&mesh->material_names, "%s%c", name, 0);
        mesh->materials[i] = (struct raster_material){.colour = {1, 1, 1, 1}, .texture = -1, .emission_texture = -1};
    }
    mesh->n_materials = (int)n;
fail:
    return status;
}
