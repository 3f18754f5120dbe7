/* data/refused.h - models of a set that turn out to be unreadable while a training draws from it: each is said once, and
 * another one is drawn. */
#ifndef VIEWSYNTH_DATA_REFUSED_H
#define VIEWSYNTH_DATA_REFUSED_H

#include "base/error.h"

/* Draws of a batch, one after the other, that may fail before it does; for its place in the batch each has a number of
 * its own. */
#define GFLA_MOST_DRAWS 100
#define GFLA_DRAWS_APART 8192 /* more than places that a batch may have */

/* Any thread. */
typedef struct gfla_refused gfla_refused;

gfla_status gfla_refused_create(gfla_refused **refused, int n_models);
void gfla_refused_destroy(gfla_refused **refused);
/* Says, the first time, the message of this thread's last failure, which was of this model. */
void gfla_refused_add(gfla_refused *refused, int model);
int gfla_refused_count(const gfla_refused *refused);

#endif
