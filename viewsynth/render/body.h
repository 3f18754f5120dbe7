/* render/body.h - people without end: clothed figures made from MakeHuman's CC0 base mesh, morphs and bone weights.
 *
 * The data is what viewsynth/data/fetch-people fetches (docs/people-data.md), or the wheel that it comes in. */
#ifndef VIEWSYNTH_RENDER_BODY_H
#define VIEWSYNTH_RENDER_BODY_H

#include "viewsynth/render/figure.h"

/* open: GFLA_ERROR_INPUT names the file and what is wrong in it. make: the same seed and data give the same bytes on
 * the same machine. A state belongs to one thread. */
extern const struct gfla_figure_source gfla_body_source;

#endif
