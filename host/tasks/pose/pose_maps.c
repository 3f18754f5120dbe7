#include "tasks/pose/pose_maps.h"

#include <stdlib.h>

#include "base/memory.h"
#include "people/attention_image.h"

void gfla_pose_maps_free(struct gfla_pose_maps *maps)
{
    free(maps->flow);
    free(maps->mask);
    free(maps->weight);
    *maps = (struct gfla_pose_maps){0};
}

/* *values stays NULL where the network has no such tensor. */
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

gfla_status gfla_pose_maps_fetch(struct gfla_pose_maps *maps, const struct gfla_people_model *model, bool with_weight)
{
    gfla_status status;
    gfla_tensor *flow, *mask, *weight;
    const bool has_two = gfla_people_model_find(model, "out.1.1") != NULL;
    *maps = (struct gfla_pose_maps){0};
    TRY(fetch(model, has_two ? "out.1.1" : "out.1.0", &maps->flow, &flow));
    TRY(fetch(model, has_two ? "out.2.1" : "out.2.0", &maps->mask, &mask));
    if (with_weight)
        TRY(fetch(model, GFLA_POSE_ATTENTION_TENSOR, &maps->weight, &weight));
    REQUIRE(flow, GFLA_ERROR_USAGE, "%s has no flow to show", model->net.model->name);
    maps->height = (int)flow->shape.dim[2];
    maps->width = (int)flow->shape.dim[3];
    maps->k = model->net.config.kernel[1];
    return GFLA_OK;
fail:
    gfla_pose_maps_free(maps);
    return status;
}

gfla_status gfla_pose_maps_attention(const struct gfla_pose_maps *maps, const struct gfla_bitmap *source,
                                     struct gfla_bitmap *image)
{
    const struct gfla_attention_map attention = {maps->width, maps->height, maps->flow, maps->weight, maps->k};
    return gfla_attention_image(&attention, source, image);
}
