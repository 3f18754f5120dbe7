#include "viewsynth/render/phong.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define HOLE_LIMIT 0.5f       /* textures with holes: what is less opaque is not there */
#define INVISIBLE_LIMIT 0.02f /* textures that blend: what is less opaque is not a layer */

/* Exporters do not agree whether a material's colour is linear or as displayed, except in formats with a base colour,
 * where it is linear. For the others an exponent in between comes closest to the icons of the furniture libraries. */
#define BASE_COLOUR_EXPONENT 0.4545f
#define DIFFUSE_EXPONENT 0.7f

/* Exporters write a specular colour of 0.5 or 1 for cloth, plastics and varnish alike; the latter mirror 0.04 of the
 * light. */
#define MAX_SPECULAR 0.04f
#define MIN_ROUGHNESS 0.2f

static float within(float v, float otherwise)
{
    return isfinite(v) ? fminf(fmaxf(v, 0), 1) : otherwise;
}

/* The lobe of an exponent, by the usual match of Phong's and the microfacet model. */
static float roughness_of(float shininess)
{
    const float exponent = isfinite(shininess) && shininess > 0 ? shininess : 0;
    return fmaxf(sqrtf(sqrtf(2 / (exponent + 2))), MIN_ROUGHNESS);
}

struct raster_material gfla_phong_material(const struct gfla_phong *phong)
{
    const float exponent = phong->is_linear ? BASE_COLOUR_EXPONENT : DIFFUSE_EXPONENT;
    const float plain = phong->has_vertex_colours ? 1 : GFLA_PLAIN_GREY;
    struct raster_material out = {.texture = -1, .emission_texture = -1};
    float mirrored = 0;
    for (int k = 0; k < 3; k++) {
        out.colour[k] =
            phong->has_diffuse && isfinite(phong->diffuse[k]) ? powf(within(phong->diffuse[k], 0), exponent) : plain;
        out.emission[k] = powf(within(phong->emission[k], 0), exponent);
        mirrored += within(phong->specular[k], 0) / 3;
    }
    /* what is invisible would not have been modelled */
    out.colour[3] = phong->opacity > 0 && phong->opacity < 1 ? phong->opacity : 1.0f;
    out.blend = out.colour[3] < 0.995f;
    out.specular = MAX_SPECULAR * mirrored;
    out.roughness = mirrored > 0 ? roughness_of(phong->shininess) : 0;
    return out;
}

/* ---- textures ---- */

/* Multiplies the alpha of image by what the opacity map says: its alpha if it has any, else its brightness. */
static gfla_status apply_opacity_map(struct gfla_bitmap *image, struct gfla_bitmap *map)
{
    gfla_status status = GFLA_OK;
    if (map->width != image->width || map->height != image->height)
        TRY(gfla_texture_resize(map, image->width, image->height));
    bool from_alpha = gfla_texture_has_alpha(map);
    uint8_t *p = image->pixels;
    const uint8_t *m = map->pixels;
    for (size_t i = 0; i < (size_t)image->width * image->height; i++) {
        int opacity = from_alpha ? m[4 * i + 3] : (m[4 * i] + m[4 * i + 1] + m[4 * i + 2]) / 3;
        p[4 * i + 3] = (uint8_t)((p[4 * i + 3] * opacity + 127) / 255);
    }
fail:
    return status;
}

/* A white image for materials that have only an opacity map. */
static gfla_status create_white(struct gfla_bitmap *image, const struct gfla_bitmap *like)
{
    gfla_status status = gfla_bitmap_create(image, like->width, like->height, 4, 8);
    if (status == GFLA_OK)
        memset(image->pixels, 255, gfla_bitmap_size(image));
    return status;
}

/* The image of a file; one that cannot be had is noted and leaves *image empty. */
static void read_image(const struct gfla_image_source *source, const char *name, struct gfla_bitmap *image)
{
    *image = (struct gfla_bitmap){0};
    if (name[0] && source->read(source->context, name, image) != GFLA_OK)
        gfla_mesh_textures_note(source->textures->mesh, name);
}

