/* tasks/view/view_cells.h - single images of what a run made, for sheets, folders and animations. */
#ifndef GFLA_TASKS_VIEW_VIEW_CELLS_H
#define GFLA_TASKS_VIEW_VIEW_CELLS_H

#include "io/image/bitmap.h"
#include "tasks/view/view_results.h"

enum gfla_view_cell {
    GFLA_VIEW_CELL_VIEW,
    GFLA_VIEW_CELL_TRUTH,
    GFLA_VIEW_CELL_FLOW,
    GFLA_VIEW_CELL_CORRELATION,
    GFLA_VIEW_CELL_POINTS,
    GFLA_VIEW_CELL_MASK,
    GFLA_VIEW_CELL_WARP,
    GFLA_VIEW_CELL_COUNT
};

struct gfla_view_cell_info {
    const char *label; /* on sheets */
    const char *word;  /* in file names */
    unsigned show;     /* the bit of enum gfla_view_show that asks for it; 0: none does */
};
extern const struct gfla_view_cell_info gfla_view_cell_infos[GFLA_VIEW_CELL_COUNT];

/* Draws one of view number i: size x size, RGB. */
gfla_status gfla_view_cell_draw(const struct gfla_view_results *results, enum gfla_view_cell cell, int i,
                                struct gfla_bitmap *image);

#endif
