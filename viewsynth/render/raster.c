#include "viewsynth/render/raster.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "runtime/buffer.h"
#include "runtime/commands.h"
#include "viewsynth/render/mipmap.h"

#define BATCH_BYTES ((size_t)96 << 20) /* device memory that the triangles of a batch of views may take */
#define MAX_BATCH 64

/* A buffer that grows. */
struct room {
    gfla_buffer *buffer;
    const char *what;
};

struct gfla_renderer {
    gfla_device *device;
    struct raster_frame frame; /* of the batch being drawn */
    struct raster_lighting lighting;
    size_t local[3]; /* work-group of the drawing kernel */
    struct room corners, triangle_materials, materials, textures, texels;
    struct room cameras, triangles, boxes, counts, starts, list;
    struct room rgba, depth, back_rgba, back_depth, normal, position, triangle;
};

struct raster_lighting gfla_default_lighting(void)
{
    return (struct raster_lighting){.sky = 0.52f,
                                    .ground = 0.20f,
                                    .n_lights = 2,
                                    .lights = {{.direction = {-0.42f, 0.66f, 0.62f}, .strength = 0.55f},
                                               {.direction = {0.80f, 0.36f, -0.48f}, .strength = 0.16f}}};
}

static void name_rooms(gfla_renderer *r)
{
    r->corners.what = "corners of the mesh";
    r->triangle_materials.what = "materials of triangles";
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
    struct room *rooms[] = {&r->corners,    &r->triangle_materials,
                            &r->materials,  &r->textures,
                            &r->texels,     &r->cameras,
                            &r->triangles,  &r->boxes,
                            &r->counts,     &r->starts,
                            &r->list,       &r->rgba,
                            &r->depth,      &r->back_rgba,
                            &r->back_depth, &r->normal,
                            &r->position,   &r->triangle};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        gfla_buffer_destroy(&rooms[i]->buffer);
    free(r);
    *renderer = NULL;
}

int gfla_renderer_size(const gfla_renderer *renderer)
{
    return renderer->frame.size;
}

/* Makes room for `size` bytes; what was in it is lost when it grows. */
static gfla_status reserve(gfla_renderer *r, struct room *room, size_t size)
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

static gfla_status upload(gfla_renderer *r, struct room *room, const void *data, size_t size)
{
    gfla_status status = reserve(r, room, size);
    if (status != GFLA_OK || size == 0)
        return status;
    return gfla_buffer_write(room->buffer, 0, data, size);
}

static gfla_status upload_textures(gfla_renderer *r, const struct gfla_mesh *mesh)
{
    gfla_status status = GFLA_OK;
    struct raster_texture *textures = NULL;
    uint8_t *texels = NULL;
    size_t n = 0;
    TRY(gfla_mipmap_build(mesh->textures, mesh->n_textures, &textures, &texels, &n));
    TRY(upload(r, &r->textures, textures, (size_t)(mesh->n_textures > 0 ? mesh->n_textures : 1) * sizeof *textures));
    TRY(upload(r, &r->texels, texels, 4 * n));
fail:
    free(textures);
    free(texels);
    return status;
}

gfla_status gfla_renderer_set_mesh(gfla_renderer *r, const struct gfla_mesh *mesh)
{
    gfla_status status = GFLA_OK;
    r->frame.n_triangles = 0;
    REQUIRE(mesh->n_triangles > 0 && mesh->n_triangles <= GFLA_MESH_MAX_TRIANGLES, GFLA_ERROR_USAGE,
            "renderer: a mesh of %zu triangles; 1 .. %d can be drawn", mesh->n_triangles, GFLA_MESH_MAX_TRIANGLES);
    TRY(upload(r, &r->corners, mesh->corners, 3 * mesh->n_triangles * sizeof *mesh->corners));
    TRY(upload(r, &r->triangle_materials, mesh->triangle_materials,
               mesh->n_triangles * sizeof *mesh->triangle_materials));
    TRY(upload(r, &r->materials, mesh->materials, (size_t)mesh->n_materials * sizeof *mesh->materials));
    TRY(upload_textures(r, mesh));
    r->frame.n_triangles = (int)mesh->n_triangles;
fail:
    return status;
}

gfla_status gfla_renderer_set_corners(gfla_renderer *r, const struct gfla_mesh *mesh)
{
    if (r->frame.n_triangles == 0 || mesh->n_triangles != (size_t)r->frame.n_triangles)
        return gfla_fail(GFLA_ERROR_USAGE, "renderer: corners of %zu triangles, and a mesh of %d is set", mesh->n_triangles, r->frame.n_triangles);
    return upload(r, &r->corners, mesh->corners, 3 * mesh->n_triangles * sizeof *mesh->corners);
}

void gfla_renderer_set_lighting(gfla_renderer *r, const struct raster_lighting *lighting)
{
    r->lighting = *lighting;
}

/* ---- drawing ---- */

