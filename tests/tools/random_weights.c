/* random_weights MODEL WIDTH OUT [KEY VALUE]...: writes weights of a network of the table, or of alexnet (for LPIPS,
 * with its weights of layers) or inception (for FID, as those of TensorFlow), small and random but the same each
 * time, for tests of what needs some; with these pairs as metadata. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "io/weights/safetensors.h"
#include "models/gfla/architectures.h"
#include "models/metrics/distances.h"

#define MAX_PARAMS 1024
#define MAX_PAIRS 8

static struct gfla_network_config small(const struct gfla_architecture *model, int width)
{
    struct gfla_network_config c = model->config;
    const int growth = c.flow_channels ? c.flow_most / c.flow_channels : 1;
    c.channels = c.channels ? width : 0;
    c.flow_channels = c.flow_channels ? width : 0;
    c.flow_most = c.flow_channels * growth;
    c.attention_channels = c.attention_channels ? 2 * width : 0;
    return c;
}

/* Of Inception's convolutions so large that ReLU does not fade them: after twenty layers, images still differ. */
static float most_of(const gfla_tensor *tensor)
{
    const double fan_in = (double)gfla_shape_count(tensor->shape) / (double)tensor->shape.dim[0];
    return strstr(tensor->name, ".conv.weight") ? (float)sqrt(9 / fan_in) : 0.2f;
}

static bool put(gfla_safetensors_writer *writer, size_t index, const gfla_tensor *tensor)
{
    const size_t count = (size_t)gfla_shape_count(tensor->shape);
    struct gfla_random random = gfla_random_seed(gfla_hash_text(tensor->name), 0);
    const float most = most_of(tensor);
    float *values = calloc(count, sizeof *values);
    for (size_t i = 0; values && i < count; i++)
        values[i] = gfla_random_uniform(&random, strncmp(tensor->name, "lin", 3) == 0 ? 0 : -most, most);
    const bool ok = values && gfla_safetensors_put(writer, index, values) == GFLA_OK;
    free(values);
    return ok;
}

static bool write_params(const gfla_graph *graph, const char *path, char **metadata)
{
    const gfla_tensor *params[MAX_PARAMS];
    struct gfla_safetensors_entry entries[MAX_PARAMS];
    struct gfla_safetensors_pair pairs[MAX_PAIRS];
    gfla_safetensors_writer *writer = NULL;
    size_t n = 0, n_pairs = 0;
    for (; n_pairs < MAX_PAIRS && metadata[2 * n_pairs]; n_pairs++)
        pairs[n_pairs] = (struct gfla_safetensors_pair){metadata[2 * n_pairs], metadata[2 * n_pairs + 1]};
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role != GFLA_ROLE_PARAM || tensor->view_of || n == MAX_PARAMS)
            continue;
        entries[n] = (struct gfla_safetensors_entry){.name = tensor->name, .shape = tensor->shape};
        params[n++] = tensor;
    }
    bool ok = gfla_safetensors_create(&writer, path, entries, n, pairs, n_pairs) == GFLA_OK;
    for (size_t i = 0; i < n && ok; i++)
        ok = put(writer, i, params[i]);
    ok = ok && gfla_safetensors_commit(&writer) == GFLA_OK;
    gfla_safetensors_discard(&writer);
    return ok;
}

/* The graph of a network of scores; false: it is none. */
static bool build_metric(gfla_graph *graph, const char *name, int width)
{
    gfla_tensor *image = gfla_graph_input(graph, "image", gfla_shape_4d(1, 3, 64, 64), GFLA_LAYOUT_BLOCKED),
                *relu[GFLA_ALEXNET_LAYERS];
    if (strcmp(name, "alexnet") == 0) {
        for (int i = 0; i < GFLA_ALEXNET_LAYERS; i++) {
            char lin[32];
            snprintf(lin, sizeof lin, "lin%d.model.1.weight", i);
            gfla_graph_param(graph, lin, gfla_shape_4d(1, gfla_alexnet_channels(width, i), 1, 1));
        }
        return gfla_alexnet_build(graph, image, width, relu) == GFLA_OK;
    }
    gfla_graph_param(graph, "fc.weight",
                     (struct gfla_shape){.rank = 2, .dim = {1008, GFLA_INCEPTION_FEATURES * width / 32}});
    return strcmp(name, "inception") == 0 &&
           gfla_inception_build(graph, image, GFLA_FID_PYTORCH, 32 / width, relu) == GFLA_OK;
}

int main(int argc, char **argv)
{
    const bool usable = argc >= 4 && argc % 2 == 0;
    const struct gfla_architecture *model = usable ? gfla_architecture_find(argv[1]) : NULL;
    struct gfla_model_net net;
    gfla_graph *graph = NULL;
    if (usable && !model && gfla_graph_create(&graph) == GFLA_OK && build_metric(graph, argv[1], atoi(argv[2]))) {
        const bool written = write_params(graph, argv[3], argv + 4);
        gfla_graph_destroy(&graph);
        return written ? 0 : 1;
    }
    if (!model) {
        fputs("usage: random_weights MODEL WIDTH OUT [KEY VALUE]...\n", stderr);
        return 2;
    }
    const struct gfla_network_config config = small(model, atoi(argv[2]));
    const bool ok = gfla_graph_create(&graph) == GFLA_OK &&
                    gfla_architecture_build(model, graph, &config, &net) == GFLA_OK &&
                    write_params(graph, argv[3], argv + 4);
    if (!ok)
        fprintf(stderr, "random_weights: %s\n", gfla_error_message());
    gfla_graph_destroy(&graph);
    return ok ? 0 : 1;
}
