/* Materials and textures of an imported scene. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <assimp/cimport.h>
#include <assimp/material.h>

#include "base/memory.h"
#include "viewsynth/render/import.h"
#include "viewsynth/render/mesh_source.h"
#include "viewsynth/render/phong.h"

struct place {
    const struct aiScene *scene;
    const struct gfla_mesh_source *source;
};

/* ---- images ---- */

static const char *last_part(const char *path)
{
    const char *last = path;
    for (; *path; path++)
        if (*path == '/' || *path == '\\')
            last = path + 1;
    return last;
}

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
    for (unsigned i = 0; i < scene->mNumTextures; i++) /* one of the two may be a path of another machine */
        if (scene->mTextures[i]->mFilename.length > 0 &&
            strcasecmp(last_part(scene->mTextures[i]->mFilename.data), last_part(name)) == 0)
            return scene->mTextures[i];
    return NULL;
}

static gfla_status read_embedded(const struct aiTexture *t, const char *name, struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap_read_params rgba = {.channels = 4};
    if (t->mHeight == 0)
        return gfla_bitmap_read_memory(t->pcData, t->mWidth, name, &rgba, image);
    TRY(gfla_bitmap_create(image, (int)t->mWidth, (int)t->mHeight, 4, 8));
    uint8_t *out = image->pixels;
    for (size_t i = 0; i < (size_t)t->mWidth * t->mHeight; i++) {
        const struct aiTexel *in = &t->pcData[i];
        out[4 * i] = in->r, out[4 * i + 1] = in->g, out[4 * i + 2] = in->b, out[4 * i + 3] = in->a;
    }
fail:
    return status;
}

