/* Scores of a network of people, of copying the source, and of answers that other programs made, on the test pairs of a
 * set, which devices share. */
#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "base/file.h"
#include "base/memory.h"
#include "tasks/eval/eval_crew.h"
#include "tasks/eval/eval_person.h"

static void close_worker(struct gfla_eval_person_worker *w)
{
    gfla_eval_perceptual_close(&w->perceptual);
    if (w->has_network)
        gfla_pose_worker_close(&w->work);
    gfla_bitmap_free(&w->made);
    free(w->truth);
    free(w->answer);
}

static void close_eval(struct gfla_eval_person *e)
{
    for (size_t i = 0; e->rows && i < gfla_crew_places(e->n_workers); i++)
        gfla_image_table_free(&e->rows[i]);
    free(e->rows);
    gfla_image_table_free(&e->table);
    gfla_eval_fid_free(&e->fid);
    gfla_score_board_destroy(&e->board);
    for (int i = 0; e->workers && i < e->n_workers; i++)
        close_worker(&e->workers[i]);
    free(e->workers);
    gfla_pose_jobs_free(&e->jobs);
}

/* ---- opening ---- */

static gfla_status add_method(struct gfla_eval_person *e, enum gfla_eval_person_kind kind, const char *name,
                              const char *folder)
{
    gfla_status status = GFLA_OK;
    REQUIRE(e->n_methods < GFLA_MAX_METHODS, GFLA_ERROR_USAGE, "more than %d methods to compare", GFLA_MAX_METHODS);
    for (int i = 0; i < e->n_methods; i++)
        REQUIRE(strcmp(e->methods[i].name, name) != 0, GFLA_ERROR_USAGE,
                "two methods are called %s. hint: choose another name", name);
    e->methods[e->n_methods++] = (struct gfla_eval_person_method){kind, name, folder};
fail:
    return status;
}

/* Ours last, at the right of the figure. */
static gfla_status list_methods(struct gfla_eval_person *e, const struct gfla_eval_person_worker *w)
{
    gfla_status status;
    const struct gfla_eval_options *o = e->options;
    TRY(add_method(e, GFLA_EVAL_PERSON_COPY, "copy", NULL));
    for (int i = 0; i < o->n_compared; i++)
        TRY(add_method(e, GFLA_EVAL_PERSON_FOLDER, o->names[i], o->folders[i]));
    if (w->has_network && gfla_pose_transfer_has_flow(&w->work.transfer))
        TRY(add_method(e, GFLA_EVAL_PERSON_FLOW, "flow", NULL));
    if (w->has_network)
        TRY(add_method(e, GFLA_EVAL_PERSON_NETWORK, "full", NULL));
fail:
    return status;
}

static gfla_status open_network(struct gfla_eval_person_worker *w, gfla_device *device)
{
    gfla_status status = GFLA_OK;
    const struct gfla_eval_options *o = w->eval->options;
    const struct gfla_pose_job_options work = {
        .model = {.weights = o->weights, .width = o->width, .height = o->height}, .person = -1, .source_person = -1};
    if (!o->weights)
        return GFLA_OK;
    TRY(gfla_pose_worker_open(&w->work, device, &work));
    w->has_network = true;
fail:
    return status;
}

/* Without a network and --size, images are compared at the size of the first truth. */
static gfla_status find_size(struct gfla_eval_person *e, const struct gfla_eval_person_worker *w)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap first = {0};
    if (w->has_network) {
        e->width = w->work.transfer.model.net.config.width;
        e->height = w->work.transfer.model.net.config.height;
    }
    if (e->options->width) {
        e->width = e->options->width;
        e->height = e->options->height;
    }
    if (e->width)
        return GFLA_OK;
    TRY(gfla_bitmap_read(e->jobs.items[0].truth, NULL, &first));
    e->width = first.width;
    e->height = first.height;
fail:
    gfla_bitmap_free(&first);
    return status;
}

/* The first worker says at which size images are compared. */
static gfla_status open_worker(void *context, int worker)
{
    gfla_status status;
    struct gfla_eval_person *e = context;
    struct gfla_eval_person_worker *w = &e->workers[worker];
    gfla_device *const device = gfla_eval_device(e->devices, e->n_devices, worker);
    w->eval = e;
    TRY(open_network(w, device));
    if (worker == 0) {
        TRY(find_size(e, w));
        TRY(list_methods(e, w));
    }
    TRY(gfla_eval_perceptual_open(&w->perceptual, device, &e->options->perceptual, e->height, e->width));
    const size_t count = 3 * (size_t)e->width * (size_t)e->height;
    TRY(gfla_calloc(&w->truth, count, sizeof *w->truth, "an image"));
    TRY(gfla_calloc(&w->answer, count, sizeof *w->answer, "an image"));
fail:
    return status;
}

