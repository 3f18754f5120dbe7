#include "bench/bench_layers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tasks/check/layer_gradient.h"
#include "bench/bench_nets.h"
#include "tasks/check/read_tensor.h"
#include "tasks/check/net_fill.h"

#define MOST_NETS 16

struct class {
    struct gfla_layer layer;
    int count[MOST_NETS]; /* of gfla_bench_nets */
};

struct classes {
    struct class *items;
    size_t count, capacity;
};

/* ---- collecting ---- */

static gfla_status count_layer(struct classes *classes, const struct gfla_layer *layer, size_t net)
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

struct collected {
    struct classes *classes;
    size_t net;
};

static gfla_status add_layer(void *context, const struct gfla_layer *layer)
{
    const struct collected *c = context;
    return count_layer(c->classes, layer, c->net);
}

static gfla_status collect_net(struct classes *classes, size_t net, int batch)
{
    gfla_status status;
    gfla_graph *graph = NULL;
    gfla_tensor *result;
    TRY(gfla_graph_create(&graph));
    TRY(gfla_bench_net_build(&gfla_bench_nets[net], batch, graph, &result));
    status = gfla_layers_find(graph, add_layer, &(struct collected){classes, net});
fail:
    gfla_graph_destroy(&graph);
    return status;
}

/* Networks that are there a second time, for many views of a source, have the same classes again. */
static gfla_status collect(struct classes *classes, int batch)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < gfla_bench_n_nets && i < MOST_NETS; i++)
        if (gfla_bench_nets[i].n_views == 0)
            TRY(collect_net(classes, i, batch));
fail:
    return status;
}

/* ---- measuring ---- */

/* A layer, or its gradient, on the device. */
struct built {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *in[GFLA_LAYER_INPUTS], *out, *d_out, *result; /* d_out: of a gradient */
};

static void built_destroy(struct built *b)
{
    gfla_plan_destroy(&b->plan);
    gfla_graph_destroy(&b->graph);
}

/* In training, weights change with every step and are packed again. */
static gfla_status build(struct built *b, const struct gfla_layer *layer, enum gfla_layer_direction direction,
                         gfla_device *device)
{
    gfla_status status;
    const struct gfla_plan_params params = {.training = direction != GFLA_LAYER_FORWARD};
    *b = (struct built){NULL};
    TRY(gfla_graph_create(&b->graph));
    TRY(gfla_layer_build(layer, b->graph, b->in, &b->out));
    b->result = b->out;
    if (direction != GFLA_LAYER_FORWARD)
        TRY(gfla_layer_gradient_build(layer, direction, b->graph, b->in, b->out, &b->d_out, &b->result));
    TRY(gfla_plan_create(&b->plan, b->graph, device, &params));
    TRY(gfla_net_fill(b->plan, b->graph));
    return GFLA_OK;
fail:
    built_destroy(b);
    return status;
}

/* What the layer was given and gave, and from that its error. */
static gfla_status find_error(struct built *b, const struct gfla_layer *layer, enum gfla_layer_direction direction,
                              struct gfla_bench_row *row)
{
    gfla_status status = GFLA_OK;
    double *in[GFLA_LAYER_INPUTS] = {NULL}, *d_out = NULL;
    float *result = NULL;
    for (int i = 0; i < GFLA_LAYER_INPUTS && b->in[i]; i++)
        TRY(gfla_read_doubles(b->plan, b->in[i], &in[i]));
    TRY(gfla_read_floats(b->plan, b->result, &result));
    row->has_error = true;
    if (direction == GFLA_LAYER_FORWARD) {
        TRY(gfla_layer_error(layer, (const double *const *)in, result, GFLA_LAYER_MOST, &row->max_error));
    } else {
        TRY(gfla_read_doubles(b->plan, b->d_out, &d_out));
        TRY(gfla_layer_gradient_error(layer, direction, (const double *const *)in, d_out, result, GFLA_LAYER_MOST,
                                      &row->has_error, &row->max_error));
    }
fail:
    for (int i = 0; i < GFLA_LAYER_INPUTS; i++)
        free(in[i]);
    free(d_out);
    free(result);
    return status;
}

static void describe_uses(const struct class *class, char text[160])
{
    size_t length = 0;
    for (size_t i = 0; i < gfla_bench_n_nets && length < 160; i++)
        if (class->count[i])
            length += (size_t)snprintf(text + length, 160 - length, "%s%s %d", length ? ", " : "",
                                       gfla_bench_nets[i].name, class->count[i]);
}

/* The gradient of a norm reads a second map. */
static void count_work(struct built *b, const struct gfla_layer *layer, enum gfla_layer_direction direction,
                       struct gfla_bench_row *row)
{
    const struct gfla_plan_memory m = gfla_plan_get_memory(b->plan);
    row->bytes = gfla_layer_bytes(layer) * (direction == GFLA_LAYER_FORWARD ? 1 : 1.5);
    row->flops = row->bytes > 0 ? 0 : gfla_plan_flops(b->plan);
    row->peak_bytes = (double)m.weights + (double)m.inputs + (double)m.state + (double)m.arena;
}

static gfla_status measure(const struct class *class, enum gfla_layer_direction direction,
                           struct gfla_bench_report *report, const struct gfla_bench_setup *setup, gfla_device *device,
                           const struct gfla_bench_effort *effort)
{
    gfla_status status;
    struct built b;
    /* one of them is 0 */
    struct gfla_bench_row row = {.kind = GFLA_BENCH_LAYER, .batch = class->layer.conv.n + class->layer.n};
    snprintf(row.name, sizeof row.name, "%s%s", class->layer.name, gfla_layer_direction_names[direction]);
    describe_uses(class, row.used_by);
    TRY(build(&b, &class->layer, direction, device));
    count_work(&b, &class->layer, direction, &row);
    status = gfla_bench_time_plan(device, b.plan, effort, &row.times);
    if (status == GFLA_OK)
        status = find_error(&b, &class->layer, direction, &row);
    built_destroy(&b);
    if (status == GFLA_OK)
        status = gfla_bench_report_add(report, setup, &row);
fail:
    return status;
}

gfla_status gfla_bench_layers(struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                              gfla_device *device, const struct gfla_bench_effort *effort,
                              const struct gfla_bench_choice *choice)
{
    gfla_status status;
    struct classes classes = {NULL};
    TRY(collect(&classes, choice->batch));
    for (size_t i = 0; i < classes.count; i++) {
        const struct class *class = &classes.items[i];
        for (int d = 0; d < GFLA_LAYER_DIRECTION_COUNT && gfla_bench_is_wanted(choice, class->layer.name); d++)
            if (d == GFLA_LAYER_FORWARD ||
                (choice->gradients && gfla_layer_gradient_exists(&class->layer, (enum gfla_layer_direction)d)))
                TRY(gfla_bench_item(setup, class->layer.name,
                                    measure(class, (enum gfla_layer_direction)d, report, setup, device, effort)));
    }
fail:
    free(classes.items);
    return status;
}

gfla_status gfla_bench_layers_find(const char *text, int batch, bool *found)
{
    struct classes classes = {NULL};
    const gfla_status status = collect(&classes, batch);
    *found = false;
    for (size_t i = 0; i < classes.count; i++)
        *found |= strstr(classes.items[i].layer.name, text) != NULL;
    free(classes.items);
    return status;
}
