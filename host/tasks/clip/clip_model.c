#include "tasks/clip/clip_model.h"

gfla_status gfla_clip_model_open(struct gfla_clip_model *model, gfla_device *device,
                                 const struct gfla_people_options *options)
{
    gfla_status status;
    *model = (struct gfla_clip_model){.has_begun = false};
    TRY(gfla_people_model_open(&model->people, device, options));
    model->is_recurrent = model->people.net.net.frame != NULL;
    REQUIRE(model->is_recurrent || gfla_people_model_find(&model->people, "target_B"), GFLA_ERROR_USAGE,
            "%s makes no frames", model->people.net.model->name);
    return GFLA_OK;
fail:
    gfla_clip_model_close(model);
    return status;
}

void gfla_clip_model_close(struct gfla_clip_model *model)
{
    gfla_people_model_close(&model->people);
}

static gfla_status write(struct gfla_clip_model *model, const char *name, const float *values)
{
    gfla_tensor *tensor = gfla_people_model_find(&model->people, name);
    if (!tensor)
        return gfla_fail(GFLA_ERROR_USAGE, "%s has no input %s", model->people.net.model->name, name);
    return gfla_tensor_write(model->people.plan, tensor, values);
}

static gfla_status carry_over(struct gfla_clip_model *model, bool is_first)
{
    gfla_status status = GFLA_OK;
    const struct gfla_model_net *net = &model->people.net.net;
    for (int i = 0; i < net->n_carries; i++)
        TRY(gfla_model_carry_over(model->people.plan, &net->carry[i], is_first));
fail:
    return status;
}

gfla_status gfla_clip_model_set_reference(struct gfla_clip_model *model, const float *image, const float *structure)
{
    gfla_status status;
    model->has_begun = false;
    TRY(write(model, model->is_recurrent ? "P_reference" : "source", image));
    TRY(write(model, model->is_recurrent ? "BP_reference" : "source_B", structure));
    TRY(carry_over(model, true));
fail:
    return status;
}

gfla_status gfla_clip_model_continue(struct gfla_clip_model *model, const float *image, const float *structure)
{
    gfla_status status = GFLA_OK;
    model->has_begun = false;
    if (!model->is_recurrent)
        return GFLA_OK;
    TRY(write(model, "P_previous", image));
    TRY(write(model, "BP_previous", structure));
fail:
    return status;
}

gfla_status gfla_clip_model_frame(struct gfla_clip_model *model, const float *structure, float *image)
{
    gfla_status status;
    if (model->has_begun)
        TRY(carry_over(model, false));
    if (model->is_recurrent)
        TRY(gfla_tensor_write(model->people.plan, model->people.net.net.frame, structure));
    else
        TRY(write(model, "target_B", structure));
    TRY(gfla_people_model_run(&model->people));
    TRY(gfla_tensor_read(model->people.plan, gfla_people_model_find(&model->people, "out.0"), image));
    model->has_begun = true;
fail:
    return status;
}
