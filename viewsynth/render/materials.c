/* Materials and textures of an imported scene. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <assimp/cimport.h>
#include <assimp/material.h>

#include "base/memory.h"
#include "viewsynth/render/import.h"
#include "viewsynth/render/mesh_source.h"
#include "viewsynth/render/mesh_textures.h"

#define HOLE_LIMIT 0.5f       /* textures with holes: what is less opaque is not there */
#define INVISIBLE_LIMIT 0.02f /* textures that blend: what is less opaque is not a layer */

struct loader {
    const struct aiScene *scene;
    const struct gfla_mesh_source *source;
    struct gfla_mesh_textures textures; /* keys: "colour file\nopacity file" */
};

/* ---- pictures ---- */

/* An embedded texture by "*N" or, as FBX does, by file name. */
static const struct aiTexture *find_embedded(const struct aiScene *scene, const char *name)
{
    if (name[0] == '*') {
        char *end;
        unsigned long n = strtoul(name + 1, &end, 10);
        return *end == 0 && n < scene->mNumTextures ? scene->mTextures[n] : NULL;
    }
    for (unsigned i = 0; i < scene->mNumTextures; i++)
        if (strcmp(scene->mTextures[i]->mFilename.data, name) == 0)
            return scene->mTextures[i];
    return NULL;
}

static gfla_status read_embedded(const struct aiTexture *t, const char *name, struct gfla_image *image)
{
    gfla_status status = GFLA_OK;
    struct gfla_image_read_params rgba = {.channels = 4};
    if (t->mHeight == 0)
        return gfla_image_read_memory(t->pcData, t->mWidth, name, &rgba, image);
    TRY(gfla_image_create(image, (int)t->mWidth, (int)t->mHeight, 4, 8));
    uint8_t *out = image->pixels;
    for (size_t i = 0; i < (size_t)t->mWidth * t->mHeight; i++) {
        const struct aiTexel *in = &t->pcData[i];
        out[4 * i] = in->r, out[4 * i + 1] = in->g, out[4 * i + 2] = in->b, out[4 * i + 3] = in->a;
    }
fail:
    return status;
}

static gfla_status read_picture(const struct loader *l, const char *name, struct gfla_image *image)
{
    struct gfla_image_read_params rgba = {.channels = 4};
    const struct aiTexture *embedded = find_embedded(l->scene, name);
    if (embedded)
        return read_embedded(embedded, name, image);
    void *data;
    size_t size;
    gfla_status status = gfla_source_read_beside(l->source, name, &data, &size);
    if (status != GFLA_OK)
        return status;
    status = gfla_image_read_memory(data, size, name, &rgba, image);
    free(data);
    return status;
}

/* Multiplies the alpha of image by what the opacity map says: its alpha if it has any, else its brightness. */
static gfla_status apply_opacity_map(struct gfla_image *image, struct gfla_image *map)
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

/* ---- textures of a material ---- */

/* The first texture of a type, without trailing blanks; false, and "", when there is none. */
static bool texture_name(const struct aiMaterial *material, enum aiTextureType type, struct aiString *name)
{
    if (aiGetMaterialTexture(material, type, 0, name, NULL, NULL, NULL, NULL, NULL, NULL) != aiReturn_SUCCESS)
        name->length = 0;
    while (name->length > 0 && strchr(" \t\r", name->data[name->length - 1]))
        name->length--;
    name->data[name->length] = 0;
    return name->length > 0;
}

/* A white picture for materials that have only an opacity map. */
static gfla_status create_white(struct gfla_image *image, const struct gfla_image *like)
{
    gfla_status status = gfla_image_create(image, like->width, like->height, 4, 8);
    if (status == GFLA_OK)
        memset(image->pixels, 255, gfla_image_size(image));
    return status;
}

/* The picture of a colour file and an opacity file (either may be ""); a failure to read is noted and leaves *image
 * empty. Fails only when memory runs out. */
static gfla_status compose(struct loader *l, const char *colour, const char *opacity, struct gfla_image *image)
{
    gfla_status status = GFLA_OK;
    struct gfla_image map = {0};
    memset(image, 0, sizeof *image);
    if (colour[0] && read_picture(l, colour, image) != GFLA_OK)
        gfla_mesh_textures_note(l->textures.mesh, colour);
    if (opacity[0] && strcmp(opacity, colour) == 0 && image->pixels && gfla_texture_has_alpha(image))
        opacity = "";
    if (opacity[0] && read_picture(l, opacity, &map) != GFLA_OK)
        gfla_mesh_textures_note(l->textures.mesh, opacity);
    if (map.pixels && !image->pixels)
        TRY(create_white(image, &map));
    if (map.pixels)
        TRY(apply_opacity_map(image, &map));
fail:
    gfla_image_free(&map);
    if (status != GFLA_OK)
        gfla_image_free(image);
    return status;
}

