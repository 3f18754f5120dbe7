/* The row of images that says how a person came into another pose. */
#include "tasks/pose/pose_job.h"
#include "tasks/pose/pose_maps.h"
#include "io/draw/draw_keypoints.h"

/* Takes the image, cut to what the source covers. */
static gfla_status add(struct gfla_image_table *table, const struct gfla_fit *fit, const char *label,
                       struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap cut = {0};
    status = gfla_fit_crop(fit, image, &cut);
    gfla_bitmap_free(image);
    return status == GFLA_OK ? gfla_image_table_add(table, label, &cut) : status;
}

static gfla_status add_pose(const struct gfla_fit *fit, const struct gfla_keypoints *pose, const char *label,
                            struct gfla_image_table *table)
{
    gfla_status status;
    struct gfla_bitmap canvas = {0};
    TRY(gfla_draw_canvas(&canvas, fit->width, fit->height, GFLA_BLACK));
    gfla_draw_keypoints(&canvas, pose);
    status = add(table, fit, label, &canvas);
fail:
    return status;
}

static gfla_status add_maps(const struct gfla_pose_worker *w, struct gfla_image_table *table)
{
    gfla_status status;
    const struct gfla_fit *fit = &w->transfer.fit;
    const unsigned show = w->options.show;
    struct gfla_pose_maps maps = {0};
    struct gfla_bitmap image = {0};
    TRY(gfla_pose_maps_fetch(&maps, &w->transfer.model, show & GFLA_PERSON_SHOW_ATTENTION));
    if (show & GFLA_PERSON_SHOW_FLOW) {
        TRY(gfla_draw_flow(maps.flow, maps.width, maps.height, (float)maps.width / 2, &image));
        TRY(add(table, fit, "flow", &image));
    }
    if (show & GFLA_PERSON_SHOW_MASK) {
        TRY(gfla_draw_heat(maps.mask, maps.width, maps.height, 0, 1, &image));
        TRY(add(table, fit, "mask", &image));
    }
    if (show & GFLA_PERSON_SHOW_ATTENTION) {
        TRY(gfla_pose_maps_attention(&maps, &w->transfer.source, &image));
        TRY(add(table, fit, "attention takes", &image));
    }
    status = GFLA_OK;
fail:
    gfla_pose_maps_free(&maps);
    return status;
}

gfla_status gfla_pose_worker_show(const struct gfla_pose_worker *worker, const struct gfla_pose_result *result,
                                  const char *name, struct gfla_image_table *table)
{
    gfla_status status;
    struct gfla_bitmap copy = {0};
    const struct gfla_pose_transfer *transfer = &worker->transfer;
    TRY(gfla_image_table_add_row(table));
    TRY(gfla_bitmap_copy(&transfer->source, &copy));
    TRY(add(table, &transfer->fit, "source", &copy));
    TRY(add_pose(&transfer->fit, &transfer->target_pose, "pose", table));
    TRY(gfla_bitmap_copy(&result->image, &copy));
    TRY(gfla_image_table_add(table, name, &copy));
    if (result->truth.pixels) {
        TRY(gfla_bitmap_copy(&result->truth, &copy));
        TRY(gfla_image_table_add(table, "true", &copy));
    }
    if (worker->options.show)
        TRY(add_maps(worker, table));
fail:
    return status;
}
