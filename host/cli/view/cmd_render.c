/* cmd_render.c - `gfla render`: views of 3D models. */
#define _GNU_SOURCE /* FNM_CASEFOLD */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/clock.h"
#include "tasks/render/render_batch.h"
#include "tasks/render/render_file.h"
#include "viewsynth/data/split.h"

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
    GFLA_RENDER_VIEW_OPTIONS,
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
    GFLA_RENDER_LIGHTS_OPTION(KEY_LIGHTS),
    GFLA_PEOPLE_OPTIONS,
    {0},
};

/* N, or WxH of people. */
static void parse_size(struct gfla_render *r, const struct argp_state *state, const char *arg)
{
    char width[8];
    const size_t n = strcspn(arg, "x");
    snprintf(width, sizeof width, "%.*s", (int)n, arg);
    r->people.width = r->people.height = (int)cli_option_int(state, "--size", n < sizeof width ? width : arg, 8, 2040);
    r->views.size = arg[n] ? 0 : r->people.width;
    if (arg[n])
        r->people.height = (int)cli_option_int(state, "--size: height", arg + n + 1, 8, 2040);
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
    r->materials = n < sizeof word ? (unsigned)cli_option_word(state, "--materials", word, words) : MATERIALS_OWN;
    if (n >= sizeof word || (arg[n] && r->materials == MATERIALS_OWN))
        cli_usage(state, "--materials: '%s' is none of own, drawn[:SEED], redrawn[:SEED]", arg);
    if (arg[n])
        r->materials_seed = (uint64_t)cli_option_int(state, "--materials: seed", arg + n + 1, 0, INT64_MAX);
}

static void add_path(struct gfla_render *r, const struct argp_state *state, const char *arg)
{
    if (gfla_grow(&r->paths, &r->paths_capacity, r->n_paths + 1, sizeof *r->paths, "list of models") != GFLA_OK)
        cli_usage(state, "%s", gfla_error_message());
    r->paths[r->n_paths++] = arg;
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
    struct gfla_render *r = state->input;
    if (key >= CLI_KEY && key < GFLA_PEOPLE_KEY && key != GFLA_RENDER_KEY_SIZE && key != KEY_SAMPLES)
        r->of_models = key;
    switch (key) {
    case GFLA_RENDER_KEY_SIZE:
        parse_size(r, state, arg);
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
        r->list = true;
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
        gfla_render_lights_parse(&r->lights, state, arg);
        break;
    case ARGP_KEY_ARG:
        add_path(r, state, arg);
        break;
    case ARGP_KEY_NO_ARGS:
        if (r->people.n || r->list_file)
            break;
        if (r->people.others)
            cli_usage(state, "an option of people was named, and no --people N");
        cli_usage(state, "no model was named. hint: a model, a folder, or a .sh3f or .zip library");
    default:
        return gfla_render_views_option(&r->views, state, key, arg) ? 0
                                                                    : gfla_people_parse(&r->people, key, arg, state);
    }
    return 0;
}

/* ---- which models ---- */

static bool matches(const char *const *patterns, int n, const struct gfla_model_entry *e)
{
    for (int i = 0; i < n; i++)
        if (fnmatch(patterns[i], e->id, FNM_CASEFOLD) == 0 || fnmatch(patterns[i], e->category, FNM_CASEFOLD) == 0)
            return true;
    return false;
}

static const char *split_id(const struct gfla_model_entry *e)
{
    return e->catalogue_id && e->catalogue_id[0] ? e->catalogue_id : e->id;
}

/* Of what is left of the whole library, so that all shards say the same of a model: 12 in 100 are for tests, as
 * training holds them out (data/split.h), and the next 4 for validation. */
static gfla_status set_purposes(struct gfla_render *r, const struct cli *cli, const size_t *left, size_t n)
{
    gfla_status status;
    const char **ids = NULL;
    TRY(gfla_calloc(&r->models, n, sizeof *r->models, "list of models"));
    TRY(gfla_calloc(&r->purposes, n, sizeof *r->purposes, "list of models"));
    TRY(gfla_calloc(&ids, n, sizeof *ids, "list of models"));
    for (size_t i = 0; i < n; i++)
        ids[i] = split_id(gfla_library_entry(r->library, left[i]));
    size_t n_chosen = 0;
    const bool by_id = gfla_split_is_one_family(ids, n);
    for (size_t i = 0; i < n; i++) {
        const int place = gfla_split_place(ids[i], by_id);
        const enum gfla_purpose purpose = place < GFLA_HELD_OUT_PERCENT       ? GFLA_FOR_TEST
                                          : place < GFLA_HELD_OUT_PERCENT + 4 ? GFLA_FOR_VALIDATION
                                                                              : GFLA_FOR_TRAINING;
        if (r->views.one_purpose && purpose != r->views.purpose)
            continue;
        if (r->limit > 0 && n_chosen == r->limit)
            break;
        if (!cli_in_shard(cli, n_chosen++))
            continue;
        r->purposes[r->n_models] = purpose;
        r->models[r->n_models++] = left[i];
    }
    REQUIRE(n_chosen > 0, GFLA_ERROR_INPUT, "none of %zu models is held for --split %s", n,
            gfla_purpose_names[r->views.purpose]);
fail:
    free(ids);
    return status;
}

