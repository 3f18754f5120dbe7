/* The row of images that says how a person came into another pose. */
#include <stdlib.h>

#include "base/memory.h"
#include "tasks/pose/pose_transfer.h"
#include "io/draw/draw_keypoints.h"
#include "people/attention_image.h"

/* The finest flow of the network with its mask and weights; NULL where the network has none. */
struct maps {
    int width, height, k;
    float *flow, *mask, *weight;
};

static void maps_free(struct maps *maps)
{
    free(maps->flow);
    free(maps->mask);
    free(maps->weight);
}

static gfla_status fetch(const struct gfla_people_model *model, const char *name, float **values, gfla_tensor **found)
{
    gfla_status status;
    gfla_tensor *tensor = gfla_people_model_find(model, name);
    *found = tensor;
    if (!tensor)
        return GFLA_OK;
    TRY(gfla_calloc(values, (size_t)gfla_shape_count(tensor->shape), sizeof **values, name));
    TRY(gfla_tensor_read(model->plan, tensor, *values));
fail:
    return status;
}

static gfla_status fetch_maps(const struct gfla_people_model *model, bool with_weight, struct maps *maps)
{
    gfla_status status;
    gfla_tensor *flow, *mask, *weight;
    const bool has_two = gfla_people_model_find(model, "out.1.1") != NULL;
    TRY(fetch(model, has_two ? "out.1.1" : "out.1.0", &maps->flow, &flow));
    TRY(fetch(model, has_two ? "out.2.1" : "out.2.0", &maps->mask, &mask));
    if (with_weight)
        TRY(fetch(model, GFLA_PERSON_ATTENTION, &maps->weight, &weight));
    REQUIRE(flow, GFLA_ERROR_USAGE, "%s has no flow to show", model->net.model->name);
    maps->height = (int)flow->shape.dim[2];
    maps->width = (int)flow->shape.dim[3];
    maps->k = model->net.config.kernel[1];
fail:
    return status;
}

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

static gfla_status add_pose(const struct gfla_pose_transfer *work, const struct gfla_keypoints *pose, const char *label,
                            struct gfla_image_table *table)
{
    gfla_status status;
    struct gfla_bitmap canvas = {0};
    TRY(gfla_draw_canvas(&canvas, work->fit.width, work->fit.height, GFLA_BLACK));
    gfla_draw_keypoints(&canvas, pose);
    status = add(table, &work->fit, label, &canvas);
fail:
    return status;
}

static gfla_status add_maps(const struct gfla_pose_transfer *work, struct gfla_image_table *table)
{
    gfla_status status;
    struct maps maps = {.flow = NULL};
    struct gfla_bitmap image = {0};
    TRY(fetch_maps(&work->model, work->options.show & GFLA_PERSON_SHOW_ATTENTION, &maps));
    if (work->options.show & GFLA_PERSON_SHOW_FLOW) {
        TRY(gfla_draw_flow(maps.flow, maps.width, maps.height, (float)maps.width / 2, &image));
        TRY(add(table, &work->fit, "flow", &image));
    }
    if (work->options.show & GFLA_PERSON_SHOW_MASK) {
        TRY(gfla_draw_heat(maps.mask, maps.width, maps.height, 0, 1, &image));
        TRY(add(table, &work->fit, "mask", &image));
    }
    if (work->options.show & GFLA_PERSON_SHOW_ATTENTION) {
        const struct gfla_attention_map attention = {maps.width, maps.height, maps.flow, maps.weight, maps.k};
        TRY(gfla_attention_image(&attention, &work->image, &image));
        TRY(add(table, &work->fit, "attention takes", &image));
    }
    status = GFLA_OK;
fail:
    maps_free(&maps);
    return status;
}

gfla_status gfla_pose_transfer_show(const struct gfla_pose_transfer *work, const struct gfla_pose_result *result,
                                    const char *name, struct gfla_image_table *table)
{
    gfla_status status;
    struct gfla_bitmap copy = {0};
    TRY(gfla_image_table_add_row(table));
    TRY(gfla_bitmap_copy(&work->image, &copy));
    TRY(add(table, &work->fit, "source", &copy));
    TRY(add_pose(work, &work->target_pose, "pose", table));
    TRY(gfla_bitmap_copy(&result->image, &copy));
    TRY(gfla_image_table_add(table, name, &copy));
    if (result->truth.pixels) {
        TRY(gfla_bitmap_copy(&result->truth, &copy));
        TRY(gfla_image_table_add(table, "true", &copy));
    }
    if (work->options.show)
        TRY(add_maps(work, table));
fail:
    return status;
}
