/* gfla/graph.h: leaves, gradients and updates. */
#include "tasks/api/network_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"

#define DEFAULT_RATE 1e-3
#define DEFAULT_BETA1 0.9
#define DEFAULT_BETA2 0.999

gfla_status gfla_network_create(gfla_network **network)
{
    gfla_status status;
    gfla_network *n = NULL;
    *network = NULL;
    TRY(gfla_calloc(&n, 1, sizeof *n, "a network"));
    TRY(gfla_graph_create(&n->graph));
    *network = n;
    return GFLA_OK;
fail:
    gfla_network_destroy(&n);
    return status;
}

void gfla_network_destroy(gfla_network **network)
{
    if (!network || !*network)
        return;
    gfla_network *n = *network;
    if (n->plan)
        (void)gfla_device_finish(n->device);
    gfla_plan_destroy(&n->plan);
    gfla_graph_destroy(&n->graph);
    for (size_t i = 0; i < n->n_begin; i++)
        free(n->begin[i].values);
    free(n->begin);
    free(n);
    *network = NULL;
}

gfla_status gfla_network_status(gfla_network *network)
{
    return gfla_graph_status(network->graph);
}

static bool is_own(const gfla_network *network, const gfla_tensor *tensor)
{
    const size_t index = (size_t)tensor->index;
    return index < gfla_graph_n_tensors(network->graph) && gfla_graph_tensor(network->graph, index) == tensor;
}

bool gfla_network_can_build(gfla_network *network, gfla_tensor *const *in, int n)
{
    if (gfla_graph_status(network->graph) != GFLA_OK)
        return false;
    if (network->plan) {
        gfla_graph_fail(network->graph, GFLA_ERROR_USAGE,
                        "the network is planned, nothing can be built on it. hint: "
                        "build another");
        return false;
    }
    for (int i = 0; i < n; i++) {
        if (!in[i])
            return false;
        if (!is_own(network, in[i])) {
            gfla_graph_fail(network->graph, GFLA_ERROR_USAGE, "tensor %d of %d belongs to another network", i + 1, n);
            return false;
        }
    }
    return true;
}

/* Keeps what a function said in the network, where the next ones find it. */
static gfla_status keep(gfla_network *network, gfla_status status)
{
    char message[512];
    if (status == GFLA_OK)
        return GFLA_OK;
    snprintf(message, sizeof message, "%s", gfla_error_message());
    return gfla_graph_fail(network->graph, status, "%s", message);
}

/* ---- leaves ---- */

static bool take_shape(gfla_network *network, const char *name, int n_dims, const int64_t *dims,
                       struct gfla_shape *shape)
{
    *shape = (struct gfla_shape){.rank = n_dims};
    if (!gfla_network_can_build(network, NULL, 0))
        return false;
    if (!name || !name[0])
        gfla_graph_fail(network->graph, GFLA_ERROR_USAGE, "an input or a parameter needs a name");
    else if (n_dims < 1 || n_dims > GFLA_TENSOR_MAX_DIMS || !dims)
        gfla_graph_fail(network->graph, GFLA_ERROR_USAGE, "\"%s\" of %d dimensions: 1 to %d are possible", name, n_dims,
                        GFLA_TENSOR_MAX_DIMS);
    else
        memcpy(shape->dim, dims, (size_t)n_dims * sizeof *dims);
    return gfla_graph_status(network->graph) == GFLA_OK;
}

gfla_tensor *gfla_network_input(gfla_network *network, const char *name, int n_dims, const int64_t *dims)
{
    struct gfla_shape shape;
    if (!take_shape(network, name, n_dims, dims, &shape))
        return NULL;
    return gfla_graph_input(network->graph, name, shape, n_dims == 4 ? GFLA_LAYOUT_BLOCKED : GFLA_LAYOUT_PLAIN);
}

static gfla_status keep_values(gfla_network *network, gfla_tensor *param, const float *values)
{
    gfla_status status;
    const size_t count = (size_t)gfla_shape_count(param->shape);
    struct gfla_network_values begin = {.param = param};
    TRY(gfla_grow(&network->begin, &network->begin_capacity, network->n_begin + 1, sizeof *network->begin,
                  "initial values"));
    TRY(gfla_calloc(&begin.values, count, sizeof *values, "initial values"));
    memcpy(begin.values, values, count * sizeof *values);
    network->begin[network->n_begin++] = begin;
fail:
    return status;
}

gfla_tensor *gfla_network_param(gfla_network *network, const char *name, int n_dims, const int64_t *dims,
                                const float *values)
{
    struct gfla_shape shape;
    if (!take_shape(network, name, n_dims, dims, &shape))
        return NULL;
    const bool is_new = !gfla_graph_find(network->graph, name);
    gfla_tensor *param = gfla_graph_param(network->graph, name, shape);
    if (param && values && is_new && keep(network, keep_values(network, param, values)) != GFLA_OK)
        return NULL;
    return param;
}

