#include "viewsynth/render/raster.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/raster_device.h"

static void name_rooms(gfla_renderer *r)
{
    r->faces.what = "triangles of the mesh";
    r->looks.what = "corners of the mesh";
    r->emission_uv.what = "corners of the emission's texture";
    r->materials.what = "materials";
    r->textures.what = "list of textures";
    r->texels.what = "textures";
    r->cameras.what = "cameras";
    r->triangles.what = "projected triangles";
    r->boxes.what = "boxes of triangles";
    r->counts.what = "triangles per tile";
    r->starts.what = "starts of tile lists";
    r->list.what = "tile lists";
    r->rgba.what = "pictures";
    r->depth.what = "depths";
    r->back_rgba.what = "pictures of backs";
    r->back_depth.what = "depths of backs";
    r->normal.what = "normals";
    r->position.what = "positions";
    r->triangle.what = "numbers of triangles";
}

gfla_status gfla_renderer_create(gfla_renderer **renderer, gfla_device *device,
                                 const struct gfla_renderer_params *params)
{
    gfla_status status = GFLA_OK;
    gfla_renderer *r = NULL;
    *renderer = NULL;
    int size = params && params->size ? params->size : 128, factor = params && params->factor ? params->factor : 2;
    REQUIRE(size >= 1 && factor >= 1 && factor <= RASTER_MAX_FACTOR, GFLA_ERROR_USAGE,
            "renderer: size %d with %d samples a side; at least 1 and 1 .. %d", size, factor, RASTER_MAX_FACTOR);
    int n_tiles = size / RASTER_TILE + (size % RASTER_TILE != 0);
    REQUIRE(size <= RASTER_MAX_SAMPLES / factor && n_tiles <= RASTER_MAX_TILES, GFLA_ERROR_USAGE,
            "renderer: size %d with %d samples a side; size times samples is at most %d and size at most %d", size,
            factor, RASTER_MAX_SAMPLES, RASTER_MAX_TILES * RASTER_TILE);
    TRY(gfla_calloc(&r, 1, sizeof *r, "renderer"));
    r->device = device;
    r->frame = (struct raster_frame){.size = size, .factor = factor, .n_tiles = n_tiles};
    r->lighting = params && params->lighting ? *params->lighting : gfla_default_lighting();
    /* a CPU runs one tile per thread; a GPU wants a warp of them */
    bool cpu = gfla_device_get_info(device)->kind == GFLA_DEVICE_CPU;
    memcpy(r->local, (size_t[3]){cpu ? 1 : 8, cpu ? 1 : 4, 1}, sizeof r->local);
    name_rooms(r);
    *renderer = r;
fail:
    return status;
}

void gfla_renderer_destroy(gfla_renderer **renderer)
{
    if (!renderer || !*renderer)
        return;
    gfla_renderer *r = *renderer;
    struct raster_room *rooms[] = {&r->faces,      &r->looks,   &r->emission_uv, &r->materials, &r->textures,
                                   &r->texels,     &r->cameras, &r->triangles,   &r->boxes,     &r->counts,
                                   &r->starts,     &r->list,    &r->rgba,        &r->depth,     &r->back_rgba,
                                   &r->back_depth, &r->normal,  &r->position,    &r->triangle};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        gfla_buffer_destroy(&rooms[i]->buffer);
    free(r->parts);
    free(r);
    *renderer = NULL;
}

int gfla_renderer_size(const gfla_renderer *renderer)
{
    return renderer->frame.size;
}

gfla_status raster_reserve(gfla_renderer *r, struct raster_room *room, size_t size)
{
    size_t have = room->buffer ? gfla_buffer_size(room->buffer) : 0;
    if (size <= have && room->buffer)
        return GFLA_OK;
    gfla_buffer_destroy(&room->buffer);
    size_t larger = have + have / 2, least = 16; /* a buffer has at least a byte, even where nothing is to be drawn */
    size_t wanted = size > larger ? size : larger;
    return gfla_buffer_create(&room->buffer, r->device, wanted > least ? wanted : least, GFLA_MEMORY_GEOMETRY,
                              room->what);
}

gfla_status raster_upload(gfla_renderer *r, struct raster_room *room, const void *data, size_t size)
{
    gfla_status status = raster_reserve(r, room, size);
    if (status != GFLA_OK || size == 0)
        return status;
    return gfla_buffer_write(room->buffer, 0, data, size);
}

void gfla_renderer_set_lighting(gfla_renderer *r, const struct raster_lighting *lighting)
{
    r->lighting = lighting ? *lighting : gfla_default_lighting();
}
