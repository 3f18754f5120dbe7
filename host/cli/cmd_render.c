/* cmd_render.c - `gfla render`: views of 3D models. */
#define _GNU_SOURCE /* FNM_CASEFOLD */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/render_batch.h"

enum {
    KEY_VIEWS = CLI_KEY,
    KEY_SIZE,
    KEY_SAMPLES,
    KEY_LAYOUT,
    KEY_FILTER,
    KEY_EXCLUDE,
    KEY_LIMIT,
    KEY_FLOW,
    KEY_WHITE,
    KEY_NO_DEPTH,
    KEY_UP,
    KEY_LIST,
    KEY_MATERIALS,
    KEY_VARIANTS,
    KEY_IMPORT_TIMEOUT,
    KEY_IMPORT_MEMORY
};

static const struct argp_option options[] = {
    {"views", KEY_VIEWS, "AZxEL", 0, "azimuths around the model and elevations 0, 10, 20 ... degrees (default 18x3)",
     0},
    {"size", KEY_SIZE, "N", 0, "side of the pictures in pixels (default 128; hdf5: 256); of people also WxH (default 176x256)", 0},
    {"samples", KEY_SAMPLES, "N", 0, "samples along the side of a pixel, 1 to 4 (default 2)", 0},
    {"layout", KEY_LAYOUT, "NAME", 0, "files to write: views (default), a folder for each model; or hdf5, all in one file data_NAME.hdf5", 0},
    {"filter", KEY_FILTER, "PATTERN", 0, "only models whose id or category matches (*, ?; may be repeated)", 0},
    {"exclude", KEY_EXCLUDE, "PATTERN", 0, "no models whose id or category matches (may be repeated)", 0},
    {"limit", KEY_LIMIT, "N", 0, "the first N models that remain", 0},
    {"flow", KEY_FLOW, "SOURCE:TARGET", 0,
     "exact flow and visibility between two views, as 080_00:100_10 (may be repeated)", 0},
    {"white", KEY_WHITE, 0, 0, "on white instead of transparent", 0},
    {"no-depth", KEY_NO_DEPTH, 0, 0, "no depth pictures", 0},
    {"up", KEY_UP, "AXIS", 0, "the models' up axis: y (default) or z", 0},
    {"import-timeout", KEY_IMPORT_TIMEOUT, "S", 0, "seconds that reading a model may take (default 60)", 0},
    {"import-memory", KEY_IMPORT_MEMORY, "MIB", 0, "memory that reading a model may need (default 6144: 4 million triangles)", 0},
    {"list", KEY_LIST, 0, 0, "list the models and draw nothing", 0},
    {"materials", KEY_MATERIALS, "HOW[:SEED]", 0,
     "own (default); drawn: wood, cloth, metal ... by its name for each material without a look of its own; redrawn: for all. The model's id "
     "and SEED choose the looks",
     0},
    {"variants", KEY_VARIANTS, "N", 0, "each model N times with other drawn materials, as ID, ID-v2 ... (default 1)", 0},
    PEOPLE_OPTIONS,
    {0},
};

static void parse_views(struct render *r, const struct argp_state *state, const char *arg)
{
    char azimuths[8];
    size_t n = strcspn(arg, "x");
    if (arg[n] != 'x' || n >= sizeof azimuths)
        cli_usage(state, "--views: '%s' is not of the form AZxEL, as 18x3", arg);
    memcpy(azimuths, arg, n);
    azimuths[n] = 0;
    r->n_azimuths = (int)cli_option_int(state, "--views: azimuths", azimuths, 1, 360);
    r->n_elevations = (int)cli_option_int(state, "--views: elevations", arg + n + 1, 1, 10);
    if (360 % r->n_azimuths != 0)
        cli_usage(state, "--views: %d azimuths are not whole degrees apart. hint: a divisor of 360, as 12, 18, 36",
                  r->n_azimuths);
}

/* N, or WxH of people. */
static void parse_size(struct render *r, const struct argp_state *state, const char *arg)
{
    char width[8];
    const size_t n = strcspn(arg, "x");
    snprintf(width, sizeof width, "%.*s", (int)n, arg);
    r->people.width = r->people.height = (int)cli_option_int(state, "--size", n < sizeof width ? width : arg, 8, 2040);
    r->size = arg[n] ? 0 : r->people.width;
    if (arg[n])
        r->people.height = (int)cli_option_int(state, "--size: height", arg + n + 1, 8, 2040);
}

