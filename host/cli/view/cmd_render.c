/* cmd_render.c - `gfla render`: views of 3D models. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/clock.h"
#include "cli/view/render_options.h"
#include "tasks/render/render_file.h"
#include "tasks/render/render_image.h"

enum {
    KEY_SAMPLES = CLI_KEY,
    KEY_FILTER,
    KEY_EXCLUDE,
    KEY_LIMIT,
    KEY_FLOW,
    KEY_UP,
    KEY_LIST,
    KEY_MATERIALS,
    KEY_VARIANTS,
    KEY_CREATOR,
    KEY_LICENCE,
    KEY_LIST_FILE,
    KEY_LIGHTS,
    KEY_IMPORT_TIMEOUT,
    KEY_IMPORT_MEMORY
};

static const struct argp_option options[] = {
    RENDER_VIEW_OPTIONS,
    {"samples", KEY_SAMPLES, "N", 0, "samples along the side of a pixel, 1 to 4 (default 2)", 0},
    {"filter", KEY_FILTER, "PATTERN", 0, "only models whose id or category matches (*, ?; may be repeated)", 0},
    {"exclude", KEY_EXCLUDE, "PATTERN", 0, "no models whose id or category matches (may be repeated)", 0},
    {"limit", KEY_LIMIT, "N", 0, "the first N models that remain", 0},
    {"flow", KEY_FLOW, "SOURCE:TARGET", 0,
     "exact flow and visibility between two views, as 080_00:100_10 (may be repeated)", 0},
    {"up", KEY_UP, "AXIS", 0, "the models' up axis: y (default) or z", 0},
    {"list-file", KEY_LIST_FILE, "FILE", 0,
     "the models that FILE names, one in each line, as SYNSET/HASH: below the named folders, or without any beside "
     "FILE",
     0},
    {"import-timeout", KEY_IMPORT_TIMEOUT, "S", 0,
     "seconds that reading a model may take (default 60, and 1 for each MiB)", 0},
    {"import-memory", KEY_IMPORT_MEMORY, "MIB", 0, "memory that reading a model may need (default 4096)", 0},
    {"list", KEY_LIST, 0, 0, "list the models and draw nothing", 0},
    {"materials", KEY_MATERIALS, "HOW[:SEED]", 0,
     "own (default); drawn: wood, cloth, metal ... by its name for each material without a look of its own; redrawn: "
     "for all. The model's id "
     "and SEED choose the looks",
     0},
    {"variants", KEY_VARIANTS, "N", 0,
     "each model N times with other drawn materials and lights, as ID, ID-v2 ... (default 1)", 0},
    {"creator", KEY_CREATOR, "TEXT", 0,
     "who made the models of which no catalogue says it, for the attribution of what learns from them", 0},
    {"licence", KEY_LICENCE, "TEXT", 0, "their licence, likewise", 0},
    RENDER_LIGHTS_OPTION(KEY_LIGHTS),
    PEOPLE_OPTIONS,
    {0},
};

/* What the command line says. */
struct request {
    struct gfla_render render;
    struct gfla_people people; /* instead of models */
    int of_models;             /* key of an option that is for models alone; 0: none was named */
    bool list;
};

/* N, or WxH of people. */
static void parse_size(struct request *q, const struct argp_state *state, const char *arg)
{
    char width[8];
    const size_t n = strcspn(arg, "x");
    snprintf(width, sizeof width, "%.*s", (int)n, arg);
    q->people.width = q->people.height = (int)cli_option_int(state, "--size", n < sizeof width ? width : arg, 8, 2040);
    q->render.views.size = arg[n] ? 0 : q->people.width;
    if (arg[n])
        q->people.height = (int)cli_option_int(state, "--size: height", arg + n + 1, 8, 2040);
}

static void add_word(const struct argp_state *state, const char *what, const char *arg, const char **words, int *n)
{
    if (*n == GFLA_RENDER_MAX_WORDS)
        cli_usage(state, "%s: given more than %d times", what, GFLA_RENDER_MAX_WORDS);
    words[(*n)++] = arg;
}

