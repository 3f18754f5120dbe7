/* cmd_view.c - `gfla view`: novel views of the object in an image. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "tasks/view/view_correlation.h"
#include "tasks/view/view_output.h"

#define DEFAULT_MODEL "view-furniture-128"
#define MAX_TARGETS 720
#define AT_ONCE 6 /* views that the network makes in one run */

enum { KEY_MODEL = CLI_KEY, KEY_FROM, KEY_TO, KEY_TURN, KEY_SHOW, KEY_TRUTH, KEY_AS_IS };

struct options {
    const char *image, *model, *truth, *to[MAX_TARGETS];
    struct gfla_view_angles from;
    int n_to, turn;
    unsigned show;
    bool as_is;
};

static const char *const show_words[] = {"flow", "mask", "warp", "correlation", "points", NULL};

static const struct argp_option own_options[] = {
    {"model", KEY_MODEL, "NAME", 0, "a bundled model or a file of weights (default " DEFAULT_MODEL ")", 0},
    {"weights", KEY_MODEL, 0, OPTION_ALIAS, 0, 0},
    {"from", KEY_FROM, "AZ,EL", 0,
     "where the picture was taken from, degrees: azimuth 90 faces the object's front, 0 its left side (default 60,10)",
     0},
    {"to", KEY_TO, "AZ[,EL]", 0, "a view to make (may be repeated); without EL the elevation of --from", 0},
    {"turn", KEY_TURN, "N", 0, "N views all around (default 18)", 0},
    {"show", KEY_SHOW, "WHAT", 0,
     "flow, mask, warp, correlation, points (separated by commas): also draw what the network did, on the sheet; "
     "correlation is the flow to the most similar features, points what the source alone shows of the view",
     0},
    {"truth", KEY_TRUTH, "DIR", 0, "true views DIR/AZ_EL.png to score against and to draw beneath", 0},
    {"as-is", KEY_AS_IS, 0, 0, "the picture is framed like a rendered view already: do not look for the object", 0},
    {0},
};

static struct gfla_view_angles parse_angles(const struct argp_state *state, const char *what, const char *text,
                                            double elevation)
{
    struct gfla_view_angles angles = {0, elevation};
    char azimuth[32];
    const char *comma = strchr(text, ',');
    snprintf(azimuth, sizeof azimuth, "%.*s", comma ? (int)(comma - text) : (int)strlen(text), text);
    angles.azimuth = cli_option_double(state, what, azimuth, -360, 360);
    if (comma)
        angles.elevation = cli_option_double(state, what, comma + 1, 0, 20);
    return angles;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_MODEL:
        o->model = arg;
        break;
    case KEY_FROM:
        o->from = parse_angles(state, "--from", arg, 0);
        break;
    case KEY_TO:
        if (o->n_to == MAX_TARGETS)
            cli_usage(state, "more than %d views", MAX_TARGETS);
        parse_angles(state, "--to", arg, 0);
        o->to[o->n_to++] = arg;
        break;
    case KEY_TURN:
        o->turn = (int)cli_option_int(state, "--turn", arg, 1, MAX_TARGETS);
        break;
    case KEY_SHOW:
        o->show |= cli_option_words(state, "--show", arg, show_words);
        break;
    case KEY_TRUTH:
        o->truth = arg;
        break;
    case KEY_AS_IS:
        o->as_is = true;
        break;
    case ARGP_KEY_ARG:
        if (o->image)
            cli_usage(state, "more than one picture: %s and %s", o->image, arg);
        o->image = arg;
        break;
    case ARGP_KEY_END:
        if (!o->image)
            cli_usage(state, "name a picture");
        if (o->turn && o->n_to)
            cli_usage(state, "--turn and --to exclude each other");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static void set_angles(const struct options *o, struct gfla_view_results *results)
{
    for (int i = 0; i < results->n; i++)
        if (o->n_to)
            results->angles[i] = parse_angles(NULL, "--to", o->to[i], o->from.elevation);
        else
            results->angles[i] =
                (struct gfla_view_angles){fmod(o->from.azimuth + 360.0 * i / results->n, 360), o->from.elevation};
}

static gfla_status read_image(struct cli *cli, const struct options *o, gfla_view *view)
{
    gfla_status status;
    struct gfla_image image = {0};
    struct gfla_view_source_params params;
    struct gfla_view_found found;
    gfla_view_source_params_init(&params);
    params.whole_image = o->as_is;
    TRY(gfla_image_read(&image, o->image, NULL));
    status = gfla_view_set_source(view, &image, &o->from, &params, &found);
    if (status != GFLA_OK)
        gfla_fail_context(status, "%s", o->image);
    else if (!o->as_is)
        cli_note(cli, "%s: object at %d,%d of %d x %d pixels%s\n", o->image, found.x, found.y, found.width,
                 found.height, found.has_alpha ? "" : ", background taken away");
fail:
    gfla_image_free(&image);
    return status;
}

static void add_view_json(struct gfla_text *json, const struct gfla_view_results *r, int i)
{
    gfla_text_add(json, "%s{\"azimuth\":%g,\"elevation\":%g", i ? "," : "", r->angles[i].azimuth,
                  r->angles[i].elevation);
    if (r->truth)
        gfla_text_add(json, ",\"l1\":%.6g,\"psnr\":%.6g,\"ssim\":%.6g", r->scores[i].l1, r->scores[i].psnr,
                      r->scores[i].ssim);
    gfla_text_add(json, "}");
}

static gfla_status report(struct cli *cli, const struct gfla_view_results *r, const gfla_device *device)
{
    gfla_status status;
    struct gfla_text json = {0};
    const char *name = gfla_device_get_info(device)->name;
    double each = 1e3 * r->seconds / r->n;
    gfla_text_add(&json, "{\"device\":");
    gfla_text_add_json(&json, name);
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, cli->output);
    gfla_text_add(&json, ",\"ms_per_view\":%.4g,\"views\":[", each);
    for (int i = 0; i < r->n; i++) {
        add_view_json(&json, r, i);
        if (r->truth)
            cli_print(cli, "azimuth %3.0f elevation %2.0f  %6.1f ms  L1 %.4f  PSNR %5.2f  SSIM %.4f\n",
                      r->angles[i].azimuth, r->angles[i].elevation, each, r->scores[i].l1, r->scores[i].psnr,
                      r->scores[i].ssim);
    }
    gfla_text_add(&json, "]}");
    cli_print(cli, "%s: %d views, %.1f ms each, on %s\n", cli->output, r->n, each, name);
    if (cli->json)
        TRY(cli_print_json(&json));
    status = GFLA_OK;
fail:
    gfla_text_free(&json);
    return status;
}

