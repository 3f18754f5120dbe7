#include "viewsynth/data/view_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct gfla_view_cache {
    const gfla_views *views;
    int size;
    bool with_back;
    uint64_t limit, used;
    pthread_mutex_t mutex; /* guards used and the entries of table; a view that is in it never changes */
    uint8_t **table;       /* of the views of all models, one model after the other */
    size_t *first;         /* [models + 1] in table */
};

gfla_status gfla_view_cache_create(gfla_view_cache **out, const gfla_views *views, int size, bool with_back,
                                   uint64_t limit)
{
    gfla_status status = GFLA_OK;
    gfla_view_cache *cache = NULL;
    *out = NULL;
    TRY(gfla_calloc(&cache, 1, sizeof *cache, "a cache of views"));
    cache->views = views;
    cache->size = size;
    cache->with_back = with_back;
    cache->limit = gfla_views_are_packed(views) ? 0 : limit;
    pthread_mutex_init(&cache->mutex, NULL);
    const int n = gfla_views_count(views);
    TRY(gfla_calloc(&cache->first, (size_t)n + 1, sizeof *cache->first, "a cache of views"));
    for (int i = 0; i < n; i++)
        cache->first[i + 1] = cache->first[i] + (size_t)gfla_views_model(views, i)->n_views;
    TRY(gfla_calloc(&cache->table, cache->first[n], sizeof *cache->table, "a cache of views"));
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
    for (size_t i = 0; (*cache)->table && i < (*cache)->first[gfla_views_count((*cache)->views)]; i++)
        free((*cache)->table[i]);
    free((*cache)->table);
    free((*cache)->first);
    pthread_mutex_destroy(&(*cache)->mutex);
    free(*cache);
    *cache = NULL;
}

size_t gfla_view_cache_view_bytes(const gfla_view_cache *cache)
{
    return (size_t)cache->size * cache->size * (cache->with_back ? 12 : 6);
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

/* A copy of scratch in the cache, unless another thread was first or the limit is reached; a copy that finds no memory
 * is as good as a limit. */
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

const gfla_views *gfla_view_cache_set(const gfla_view_cache *cache)
{
    return cache->views;
}

gfla_status gfla_view_cache_get(gfla_view_cache *cache, int model, int number, void *scratch,
                                struct gfla_cached_view *out)
{
    gfla_status status = GFLA_OK;
    const size_t index = cache->first[model] + (size_t)number, plane = (size_t)cache->size * cache->size;
    uint8_t *view = look_up(cache, index);
    if (!view) {
        view = scratch;
        struct gfla_view_pixels pixels = {.rgba = view, .depth = (uint16_t *)(void *)(view + 4 * plane)};
        if (cache->with_back) {
            pixels.back_rgba = view + 6 * plane;
            pixels.back_depth = (uint16_t *)(void *)(view + 10 * plane);
        }
        if (!gfla_views_have_depth(cache->views)) {
            memset(pixels.depth, 0, plane * sizeof *pixels.depth);
            pixels.depth = NULL;
        }
        TRY(gfla_views_read_number(cache->views, model, number, cache->size, &pixels));
        keep(cache, index, view);
    }
    *out = (struct gfla_cached_view){.rgba = view, .depth = (const uint16_t *)(const void *)(view + 4 * plane)};
    if (cache->with_back) {
        out->back_rgba = view + 6 * plane;
        out->back_depth = (const uint16_t *)(const void *)(view + 10 * plane);
    }
fail:
    return status;
}
