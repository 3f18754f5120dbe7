/* The contact sheet of `gfla view`: source, views, truth, and images of what the network did. */
#include <math.h>
#include <stdio.h>

#include "io/draw/draw.h"
#include "tasks/view/view_cells.h"
#include "tasks/view/view_output.h"

#define GAP 6
#define LABEL 14 /* height of a line of text with its space */
#define MAX_COLUMNS 9
#define MAX_BANDS 169 /* of 720 views with truth, and five more */

static const struct gfla_colour ink = {60, 60, 60};

/* A row of images under a name; its columns are views first, first + step, ... */
struct band {
    enum gfla_view_cell cell;
    int first, n;
    double step;
};

struct layout {
    struct band bands[MAX_BANDS];
    int n_bands, n_columns;
};

static void add_band(struct layout *layout, enum gfla_view_cell cell, int first, int n, double step)
{
    if (layout->n_bands < MAX_BANDS)
        layout->bands[layout->n_bands++] = (struct band){cell, first, n, step};
}

static struct layout plan_sheet(const struct gfla_view_results *r)
{
    const int few = r->n < MAX_COLUMNS ? r->n : MAX_COLUMNS;
    struct layout layout = {.n_columns = few};
    for (int first = 0; first < r->n; first += MAX_COLUMNS) {
        const int n = r->n - first < MAX_COLUMNS ? r->n - first : MAX_COLUMNS;
        add_band(&layout, GFLA_VIEW_CELL_VIEW, first, n, 1);
        if (r->truth)
            add_band(&layout, GFLA_VIEW_CELL_TRUTH, first, n, 1);
    }
    for (int c = 0; c < GFLA_VIEW_CELL_COUNT; c++)
        if (gfla_view_cell_infos[c].show & r->show)
            add_band(&layout, (enum gfla_view_cell)c, 0, few, (double)r->n / few);
    return layout;
}

static gfla_status draw_band(const struct gfla_view_results *r, const struct band *band, int y,
                             struct gfla_bitmap *sheet)
{
    gfla_status status;
    struct gfla_bitmap cell = {0};
    char text[32];
    const char *label = gfla_view_cell_infos[band->cell].label;
    gfla_draw_text(sheet, GAP + r->size - gfla_draw_text_width(label, 1), y + LABEL + r->size / 2, 1, ink, label);
    for (int i = 0; i < band->n; i++) {
        int view = band->first + (int)(i * band->step), x = GAP + (i + 1) * (r->size + GAP);
        snprintf(text, sizeof text, "%.0f,%.0f", fmod(fmod(r->angles[view].azimuth, 360) + 360, 360),
                 r->angles[view].elevation);
        gfla_draw_text(sheet, x + (r->size - gfla_draw_text_width(text, 1)) / 2, y + 2, 1, ink, text);
        TRY(gfla_view_cell_draw(r, band->cell, view, &cell));
        gfla_draw_image(sheet, x, y + LABEL, &cell);
        gfla_bitmap_free(&cell);
    }
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&cell);
    return status;
}

gfla_status gfla_view_results_sheet(const struct gfla_view_results *r, struct gfla_bitmap *sheet)
{
    gfla_status status;
    struct gfla_bitmap source = {0};
    struct layout layout = plan_sheet(r);
    int step = r->size + LABEL + GAP;
    char text[48];
    *sheet = (struct gfla_bitmap){0};
    TRY(gfla_draw_canvas(sheet, GAP + (layout.n_columns + 1) * (r->size + GAP), GAP + (layout.n_bands + 1) * step,
                         GFLA_WHITE));
    TRY(gfla_bitmap_from_unit_planes(r->source, r->size, r->size, 3, &source));
    snprintf(text, sizeof text, "source %.0f,%.0f", fmod(fmod(r->source_angles.azimuth, 360) + 360, 360),
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