static gfla_status make_views(struct cli *cli, const struct options *o, gfla_view *view,
                              struct gfla_view_results *results, gfla_device *device)
{
    gfla_status status;
    set_angles(o, results);
    TRY(read_image(cli, o, view));
    TRY(gfla_view_results_run(results, view));
    if (o->show & GFLA_VIEW_SHOW_CORRELATION)
        TRY(gfla_view_correlation_run(results, view));
    if (o->truth)
        TRY(gfla_view_results_compare(results, o->truth));
    TRY(gfla_view_results_write(results, cli->output, &(struct gfla_view_output_options){0}));
    TRY(report(cli, results, device));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options options = {.model = DEFAULT_MODEL, .from = {60, 10}};
    struct gfla_view_params params;
    struct gfla_view_results results = {0};
    gfla_device *device = NULL;
    gfla_view *view = NULL;
    bool skip = false;
    TRY(cli_parse(cli, argc, argv, &options));
    cli_catch_signals();
    TRY(cli_output_allow_images(cli, &skip));
    if (skip)
        return GFLA_OK;
    int n = options.n_to ? options.n_to : options.turn ? options.turn : 18;
    TRY(cli_open_device(cli, &device));
    gfla_view_params_init(&params);
    params.batch = n < AT_ONCE ? n : AT_ONCE;
    TRY(gfla_view_open(&view, device, options.model, &params));
    TRY(gfla_view_results_create(&results, n, gfla_view_get_info(view).size, options.show));
    status = make_views(cli, &options, view, &results, device);
fail:
    gfla_view_results_destroy(&results);
    gfla_view_close(&view);
    gfla_device_destroy(&device);
    return status;
}

const struct cli_command cli_command_view = {
    .name = "view",
    .summary = "make novel views of the object in a picture",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICE | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS,
    .args = "IMAGE",
    .doc = "Turns the object of a picture (PNG, JPEG, WebP, TIFF ...; on a plain or transparent background) and writes "
           "the views to -o: a picture "
           "(several views make a sheet), an animation (.gif, .apng, .webp), a video (.mp4, .webm) or a folder.",
    .options = own_options,
    .parse = parse,
    .run = run,
};
