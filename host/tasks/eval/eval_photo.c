#include "tasks/eval/eval_photo.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/eval/eval_crew.h"
#include "tasks/eval/eval_photo_worker.h"

struct photo_run {
    enum gfla_eval_photo task;
    const struct gfla_eval_options *options;
    gfla_device *const *devices; /* the caller's */
    int n_devices;
    gfla_views *views;
    struct gfla_eval_photo_worker *workers;
    int n_workers;
    gfla_score_board *board, **made; /* where it goes once all is there */
    struct gfla_eval_fid fid;        /* stays empty */
};

enum gfla_eval_photo gfla_eval_photo_find(const char *task)
{
    return strcmp(task, "matte") == 0   ? GFLA_EVAL_MATTE
           : strcmp(task, "angle") == 0 ? GFLA_EVAL_ANGLE
                                        : GFLA_EVAL_PHOTO_COUNT;
}

static gfla_status check_options(const struct gfla_eval_options *o)
{
    gfla_status status = GFLA_OK;
    REQUIRE(!o->n_compared && !o->exact && !o->answers && !o->perceptual.lpips && !o->perceptual.fid, GFLA_ERROR_USAGE,
            "--compare, --exact, --answers, --lpips and --fid are of the tasks view and person");
    REQUIRE(o->weights || o->n_against, GFLA_ERROR_USAGE, "no network to score. hint: --weights FILE");
fail:
    return status;
}

static gfla_status open_worker(void *context, int worker)
{
    struct photo_run *r = context;
    return gfla_eval_photo_worker_open(&r->workers[worker], r->task, r->options, r->views,
                                       gfla_eval_device(r->devices, r->n_devices, worker));
}

static gfla_status open_board(struct photo_run *r, size_t n_items)
{
    gfla_status status = GFLA_OK;
    const struct gfla_eval_photo_worker *w = &r->workers[0];
    const struct gfla_eval_options *o = r->options;
    const char *names[GFLA_MAX_METHODS];
    for (int i = 0; i < w->n_nets; i++) {
        names[i] = i < o->n_against && o->against_names[i] ? o->against_names[i] : w->nets[i].base.model->name;
        for (int k = 0; k < i; k++)
            REQUIRE(strcmp(names[i], names[k]) != 0, GFLA_ERROR_USAGE,
                    "two methods are called %s. hint: --against NAME=FILE", names[i]);
    }
    status = gfla_score_board_create(&r->board, names, w->n_nets, n_items,
                                     r->task == GFLA_EVAL_MATTE ? GFLA_EVAL_SIZES : GFLA_EVAL_ANGLE_GROUPS);
fail:
    return status;
}

static gfla_status work(void *context, int worker, size_t item, size_t place, struct gfla_eval_fid *fid)
{
    struct photo_run *r = context;
    (void)place;
    (void)fid;
    return gfla_eval_photo_worker_run(&r->workers[worker], item, r->board);
}

static gfla_status finish(void *context)
{
    struct photo_run *r = context;
    *r->made = r->board;
    r->board = NULL;
    return GFLA_OK;
}

static void close_run(struct photo_run *r)
{
    gfla_score_board_destroy(&r->board);
    for (int i = 0; r->workers && i < r->n_workers; i++)
        gfla_eval_photo_worker_close(&r->workers[i]);
    free(r->workers);
    gfla_views_destroy(&r->views);
}

gfla_status gfla_eval_photo(gfla_score_board **board, enum gfla_eval_photo task, gfla_device *const *devices,
                            int n_devices, const struct gfla_eval_options *o)
{
    gfla_status status;
    struct photo_run r = {.task = task, .options = o, .devices = devices, .n_devices = n_devices, .made = board};
    const int *models;
    *board = NULL;
    TRY(check_options(o));
    TRY(gfla_views_open(&r.views, o->data, NULL));
    const int n = gfla_views_split(r.views, o->split, &models);
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "%s: no model in this part of the set. hint: --split all", o->data);
    const size_t n_items = (size_t)(o->limit && o->limit < n ? o->limit : n);
    r.n_workers = gfla_eval_n_workers(n_devices, &o->batch, n_items);
    TRY(gfla_calloc(&r.workers, (size_t)r.n_workers, sizeof *r.workers, "networks"));
    TRY(open_worker(&r, 0));
    TRY(open_board(&r, n_items));
    const struct gfla_eval_crew crew = {.devices = devices,
                                        .n_devices = n_devices,
                                        .batch = &o->batch,
                                        .n_items = n_items,
                                        .what = "models",
                                        .board = r.board,
                                        .fid = &r.fid,
                                        .context = &r,
                                        .start = open_worker,
                                        .work = work,
                                        .finish = finish};
    status = gfla_eval_crew_run(&crew);
fail:
    close_run(&r);
    return status;
}
