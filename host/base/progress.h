/* base/progress.h - counting what a call does, for the progress callback of this thread's context. Used by one
 * thread. */
#ifndef GFLA_BASE_PROGRESS_H
#define GFLA_BASE_PROGRESS_H

#include <gfla/context.h>

#define GFLA_PROGRESS_MARKS 16

/* How much was done at a time. */
struct gfla_progress_mark {
    double seconds;
    uint64_t done;
};

struct gfla_progress_count {
    struct gfla_progress report;
    double started;
    /* a ring of the last marks, at least a second apart, from the first thing that was done on: the window of the
     * rate */
    struct gfla_progress_mark marks[GFLA_PROGRESS_MARKS];
    int n_marks;
};

/* Begins to count `what`, a plural in s in static storage, up to `total` (0: not known). */
void gfla_progress_begin(struct gfla_progress_count *count, const char *what, size_t total);
/* So many are done, and the callback hears of it. */
void gfla_progress_set(struct gfla_progress_count *count, size_t done);
/* The same, with more to say: "loss 0.0312". */
void gfla_progress_tell(struct gfla_progress_count *count, size_t done, const char *notes);
/* Of what is done, n more were there already: rate and remaining time are of the others. */
void gfla_progress_skip(struct gfla_progress_count *count, size_t n);
/* So many seconds that passed in this thread are none of any count's: kernels were compiled. */
void gfla_progress_leave_out(double seconds);
/* The last report, once. */
void gfla_progress_end(struct gfla_progress_count *count);

#endif
