#include "cli/convert_onnx.h"

#include <stdio.h>

/* What is known when the file is written. */
struct written {
    const char *in, *out;
    struct gfla_net_model net;
    bool is_guess;
    struct gfla_onnx_report report;
};

static const char *format_of(const struct written *w)
{
    return gfla_checkpoint_format_name(gfla_checkpoint_get_format(w->net.weights));
}

/* "[batch, 3, 256, 256]"; the first dimension is free. Lives in text. */
static const char *free_shape(const struct gfla_shape *shape, const char *batch, char *text, size_t size)
{
    size_t length = (size_t)snprintf(text, size, "[%s", batch);
    for (int i = 1; i < shape->rank && length < size; i++)
        length += (size_t)snprintf(text + length, size - length, ", %lld", (long long)shape->dim[i]);
    if (length < size)
        snprintf(text + length, size - length, "]");
    return text;
}

static void print_text(const struct cli *cli, const struct written *w)
{
    const struct gfla_model_net *net = &w->net.net;
    const struct gfla_network_config *c = &w->net.config;
    char shape[96], name[32];
    for (int i = 0; i < net->n_inputs; i++)
        cli_print(cli, "input   %-14s %s\n", net->input[i]->name,
                  free_shape(&net->input[i]->shape, "batch", shape, sizeof shape));
    for (int i = 0; i < net->n_outputs; i++)
        cli_print(cli, "output  %-14s %s\n", gfla_model_output_name(&net->output[i], -1, name, sizeof name),
                  free_shape(&net->output[i].tensor->shape, "batch", shape, sizeof shape));
    cli_print(cli, "%s (%s): %s%s", w->in, format_of(w), w->net.model->name, w->is_guess ? ", by its parameters," : "");
    if (c->width)
        cli_print(cli, " of %dx%d pixels", c->width, c->height);
    if (c->frames)
        cli_print(cli, " of %d frames", c->frames);
    if (c->fov > 0)
        cli_print(cli, ", cameras of %.4g degrees", c->fov);
    cli_print(cli, " -> %s, opset %d, %zu nodes, %llu numbers, %.1f MB\n", w->out, GFLA_ONNX_OPSET, w->report.n_nodes,
              (unsigned long long)w->report.n_numbers, (double)w->report.bytes / 1e6);
}

static void add_value(struct gfla_text *json, const char *name, const struct gfla_shape *shape, bool is_first)
{
    char text[96];
    gfla_text_add(json, "%s{\"name\":", is_first ? "" : ",");
    gfla_text_add_json(json, name);
    gfla_text_add(json, ",\"shape\":%s}", free_shape(shape, "\"batch\"", text, sizeof text));
}

static gfla_status print_json(const struct written *w)
{
    const struct gfla_model_net *net = &w->net.net;
    struct gfla_text json = {0};
    char name[32];
    gfla_text_add(&json, "{\"input\":");
    gfla_text_add_json(&json, w->in);
    gfla_text_add(&json, ",\"format\":");
    gfla_text_add_json(&json, format_of(w));
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, w->out);
    gfla_text_add(&json,
                  ",\"network\":\"%s\",\"by_parameters\":%s,\"opset\":%d,\"nodes\":%zu,\"numbers\":%llu,\"bytes\":%llu",
                  w->net.model->name, w->is_guess ? "true" : "false", GFLA_ONNX_OPSET, w->report.n_nodes,
                  (unsigned long long)w->report.n_numbers, (unsigned long long)w->report.bytes);
    gfla_text_add(&json, ",\"inputs\":[");
    for (int i = 0; i < net->n_inputs; i++)
        add_value(&json, net->input[i]->name, &net->input[i]->shape, i == 0);
    gfla_text_add(&json, "],\"outputs\":[");
    for (int i = 0; i < net->n_outputs; i++)
        add_value(&json, gfla_model_output_name(&net->output[i], -1, name, sizeof name), &net->output[i].tensor->shape,
                  i == 0);
    gfla_text_add(&json, "]}");
    return cli_print_json(&json);
}

gfla_status cli_convert_onnx(const struct cli *cli, const struct gfla_convert_onnx *convert, const char *path)
{
    gfla_status status;
    struct written w = {.in = convert->weights, .out = path};
    TRY(gfla_convert_onnx_open(&w.net, convert, &w.is_guess));
    TRY(gfla_convert_onnx_write(&w.net, path, &w.report));
    if (cli->json)
        TRY(print_json(&w));
    else
        print_text(cli, &w);
fail:
    gfla_net_model_close(&w.net);
    return status;
}
