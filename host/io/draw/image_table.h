/* io/draw/image_table.h - rows of pictures beside one another, with a line of text above each: what commands show of their work. */
#ifndef GFLA_IO_DRAW_IMAGE_TABLE_H
#define GFLA_IO_DRAW_IMAGE_TABLE_H

#include "io/image/bitmap.h"

#define GFLA_PICTURE_COLUMNS 12

struct gfla_picture_cell {
    struct gfla_image image; /* empty: nothing here */
    char label[64];
};

struct gfla_picture_table {
    struct gfla_picture_cell (*rows)[GFLA_PICTURE_COLUMNS];
    size_t n_rows, capacity;
};

gfla_status gfla_picture_table_add_row(struct gfla_picture_table *table);
/* Puts a picture at the end of the last row and takes it: *image is empty afterwards, also on failure (the row is full: GFLA_ERROR_USAGE). */
gfla_status gfla_picture_table_add(struct gfla_picture_table *table, const char *label, struct gfla_image *image);
/* All of it as one picture: every cell in a box of width x height, smaller pictures enlarged by whole numbers. */
gfla_status gfla_picture_table_draw(const struct gfla_picture_table *table, int width, int height, struct gfla_image *image);
void gfla_picture_table_free(struct gfla_picture_table *table);

#endif