/* The index of the texture of these files in *index, loading it the first time; -1 when it cannot be had. */
static gfla_status find_texture(struct loader *l, const char *colour, const char *opacity, int *index)
{
    gfla_status status = GFLA_OK;
    struct gfla_image image = {0};
    struct gfla_text key = {0};
    gfla_text_add(&key, "%s\n%s", colour, opacity);
    REQUIRE(!key.failed, GFLA_ERROR_MEMORY, "host memory ran out for the name of a texture");
    *index = gfla_mesh_textures_find(&l->textures, key.data);
    if (*index < 0) {
        TRY(compose(l, colour, opacity, &image));
        if (image.pixels)
            TRY(gfla_mesh_textures_add(&l->textures, key.data, &image, index));
    }
fail:
    gfla_image_free(&image);
    gfla_text_free(&key);
    return status;
}

/* ---- materials ---- */

/* How the alpha of a texture is meant: holes (nearly all texels are there or not) or something seen through. */
static void classify_alpha(const struct gfla_image *image, struct raster_material *material)
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

/* Exporters do not agree whether a material's colour is linear or as displayed, except in formats with a base colour,
 * where it is linear. For the others an exponent in between comes closest to the icons of the furniture libraries. */
#define BASE_COLOUR_EXPONENT 0.4545f
#define DIFFUSE_EXPONENT 0.7f

static void take_colour(const struct aiMaterial *in, struct raster_material *out)
{
    struct aiColor4D c = {0.7f, 0.7f, 0.7f, 1};
    float opacity = 1, exponent = BASE_COLOUR_EXPONENT;
    if (aiGetMaterialColor(in, AI_MATKEY_BASE_COLOR, &c) != aiReturn_SUCCESS) {
        aiGetMaterialColor(in, AI_MATKEY_COLOR_DIFFUSE, &c);
        exponent = DIFFUSE_EXPONENT;
    }
    aiGetMaterialFloatArray(in, AI_MATKEY_OPACITY, &opacity, NULL);
    float rgb[3] = {c.r, c.g, c.b};
    for (int k = 0; k < 3; k++)
        out->colour[k] = isfinite(rgb[k]) ? powf(fminf(fmaxf(rgb[k], 0), 1), exponent) : 0.7f;
    /* opacity 0 is how some exporters spell opaque; what is invisible would not have been modelled */
    out->colour[3] = opacity > 0 && opacity < 1 ? opacity : 1.0f;
    out->texture = -1;
    out->emission_texture = -1;
    out->blend = out->colour[3] < 0.995f;
}

static gfla_status take_material(struct loader *l, const struct aiMaterial *in, struct raster_material *out)
{
    struct aiString colour = {0}, opacity = {0};
    take_colour(in, out);
    if (!texture_name(in, aiTextureType_BASE_COLOR, &colour))
        texture_name(in, aiTextureType_DIFFUSE, &colour);
    texture_name(in, aiTextureType_OPACITY, &opacity);
    if (!colour.data[0] && !opacity.data[0])
        return GFLA_OK;
    gfla_status status = find_texture(l, colour.data, opacity.data, &out->texture);
    if (status != GFLA_OK || out->texture < 0)
        return status;
    if (colour.data[0]) /* exporters leave any colour beside a texture; it is not meant to tint it */
        for (int k = 0; k < 3; k++)
            out->colour[k] = 1.0f;
    classify_alpha(&l->textures.mesh->textures[out->texture], out);
    return GFLA_OK;
}

/* The ending zero is a part of the list. */
static void add_name(struct gfla_mesh *mesh, const struct aiMaterial *material)
{
    struct aiString name = {0};
    aiGetMaterialString(material, AI_MATKEY_NAME, &name);
    gfla_text_add(&mesh->material_names, "%s%c", name.data, 0);
}

gfla_status gfla_import_materials(struct gfla_mesh *mesh, const struct aiScene *scene,
                                  const struct gfla_mesh_source *source, int max_texture)
{
    gfla_status status = GFLA_OK;
    struct loader l = {
        .scene = scene, .source = source, .textures = {.mesh = mesh, .max_texture = max_texture}};
    mesh->n_materials = (int)scene->mNumMaterials + 1;
    TRY(gfla_calloc(&mesh->materials, (size_t)mesh->n_materials, sizeof *mesh->materials, "materials"));
    mesh->materials[scene->mNumMaterials] = (struct raster_material){.colour = {0.7f, 0.7f, 0.7f, 1}, .texture = -1, .emission_texture = -1};
    for (unsigned i = 0; i < scene->mNumMaterials; i++) {
        TRY(take_material(&l, scene->mMaterials[i], &mesh->materials[i]));
        add_name(mesh, scene->mMaterials[i]);
    }
    gfla_text_add(&mesh->material_names, "%c", 0);
fail:
    gfla_mesh_textures_free(&l.textures);
    return status;
}
