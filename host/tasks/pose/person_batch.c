#include "tasks/pose/person_batch.h"

#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/file.h"

#define MOST_ROWS 64 /* of a sheet */

/* ---- outputs ---- */

/* An image for all, or a folder with an image for each. */
static gfla_status allow_output(struct gfla_person_batch *b, bool *skip)
{
    gfla_status status;
    const char *path = b->options.output, *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    b->to_image = gfla_bitmap_can_write(path);
    if (b->to_image) {
        REQUIRE(b->jobs.n <= MOST_ROWS, GFLA_ERROR_USAGE,
                "%s: %zu results do not fit in an image, %d do. hint: name a folder", path, b->jobs.n, MOST_ROWS);
        return gfla_output_allow_file(b->options.existing, path, skip);
    }
    REQUIRE(!dot || dot < slash || dot == path || gfla_file_exists(path), GFLA_ERROR_USAGE,
            "%s: no format that pictures are written in. hint: %s, or a folder", path, gfla_bitmap_extensions());
    return gfla_folder_create(path);
fail:
    return status;
}

static gfla_status write_table(const struct gfla_person_batch *b, const struct gfla_image_table *table,
                               const char *path)
{
    gfla_status status;
    struct gfla_bitmap sheet = {0};
    const struct gfla_fit *fit = &b->worker.transfer.fit;
    TRY(gfla_image_table_draw(table, fit->inner_width, fit->inner_height, &sheet));
    status = gfla_bitmap_write(path, &sheet, NULL);
fail:
    gfla_bitmap_free(&sheet);
    return status;
}

/* The image into the folder, and beside it, where something is to be shown, the row. */
static gfla_status write_to_folder(struct gfla_person_batch *b, const struct gfla_pose_job *job,
                                   const struct gfla_pose_result *result, const char *path)
{
    gfla_status status;
    char show[1200];
    struct gfla_image_table table = {0};
    TRY(gfla_bitmap_write(path, &result->image, NULL));
    if (b->options.work.show) {
        snprintf(show, sizeof show, "%s/%s_show.png", b->options.output, job->name);
        TRY(gfla_pose_worker_show(&b->worker, result, "result", &table));
        TRY(write_table(b, &table, show));
    }
    status = GFLA_OK;
fail:
    gfla_image_table_free(&table);
    return status;
}

static gfla_status write_result(struct gfla_person_batch *b, const struct gfla_pose_job *job,
                                const struct gfla_pose_result *result, const char *path)
{
    if (!b->to_image)
        return write_to_folder(b, job, result, path);
    if (b->jobs.n == 1 && !b->options.work.show)
        return gfla_bitmap_write(path, &result->image, NULL);
    return gfla_pose_worker_show(&b->worker, result, job->name, &b->table);
}

/* ---- the batch ---- */

gfla_status gfla_person_batch_prepare(struct gfla_person_batch *batch, const struct gfla_person_batch_options *options,
                                      bool *skip)
{
    gfla_status status;
    *batch = (struct gfla_person_batch){.options = *options,
                                        .counts = {.shard = options->shard, .n_shards = options->n_shards}};
    *skip = false;
    if (!batch->options.format)
        batch->options.format = "jpg";
    TRY(gfla_pose_jobs_list(&batch->jobs, &options->jobs));
    TRY(allow_output(batch, skip));
fail:
    return status;
}

gfla_status gfla_person_batch_open(struct gfla_person_batch *batch, gfla_device *device)
{
    const gfla_status status = gfla_pose_worker_open(&batch->worker, device, &batch->options.work);
    gfla_progress_begin(&batch->progress, "poses", batch->jobs.n);
    return status;
}

void gfla_person_batch_close(struct gfla_person_batch *batch)
{
    gfla_image_table_free(&batch->table);
    gfla_pose_worker_close(&batch->worker);
    gfla_pose_jobs_free(&batch->jobs);
}

static gfla_status make(struct gfla_person_batch *b, struct gfla_person_item *item)
{
    gfla_status status;
    struct gfla_pose_result result = {0};
    TRY(gfla_pose_worker_run(&b->worker, item->job, &result));
    TRY(write_result(b, item->job, &result, item->path));
    item->seconds = result.seconds;
    item->has_scores = result.truth.pixels != NULL;
    item->l1 = result.l1;
    item->psnr = result.psnr;
    item->ssim = result.ssim;
fail:
    gfla_pose_result_free(&result);
    return status;
}

/* The next job of this shard whose output is not there yet; job NULL: none. */
static gfla_status choose(struct gfla_person_batch *b, struct gfla_person_item *item)
{
    gfla_status status = GFLA_OK;
    while (b->next < b->jobs.n) {
        const struct gfla_pose_job *job = &b->jobs.items[b->next];
        bool skip = !gfla_batch_has(&b->counts, b->next++);
        if (!skip && !b->to_image) {
            snprintf(item->path, sizeof item->path, "%s/%s.%s", b->options.output, job->name, b->options.format);
            item->job = job;
            TRY(gfla_output_allow(b->options.existing, item->path, &skip));
            if (skip)
                gfla_batch_skipped(&b->counts);
        } else {
            snprintf(item->path, sizeof item->path, "%s", b->options.output);
        }
        item->job = skip ? NULL : job;
        if (!skip)
            break;
        gfla_progress_skip(&b->progress, 1);
        gfla_progress_set(&b->progress, b->next);
    }
fail:
    return status;
}

gfla_status gfla_person_batch_next(struct gfla_person_batch *batch, struct gfla_person_item *item)
{
    gfla_status status;
    *item = (struct gfla_person_item){.job = NULL};
    if (gfla_is_cancelled())
        return gfla_batch_status(&batch->counts);
    status = choose(batch, item);
    if (status == GFLA_OK && !item->job)
        return GFLA_OK;
    if (status == GFLA_OK)
        status = make(batch, item);
    if (status == GFLA_OK)
        gfla_batch_done(&batch->counts);
    else if (batch->jobs.n == 1) /* no batch: what fails is said once */
        return status;
    else
        gfla_batch_failed(&batch->counts, item->job->name, status);
    item->status = status;
    gfla_progress_set(&batch->progress, batch->next);
    return GFLA_OK;
}

gfla_status gfla_person_batch_finish(struct gfla_person_batch *batch)
{
    gfla_status status;
    if (batch->jobs.n > 1)
        gfla_progress_end(&batch->progress);
    if (batch->table.n_rows)
        TRY(write_table(batch, &batch->table, batch->options.output));
    return gfla_batch_status(&batch->counts);
fail:
    return status;
}
