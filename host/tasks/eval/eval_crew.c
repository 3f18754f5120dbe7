#include "tasks/eval/eval_crew.h"

#include <stdlib.h>

#include "base/failure.h"
#include "base/memory.h"
#include "base/progress.h"
#include "tasks/device_crew.h"

struct shift {
    const struct gfla_eval_crew *crew;
    int n_workers;
    size_t *mine, n_mine, n_taken; /* numbers of the items of the shard */
    struct gfla_eval_fid *fids;    /* [gfla_crew_places], each of an item that waits for its turn */
    struct gfla_progress_count progress;
};

gfla_device *gfla_eval_device(gfla_device *const *devices, int n_devices, int worker)
{
    return n_devices ? devices[worker] : NULL;
}

int gfla_eval_n_workers(int n_devices, const struct gfla_batch *batch, size_t n_items)
{
    const size_t n_mine = gfla_batch_count(batch, n_items);
    const int n = n_mine < (size_t)n_devices ? (int)n_mine : n_devices;
    return n > 1 ? n : 1;
}

static size_t place_of(const struct shift *s, size_t number)
{
    return number % gfla_crew_places(s->n_workers);
}

static gfla_status start(void *context, int worker)
{
    const struct shift *s = context;
    return worker > 0 ? s->crew->start(s->crew->context, worker) : GFLA_OK;
}

static void ready(void *context)
{
    struct shift *s = context;
    gfla_progress_begin(&s->progress, s->crew->what, s->n_mine);
}

static gfla_status work(void *context, int worker, size_t number)
{
    const struct shift *s = context;
    const size_t place = place_of(s, number), item = s->mine[number];
    gfla_eval_fid_free(&s->fids[place]); /* of a worker that was lost in the middle, as the sums are */
    gfla_score_board_clear_item(s->crew->board, item);
    return s->crew->work(s->crew->context, worker, item, place, &s->fids[place]);
}

static gfla_status take(void *context, size_t number, gfla_status item_status)
{
    gfla_status status;
    struct shift *s = context;
    const struct gfla_eval_crew *c = s->crew;
    const size_t place = place_of(s, number);
    TRY(item_status);
    TRY(gfla_eval_fid_append(c->fid, &s->fids[place]));
    if (c->take)
        TRY(c->take(c->context, s->mine[number], place));
    gfla_progress_set(&s->progress, ++s->n_taken);
fail:
    return status;
}

/* What the crew said counts more than that all is done. */
static gfla_status finish(struct shift *s, gfla_status crew)
{
    gfla_status status;
    const struct gfla_failure failure = gfla_failure_keep(crew);
    if (s->progress.report.what)
        gfla_progress_end(&s->progress);
    if (s->n_taken == s->n_mine)
        TRY(s->crew->finish(s->crew->context));
    status = gfla_failure_again(&failure);
fail:
    return status;
}

gfla_status gfla_eval_crew_run(const struct gfla_eval_crew *c)
{
    gfla_status status;
    struct shift s = {.crew = c, .n_workers = gfla_eval_n_workers(c->n_devices, c->batch, c->n_items)};
    TRY(gfla_batch_list(c->batch, c->n_items, &s.mine, &s.n_mine));
    TRY(gfla_calloc(&s.fids, gfla_crew_places(s.n_workers), sizeof *s.fids, "features of images"));
    const struct gfla_crew crew = {.n_workers = s.n_workers,
                                   .n_items = s.n_mine,
                                   .context = &s,
                                   .start = start,
                                   .ready = ready,
                                   .work = work,
                                   .take = take};
    status = finish(&s, c->n_devices ? gfla_device_crew_run(c->devices, s.n_workers, &crew) : gfla_crew_run(&crew));
fail:
    for (size_t i = 0; s.fids && i < gfla_crew_places(s.n_workers); i++)
        gfla_eval_fid_free(&s.fids[i]);
    free(s.fids);
    free(s.mine);
    return status;
}
