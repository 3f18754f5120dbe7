#include "tasks/view/view_output.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/output.h"
#include "base/text.h"
#include "io/animation/animation.h"
#include "io/draw/draw.h"
#include "tasks/view/view_cells.h"

#define MANY_VIEWS 30
#define DELAY 110 /* ms */
#define DELAY_OF_MANY 60

/* The views and what is shown beside them, in their order. */
static int list_cells(const struct gfla_view_results *r, enum gfla_view_cell cells[GFLA_VIEW_CELL_COUNT])
{
    int n = 0;
    cells[n++] = GFLA_VIEW_CELL_VIEW;
    for (int c = 0; c < GFLA_VIEW_CELL_COUNT; c++)
        if (gfla_view_cell_infos[c].show & r->show)
            cells[n++] = (enum gfla_view_cell)c;
    return n;
}

bool gfla_view_output_is_animation(const char *path)
{
    return gfla_animation_can_write(path);
}

bool gfla_view_output_is_folder(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    return strcmp(path, "-") != 0 && !gfla_animation_can_write(path) && !gfla_bitmap_can_write(path) &&
           (!strchr(name, '.') || gfla_file_exists(path));
}

/* ---- animations ---- */

static gfla_status draw_frame(const struct gfla_view_results *r, const enum gfla_view_cell *cells, int n_cells, int i,
                              struct gfla_bitmap *frame)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap cell = {0};
    if (n_cells == 1)
        return gfla_view_cell_draw(r, cells[0], i, frame);
    TRY(gfla_draw_canvas(frame, n_cells * r->size, r->size, GFLA_WHITE));
    for (int k = 0; k < n_cells; k++) {
        TRY(gfla_view_cell_draw(r, cells[k], i, &cell));
        gfla_draw_image(frame, k * r->size, 0, &cell);
        gfla_bitmap_free(&cell);
    }
fail:
    gfla_bitmap_free(&cell);
    return status;
}

static gfla_status write_animation(const struct gfla_view_results *r, const char *path, double fps)
{
    gfla_status status;
    gfla_animation *animation = NULL;
    struct gfla_bitmap frame = {0};
    enum gfla_view_cell cells[GFLA_VIEW_CELL_COUNT];
    const int n_cells = list_cells(r, cells);
    const struct gfla_animation_params params = {
        .width = n_cells * r->size, .height = r->size, .delay = r->n > MANY_VIEWS ? DELAY_OF_MANY : DELAY, .fps = fps};
    TRY(gfla_animation_open(&animation, path, &params));
    for (int i = 0; i < r->n; i++) {
        TRY(draw_frame(r, cells, n_cells, i, &frame));
        TRY(gfla_animation_add(animation, &frame));
        gfla_bitmap_free(&frame);
    }
    status = gfla_animation_finish(&animation);
fail:
    gfla_bitmap_free(&frame);
    gfla_animation_discard(&animation);
    return status;
}

/* ---- folders ---- */

/* "060_10", as rendered views are called; angles between whole degrees get three decimals, so that no view hides
 * another. */
static void name_view(struct gfla_view_angles angles, char *text, size_t size)
{
    const double azimuth = fmod(fmod(angles.azimuth, 360) + 360, 360), elevation = angles.elevation;
    const bool whole = fabs(azimuth - round(azimuth)) < 5e-4 && fabs(elevation - round(elevation)) < 5e-4;
    if (whole)
        snprintf(text, size, "%03d_%02d", (int)lround(azimuth) % 360, (int)lround(elevation));
    else
        snprintf(text, size, "%07.3f_%06.3f", azimuth, elevation);
}

static gfla_status write_cell(const struct gfla_view_results *r, enum gfla_view_cell cell, int i, const char *folder)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    struct gfla_text path = {0};
    char name[32];
    name_view(r->angles[i], name, sizeof name);
    gfla_text_add(&path, "%s/%s%s%s.png", folder, name, cell == GFLA_VIEW_CELL_VIEW ? "" : ".",
                  cell == GFLA_VIEW_CELL_VIEW ? "" : gfla_view_cell_infos[cell].word);
    REQUIRE(!path.failed, GFLA_ERROR_MEMORY, "%s: memory ran out for a path", folder);
    TRY(gfla_view_cell_draw(r, cell, i, &image));
    status = gfla_bitmap_write(path.data, &image, NULL);
fail:
    gfla_bitmap_free(&image);
    gfla_text_free(&path);
    return status;
}

static gfla_status write_folder(const struct gfla_view_results *r, const char *folder)
{
    gfla_status status;
    enum gfla_view_cell cells[GFLA_VIEW_CELL_COUNT];
    const int n_cells = list_cells(r, cells);
    TRY(gfla_output_folder_begin(folder));
    for (int i = 0; i < r->n; i++)
        for (int k = 0; k < n_cells; k++)
            TRY(write_cell(r, cells[k], i, folder));
    status = gfla_output_folder_end(folder);
fail:
    return status;
}

/* ---- images ---- */

gfla_status gfla_view_results_draw(const struct gfla_view_results *r, struct gfla_bitmap *image)
{
    if (r->n == 1 && !(r->show & ~(unsigned)GFLA_VIEW_SHOW_ALPHA) && !r->truth)
        return gfla_view_cell_draw(r, GFLA_VIEW_CELL_VIEW, 0, image);
    return gfla_view_results_sheet(r, image);
}

gfla_status gfla_view_results_write(const struct gfla_view_results *r, const char *path,
                                    const struct gfla_view_output_options *options)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    if (gfla_animation_can_write(path))
        return write_animation(r, path, options->fps);
    if (!gfla_bitmap_can_write(path))
        return write_folder(r, path);
    TRY(gfla_view_results_draw(r, &image));
    status = gfla_bitmap_write(path, &image, NULL);
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* ---- true views ---- */

static gfla_status read_truth(struct gfla_view_results *r, const char *folder, int i)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap file = {0};
    struct gfla_text path = {0};
    char name[32];
    name_view(r->angles[i], name, sizeof name);
    gfla_text_add(&path, "%s/%s.png", folder, name);
    REQUIRE(!path.failed, GFLA_ERROR_MEMORY, "%s: memory ran out for a path", folder);
    TRY(gfla_bitmap_read(path.data, &(struct gfla_bitmap_read_params){.channels = 3}, &file));
    status = gfla_view_results_set_truth(r, i, &file);
fail:
    gfla_bitmap_free(&file);
    gfla_text_free(&path);
    return status;
}

gfla_status gfla_view_results_compare(struct gfla_view_results *r, const char *folder)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < r->n; i++)
        TRY(read_truth(r, folder, i));
    status = gfla_view_results_score(r);
fail:
    return status;
}
