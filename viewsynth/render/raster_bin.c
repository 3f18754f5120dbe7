#include "runtime/commands.h"
#include "runtime/groups.h"
#include "viewsynth/render/raster_device.h"

#define CHUNK_TRIANGLES 512
#define MAX_CHUNKS 128
#define MAX_COUNTS ((size_t)8 << 20) /* of chunks and tiles of a batch */

static gfla_status launch(gfla_renderer *r, const char *kernel, const struct gfla_arg *args, int n_args, size_t n,
                          size_t views)
{
    const size_t items = gfla_takes_groups(gfla_device_get_info(r->device)) ? GFLA_GROUP_ITEMS : 1;
    struct gfla_launch l = {.source = "raster/bin.cl",
                            .kernel = kernel,
                            .args = args,
                            .n_args = n_args,
                            .options = items > 1 ? GFLA_GROUP_OPTION : NULL,
                            .global = {n, views},
                            .local = {items, 1}};
    return gfla_device_launch(r->device, &l);
}

static int choose_chunks(const struct raster_frame *frame)
{
    size_t wanted = (size_t)frame->n_triangles / CHUNK_TRIANGLES + 1;
    size_t fit = MAX_COUNTS / ((size_t)frame->n_views * (size_t)frame->n_tiles * (size_t)frame->n_tiles);
    size_t most = fit < MAX_CHUNKS ? fit : MAX_CHUNKS;
    return (int)(wanted < most ? wanted : most > 0 ? most : 1);
}

gfla_status raster_launch_bins(gfla_renderer *r, bool *fits)
{
    gfla_status status = GFLA_OK;
    r->frame.n_chunks = choose_chunks(&r->frame);
    size_t views = (size_t)r->frame.n_views, chunks = (size_t)r->frame.n_chunks;
    size_t tiles = (size_t)r->frame.n_tiles * (size_t)r->frame.n_tiles;
    int32_t total = 0;
    *fits = false;
    TRY(raster_reserve(r, &r->counts, views * chunks * tiles * sizeof(int32_t)));
    TRY(raster_reserve(r, &r->starts, (views * tiles + 1) * sizeof(int32_t)));
    struct gfla_arg boxes = GFLA_ARG_BUFFER(r->boxes.buffer), frame = GFLA_ARG_STRUCT(&r->frame);
    struct gfla_arg counts = GFLA_ARG_BUFFER(r->counts.buffer), starts = GFLA_ARG_BUFFER(r->starts.buffer);
    TRY(launch(r, "raster_bin_count", (struct gfla_arg[]){boxes, frame, counts}, 3, chunks, views));
    TRY(launch(r, "raster_bin_sum", (struct gfla_arg[]){counts, frame, starts}, 3, tiles, views));
    TRY(launch(r, "raster_bin_scan", (struct gfla_arg[]){starts, GFLA_ARG_I32((int)(views * tiles))}, 2, 1, 1));
    TRY(gfla_buffer_read(r->starts.buffer, views * tiles * sizeof total, &total, sizeof total));
    if (total < 0)
        return GFLA_OK;
    TRY(raster_reserve(r, &r->list, (size_t)total * sizeof(int32_t)));
    struct gfla_arg list = GFLA_ARG_BUFFER(r->list.buffer);
    TRY(launch(r, "raster_bin_place", (struct gfla_arg[]){counts, frame, starts}, 3, tiles, views));
    TRY(launch(r, "raster_bin_fill", (struct gfla_arg[]){boxes, frame, counts, list}, 4, chunks, views));
    *fits = true;
fail:
    return status;
}
