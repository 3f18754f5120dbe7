/* tasks/view/view_cells.h - single images of what a run made, for sheets, folders and animations. */
#ifndef GFLA_TASKS_VIEW_VIEW_CELLS_H
#define GFLA_TASKS_VIEW_VIEW_CELLS_H

#include "io/image/bitmap.h"
#include "tasks/view/view_results.h"

/* What an image shows of a view: itself, the truth, and what the network did to make it. */
enum gfla_view_cell {
    GFLA_VIEW_CELL_VIEW,        /* the answer */
    GFLA_VIEW_CELL_TRUTH,       /* what should be seen, where it is known */
    GFLA_VIEW_CELL_FLOW,        /* where each pixel comes from: hue is the direction */
    GFLA_VIEW_CELL_CORRELATION, /* the same by the most similar features */
    GFLA_VIEW_CELL_POINTS,      /* what the source alone shows of the view */
    GFLA_VIEW_CELL_MASK,        /* where the network sees the object */
    GFLA_VIEW_CELL_WARP,        /* the source warped by the flow alone */
    GFLA_VIEW_CELL_COUNT
};

/* What a kind of cell is called. */
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
