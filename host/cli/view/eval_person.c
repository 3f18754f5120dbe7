/* `gfla eval person`: scores of a network, of copying the source, and of answers that other programs made, on the test
 * pairs of a set. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/context.h"
#include "base/progress.h"
#include "base/memory.h"
#include "cli/view/eval.h"
#include "tasks/pose/pose_job.h"
#include "io/draw/draw_keypoints.h"
#include "tasks/eval/metrics.h"

static const enum gfla_score reported[] = {GFLA_SCORE_L1,       GFLA_SCORE_MAE_RATIO, GFLA_SCORE_PSNR,  GFLA_SCORE_SSIM,
                                           GFLA_SCORE_SSIM_256, GFLA_SCORE_SSIM_51,   GFLA_SCORE_LPIPS, GFLA_SCORE_FID};
#define N_REPORTED ((int)(sizeof reported / sizeof *reported))

enum kind { COPY, FOLDER, NETWORK };

struct method {
    enum kind kind;
    const char *name, *folder;
};

struct person_eval {
    struct cli *cli;
    const struct eval_options *options;
    struct gfla_pose_jobs jobs;
    enum gfla_person_set set;
    size_t n_pairs;
    gfla_device *device;
    bool has_network;
    struct gfla_pose_worker work;
    struct method methods[GFLA_MAX_METHODS];
    const char *names[GFLA_MAX_METHODS];
    int n_methods, width, height;
    struct gfla_eval_perceptual perceptual;
    gfla_score_board *board;
    struct gfla_image_table table;
    float *truth, *answer; /* planes in [0, 1] */
};

static void close_eval(struct person_eval *e)
{
    gfla_image_table_free(&e->table);
    gfla_score_board_destroy(&e->board);
    gfla_eval_perceptual_close(&e->perceptual);
    if (e->has_network)
        gfla_pose_worker_close(&e->work);
    gfla_device_destroy(&e->device);
    gfla_pose_jobs_free(&e->jobs);
    free(e->truth);
    free(e->answer);
}

/* ---- opening ---- */

static gfla_status add_method(struct person_eval *e, enum kind kind, const char *name, const char *folder)
{
    gfla_status status = GFLA_OK;
    REQUIRE(e->n_methods < GFLA_MAX_METHODS, GFLA_ERROR_USAGE, "more than %d methods to compare", GFLA_MAX_METHODS);
    for (int i = 0; i < e->n_methods; i++)
        REQUIRE(strcmp(e->names[i], name) != 0, GFLA_ERROR_USAGE,
                "two methods are called %s. hint: choose another name", name);
    e->methods[e->n_methods] = (struct method){kind, name, folder};
    e->names[e->n_methods++] = name;
fail:
    return status;
}

/* Ours last, at the right of the figure. */
static gfla_status list_methods(struct person_eval *e)
{
    gfla_status status;
    const struct eval_options *o = e->options;
    TRY(add_method(e, COPY, "copy", NULL));
    for (int i = 0; i < o->n_compared; i++)
        TRY(add_method(e, FOLDER, o->names[i], o->folders[i]));
    if (o->weights)
        TRY(add_method(e, NETWORK, "full", NULL));
fail:
    return status;
}

static gfla_status open_network(struct person_eval *e)
{
    gfla_status status = GFLA_OK;
    const struct eval_options *o = e->options;
    const struct gfla_pose_job_options work = {
        .model = {.weights = o->weights, .width = o->width, .height = o->height}, .person = -1, .source_person = -1};
    if (!o->weights && !o->perceptual.lpips && !o->perceptual.fid)
        return GFLA_OK;
    TRY(cli_open_device(e->cli, &e->device));
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
static gfla_status find_size(struct person_eval *e)
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

static gfla_status open_eval(struct person_eval *e)
{
    gfla_status status;
    const struct eval_options *o = e->options;
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
    TRY(gfla_score_board_create(&e->board, e->names, e->n_methods, e->n_pairs, 1));
    const size_t count = 3 * (size_t)e->width * (size_t)e->height;
    TRY(gfla_calloc(&e->truth, count, sizeof *e->truth, "an image"));
    TRY(gfla_calloc(&e->answer, count, sizeof *e->answer, "an image"));
    if (o->answers)
        TRY(gfla_folder_create(o->answers));
fail:
    return status;
}

/* ---- one pair ---- */

/* Stretched to the size of all, RGB. */
static gfla_status read_image(const struct person_eval *e, const char *path, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    TRY(gfla_bitmap_read(path, &(struct gfla_bitmap_read_params){.channels = 3}, &file));
    status = gfla_bitmap_resize(&file, e->width, e->height, GFLA_FILTER_BILINEAR, image);
fail:
    gfla_bitmap_free(&file);
    return status;
}

static gfla_status read_answer(const struct person_eval *e, const char *folder, const char *name,
                               struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    static const char *const extensions[] = {"jpg", "png", "jpeg", "webp"};
    char path[4096];
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        snprintf(path, sizeof path, "%s/%s.%s", folder, name, extensions[i]);
        if (gfla_file_exists(path))
            return read_image(e, path, image);
    }
    REQUIRE(false, GFLA_ERROR_INPUT, "%s: no %s.jpg or .png in this folder", folder, name);
fail:
    return status;
}

