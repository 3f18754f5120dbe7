/* What a material says of its surface, brought to the few numbers that the rasteriser knows. */
#include "viewsynth/render/gltf/gltf.h"

#include <math.h>

#include <cjson/cJSON.h>

#define PLASTIC 0.04    /* mirrored head-on where the index of refraction is 1.5 */
#define METAL_LIMIT 0.2 /* no other surface mirrors more head-on */

static double clamped(double v)
{
    return fmin(fmax(v, 0), 1);
}

static double linear(double displayed)
{
    return displayed <= 0.04045 ? displayed / 12.92 : pow((displayed + 0.055) / 1.055, 2.4);
}

static gfla_status read_metal(struct gltf *g, const cJSON *material, struct gltf_surface *s)
{
    gfla_status status = GFLA_OK;
    const cJSON *pbr = NULL, *texture = NULL;
    double mean[4] = {1, 1, 1, 1};
    TRY(gfla_gltf_object(material, "pbrMetallicRoughness", &pbr));
    TRY(gfla_gltf_numbers(pbr, "baseColorFactor", 4, s->colour));
    TRY(gfla_gltf_object(pbr, "baseColorTexture", &s->colour_texture));
    TRY(gfla_gltf_number(pbr, "metallicFactor", &s->metallic));
    TRY(gfla_gltf_number(pbr, "roughnessFactor", &s->roughness));
    TRY(gfla_gltf_object(pbr, "metallicRoughnessTexture", &texture));
    if (texture && (s->metallic > 0 || s->roughness > 0))
        TRY(gfla_gltf_texture_mean(g, texture, mean));
    s->roughness *= mean[1];
    s->metallic *= mean[2];
fail:
    return status;
}

/* Diffuse and mirrored colour apart. What mirrors more than any glass and is dark by itself is a metal; otherwise the
 * diffuse colour is taken as it is, for writers leave the mirrored one white. */
static gfla_status read_glossiness(struct gltf *g, const cJSON *json, struct gltf_surface *s)
{
    gfla_status status = GFLA_OK;
    const cJSON *texture = NULL;
    double mirrored[3] = {1, 1, 1}, glossiness = 1, mean[4] = {1, 1, 1, 1};
    TRY(gfla_gltf_numbers(json, "diffuseFactor", 4, s->colour));
    TRY(gfla_gltf_object(json, "diffuseTexture", &s->colour_texture));
    TRY(gfla_gltf_numbers(json, "specularFactor", 3, mirrored));
    TRY(gfla_gltf_number(json, "glossinessFactor", &glossiness));
    TRY(gfla_gltf_object(json, "specularGlossinessTexture", &texture));
    if (texture)
        TRY(gfla_gltf_texture_mean(g, texture, mean));
    for (int k = 0; k < 3; k++)
        mirrored[k] *= linear(mean[k]);
    double most = fmax(mirrored[0], fmax(mirrored[1], mirrored[2]));
    double own = fmax(s->colour[0], fmax(s->colour[1], s->colour[2]));
    s->roughness = 1 - clamped(glossiness * mean[3]);
    s->metallic = most > METAL_LIMIT && own < PLASTIC && !s->colour_texture;
    s->specular = fmin((mirrored[0] + mirrored[1] + mirrored[2]) / 3, most > METAL_LIMIT ? PLASTIC : METAL_LIMIT);
    for (int k = 0; k < 3 && s->metallic > 0; k++)
        s->colour[k] = mirrored[k];
fail:
    return status;
}

static gfla_status read_emission(const cJSON *material, struct gltf_surface *s)
{
    gfla_status status = GFLA_OK;
    const cJSON *strength = NULL;
    double factor = 1;
    TRY(gfla_gltf_numbers(material, "emissiveFactor", 3, s->emission));
    TRY(gfla_gltf_object(material, "emissiveTexture", &s->emission_texture));
    TRY(gfla_gltf_extension(material, "KHR_materials_emissive_strength", &strength));
    TRY(gfla_gltf_number(strength, "emissiveStrength", &factor));
    for (int k = 0; k < 3; k++)
        s->emission[k] = fmax(s->emission[k], 0) * fmax(factor, 0);
fail:
    return status;
}

