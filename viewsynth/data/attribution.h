/* data/attribution.h - who made the models of a set: what licences ask to be shipped with weights trained on it. */
#ifndef VIEWSYNTH_DATA_ATTRIBUTION_H
#define VIEWSYNTH_DATA_ATTRIBUTION_H

#include "base/text.h"
#include "viewsynth/data/views.h"

/* Adds text in UTF-8: for each licence its creators, and for each creator the models of the split (name and catalogue
 * id). Sorted, so that it is the same for the same set. */
gfla_status gfla_views_attribution(const gfla_views *views, enum gfla_split split, struct gfla_text *text);

#endif