static gfla_status choose_models(struct gfla_render *r, const struct cli *cli)
{
    gfla_status status = GFLA_OK;
    size_t count = gfla_library_count(r->library), n = 0, *left = NULL;
    TRY(gfla_calloc(&left, count, sizeof *left, "list of models"));
    for (size_t i = 0; i < count; i++) {
        const struct gfla_model_entry *e = gfla_library_entry(r->library, i);
        if (r->n_filters > 0 && !matches(r->filters, r->n_filters, e))
            continue;
        if (matches(r->excludes, r->n_excludes, e))
            continue;
        left[n++] = i;
    }
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "none of %zu models is left by --filter and --exclude", count);
    TRY(set_purposes(r, cli, left, n));
fail:
    free(left);
    return status;
}

static gfla_status list_models(struct gfla_render *r, struct cli *cli)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < r->n_models; i++) {
        const struct gfla_model_entry *e = gfla_library_entry(r->library, r->models[i]);
        struct gfla_text json = {0};
        cli_print(cli, "%-48s %-20s %s\n", e->id, e->category, e->name);
        cli_item_done(cli);
        if (!cli->json)
            continue;
        gfla_text_add(&json, "{");
        gfla_entry_add_json(&json, e);
        gfla_text_add(&json, "}");
        TRY(cli_print_json(&json));
    }
    gfla_render_tell_problems(r, cli);
    status = cli_batch_status(cli);
fail:
    return status;
}

static gfla_status tell_result(const struct gfla_render *r, const struct cli *cli, double seconds)
{
    struct gfla_text json = {0};
    size_t done = cli->batch.n_items - cli->batch.n_failed - cli->batch.n_skipped;
    cli_print(cli, "%zu models drawn, %zu skipped, %zu failed, %zu views each of %d pixels: %s\n", done,
              cli->batch.n_skipped, cli->batch.n_failed, (size_t)r->views.n_views, r->views.size, cli->output);
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

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status = GFLA_OK;
    double started;
    struct gfla_render r = {.samples = 2};
    bool skip = false;
    TRY(cli_parse(cli, argc, argv, &r));
    if (r.people.n || r.people.others) {
        REQUIRE(r.people.n && r.n_paths == 0, GFLA_ERROR_USAGE,
                "people or models. hint: --people N without a model, or no option of people");
        REQUIRE(!r.of_models, GFLA_ERROR_USAGE, "--%s is not for people", option_name(r.of_models));
        r.people.samples = r.samples;
        status = gfla_people_run(&r.people, cli);
        goto fail;
    }
    REQUIRE(r.people.width == r.people.height, GFLA_ERROR_USAGE,
            "--size: %dx%d is for people; views of models are square", r.people.width, r.people.height);
    REQUIRE(r.list || cli->output, GFLA_ERROR_USAGE, "no output was named. hint: -o FOLDER, or --list");
    TRY(gfla_render_views_resolve(&r.views));
    REQUIRE(r.n_flows == 0 || r.views.layout == &gfla_layout_views, GFLA_ERROR_USAGE,
            "--flow: --layout %s has no place for flows", r.views.layout->name);
    REQUIRE(r.n_flows == 0 || gfla_render_views_are_fixed(&r.views), GFLA_ERROR_USAGE,
            "--flow: random views have no names to tell them by. hint: --views AZxEL, spiral:N or a list of cameras");
    REQUIRE(r.n_variants <= 1 || r.materials != MATERIALS_OWN || r.lights.how == LIGHTS_OF_MODEL, GFLA_ERROR_USAGE,
            "--variants: %d times the same looks. hint: --materials drawn, --lights model", r.n_variants);
    TRY(r.list_file ? gfla_library_open_list(&r.library, r.paths, r.n_paths, r.list_file)
                    : gfla_library_open(&r.library, r.paths, r.n_paths));
    TRY(gfla_library_vary(r.library, r.n_variants));
    TRY(gfla_library_credit(r.library, r.creator, r.licence));
    TRY(choose_models(&r, cli));
    if (r.list) {
        status = list_models(&r, cli);
        goto fail;
    }
    if (r.views.layout->one_file)
        TRY(gfla_render_file_allow(cli, cli->output, &skip));
    if (skip) {
        cli_note(cli, "gfla: render: %s or a list of it exists already and is left alone\n", cli->output);
        goto fail;
    }
    TRY(gfla_render_prepare(&r, cli));
    started = gfla_clock();
    status = gfla_render_models(&r, cli);
    if (status == GFLA_OK || status == GFLA_ERROR_PARTIAL) {
        gfla_status told = tell_result(&r, cli, gfla_clock() - started);
        status = told != GFLA_OK ? told : status;
    }
fail:
    gfla_render_free(&r);
    return status;
}

const struct cli_command cli_command_render = {
    .name = "render",
    .summary = "draw views of 3D models: training data with exact depth and cameras",
    .group = CLI_GROUP_PREPARE,
    .common = CLI_DEVICE | CLI_OUTPUT | CLI_JSON | CLI_SEED | CLI_THREADS | CLI_SHARD,
    .args = "MODEL...",
    .doc = "Draws models, or with --people clothed people in poses. Of models, every one of the named files, folders "
           "and libraries (.sh3f, "
           ".zip) is drawn from many sides, and its views are written below -o "
           "in a layout that people's tools read. A model ends with its cameras.json; with -n, models that have it are "
           "skipped, so that a "
           "batch goes on where it stopped, and shards may write into one folder. A model that cannot be read, or that "
           "crashes, holds up or fills the "
           "process that reads it, is named and left out, and the exit code is 8. Random views are drawn from --seed "
           "and the model's id. Azimuth 90 looks at the front of an object that faces +z."
           "\v" GFLA_RENDER_LAYOUTS_DOC "\nExamples:\n"
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
