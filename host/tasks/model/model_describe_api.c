#include <gfla/model.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "tasks/model/model_session.h"

#define NAME_SIZE 64

void gfla_session_params_init(struct gfla_session_params *params)
{
    *params = (struct gfla_session_params){.struct_size = sizeof *params};
}

gfla_status gfla_model_build_size(struct gfla_net_model *net, const gfla_model *model,
                                  const struct gfla_session_params *p)
{
    gfla_status status;
    *net = model->net;
    net->weights = NULL;
    REQUIRE(p->batch >= 0 && p->width >= 0 && p->height >= 0 && p->frames >= 0, GFLA_ERROR_USAGE,
            "gfla_session_params: batch %d, width %d, height %d or frames %d is below 0", p->batch, p->width, p->height,
            p->frames);
    REQUIRE(!(p->width || p->height) || net->config.width, GFLA_ERROR_USAGE,
            "%s takes no images, so it has no width and height", net->model->name);
    REQUIRE(!p->frames || net->config.frames, GFLA_ERROR_USAGE, "%s takes no sequence, so it has no number of frames",
            net->model->name);
    gfla_net_model_resize(net, p->width, p->height, p->batch);
    net->config.frames = p->frames ? p->frames : net->config.frames;
    TRY(gfla_net_model_build(net));
    return GFLA_OK;
fail:
    gfla_net_model_close(net);
    return status;
}

static bool is_carried(const struct gfla_model_net *net, const gfla_tensor *input)
{
    for (int i = 0; i < net->n_carries; i++)
        if (net->carry[i].to == input)
            return true;
    return false;
}

/* The description, its tensors and their names, in one piece of memory; the names of what is kept lie behind
 * `outputs`. */
struct draft {
    struct gfla_model_description head;
    struct gfla_tensor_info inputs[GFLA_MODEL_INPUTS];
    char names[GFLA_MODEL_INPUTS + GFLA_MODEL_OUTPUTS][NAME_SIZE];
    struct gfla_tensor_info outputs[];
};

static gfla_status draft_create(struct draft **draft, const char *const *keep)
{
    size_t n_kept = 0, text = 0;
    for (; keep && keep[n_kept]; n_kept++)
        text += strlen(keep[n_kept]) + 1;
    const size_t outputs = (GFLA_MODEL_OUTPUTS + n_kept) * sizeof(struct gfla_tensor_info);
    return gfla_calloc(draft, 1, sizeof **draft + outputs + text, "a description");
}

static void describe_tensor(struct gfla_tensor_info *info, const gfla_tensor *tensor, const char *name)
{
    *info = (struct gfla_tensor_info){.name = name, .rank = tensor->shape.rank};
    for (int i = 0; i < tensor->shape.rank; i++)
        info->dim[i] = tensor->shape.dim[i];
}

static void describe_tensors(struct draft *draft, const struct gfla_model_net *net)
{
    for (int i = 0; i < net->n_inputs; i++) {
        char *const name = draft->names[i];
        snprintf(name, NAME_SIZE, "%s", net->input[i]->name);
        describe_tensor(&draft->inputs[i], net->input[i], name);
        draft->inputs[i].is_frame = net->input[i] == net->frame;
        draft->inputs[i].is_carried = is_carried(net, net->input[i]);
    }
    for (int i = 0; i < net->n_outputs; i++) {
        char *const name = draft->names[GFLA_MODEL_INPUTS + i];
        gfla_model_output_name(&net->output[i], -1, name, NAME_SIZE);
        describe_tensor(&draft->outputs[i], net->output[i].tensor, name);
    }
}

/* Behind the outputs; returns how many there are. */
static size_t describe_kept(struct draft *draft, const struct gfla_net_model *net, const char *const *keep)
{
    struct gfla_tensor_info *const infos = draft->outputs + net->net.n_outputs;
    size_t n = 0;
    while (keep && keep[n])
        n++;
    char *text = (char *)(infos + n);
    for (size_t i = 0; i < n; i++) {
        const size_t length = strlen(keep[i]) + 1;
        describe_tensor(&infos[i], gfla_graph_find(net->graph, keep[i]), memcpy(text, keep[i], length));
        text += length;
    }
    return n;
}

static uint64_t count_parameters(const gfla_graph *graph)
{
    uint64_t n = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role == GFLA_ROLE_PARAM && !tensor->view_of)
            n += (uint64_t)gfla_shape_count(tensor->shape);
    }
    return n;
}

static double count_flops(const gfla_graph *graph)
{
    double flops = 0;
    for (size_t i = 0; i < gfla_graph_n_nodes(graph); i++) {
        const struct gfla_node *node = gfla_graph_node(graph, i);
        flops += node->op->flops ? node->op->flops(node) : 0;
    }
    return flops;
}

gfla_status gfla_model_describe(struct gfla_model_description **description, const gfla_model *model,
                                const struct gfla_session_params *params)
{
    gfla_status status;
    struct gfla_session_params p;
    struct gfla_net_model net = {.model = NULL};
    struct draft *draft = NULL;
    gfla_context *const before = gfla_context_enter(model->library);
    *description = NULL;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_session_params"));
    TRY(gfla_model_build_size(&net, model, &p));
    TRY(gfla_model_keep(&net, p.keep));
    TRY(draft_create(&draft, p.keep));
    describe_tensors(draft, &net.net);
    const size_t n_kept = describe_kept(draft, &net, p.keep);
    draft->head = (struct gfla_model_description){.inputs = draft->inputs,
                                                  .outputs = draft->outputs,
                                                  .n_inputs = (size_t)net.net.n_inputs,
                                                  .n_outputs = (size_t)net.net.n_outputs + n_kept,
                                                  .n_parameters = count_parameters(net.graph),
                                                  .flops = count_flops(net.graph)};
    *description = &draft->head;
fail:
    gfla_net_model_close(&net);
    gfla_context_enter(before);
    return status;
}

gfla_status gfla_model_plan(struct gfla_memory_plan *plan, const gfla_model *model, gfla_device *device,
                            const struct gfla_session_params *params)
{
    gfla_status status;
    struct gfla_session_params p;
    struct gfla_net_model net = {.model = NULL};
    gfla_device *twin = NULL;
    gfla_plan *planned = NULL;
    gfla_context *const before = gfla_context_enter(gfla_device_context(device));
    *plan = (struct gfla_memory_plan){0};
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_session_params"));
    TRY(gfla_model_build_size(&net, model, &p));
    TRY(gfla_model_keep(&net, p.keep));
    const uint64_t parameters = 4 * count_parameters(net.graph);
    TRY(gfla_device_create_twin(&twin, device));
    TRY(gfla_plan_create(&planned, net.graph, twin, &(struct gfla_plan_params){.skip_unchanged = p.keep_unchanged}));
    const struct gfla_plan_memory m = gfla_plan_get_memory(planned);
    *plan = (struct gfla_memory_plan){.weights = m.weights,
                                      .parameters = parameters,
                                      .inputs = m.inputs + m.state,
                                      .activations = m.arena,
                                      .total = (uint64_t)m.weights + m.inputs + m.state + m.arena};
fail:
    gfla_plan_destroy(&planned);
    gfla_net_model_close(&net);
    gfla_device_destroy(&twin);
    gfla_context_enter(before);
    return status;
}
