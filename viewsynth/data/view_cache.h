/* data/view_cache.h - decoded views kept in memory: first come, first kept, until a limit in bytes. Pairs are drawn
 * uniformly, so that throwing views out for others would gain nothing; what does not fit is decoded again each time. Views of packs
 * are not kept: they are read as fast, and the system keeps their file.
 * Thread-safe. */
#ifndef VIEWSYNTH_DATA_VIEW_CACHE_H
#define VIEWSYNTH_DATA_VIEW_CACHE_H

#include <stddef.h>

#include "viewsynth/data/views.h"

typedef struct gfla_view_cache gfla_view_cache;

/* Views of size x size pixels of a set that outlives the cache. with_back: with the last surface, which the set must
 * have. */
gfla_status gfla_view_cache_create(gfla_view_cache **cache, const gfla_views *views, int size, bool with_back,
                                   uint64_t limit);
void gfla_view_cache_destroy(gfla_view_cache **cache);

/* Bytes of one view: RGBA (4), then depth (2 per pixel; all empty where the set has none), then the same of the last
 * surface. */
size_t gfla_view_cache_view_bytes(const gfla_view_cache *cache);
uint64_t gfla_view_cache_bytes(gfla_view_cache *cache);

/* A decoded view, by number: in the cache, or in scratch (gfla_view_cache_view_bytes, 16-byte aligned). */
struct gfla_cached_view {
    const uint8_t *rgba;
    const uint16_t *depth;
    const uint8_t *back_rgba; /* NULL without the last surface */
    const uint16_t *back_depth;
};
gfla_status gfla_view_cache_get(gfla_view_cache *cache, int model, int view, void *scratch,
                                struct gfla_cached_view *out);
const gfla_views *gfla_view_cache_set(const gfla_view_cache *cache);

#endif
