#include "viewsynth/render/mesh_textures.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/mesh_notes.h"

#define MAX_TEXELS ((size_t)300000000) /* of a mesh: 1.2 GB */

void gfla_mesh_textures_free(struct gfla_mesh_textures *textures)
{
    for (int i = 0; textures->keys && i < textures->mesh->n_textures; i++)
        free(textures->keys[i]);
    free(textures->keys);
    textures->keys = NULL;
}

int gfla_mesh_textures_find(const struct gfla_mesh_textures *textures, const char *key)
{
    for (int i = 0; i < textures->mesh->n_textures; i++)
        if (strcmp(textures->keys[i], key) == 0)
            return i;
    return -1;
}

gfla_status gfla_texture_resize(struct gfla_bitmap *image, int width, int height)
{
    struct gfla_bitmap resized;
    gfla_status status = gfla_bitmap_resize(image, width, height, GFLA_FILTER_BOX, &resized);
    if (status != GFLA_OK)
        return status;
    gfla_bitmap_free(image);
    *image = resized;
    return GFLA_OK;
}

static gfla_status shrink(struct gfla_bitmap *image, int limit)
{
    int width = image->width, height = image->height;
    while (width > limit || height > limit) {
        width = width > 1 ? width / 2 : 1;
        height = height > 1 ? height / 2 : 1;
    }
    return width == image->width && height == image->height ? GFLA_OK : gfla_texture_resize(image, width, height);
}

gfla_status gfla_mesh_textures_add(struct gfla_mesh_textures *textures, const char *key, struct gfla_bitmap *image,
                                   int *index)
{
    gfla_status status = GFLA_OK;
    struct gfla_mesh *mesh = textures->mesh;
    size_t n = (size_t)mesh->n_textures;
    char *copy = NULL;
    *index = -1;
    TRY(shrink(image, textures->max_texture));
    textures->n_texels += (size_t)image->width * (size_t)image->height;
    REQUIRE(textures->n_texels <= MAX_TEXELS, GFLA_ERROR_INPUT,
            "the textures hold more than %zu million texels; hint: lower the "
            "limit of their size",
            MAX_TEXELS / 1000000);
    TRY(gfla_calloc(&copy, strlen(key) + 1, 1, "name of a texture"));
    memcpy(copy, key, strlen(key) + 1);
    TRY(gfla_grow(&textures->keys, &textures->keys_capacity, n + 1, sizeof *textures->keys, "names of textures"));
    TRY(gfla_grow(&mesh->textures, &textures->capacity, n + 1, sizeof *image, "textures"));
    textures->keys[n] = copy;
    mesh->textures[n] = *image;
    *image = (struct gfla_bitmap){0};
    *index = mesh->n_textures++;
    return GFLA_OK;
fail:
    free(copy);
    gfla_bitmap_free(image);
    return status;
}

void gfla_mesh_textures_note(struct gfla_mesh *mesh, const char *name)
{
    gfla_mesh_note(mesh, "texture %s: %s; its colour is used", name, gfla_error_message());
}

bool gfla_texture_has_alpha(const struct gfla_bitmap *image)
{
    const uint8_t *p = image->pixels;
    for (size_t i = 0; i < (size_t)image->width * image->height; i++)
        if (p[4 * i + 3] < 255)
            return true;
    return false;
}
