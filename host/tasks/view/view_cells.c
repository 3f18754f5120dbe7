#include "tasks/view/view_cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/draw/draw.h"

const struct gfla_view_cell_info gfla_view_cell_infos[GFLA_VIEW_CELL_COUNT] = {
    [GFLA_VIEW_CELL_VIEW] = {"generated", "view", 0},
    [GFLA_VIEW_CELL_TRUTH] = {"true", "truth", 0},
    [GFLA_VIEW_CELL_FLOW] = {"flow", "flow", GFLA_VIEW_SHOW_FLOW},
    [GFLA_VIEW_CELL_CORRELATION] = {"by features", "correlation", GFLA_VIEW_SHOW_CORRELATION},
    [GFLA_VIEW_CELL_POINTS] = {"source, turned", "points", GFLA_VIEW_SHOW_POINTS},
    [GFLA_VIEW_CELL_MASK] = {"foreground", "mask", GFLA_VIEW_SHOW_MASK},
    [GFLA_VIEW_CELL_WARP] = {"source, warped", "warp", GFLA_VIEW_SHOW_WARP},
};

/* Only where there is an object; the wheel is at full colour for a motion of half the image. */
static gfla_status draw_flow(const struct gfla_view_results *r, const float *flows, int i, struct gfla_bitmap *image)
{
    gfla_status status;
    const size_t area = (size_t)r->size * r->size;
    float *flow = NULL;
    TRY(gfla_calloc(&flow, 2 * area, sizeof *flow, "a flow"));
    for (size_t k = 0; k < 2 * area; k++)
        flow[k] = r->mask[i * area + k % area] > 0.5f ? flows[i * 2 * area + k] : 0;
    status = gfla_draw_flow(flow, r->size, r->size, (float)r->size / 2, image);
fail:
    free(flow);
    return status;
}

static gfla_status draw_planes(const struct gfla_view_results *r, const float *images, int i, struct gfla_bitmap *image)
{
    return gfla_bitmap_from_unit_planes(images + (size_t)i * 3 * r->size * r->size, r->size, r->size, 3, image);
}

/* The view with its alpha: the object's own colours, which are on white in `image`. */
static gfla_status draw_cut_out(const struct gfla_view_results *r, int i, struct gfla_bitmap *image)
{
    gfla_status status;
    const size_t area = (size_t)r->size * r->size;
    const float *alpha = r->alpha + (size_t)i * area, *colours = r->image + (size_t)i * 3 * area;
    float *planes;
    TRY(gfla_calloc(&planes, 4 * area, sizeof *planes, "a view"));
    for (size_t k = 0; k < 3 * area; k++)
        planes[k] = alpha[k % area] > 0 ? 1 - (1 - colours[k]) / alpha[k % area] : 1;
    memcpy(planes + 3 * area, alpha, area * sizeof *planes);
    status = gfla_bitmap_from_unit_planes(planes, r->size, r->size, 4, image);
    free(planes);
fail:
    return status;
}

gfla_status gfla_view_cell_draw(const struct gfla_view_results *r, enum gfla_view_cell cell, int i,
                                struct gfla_bitmap *image)
{
    switch (cell) {
    case GFLA_VIEW_CELL_TRUTH:
        return draw_planes(r, r->truth, i, image);
    case GFLA_VIEW_CELL_FLOW:
        return draw_flow(r, r->flow, i, image);
    case GFLA_VIEW_CELL_CORRELATION:
        return draw_flow(r, r->found, i, image);
    case GFLA_VIEW_CELL_POINTS:
        return draw_planes(r, r->points, i, image);
    case GFLA_VIEW_CELL_MASK:
        return gfla_draw_heat(r->mask + (size_t)i * r->size * r->size, r->size, r->size, 0, 1, image);
    case GFLA_VIEW_CELL_WARP:
        return draw_planes(r, r->warped, i, image);
    default:
        if (r->alpha)
            return draw_cut_out(r, i, image);
        return draw_planes(r, r->image, i, image);
    }
}
