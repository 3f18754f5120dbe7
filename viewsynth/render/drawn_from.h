/* render/drawn_from.h - which model the images of a folder show. */
#ifndef VIEWSYNTH_RENDER_DRAWN_FROM_H
#define VIEWSYNTH_RENDER_DRAWN_FROM_H

#include "viewsynth/render/library.h"

/* Whether the model of a cameras.json is this one: its "source" is the entry's, or one of them is the end of the other,
 * since the same file can be named by itself, by its folder or by one above. *other is what it says otherwise, "" and
 * *same where it says nothing. Fails only for lack of memory. */
gfla_status gfla_drawn_from(const char *cameras, const struct gfla_model_entry *entry, bool *same, char *other,
                            size_t size);

#endif
