/* cmd_eval.c - `gfla eval view`: scores of the network, of warping by its flow alone, and of copying, on held-out models. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/view_model.h"
#include "viewsynth/data/evaluate.h"
#include "viewsynth/data/metrics.h"
#include "viewsynth/data/pair_flow.h"

enum { METHOD_COPY, METHOD_FLOW, METHOD_FULL, N_METHODS };
enum { KEY_DATA = CLI_KEY, KEY_WEIGHTS, KEY_LIMIT, KEY_SPLIT };

struct options {
    const char *task, *data, *weights;
    int limit;
    enum gfla_split split;
};

static const struct argp_option own_options[] = {
    {"data", KEY_DATA, "DIR", 0, "rendered set (gfla render)", 0},
    {"weights", KEY_WEIGHTS, "FILE", 0, "weights, or the name of a bundled model", 0},
    {"limit", KEY_LIMIT, "N", 0, "the first N models only", 0},
    {"split", KEY_SPLIT, "SPLIT", 0, "held-out (default), train or all", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const splits[] = {"all", "train", "held-out", NULL};
    struct options *o = state->input;
    switch (key) {
    case KEY_DATA: o->data = arg; break;
    case KEY_WEIGHTS: o->weights = arg; break;
    case KEY_LIMIT: o->limit = (int)cli_option_int(state, "--limit", arg, 1, 1000000); break;
    case KEY_SPLIT: o->split = (enum gfla_split)cli_option_word(state, "--split", arg, splits); break;
    case ARGP_KEY_ARG:
        if (o->task)
            cli_usage(state, "more than one task: %s and %s", o->task, arg);
        o->task = arg;
        break;
    case ARGP_KEY_END:
        if (!o->task || strcmp(o->task, "view") != 0)
            cli_usage(state, "%s: name a task: view", o->task ? o->task : "no task");
        if (!o->data || !o->weights)
            cli_usage(state, "--data DIR and --weights FILE are needed");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* The 18 views of one model, and what the network makes of one of them. */
struct item {
    int size;
    float *views;  /* [18][3][size][size] in [0, 1] on white */
    float *alpha;  /* [18][size][size] */
    uint16_t *depth; /* [18][size][size] */
    float *source; /* [3][size][size] in [-1, 1] */
    float *warped, *image, *flow; /* of the network */
    float *truth_flow, *weight;
    uint8_t *rgba, *points;
};

static void item_free(struct item *item)
{
    free(item->views);
    free(item->alpha);
    free(item->depth);
    free(item->source);
    free(item->warped);
    free(item->image);
    free(item->flow);
    free(item->truth_flow);
    free(item->weight);
    free(item->rgba);
    free(item->points);
}

static gfla_status item_create(struct item *item, int size)
{
    gfla_status status;
    size_t area = (size_t)size * size, n = GFLA_N_AZIMUTHS;
    item->size = size;
    TRY(gfla_calloc(&item->views, n * 3 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&item->alpha, n * area, sizeof(float), "views"));
    TRY(gfla_calloc(&item->depth, n * area, sizeof(uint16_t), "views"));
    TRY(gfla_calloc(&item->source, 3 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&item->warped, n * 3 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&item->image, n * 3 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&item->flow, n * 2 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&item->truth_flow, 2 * area, sizeof(float), "views"));
    TRY(gfla_calloc(&item->weight, area, sizeof(float), "views"));
    TRY(gfla_calloc(&item->rgba, 4 * area, 1, "views"));
    TRY(gfla_calloc(&item->points, area, 1, "views"));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status read_views(struct item *item, const gfla_views *views, int model)
{
    gfla_status status;
    size_t area = (size_t)item->size * item->size;
    for (int a = 0; a < GFLA_N_AZIMUTHS; a++) {
        TRY(gfla_views_read(views, model, (struct gfla_pose){a, 0}, item->size, item->rgba, item->depth + a * area));
        for (size_t i = 0; i < area; i++) {
            float alpha = item->rgba[4 * i + 3] / 255.0f;
            item->alpha[a * area + i] = alpha;
            for (int c = 0; c < 3; c++)
                item->views[(a * 3 + c) * area + i] = item->rgba[4 * i + c] / 255.0f * alpha + 1 - alpha;
        }
    }
    return GFLA_OK;
fail:
    return status;
}

static void to_unit(float *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        float v = (values[i] + 1) / 2;
        values[i] = v < 0 ? 0 : v > 1 ? 1 : v;
    }
}

static gfla_status run_network(struct view_model *model, struct item *item, struct gfla_pose source)
{
    gfla_status status;
    size_t area = (size_t)item->size * item->size;
    struct gfla_view_angles targets[GFLA_N_AZIMUTHS];
    for (size_t i = 0; i < 3 * area; i++)
        item->source[i] = item->views[source.azimuth * 3 * area + i] * 2 - 1;
    for (int a = 0; a < GFLA_N_AZIMUTHS; a++)
        targets[a] = view_angles((struct gfla_pose){a, 0});
    TRY(view_model_run(model, item->source, view_angles(source), targets, GFLA_N_AZIMUTHS));
    TRY(view_model_get(model, model->net.warped, item->warped));
    TRY(view_model_get(model, model->net.full_flow, item->flow));
    to_unit(item->warped, GFLA_N_AZIMUTHS * 3 * area);
    if (model->net.image) {
        TRY(view_model_get(model, model->net.image, item->image));
        to_unit(item->image, GFLA_N_AZIMUTHS * 3 * area);
    }
    return GFLA_OK;
fail:
    return status;
}