static void parse_materials(struct gfla_render *r, const struct argp_state *state, const char *arg)
{
    static const char *const words[] = {"own", "drawn", "redrawn", NULL};
    char word[16];
    size_t n = strcspn(arg, ":");
    snprintf(word, sizeof word, "%.*s", (int)n, arg);
    r->looks = n < sizeof word ? (unsigned)cli_option_word(state, "--materials", word, words) : GFLA_LOOKS_OWN;
    if (n >= sizeof word || (arg[n] && r->looks == GFLA_LOOKS_OWN))
        cli_usage(state, "--materials: '%s' is none of own, drawn[:SEED], redrawn[:SEED]", arg);
    if (arg[n])
        r->looks_seed = (uint64_t)cli_option_int(state, "--materials: seed", arg + n + 1, 0, INT64_MAX);
}

static error_t add_path(struct gfla_render *r, const char *arg)
{
    if (gfla_grow(&r->paths, &r->paths_capacity, r->n_paths + 1, sizeof *r->paths, "list of models") != GFLA_OK)
        return ENOMEM;
    r->paths[r->n_paths++] = arg;
    return 0;
}

static const char *option_name(int key)
{
    for (int i = 0; options[i].name || options[i].doc; i++)
        if (options[i].key == key)
            return options[i].name;
    return "?";
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const axes[] = {"y", "z", NULL};
    struct request *q = state->input;
    struct gfla_render *r = &q->render;
    if (key >= CLI_KEY && key < PEOPLE_KEY && key != RENDER_KEY_SIZE && key != KEY_SAMPLES)
        q->of_models = key;
    switch (key) {
    case RENDER_KEY_SIZE:
        parse_size(q, state, arg);
        break;
    case KEY_SAMPLES:
        r->samples = (int)cli_option_int(state, "--samples", arg, 1, RASTER_MAX_FACTOR);
        break;
    case KEY_FILTER:
        add_word(state, "--filter", arg, r->filters, &r->n_filters);
        break;
    case KEY_EXCLUDE:
        add_word(state, "--exclude", arg, r->excludes, &r->n_excludes);
        break;
    case KEY_LIMIT:
        r->limit = (size_t)cli_option_int(state, "--limit", arg, 1, 1000000000);
        break;
    case KEY_FLOW:
        add_word(state, "--flow", arg, r->flows, &r->n_flows);
        break;
    case KEY_UP:
        r->z_up = cli_option_word(state, "--up", arg, axes) == 1;
        break;
    case KEY_LIST_FILE:
        r->list_file = arg;
        break;
    case KEY_IMPORT_TIMEOUT:
        r->import_seconds = cli_option_double(state, "--import-timeout", arg, 0.01, 1e6);
        break;
    case KEY_IMPORT_MEMORY:
        r->import_megabytes = (size_t)cli_option_int(state, "--import-memory", arg, 64, 1 << 24);
        break;
    case KEY_LIST:
        q->list = true;
        break;
    case KEY_MATERIALS:
        parse_materials(r, state, arg);
        break;
    case KEY_CREATOR:
        r->creator = arg;
        break;
    case KEY_LICENCE:
        r->licence = arg;
        break;
    case KEY_VARIANTS:
        r->n_variants = (int)cli_option_int(state, "--variants", arg, 1, 1000);
        break;
    case KEY_LIGHTS:
        render_lights_parse(&r->lights, state, arg);
        break;
    case ARGP_KEY_ARG:
        return add_path(r, arg);
    case ARGP_KEY_NO_ARGS:
        if (q->people.n || r->list_file)
            break;
        if (q->people.others)
            cli_usage(state, "an option of people was named, and no --people N");
        cli_usage(state, "no model was named. hint: a model, a folder, or a .sh3f or .zip library");
    default:
        return render_views_option(&r->views, state, key, arg) ? 0 : people_parse(&q->people, key, arg, state);
    }
    return 0;
}