static gfla_status make_answer(struct person_eval *e, const struct gfla_pose_job *job, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_pose_result result = {0};
    char path[4096];
    TRY(gfla_pose_worker_run(&e->work, job, &result));
    if (e->options->answers) {
        snprintf(path, sizeof path, "%s/%s.png", e->options->answers, job->name);
        TRY(gfla_bitmap_write(path, &result.image, NULL));
    }
    *image = result.image;
    result.image = (struct gfla_bitmap){0};
    status = GFLA_OK;
fail:
    gfla_pose_result_free(&result);
    return status;
}

static gfla_status answer(struct person_eval *e, int method, const struct gfla_pose_job *job, struct gfla_bitmap *image)
{
    const struct method *m = &e->methods[method];
    return m->kind == COPY     ? read_image(e, job->image, image)
           : m->kind == FOLDER ? read_answer(e, m->folder, job->name, image)
                               : make_answer(e, job, image);
}

static gfla_status score(struct person_eval *e, int method, size_t pair)
{
    gfla_status status;
    const int h = e->height, w = e->width;
    double v[GFLA_SCORES] = {0};
    TRY(gfla_metric_ssim(e->answer, e->truth, 3, h, w, &v[GFLA_SCORE_SSIM]));
    TRY(gfla_metric_ssim_256(e->answer, e->truth, 3, h, w, &v[GFLA_SCORE_SSIM_256]));
    if (h >= 51 && w >= 51)
        TRY(gfla_metric_ssim_51(e->answer, e->truth, 3, h, w, &v[GFLA_SCORE_SSIM_51]));
    TRY(gfla_eval_perceptual_add(&e->perceptual, method, e->answer, &v[GFLA_SCORE_LPIPS]));
    v[GFLA_SCORE_L1] = gfla_metric_l1(e->answer, e->truth, 3, h, w);
    v[GFLA_SCORE_MAE_RATIO] = gfla_metric_mae_ratio(e->answer, e->truth, 3, h, w);
    v[GFLA_SCORE_PSNR] = gfla_metric_psnr(e->answer, e->truth, 3, h, w);
    for (int i = 0; i < N_REPORTED; i++) {
        const bool is_measured = reported[i] == GFLA_SCORE_SSIM_51 ? h >= 51 && w >= 51
                                 : reported[i] == GFLA_SCORE_LPIPS ? e->perceptual.has_lpips
                                                                   : reported[i] != GFLA_SCORE_FID;
        if (is_measured)
            gfla_score_board_add(e->board, method, pair, 0, reported[i], v[reported[i]]);
    }
fail:
    return status;
}

/* The pose that was asked for, drawn at the size of all. */
static gfla_status draw_pose(struct person_eval *e, const struct gfla_pose_job *job, struct gfla_bitmap *canvas)
{
    gfla_status status;
    struct gfla_keypoints points;
    const bool is_market = e->set == GFLA_PERSON_SET_MARKET;
    TRY(gfla_annotations_find(job->annotations, job->target_pose, &points));
    gfla_keypoints_scale(&points, e->width / (is_market ? 64.0 : 176.0), e->height / (is_market ? 128.0 : 256.0), 0, 0);
    TRY(gfla_draw_canvas(canvas, e->width, e->height, GFLA_BLACK));
    gfla_draw_keypoints(canvas, &points);
fail:
    return status;
}

/* Source, pose and truth; the methods' images follow. */
static gfla_status begin_row(struct person_eval *e, const struct gfla_pose_job *job, const struct gfla_bitmap *truth)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    TRY(gfla_image_table_add_row(&e->table));
    TRY(read_image(e, job->image, &image));
    TRY(gfla_image_table_add(&e->table, "source", &image));
    TRY(draw_pose(e, job, &image));
    TRY(gfla_image_table_add(&e->table, "pose", &image));
    TRY(gfla_bitmap_copy(truth, &image));
    status = gfla_image_table_add(&e->table, "truth", &image);
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* Rows are spread evenly over the pairs. */
static bool has_row(const struct person_eval *e, size_t pair)
{
    const size_t rows = (size_t)e->options->n_rows < e->n_pairs ? (size_t)e->options->n_rows : e->n_pairs;
    return e->cli->output && e->table.n_rows < rows && pair == e->table.n_rows * e->n_pairs / rows;
}

/* Whether the truth of a pair was that of another before: sets of FID hold an image once. */
static bool was_before(const struct person_eval *e, size_t pair)
{
    for (size_t i = 0; i < pair; i++)
        if (strcmp(e->jobs.items[i].truth, e->jobs.items[pair].truth) == 0)
            return true;
    return false;
}

