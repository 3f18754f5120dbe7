#include "tasks/pose/person_batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/file.h"
#include "base/memory.h"
#include "tasks/device_crew.h"

#define MOST_ROWS 64 /* of a sheet */

/* ---- outputs ---- */

/* An image for all, or a folder with an image for each. */
static gfla_status allow_output(struct gfla_person_batch *b, bool *skip)
{
    gfla_status status;
    const char *path = b->options.output, *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    b->to_image = gfla_bitmap_can_write(path);
    if (b->to_image) {
        REQUIRE(b->options.n_shards <= 1, GFLA_ERROR_USAGE,
                "--shard: %s is one image, and parts of a batch are put together in a folder. hint: name a folder",
                path);
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

static gfla_status write_table(const struct gfla_image_table *table, const struct gfla_fit *fit, const char *path)
{
    gfla_status status;
    struct gfla_bitmap sheet = {0};
    TRY(gfla_image_table_draw(table, fit->inner_width, fit->inner_height, &sheet));
    status = gfla_bitmap_write(path, &sheet, NULL);
fail:
    gfla_bitmap_free(&sheet);
    return status;
}

/* The image into the folder, and beside it, where something is to be shown, the row. */
static gfla_status write_to_folder(const struct gfla_person_batch *b, const struct gfla_pose_worker *worker,
                                   const struct gfla_pose_result *result, const struct gfla_person_item *item)
{
    gfla_status status;
    char show[1200];
    struct gfla_image_table table = {0};
    TRY(gfla_bitmap_write(item->path, &result->image, NULL));
    if (b->options.work.show) {
        snprintf(show, sizeof show, "%s/%s_show.png", b->options.output, item->job->name);
        TRY(gfla_pose_worker_show(worker, result, "result", &table));
        TRY(write_table(&table, &worker->transfer.fit, show));
    }
    status = GFLA_OK;
fail:
    gfla_image_table_free(&table);
    return status;
}

static gfla_status write_result(const struct gfla_person_batch *b, const struct gfla_pose_worker *worker,
                                const struct gfla_pose_result *result, struct gfla_person_item *item)
{
    if (!b->to_image)
        return write_to_folder(b, worker, result, item);
    if (b->jobs.n == 1 && !b->options.work.show)
        return gfla_bitmap_write(item->path, &result->image, NULL);
    return gfla_pose_worker_show(worker, result, item->job->name, &item->rows);
}

/* ---- before the work ---- */

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
    TRY(gfla_batch_list(&batch->counts, batch->jobs.n, &batch->mine, &batch->n_mine));
fail:
    return status;
}

void gfla_person_batch_close(struct gfla_person_batch *batch)
{
    gfla_image_table_free(&batch->table);
    for (int i = 0; batch->workers && i < batch->n_devices; i++)
        gfla_pose_worker_close(&batch->workers[i]);
    for (size_t i = 0; batch->items && i < gfla_crew_places(batch->n_devices); i++)
        gfla_image_table_free(&batch->items[i].rows);
    free(batch->workers);
    free(batch->items);
    free(batch->mine);
    gfla_pose_jobs_free(&batch->jobs);
}

/* ---- one job, by one device ---- */

static gfla_status start(void *context, int worker)
{
    struct gfla_person_batch *b = context;
    return gfla_pose_worker_open(&b->workers[worker], b->devices[worker], &b->options.work);
}

static void ready(void *context)
{
    struct gfla_person_batch *b = context;
    gfla_progress_begin(&b->progress, "poses", b->n_mine);
}

static struct gfla_person_item *place(struct gfla_person_batch *b, size_t number)
{
    return &b->items[number % gfla_crew_places(b->n_devices)];
}

static gfla_status make(const struct gfla_person_batch *b, struct gfla_pose_worker *worker,
                        struct gfla_person_item *item)
{
    gfla_status status;
    struct gfla_pose_result result = {0};
    TRY(gfla_pose_worker_run(worker, item->job, &result));
    TRY(write_result(b, worker, &result, item));
    item->fit = worker->transfer.fit;
    item->seconds = result.seconds;
    item->has_scores = result.truth.pixels != NULL;
    item->l1 = result.l1;
    item->psnr = result.psnr;
    item->ssim = result.ssim;
fail:
    gfla_pose_result_free(&result);
    return status;
}

static gfla_status work(void *context, int worker, size_t number)
{
    gfla_status status;
    struct gfla_person_batch *b = context;
    struct gfla_person_item *item = place(b, number);
    gfla_image_table_free(&item->rows); /* of a worker that was lost in the middle */
    *item = (struct gfla_person_item){.job = &b->jobs.items[b->mine[number]]};
    snprintf(item->path, sizeof item->path, "%s", b->options.output);
    if (!b->to_image) {
        snprintf(item->path, sizeof item->path, "%s/%s.%s", b->options.output, item->job->name, b->options.format);
        TRY(gfla_output_allow(b->options.existing, item->path, &item->is_skipped));
    }
    if (item->is_skipped)
        return GFLA_OK;
    TRY(make(b, &b->workers[worker], item));
fail:
    return status;
}

/* ---- the batch ---- */

static gfla_status take(void *context, size_t number, gfla_status item_status)
{
    gfla_status status = GFLA_OK;
    struct gfla_person_batch *b = context;
    struct gfla_person_item *item = place(b, number);
    item->status = item_status;
    if (item_status != GFLA_OK && b->jobs.n == 1) /* no batch: what fails is said once */
        return item_status;
    gfla_batch_take(&b->counts, item->job->name, item_status, item->is_skipped);
    if (item->is_skipped)
        gfla_progress_skip(&b->progress, 1);
    gfla_progress_set(&b->progress, b->counts.n_items);
    if (!item->is_skipped)
        TRY(b->tell(b->context, item));
    if (item->rows.n_rows)
        b->fit = item->fit;
    if (item->rows.n_rows)
        TRY(gfla_image_table_append(&b->table, &item->rows));
fail:
    return status;
}

/* Writes the sheet, if there is one and all of it was made. What the crew said counts more than what items say. */
static gfla_status finish(struct gfla_person_batch *b, gfla_status crew)
{
    gfla_status status;
    char message[1024];
    snprintf(message, sizeof message, "%s", crew == GFLA_OK ? "" : gfla_error_message());
    if (b->jobs.n > 1 && b->progress.report.what)
        gfla_progress_end(&b->progress);
    if (b->table.n_rows && b->counts.n_items == b->n_mine)
        TRY(write_table(&b->table, &b->fit, b->options.output));
    if (crew != GFLA_OK)
        gfla_fail(crew, "%s", message);
    status = gfla_batch_end(&b->counts, crew);
fail:
    return status;
}

static bool is_standard_input(const char *image, const char *pose)
{
    return (image && strcmp(image, "-") == 0) || (pose && strcmp(pose, "-") == 0);
}

gfla_status gfla_person_batch_run(struct gfla_person_batch *batch, gfla_device *const *devices, int n_devices,
                                  gfla_status (*tell)(void *context, const struct gfla_person_item *item),
                                  void *context)
{
    gfla_status status;
    const struct gfla_crew crew = {
        .n_items = batch->n_mine, .context = batch, .start = start, .ready = ready, .work = work, .take = take};
    /* every device encodes the source for itself */
    REQUIRE(n_devices == 1 || !is_standard_input(batch->options.jobs.image, batch->options.jobs.source_pose),
            GFLA_ERROR_USAGE, "standard input is read once, and %d devices need the source. hint: name a file",
            n_devices);
    batch->devices = devices;
    batch->n_devices = n_devices;
    batch->tell = tell;
    batch->context = context;
    TRY(gfla_calloc(&batch->workers, (size_t)n_devices, sizeof *batch->workers, "networks"));
    TRY(gfla_calloc(&batch->items, gfla_crew_places(n_devices), sizeof *batch->items, "results"));
    status = finish(batch, gfla_device_crew_run(devices, n_devices, &crew));
fail:
    return status;
}
