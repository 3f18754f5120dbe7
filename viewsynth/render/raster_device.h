/* render/raster_device.h - the renderer's buffers, for the files that make it: raster.c keeps a mesh, raster_draw.c
 * draws it. */
#ifndef VIEWSYNTH_RENDER_RASTER_DEVICE_H
#define VIEWSYNTH_RENDER_RASTER_DEVICE_H

#include "runtime/buffer.h"
#include "viewsynth/render/raster.h"

/* A buffer that grows. */
struct raster_room {
    gfla_buffer *buffer;
    const char *what;
};

struct gfla_renderer {
    gfla_device *device;
    struct raster_frame frame; /* of the batch being drawn */
    struct raster_lighting lighting;
    size_t local[3];           /* work-group of the drawing kernel */
    struct raster_part *parts; /* of the mesh's triangles; NULL: no mesh */
    bool has_emission_uv;
    struct raster_room faces, looks, emission_uv, materials, textures, texels;
    struct raster_room cameras, triangles, boxes, counts, starts, list;
    struct raster_room rgba, depth, back_rgba, back_depth, normal, position, triangle;
};

/* Makes room for `size` bytes; what was in it is lost when it grows. */
gfla_status raster_reserve(gfla_renderer *r, struct raster_room *room, size_t size);
/* Makes room and writes. */
gfla_status raster_upload(gfla_renderer *r, struct raster_room *room, const void *data, size_t size);

/* Puts the triangles of the batch of views that was set up into tiles: starts and list. *fits: false when they are too
 * many for the device's lists, and nothing can be drawn. */
gfla_status raster_launch_bins(gfla_renderer *r, bool *fits);

#endif
