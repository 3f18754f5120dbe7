/* One pair of tasks/eval/eval_person.h: its answers, their scores, its row. */
#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/file.h"
#include "io/draw/draw_keypoints.h"
#include "tasks/eval/eval_figure.h"
#include "tasks/eval/eval_person.h"
#include "tasks/eval/metrics.h"

/* Stretched to the size of all, RGB. */
static gfla_status read_image(const struct gfla_eval_person *e, const char *path, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap file = {0};
    TRY(gfla_bitmap_read(path, &(struct gfla_bitmap_read_params){.channels = 3}, &file));
    status = gfla_bitmap_resize(&file, e->width, e->height, GFLA_FILTER_BILINEAR, image);
fail:
    gfla_bitmap_free(&file);
    return status;
}

static gfla_status read_answer(const struct gfla_eval_person *e, const char *folder, const char *name,
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

/* The network runs once for a pair, whatever is asked of it. */
static gfla_status run_network(struct gfla_eval_person_worker *w, const struct gfla_pose_job *job)
{
    gfla_status status = GFLA_OK;
    const char *answers = w->eval->options->answers;
    struct gfla_pose_result result = {0};
    char path[4096];
    if (w->made.pixels)
        return GFLA_OK;
    TRY(gfla_pose_worker_run(&w->work, job, &result));
    if (answers) {
        snprintf(path, sizeof path, "%s/%s.png", answers, job->name);
        TRY(gfla_bitmap_write(path, &result.image, NULL));
    }
    w->made = result.image;
    result.image = (struct gfla_bitmap){0};
fail:
    gfla_pose_result_free(&result);
    return status;
}

static gfla_status answer(struct gfla_eval_person_worker *w, int method, const struct gfla_pose_job *job,
                          struct gfla_bitmap *image)
{
    gfla_status status;
    const struct gfla_eval_person *e = w->eval;
    const struct gfla_eval_person_method *m = &e->methods[method];
    if (m->kind == GFLA_EVAL_PERSON_COPY)
        return read_image(e, job->image, image);
    if (m->kind == GFLA_EVAL_PERSON_FOLDER)
        return read_answer(e, m->folder, job->name, image);
    TRY(run_network(w, job));
    status = m->kind == GFLA_EVAL_PERSON_FLOW ? gfla_pose_transfer_warped(&w->work.transfer, image)
                                              : gfla_bitmap_copy(&w->made, image);
fail:
    return status;
}

static gfla_status score(struct gfla_eval_person_worker *w, int method, size_t pair)
{
    gfla_status status;
    const struct gfla_eval_person *e = w->eval;
    const int height = e->height, width = e->width;
    double v[GFLA_SCORES] = {0};
    TRY(gfla_metric_ssim(w->answer, w->truth, 3, height, width, &v[GFLA_SCORE_SSIM]));
    TRY(gfla_metric_ssim_256(w->answer, w->truth, 3, height, width, &v[GFLA_SCORE_SSIM_256]));
    if (height >= 51 && width >= 51)
        TRY(gfla_metric_ssim_51(w->answer, w->truth, 3, height, width, &v[GFLA_SCORE_SSIM_51]));
    TRY(gfla_eval_perceptual_add(&w->perceptual, method, w->answer, &v[GFLA_SCORE_LPIPS]));
    v[GFLA_SCORE_L1] = gfla_metric_l1(w->answer, w->truth, 3, height, width);
    v[GFLA_SCORE_MAE_RATIO] = gfla_metric_mae_ratio(w->answer, w->truth, 3, height, width);
    v[GFLA_SCORE_PSNR] = gfla_metric_psnr(w->answer, w->truth, 3, height, width);
    for (int i = 0; i < GFLA_EVAL_PERSON_SCORES; i++) {
        const bool is_measured = gfla_eval_person_scores[i] == GFLA_SCORE_SSIM_51 ? height >= 51 && width >= 51
                                 : gfla_eval_person_scores[i] == GFLA_SCORE_LPIPS
                                     ? w->perceptual.has_lpips
                                     : gfla_eval_person_scores[i] != GFLA_SCORE_FID;
        if (is_measured)
            gfla_score_board_add(e->board, method, pair, 0, gfla_eval_person_scores[i], v[gfla_eval_person_scores[i]]);
    }
fail:
    return status;
}

/* The pose that was asked for, drawn at the size of all. */
static gfla_status draw_pose(const struct gfla_eval_person *e, const struct gfla_pose_job *job,
                             struct gfla_bitmap *canvas)
{
    gfla_status status;
    struct gfla_keypoints points;
    const enum gfla_person_set set = gfla_person_list_set(job->annotation);
    int width, height;
    gfla_person_set_frame(set ? set : e->set, &width, &height);
    TRY(gfla_annotations_find(job->annotations, job->target_pose, &points));
    gfla_keypoints_scale(&points, (double)e->width / width, (double)e->height / height, 0, 0);
    TRY(gfla_draw_canvas(canvas, e->width, e->height, GFLA_BLACK));
    gfla_draw_keypoints(canvas, &points);
fail:
    return status;
}

/* Source, pose and truth; the methods' images follow. */
static gfla_status begin_row(const struct gfla_eval_person *e, const struct gfla_pose_job *job,
                             const struct gfla_bitmap *truth, struct gfla_image_table *rows)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    TRY(gfla_image_table_add_row(rows));
    TRY(read_image(e, job->image, &image));
    TRY(gfla_image_table_add(rows, "source", &image));
    TRY(draw_pose(e, job, &image));
    TRY(gfla_image_table_add(rows, "pose", &image));
    TRY(gfla_bitmap_copy(truth, &image));
    status = gfla_image_table_add(rows, "truth", &image);
fail:
    gfla_bitmap_free(&image);
    return status;
}