static struct raster_camera device_camera(const struct gfla_camera *camera, const struct raster_frame *frame)
{
    struct raster_camera c = {.near_z = (float)GFLA_CAMERA_NEAR};
    int samples = frame->size * frame->factor;
    for (int i = 0; i < 12; i++)
        c.rows[i] = (float)camera->rows[i];
    for (int k = 0; k < 3; k++)
        c.position[k] = (float)camera->eye[k];
    c.focal = (float)gfla_camera_intrinsics(camera, samples).focal;
    c.centre = 0.5f * (float)samples;
    return c;
}

static bool wants_back(const struct gfla_render_out *out)
{
    return out->back_rgba || out->back_depth;
}

static bool wants_maps(const struct gfla_render_out *out)
{
    return out->normal || out->position || out->triangle;
}

static gfla_status reserve_batch(gfla_renderer *r, const struct gfla_render_out *out)
{
    gfla_status status = GFLA_OK;
    size_t views = (size_t)r->frame.n_views, triangles = views * (size_t)r->frame.n_triangles;
    size_t tiles = views * (size_t)r->frame.n_tiles * (size_t)r->frame.n_tiles;
    size_t pixels = views * (size_t)r->frame.size * (size_t)r->frame.size;
    TRY(reserve(r, &r->triangles, triangles * sizeof(struct raster_triangle)));
    TRY(reserve(r, &r->boxes, triangles * sizeof(uint32_t)));
    TRY(reserve(r, &r->counts, tiles * sizeof(int32_t)));
    TRY(reserve(r, &r->starts, (tiles + 1) * sizeof(int32_t)));
    TRY(reserve(r, &r->rgba, 4 * pixels));
    TRY(reserve(r, &r->depth, sizeof(float) * pixels));
    size_t back = wants_back(out) ? pixels : 0, maps = wants_maps(out) ? pixels : 0;
    TRY(reserve(r, &r->back_rgba, 4 * back));
    TRY(reserve(r, &r->back_depth, sizeof(float) * back));
    TRY(reserve(r, &r->normal, 3 * sizeof(float) * maps));
    TRY(reserve(r, &r->position, 3 * sizeof(float) * maps));
    TRY(reserve(r, &r->triangle, sizeof(int32_t) * maps));
fail:
    return status;
}

static gfla_status launch_setup(gfla_renderer *r)
{
    struct gfla_arg args[] = {GFLA_ARG_BUFFER(r->corners.buffer),   GFLA_ARG_BUFFER(r->triangle_materials.buffer),
                              GFLA_ARG_BUFFER(r->materials.buffer), GFLA_ARG_BUFFER(r->textures.buffer),
                              GFLA_ARG_BUFFER(r->cameras.buffer),   GFLA_ARG_STRUCT(&r->frame),
                              GFLA_ARG_BUFFER(r->triangles.buffer), GFLA_ARG_BUFFER(r->boxes.buffer)};
    struct gfla_launch launch = {.source = "raster/setup.cl",
                                 .kernel = "raster_setup",
                                 .args = args,
                                 .n_args = 8,
                                 .global = {(size_t)r->frame.n_triangles, (size_t)r->frame.n_views},
                                 .local = {64, 1}};
    return gfla_device_launch(r->device, &launch);
}

static gfla_status launch_rows(gfla_renderer *r, const char *kernel, const struct gfla_arg *args, int n_args)
{
    struct gfla_launch launch = {.source = "raster/bin.cl",
                                 .kernel = kernel,
                                 .args = args,
                                 .n_args = n_args,
                                 .global = {(size_t)r->frame.n_tiles, (size_t)r->frame.n_views},
                                 .local = {1, 1}};
    return gfla_device_launch(r->device, &launch);
}

static gfla_status launch_bins(gfla_renderer *r)
{
    gfla_status status = GFLA_OK;
    int32_t n = r->frame.n_views * r->frame.n_tiles * r->frame.n_tiles, total = 0;
    struct gfla_arg count[] = {GFLA_ARG_BUFFER(r->boxes.buffer), GFLA_ARG_STRUCT(&r->frame),
                               GFLA_ARG_BUFFER(r->counts.buffer)};
    struct gfla_arg scan[] = {GFLA_ARG_BUFFER(r->counts.buffer), GFLA_ARG_I32(n), GFLA_ARG_BUFFER(r->starts.buffer)};
    struct gfla_launch scan_launch = {
        .source = "raster/bin.cl", .kernel = "raster_bin_scan", .args = scan, .n_args = 3, .global = {1}, .local = {1}};
    TRY(launch_rows(r, "raster_bin_count", count, 3));
    TRY(gfla_device_launch(r->device, &scan_launch));
    TRY(gfla_buffer_read(r->starts.buffer, (size_t)n * sizeof total, &total, sizeof total));
    REQUIRE(total >= 0, GFLA_ERROR_MEMORY, "renderer: tile lists overflow; hint: fewer pixels or triangles");
    TRY(reserve(r, &r->list, (size_t)total * sizeof(int32_t)));
    struct gfla_arg fill[] = {GFLA_ARG_BUFFER(r->boxes.buffer), GFLA_ARG_STRUCT(&r->frame),
                              GFLA_ARG_BUFFER(r->counts.buffer), GFLA_ARG_BUFFER(r->list.buffer)};
    TRY(launch_rows(r, "raster_bin_fill", fill, 4));
fail:
    return status;
}

