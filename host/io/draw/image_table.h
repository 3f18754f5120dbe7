/* io/draw/image_table.h - rows of images beside one another, with a line of text above each: what commands show of
 * their work. */
#ifndef GFLA_IO_DRAW_IMAGE_TABLE_H
#define GFLA_IO_DRAW_IMAGE_TABLE_H

#include "io/image/bitmap.h"

#define GFLA_IMAGE_COLUMNS 12

struct gfla_image_cell {
    struct gfla_bitmap image; /* empty: nothing here */
    char label[64];
};

struct gfla_image_table {
    struct gfla_image_cell (*rows)[GFLA_IMAGE_COLUMNS];
    size_t n_rows, capacity;
};

gfla_status gfla_image_table_add_row(struct gfla_image_table *table);
/* Puts an image at the end of the last row and takes it: *image is empty afterwards, also on failure (the row is full:
 * GFLA_ERROR_USAGE). */
gfla_status gfla_image_table_add(struct gfla_image_table *table, const char *label, struct gfla_bitmap *image);
/* Moves all rows of `rows` to the end of the table; on failure they stay where they are. */
gfla_status gfla_image_table_append(struct gfla_image_table *table, struct gfla_image_table *rows);
/* All of it as one image: every cell in a box of width x height, smaller images enlarged by whole numbers. */
gfla_status gfla_image_table_draw(const struct gfla_image_table *table, int width, int height,
                                  struct gfla_bitmap *image);
void gfla_image_table_free(struct gfla_image_table *table);

#endif
