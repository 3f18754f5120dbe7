#include "viewsynth/data/view_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct gfla_view_cache {
    const gfla_views *views;
    int size;
    uint64_t limit, used;
    pthread_mutex_t mutex; /* guards used and the entries of table; a view that is in it never changes */
    uint8_t **table;       /* [models][GFLA_N_VIEWS] */
};

gfla_status gfla_view_cache_create(gfla_view_cache **out, const gfla_views *views, int size, uint64_t limit)
{
    gfla_status status = GFLA_OK;
    gfla_view_cache *cache = NULL;
    *out = NULL;
    TRY(gfla_calloc(&cache, 1, sizeof *cache, "a cache of views"));
    cache->views = views;
    cache->size = size;
    cache->limit = limit;
    pthread_mutex_init(&cache->mutex, NULL);
    TRY(gfla_calloc(&cache->table, (size_t)gfla_views_count(views) * GFLA_N_VIEWS, sizeof *cache->table, "a cache of views"));
    *out = cache;
    return GFLA_OK;
fail:
    gfla_view_cache_destroy(&cache);
    return status;
}

void gfla_view_cache_destroy(gfla_view_cache **cache)
{
    if (!cache || !*cache)
        return;
    size_t n = (size_t)gfla_views_count((*cache)->views) * GFLA_N_VIEWS;
    for (size_t i = 0; (*cache)->table && i < n; i++)
        free((*cache)->table[i]);
    free((*cache)->table);
    pthread_mutex_destroy(&(*cache)->mutex);
    free(*cache);
    *cache = NULL;
}

size_t gfla_view_cache_view_bytes(const gfla_view_cache *cache)
{
    return (size_t)cache->size * cache->size * 6;
}

uint64_t gfla_view_cache_bytes(gfla_view_cache *cache)
{
    pthread_mutex_lock(&cache->mutex);
    uint64_t used = cache->used;
    pthread_mutex_unlock(&cache->mutex);
    return used;
}

static uint8_t *look_up(gfla_view_cache *cache, size_t index)
{
    pthread_mutex_lock(&cache->mutex);
    uint8_t *view = cache->table[index];
    pthread_mutex_unlock(&cache->mutex);
    return view;
}

/* A copy of scratch in the cache, unless another thread was first or the limit is reached; a copy that finds no memory is as
 * good as a limit. */
static void keep(gfla_view_cache *cache, size_t index, const void *scratch)
{
    size_t bytes = gfla_view_cache_view_bytes(cache);
    pthread_mutex_lock(&cache->mutex);
    if (!cache->table[index] && cache->used + bytes <= cache->limit && (cache->table[index] = malloc(bytes))) {
        memcpy(cache->table[index], scratch, bytes);
        cache->used += bytes;
    }
    pthread_mutex_unlock(&cache->mutex);
}

gfla_status gfla_view_cache_get(gfla_view_cache *cache, int model, struct gfla_pose pose, void *scratch,
                                const uint8_t **rgba, const uint16_t **depth)
{
    gfla_status status = GFLA_OK;
    size_t index = (size_t)model * GFLA_N_VIEWS + pose.elevation * GFLA_N_AZIMUTHS + pose.azimuth;
    size_t rgba_bytes = (size_t)cache->size * cache->size * 4;
    uint8_t *view = look_up(cache, index);
    if (!view) {
        view = scratch;
        uint16_t *depths = (uint16_t *)(void *)(view + rgba_bytes);
        const bool has_depth = gfla_views_have_depth(cache->views);
        TRY(gfla_views_read(cache->views, model, pose, cache->size, view, has_depth ? depths : NULL));
        if (!has_depth)
            memset(depths, 0, (size_t)cache->size * cache->size * sizeof *depths);
        keep(cache, index, view);
    }
    *rgba = view;
    *depth = (const uint16_t *)(const void *)(view + rgba_bytes);
fail:
    return status;
}
