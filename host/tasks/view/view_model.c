#include "tasks/view/view_model.h"

#include <stdlib.h>
#include <string.h>

#include "models/gfla/solid.h"
#include "tasks/check/self_check.h"
#include "train/weights.h"

static gfla_tensor *kept(const struct gfla_view_model *model, const char *name)
{
    return gfla_graph_keep(gfla_graph_find(model->base.graph, name));
}

/* What views of other sizes are made from (view_enlarge.h). */
static void keep_parts(struct gfla_view_model *model)
{
    model->painted = kept(model, "target.painted");
    model->gates = kept(model, "target.gates");
    gfla_graph_keep(model->net.mirror_flow);
}

gfla_status gfla_view_model_open(struct gfla_view_model *model, gfla_device *device, const char *weights, int batch)
{
    gfla_status status;
    *model = (struct gfla_view_model){.plan = NULL};
    TRY(gfla_net_model_choose(&model->base, &(struct gfla_net_options){.model = weights, .fallback = "shapenet"}));
    gfla_net_model_resize(&model->base, 0, 0, batch);
    TRY(gfla_graph_create(&model->base.graph));
    status = gfla_shapenet_of_network(model->base.graph, model->base.model, &model->base.config, &model->net);
    if (status != GFLA_OK) /* all of it is the file's word */
        status = gfla_fail_context(status == GFLA_ERROR_USAGE ? GFLA_ERROR_INPUT : status, "%s", model->base.path);
    TRY(status);
    if (model->net.config.shape_only) { /* of which its points are all that there is to see */
        gfla_solid_cameras(model->base.graph, &model->net);
        gfla_solid_draw(model->base.graph, &model->net);
        TRY(gfla_graph_status(model->base.graph));
    }
    keep_parts(model);
    TRY(gfla_self_check(device, model->base.graph));
    TRY(gfla_plan_create(&model->plan, model->base.graph, device,
                         &(struct gfla_plan_params){.build_aside = true, .skip_unchanged = true}));
    TRY(gfla_weights_load_part(model->plan, model->base.graph, model->base.path, "", NULL));
    TRY(gfla_view_poses_create(&model->poses, batch));
    const size_t image = (size_t)3 * (size_t)model->net.config.size * (size_t)model->net.config.size;
    TRY(gfla_calloc(&model->batch, (size_t)batch * image, sizeof(float), "pictures"));
    return GFLA_OK;
fail:
    gfla_view_model_close(model);
    return status;
}

void gfla_view_model_close(struct gfla_view_model *model)
{
    gfla_plan_destroy(&model->plan);
    gfla_net_model_close(&model->base);
    gfla_view_poses_destroy(&model->poses);
    free(model->batch);
    model->batch = NULL;
}

/* The same for every item of the batch. */
static gfla_status write_to_all(struct gfla_view_model *model, gfla_tensor *tensor, const float *planes, size_t count)
{
    for (int i = 0; i < model->net.config.batch; i++)
        memcpy(model->batch + i * count, planes, count * sizeof *planes);
    return gfla_tensor_write(model->plan, tensor, model->batch);
}

gfla_status gfla_view_model_set_source(struct gfla_view_model *model, const float *planes, const float *alpha,
                                       struct gfla_view_angles angles)
{
    gfla_status status;
    const size_t area = (size_t)model->net.config.size * model->net.config.size;
    model->source = angles;
    TRY(write_to_all(model, model->net.source, planes, 3 * area));
    if (model->net.source_alpha)
        TRY(write_to_all(model, model->net.source_alpha, alpha, area));
fail:
    return status;
}

/* One for each item; the last for those that are left. */
static gfla_status write_each(struct gfla_view_model *model, gfla_tensor *tensor, const float *planes, size_t count,
                              int n)
{
    for (int i = 0; i < model->net.config.batch; i++)
        memcpy(model->batch + i * count, planes + (size_t)(i < n ? i : n - 1) * count, count * sizeof *planes);
    return gfla_tensor_write(model->plan, tensor, model->batch);
}

static gfla_status read_some(struct gfla_view_model *model, gfla_tensor *tensor, size_t count, float *values)
{
    gfla_status status;
    TRY(gfla_tensor_read(model->plan, tensor, model->batch));
    memcpy(values, model->batch, count * sizeof *values);
fail:
    return status;
}

gfla_status gfla_view_model_surfaces(struct gfla_view_model *model, struct gfla_view_angles angles, int n,
                                     const float *planes, const float *alpha, float *front, float *back)
{
    gfla_status status;
    const struct gfla_shapenet *net = &model->net;
    const size_t area = (size_t)net->config.size * net->config.size;
    gfla_tensor *const surfaces[] = {net->source_depth, net->source_back_depth};
    for (int i = 0; i < net->config.batch; i++)
        gfla_view_poses_set(&model->poses, i, angles, angles);
    TRY(gfla_view_poses_write(&model->poses, model->plan, net));
    TRY(write_each(model, net->source, planes, 3 * area, n));
    TRY(write_each(model, net->source_alpha, alpha, area, n));
    TRY(gfla_plan_run_for(model->plan, surfaces, 2));
    TRY(read_some(model, net->source_depth, n * area, front));
    TRY(read_some(model, net->source_back_depth, n * area, back));
fail:
    return status;
}

gfla_status gfla_view_model_run(struct gfla_view_model *model, const struct gfla_view_angles *targets, int n)
{
    gfla_status status;
    for (int i = 0; i < model->net.config.batch; i++)
        gfla_view_poses_set(&model->poses, i, model->source, targets[i < n ? i : n - 1]);
    TRY(gfla_view_poses_write(&model->poses, model->plan, &model->net));
    TRY(gfla_plan_run(model->plan));
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_view_model_run_batch(struct gfla_view_model *model, const struct gfla_pair_batch *batch)
{
    gfla_status status;
    gfla_view_poses_of_batch(&model->poses, batch);
    TRY(gfla_view_poses_write(&model->poses, model->plan, &model->net));
    TRY(gfla_plan_run(model->plan));
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_view_model_get(struct gfla_view_model *model, gfla_tensor *tensor, float *values)
{
    return gfla_tensor_read(model->plan, tensor, values);
}
