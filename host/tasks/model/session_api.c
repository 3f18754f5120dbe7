#include <gfla/model.h>

#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "tasks/check/self_check.h"
#include "tasks/model/model_session.h"
#include "train/weights.h"

gfla_status gfla_model_keep(const struct gfla_net_model *net, const char *const *names)
{
    gfla_status status = GFLA_OK;
    for (; names && *names; names++) {
        gfla_tensor *const tensor = gfla_graph_find(net->graph, *names);
        REQUIRE(tensor && tensor->role == GFLA_ROLE_ACTIVATION, GFLA_ERROR_USAGE,
                "%s has no activation \"%s\" to keep. hint: gfla infer --taps writes all of them", net->model->name,
                *names);
        gfla_graph_keep(tensor);
    }
fail:
    return status;
}

/* The file is read by one session at a time. */
static gfla_status load_weights(gfla_session *session, const gfla_model *model)
{
    gfla_model *const shared = (gfla_model *)model;
    pthread_mutex_lock(&shared->lock);
    const gfla_status status = gfla_weights_load_open(session->plan, session->net.graph, shared->weights,
                                                      session->net.path, session->net.model->prefix);
    pthread_mutex_unlock(&shared->lock);
    return status;
}

static gfla_status open_session(gfla_session *session, const gfla_model *model, const struct gfla_session_params *p)
{
    gfla_status status;
    REQUIRE(model->weights, GFLA_ERROR_USAGE, "%s was opened without weights, so it cannot run. hint: open a file",
            model->net.model->name);
    REQUIRE(gfla_device_computes(session->device), GFLA_ERROR_USAGE,
            "the null device computes nothing. hint: gfla_model_plan says what a network takes");
    TRY(gfla_model_build_size(&session->net, model, p));
    TRY(gfla_model_keep(&session->net, p->keep));
    const struct gfla_plan_params params = {.build_aside = true, .skip_unchanged = p->keep_unchanged != 0};
    TRY(gfla_self_check(session->device, session->net.graph));
    TRY(gfla_plan_create(&session->plan, session->net.graph, session->device, &params));
    status = load_weights(session, model);
fail:
    return status;
}

gfla_status gfla_session_create(gfla_session **session, const gfla_model *model, gfla_device *device,
                                const struct gfla_session_params *params)
{
    gfla_status status;
    struct gfla_session_params p;
    gfla_context *const before = gfla_context_enter(gfla_device_context(device));
    *session = NULL;
    TRY(gfla_check_cancelled());
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_session_params"));
    TRY(gfla_calloc(session, 1, sizeof **session, "a session"));
    (*session)->device = device;
    status = open_session(*session, model, &p);
    if (status != GFLA_OK)
        gfla_session_destroy(session);
fail:
    gfla_context_enter(before);
    return status;
}

void gfla_session_destroy(gfla_session **session)
{
    if (!session || !*session)
        return;
    gfla_context *const before = gfla_context_enter(gfla_device_context((*session)->device));
    if ((*session)->plan)
        gfla_device_finish((*session)->device);
    gfla_plan_destroy(&(*session)->plan);
    gfla_net_model_close(&(*session)->net);
    free(*session);
    *session = NULL;
    gfla_context_enter(before);
}

/* From the last frame to the next, before anything of the next is written. */
static gfla_status carry_over(gfla_session *session)
{
    gfla_status status = GFLA_OK;
    const struct gfla_model_net *net = &session->net.net;
    for (int i = 0; session->is_due && i < net->n_carries; i++)
        TRY(gfla_model_carry_over(session->plan, &net->carry[i], false));
    session->is_due = false;
fail:
    return status;
}

static gfla_status check_count(const gfla_tensor *tensor, const char *name, size_t count)
{
    char shape[96];
    if (count == (size_t)gfla_shape_count(tensor->shape))
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_USAGE, "%s is %s, %lld numbers, not %zu", name,
                     gfla_shape_text(tensor->shape, shape, sizeof shape), (long long)gfla_shape_count(tensor->shape),
                     count);
}

gfla_status gfla_session_begin_set(gfla_session *session, const char *name, size_t count, gfla_tensor **tensor)
{
    gfla_status status = GFLA_OK;
    const struct gfla_model_net *net = &session->net.net;
    int i = 0;
    *tensor = NULL;
    while (i < net->n_inputs && strcmp(net->input[i]->name, name) != 0)
        i++;
    REQUIRE(i < net->n_inputs, GFLA_ERROR_USAGE, "%s has no input \"%s\". hint: gfla_model_describe has their names",
            session->net.model->name, name);
    if (count)
        TRY(check_count(net->input[i], name, count));
    TRY(carry_over(session));
    session->is_set[i] = true;
    *tensor = net->input[i];
fail:
    return status;
}

