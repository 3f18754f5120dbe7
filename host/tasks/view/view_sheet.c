/* The contact sheet of `gfla view`: source, views, truth, and images of what the network did. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tasks/view/view_results.h"
#include "io/draw/draw.h"

#define GAP 6
#define LABEL 14 /* height of a line of text with its space */
#define MAX_COLUMNS 9
#define MAX_BANDS 169 /* of 720 views with truth, and five more */

static const struct gfla_colour ink = {60, 60, 60};

/* A row of images under a name; `views` are the indices of its columns. */
enum band_kind { BAND_VIEW, BAND_TRUTH, BAND_FLOW, BAND_FOUND, BAND_MASK, BAND_WARP, BAND_POINTS };
struct band {
    enum band_kind kind;
    const char *name;
    int first, n; /* views first, first + step, ... */
    double step;
};

struct layout {
    struct band bands[MAX_BANDS];
    int n_bands, n_columns, cell;
};

static void add_band(struct layout *layout, enum band_kind kind, const char *name, int first, int n, double step)
{
    if (layout->n_bands < MAX_BANDS)
        layout->bands[layout->n_bands++] = (struct band){kind, name, first, n, step};
}

static struct layout plan_sheet(const struct gfla_view_results *r, unsigned show)
{
    struct layout layout = {.n_columns = r->n < MAX_COLUMNS ? r->n : MAX_COLUMNS, .cell = r->size};
    int few = r->n < MAX_COLUMNS ? r->n : MAX_COLUMNS;
    double step = (double)r->n / few;
    for (int first = 0; first < r->n; first += MAX_COLUMNS) {
        int n = r->n - first < MAX_COLUMNS ? r->n - first : MAX_COLUMNS;
        add_band(&layout, BAND_VIEW, "generated", first, n, 1);
        if (r->truth)
            add_band(&layout, BAND_TRUTH, "true", first, n, 1);
    }
    if (show & GFLA_VIEW_SHOW_FLOW)
        add_band(&layout, BAND_FLOW, "flow", 0, few, step);
    if (show & GFLA_VIEW_SHOW_CORRELATION && r->found)
        add_band(&layout, BAND_FOUND, "by features", 0, few, step);
    if (show & GFLA_VIEW_SHOW_POINTS)
        add_band(&layout, BAND_POINTS, "source, turned", 0, few, step);
    if (show & GFLA_VIEW_SHOW_MASK)
        add_band(&layout, BAND_MASK, "foreground", 0, few, step);
    if (show & GFLA_VIEW_SHOW_WARP)
        add_band(&layout, BAND_WARP, "source, warped", 0, few, step);
    return layout;
}

/* Only where there is an object; the wheel is at full colour for a motion of half the image. */
static gfla_status flow_cell(const struct gfla_view_results *r, const float *flows, int view, struct gfla_bitmap *cell)
{
    gfla_status status;
    size_t area = (size_t)r->size * r->size;
    float *flow = NULL;
    TRY(gfla_calloc(&flow, 2 * area, sizeof *flow, "a flow"));
    for (size_t i = 0; i < 2 * area; i++)
        flow[i] = r->mask[view * area + i % area] > 0.5f ? flows[view * 2 * area + i] : 0;
    status = gfla_draw_flow(flow, r->size, r->size, (float)r->size / 2, cell);
fail:
    free(flow);
    return status;
}

static gfla_status image_cell(const struct gfla_view_results *r, const float *images, int view,
                              struct gfla_bitmap *cell)
{
    return gfla_bitmap_from_unit_planes(images + (size_t)view * 3 * r->size * r->size, r->size, r->size, 3, cell);
}

static gfla_status make_cell(const struct gfla_view_results *r, enum band_kind kind, int view, struct gfla_bitmap *cell)
{
    size_t area = (size_t)r->size * r->size;
    switch (kind) {
    case BAND_VIEW:
        return image_cell(r, r->image, view, cell);
    case BAND_TRUTH:
        return image_cell(r, r->truth, view, cell);
    case BAND_POINTS:
        return image_cell(r, r->points, view, cell);
    case BAND_WARP:
        return image_cell(r, r->warped, view, cell);
    case BAND_MASK:
        return gfla_draw_heat(r->mask + view * area, r->size, r->size, 0, 1, cell);
    case BAND_FOUND:
        return flow_cell(r, r->found, view, cell);
    default:
        return flow_cell(r, r->flow, view, cell);
    }
}

static gfla_status draw_band(const struct gfla_view_results *r, const struct band *band, int y,
                             struct gfla_bitmap *sheet)
{
    gfla_status status;
    struct gfla_bitmap cell = {0};
    char text[32];
    gfla_draw_text(sheet, GAP + r->size - gfla_draw_text_width(band->name, 1), y + LABEL + r->size / 2, 1, ink,
                   band->name);
    for (int i = 0; i < band->n; i++) {
        int view = band->first + (int)(i * band->step), x = GAP + (i + 1) * (r->size + GAP);
        snprintf(text, sizeof text, "%.0f,%.0f", fmod(r->angles[view].azimuth + 360, 360), r->angles[view].elevation);
        gfla_draw_text(sheet, x + (r->size - gfla_draw_text_width(text, 1)) / 2, y + 2, 1, ink, text);
        TRY(make_cell(r, band->kind, view, &cell));
        gfla_draw_image(sheet, x, y + LABEL, &cell);
        gfla_bitmap_free(&cell);
    }
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&cell);
    return status;
}

gfla_status gfla_view_results_sheet(const struct gfla_view_results *r, unsigned show, struct gfla_bitmap *sheet)
{
    gfla_status status;
    struct gfla_bitmap source = {0};
    struct layout layout = plan_sheet(r, show);
    int step = r->size + LABEL + GAP;
    char text[48];
    *sheet = (struct gfla_bitmap){0};
    TRY(gfla_draw_canvas(sheet, GAP + (layout.n_columns + 1) * (r->size + GAP), GAP + (layout.n_bands + 1) * step,
                         GFLA_WHITE));
    TRY(image_cell(r, r->source, 0, &source));
    snprintf(text, sizeof text, "source %.0f,%.0f", fmod(r->source_angles.azimuth + 360, 360),
             r->source_angles.elevation);
    gfla_draw_text(sheet, GAP + (r->size - gfla_draw_text_width(text, 1)) / 2, GAP + 2, 1, ink, text);
    gfla_draw_image(sheet, GAP, GAP + LABEL, &source);
    for (int i = 0; i < layout.n_bands; i++)
        TRY(draw_band(r, &layout.bands[i], GAP + (i + 1) * step, sheet));
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&source);
    if (status != GFLA_OK)
        gfla_bitmap_free(sheet);
    return status;
}
