#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "base/thread.h"
#include "runtime/compile.h"
#include "runtime/compile_pool.h"
#include "runtime/internal.h"
#include "runtime/launch.h"

#define ALIGNMENT 16 /* of what a copied launch points to */

/* A launch to be bound, which is a copy, and what became of it. */
struct binding {
    struct gfla_launch *launch;
    uint64_t hash; /* of its kernel */
    struct gfla_bound bound;
};

struct gfla_binder {
    gfla_device *device;
    struct binding *items;
    size_t count, capacity;
    pthread_t thread;
    bool is_started;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    size_t n_bound;
    bool stop;
    gfla_status status; /* of the one that could not be bound; none after it is */
    char *message;
};

/* ---- copies of launches ---- */

static size_t text_size(const char *text)
{
    return text ? strlen(text) + 1 : 0;
}

static size_t rounded(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static size_t copy_size(const struct gfla_launch *launch)
{
    size_t size = rounded(sizeof *launch) + rounded((size_t)launch->n_args * sizeof *launch->args) +
                  rounded(text_size(launch->source)) + rounded(text_size(launch->kernel)) +
                  rounded(text_size(launch->options));
    for (int i = 0; i < launch->n_args; i++)
        if (launch->args[i].kind == GFLA_ARG_KIND_STRUCT)
            size += rounded(launch->args[i].size);
    return size;
}

/* Appends bytes to the block that *end points into, and says where they are. */
static void *put(char **end, const void *data, size_t size)
{
    void *place = *end;
    if (!data)
        return NULL;
    memcpy(place, data, size);
    *end += rounded(size);
    return place;
}

/* One block, with all that the launch points to but the buffers; the label is the list's. */
static gfla_status copy_launch(const struct gfla_launch *launch, struct gfla_launch **copy)
{
    char *end;
    gfla_status status = gfla_calloc(&end, 1, copy_size(launch), "a launch");
    *copy = NULL;
    if (status != GFLA_OK)
        return status;
    struct gfla_launch *c = *copy = put(&end, launch, sizeof *launch);
    struct gfla_arg *args = put(&end, launch->args, (size_t)launch->n_args * sizeof *args);
    for (int i = 0; i < launch->n_args; i++)
        if (args[i].kind == GFLA_ARG_KIND_STRUCT)
            args[i].data = put(&end, args[i].data, args[i].size);
    c->args = args;
    c->source = put(&end, launch->source, text_size(launch->source));
    c->kernel = put(&end, launch->kernel, text_size(launch->kernel));
    c->options = put(&end, launch->options, text_size(launch->options));
    c->label = NULL;
    return GFLA_OK;
}

/* ---- the thread ---- */

static void report(struct gfla_binder *binder, gfla_status status)
{
    pthread_mutex_lock(&binder->lock);
    if (status == GFLA_OK)
        binder->n_bound++;
    else
        binder->message = strdup(gfla_error_message()); /* a thread's message ends with it */
    binder->status = status;
    pthread_cond_broadcast(&binder->changed);
    pthread_mutex_unlock(&binder->lock);
}

static bool is_stopped(struct gfla_binder *binder)
{
    pthread_mutex_lock(&binder->lock);
    const bool stop = binder->stop;
    pthread_mutex_unlock(&binder->lock);
    return stop;
}

/* A program that a helper builds is in a cache when that is done; built here as well, it would only take longer. */
static void wait_for_helper(struct gfla_binder *binder, const struct binding *item)
{
    while (!is_stopped(binder) && !gfla_is_cancelled() &&
           !gfla_compile_pool_wait(binder->device, item->hash, GFLA_COMPILE_LOOK_SECONDS))
        continue;
}

static void *bind_all(void *context)
{
    struct gfla_binder *binder = context;
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < binder->count && status == GFLA_OK && !is_stopped(binder); i++) {
        wait_for_helper(binder, &binder->items[i]);
        status = gfla_check_cancelled(); /* all binders see it at once; they are destroyed one after the other */
        if (status == GFLA_OK)
            status = gfla_bind(binder->device, binder->items[i].launch, &binder->items[i].bound);
        report(binder, status);
    }
    return NULL;
}

/* ---- for lists of commands ---- */

gfla_status gfla_binder_create(struct gfla_binder **binder, gfla_device *device)
{
    gfla_status status = gfla_calloc(binder, 1, sizeof **binder, "launches to be bound");
    if (status != GFLA_OK)
        return status;
    (*binder)->device = device;
    pthread_mutex_init(&(*binder)->lock, NULL);
    pthread_cond_init(&(*binder)->changed, NULL);
    return GFLA_OK;
}

void gfla_binder_destroy(struct gfla_binder **binder)
{
    if (!binder || !*binder)
        return;
    struct gfla_binder *b = *binder;
    pthread_mutex_lock(&b->lock);
    b->stop = true;
    pthread_mutex_unlock(&b->lock);
    if (b->is_started)
        pthread_join(b->thread, NULL);
    for (size_t i = 0; i < b->count; i++) {
        if (b->items[i].bound.kernel)
            clReleaseKernel(b->items[i].bound.kernel);
        free(b->items[i].launch);
    }
    pthread_mutex_destroy(&b->lock);
    pthread_cond_destroy(&b->changed);
    free(b->items);
    free(b->message);
    free(b);
    *binder = NULL;
}

gfla_status gfla_binder_add(struct gfla_binder *binder, const struct gfla_launch *launch, size_t *number)
{
    gfla_status status;
    REQUIRE(!binder->is_started, GFLA_ERROR_USAGE, "kernel %s: the launches of this list are being bound already",
            launch->kernel);
    TRY(gfla_grow(&binder->items, &binder->capacity, binder->count + 1, sizeof *binder->items, "launches to be bound"));
    struct binding *item = &binder->items[binder->count];
    *item = (struct binding){.hash = gfla_compile_hash(launch)};
    TRY(copy_launch(launch, &item->launch));
    *number = binder->count++;
fail:
    return status;
}

/* Without a thread, this one does it. */
void gfla_binder_start(struct gfla_binder *binder)
{
    binder->is_started = gfla_thread_create(&binder->thread, bind_all, binder, "a thread that binds") == GFLA_OK;
    if (!binder->is_started)
        bind_all(binder);
}

/* Or could not be, or nobody wants it any more: a driver may take long over one, or over those of other lists. */
static gfla_status wait_until_bound(struct gfla_binder *binder, size_t number)
{
    gfla_status status = GFLA_OK;
    pthread_mutex_lock(&binder->lock);
    while (status == GFLA_OK && binder->n_bound <= number && binder->status == GFLA_OK) {
        const struct timespec deadline = gfla_thread_deadline(GFLA_COMPILE_LOOK_SECONDS);
        pthread_cond_timedwait(&binder->changed, &binder->lock, &deadline);
        pthread_mutex_unlock(&binder->lock);
        status = gfla_check_cancelled();
        pthread_mutex_lock(&binder->lock);
    }
    pthread_mutex_unlock(&binder->lock);
    return status;
}

gfla_status gfla_binder_take(struct gfla_binder *binder, size_t number, struct gfla_bound *bound)
{
    gfla_status status;
    TRY(wait_until_bound(binder, number));
    pthread_mutex_lock(&binder->lock);
    status = binder->n_bound > number ? GFLA_OK : binder->status;
    pthread_mutex_unlock(&binder->lock);
    if (status != GFLA_OK)
        return gfla_fail(status, "%s", binder->message ? binder->message : "a kernel could not be bound");
    *bound = binder->items[number].bound;
    binder->items[number].bound.kernel = NULL;
fail:
    return status;
}
