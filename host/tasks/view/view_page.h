/* tasks/view/view_page.h - one self-contained page on which an object is turned by dragging or with the arrow keys. It
 * asks for nothing from any network, and all text of the user's is data. */
#ifndef GFLA_TASKS_VIEW_VIEW_PAGE_H
#define GFLA_TASKS_VIEW_VIEW_PAGE_H

#include "tasks/view/view_results.h"

#define GFLA_VIEW_PAGE_ELEVATIONS 3

struct gfla_view_page_text {
    const char *name;    /* of the picture */
    const char *assumed; /* one sentence or two: from where it was taken, and how the object was cut out */
};

/* What can be switched on of such a view's results: bits of enum gfla_view_show. */
unsigned gfla_view_page_shows(const gfla_view *view);
/* Whether the extension of path is .html. */
bool gfla_view_output_is_page(const char *path);
/* results: for each of GFLA_VIEW_PAGE_ELEVATIONS elevations, from below, the same azimuths all around from the source's.
 * What is shown of them can be switched on. The file appears whole or not at all. */
gfla_status gfla_view_page_write(const struct gfla_view_results *results, const char *path,
                                 const struct gfla_view_page_text *text);

#endif