static gfla_status list_models(struct gfla_render *r, struct cli *cli)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < r->n_models; i++) {
        const struct gfla_model_entry *e = gfla_library_entry(r->library, r->models[i]);
        struct gfla_text json = {0};
        cli_print(cli, "%-48s %-20s %s\n", e->id, e->category, e->name);
        gfla_batch_done(&cli->batch);
        if (!cli->json)
            continue;
        gfla_text_add(&json, "{");
        gfla_entry_add_json(&json, e);
        gfla_text_add(&json, "}");
        TRY(cli_print_json(&json));
    }
    gfla_render_tell_problems(r, &(struct gfla_render_job){.batch = &cli->batch});
    status = gfla_batch_status(&cli->batch);
fail:
    return status;
}

static gfla_status tell_result(const struct gfla_render *r, const struct cli *cli, double seconds)
{
    struct gfla_text json = {0};
    size_t done = cli->batch.n_items - cli->batch.n_failed - cli->batch.n_skipped;
    cli_print(cli, "%zu model%s drawn, %zu skipped, %zu failed, %d view%s each of %d pixels: %s\n", done,
              done == 1 ? "" : "s", cli->batch.n_skipped, cli->batch.n_failed, r->views.n_views,
              r->views.n_views == 1 ? "" : "s", r->views.size, cli->output);
    if (!cli->json)
        return GFLA_OK;
    gfla_text_add(&json,
                  "{\"models\":%zu,\"skipped\":%zu,\"failed\":%zu,\"views\":%d,\"size\":%d,"
                  "\"views_per_second\":%.4g,\"output\":",
                  done, cli->batch.n_skipped, cli->batch.n_failed, r->views.n_views, r->views.size,
                  (double)done * (double)r->views.n_views / seconds);
    gfla_text_add_json(&json, cli->output);
    gfla_text_add(&json, "}");
    return cli_print_json(&json);
}

static gfla_status check_models(const struct request *q, const struct cli *cli)
{
    gfla_status status = GFLA_OK;
    const struct gfla_render *r = &q->render;
    REQUIRE(q->people.width == q->people.height, GFLA_ERROR_USAGE,
            "--size: %dx%d is for people; views of models are square", q->people.width, q->people.height);
    REQUIRE(q->list || cli->output, GFLA_ERROR_USAGE, "no output was named. hint: -o FOLDER, or --list");
    REQUIRE(r->n_flows == 0 || r->views.layout == &gfla_layout_views, GFLA_ERROR_USAGE,
            "--flow: --layout %s has no place for flows", r->views.layout->name);
    REQUIRE(r->n_flows == 0 || gfla_render_views_are_fixed(&r->views), GFLA_ERROR_USAGE,
            "--flow: random views have no names to tell them by. hint: --views AZxEL, spiral:N or a list of cameras");
    REQUIRE(r->n_variants <= 1 || r->looks != GFLA_LOOKS_OWN || r->lights.how == GFLA_LIGHTS_OF_MODEL, GFLA_ERROR_USAGE,
            "--variants: %d times the same looks. hint: --materials drawn, --lights model", r->n_variants);
fail:
    return status;
}

static gfla_status render_set(struct gfla_render *r, struct cli *cli, const struct gfla_render_job *job)
{
    gfla_status status;
    bool skip = false;
    if (r->views.layout->one_file)
        TRY(gfla_render_file_allow(cli->existing, cli->output, &skip));
    if (skip) {
        cli_note(cli, "gfla: render: %s exists already and is left alone\n", cli->output);
        return GFLA_OK;
    }
    TRY(gfla_render_prepare(r, job));
    const double started = gfla_clock();
    status = gfla_render_models(r, job);
    if (status == GFLA_OK || status == GFLA_ERROR_PARTIAL) {
        const gfla_status told = tell_result(r, cli, gfla_clock() - started);
        status = told != GFLA_OK ? told : status;
    }
fail:
    return status;
}