static gfla_status launch_draw(gfla_renderer *r, const struct gfla_render_out *out)
{
    char options[64];
    snprintf(options, sizeof options, "-DFACTOR=%d%s%s", r->frame.factor, wants_back(out) ? " -DBACK=1" : "",
             wants_maps(out) ? " -DMAPS=1" : "");
    struct gfla_arg args[] = {GFLA_ARG_BUFFER(r->corners.buffer),    GFLA_ARG_BUFFER(r->triangle_materials.buffer),
                              GFLA_ARG_BUFFER(r->materials.buffer),  GFLA_ARG_BUFFER(r->textures.buffer),
                              GFLA_ARG_BUFFER(r->texels.buffer),     GFLA_ARG_BUFFER(r->cameras.buffer),
                              GFLA_ARG_BUFFER(r->triangles.buffer),  GFLA_ARG_BUFFER(r->starts.buffer),
                              GFLA_ARG_BUFFER(r->list.buffer),       GFLA_ARG_STRUCT(&r->frame),
                              GFLA_ARG_STRUCT(&r->lighting),         GFLA_ARG_BUFFER(r->rgba.buffer),
                              GFLA_ARG_BUFFER(r->depth.buffer),      GFLA_ARG_BUFFER(r->back_rgba.buffer),
                              GFLA_ARG_BUFFER(r->back_depth.buffer), GFLA_ARG_BUFFER(r->normal.buffer),
                              GFLA_ARG_BUFFER(r->position.buffer),   GFLA_ARG_BUFFER(r->triangle.buffer)};
    size_t tiles = (size_t)r->frame.n_tiles;
    struct gfla_launch launch = {.source = "raster/draw.cl",
                                 .kernel = "raster_draw",
                                 .options = options,
                                 .args = args,
                                 .n_args = sizeof args / sizeof *args,
                                 .global = {tiles, tiles, (size_t)r->frame.n_views},
                                 .local = {r->local[0], r->local[1], r->local[2]}};
    return gfla_device_launch(r->device, &launch);
}

/* What was drawn of n pixels, to the caller's memory from pixel `first` on. */
static gfla_status read_out(gfla_renderer *r, const struct gfla_render_out *out, size_t first, size_t n)
{
    const struct {
        void *to;
        gfla_buffer *from;
        size_t size; /* of a pixel */
    } parts[] = {{out->rgba, r->rgba.buffer, 4},
                 {out->depth, r->depth.buffer, sizeof(float)},
                 {out->back_rgba, r->back_rgba.buffer, 4},
                 {out->back_depth, r->back_depth.buffer, sizeof(float)},
                 {out->normal, r->normal.buffer, 3 * sizeof(float)},
                 {out->position, r->position.buffer, 3 * sizeof(float)},
                 {out->triangle, r->triangle.buffer, sizeof(int32_t)}};
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].to)
            TRY(gfla_buffer_read(parts[i].from, 0, (uint8_t *)parts[i].to + parts[i].size * first, parts[i].size * n));
fail:
    return status;
}

static gfla_status draw_batch(gfla_renderer *r, const struct gfla_camera *cameras, int n,
                              const struct gfla_render_out *out, size_t first)
{
    gfla_status status = GFLA_OK;
    struct raster_camera device_cameras[MAX_BATCH];
    size_t pixels = (size_t)n * (size_t)r->frame.size * (size_t)r->frame.size;
    r->frame.n_views = n;
    r->frame.pixel_width = (float)(1 / gfla_camera_intrinsics(&cameras[0], r->frame.size).focal);
    for (int i = 0; i < n; i++)
        device_cameras[i] = device_camera(&cameras[i], &r->frame);
    TRY(upload(r, &r->cameras, device_cameras, (size_t)n * sizeof *device_cameras));
    TRY(reserve_batch(r, out));
    TRY(launch_setup(r));
    TRY(launch_bins(r));
    TRY(launch_draw(r, out));
    TRY(read_out(r, out, first, pixels));
fail:
    return status;
}

gfla_status gfla_renderer_draw(gfla_renderer *r, const struct gfla_camera *cameras, int n,
                               const struct gfla_render_out *out)
{
    gfla_status status = GFLA_OK;
    REQUIRE(r->frame.n_triangles > 0, GFLA_ERROR_USAGE, "renderer: no mesh to draw; hint: gfla_renderer_set_mesh");
    size_t pixels = (size_t)r->frame.size * (size_t)r->frame.size;
    size_t per_view = (size_t)r->frame.n_triangles * (sizeof(struct raster_triangle) + 4) +
                      (size_t)(8 + 8 * wants_back(out) + 28 * wants_maps(out)) * pixels;
    size_t batch = BATCH_BYTES / per_view;
    batch = batch < 1 ? 1 : batch > MAX_BATCH ? MAX_BATCH : batch;
    for (int first = 0; first < n; first += (int)batch) {
        int count = n - first < (int)batch ? n - first : (int)batch;
        TRY(draw_batch(r, cameras + first, count, out, pixels * (size_t)first));
    }
fail:
    return status;
}
