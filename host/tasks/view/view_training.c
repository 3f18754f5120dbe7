#include "tasks/view/view_training.h"

#include <stdlib.h>

gfla_status gfla_view_poses_create(struct gfla_view_poses *poses, int batch)
{
    gfla_status status;
    float *all = NULL;
    *poses = (struct gfla_view_poses){0};
    TRY(gfla_calloc(&all, (size_t)batch * (2 * 21 + 18 + 2 * 12 + 2 * GFLA_POSE_NUMBERS), sizeof *all, "poses"));
    poses->source = all;
    poses->target = all + batch * 21;
    poses->turn = all + batch * 42;
    poses->camera = all + batch * 60;
    poses->mirror_camera = all + batch * 72;
    poses->source_numbers = all + batch * 84;
    poses->target_numbers = all + batch * (84 + GFLA_POSE_NUMBERS);
    return GFLA_OK;
fail:
    return status;
}

void gfla_view_poses_destroy(struct gfla_view_poses *poses)
{
    free(poses->source);
    *poses = (struct gfla_view_poses){0};
}

/* All but the cameras. */
static void set_angles(struct gfla_view_poses *poses, int n, struct gfla_view_angles source,
                       struct gfla_view_angles target)
{
    gfla_view_pose(source, poses->source + 21 * n);
    gfla_view_pose(target, poses->target + 21 * n);
    gfla_view_turn(source, target, poses->turn + 18 * n);
    gfla_view_pose_numbers(source, 0, poses->source_numbers + GFLA_POSE_NUMBERS * n);
    gfla_view_pose_numbers(target, target.azimuth - source.azimuth, poses->target_numbers + GFLA_POSE_NUMBERS * n);
}

void gfla_view_poses_set(struct gfla_view_poses *poses, int n, struct gfla_view_angles source,
                         struct gfla_view_angles target)
{
    set_angles(poses, n, source, target);
    gfla_view_camera(source, target, poses->camera + 12 * n);
    gfla_view_mirror_camera(source, target, poses->mirror_camera + 12 * n);
}

gfla_status gfla_view_poses_write(const struct gfla_view_poses *poses, gfla_plan *plan, const struct gfla_shapenet *net)
{
    gfla_status status;
    const bool numbers = net->config.form == GFLA_FORM_SOLID;
    if (net->source_pose)
        TRY(gfla_tensor_write(plan, net->source_pose, numbers ? poses->source_numbers : poses->source));
    if (net->target_pose)
        TRY(gfla_tensor_write(plan, net->target_pose, numbers ? poses->target_numbers : poses->target));
    if (net->turn)
        TRY(gfla_tensor_write(plan, net->turn, poses->turn));
    if (net->camera)
        TRY(gfla_tensor_write(plan, net->camera, poses->camera));
    if (net->mirror_camera)
        TRY(gfla_tensor_write(plan, net->mirror_camera, poses->mirror_camera));
    return GFLA_OK;
fail:
    return status;
}

struct gfla_view_angles gfla_view_angles_of(struct gfla_pose pose)
{
    return (struct gfla_view_angles){20.0 * pose.azimuth, 10.0 * pose.elevation};
}

/* What is said of the source where that is not quite so; cameras stay as they are. */
static void set_told(struct gfla_view_poses *poses, int n, const struct gfla_pair_batch *batch)
{
    if (!batch->source_told)
        return;
    const struct gfla_view_angles told = batch->source_told[n];
    gfla_view_pose(told, poses->source + 21 * n);
    gfla_view_pose_numbers(told, 0, poses->source_numbers + GFLA_POSE_NUMBERS * n);
}