static gfla_status render_image(struct gfla_render *r, struct cli *cli, const struct gfla_render_job *job)
{
    gfla_status status;
    bool skip;
    REQUIRE(cli->batch.n_shards <= 1, GFLA_ERROR_USAGE,
            "--shard: %s is an image of one model, and no batch. hint: -o FOLDER", cli->output);
    TRY(cli_output_allow_file(cli, cli->output, &skip));
    if (!skip)
        TRY(gfla_render_image(r, job));
fail:
    return status;
}

static gfla_status render(struct request *q, struct cli *cli, const struct gfla_render_job *job)
{
    gfla_status status;
    struct gfla_render *r = &q->render;
    TRY(gfla_render_views_resolve(&r->views));
    TRY(check_models(q, cli));
    TRY(gfla_render_choose(r, &cli->batch));
    status = q->list                             ? list_models(r, cli)
             : gfla_render_is_image(cli->output) ? render_image(r, cli, job)
                                                 : render_set(r, cli, job);
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct request q = {.render = {.samples = 2}};
    TRY(cli_parse(cli, argc, argv, &q));
    const struct gfla_render_job job = {.output = cli->output,
                                        .existing = cli->existing,
                                        .device = cli_device_selector(cli),
                                        .seed = cli->seed,
                                        .batch = &cli->batch};
    cli_prepare_device(cli);
    if (q.people.n || q.people.others) {
        REQUIRE(q.people.n && q.render.n_paths == 0, GFLA_ERROR_USAGE,
                "people or models. hint: --people N without a model, or no option of people");
        REQUIRE(!q.of_models, GFLA_ERROR_USAGE, "--%s is not for people", option_name(q.of_models));
        q.people.samples = q.render.samples;
        status = people_render(&q.people, &job, cli);
    } else {
        status = render(&q, cli, &job);
    }
fail:
    gfla_render_free(&q.render);
    return status;
}

const struct cli_command cli_command_render = {
    .name = "render",
    .summary = "draw views of 3D models: training data with exact depth and cameras",
    .group = CLI_GROUP_PREPARE,
    .common = CLI_DEVICES | CLI_OUTPUT | CLI_JSON | CLI_SEED | CLI_THREADS | CLI_SHARD,
    .args = "MODEL...",
    .doc = "Draws models, or with --people clothed people in poses. Of models, every one of the named files, folders "
           "and libraries (.sh3f, "
           ".zip) is drawn from many sides, and its views are written below -o "
           "in a layout that people's tools read; where -o is an image, one model is drawn into that, from the front "
           "or from the cameras of --views. A model ends with its cameras.json; with -n, models that have it are "
           "skipped, so that a "
           "batch goes on where it stopped, and shards may write into one folder. A model that cannot be read, or that "
           "crashes, holds up or fills the "
           "process that reads it, is named and left out, and the exit code is 8. Random views are drawn from --seed "
           "and the model's id. Azimuth 90 looks at the front of an object that faces +z."
           "\v" RENDER_LAYOUTS_DOC "\nExamples:\n"
           "  gfla render chair.obj -o chair.png --size 512\n"
           "  gfla render chair.obj -o views --size 256 --back --normals\n"
           "  gfla render Furniture.sh3f -o set -n --exclude '*plant*' --shard 1/4\n"
           "  gfla render Furniture.sh3f -o shapenet/data_chair.hdf5 --layout hdf5 --filter '*chair*'\n"
           "  gfla render Furniture.sh3f -o chairs/chairs_test --layout srn --views spiral:251 --filter '*chair*' "
           "--split test\n"
           "  gfla render --people 2000 --people-data data/people --background varied -o set\n"
           "  gfla render Furniture.sh3f --list --json\n"
           "  gfla render ShapeNetCore.v2 --list-file test.txt -o set\n"
           "  gfla render chairs -o set --materials drawn --variants 3\n",
    .options = options,
    .parse = parse,
    .run = run,
};
