#include <stdio.h>

#include "runtime/commands.h"
#include "viewsynth/render/raster_device.h"

#define BATCH_BYTES ((size_t)96 << 20) /* device memory that the triangles of a batch of views may take */
#define MAX_BATCH 64

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
    size_t pixels = views * (size_t)r->frame.size * (size_t)r->frame.size;
    TRY(raster_reserve(r, &r->triangles, triangles * sizeof(struct raster_triangle)));
    TRY(raster_reserve(r, &r->boxes, triangles * sizeof(uint32_t)));
    TRY(raster_reserve(r, &r->rgba, 4 * pixels));
    TRY(raster_reserve(r, &r->depth, sizeof(float) * pixels));
    size_t back = wants_back(out) ? pixels : 0, maps = wants_maps(out) ? pixels : 0;
    TRY(raster_reserve(r, &r->back_rgba, 4 * back));
    TRY(raster_reserve(r, &r->back_depth, sizeof(float) * back));
    TRY(raster_reserve(r, &r->normal, 3 * sizeof(float) * maps));
    TRY(raster_reserve(r, &r->position, 3 * sizeof(float) * maps));
    TRY(raster_reserve(r, &r->triangle, sizeof(int32_t) * maps));
fail:
    return status;
}

static gfla_status launch_setup(gfla_renderer *r)
{
    struct gfla_arg args[] = {GFLA_ARG_BUFFER(r->faces.buffer),     GFLA_ARG_BUFFER(r->looks.buffer),
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

static gfla_status launch_draw(gfla_renderer *r, const struct gfla_render_out *out)
{
    char options[64];
    snprintf(options, sizeof options, "-DFACTOR=%d%s%s", r->frame.factor, wants_back(out) ? " -DBACK=1" : "",
             wants_maps(out) ? " -DMAPS=1" : "");
    struct gfla_arg args[] = {GFLA_ARG_BUFFER(r->faces.buffer),
                              GFLA_ARG_BUFFER(r->looks.buffer),
                              GFLA_ARG_BUFFER(r->emission_uv.buffer),
                              GFLA_ARG_BUFFER(r->materials.buffer),
                              GFLA_ARG_BUFFER(r->textures.buffer),
                              GFLA_ARG_BUFFER(r->texels.buffer),
                              GFLA_ARG_BUFFER(r->cameras.buffer),
                              GFLA_ARG_BUFFER(r->triangles.buffer),
                              GFLA_ARG_BUFFER(r->starts.buffer),
                              GFLA_ARG_BUFFER(r->list.buffer),
                              GFLA_ARG_STRUCT(&r->frame),
                              GFLA_ARG_STRUCT(&r->lighting),
                              GFLA_ARG_BUFFER(r->rgba.buffer),
                              GFLA_ARG_BUFFER(r->depth.buffer),
                              GFLA_ARG_BUFFER(r->back_rgba.buffer),
                              GFLA_ARG_BUFFER(r->back_depth.buffer),
                              GFLA_ARG_BUFFER(r->normal.buffer),
                              GFLA_ARG_BUFFER(r->position.buffer),
                              GFLA_ARG_BUFFER(r->triangle.buffer)};
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

/* *fits: as raster_launch_bins says. */
static gfla_status draw_batch(gfla_renderer *r, const struct gfla_camera *cameras, int n,
                              const struct gfla_render_out *out, size_t first, bool *fits)
{
    gfla_status status = GFLA_OK;
    struct raster_camera device_cameras[MAX_BATCH];
    size_t pixels = (size_t)n * (size_t)r->frame.size * (size_t)r->frame.size;
    r->frame.n_views = n;
    for (int i = 0; i < n; i++)
        device_cameras[i] = device_camera(&cameras[i], &r->frame);
    TRY(raster_upload(r, &r->cameras, device_cameras, (size_t)n * sizeof *device_cameras));
    TRY(reserve_batch(r, out));
    TRY(launch_setup(r));
    TRY(raster_launch_bins(r, fits));
    if (!*fits)
        return GFLA_OK;
    TRY(launch_draw(r, out));
    TRY(read_out(r, out, first, pixels));
fail:
    return status;
}

static int choose_batch(const gfla_renderer *r, const struct gfla_render_out *out)
{
    size_t pixels = (size_t)r->frame.size * (size_t)r->frame.size;
    size_t per_view = (size_t)r->frame.n_triangles * (sizeof(struct raster_triangle) + 4) +
                      (size_t)(8 + 8 * wants_back(out) + 28 * wants_maps(out)) * pixels;
    size_t batch = BATCH_BYTES / per_view;
    return batch < 1 ? 1 : batch > MAX_BATCH ? MAX_BATCH : (int)batch;
}

gfla_status gfla_renderer_draw(gfla_renderer *r, const struct gfla_camera *cameras, int n,
                               const struct gfla_render_out *out)
{
    gfla_status status = GFLA_OK;
    REQUIRE(r->frame.n_triangles > 0, GFLA_ERROR_USAGE, "renderer: no mesh to draw; hint: gfla_renderer_set_mesh");
    size_t pixels = (size_t)r->frame.size * (size_t)r->frame.size;
    int batch = choose_batch(r, out);
    for (int first = 0; first < n;) {
        int count = n - first < batch ? n - first : batch;
        bool fits;
        TRY(draw_batch(r, cameras + first, count, out, pixels * (size_t)first, &fits));
        REQUIRE(fits || count > 1, GFLA_ERROR_MEMORY,
                "renderer: %d triangles of this size make lists of more than %d entries; hint: fewer pixels or samples",
                r->frame.n_triangles, INT32_MAX);
        if (fits)
            first += count;
        else
            batch = count / 2; /* large triangles are in many lists: fewer views at once */
    }
fail:
    return status;
}
