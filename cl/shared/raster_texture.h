/* shared/raster_texture.h - device side of the rasteriser: textures, filtered over the part of them that a pixel
 * covers. */
#ifndef GFLA_SHARED_RASTER_TEXTURE_H
#define GFLA_SHARED_RASTER_TEXTURE_H

#include "shared/raster.h"

#define MAGNIFIED 0.5f /* texels along a pixel; below, one look is enough */

/* A coordinate (in turns of the texture) brought near the origin, where floats are fine enough for texels. */
static float wrap_turns(float u, int wrap)
{
    if (wrap == RASTER_WRAP_CLAMP)
        return clamp(u, -0.5f, 1.5f);
    return wrap == RASTER_WRAP_MIRROR ? u - 2.0f * floor(0.5f * u) : u - floor(u);
}

/* The texel that stands at place i of a row that goes on for ever: i is at most one beyond what wrap_turns leaves. */
static int wrap_texel(int i, int n, int wrap)
{
    if (wrap == RASTER_WRAP_REPEAT)
        i = i < 0 ? i + n : i >= n ? i - n : i;
    if (wrap == RASTER_WRAP_MIRROR)
        i = i < 0 ? -1 - i : i >= 2 * n ? i - 2 * n : i >= n ? 2 * n - 1 - i : i;
    return clamp(i, 0, n - 1);
}

/* Bilinear; premultiplied, 0..255. Row 0 is v = 1. */
static float4 look_up(global const uchar4 *texels, global const struct raster_texture *texture, int level, int wrap_u,
                      int wrap_v, float2 uv)
{
    int w = max(texture->width >> level, 1), h = max(texture->height >> level, 1);
    global const uchar4 *p = texels + texture->offset[level];
    float x = wrap_turns(uv.x, wrap_u) * (float)w - 0.5f, y = wrap_turns(1.0f - uv.y, wrap_v) * (float)h - 0.5f;
    float left = floor(x), top = floor(y);
    int x0 = wrap_texel((int)left, w, wrap_u), x1 = wrap_texel((int)left + 1, w, wrap_u);
    int y0 = wrap_texel((int)top, h, wrap_v) * w, y1 = wrap_texel((int)top + 1, h, wrap_v) * w;
    float4 upper = mix(convert_float4(p[y0 + x0]), convert_float4(p[y0 + x1]), x - left);
    float4 lower = mix(convert_float4(p[y1 + x0]), convert_float4(p[y1 + x1]), x - left);
    return mix(upper, lower, y - top);
}

static int looks_along(float length, float other)
{
    return length > 4.0f * other ? 8 : length > 2.0f * other ? 4 : 2;
}

/* Mean over a pixel whose sides are dx and dy in uv: 2 x 2 looks, more along a side that is much longer than the other,
 * so that slanted surfaces stay sharp. Each look takes the level whose texels are as large as its share; neighbours
 * round that differently, so that levels pass into each other. Not premultiplied, 0..1. */
static float4 sample_texture(global const uchar4 *texels, global const struct raster_texture *texture,
                             global const int *wrap, float2 uv, float2 dx, float2 dy)
{
    float2 size = (float2)((float)texture->width, (float)texture->height);
    float lx = length(dx * size), ly = length(dy * size);
    float4 sum = 0.0f;
    if (fmax(lx, ly) <= MAGNIFIED) {
        sum = look_up(texels, texture, 0, wrap[0], wrap[1], uv) * (1.0f / 255.0f);
    } else {
        int nx = looks_along(lx, ly), ny = looks_along(ly, lx);
        float level = log2(fmax(lx / (float)nx, ly / (float)ny));
        for (int j = 0; j < ny; j++) {
            for (int i = 0; i < nx; i++) {
                float2 at =
                    uv + (((float)i + 0.5f) / (float)nx - 0.5f) * dx + (((float)j + 0.5f) / (float)ny - 0.5f) * dy;
                float round = 0.25f * (float)(((i ^ j) & 1) * 2 + (j & 1)) + 0.125f;
                int l = clamp((int)floor(level + round), 0, texture->n_levels - 1);
                sum += look_up(texels, texture, l, wrap[0], wrap[1], at);
            }
        }
        sum *= 1.0f / (255.0f * (float)(nx * ny));
    }
    if (sum.w > 0.0f)
        sum.xyz /= sum.w;
    return sum;
}

#endif
