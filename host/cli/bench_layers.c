#include "cli/bench_layers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench_layer.h"
#include "cli/bench_nets.h"
#include "cli/net_fill.h"

#define MOST_NETS 16

struct class {
    struct bench_layer layer;
    int count[MOST_NETS]; /* of bench_nets */
};

struct classes {
    struct class *items;
    size_t count, capacity;
};

/* ---- collecting ---- */

static gfla_status count_layer(struct classes *classes, const struct bench_layer *layer, size_t net)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < classes->count; i++)
        if (strcmp(classes->items[i].layer.name, layer->name) == 0) {
            classes->items[i].count[net]++;
            return GFLA_OK;
        }
    TRY(gfla_grow(&classes->items, &classes->capacity, classes->count + 1, sizeof *classes->items, "a list of layers"));
    classes->items[classes->count] = (struct class){.layer = *layer};
    classes->items[classes->count++].count[net] = 1;
fail:
    return status;
}

/* Attentions are layers as a whole: their nodes count in them alone. */
static gfla_status count_attentions(struct classes *classes, const gfla_graph *graph, size_t net, struct gfla_text *scopes)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        struct bench_layer layer;
        char scope[128];
        if (!bench_layer_of_attention(graph, gfla_graph_tensor(graph, i), &layer, scope))
            continue;
        gfla_text_add(scopes, "|%s|", scope);
        TRY(count_layer(classes, &layer, net));
    }
    REQUIRE(!scopes->failed, GFLA_ERROR_MEMORY, "host memory ran out for a list of layers");
fail:
    return status;
}

static bool is_in_attention(const struct gfla_node *node, const struct gfla_text *scopes)
{
    char scope[160];
    snprintf(scope, sizeof scope, "|%s|", node->label);
    return scopes->data && node->label[0] && strstr(scopes->data, scope);
}

static gfla_status collect_net(struct classes *classes, size_t net)
{
    gfla_status status;
    gfla_graph *graph = NULL;
    struct gfla_text scopes = {0};
    struct bench_layer layer;
    TRY(gfla_graph_create(&graph));
    TRY(bench_net_build(&bench_nets[net], graph));
    TRY(count_attentions(classes, graph, net, &scopes));
    for (size_t i = 0; i < gfla_graph_n_nodes(graph); i++) {
        const struct gfla_node *node = gfla_graph_node(graph, i);
        if (!is_in_attention(node, &scopes) && bench_layer_of_node(node, &layer))
            TRY(count_layer(classes, &layer, net));
    }
fail:
    gfla_text_free(&scopes);
    gfla_graph_destroy(&graph);
    return status;
}

/* Of one picture at a time: with more of them the same classes come again. */
static gfla_status collect(struct classes *classes)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < bench_n_nets && i < MOST_NETS; i++)
        if (bench_nets[i].at_once == 1)
            TRY(collect_net(classes, i));
fail:
    return status;
}

/* ---- measuring ---- */

/* What the layer was given and gave, and from that its error. */
static gfla_status find_error(const struct bench_layer *layer, gfla_plan *plan, gfla_tensor *const *in, gfla_tensor *out, double *error)
{
    gfla_status status = GFLA_OK;
    double *numbers[BENCH_LAYER_INPUTS] = {NULL};
    float *floats = NULL;
    int64_t most = gfla_shape_count(out->shape);
    for (int i = 0; i < BENCH_LAYER_INPUTS; i++)
        if (in[i] && gfla_shape_count(in[i]->shape) > most)
            most = gfla_shape_count(in[i]->shape);
    TRY(gfla_calloc(&floats, (size_t)most, sizeof *floats, "a layer's numbers"));
    for (int i = 0; i < BENCH_LAYER_INPUTS && in[i]; i++) {
        const int64_t n = gfla_shape_count(in[i]->shape);
        TRY(gfla_calloc(&numbers[i], (size_t)n, sizeof *numbers[i], "a layer's numbers"));
        TRY(gfla_tensor_read(plan, in[i], floats));
        for (int64_t j = 0; j < n; j++)
            numbers[i][j] = (double)floats[j];
    }
    TRY(gfla_tensor_read(plan, out, floats));
    TRY(bench_layer_error(layer, (const double *const *)numbers, floats, error));
fail:
    for (int i = 0; i < BENCH_LAYER_INPUTS; i++)
        free(numbers[i]);
    free(floats);
    return status;
}

static void describe_uses(const struct class *class, char text[160])
{
    size_t length = 0;
    for (size_t i = 0; i < bench_n_nets && length < 160; i++)
        if (class->count[i])
            length += (size_t)snprintf(text + length, 160 - length, "%s%s %d", length ? ", " : "", bench_nets[i].name, class->count[i]);
}

static gfla_status measure(const struct class *class, struct bench_report *report, const struct cli *cli, gfla_device *device,
                           const struct bench_effort *effort)
{
    gfla_status status;
    gfla_graph *graph = NULL;
    gfla_plan *plan = NULL;
    gfla_tensor *in[BENCH_LAYER_INPUTS], *out;
    struct bench_row row = {.kind = BENCH_LAYER, .batch = 1, .bytes = bench_layer_bytes(&class->layer), .has_error = true};
    snprintf(row.name, sizeof row.name, "%s", class->layer.name);
    describe_uses(class, row.used_by);
    TRY(gfla_graph_create(&graph));
    TRY(bench_layer_build(&class->layer, graph, in, &out));
    TRY(gfla_plan_create(&plan, graph, device, NULL));
    TRY(net_fill(plan, graph));
    row.flops = row.bytes > 0 ? 0 : gfla_plan_flops(plan);
    TRY(bench_time_plan(device, plan, effort, &row.times));
    TRY(find_error(&class->layer, plan, in, out, &row.max_error));
    TRY(bench_report_add(report, cli, &row));
fail:
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
    return status;
}

gfla_status bench_layers(struct bench_report *report, const struct cli *cli, gfla_device *device, const struct bench_effort *effort,
                         const struct bench_choice *choice)
{
    gfla_status status;
    struct classes classes = {NULL};
    TRY(collect(&classes));
    for (size_t i = 0; i < classes.count; i++)
        if (bench_is_wanted(choice, classes.items[i].layer.name))
            TRY(measure(&classes.items[i], report, cli, device, effort));
fail:
    free(classes.items);
    return status;
}
