#include "cli/bench/describe_print.h"

#include <stdio.h>
#include <string.h>

static double mib(double bytes)
{
    return bytes / (1 << 20);
}

/* The settings that the network has, each with its JSON key or its words. */
static void add_settings(struct gfla_text *text, const struct gfla_network_config *c, bool json)
{
    const struct {
        const char *key, *words;
        int value;
    } settings[] = {
        {"batch", "batch", c->batch},
        {"frames", "frames", c->frames},
        {"width", "width", c->channels},
        {"flow_width", "flow width", c->flow_channels},
        {"attention_width", "attention width", c->attention_channels},
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (settings[i].value && json)
            gfla_text_add(text, ",\"%s\":%d", settings[i].key, settings[i].value);
        else if (settings[i].value)
            gfla_text_add(text, ", %s %d", settings[i].words, settings[i].value);
}

static void print_heading(const struct cli *cli, const struct gfla_describe_page *page)
{
    const struct gfla_network_config *c = &page->net.config;
    struct gfla_text settings = {0};
    add_settings(&settings, c, false);
    cli_print(cli, "%s: %s", page->name, page->net.model->summary);
    if (c->height)
        cli_print(cli, ", %d x %d pixels", c->width, c->height);
    cli_print(cli, "%s\n\n", settings.data ? settings.data : "");
    gfla_text_free(&settings);
}

static void print_weights(const struct cli *cli, const struct gfla_describe_page *page)
{
    size_t n_pairs, n_tensors;
    const struct gfla_safetensors_pair *pairs = gfla_checkpoint_metadata(page->net.weights, &n_pairs);
    gfla_checkpoint_list(page->net.weights, &n_tensors);
    cli_print(cli, "weights: %s, %zu tensors\n", page->net.path, n_tensors);
    for (size_t i = 0; i < n_pairs; i++)
        cli_print(cli, "  %-18s %s\n", pairs[i].key, pairs[i].value);
    cli_print(cli, "\n");
}

static void print_modules(const struct cli *cli, const struct gfla_describe_page *page)
{
    char shape[96];
    cli_print(cli, "%-28s %-20s %12s %10s\n", "module", "output", "parameters", "GFLOP");
    for (size_t i = 0; i < page->modules.count; i++) {
        const struct gfla_describe_module *m = &page->modules.items[i];
        cli_print(cli, "%-28s %-20s %12lld %10.3f\n", m->name, gfla_shape_text(m->output, shape, sizeof shape),
                  (long long)m->n_parameters, 1e-9 * m->flops);
    }
    cli_print(cli, "%-49s %12lld %10.3f\n\n", "total", (long long)page->modules.n_parameters,
              1e-9 * gfla_plan_flops(page->plan));
}

void describe_page_print(const struct gfla_describe_page *page, const struct cli *cli)
{
    const struct gfla_plan_memory m = gfla_plan_get_memory(page->plan);
    const double parameters = 4.0 * (double)page->modules.n_parameters;
    print_heading(cli, page);
    if (page->net.weights)
        print_weights(cli, page);
    print_modules(cli, page);
    cli_print(cli, "planned for %s: %zu launches a run, %.1f %% of the work in convolutions\n",
              gfla_device_get_info(page->device)->name, gfla_plan_n_launches(page->plan),
              100 * gfla_plan_flops_of(page->plan, GFLA_OP_CONVOLUTION) / gfla_plan_flops(page->plan));
    cli_print(cli, "  parameters    %9.2f MiB\n", mib(parameters));
    cli_print(cli, "  packed again  %9.2f MiB\n", mib((double)m.weights - parameters));
    cli_print(cli, "  inputs        %9.2f MiB\n", mib((double)m.inputs));
    cli_print(cli, "  activations   %9.2f MiB, %.2f without reuse\n", mib((double)m.arena),
              mib((double)m.activations_total));
    if (page->seconds > 0)
        cli_print(cli, "  a run takes   %9.1f ms, %.1f GFLOP/s, and at the most %.2f MiB of the device\n",
                  1e3 * page->seconds, 1e-9 * gfla_plan_flops(page->plan) / page->seconds, mib(page->peak));
}

static void add_modules(struct gfla_text *json, const struct gfla_describe_modules *modules)
{
    for (size_t i = 0; i < modules->count; i++) {
        const struct gfla_describe_module *m = &modules->items[i];
        char shape[96];
        gfla_text_add(json, "%s{\"name\":", i ? "," : "");
        gfla_text_add_json(json, m->name);
        gfla_text_add(json, ",\"output\":%s,\"parameters\":%lld,\"gflop\":%.6g}",
                      gfla_shape_text(m->output, shape, sizeof shape), (long long)m->n_parameters, 1e-9 * m->flops);
    }
}

gfla_status describe_page_print_json(const struct gfla_describe_page *page)
{
    struct gfla_text json = {0};
    const struct gfla_network_config *c = &page->net.config;
    const struct gfla_plan_memory m = gfla_plan_get_memory(page->plan);
    gfla_text_add(&json, "{\"model\":");
    gfla_text_add_json(&json, page->name);
    gfla_text_add(&json, ",\"network\":\"%s\",\"weights\":", page->net.model->name);
    gfla_text_add_json(&json, page->net.path);
    gfla_text_add(&json, ",\"pixels\":[%d,%d]", c->width, c->height);
    add_settings(&json, c, true);
    gfla_text_add(&json, ",\"parameters\":%lld,\"gflop\":%.6g,\"conv_gflop\":%.6g,\"launches\":%zu,\"device\":",
                  (long long)page->modules.n_parameters, 1e-9 * gfla_plan_flops(page->plan),
                  1e-9 * gfla_plan_flops_of(page->plan, GFLA_OP_CONVOLUTION), gfla_plan_n_launches(page->plan));
    gfla_text_add_json(&json, gfla_device_get_info(page->device)->name);
    if (page->seconds > 0)
        gfla_text_add(&json, ",\"median_ms\":%.6g", 1e3 * page->seconds);
    gfla_text_add(
        &json,
        ",\"memory\":{\"peak\":%.0f,\"weights\":%zu,\"inputs\":%zu,\"arena\":%zu,\"activations\":%zu},\"modules\":[",
        page->peak, m.weights, m.inputs, m.arena, m.activations_total);
    add_modules(&json, &page->modules);
    gfla_text_add(&json, "]}");
    return cli_print_json(&json);
}

void describe_table_heading(const struct cli *cli, bool has_times)
{
    cli_print(cli, "| network | input | parameters | GFLOP |%s device memory MiB | activations MiB | without reuse |\n",
              has_times ? " ms | GFLOP/s |" : "");
    cli_print(cli, "|---|---|--:|--:|%s--:|--:|--:|\n", has_times ? "--:|--:|" : "");
}

void describe_table_row(const struct gfla_describe_page *page, const struct cli *cli)
{
    const struct gfla_plan_memory m = gfla_plan_get_memory(page->plan);
    const double gflop = 1e-9 * gfla_plan_flops(page->plan);
    char input[96];
    cli_print(cli, "| %s | %s | %lld | %.2f |", page->name, gfla_shape_text(page->sizing, input, sizeof input),
              (long long)page->modules.n_parameters, gflop);
    if (page->seconds > 0)
        cli_print(cli, " %.1f | %.1f |", 1e3 * page->seconds, gflop / page->seconds);
    cli_print(cli, " %.1f | %.1f | %.1f |\n", mib(page->peak), mib((double)m.arena), mib((double)m.activations_total));
}