static void add_word(const struct argp_state *state, const char *what, const char *arg, const char **words, int *n)
{
    if (*n == RENDER_MAX_WORDS)
        cli_usage(state, "%s: given more than %d times", what, RENDER_MAX_WORDS);
    words[(*n)++] = arg;
}

static void parse_materials(struct render *r, const struct argp_state *state, const char *arg)
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

static void add_path(struct render *r, const struct argp_state *state, const char *arg)
{
    if (gfla_grow(&r->paths, &r->paths_capacity, r->n_paths + 1, sizeof *r->paths, "list of models") != GFLA_OK)
        cli_usage(state, "%s", gfla_error_message());
    r->paths[r->n_paths++] = arg;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const layouts[] = {"views", "hdf5", NULL}, *const axes[] = {"y", "z", NULL};
    struct render *r = state->input;
    switch (key) {
    case KEY_VIEWS:
        parse_views(r, state, arg);
        break;
    case KEY_SIZE:
        parse_size(r, state, arg);
        break;
    case KEY_SAMPLES:
        r->samples = (int)cli_option_int(state, "--samples", arg, 1, RASTER_MAX_FACTOR);
        break;
    case KEY_LAYOUT:
        r->one_file = cli_option_word(state, "--layout", arg, layouts) == 1;
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
    case KEY_WHITE:
        r->white = true;
        break;
    case KEY_NO_DEPTH:
        r->no_depth = true;
        break;
    case KEY_UP:
        r->z_up = cli_option_word(state, "--up", arg, axes) == 1;
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
    case KEY_VARIANTS:
        r->n_variants = (int)cli_option_int(state, "--variants", arg, 1, 1000);
        break;
    case ARGP_KEY_ARG:
        add_path(r, state, arg);
        break;
    case ARGP_KEY_NO_ARGS:
        if (r->people.n)
            break;
        if (r->people.others)
            cli_usage(state, "an option of people was named, and no --people N");
        cli_usage(state, "no model was named. hint: a model, a folder, or a .sh3f or .zip library");
    default:
        return people_parse(&r->people, key, arg, state);
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

static gfla_status choose_models(struct render *r, const struct cli *cli)
{
    gfla_status status = GFLA_OK;
    size_t count = gfla_library_count(r->library), n = 0;
    TRY(gfla_calloc(&r->models, count, sizeof *r->models, "list of models"));
    for (size_t i = 0; i < count; i++) {
        const struct gfla_model_entry *e = gfla_library_entry(r->library, i);
        if (r->n_filters > 0 && !matches(r->filters, r->n_filters, e))
            continue;
        if (matches(r->excludes, r->n_excludes, e))
            continue;
        if (r->limit > 0 && n >= r->limit)
            break;
        if (cli_in_shard(cli, n++))
            r->models[r->n_models++] = i;
    }
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "none of %zu models is left by --filter and --exclude", count);
fail:
    return status;
}

static gfla_status list_models(struct render *r, struct cli *cli)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < r->n_models; i++) {
        const struct gfla_model_entry *e = gfla_library_entry(r->library, r->models[i]);
        struct gfla_text json = {0};
        cli_print(cli, "%-48s %-20s %s\n", e->id, e->category, e->name);
        if (!cli->json)
            continue;
        gfla_text_add(&json, "{");
        gfla_entry_add_json(&json, e);
        gfla_text_add(&json, "}");
        TRY(cli_print_json(&json));
    }
fail:
    return status;
}

static gfla_status tell_result(const struct render *r, const struct cli *cli, double seconds)
{
    struct gfla_text json = {0};
    size_t done = cli->n_items - cli->n_failed - cli->n_skipped;
    cli_print(cli, "%zu models drawn, %zu skipped, %zu failed, %zu views each of %d pixels: %s\n", done, cli->n_skipped,
              cli->n_failed, (size_t)r->n_views, r->size, cli->output);
    if (!cli->json)
        return GFLA_OK;
    gfla_text_add(&json, "{\"models\":%zu,\"skipped\":%zu,\"failed\":%zu,\"views\":%d,\"size\":%d,"
                  "\"views_per_second\":%.4g,\"output\":",
                  done, cli->n_skipped, cli->n_failed, r->n_views, r->size, (double)done * (double)r->n_views / seconds);
    gfla_text_add_json(&json, cli->output);
    gfla_text_add(&json, "}");
    return cli_print_json(&json);
}

