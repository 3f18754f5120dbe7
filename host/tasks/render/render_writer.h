/* tasks/render/render_writer.h - views are written by a thread of their own while the next ones are drawn. */
#ifndef GFLA_TASKS_RENDER_RENDER_WRITER_H
#define GFLA_TASKS_RENDER_RENDER_WRITER_H

#include <pthread.h>

#include "viewsynth/render/layout/layout.h"

/* Zeros: nothing is being written. Belongs to one thread. */
struct gfla_render_writer {
    pthread_t thread;
    bool is_running;
    /* what it writes: views first .. first + n - 1 of a model into a set; all borrowed until the next wait */
    gfla_layout_set *set;
    const struct gfla_layout_model *model;
    const struct gfla_render_out *drawn;
    int first, n;
    gfla_status status;
    char message[512]; /* of the failure, which belongs to the thread */
};

/* Begins gfla_layout_add of views first .. first + n - 1, whose images stay as they are until the next wait. Waits for
 * what was begun before and returns its failure. */
gfla_status gfla_render_writer_begin(struct gfla_render_writer *writer, gfla_layout_set *set,
                                     const struct gfla_layout_model *model, int first, int n,
                                     const struct gfla_render_out *drawn);
/* Until all that was begun is written; as gfla_layout_add. */
gfla_status gfla_render_writer_wait(struct gfla_render_writer *writer);
/* The same after another failure, whose message stays. */
void gfla_render_writer_abandon(struct gfla_render_writer *writer);

#endif