static gfla_status read_image(const void *context, const char *name, struct gfla_bitmap *image)
{
    const struct place *place = context;
    struct gfla_bitmap_read_params rgba = {.channels = 4};
    const struct aiTexture *embedded = find_embedded(place->scene, name);
    if (embedded)
        return read_embedded(embedded, name, image);
    void *data;
    size_t size;
    gfla_status status = gfla_source_read_beside(place->source, name, &data, &size);
    if (status != GFLA_OK)
        return status;
    status = gfla_bitmap_read_memory(data, size, name, &rgba, image);
    free(data);
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

/* ---- materials ---- */

static float take_number(const struct aiMaterial *in, const char *key, unsigned type, unsigned index, float otherwise)
{
    float value = otherwise;
    aiGetMaterialFloatArray(in, key, type, index, &value, NULL);
    return isfinite(value) ? value : otherwise;
}

static bool take_colour(const struct aiMaterial *in, const char *key, unsigned type, unsigned index, float rgb[3])
{
    struct aiColor4D c;
    if (aiGetMaterialColor(in, key, type, index, &c) != aiReturn_SUCCESS)
        return false;
    rgb[0] = c.r, rgb[1] = c.g, rgb[2] = c.b;
    return true;
}

/* A material that Assimp puts in where a file has none says nothing about its colour. */
static bool is_default(const struct aiMaterial *in, const float diffuse[3])
{
    struct aiString name = {0};
    aiGetMaterialString(in, AI_MATKEY_NAME, &name);
    return (!name.data[0] || strcmp(name.data, AI_DEFAULT_MATERIAL_NAME) == 0) && diffuse[0] == 0.6f &&
           diffuse[1] == 0.6f && diffuse[2] == 0.6f;
}

static struct raster_material make_material(const struct aiMaterial *in, bool has_vertex_colours)
{
    struct gfla_phong phong = {.has_vertex_colours = has_vertex_colours};
    phong.is_linear = phong.has_diffuse = take_colour(in, AI_MATKEY_BASE_COLOR, phong.diffuse);
    if (!phong.has_diffuse)
        phong.has_diffuse = take_colour(in, AI_MATKEY_COLOR_DIFFUSE, phong.diffuse) && !is_default(in, phong.diffuse);
    phong.opacity = take_number(in, AI_MATKEY_OPACITY, 1);
    phong.shininess = take_number(in, AI_MATKEY_SHININESS, 0);
    const float strength = take_number(in, AI_MATKEY_SHININESS_STRENGTH, 1);
    if (phong.shininess > 0 && take_colour(in, AI_MATKEY_COLOR_SPECULAR, phong.specular))
        for (int k = 0; k < 3; k++)
            phong.specular[k] *= strength;
    take_colour(in, AI_MATKEY_COLOR_EMISSIVE, phong.emission);
    return gfla_phong_material(&phong);
}

static int wrap_of(const struct aiMaterial *in, const char *key, enum aiTextureType type)
{
    int mode = aiTextureMapMode_Wrap;
    unsigned n = 1;
    aiGetMaterialIntegerArray(in, key, type, 0, &mode, &n);
    return mode == aiTextureMapMode_Mirror                                    ? RASTER_WRAP_MIRROR
           : mode == aiTextureMapMode_Clamp || mode == aiTextureMapMode_Decal ? RASTER_WRAP_CLAMP
                                                                              : RASTER_WRAP_REPEAT;
}

static void take_wrap(const struct aiMaterial *in, enum aiTextureType type, int wrap[2])
{
    wrap[0] = wrap_of(in, _AI_MATKEY_MAPPINGMODE_U_BASE, type);
    wrap[1] = wrap_of(in, _AI_MATKEY_MAPPINGMODE_V_BASE, type);
}

static int uv_set_of(const struct aiMaterial *in, enum aiTextureType type)
{
    int set = 0;
    unsigned n = 1;
    aiGetMaterialIntegerArray(in, _AI_MATKEY_UVWSRC_BASE, type, 0, &set, &n);
    return set >= 0 && set < AI_MAX_NUMBER_OF_TEXTURECOORDS ? set : 0;
}

static gfla_status take_textures(const struct gfla_image_source *pictures, const struct aiMaterial *in,
                                 struct raster_material *out, struct gfla_import_uv *uv)
{
    struct aiString colour = {0}, opacity = {0}, emission = {0};
    enum aiTextureType type = aiTextureType_BASE_COLOR;
    gfla_status status = GFLA_OK;
    if (!texture_name(in, type, &colour)) {
        type = aiTextureType_DIFFUSE;
        texture_name(in, type, &colour);
    }
    texture_name(in, aiTextureType_OPACITY, &opacity);
    if (!colour.data[0])
        type = aiTextureType_OPACITY;
    texture_name(in, aiTextureType_EMISSIVE, &emission);
    TRY(gfla_phong_textures(pictures, colour.data, opacity.data, out));
    TRY(gfla_phong_emission(pictures, emission.data, out));
    take_wrap(in, type, out->wrap);
    take_wrap(in, aiTextureType_EMISSIVE, out->emission_wrap);
    uv->colour = uv_set_of(in, type);
    uv->emission = uv_set_of(in, aiTextureType_EMISSIVE);
    /* the formats of games lighten what is lit by it, as OpenGL did, and multiply all by the texture */
    if (!emission.data[0]) {
        out->emission_texture = out->texture;
        memcpy(out->emission_wrap, out->wrap, sizeof out->wrap);
        uv->emission = uv->colour;
    }
fail:
    return status;
}

/* The ending zero is a part of the list. */
static void add_name(struct gfla_mesh *mesh, const struct aiMaterial *material)
{
    struct aiString name = {0};
    aiGetMaterialString(material, AI_MATKEY_NAME, &name);
    gfla_text_add(&mesh->material_names, "%s%c", name.data, 0);
}

gfla_status gfla_import_materials(struct gfla_mesh *mesh, const struct aiScene *scene,
                                  const struct gfla_mesh_source *source, int max_texture, struct gfla_import_uv **uv)
{
    gfla_status status = GFLA_OK;
    struct gfla_mesh_textures textures = {.mesh = mesh, .max_texture = max_texture};
    const struct place place = {scene, source};
    const struct gfla_image_source pictures = {.read = read_image, .context = &place, .textures = &textures};
    const unsigned n = scene->mNumMaterials;
    bool *has_colours = NULL;
    *uv = NULL;
    TRY(gfla_calloc(&has_colours, (size_t)n + 1, sizeof *has_colours, "materials"));
    for (unsigned i = 0; i < scene->mNumMeshes; i++)
        if (scene->mMeshes[i]->mColors[0] && scene->mMeshes[i]->mMaterialIndex < n)
            has_colours[scene->mMeshes[i]->mMaterialIndex] = true;
    TRY(gfla_calloc(&mesh->materials, (size_t)n + 1, sizeof *mesh->materials, "materials"));
    TRY(gfla_calloc(uv, (size_t)n + 1, sizeof **uv, "materials"));
    mesh->n_materials = (int)n + 1;
    for (unsigned i = 0; i < n; i++) {
        mesh->materials[i] = make_material(scene->mMaterials[i], has_colours[i]);
        TRY(take_textures(&pictures, scene->mMaterials[i], &mesh->materials[i], &(*uv)[i]));
        add_name(mesh, scene->mMaterials[i]);
    }
    mesh->materials[n] = gfla_phong_material(&(struct gfla_phong){0});
    gfla_text_add(&mesh->material_names, "%c", 0);
fail:
    free(has_colours);
    gfla_mesh_textures_free(&textures);
    return status;
}
