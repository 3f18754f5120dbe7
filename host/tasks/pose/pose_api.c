/* The functions of gfla/pose.h. */
#include <gfla/pose.h>

#include <stdlib.h>

#include "base/context.h"
#include "base/memory.h"
#include "base/progress.h"
#include "runtime/commands.h"
#include "tasks/api/image_api.h"
#include "tasks/pose/pose_maps.h"

struct gfla_pose {
    gfla_context *context; /* of the device */
    struct gfla_pose_params params;
    struct gfla_pose_transfer transfer;
    bool has_run; /* since the source was set */
};

void gfla_pose_params_init(struct gfla_pose_params *params)
{
    *params = (struct gfla_pose_params){.struct_size = sizeof *params};
}

static gfla_status open_pose(gfla_pose **pose, gfla_device *device, const char *name, const gfla_model *opened,
                             const struct gfla_pose_params *params)
{
    gfla_status status;
    struct gfla_pose_params p;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_pose_params"));
    REQUIRE(p.width >= 0 && p.height >= 0 && p.pose_width >= 0 && p.pose_height >= 0 && !p.pose_width == !p.pose_height,
            GFLA_ERROR_USAGE, "gfla_pose_params: width %d, height %d, pose_width %d or pose_height %d is no size",
            p.width, p.height, p.pose_width, p.pose_height);
    TRY(gfla_calloc(pose, 1, sizeof **pose, "a pose"));
    (*pose)->context = gfla_device_context(device);
    (*pose)->params = p;
    const struct gfla_people_options options = {.weights = name,
                                                .opened = opened,
                                                .models = gfla_pose_networks,
                                                .width = p.width,
                                                .height = p.height,
                                                .keep = p.keep_attention ? gfla_pose_attention : NULL};
    TRY(gfla_pose_transfer_open(&(*pose)->transfer, device, &options, p.keep_aspect));
    return GFLA_OK;
fail:
    free(*pose);
    *pose = NULL;
    return status;
}

gfla_status gfla_pose_open(gfla_pose **pose, gfla_device *device, const char *model,
                           const struct gfla_pose_params *params)
{
    gfla_context *const before = gfla_context_enter(gfla_device_context(device));
    *pose = NULL;
    const gfla_status status = open_pose(pose, device, model, NULL, params);
    gfla_context_enter(before);
    return status;
}

gfla_status gfla_pose_open_model(gfla_pose **pose, gfla_device *device, const gfla_model *model,
                                 const struct gfla_pose_params *params)
{
    gfla_context *const before = gfla_context_enter(gfla_device_context(device));
    *pose = NULL;
    const gfla_status status = open_pose(pose, device, NULL, model, params);
    gfla_context_enter(before);
    return status;
}

void gfla_pose_close(gfla_pose **pose)
{
    if (!pose || !*pose)
        return;
    gfla_pose_transfer_close(&(*pose)->transfer);
    free(*pose);
    *pose = NULL;
}

static gfla_status set_source(gfla_pose *pose, const struct gfla_image *image, const struct gfla_keypoints *points)
{
    gfla_status status;
    struct gfla_bitmap bitmap = {0};
    TRY(gfla_keypoints_check(points));
    TRY(gfla_bitmap_from_image(&bitmap, image, "the source image"));
    pose->has_run = false;
    status = gfla_pose_transfer_set_source(&pose->transfer, &bitmap, points, NULL);
    if (status == GFLA_ERROR_INPUT)
        gfla_fail_context(status, "key points of the source");
fail:
    gfla_bitmap_free(&bitmap);
    return status;
}

gfla_status gfla_pose_set_source(gfla_pose *pose, const struct gfla_image *image, const struct gfla_keypoints *points)
{
    gfla_context *const before = gfla_context_enter(pose->context);
    const gfla_status status = set_source(pose, image, points);
    gfla_context_enter(before);
    return status;
}