gfla_status gfla_session_set(gfla_session *session, const char *name, const float *values, size_t count)
{
    gfla_status status;
    gfla_tensor *tensor;
    gfla_context *const before = gfla_context_enter(gfla_device_context(session->device));
    REQUIRE(count, GFLA_ERROR_USAGE, "%s: 0 numbers", name);
    TRY(gfla_session_begin_set(session, name, count, &tensor));
    TRY(gfla_tensor_write(session->plan, tensor, values));
fail:
    gfla_context_enter(before);
    return status;
}

static bool is_carried(const struct gfla_model_net *net, const gfla_tensor *input)
{
    for (int i = 0; i < net->n_carries; i++)
        if (net->carry[i].to == input)
            return true;
    return false;
}

/* Of the first frame: what is carried, and was not set, is the reference. */
static gfla_status prepare_first(gfla_session *session)
{
    gfla_status status = GFLA_OK;
    const struct gfla_model_net *net = &session->net.net;
    for (int i = 0; i < net->n_inputs; i++)
        REQUIRE(session->is_set[i] || is_carried(net, net->input[i]), GFLA_ERROR_USAGE, "the input \"%s\" was not set",
                net->input[i]->name);
    for (int i = 0; i < net->n_carries; i++)
        for (int j = 0; j < net->n_inputs; j++)
            if (net->carry[i].to == net->input[j] && !session->is_set[j])
                TRY(gfla_model_carry_over(session->plan, &net->carry[i], true));
fail:
    return status;
}

gfla_status gfla_session_run(gfla_session *session)
{
    gfla_status status;
    gfla_context *const before = gfla_context_enter(gfla_device_context(session->device));
    TRY(gfla_check_cancelled());
    if (!session->has_run)
        TRY(prepare_first(session));
    TRY(carry_over(session));
    TRY(gfla_plan_run(session->plan));
    if (!session->is_packed)
        TRY(gfla_plan_release_weights(session->plan));
    session->is_packed = session->has_run = true;
    session->is_due = session->net.net.n_carries > 0;
fail:
    gfla_context_enter(before);
    return status;
}

gfla_status gfla_session_find_result(gfla_session *session, const char *name, gfla_tensor **tensor)
{
    gfla_status status = GFLA_OK;
    const struct gfla_model_net *net = &session->net.net;
    char text[32];
    *tensor = NULL;
    REQUIRE(session->is_packed, GFLA_ERROR_USAGE, "%s has not run yet", session->net.model->name);
    for (int i = 0; i < net->n_outputs && !*tensor; i++)
        if (strcmp(gfla_model_output_name(&net->output[i], -1, text, sizeof text), name) == 0)
            *tensor = net->output[i].tensor;
    if (!*tensor) {
        gfla_tensor *const kept = gfla_graph_find(session->net.graph, name);
        *tensor = kept && kept->keep && kept->buffer ? kept : NULL;
    }
    REQUIRE(*tensor, GFLA_ERROR_USAGE, "%s has no output \"%s\", and nothing of that name was kept",
            session->net.model->name, name);
fail:
    return status;
}

gfla_status gfla_session_get(gfla_session *session, const char *name, float *values, size_t count)
{
    gfla_status status;
    gfla_tensor *tensor;
    gfla_context *const before = gfla_context_enter(gfla_device_context(session->device));
    TRY(gfla_session_find_result(session, name, &tensor));
    TRY(check_count(tensor, name, count));
    TRY(gfla_tensor_read(session->plan, tensor, values));
fail:
    gfla_context_enter(before);
    return status;
}

gfla_status gfla_session_restart(gfla_session *session)
{
    for (int i = 0; i < session->net.net.n_inputs; i++)
        if (is_carried(&session->net.net, session->net.net.input[i]))
            session->is_set[i] = false;
    session->has_run = session->is_due = false;
    return GFLA_OK;
}

gfla_status gfla_session_wait(gfla_session *session)
{
    gfla_context *const before = gfla_context_enter(gfla_device_context(session->device));
    const gfla_status status = gfla_device_finish(session->device);
    gfla_context_enter(before);
    return status;
}