static gfla_status run_pair(struct person_eval *e, size_t pair)
{
    gfla_status status;
    const struct gfla_pose_job *job = &e->jobs.items[pair];
    struct gfla_bitmap truth = {0}, image = {0};
    const bool shows = has_row(e, pair);
    TRY(gfla_check_cancelled());
    TRY(read_image(e, job->truth, &truth));
    gfla_bitmap_to_unit_planes(&truth, e->truth);
    TRY(gfla_eval_perceptual_set_truth(&e->perceptual, e->truth, e->perceptual.has_fid && was_before(e, pair)));
    if (shows)
        TRY(begin_row(e, job, &truth));
    for (int i = 0; i < e->n_methods; i++) {
        TRY(answer(e, i, job, &image));
        gfla_bitmap_to_unit_planes(&image, e->answer);
        TRY(score(e, i, pair));
        if (shows && e->methods[i].kind != COPY)
            TRY(gfla_image_table_add(&e->table, e->methods[i].kind == NETWORK ? "ours" : e->names[i], &image));
        gfla_bitmap_free(&image);
    }
fail:
    gfla_bitmap_free(&image);
    gfla_bitmap_free(&truth);
    return status;
}

/* ---- report ---- */

static int list_scores(const struct person_eval *e, enum gfla_score scores[N_REPORTED])
{
    int n = 0;
    for (int i = 0; i < N_REPORTED; i++)
        if (gfla_score_board_has(e->board, reported[i]))
            scores[n++] = reported[i];
    return n;
}

static gfla_status print_json(const struct person_eval *e, const enum gfla_score *scores, int n,
                              const struct gfla_score_choice *choice)
{
    struct gfla_text text = {0};
    gfla_text_add(&text, "{\"data\":");
    gfla_text_add_json(&text, e->options->data);
    gfla_text_add(&text, ",\"pairs\":%zu,\"width\":%d,\"height\":%d,", e->n_pairs, e->width, e->height);
    if (e->perceptual.has_fid)
        gfla_text_add(&text, "\"fid_convention\":\"%s\",", gfla_fid_convention_name(e->perceptual.convention));
    gfla_score_add_conventions(scores, n, &text);
    gfla_text_add(&text, ",\"results\":[");
    for (int m = 0; m < e->n_methods; m++) {
        gfla_text_add(&text, "%s{\"method\":", m ? "," : "");
        gfla_text_add_json(&text, e->names[m]);
        gfla_text_add(&text, ",");
        gfla_score_board_add_json(e->board, m, scores, n, choice, &text);
        gfla_text_add(&text, "}");
    }
    gfla_text_add(&text, "]}");
    return cli_print_json(&text);
}

static void print_table(const struct person_eval *e, const enum gfla_score *scores, int n,
                        const struct gfla_score_choice *choice)
{
    struct gfla_text text = {0};
    gfla_score_board_add_header(scores, n, true, "95 %", &text);
    for (int m = 0; m < e->n_methods; m++)
        gfla_score_board_add_row(e->board, m, scores, n, choice, "all", &text);
    gfla_text_add(&text, "%zu pairs of %d x %d pixels; +- is half the 95 %% interval over pairs.\n", e->n_pairs,
                  e->width, e->height);
    for (int i = 0; i < n; i++)
        gfla_text_add(&text, "%s%s: %s", i ? "; " : "", gfla_score_infos[scores[i]].label,
                      gfla_score_infos[scores[i]].convention);
    gfla_text_add(&text, ".\n");
    if (e->perceptual.has_fid)
        gfla_text_add(&text, "FID by the convention %s.\n", gfla_fid_convention_name(e->perceptual.convention));
    cli_print(e->cli, "%s", text.data ? text.data : "");
    gfla_text_free(&text);
}

static gfla_status report(struct person_eval *e)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap sheet = {0};
    enum gfla_score scores[N_REPORTED];
    const struct gfla_score_choice choice = {.group = -1, .interval = true};
    TRY(eval_add_fid(&e->perceptual, e->board));
    const int n = list_scores(e, scores);
    if (e->cli->output) {
        TRY(gfla_image_table_draw(&e->table, e->width, e->height, &sheet));
        TRY(gfla_bitmap_write(e->cli->output, &sheet, NULL));
    }
    if (e->cli->json)
        TRY(print_json(e, scores, n, &choice));
    else
        print_table(e, scores, n, &choice);
    status = eval_check(e->options, e->board);
fail:
    gfla_bitmap_free(&sheet);
    return status;
}

gfla_status eval_person(struct cli *cli, const struct eval_options *options)
{
    gfla_status status;
    struct person_eval e = {.cli = cli, .options = options};
    struct gfla_progress_count progress;
    TRY(open_eval(&e));
    gfla_progress_begin(&progress, "pairs", e.n_pairs);
    for (size_t i = 0; i < e.n_pairs; i++) {
        TRY(run_pair(&e, i));
        gfla_progress_set(&progress, i + 1);
    }
    gfla_progress_end(&progress);
    status = report(&e);
fail:
    close_eval(&e);
    return status;
}