static gfla_status compose(const struct gfla_image_source *source, const char *colour, const char *opacity,
                           struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap map = {0};
    read_image(source, colour, image);
    if (strcmp(opacity, colour) != 0 || !image->pixels || !gfla_texture_has_alpha(image))
        read_image(source, opacity, &map);
    if (map.pixels && !image->pixels)
        TRY(create_white(image, &map));
    if (map.pixels)
        TRY(apply_opacity_map(image, &map));
fail:
    gfla_bitmap_free(&map);
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    return status;
}

/* The index of the texture of these files in *index, loading it the first time; -1 when it cannot be had. */
static gfla_status find_texture(const struct gfla_image_source *source, const char *colour, const char *opacity,
                                int *index)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap image = {0};
    struct gfla_text key = {0};
    gfla_text_add(&key, "%s\n%s", colour, opacity);
    REQUIRE(!key.failed, GFLA_ERROR_MEMORY, "the name of a texture: host memory ran out");
    *index = gfla_mesh_textures_find(source->textures, key.data);
    if (*index < 0) {
        TRY(compose(source, colour, opacity, &image));
        if (image.pixels)
            TRY(gfla_mesh_textures_add(source->textures, key.data, &image, index));
    }
fail:
    gfla_bitmap_free(&image);
    gfla_text_free(&key);
    return status;
}

/* How the alpha of a texture is meant: holes (nearly all texels are there or not) or something seen through. */
static void classify_alpha(const struct gfla_bitmap *image, struct raster_material *material)
{
    const uint8_t *p = image->pixels;
    size_t n = (size_t)image->width * image->height, n_half = 0, n_less = 0;
    for (size_t i = 0; i < n; i++) {
        n_less += p[4 * i + 3] < 250;
        n_half += p[4 * i + 3] > 40 && p[4 * i + 3] < 215;
    }
    if (n_less == 0)
        return;
    if (n_half * 4 > n_less) {
        material->blend = 1;
        material->alpha_test = INVISIBLE_LIMIT;
    } else {
        material->alpha_test = HOLE_LIMIT * material->colour[3];
    }
}

gfla_status gfla_phong_textures(const struct gfla_image_source *source, const char *colour, const char *opacity,
                                struct raster_material *material)
{
    gfla_status status = GFLA_OK;
    if (!colour[0] && !opacity[0])
        return GFLA_OK;
    TRY(find_texture(source, colour, opacity, &material->texture));
    if (material->texture < 0)
        return GFLA_OK;
    for (int k = 0; k < 3 && colour[0]; k++)
        material->colour[k] = 1.0f;
    classify_alpha(&source->textures->mesh->textures[material->texture], material);
fail:
    return status;
}

gfla_status gfla_phong_emission(const struct gfla_image_source *source, const char *name,
                                struct raster_material *material)
{
    if (!name[0] || material->emission[0] + material->emission[1] + material->emission[2] <= 0)
        return GFLA_OK;
    return find_texture(source, name, "", &material->emission_texture);
}

/* ---- vertices ---- */

gfla_status gfla_blend_vertex_alpha(struct gfla_mesh *mesh)
{
    const size_t n = 3 * mesh->n_triangles;
    gfla_status status = GFLA_OK;
    uint8_t *most = NULL; /* of each material */
    unsigned least = 255;
    TRY(gfla_calloc(&most, (size_t)mesh->n_materials, 1, "opacities of materials"));
    for (size_t i = 0; i < n; i++) {
        const unsigned alpha = mesh->corners[i].colour >> 24;
        const int32_t material = mesh->triangle_materials[i / 3];
        most[material] = (uint8_t)(alpha > most[material] ? alpha : most[material]);
        least = alpha < least ? alpha : least;
    }
    for (size_t i = 0; i < n && least < 255; i++) {
        const int32_t index = mesh->triangle_materials[i / 3];
        struct raster_material *material = &mesh->materials[index];
        if (most[index] == 0) {
            mesh->corners[i].colour |= 0xff000000;
        } else if (mesh->corners[i].colour >> 24 < 255 && !material->blend) {
            material->blend = 1;
            material->alpha_test = INVISIBLE_LIMIT;
        }
    }
fail:
    free(most);
    return status;
}