static double flow_error(struct item *item, struct gfla_pose source, struct gfla_pose target)
{
    size_t area = (size_t)item->size * item->size;
    int n;
    gfla_pair_flow(item->depth + source.azimuth * area, source, item->depth + target.azimuth * area, target, item->size,
                   item->truth_flow, item->points);
    for (size_t i = 0; i < area; i++)
        item->weight[i] = item->points[i] == GFLA_POINT_VISIBLE;
    double error = gfla_metric_epe(item->flow + target.azimuth * 2 * area, item->truth_flow, item->weight, 0.5f, 1, item->size,
                                   item->size, &n);
    return n > 0 ? error : -1;
}

static gfla_status score(gfla_evaluation *evaluation, struct item *item, int index, struct gfla_pose source, int n_methods)
{
    gfla_status status;
    size_t picture = (size_t)3 * item->size * item->size;
    for (int a = 0; a < GFLA_N_AZIMUTHS; a++) {
        struct gfla_pose target = {a, 0};
        double epe = flow_error(item, source, target);
        const float *predicted[N_METHODS] = {item->views + source.azimuth * picture, item->warped + a * picture,
                                             item->image + a * picture};
        for (int m = 0; m < n_methods; m++)
            TRY(gfla_evaluation_add(evaluation, m,
                                    &(struct gfla_evaluate_sample){.item = index,
                                                                   .source = source,
                                                                   .target = target,
                                                                   .predicted = predicted[m],
                                                                   .truth = item->views + a * picture,
                                                                   .foreground = item->alpha + a * picture / 3,
                                                                   .size = item->size,
                                                                   .epe = m == METHOD_COPY ? -1 : epe}));
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status evaluate(struct cli *cli, const struct options *options, struct view_model *model, const gfla_views *views)
{
    gfla_status status;
    static const char *const methods[N_METHODS] = {"copy", "flow", "full"};
    struct item item = {0};
    gfla_evaluation *evaluation = NULL;
    struct gfla_text text = {0};
    struct cli_progress progress;
    const int *list;
    int n_items = gfla_views_split(views, options->split, &list), n_methods = model->net.image ? N_METHODS : METHOD_FULL;
    if (options->limit && options->limit < n_items)
        n_items = options->limit;
    TRY(item_create(&item, model->settings.size));
    TRY(gfla_evaluation_create(&evaluation, methods, n_methods, n_items));
    cli_progress_begin(&progress, cli, "models", (size_t)n_items);
    for (int i = 0; i < n_items; i++) {
        struct gfla_pose source = gfla_evaluate_source(i);
        TRY(cli_check_interrupt());
        TRY(read_views(&item, views, list[i]));
        TRY(run_network(model, &item, source));
        TRY(score(evaluation, &item, i, source, n_methods));
        cli_progress_set(&progress, (size_t)i + 1);
    }
    cli_progress_end(&progress);
    if (cli->json) {
        gfla_evaluation_json(evaluation, options->data, &text);
        TRY(cli_print_json(&text));
    } else {
        gfla_evaluation_table(evaluation, &text);
        cli_print(cli, "%s", text.data ? text.data : "");
    }
    status = GFLA_OK;
fail:
    gfla_text_free(&text);
    gfla_evaluation_destroy(&evaluation);
    item_free(&item);
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options options = {.split = GFLA_SPLIT_HELD_OUT};
    struct view_model model = {0};
    gfla_device *device = NULL;
    gfla_views *views = NULL;
    TRY(cli_parse(cli, argc, argv, &options));
    cli_catch_signals();
    TRY(gfla_views_open(&views, options.data, NULL));
    TRY(cli_open_device(cli, &device));
    TRY(view_model_open(&model, device, options.weights, GFLA_N_AZIMUTHS));
    REQUIRE(model.net.warped, GFLA_ERROR_INPUT, "%s: published form, which `gfla eval view` cannot score yet", options.weights);
    status = evaluate(cli, &options, &model, views);
fail:
    view_model_close(&model);
    gfla_views_destroy(&views);
    gfla_device_destroy(&device);
    return status;
}

const struct cli_command cli_command_eval = {
    .name = "eval",
    .summary = "score a network on models that training never saw",
    .group = CLI_GROUP_LEARN,
    .common = CLI_DEVICE | CLI_JSON | CLI_THREADS,
    .args = "view",
    .doc = "Scores weights on the held-out models of a rendered set, beside copying the source and warping it by the flow alone: L1, "
           "PSNR, SSIM and flow end-point error, over all azimuths and by distance.",
    .options = own_options,
    .parse = parse,
    .run = run,
};