static gfla_status render(gfla_pose *pose, const struct gfla_keypoints *target, struct gfla_image *image)
{
    gfla_status status;
    struct gfla_bitmap bitmap = {0};
    const struct gfla_pose_params *p = &pose->params;
    const struct gfla_fit fit = gfla_pose_transfer_fit(&pose->transfer, p->pose_width, p->pose_height);
    TRY(gfla_check_cancelled());
    TRY(gfla_keypoints_check(target));
    REQUIRE(pose->transfer.source.pixels, GFLA_ERROR_USAGE,
            "no source image was set. hint: gfla_pose_set_source comes first");
    status = gfla_pose_transfer_set_target(&pose->transfer, target, p->pose_width ? &fit : NULL);
    if (status == GFLA_ERROR_INPUT)
        gfla_fail_context(status, "key points of the target");
    if (status != GFLA_OK)
        return status;
    TRY(gfla_pose_transfer_run(&pose->transfer, &bitmap));
    gfla_image_take_bitmap(image, &bitmap);
    pose->has_run = true;
fail:
    return status;
}

gfla_status gfla_pose_render(gfla_pose *pose, const struct gfla_keypoints *target, struct gfla_image *image)
{
    gfla_context *const before = gfla_context_enter(pose->context);
    *image = (struct gfla_image){0};
    const gfla_status status = render(pose, target, image);
    gfla_context_enter(before);
    return status;
}

gfla_status gfla_pose_render_batch(gfla_pose *pose, const struct gfla_keypoints *targets, size_t n,
                                   struct gfla_image *images)
{
    gfla_status status = GFLA_OK;
    struct gfla_progress_count progress;
    gfla_context *const before = gfla_context_enter(pose->context);
    for (size_t i = 0; i < n; i++)
        images[i] = (struct gfla_image){0};
    gfla_progress_begin(&progress, "poses", n);
    for (size_t i = 0; i < n && status == GFLA_OK; i++) {
        status = render(pose, &targets[i], &images[i]);
        if (status != GFLA_OK)
            gfla_fail_context(status, "target %zu", i);
        else
            gfla_progress_set(&progress, i + 1);
    }
    gfla_progress_end(&progress);
    for (size_t i = 0; i < n && status != GFLA_OK; i++)
        gfla_image_free(&images[i]);
    gfla_context_enter(before);
    return status;
}

/* planes[channels][height][width] as an image of floats. */
static gfla_status image_of_planes(const float *planes, int width, int height, int channels, struct gfla_image *image)
{
    gfla_status status;
    float *data = NULL;
    const size_t area = (size_t)width * (size_t)height, n = (size_t)channels;
    TRY(gfla_calloc(&data, area * n, sizeof *data, "a map"));
    for (size_t i = 0; i < area; i++)
        for (size_t c = 0; c < n; c++)
            data[n * i + c] = planes[c * area + i];
    *image = (struct gfla_image){
        .data = data, .width = width, .height = height, .channels = channels, .type = GFLA_TYPE_F32};
fail:
    return status;
}

static gfla_status get_map(gfla_pose *pose, gfla_pose_map which, struct gfla_image *map)
{
    gfla_status status;
    struct gfla_pose_maps maps = {0};
    struct gfla_bitmap bitmap = {0};
    REQUIRE((unsigned)which < GFLA_POSE_MAP_COUNT, GFLA_ERROR_USAGE, "no map has the number %d", (int)which);
    REQUIRE(pose->has_run, GFLA_ERROR_USAGE,
            "no image was made of this source yet. hint: gfla_pose_render comes first");
    REQUIRE(which != GFLA_POSE_MAP_ATTENTION || pose->params.keep_attention, GFLA_ERROR_USAGE,
            "the attention was not kept. hint: gfla_pose_params.keep_attention");
    TRY(gfla_pose_maps_fetch(&maps, &pose->transfer.model, which == GFLA_POSE_MAP_ATTENTION));
    if (which == GFLA_POSE_MAP_FLOW) {
        TRY(image_of_planes(maps.flow, maps.width, maps.height, 2, map));
    } else if (which == GFLA_POSE_MAP_MASK) {
        REQUIRE(maps.mask, GFLA_ERROR_USAGE, "%s has no mask", pose->transfer.model.net.model->name);
        TRY(image_of_planes(maps.mask, maps.width, maps.height, 1, map));
    } else {
        TRY(gfla_pose_maps_attention(&maps, &pose->transfer.source, &bitmap));
        gfla_image_take_bitmap(map, &bitmap);
    }
fail:
    gfla_pose_maps_free(&maps);
    return status;
}

gfla_status gfla_pose_get_map(gfla_pose *pose, gfla_pose_map which, struct gfla_image *map)
{
    gfla_context *const before = gfla_context_enter(pose->context);
    *map = (struct gfla_image){0};
    const gfla_status status = get_map(pose, which, map);
    gfla_context_enter(before);
    return status;
}
