#include "tasks/pose/pose_transfer.h"

#include <stdlib.h>

#include "base/memory.h"
#include "people/inside.h"

#define BACKGROUND 255           /* around an image whose aspect is kept */
#define WARPED "flow_net.warped" /* the tensor of models/gfla/figure.h */

const char *const gfla_pose_networks[] = {"person", "person-market", "figure", NULL};
const char *const gfla_pose_attention[] = {GFLA_POSE_ATTENTION_TENSOR, NULL};

gfla_status gfla_pose_transfer_open(struct gfla_pose_transfer *work, gfla_device *device,
                                    const struct gfla_people_options *model, bool pad)
{
    gfla_status status;
    struct gfla_people_options asked = *model;
    if (!asked.weights && !asked.opened)
        asked.weights = GFLA_PEOPLE_MODEL;
    *work = (struct gfla_pose_transfer){.pad = pad};
    TRY(gfla_people_model_open(&work->model, device, &asked));
    const struct gfla_network_config *c = &work->model.net.config;
    work->pad |= gfla_people_model_keeps_aspect(&work->model);
    const size_t area = (size_t)c->height * (size_t)c->width;
    TRY(gfla_structure_maps_create(&work->maps, device, GFLA_STRUCTURE_PERSON, 1, c->height, c->width));
    TRY(gfla_calloc(&work->planes, 3 * area, sizeof *work->planes, "an image"));
    TRY(gfla_calloc(&work->structure, (size_t)c->structure * area, sizeof *work->structure, "heat maps"));
    return GFLA_OK;
fail:
    gfla_pose_transfer_close(work);
    return status;
}

void gfla_pose_transfer_close(struct gfla_pose_transfer *work)
{
    gfla_bitmap_free(&work->source);
    gfla_structure_maps_destroy(&work->maps);
    gfla_people_model_close(&work->model);
    free(work->planes);
    free(work->structure);
    work->planes = work->structure = NULL;
}

struct gfla_fit gfla_pose_transfer_fit(const struct gfla_pose_transfer *work, int width, int height)
{
    const struct gfla_network_config *c = &work->model.net.config;
    return work->pad ? gfla_fit_pad(width, height, c->width, c->height)
                     : gfla_fit_stretch(width, height, c->width, c->height);
}

/* Points as the network knows them, in pixels of its images, and their maps into one of its inputs. */
static gfla_status write_pose(struct gfla_pose_transfer *work, const struct gfla_keypoints *points,
                              const struct gfla_fit *fit, const char *input, const char *hint,
                              struct gfla_keypoints *pose)
{
    gfla_status status;
    if (gfla_keypoints_convert(pose, GFLA_JOINTS_COCO_18, points) != GFLA_OK)
        return GFLA_ERROR_INPUT;
    REQUIRE(gfla_keypoints_count(pose) > 0, GFLA_ERROR_INPUT, "shows nobody");
    TRY(gfla_points_check_inside(pose, fit->from_width, fit->from_height, hint));
    gfla_fit_points(fit, pose);
    TRY(gfla_structure_maps_run(&work->maps, pose, work->structure));
    TRY(gfla_tensor_write(work->model.plan, gfla_people_model_find(&work->model, input), work->structure));
fail:
    return status;
}

gfla_status gfla_pose_transfer_set_source(struct gfla_pose_transfer *work, const struct gfla_bitmap *image,
                                          const struct gfla_keypoints *points, const struct gfla_fit *fit)
{
    gfla_status status;
    gfla_bitmap_free(&work->source);
    work->fit = gfla_pose_transfer_fit(work, image->width, image->height);
    TRY(gfla_fit_image(&work->fit, image, BACKGROUND, &work->source));
    gfla_bitmap_to_planes(&work->source, work->planes);
    TRY(gfla_tensor_write(work->model.plan, gfla_people_model_find(&work->model, "source"), work->planes));
    TRY(write_pose(work, points, fit ? fit : &work->fit, "source_B", GFLA_HINT_SOURCE, &work->source_pose));
    return GFLA_OK;
fail:
    gfla_bitmap_free(&work->source);
    return status;
}

gfla_status gfla_pose_transfer_set_target(struct gfla_pose_transfer *work, const struct gfla_keypoints *points,
                                          const struct gfla_fit *fit)
{
    return write_pose(work, points, fit ? fit : &work->fit, "target_B", GFLA_HINT_POSE_SIZE, &work->target_pose);
}

/* An image [1,3,h,w] of the network, without what was put around the source. */
static gfla_status read_image(struct gfla_pose_transfer *work, gfla_tensor *tensor, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap whole = {0};
    TRY(gfla_tensor_read(work->model.plan, tensor, work->planes));
    TRY(gfla_bitmap_from_planes(work->planes, work->fit.width, work->fit.height, 3, &whole));
    status = gfla_fit_crop(&work->fit, &whole, image);
fail:
    gfla_bitmap_free(&whole);
    return status;
}

gfla_status gfla_pose_transfer_run(struct gfla_pose_transfer *work, struct gfla_bitmap *image)
{
    gfla_status status;
    *image = (struct gfla_bitmap){0};
    REQUIRE(work->source.pixels, GFLA_ERROR_USAGE, "no source image was set");
    TRY(gfla_people_model_run(&work->model));
    status = read_image(work, gfla_people_model_find(&work->model, "out.0"), image);
fail:
    return status;
}

bool gfla_pose_transfer_has_flow(const struct gfla_pose_transfer *work)
{
    return gfla_people_model_find(&work->model, WARPED) != NULL;
}

gfla_status gfla_pose_transfer_warped(struct gfla_pose_transfer *work, struct gfla_bitmap *image)
{
    gfla_status status;
    *image = (struct gfla_bitmap){0};
    REQUIRE(gfla_pose_transfer_has_flow(work), GFLA_ERROR_USAGE, "this network has no flow of the image's size");
    status = read_image(work, gfla_people_model_find(&work->model, WARPED), image);
fail:
    return status;
}
