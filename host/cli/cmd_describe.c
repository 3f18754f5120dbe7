/* cmd_describe.c - `gfla describe`: a network on one page, from the builder that runs it. */
#include <string.h>

#include "cli/cli.h"
#include "cli/describe_modules.h"
#include "cli/view_model.h"
#include "io/safetensors.h"

enum { KEY_WEIGHTS = CLI_KEY, KEY_SIZE, KEY_WIDTH, KEY_FLOW_WIDTH, KEY_ATTENTION_WIDTH, KEY_BATCH };

struct options {
    const char *model, *weights;
    struct view_settings settings; /* zeros where nothing was said */
};

static const struct argp_option own_options[] = {
    {"weights", KEY_WEIGHTS, "FILE", 0, "describe the network that these weights are of, and check that they fit it", 0},
    {"size", KEY_SIZE, "N", 0, "side of the pictures, a multiple of 32", 0},
    {"width", KEY_WIDTH, "N", 0, "channels of the main network", 0},
    {"flow-width", KEY_FLOW_WIDTH, "N", 0, "channels of the flow net", 0},
    {"attention-width", KEY_ATTENTION_WIDTH, "N", 0, "hidden channels of the attention", 0},
    {"batch", KEY_BATCH, "N", 0, "pictures in a run (default 1)", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    struct view_settings *s = &o->settings;
    switch (key) {
    case KEY_WEIGHTS: o->weights = arg; break;
    case KEY_SIZE: s->size = (int)cli_option_int(state, "--size", arg, 64, 1024); break;
    case KEY_WIDTH: s->width = (int)cli_option_int(state, "--width", arg, 1, 512); break;
    case KEY_FLOW_WIDTH: s->flow_width = (int)cli_option_int(state, "--flow-width", arg, 1, 512); break;
    case KEY_ATTENTION_WIDTH: s->attention_width = (int)cli_option_int(state, "--attention-width", arg, 1, 1024); break;
    case KEY_BATCH: s->batch = (int)cli_option_int(state, "--batch", arg, 1, 1024); break;
    case ARGP_KEY_ARG:
        if (o->model)
            cli_usage(state, "more than one model: %s and %s", o->model, arg);
        o->model = arg;
        break;
    case ARGP_KEY_END:
        if (!o->model)
            cli_usage(state, "name a model: shapenet, view, a bundled model or a .safetensors file");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* Everything of one page. */
struct page {
    const char *model;
    char path[1024]; /* of the weights; "" without */
    struct view_settings settings;
    gfla_device *device;
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
    struct describe_modules modules;
    gfla_safetensors *weights;
};

static void page_close(struct page *page)
{
    gfla_safetensors_close(&page->weights);
    describe_modules_destroy(&page->modules);
    gfla_plan_destroy(&page->plan);
    gfla_graph_destroy(&page->graph);
    gfla_device_destroy(&page->device);
}

static void take(int *setting, int asked)
{
    if (asked)
        *setting = asked;
}

/* The defaults of the model, then the metadata of the weights, then what was asked for. */
static gfla_status choose_settings(struct page *page, const struct options *o)
{
    gfla_status status;
    const struct view_settings published = {.form = GFLA_FORM_PUBLISHED, .size = 256, .width = 64, .flow_width = 32, .attention_width = 128};
    const struct view_settings view = {.form = GFLA_FORM_VIEW, .size = 128, .width = 32, .flow_width = 16, .attention_width = 64};
    const bool is_view = strcmp(o->model, "view") == 0, is_file = !is_view && strcmp(o->model, "shapenet") != 0;
    page->model = o->model;
    page->settings = is_view ? view : published;
    if (o->weights || is_file) {
        TRY(view_model_find(o->weights ? o->weights : o->model, page->path, sizeof page->path));
        TRY(view_settings_read(&page->settings, page->path));
    }
    page->settings.batch = 1;
    take(&page->settings.size, o->settings.size);
    take(&page->settings.width, o->settings.width);
    take(&page->settings.flow_width, o->settings.flow_width);
    take(&page->settings.attention_width, o->settings.attention_width);
    take(&page->settings.batch, o->settings.batch);
    return GFLA_OK;
fail:
    return status;
}

/* As loading would, but without a device to load to. */
static gfla_status check_weights(struct page *page)
{
    gfla_status status;
    TRY(gfla_safetensors_open(&page->weights, page->path));
    for (size_t i = 0; i < gfla_graph_n_tensors(page->graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(page->graph, i);
        char mine[96], theirs[96];
        if (tensor->role != GFLA_ROLE_PARAM || tensor->view_of)
            continue;
        const struct gfla_safetensors_tensor *found = gfla_safetensors_find(page->weights, tensor->name);
        REQUIRE(found, GFLA_ERROR_INPUT, "%s: no tensor \"%s\": these are weights of another network", page->path, tensor->name);
        REQUIRE(gfla_shape_equal(found->shape, tensor->shape), GFLA_ERROR_INPUT, "%s: tensor \"%s\" is %s, the network has %s", page->path,
                tensor->name, gfla_shape_text(found->shape, theirs, sizeof theirs), gfla_shape_text(tensor->shape, mine, sizeof mine));
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status build(struct page *page, const struct cli *cli)
{
    gfla_status status;
    const struct gfla_shapenet_config config = view_settings_config(&page->settings);
    TRY(gfla_graph_create(&page->graph));
    TRY(gfla_shapenet_build(page->graph, &config, &page->net));
    if (page->path[0])
        TRY(check_weights(page));
    TRY(describe_modules_create(&page->modules, page->graph));
    TRY(cli->device ? cli_open_device(cli, &page->device) : gfla_device_open(&page->device, "null"));
    TRY(gfla_plan_create(&page->plan, page->graph, page->device, NULL));
    return GFLA_OK;
fail:
    return status;
}

static double mib(double bytes)
{
    return bytes / (1 << 20);
}

static void print_weights(const struct cli *cli, const struct page *page)
{
    size_t n_pairs, n_tensors;
    const struct gfla_safetensors_pair *pairs = gfla_safetensors_metadata(page->weights, &n_pairs);
    gfla_safetensors_list(page->weights, &n_tensors);
    cli_print(cli, "weights: %s, %zu tensors\n", page->path, n_tensors);
    for (size_t i = 0; i < n_pairs; i++)
        cli_print(cli, "  %-18s %s\n", pairs[i].key, pairs[i].value);
    cli_print(cli, "\n");
}

static void print_modules(const struct cli *cli, const struct page *page)
{
    char shape[96];
    cli_print(cli, "%-20s %-20s %12s %10s\n", "module", "output", "parameters", "GFLOP");
    for (size_t i = 0; i < page->modules.count; i++) {
        const struct describe_module *m = &page->modules.items[i];
        cli_print(cli, "%-20s %-20s %12lld %10.3f\n", m->name,
                  strchr(m->name, '.') ? gfla_shape_text(m->output, shape, sizeof shape) : "between modules", (long long)m->n_parameters,
                  1e-9 * m->flops);
    }
    cli_print(cli, "%-41s %12lld %10.3f\n\n", "total", (long long)page->modules.n_parameters, 1e-9 * gfla_plan_flops(page->plan));
}

static void print_page(const struct cli *cli, const struct page *page)
{
    const struct view_settings *s = &page->settings;
    const struct gfla_plan_memory m = gfla_plan_get_memory(page->plan);
    const double parameters = 4.0 * (double)page->modules.n_parameters;
    cli_print(cli, "%s: the view network, %s form%s, %d x %d pixels, batch %d, width %d, flow width %d, attention width %d\n\n", page->model,
              s->form == GFLA_FORM_VIEW ? "our" : "published", s->flow_only ? ", flow net alone" : "", s->size, s->size, s->batch, s->width,
              s->flow_width, s->attention_width);
    if (page->weights)
        print_weights(cli, page);
    print_modules(cli, page);
    cli_print(cli, "planned for %s: %zu launches a run, %.1f %% of the work in convolutions\n", gfla_device_get_info(page->device)->name,
              gfla_plan_n_launches(page->plan), 100 * gfla_plan_conv_flops(page->plan) / gfla_plan_flops(page->plan));
    cli_print(cli, "  parameters    %9.2f MiB\n", mib(parameters));
    cli_print(cli, "  packed again  %9.2f MiB\n", mib((double)m.weights - parameters));
    cli_print(cli, "  inputs        %9.2f MiB\n", mib((double)m.inputs));
    cli_print(cli, "  activations   %9.2f MiB, %.2f without reuse\n", mib((double)m.arena), mib((double)m.activations_total));
}

static void add_modules(struct gfla_text *json, const struct describe_modules *modules)
{
    for (size_t i = 0; i < modules->count; i++) {
        const struct describe_module *m = &modules->items[i];
        char shape[96];
        gfla_text_add(json, "%s{\"name\":", i ? "," : "");
        gfla_text_add_json(json, m->name);
        gfla_text_add(json, ",\"output\":%s,\"parameters\":%lld,\"gflop\":%.6g}", gfla_shape_text(m->output, shape, sizeof shape),
                      (long long)m->n_parameters, 1e-9 * m->flops);
    }
}

static gfla_status print_json(const struct page *page)
{
    struct gfla_text json = {0};
    const struct view_settings *s = &page->settings;
    const struct gfla_plan_memory m = gfla_plan_get_memory(page->plan);
    gfla_text_add(&json, "{\"model\":");
    gfla_text_add_json(&json, page->model);
    gfla_text_add(&json, ",\"weights\":");
    gfla_text_add_json(&json, page->path);
    gfla_text_add(&json, ",\"form\":\"%s\",\"flow_only\":%s,\"size\":%d,\"batch\":%d,\"width\":%d,\"flow_width\":%d,\"attention_width\":%d",
                  s->form == GFLA_FORM_VIEW ? "view" : "published", s->flow_only ? "true" : "false", s->size, s->batch, s->width,
                  s->flow_width, s->attention_width);
    gfla_text_add(&json, ",\"parameters\":%lld,\"gflop\":%.6g,\"conv_gflop\":%.6g,\"launches\":%zu,\"device\":",
                  (long long)page->modules.n_parameters, 1e-9 * gfla_plan_flops(page->plan), 1e-9 * gfla_plan_conv_flops(page->plan),
                  gfla_plan_n_launches(page->plan));
    gfla_text_add_json(&json, gfla_device_get_info(page->device)->name);
    gfla_text_add(&json, ",\"memory\":{\"weights\":%zu,\"inputs\":%zu,\"arena\":%zu,\"activations\":%zu},\"modules\":[", m.weights, m.inputs,
                  m.arena, m.activations_total);
    add_modules(&json, &page->modules);
    gfla_text_add(&json, "]}");
    return cli_print_json(&json);
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options options = {0};
    struct page page = {0};
    TRY(cli_parse(cli, argc, argv, &options));
    TRY(choose_settings(&page, &options));
    TRY(build(&page, cli));
    if (cli->json)
        TRY(print_json(&page));
    else
        print_page(cli, &page);
fail:
    page_close(&page);
    return status;
}

const struct cli_command cli_command_describe = {
    .name = "describe",
    .summary = "show a network's modules, work and memory",
    .group = CLI_GROUP_LEARN,
    .common = CLI_DEVICE | CLI_JSON | CLI_THREADS,
    .args = "MODEL",
    .doc = "Builds a network as the other commands do and prints its modules with the shape they end in, their parameters and their work "
           "in 10^9 operations (2 for a multiplication and addition), and the memory that running it takes. MODEL: shapenet, the published "
           "network; view, our form of it; the name of a bundled model, or a .safetensors file. Needs no device: what it plans for is the "
           "null device, or that of -d.",
    .options = own_options,
    .parse = parse,
    .run = run,
};