/* Keeps what is complete; the status and message of the batch come back when that works. */
static gfla_status finish_file(struct render *r, gfla_status batch)
{
    char message[512];
    snprintf(message, sizeof message, "%s", gfla_error_message());
    const gfla_status status = render_file_commit(&r->file);
    return status != GFLA_OK ? status : batch == GFLA_OK ? GFLA_OK : gfla_fail(batch, "%s", message);
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status = GFLA_OK;
    double started;
    struct render r = {.n_azimuths = 18, .n_elevations = 3, .samples = 2};
    bool skip = false;
    TRY(cli_parse(cli, argc, argv, &r));
    if (r.people.n || r.people.others) {
        REQUIRE(r.people.n && r.n_paths == 0, GFLA_ERROR_USAGE, "people or models. hint: --people N without a model, or no option of people");
        r.people.samples = r.samples;
        status = people_run(&r.people, cli);
        goto fail;
    }
    REQUIRE(r.people.width == r.people.height, GFLA_ERROR_USAGE, "--size: %dx%d is for people; views of models are square", r.people.width,
            r.people.height);
    r.size = r.size ? r.size : r.one_file ? 256 : 128;
    REQUIRE(r.list || cli->output, GFLA_ERROR_USAGE, "no output was named. hint: -o FOLDER, or --list");
    REQUIRE(!r.one_file || r.n_flows == 0, GFLA_ERROR_USAGE, "--flow: --layout hdf5 has no place for flows");
    REQUIRE(r.n_variants <= 1 || r.materials != MATERIALS_OWN, GFLA_ERROR_USAGE,
            "--variants: %d times the same looks. hint: --materials drawn", r.n_variants);
    TRY(gfla_library_open(&r.library, r.paths, r.n_paths));
    TRY(gfla_library_vary(r.library, r.n_variants));
    TRY(choose_models(&r, cli));
    if (r.list) {
        status = list_models(&r, cli);
        goto fail;
    }
    if (r.one_file)
        TRY(render_file_open(&r.file, cli, r.n_azimuths, r.n_elevations, &skip));
    if (skip) {
        cli_note(cli, "gfla: render: %s or a list of it exists already and is left alone\n", cli->output);
        goto fail;
    }
    TRY(render_prepare(&r, cli));
    started = cli_seconds();
    status = render_models(&r, cli);
    if (r.one_file && r.file.n_models > 0) /* what is done is kept, whatever stopped the rest */
        status = finish_file(&r, status);
    if (status == GFLA_OK || status == GFLA_ERROR_PARTIAL) {
        gfla_status told = tell_result(&r, cli, cli_seconds() - started);
        status = told != GFLA_OK ? told : status;
    }
fail:
    render_file_close(&r.file);
    gfla_renderer_destroy(&r.renderer);
    gfla_device_destroy(&r.device);
    gfla_importer_destroy(&r.importer);
    gfla_library_destroy(&r.library);
    free(r.paths);
    free(r.models);
    free(r.cameras);
    free(r.rgba);
    free(r.depth);
    return status;
}

const struct cli_command cli_command_render = {
    .name = "render",
    .summary = "draw views of 3D models: training data with exact depth and cameras",
    .group = CLI_GROUP_PREPARE,
    .common = CLI_DEVICE | CLI_OUTPUT | CLI_JSON | CLI_SEED | CLI_THREADS | CLI_SHARD,
    .args = "MODEL...",
    .doc =
        "Draws every model of the named files, folders and libraries (.sh3f, .zip) from all sides, each into a folder "
        "of its own "
        "below -o: AZ_EL.png (RGBA), AZ_EL_depth.png (16 bits: camera z = 3 + 2 v / 65535, 0 empty) and, last, "
        "cameras.json. "
        "With -n, folders that have it are skipped, so that a batch goes on where it stopped. A model that cannot be "
        "read is named and left out, and the exit code is 8. With --layout hdf5, -o names one file data_NAME.hdf5, on "
        "white and without depth, of 18x3 or 36x3 views; id_NAME_train.txt, id_NAME_test.txt and name_NAME_test.txt "
        "appear beside it. Azimuth 90 looks at the front of an object that faces +z."
        "\vExamples:\n"
        "  gfla render chair.obj -o views --size 256\n"
        "  gfla render Furniture.sh3f -o set -n --exclude '*plant*' --shard 1/4\n"
        "  gfla render Furniture.sh3f -o shapenet/data_chair.hdf5 --layout hdf5 --filter '*chair*'\n"
        "  gfla render Furniture.sh3f --list --json\n"
        "  gfla render chairs -o set --materials drawn --variants 3\n",
    .options = options,
    .parse = parse,
    .run = run,
};