gfla_tensor *gfla_network_output(gfla_network *network, gfla_tensor *tensor, const char *name)
{
    if (!gfla_network_can_build(network, &tensor, 1))
        return NULL;
    if (tensor->role != GFLA_ROLE_ACTIVATION || !name || !name[0]) {
        gfla_graph_fail(network->graph, GFLA_ERROR_USAGE, "an output needs a name, and is what an op made");
        return NULL;
    }
    if (gfla_graph_find(network->graph, name)) {
        gfla_graph_fail(network->graph, GFLA_ERROR_USAGE, "there is already a tensor named \"%s\"", name);
        return NULL;
    }
    return gfla_graph_keep(gfla_graph_name(network->graph, tensor, "%s", name));
}

gfla_tensor *gfla_network_find(const gfla_network *network, const char *name)
{
    return name ? gfla_graph_find(network->graph, name) : NULL;
}

int gfla_tensor_get_dims(const gfla_tensor *tensor, int64_t dims[GFLA_TENSOR_MAX_DIMS])
{
    if (!tensor)
        return 0;
    for (int i = 0; dims && i < tensor->shape.rank; i++)
        dims[i] = tensor->shape.dim[i];
    return tensor->shape.rank;
}

int64_t gfla_tensor_get_count(const gfla_tensor *tensor)
{
    return tensor ? gfla_shape_count(tensor->shape) : 0;
}

/* ---- gradients and updates ---- */

static bool is_read(const gfla_graph *graph, const gfla_tensor *tensor)
{
    for (size_t i = 0; i < gfla_graph_n_nodes(graph); i++) {
        const struct gfla_node *node = gfla_graph_node(graph, i);
        for (int j = 0; j < node->n_in; j++)
            if (node->in[j] == tensor)
                return true;
    }
    return false;
}

gfla_tensor *gfla_network_require_gradient(gfla_network *network, gfla_tensor *input)
{
    if (!gfla_network_can_build(network, &input, 1))
        return NULL;
    if (input->role != GFLA_ROLE_INPUT || input->view_of || is_read(network->graph, input)) {
        gfla_graph_fail(network->graph, GFLA_ERROR_USAGE,
                        "\"%s\" cannot require a gradient. hint: an input, before anything is built on it",
                        input->name);
        return NULL;
    }
    input->needs_grad = true;
    return input;
}

gfla_status gfla_network_differentiate(gfla_network *network, gfla_tensor *loss)
{
    if (!gfla_network_can_build(network, &loss, 1))
        return gfla_graph_status(network->graph);
    return keep(network, gfla_graph_differentiate(network->graph, loss));
}

gfla_tensor *gfla_network_gradient(gfla_network *network, gfla_tensor *leaf)
{
    if (!gfla_network_can_build(network, &leaf, 1))
        return NULL;
    return gfla_graph_keep(leaf->grad);
}

void gfla_network_adam_params_init(struct gfla_network_adam_params *params)
{
    *params = (struct gfla_network_adam_params){.struct_size = sizeof *params};
}

static gfla_status add_adam(gfla_network *network, const struct gfla_network_adam_params *params)
{
    gfla_status status;
    struct gfla_network_adam_params p;
    gfla_graph *graph = network->graph;
    int n_updates = 0;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_network_adam_params"));
    REQUIRE(p.learning_rate >= 0 && p.beta1 >= 0 && p.beta1 < 1 && p.beta2 >= 0 && p.beta2 < 1 && p.eps >= 0 &&
                p.weight_decay >= 0 && p.clip >= 0,
            GFLA_ERROR_USAGE, "gfla_network_adam_params: a value is below 0, or a beta is not below 1");
    REQUIRE(!network->hyper, GFLA_ERROR_USAGE, "the network has updates already");
    network->adam = (struct gfla_adam_params){.lr = p.learning_rate > 0 ? p.learning_rate : DEFAULT_RATE,
                                              .beta1 = p.beta1 > 0 ? p.beta1 : DEFAULT_BETA1,
                                              .beta2 = p.beta2 > 0 ? p.beta2 : DEFAULT_BETA2,
                                              .eps = p.eps,
                                              .weight_decay = p.weight_decay,
                                              .clip = p.clip};
    gfla_tensor *hyper = gfla_graph_state(graph, "adam.hyper", gfla_shape_1d(GFLA_ADAM_N_HYPER), 0.0f);
    for (size_t i = 0, n = gfla_graph_n_tensors(graph); i < n; i++) {
        gfla_tensor *param = gfla_graph_tensor(graph, i);
        if (param->role != GFLA_ROLE_PARAM || param->view_of || !param->grad)
            continue;
        TRY(gfla_adam_update(graph, param, hyper));
        n_updates++;
    }
    REQUIRE(n_updates > 0, GFLA_ERROR_USAGE, "no parameter has a gradient. hint: gfla_network_differentiate first");
    TRY(gfla_graph_status(graph));
    network->hyper = hyper;
fail:
    return status;
}

gfla_status gfla_network_add_adam(gfla_network *network, const struct gfla_network_adam_params *params)
{
    if (!gfla_network_can_build(network, NULL, 0))
        return gfla_graph_status(network->graph);
    return keep(network, add_adam(network, params));
}

gfla_status gfla_network_set_learning_rate(gfla_network *network, double rate)
{
    gfla_status status = GFLA_OK;
    REQUIRE(network->hyper, GFLA_ERROR_USAGE, "the network has no updates. hint: gfla_network_add_adam");
    REQUIRE(rate >= 0, GFLA_ERROR_USAGE, "a learning rate of %g; at least 0", rate);
    network->adam.lr = rate;
fail:
    return status;
}
