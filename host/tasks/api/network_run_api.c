/* gfla/graph.h: from a network that is built to values that are computed. */
#include <stdlib.h>

#include "base/context.h"
#include "tasks/check/self_check.h"
#include "tasks/api/network_api.h"

void gfla_network_plan_params_init(struct gfla_network_plan_params *params)
{
    *params = (struct gfla_network_plan_params){.struct_size = sizeof *params};
}

static gfla_status write_initial_values(gfla_network *network)
{
    gfla_status status = GFLA_OK;
    if (gfla_device_get_info(network->device)->kind == GFLA_DEVICE_NULL)
        return GFLA_OK;
    for (size_t i = 0; i < network->n_begin; i++) {
        if (network->begin[i].param->buffer) /* else nothing reads it */
            TRY(gfla_tensor_write(network->plan, network->begin[i].param, network->begin[i].values));
        free(network->begin[i].values);
        network->begin[i].values = NULL;
    }
fail:
    return status;
}

static gfla_status plan(gfla_network *network, const struct gfla_network_plan_params *params)
{
    gfla_status status;
    struct gfla_network_plan_params p;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_network_plan_params"));
    TRY(gfla_self_check(network->device, network->graph));
    TRY(gfla_plan_create(
        &network->plan, network->graph, network->device,
        &(struct gfla_plan_params){.training = network->hyper != NULL, .skip_unchanged = p.skip_unchanged}));
    status = write_initial_values(network);
fail:
    return status;
}

gfla_status gfla_network_plan(gfla_network *network, gfla_device *device, const struct gfla_network_plan_params *params)
{
    gfla_status status;
    TRY(gfla_graph_status(network->graph));
    REQUIRE(!network->device, GFLA_ERROR_USAGE, "the network is planned already");
    network->device = device;
    gfla_context *before = gfla_context_enter(gfla_device_context(device));
    status = plan(network, params);
    gfla_context_enter(before);
fail:
    return status;
}

static gfla_status check_planned(const gfla_network *network)
{
    return network->plan ? GFLA_OK
                         : gfla_fail(GFLA_ERROR_USAGE, "the network is not planned. hint: gfla_network_plan first");
}

gfla_status gfla_network_get_memory(const gfla_network *network, struct gfla_network_memory *memory)
{
    gfla_status status;
    *memory = (struct gfla_network_memory){0};
    TRY(check_planned(network));
    const struct gfla_plan_memory m = gfla_plan_get_memory(network->plan);
    *memory = (struct gfla_network_memory){m.weights, m.state, m.inputs, m.arena};
fail:
    return status;
}

static gfla_status check_values(const gfla_network *network, const gfla_tensor *tensor, size_t count)
{
    gfla_status status;
    TRY(check_planned(network));
    REQUIRE(tensor, GFLA_ERROR_USAGE, "no tensor is given");
    REQUIRE(count == (size_t)gfla_shape_count(tensor->shape), GFLA_ERROR_USAGE, "\"%s\" has %lld values, not %zu",
            tensor->name, (long long)gfla_shape_count(tensor->shape), count);
fail:
    return status;
}

/* Makes the device's context that of this thread for one call. */
static gfla_context *enter(const gfla_network *network)
{
    return gfla_context_enter(gfla_device_context(network->device));
}

gfla_status gfla_network_write(gfla_network *network, gfla_tensor *leaf, const float *values, size_t count)
{
    gfla_status status;
    TRY(check_values(network, leaf, count));
    REQUIRE((leaf->role == GFLA_ROLE_INPUT || leaf->role == GFLA_ROLE_PARAM) && !leaf->view_of, GFLA_ERROR_USAGE,
            "\"%s\" is neither an input nor a parameter, and cannot be written", leaf->name);
    if (!leaf->buffer)
        return GFLA_OK; /* no op reads it */
    gfla_context *before = enter(network);
    status = gfla_tensor_write(network->plan, leaf, values);
    if (status == GFLA_OK && leaf->role == GFLA_ROLE_PARAM)
        gfla_plan_weights_changed(network->plan);
    gfla_context_enter(before);
fail:
    return status;
}

static gfla_status run(gfla_network *network)
{
    gfla_status status;
    float hyper[GFLA_ADAM_N_HYPER];
    if (network->hyper) {
        gfla_adam_hyper(hyper, &network->adam, network->n_steps + 1);
        TRY(gfla_tensor_write(network->plan, network->hyper, hyper));
    }
    TRY(gfla_plan_run(network->plan));
    network->n_steps++;
fail:
    return status;
}

gfla_status gfla_network_run(gfla_network *network)
{
    gfla_status status;
    TRY(check_planned(network));
    gfla_context *before = enter(network);
    status = run(network);
    gfla_context_enter(before);
fail:
    return status;
}

gfla_status gfla_network_read(gfla_network *network, gfla_tensor *tensor, float *values, size_t count)
{
    gfla_status status;
    TRY(check_values(network, tensor, count));
    REQUIRE(tensor->buffer, GFLA_ERROR_USAGE,
            "\"%s\" %s. hint: gfla_network_output or gfla_network_gradient before the network is planned", tensor->name,
            tensor->role == GFLA_ROLE_ACTIVATION ? "was not kept" : "is read by no op");
    gfla_context *before = enter(network);
    status = gfla_tensor_read(network->plan, tensor, values);
    gfla_context_enter(before);
fail:
    return status;
}
