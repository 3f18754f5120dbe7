#include "tasks/model/convert_onnx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/weights/safetensors.h"
#include "onnx/network.h"
#include "tasks/model/model_file.h"
#include "tasks/model/net_guess.h"
#include "train/published.h"

/* Whether the file says which network it is of. */
static gfla_status says_network(const char *path, bool *says)
{
    gfla_status status;
    gfla_checkpoint *file = NULL;
    TRY(gfla_checkpoint_open(&file, path));
    *says = gfla_checkpoint_get(file, "form") || gfla_checkpoint_get(file, "network");
fail:
    gfla_checkpoint_close(&file);
    return status;
}

static gfla_status choose(struct gfla_net_model *net, const struct gfla_convert_onnx *convert, bool *is_guess)
{
    gfla_status status;
    struct gfla_net_options options = {.model = convert->model, .weights = convert->weights};
    const struct gfla_architecture *guess;
    char path[1024];
    bool says = false;
    if (!convert->model) {
        TRY(gfla_model_file_find(convert->weights, path, sizeof path));
        TRY(says_network(path, &says));
        *is_guess = !says;
    }
    if (*is_guess) {
        TRY(gfla_net_guess(path, &guess));
        options.model = guess->name;
    } else if (!convert->model)
        options = (struct gfla_net_options){.model = path};
    TRY(gfla_net_model_choose(net, &options));
fail:
    return status;
}

static gfla_status resize(struct gfla_net_model *net, const struct gfla_convert_onnx *convert)
{
    gfla_status status = GFLA_OK;
    struct gfla_network_config *c = &net->config;
    REQUIRE(!convert->width || c->width, GFLA_ERROR_USAGE, "%s takes no images, so it has no size. hint: --frames N",
            net->model->name);
    REQUIRE(!convert->frames || c->frames, GFLA_ERROR_USAGE, "%s takes no sequence, so it has no number of frames",
            net->model->name);
    gfla_net_model_resize(net, convert->width, convert->height, 1);
    c->frames = convert->frames ? convert->frames : c->frames;
fail:
    return status;
}

gfla_status gfla_convert_onnx_open(struct gfla_net_model *net, const struct gfla_convert_onnx *convert, bool *is_guess)
{
    gfla_status status;
    *net = (struct gfla_net_model){.model = NULL};
    *is_guess = false;
    TRY(choose(net, convert, is_guess));
    TRY(resize(net, convert));
    TRY(gfla_net_model_build(net));
    TRY(gfla_net_model_check_weights(net));
fail:
    return status;
}

static gfla_status read_parameter(void *context, const gfla_tensor *parameter, float *values)
{
    const struct gfla_net_model *net = context;
    const char *name = parameter->name + strlen(net->model->prefix);
    return gfla_published_fetch(net->weights, net->path, name, parameter->shape, values);
}

/* What the file of weights says of itself, and what it need not say. */
static gfla_status list_metadata(const struct gfla_net_model *net, struct gfla_onnx_pair **pairs, size_t *n)
{
    gfla_status status;
    size_t n_said;
    const struct gfla_safetensors_pair *said = gfla_checkpoint_metadata(net->weights, &n_said);
    TRY(gfla_calloc(pairs, n_said + 1, sizeof **pairs, "metadata"));
    for (size_t i = 0; i < n_said; i++)
        if (strcmp(said[i].key, "network") != 0)
            (*pairs)[(*n)++] = (struct gfla_onnx_pair){said[i].key, said[i].value};
    (*pairs)[(*n)++] = (struct gfla_onnx_pair){"network", net->model->name};
fail:
    return status;
}

gfla_status gfla_convert_onnx_write(const struct gfla_net_model *net, const char *path, struct gfla_onnx_report *report)
{
    gfla_status status;
    struct gfla_onnx_pair *pairs = NULL;
    size_t n_pairs = 0;
    char names[GFLA_MODEL_OUTPUTS][32];
    struct gfla_onnx_output outputs[GFLA_MODEL_OUTPUTS];
    for (int i = 0; i < net->net.n_outputs; i++) {
        gfla_model_output_name(&net->net.output[i], -1, names[i], sizeof names[i]);
        outputs[i] = (struct gfla_onnx_output){names[i], net->net.output[i].tensor};
    }
    TRY(list_metadata(net, &pairs, &n_pairs));
    const struct gfla_onnx_network network = {.graph = net->graph,
                                              .inputs = net->net.input,
                                              .n_inputs = (size_t)net->net.n_inputs,
                                              .outputs = outputs,
                                              .n_outputs = (size_t)net->net.n_outputs,
                                              .batch = "batch",
                                              .read = read_parameter,
                                              .context = (void *)(uintptr_t)net,
                                              .name = net->model->name,
                                              .summary = net->model->summary,
                                              .metadata = pairs,
                                              .n_metadata = n_pairs};
    TRY(gfla_onnx_network_write(path, &network, report));
fail:
    free(pairs);
    return status;
}
