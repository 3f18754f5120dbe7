#include "io/draw/image_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/draw/draw.h"

#define GAP 6
#define LABEL 14 /* height of a line of text with its space */

static const struct gfla_colour ink = {60, 60, 60};

gfla_status gfla_image_table_add_row(struct gfla_image_table *table)
{
    gfla_status status;
    TRY(gfla_grow(&table->rows, &table->capacity, table->n_rows + 1, sizeof *table->rows, "a table of pictures"));
    for (int i = 0; i < GFLA_IMAGE_COLUMNS; i++)
        table->rows[table->n_rows][i] = (struct gfla_image_cell){.label = ""};
    table->n_rows++;
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_image_table_add(struct gfla_image_table *table, const char *label, struct gfla_bitmap *image)
{
    struct gfla_image_cell *row = table->n_rows ? table->rows[table->n_rows - 1] : NULL;
    for (int i = 0; row && i < GFLA_IMAGE_COLUMNS; i++)
        if (!row[i].image.pixels) {
            row[i].image = *image;
            snprintf(row[i].label, sizeof row[i].label, "%s", label);
            *image = (struct gfla_bitmap){0};
            return GFLA_OK;
        }
    gfla_bitmap_free(image);
    return gfla_fail(GFLA_ERROR_USAGE, "a row of pictures holds %d at most", GFLA_IMAGE_COLUMNS);
}

gfla_status gfla_image_table_append(struct gfla_image_table *table, struct gfla_image_table *rows)
{
    const size_t n = table->n_rows + rows->n_rows;
    const gfla_status status = gfla_grow(&table->rows, &table->capacity, n, sizeof *table->rows, "a table of pictures");
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < rows->n_rows; i++)
        memcpy(table->rows[table->n_rows++], rows->rows[i], sizeof *rows->rows);
    free(rows->rows);
    *rows = (struct gfla_image_table){.n_rows = 0};
    return GFLA_OK;
}

static int count_columns(const struct gfla_image_table *table)
{
    int n = 0;
    for (size_t r = 0; r < table->n_rows; r++)
        for (int i = n; i < GFLA_IMAGE_COLUMNS; i++)
            n = table->rows[r][i].image.pixels ? i + 1 : n;
    return n;
}

/* Enlarged as far as it fits, in the middle of its box; the label above, cut where the box ends. */
static gfla_status draw_cell(const struct gfla_image_cell *cell, int x, int y, int width, int height,
                             struct gfla_bitmap *sheet)
{
    gfla_status status;
    struct gfla_bitmap big = {0};
    const struct gfla_bitmap *image = &cell->image;
    char label[64];
    int across = width / image->width, down = height / image->height, factor = across < down ? across : down;
    if (factor > 1)
        TRY(gfla_draw_upscale(image, factor, &big));
    if (factor > 1)
        image = &big;
    snprintf(label, sizeof label, "%.*s", width / GFLA_FONT_WIDTH, cell->label);
    gfla_draw_text(sheet, x + (width - gfla_draw_text_width(label, 1)) / 2, y + 2, 1, ink, label);
    gfla_draw_image(sheet, x + (width - image->width) / 2, y + LABEL + (height - image->height) / 2, image);
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&big);
    return status;
}

gfla_status gfla_image_table_draw(const struct gfla_image_table *table, int width, int height,
                                  struct gfla_bitmap *image)
{
    gfla_status status;
    int columns = count_columns(table), step_x = width + GAP, step_y = height + LABEL + GAP;
    *image = (struct gfla_bitmap){0};
    REQUIRE(columns && table->n_rows <= (size_t)(GFLA_BITMAP_MAX_SIDE / step_y), GFLA_ERROR_USAGE,
            "%zu rows of pictures do not make one picture, the limit is %d rows. hint: name a folder as output",
            table->n_rows, GFLA_BITMAP_MAX_SIDE / step_y);
    TRY(gfla_draw_canvas(image, GAP + columns * step_x, GAP + (int)table->n_rows * step_y, GFLA_WHITE));
    for (size_t r = 0; r < table->n_rows; r++)
        for (int i = 0; i < columns; i++)
            if (table->rows[r][i].image.pixels)
                TRY(draw_cell(&table->rows[r][i], GAP + i * step_x, GAP + (int)r * step_y, width, height, image));
    return GFLA_OK;
fail:
    gfla_bitmap_free(image);
    return status;
}

void gfla_image_table_free(struct gfla_image_table *table)
{
    for (size_t r = 0; r < table->n_rows; r++)
        for (int i = 0; i < GFLA_IMAGE_COLUMNS; i++)
            gfla_bitmap_free(&table->rows[r][i].image);
    free(table->rows);
    *table = (struct gfla_image_table){0};
}