static bool has_row(const struct gfla_eval_person *e, size_t pair)
{
    const size_t rows = (size_t)e->options->n_rows < e->n_pairs ? (size_t)e->options->n_rows : e->n_pairs;
    return e->options->figure && gfla_eval_figure_row(pair, rows, e->n_pairs) >= 0;
}

/* Whether the truth of a pair was that of another before: sets of FID hold an image once. */
static bool was_before(const struct gfla_eval_person *e, size_t pair)
{
    for (size_t i = 0; i < pair; i++)
        if (strcmp(e->jobs.items[i].truth, e->jobs.items[pair].truth) == 0)
            return true;
    return false;
}

gfla_status gfla_eval_person_pair(struct gfla_eval_person_worker *w, size_t pair, struct gfla_image_table *rows)
{
    gfla_status status;
    const struct gfla_eval_person *e = w->eval;
    const struct gfla_pose_job *job = &e->jobs.items[pair];
    struct gfla_bitmap truth = {0}, image = {0};
    const bool shows = has_row(e, pair);
    gfla_bitmap_free(&w->made);
    TRY(gfla_check_cancelled());
    TRY(read_image(e, job->truth, &truth));
    gfla_bitmap_to_unit_planes(&truth, w->truth);
    TRY(gfla_eval_perceptual_set_truth(&w->perceptual, w->truth, w->perceptual.has_fid && was_before(e, pair)));
    if (shows)
        TRY(begin_row(e, job, &truth, rows));
    for (int i = 0; i < e->n_methods; i++) {
        TRY(answer(w, i, job, &image));
        gfla_bitmap_to_unit_planes(&image, w->answer);
        TRY(score(w, i, pair));
        if (shows && e->methods[i].kind != GFLA_EVAL_PERSON_COPY)
            TRY(gfla_image_table_add(rows, e->methods[i].kind == GFLA_EVAL_PERSON_NETWORK ? "ours" : e->methods[i].name,
                                     &image));
        gfla_bitmap_free(&image);
    }
fail:
    gfla_bitmap_free(&image);
    gfla_bitmap_free(&truth);
    return status;
}
