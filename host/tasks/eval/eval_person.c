/* Scores of a network of people, of copying the source, and of answers that other programs made, on the test pairs of a
 * set. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/progress.h"
#include "tasks/eval/eval_person.h"

static void close_eval(struct gfla_eval_person *e)
{
    gfla_image_table_free(&e->table);
    gfla_score_board_destroy(&e->board);
    gfla_eval_perceptual_close(&e->perceptual);
    if (e->has_network)
        gfla_pose_worker_close(&e->work);
    gfla_pose_jobs_free(&e->jobs);
    free(e->truth);
    free(e->answer);
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
static gfla_status list_methods(struct gfla_eval_person *e)
{
    gfla_status status;
    const struct gfla_eval_options *o = e->options;
    TRY(add_method(e, GFLA_EVAL_PERSON_COPY, "copy", NULL));
    for (int i = 0; i < o->n_compared; i++)
        TRY(add_method(e, GFLA_EVAL_PERSON_FOLDER, o->names[i], o->folders[i]));
    if (o->weights)
        TRY(add_method(e, GFLA_EVAL_PERSON_NETWORK, "full", NULL));
fail:
    return status;
}

static gfla_status open_network(struct gfla_eval_person *e)
{
    gfla_status status = GFLA_OK;
    const struct gfla_eval_options *o = e->options;
    const struct gfla_pose_job_options work = {
        .model = {.weights = o->weights, .width = o->width, .height = o->height}, .person = -1, .source_person = -1};
    if (!o->weights)
        return GFLA_OK;
    TRY(gfla_pose_worker_open(&e->work, e->device, &work));
    e->has_network = true;
    e->width = e->work.transfer.model.net.config.width;
    e->height = e->work.transfer.model.net.config.height;
fail:
    return status;
}

/* Without a network and --size, images are compared at the size of the first truth. */
static gfla_status find_size(struct gfla_eval_person *e)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap first = {0};
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

static gfla_status open_eval(struct gfla_eval_person *e)
{
    gfla_status status;
    const struct gfla_eval_options *o = e->options;
    const char *names[GFLA_MAX_METHODS];
    char path[1024];
    TRY(gfla_pose_jobs_list(
        &e->jobs, &(struct gfla_pose_jobs_options){.data = o->data, .pairs = o->pairs, .annotation = o->annotation}));
    REQUIRE(e->jobs.n > 0, GFLA_ERROR_INPUT, "%s: its list of test pairs is empty", o->data);
    if (gfla_person_list_path(o->data, &e->set, GFLA_PERSON_PAIRS, "test", path, sizeof path) != GFLA_OK)
        e->set = GFLA_PERSON_SET_FASHION;
    e->n_pairs = o->limit && (size_t)o->limit < e->jobs.n ? (size_t)o->limit : e->jobs.n;
    TRY(open_network(e));
    TRY(find_size(e));
    TRY(list_methods(e));
    TRY(gfla_eval_perceptual_open(&e->perceptual, e->device, &o->perceptual, e->height, e->width));
    for (int i = 0; i < e->n_methods; i++)
        names[i] = e->methods[i].name;
    TRY(gfla_score_board_create(&e->board, names, e->n_methods, e->n_pairs, 1));
    const size_t count = 3 * (size_t)e->width * (size_t)e->height;
    TRY(gfla_calloc(&e->truth, count, sizeof *e->truth, "an image"));
    TRY(gfla_calloc(&e->answer, count, sizeof *e->answer, "an image"));
    if (o->answers)
        TRY(gfla_folder_create(o->answers));
fail:
    return status;
}

/* ---- the whole test ---- */

static gfla_status finish(struct gfla_eval_person *e, struct gfla_eval_person_result *result)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap sheet = {0};
    TRY(gfla_eval_add_fid(&e->perceptual, e->board));
    if (e->options->figure) {
        TRY(gfla_image_table_draw(&e->table, e->width, e->height, &sheet));
        TRY(gfla_bitmap_write(e->options->figure, &sheet, NULL));
    }
    *result = (struct gfla_eval_person_result){.board = e->board,
                                               .n_pairs = e->n_pairs,
                                               .width = e->width,
                                               .height = e->height,
                                               .has_fid = e->perceptual.has_fid,
                                               .convention = e->perceptual.convention};
    e->board = NULL;
fail:
    gfla_bitmap_free(&sheet);
    return status;
}

gfla_status gfla_eval_person(struct gfla_eval_person_result *result, gfla_device *device,
                             const struct gfla_eval_options *options)
{
    gfla_status status;
    struct gfla_eval_person e = {.options = options, .device = device};
    struct gfla_progress_count progress;
    size_t n_done = 0;
    *result = (struct gfla_eval_person_result){0};
    TRY(open_eval(&e));
    gfla_progress_begin(&progress, "pairs", gfla_batch_count(&options->batch, e.n_pairs));
    for (size_t i = 0; i < e.n_pairs; i++) {
        if (!gfla_batch_has(&options->batch, i))
            continue;
        TRY(gfla_eval_person_pair(&e, i));
        gfla_progress_set(&progress, ++n_done);
    }
    gfla_progress_end(&progress);
    status = finish(&e, result);
fail:
    close_eval(&e);
    return status;
}

void gfla_eval_person_result_free(struct gfla_eval_person_result *result)
{
    gfla_score_board_destroy(&result->board);
}
