/* render/mipmap.h - textures as the rasteriser reads them: premultiplied, with all their mip levels, one after another.
 */
#ifndef VIEWSYNTH_RENDER_MIPMAP_H
#define VIEWSYNTH_RENDER_MIPMAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cl/shared/raster.h"
#include "io/image/bitmap.h"

/* Lays out n images (RGBA, 8 bits) in *texels (4 bytes each, *n_texels of them, at least one) and says in *textures (at
 * least one entry) where their levels are. Both are freed with free(). GFLA_ERROR_MEMORY when they do not fit a
 * device's 32-bit indices. */
gfla_status gfla_mipmap_build(const struct gfla_bitmap *images, int n, struct raster_texture **textures,
                              uint8_t **texels, size_t *n_texels);

#endif
