#include "tasks/view/view_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "train/weights.h"

#ifndef GFLA_MODEL_FOLDERS
#define GFLA_MODEL_FOLDERS "models/weights"
#endif

static bool try_folder(const char *folder, size_t length, const char *name, char *path, size_t size)
{
    int n = snprintf(path, size, "%.*s/%s.safetensors", (int)length, folder, name);
    return n > 0 && (size_t)n < size && gfla_file_exists(path);
}

gfla_status gfla_view_model_find(const char *name, char *path, size_t size)
{
    const char *folders[] = {getenv("GFLA_MODELS"), GFLA_MODEL_FOLDERS};
    snprintf(path, size, "%s", name);
    if (strchr(name, '/') || gfla_file_exists(name))
        return GFLA_OK;
    for (int i = 0; i < 2; i++)
        for (const char *folder = folders[i]; folder && *folder;) {
            size_t length = strcspn(folder, ":");
            if (try_folder(folder, length, name, path, size))
                return GFLA_OK;
            folder += length + (folder[length] == ':');
        }
    return gfla_fail(GFLA_ERROR_INPUT,
                     "no model \"%s\": looked in %s%s%s. hint: name a file of weights, or set GFLA_MODELS", name,
                     folders[0] ? folders[0] : "", folders[0] ? ":" : "", GFLA_MODEL_FOLDERS);
}

gfla_status gfla_view_model_open(struct gfla_view_model *model, gfla_device *device, const char *weights, int batch)
{
    gfla_status status;
    char path[1024];
    *model = (struct gfla_view_model){
        .settings = {.form = GFLA_FORM_PUBLISHED, .size = 256, .width = 64, .flow_width = 32, .attention_width = 128}};
    TRY(gfla_view_model_find(weights, path, sizeof path));
    TRY(gfla_view_settings_read(&model->settings, path));
    model->settings.batch = batch;
    struct gfla_shapenet_config config = gfla_view_settings_config(&model->settings);
    TRY(gfla_graph_create(&model->graph));
    TRY(gfla_shapenet_build(model->graph, &config, &model->net));
    TRY(gfla_plan_create(&model->plan, model->graph, device,
                         &(struct gfla_plan_params){.build_aside = true, .skip_unchanged = true}));
    TRY(gfla_weights_load(model->plan, model->graph, path, GFLA_WEIGHTS_ALL, NULL));
    TRY(gfla_view_poses_create(&model->poses, batch));
    size_t image = (size_t)3 * config.size * config.size;
    TRY(gfla_calloc(&model->batch, (size_t)batch * image, sizeof(float), "pictures"));
    return GFLA_OK;
fail:
    gfla_view_model_close(model);
    return status;
}

void gfla_view_model_close(struct gfla_view_model *model)
{
    gfla_plan_destroy(&model->plan);
    gfla_graph_destroy(&model->graph);
    gfla_view_poses_destroy(&model->poses);
    free(model->batch);
    model->batch = NULL;
}

gfla_status gfla_view_model_set_source(struct gfla_view_model *model, const float *planes,
                                       struct gfla_view_angles angles)
{
    size_t image = (size_t)3 * model->settings.size * model->settings.size;
    for (int i = 0; i < model->settings.batch; i++)
        memcpy(model->batch + i * image, planes, image * sizeof *planes);
    model->source = angles;
    return gfla_tensor_write(model->plan, model->net.source, model->batch);
}

gfla_status gfla_view_model_run(struct gfla_view_model *model, const struct gfla_view_angles *targets, int n)
{
    gfla_status status;
    for (int i = 0; i < model->settings.batch; i++)
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