void gfla_view_poses_of_batch(struct gfla_view_poses *poses, const struct gfla_pair_batch *batch)
{
    for (int n = 0; n < batch->n; n++) {
        if (!batch->source_camera) {
            gfla_view_poses_set(poses, n, gfla_view_angles_of(batch->source_view[n]),
                                gfla_view_angles_of(batch->target_view[n]));
            set_told(poses, n, batch);
            continue;
        }
        const struct gfla_camera *s = &batch->source_camera[n], *t = &batch->target_camera[n];
        const struct gfla_view_angles source = {s->azimuth, s->elevation}, target = {t->azimuth, t->elevation};
        set_angles(poses, n, source, target);
        gfla_view_camera_between(s->rows, t->rows, false, poses->camera + 12 * n);
        gfla_view_camera_between(s->rows, t->rows, true, poses->mirror_camera + 12 * n);
        set_told(poses, n, batch);
    }
}

/* Inputs of form SOLID, and what it learns of the source. */
static gfla_status feed_solid(gfla_plan *plan, const struct gfla_shapenet *net, const struct gfla_view_truth *truth,
                              const struct gfla_pair_batch *batch)
{
    gfla_status status;
    TRY(gfla_tensor_write(plan, net->source_alpha, batch->source_mask));
    if (!truth)
        return GFLA_OK;
    TRY(gfla_tensor_write(plan, truth->source_surface, batch->source_surface));
    TRY(gfla_tensor_write(plan, truth->source_back_surface, batch->source_back_surface));
    TRY(gfla_tensor_write(plan, truth->source_back_colour, batch->source_back_colour));
    TRY(gfla_tensor_write(plan, truth->silhouette[0], batch->mask[GFLA_SCALE_1]));
    TRY(gfla_tensor_write(plan, truth->silhouette[1], batch->mask[GFLA_SCALE_4]));
    if (truth->band)
        TRY(gfla_tensor_write(plan, truth->band, batch->target_band));
fail:
    return status;
}

/* Truth of the forms that are not the published one. */
static gfla_status feed_full(gfla_plan *plan, const struct gfla_view_truth *truth, const struct gfla_pair_batch *batch)
{
    gfla_status status;
    TRY(gfla_tensor_write(plan, truth->full_flow, batch->flow[GFLA_SCALE_1]));
    TRY(gfla_tensor_write(plan, truth->full_weight, batch->weight[GFLA_SCALE_1]));
    TRY(gfla_tensor_write(plan, truth->full_mask, batch->mask[GFLA_SCALE_1]));
    if (truth->source_mask)
        TRY(gfla_tensor_write(plan, truth->source_mask, batch->source_mask));
    TRY(gfla_tensor_write(plan, truth->source_surface, batch->source_surface));
    TRY(gfla_tensor_write(plan, truth->target_surface, batch->target_surface));
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_view_feed(gfla_plan *plan, const struct gfla_shapenet *net, const struct gfla_view_truth *truth,
                           const struct gfla_pair_batch *batch, struct gfla_view_poses *poses)
{
    gfla_status status;
    static const enum gfla_scale scales[GFLA_SHAPENET_FLOWS] = {GFLA_SCALE_8, GFLA_SCALE_4};
    gfla_view_poses_of_batch(poses, batch);
    TRY(gfla_view_poses_write(poses, plan, net));
    TRY(gfla_tensor_write(plan, net->source, batch->source));
    if (net->config.form == GFLA_FORM_SOLID)
        TRY(feed_solid(plan, net, truth, batch));
    if (!truth || !truth->target)
        return GFLA_OK;
    TRY(gfla_tensor_write(plan, truth->target, batch->target));
    if (!truth->flow[0]) /* losses that know no flow */
        return truth->full_mask ? gfla_tensor_write(plan, truth->full_mask, batch->mask[GFLA_SCALE_1]) : GFLA_OK;
    for (int i = 0; i < net->n_flows; i++) {
        TRY(gfla_tensor_write(plan, truth->flow[i], batch->flow[scales[i]]));
        TRY(gfla_tensor_write(plan, truth->weight[i], batch->weight[scales[i]]));
        TRY(gfla_tensor_write(plan, truth->mask[i], batch->mask[scales[i]]));
    }
    return truth->full_flow ? feed_full(plan, truth, batch) : GFLA_OK;
fail:
    return status;
}
