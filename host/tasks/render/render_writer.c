#include "tasks/render/render_writer.h"
#include "base/thread.h"

#include <stdio.h>

static void *write_views(void *context)
{
    struct gfla_render_writer *w = context;
    w->status = gfla_layout_add(w->set, w->model, w->first, w->n, w->drawn);
    if (w->status != GFLA_OK)
        snprintf(w->message, sizeof w->message, "%s", gfla_error_message());
    return NULL;
}

void gfla_render_writer_abandon(struct gfla_render_writer *w)
{
    if (w->is_running)
        pthread_join(w->thread, NULL);
    w->is_running = false;
    w->status = GFLA_OK;
}

gfla_status gfla_render_writer_wait(struct gfla_render_writer *w)
{
    if (w->is_running)
        pthread_join(w->thread, NULL);
    w->is_running = false;
    const gfla_status status = w->status;
    w->status = GFLA_OK;
    return status == GFLA_OK ? GFLA_OK : gfla_fail(status, "%s", w->message);
}

gfla_status gfla_render_writer_begin(struct gfla_render_writer *w, gfla_layout_set *set,
                                     const struct gfla_layout_model *model, int first, int n,
                                     const struct gfla_render_out *drawn)
{
    const gfla_status status = gfla_render_writer_wait(w);
    if (status != GFLA_OK)
        return status;
    w->set = set;
    w->model = model;
    w->first = first;
    w->n = n;
    w->drawn = drawn;
    w->is_running = gfla_thread_create(&w->thread, write_views, w, "a thread that writes views") == GFLA_OK;
    if (!w->is_running)
        write_views(w); /* no thread could be had: now, then */
    return GFLA_OK;
}
