#include "viewsynth/render/mipmap.h"

#include <stdlib.h>

#include "base/memory.h"

/* Level 0: premultiplied, so that filtering does not mix in the colour of what is transparent. */
static void premultiply(const uint8_t *in, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < 3; k++)
            out[4 * i + k] = (uint8_t)((in[4 * i + k] * in[4 * i + 3] + 127) / 255);
        out[4 * i + 3] = in[4 * i + 3];
    }
}

static int side_at(int side, int level)
{
    return side >> level > 0 ? side >> level : 1;
}

/* The next level: means of 2 x 2 texels (an odd last row or column has no part). */
static void halve(const uint8_t *in, int w, int h, uint8_t *out)
{
    int ow = side_at(w, 1), oh = side_at(h, 1);
    for (int y = 0; y < oh; y++) {
        const uint8_t *upper = in + (size_t)4 * w * (2 * y), *lower = upper + (h > 1 ? (size_t)4 * w : 0);
        for (int x = 0; x < ow; x++) {
            int left = 8 * x, right = w > 1 ? left + 4 : left;
            for (int k = 0; k < 4; k++)
                *out++ = (uint8_t)((upper[left + k] + upper[right + k] + lower[left + k] + lower[right + k] + 2) / 4);
        }
    }
}

/* Lays out all levels of all textures; returns the number of texels. */
static size_t place_levels(const struct gfla_bitmap *images, int count, struct raster_texture *textures)
{
    size_t n = 0;
    for (int i = 0; i < count; i++) {
        struct raster_texture *t = &textures[i];
        *t = (struct raster_texture){.width = images[i].width, .height = images[i].height};
        do {
            t->offset[t->n_levels] = (int)n;
            n += (size_t)side_at(t->width, t->n_levels) * side_at(t->height, t->n_levels);
            t->n_levels++;
        } while (t->n_levels < RASTER_MAX_LEVELS && ((t->width | t->height) >> t->n_levels) > 0);
    }
    return n;
}

static void fill_levels(const struct gfla_bitmap *images, int count, const struct raster_texture *textures,
                        uint8_t *texels)
{
    for (int i = 0; i < count; i++) {
        const struct raster_texture *t = &textures[i];
        premultiply(images[i].pixels, (size_t)t->width * t->height, texels + 4 * (size_t)t->offset[0]);
        for (int l = 1; l < t->n_levels; l++)
            halve(texels + 4 * (size_t)t->offset[l - 1], side_at(t->width, l - 1), side_at(t->height, l - 1),
                  texels + 4 * (size_t)t->offset[l]);
    }
}

gfla_status gfla_mipmap_build(const struct gfla_bitmap *images, int n, struct raster_texture **textures,
                              uint8_t **texels, size_t *n_texels)
{
    gfla_status status = GFLA_OK;
    *textures = NULL;
    *texels = NULL;
    TRY(gfla_calloc(textures, n > 0 ? (size_t)n : 1, sizeof **textures, "list of textures"));
    *n_texels = place_levels(images, n, *textures) + 1;
    REQUIRE(*n_texels < INT32_MAX / 4, GFLA_ERROR_MEMORY,
            "textures of the model have %zu texels, the limit is %d; hint: lower max_texture", *n_texels,
            INT32_MAX / 4);
    TRY(gfla_calloc(texels, *n_texels, 4, "textures"));
    fill_levels(images, n, *textures, *texels);
    return GFLA_OK;
fail:
    free(*textures);
    free(*texels);
    *textures = NULL;
    *texels = NULL;
    return status;
}