/* KHR_materials_ior and KHR_materials_specular. */
static gfla_status read_specular(const cJSON *material, struct gltf_surface *s)
{
    gfla_status status = GFLA_OK;
    const cJSON *refraction = NULL, *specular = NULL;
    double index = 1.5, factor = 1, colour[3] = {1, 1, 1};
    TRY(gfla_gltf_extension(material, "KHR_materials_ior", &refraction));
    TRY(gfla_gltf_number(refraction, "ior", &index));
    TRY(gfla_gltf_extension(material, "KHR_materials_specular", &specular));
    TRY(gfla_gltf_number(specular, "specularFactor", &factor));
    TRY(gfla_gltf_numbers(specular, "specularColorFactor", 3, colour));
    if (refraction || specular) {
        double once = fabs(index + 1) > 0.01 ? (index - 1) / (index + 1) : 1;
        s->specular = fmin(once * once, METAL_LIMIT) * clamped(factor) * fmax(colour[0] + colour[1] + colour[2], 0) / 3;
    }
fail:
    return status;
}

/* The factor under this key, times the mean of a channel of its texture. */
static gfla_status read_textured(struct gltf *g, const cJSON *json, const char *key, const char *texture_key,
                                 int channel, double *factor)
{
    gfla_status status = GFLA_OK;
    const cJSON *texture = NULL;
    double mean[4] = {1, 1, 1, 1};
    TRY(gfla_gltf_number(json, key, factor));
    TRY(gfla_gltf_object(json, texture_key, &texture));
    if (texture && *factor > 0)
        TRY(gfla_gltf_texture_mean(g, texture, mean));
    *factor = clamped(*factor * mean[channel]);
fail:
    return status;
}

/* A coat of varnish over everything. */
static gfla_status read_coat(struct gltf *g, const cJSON *material, struct gltf_surface *s)
{
    gfla_status status = GFLA_OK;
    const cJSON *json = NULL;
    double coat = 0, roughness = 0;
    TRY(gfla_gltf_extension(material, "KHR_materials_clearcoat", &json));
    TRY(read_textured(g, json, "clearcoatFactor", "clearcoatTexture", 0, &coat));
    TRY(read_textured(g, json, "clearcoatRoughnessFactor", "clearcoatRoughnessTexture", 1, &roughness));
    s->specular += coat * PLASTIC;
    s->roughness += coat * (roughness - s->roughness);
fail:
    return status;
}

gfla_status gfla_gltf_surface(struct gltf *g, const cJSON *material, struct gltf_surface *s)
{
    gfla_status status = GFLA_OK;
    const cJSON *glossiness = NULL, *unlit = NULL, *transmission = NULL;
    *s = (struct gltf_surface){.colour = {1, 1, 1, 1}, .metallic = 1, .roughness = 1, .specular = PLASTIC};
    TRY(gfla_gltf_extension(material, "KHR_materials_pbrSpecularGlossiness", &glossiness));
    TRY(read_specular(material, s));
    TRY(glossiness ? read_glossiness(g, glossiness, s) : read_metal(g, material, s));
    TRY(read_emission(material, s));
    TRY(read_coat(g, material, s));
    TRY(gfla_gltf_extension(material, "KHR_materials_transmission", &transmission));
    TRY(read_textured(g, transmission, "transmissionFactor", "transmissionTexture", 0, &s->transmission));
    TRY(gfla_gltf_extension(material, "KHR_materials_unlit", &unlit));
    s->unlit = unlit != NULL;
    for (int k = 0; k < 4; k++)
        s->colour[k] = clamped(s->colour[k]);
    s->metallic = clamped(s->metallic);
    s->roughness = clamped(s->roughness);
    s->specular = clamped(s->specular);
fail:
    return status;
}
