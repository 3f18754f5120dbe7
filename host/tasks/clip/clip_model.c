#include "tasks/clip/clip_model.h"

gfla_status clip_model_open(struct clip_model *model, gfla_device *device, const struct people_asked *asked)
{
    gfla_status status;
    *model = (struct clip_model){.has_begun = false};
    TRY(people_model_open(&model->people, device, asked));
    REQUIRE(model->people.net.net.frame, GFLA_ERROR_USAGE, "%s makes no frames", model->people.net.model->name);
    return GFLA_OK;
fail:
    clip_model_close(model);
    return status;
}

void clip_model_close(struct clip_model *model)
{
    people_model_close(&model->people);
}

static gfla_status write(struct clip_model *model, const char *name, const float *values)
{
    gfla_tensor *tensor = people_model_find(&model->people, name);
    if (!tensor)
        return gfla_fail(GFLA_ERROR_USAGE, "%s has no input %s", model->people.net.model->name, name);
    return gfla_tensor_write(model->people.plan, tensor, values);
}

static gfla_status carry_over(struct clip_model *model, bool is_first)
{
    gfla_status status = GFLA_OK;
    const struct gfla_model_net *net = &model->people.net.net;
    for (int i = 0; i < net->n_carries; i++)
        TRY(gfla_model_carry_over(model->people.plan, &net->carry[i], is_first));
fail:
    return status;
}

gfla_status clip_model_refer(struct clip_model *model, const float *picture, const float *structure)
{
    gfla_status status;
    model->has_begun = false;
    TRY(write(model, "P_reference", picture));
    TRY(write(model, "BP_reference", structure));
    TRY(carry_over(model, true));
fail:
    return status;
}

gfla_status clip_model_continue(struct clip_model *model, const float *picture, const float *structure)
{
    gfla_status status;
    model->has_begun = false;
    TRY(write(model, "P_previous", picture));
    TRY(write(model, "BP_previous", structure));
fail:
    return status;
}

gfla_status clip_model_frame(struct clip_model *model, const float *structure, float *picture)
{
    gfla_status status;
    if (model->has_begun)
        TRY(carry_over(model, false));
    TRY(gfla_tensor_write(model->people.plan, model->people.net.net.frame, structure));
    TRY(people_model_run(&model->people));
    TRY(gfla_tensor_read(model->people.plan, people_model_find(&model->people, "out.0"), picture));
    model->has_begun = true;
fail:
    return status;
}
