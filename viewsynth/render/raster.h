/* render/raster.h - draws views of a mesh on an OpenCL device.
 *
 * Supersampled, z-buffered, perspective-correct, with mip-mapped textures, two-sided smooth shading by lights that are
 * fixed in the world, and up to four layers of see-through surfaces. The same device and mesh give the same bytes.
 * A renderer and its device belong to one thread. */
#ifndef VIEWSYNTH_RENDER_RASTER_H
#define VIEWSYNTH_RENDER_RASTER_H

#include <gfla/device.h>

#include "viewsynth/render/camera.h"
#include "viewsynth/render/mesh.h"

struct gfla_renderer_params {
    int size;                               /* side of the images, pixels; 0: 128 */
    int factor;                             /* samples along a pixel's side, 1 .. 4; 0: 2 */
    const struct raster_lighting *lighting; /* NULL: gfla_default_lighting; copied */
};

/* Sky and ground, a key light from above the object's front left and a weak one from behind on the right. */
struct raster_lighting gfla_default_lighting(void);
/* Sky, ground and one to four lamps that the seed draws, warm or cool; the key light comes from any side. About as
 * bright as the default. The same on every machine up to rounding. */
struct raster_lighting gfla_lighting_of_seed(uint64_t seed);

typedef struct gfla_renderer gfla_renderer;

/* GFLA_ERROR_USAGE when size * factor exceeds RASTER_MAX_SAMPLES or the tiles exceed RASTER_MAX_TILES. params may be
 * NULL. */
gfla_status gfla_renderer_create(gfla_renderer **renderer, gfla_device *device,
                                 const struct gfla_renderer_params *params);
void gfla_renderer_destroy(gfla_renderer **renderer);
int gfla_renderer_size(const gfla_renderer *renderer);

/* Copies mesh and textures to the device, in place of what was there; the mesh is not needed after that. It must be
 * normalised: what is not in front of a camera is not drawn. */
gfla_status gfla_renderer_set_mesh(gfla_renderer *renderer, const struct gfla_mesh *mesh);
/* The same mesh in another pose: its corners are copied, and nothing else of it is looked at: materials
 * and textures stay as they were set.
 * GFLA_ERROR_USAGE: a mesh of another number of triangles is set. */
gfla_status gfla_renderer_set_corners(gfla_renderer *renderer, const struct gfla_mesh *mesh);
/* Copied, in place of what the renderer was created with. NULL: gfla_default_lighting. */
void gfla_renderer_set_lighting(gfla_renderer *renderer, const struct raster_lighting *lighting);

/* What is drawn of n views: the caller's memory, [n][size][size] of what is named; NULL: not wanted, and costs nothing.
 *
 * Colours are averaged over a pixel's samples; the others hold at its centre and mix nothing across edges. Both sides
 * of a face are seen. Where alpha_test leaves a hole there is nothing. Of surfaces that are seen through
 * (material.blend) up to four layers show; depth is that of the one that brings the opacity to a half, or of the first
 * where none does. The back is what the same rays meet last: what would be seen along them from the object's other
 * side, in the light that falls there. Its outline is the front's and its opacity too, up to layers beyond the fourth.
 * A sheet is its own back: the same depth, its other side's light. */
struct gfla_render_out {
    uint8_t *rgba;      /* 4 bytes, alpha not premultiplied */
    float *depth;       /* camera z of the surface at the pixel centre; 0 where there is none */
    uint8_t *back_rgba; /* 4 bytes: the surface where the ray leaves the object for good, lit as if it were seen from
                           outside */
    float *back_depth;  /* camera z of that surface, at least depth; 0 where depth is 0 */
    float *normal; /* 3: unit normal of the surface at the pixel centre as it is lit, world frame, towards the camera; 0
                      0 0 empty */
    float *position;   /* 3: world position of the pixel centre at that depth; 0 0 0 empty */
    int32_t *triangle; /* number of the triangle at the pixel centre; -1 empty */
};

/* Draws n views. Blocks. GFLA_ERROR_USAGE: no mesh was set. */
gfla_status gfla_renderer_draw(gfla_renderer *renderer, const struct gfla_camera *cameras, int n,
                               const struct gfla_render_out *out);

#endif
