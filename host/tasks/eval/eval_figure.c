#include "tasks/eval/eval_figure.h"

#include <stdio.h>

#include "io/draw/draw.h"

#define GAP 4
#define HEADER (GFLA_FONT_HEIGHT + 2 * GAP)

static const struct gfla_colour grey = {110, 110, 110};

static int column_x(const struct gfla_eval_methods *m, int column)
{
    return GAP + column * (m->size + GAP);
}

static void choose_methods(struct gfla_eval_figure *f, const struct gfla_eval_methods *m)
{
    int n_networks = 0;
    for (int i = 0; i < m->n; i++)
        n_networks += m->kinds[i] == GFLA_EVAL_FULL;
    for (int i = 0; i < m->n; i++)
        if (m->kinds[i] != GFLA_EVAL_COPY && (m->kinds[i] != GFLA_EVAL_FLOW || n_networks < 2))
            f->methods[f->n_methods++] = i;
}

gfla_status gfla_eval_figure_create(struct gfla_eval_figure *f, const struct gfla_eval_methods *m, int n_rows,
                                    int n_items)
{
    gfla_status status = GFLA_OK;
    char title[64];
    *f = (struct gfla_eval_figure){.n_rows = n_rows < n_items ? n_rows : n_items, .n_items = n_items};
    choose_methods(f, m);
    const int n_columns = 2 + f->n_methods;
    TRY(gfla_draw_canvas(&f->canvas, column_x(m, n_columns), HEADER + f->n_rows * (m->size + GAP), GFLA_WHITE));
    for (int c = 0; c < n_columns; c++) {
        const char *name = c == 0 ? "source" : c == n_columns - 1 ? "truth" : m->names[f->methods[c - 1]];
        snprintf(title, sizeof title, "%.*s", m->size / GFLA_FONT_WIDTH, name);
        gfla_draw_text(&f->canvas, column_x(m, c), GAP, 1, GFLA_BLACK, title);
    }
fail:
    return status;
}

void gfla_eval_figure_free(struct gfla_eval_figure *f)
{
    gfla_bitmap_free(&f->canvas);
    *f = (struct gfla_eval_figure){0};
}

int gfla_eval_figure_row(size_t item, size_t n_rows, size_t n_items)
{
    const size_t row = n_rows ? (item * n_rows + n_items - 1) / n_items : 0;
    return row < n_rows && item == row * n_items / n_rows ? (int)row : -1;
}

static int row_y(const struct gfla_eval_methods *m, int row)
{
    return HEADER + row * (m->size + GAP);
}

static gfla_status draw_tile(struct gfla_eval_figure *f, const struct gfla_eval_methods *m, int column, int row,
                             const float *planes)
{
    struct gfla_bitmap tile = {0};
    gfla_status status = gfla_bitmap_from_planes(planes, m->size, m->size, 3, &tile);
    if (status == GFLA_OK)
        gfla_draw_image(&f->canvas, column_x(m, column), row_y(m, row), &tile);
    gfla_bitmap_free(&tile);
    return status;
}

gfla_status gfla_eval_figure_add(struct gfla_eval_figure *f, const struct gfla_eval_methods *m, int item,
                                 const struct gfla_pair_batch *b)
{
    gfla_status status = GFLA_OK;
    char turn[16];
    size_t image = (size_t)3 * m->size * m->size;
    const int row = gfla_eval_figure_row((size_t)item, (size_t)f->n_rows, (size_t)f->n_items);
    if (row < 0)
        return GFLA_OK;
    const int steps = 2 + 2 * (row % 4);
    const int target = (b->source_camera ? item + steps : b->source_view[0].azimuth + steps) % GFLA_N_AZIMUTHS;
    TRY(draw_tile(f, m, 0, row, b->source));
    for (int i = 0; i < f->n_methods; i++)
        TRY(draw_tile(f, m, 1 + i, row, m->predicted[f->methods[i]] + target * image));
    TRY(draw_tile(f, m, 1 + f->n_methods, row, b->target + target * image));
    const double angle =
        b->source_camera ? gfla_camera_angle(&b->source_camera[target], &b->target_camera[target]) : 20 * steps;
    snprintf(turn, sizeof turn, "%.0f deg", angle);
    gfla_draw_text(&f->canvas, column_x(m, 1 + f->n_methods), row_y(m, row), 1, grey, turn);
fail:
    return status;
}