static gfla_status list_pairs(struct gfla_eval_person *e)
{
    gfla_status status;
    const struct gfla_eval_options *o = e->options;
    char path[1024];
    TRY(gfla_pose_jobs_list(
        &e->jobs, &(struct gfla_pose_jobs_options){.data = o->data, .pairs = o->pairs, .annotation = o->annotation}));
    REQUIRE(e->jobs.n > 0, GFLA_ERROR_INPUT, "%s: its list of test pairs is empty", o->data);
    if (gfla_person_list_path(o->data, &e->set, GFLA_PERSON_PAIRS, "test", path, sizeof path) != GFLA_OK)
        e->set = GFLA_PERSON_SET_FASHION;
    e->n_pairs = o->limit && (size_t)o->limit < e->jobs.n ? (size_t)o->limit : e->jobs.n;
fail:
    return status;
}

static gfla_status open_eval(struct gfla_eval_person *e)
{
    gfla_status status;
    const struct gfla_eval_options *o = e->options;
    const char *names[GFLA_MAX_METHODS];
    TRY(list_pairs(e));
    e->n_workers = gfla_eval_n_workers(e->n_devices, &o->batch, e->n_pairs);
    TRY(gfla_calloc(&e->workers, (size_t)e->n_workers, sizeof *e->workers, "networks"));
    TRY(gfla_calloc(&e->rows, gfla_crew_places(e->n_workers), sizeof *e->rows, "rows of a figure"));
    TRY(open_worker(e, 0));
    TRY(gfla_eval_perceptual_read_truth(&e->workers[0].perceptual, &o->perceptual));
    gfla_eval_perceptual_take(&e->workers[0].perceptual, &e->fid);
    for (int i = 0; i < e->n_methods; i++)
        names[i] = e->methods[i].name;
    TRY(gfla_score_board_create(&e->board, names, e->n_methods, e->n_pairs, 1));
    if (o->answers)
        TRY(gfla_folder_create(o->answers));
fail:
    return status;
}

/* ---- the whole test ---- */

static gfla_status work(void *context, int worker, size_t pair, size_t place, struct gfla_eval_fid *fid)
{
    gfla_status status;
    struct gfla_eval_person *e = context;
    struct gfla_eval_person_worker *w = &e->workers[worker];
    gfla_image_table_free(&e->rows[place]); /* of a worker that was lost in the middle */
    TRY(gfla_eval_person_pair(w, pair, &e->rows[place]));
    gfla_eval_perceptual_take(&w->perceptual, fid);
fail:
    return status;
}

static gfla_status take(void *context, size_t pair, size_t place)
{
    struct gfla_eval_person *e = context;
    return e->rows[place].n_rows ? gfla_image_table_append(&e->table, &e->rows[place]) : GFLA_OK;
}

static gfla_status finish(void *context)
{
    gfla_status status = GFLA_OK;
    struct gfla_eval_person *e = context;
    const struct gfla_eval_perceptual *perceptual = &e->workers[0].perceptual;
    struct gfla_bitmap sheet = {0};
    if (perceptual->has_fid)
        TRY(gfla_eval_fid_score(&e->fid, e->board));
    if (e->options->figure) {
        TRY(gfla_image_table_draw(&e->table, e->width, e->height, &sheet));
        TRY(gfla_bitmap_write(e->options->figure, &sheet, NULL));
    }
    *e->result = (struct gfla_eval_person_result){.board = e->board,
                                                  .n_pairs = e->n_pairs,
                                                  .width = e->width,
                                                  .height = e->height,
                                                  .has_fid = perceptual->has_fid,
                                                  .convention = perceptual->convention};
    e->board = NULL;
fail:
    gfla_bitmap_free(&sheet);
    return status;
}

gfla_status gfla_eval_person(struct gfla_eval_person_result *result, gfla_device *const *devices, int n_devices,
                             const struct gfla_eval_options *options)
{
    gfla_status status;
    struct gfla_eval_person e = {.options = options, .devices = devices, .n_devices = n_devices, .result = result};
    *result = (struct gfla_eval_person_result){0};
    TRY(open_eval(&e));
    const struct gfla_eval_crew crew = {.devices = devices,
                                        .n_devices = n_devices,
                                        .batch = &options->batch,
                                        .n_items = e.n_pairs,
                                        .what = "pairs",
                                        .board = e.board,
                                        .fid = &e.fid,
                                        .context = &e,
                                        .start = open_worker,
                                        .work = work,
                                        .take = take,
                                        .finish = finish};
    status = gfla_eval_crew_run(&crew);
fail:
    close_eval(&e);
    return status;
}

void gfla_eval_person_result_free(struct gfla_eval_person_result *result)
{
    gfla_score_board_destroy(&result->board);
}
