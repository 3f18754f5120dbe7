/* cmd_view.c - `gfla view`: novel views of the object in a picture, or in each of several. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "cli/view/view_batch.h"
#include "cli/view/view_targets.h"
#include "tasks/view/photo_net.h"

#define DEFAULT_MODEL "view-furniture-128"
#define DEFAULT_TURN 18
#define SMOOTH_TURN 72 /* of animations */
#define LARGEST_MOVING 512
#define LARGEST_ON_SHEETS 256
#define LARGEST_ON_PAGES 256
#define PAGE_TURN 36 /* azimuths of a page */

enum {
    KEY_MODEL = CLI_KEY,
    KEY_MASK,
    KEY_FROM,
    KEY_TO,
    KEY_TURN,
    KEY_FRAMES,
    KEY_SIZE,
    KEY_ZOOM,
    KEY_TRANSPARENT,
    KEY_SHOW,
    KEY_TRUTH,
    KEY_WHOLE_IMAGE,
    KEY_FPS
};

/* As they stand on the command line. */
struct words {
    struct view_options options;
    struct view_targets targets;
};

static const char *const show_words[] = {"flow", "mask", "warp", "correlation", "points", NULL};

static const struct argp_option own_options[] = {
    {"model", KEY_MODEL, "NAME", 0, "a bundled model or a file of weights (default " DEFAULT_MODEL ")", 0},
    {"weights", KEY_MODEL, 0, OPTION_ALIAS, 0, 0},
    {"from", KEY_FROM, "auto|AZ,EL", 0,
     "where the picture was taken from, degrees: azimuth 90 faces the object's front, 0 its left side; auto (default): "
     "seen from the picture by the model " GFLA_ANGLE_MODEL ", and said",
     0},
    {"mask", KEY_MASK, "FILE", 0,
     "where the object is: a picture of the same shape, white on the object and black elsewhere, or with alpha "
     "(default: by the picture's alpha, a plain background, or else the model " GFLA_MATTE_MODEL ")",
     0},
    {"to", KEY_TO, "AZ[,EL]", 0,
     "a view to make (may be repeated), or a path of views where AZ or EL is a range A..B; any azimuth, EL from -20 to "
     "60; without EL the elevation of --from",
     0},
    {"turn", KEY_TURN, "N", 0, "N views all around (default 18; 72 in animations, 36 on pages)", 0},
    {"frames", KEY_FRAMES, "N", 0, "N views along each path of --to, else all around as --turn", 0},
    {"size", KEY_SIZE, "N", 0,
     "side of the views in pixels, 32 to 1024 (default: the picture's; at most 1024, 512 in animations, 256 on sheets "
     "and pages; "
     "never under what the model makes)",
     0},
    {"zoom", KEY_ZOOM, "X", 0,
     "things are X times as large, 0.25 to 8, as through a lens: the field of view narrows, the camera stays", 0},
    {"transparent", KEY_TRANSPARENT, 0, 0,
     "views have the object's alpha instead of a white background (.png, .webp, .apng, folders)", 0},
    {"show", KEY_SHOW, "WHAT", 0,
     "flow, mask, warp, correlation, points (separated by commas): also draw what the network did, on the sheet, in "
     "files beside those of the views, or at the right of each frame; "
     "correlation is the flow to the most similar features, points what the source alone shows of the view",
     0},
    {"truth", KEY_TRUTH, "DIR", 0, "true views DIR/AZ_EL.png to score against and to draw beneath", 0},
    {"whole-image", KEY_WHOLE_IMAGE, 0, 0,
     "the picture is framed like a rendered view already: take all of it, do not look for the object", 0},
    {"as-is", KEY_WHOLE_IMAGE, 0, OPTION_HIDDEN, 0, 0},
    {"fps", KEY_FPS, "N", 0, "frames per second of an animation (default 9; 17 for more than 30 views)", 0},
    {0},
};

static void check_words(const struct argp_state *state, const struct words *w)
{
    if (!w->options.n_images)
        cli_usage(state, "name a picture");
    if (view_targets_check(&w->targets) != GFLA_OK)
        cli_usage(state, "%s", gfla_error_message());
    if (w->options.truth && w->options.zoom > 0 && w->options.zoom != 1)
        cli_usage(state, "--truth compares views without --zoom");
    if (w->options.truth && w->options.n_images > 1)
        cli_usage(state, "--truth is of one picture, %d are named", w->options.n_images);
    if (w->options.mask && w->options.n_images > 1)
        cli_usage(state, "--mask is of one picture, %d are named", w->options.n_images);
    if (w->options.mask && w->options.whole_image)
        cli_usage(state, "--mask and --whole-image exclude each other");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct words *w = state->input;
    struct view_options *o = &w->options;
    switch (key) {
    case KEY_MODEL:
        o->model = arg;
        break;
    case KEY_FROM:
        o->has_from = strcmp(arg, "auto") != 0;
        if (o->has_from)
            o->from = view_parse_angles(state, "--from", arg);
        break;
    case KEY_MASK:
        o->mask = arg;
        break;
    case KEY_TO:
        view_targets_add(&w->targets, state, arg);
        break;
    case KEY_TURN:
        w->targets.turn = (int)cli_option_int(state, "--turn", arg, 1, VIEW_MAX_TARGETS);
        break;
    case KEY_FRAMES:
        w->targets.frames = (int)cli_option_int(state, "--frames", arg, 1, VIEW_MAX_TARGETS);
        break;
    case KEY_SIZE:
        o->size = strcmp(arg, "auto") == 0 ? 0 : (int)cli_option_int(state, "--size", arg, 0, GFLA_VIEW_MAX_SIZE);
        if (o->size && o->size < GFLA_VIEW_MIN_SIZE)
            cli_usage(state, "--size: %d is under %d", o->size, GFLA_VIEW_MIN_SIZE);
        break;
    case KEY_ZOOM:
        o->zoom = cli_option_double(state, "--zoom", arg, GFLA_VIEW_MIN_ZOOM, GFLA_VIEW_MAX_ZOOM);
        break;
    case KEY_TRANSPARENT:
        o->transparent = true;
        o->show |= GFLA_VIEW_SHOW_ALPHA;
        break;
    case KEY_SHOW:
        o->show |= cli_option_words(state, "--show", arg, show_words);
        break;
    case KEY_TRUTH:
        o->truth = arg;
        break;
    case KEY_WHOLE_IMAGE:
        o->whole_image = true;
        break;
    case KEY_FPS:
        o->fps = cli_option_double(state, "--fps", arg, 0.1, 100);
        break;
    case ARGP_KEY_ARG:
        o->images[o->n_images++] = arg;
        break;
    case ARGP_KEY_END:
        check_words(state, w);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* A page has views from three heights, those that models are trained on. */
static gfla_status list_page(struct words *w)
{
    gfla_status status;
    struct view_options *o = &w->options;
    struct gfla_view_angles *ring = NULL;
    int n = 0;
    REQUIRE(w->targets.n_spans == 0, GFLA_ERROR_USAGE,
            "--to: a page has views from all around. hint: --frames N says how many");
    REQUIRE(!o->truth && !o->transparent, GFLA_ERROR_USAGE, "--truth and --transparent: a page has no use for them");
    TRY(view_targets_list(&w->targets, o->from, PAGE_TURN, &ring, &n));
    o->n = n * GFLA_VIEW_PAGE_ELEVATIONS;
    o->largest = LARGEST_ON_PAGES;
    TRY(gfla_calloc(&o->to, (size_t)o->n, sizeof *o->to, "views"));
    for (int i = 0; i < o->n; i++)
        o->to[i] = (struct gfla_view_angles){ring[i % n].azimuth, 10.0 * (i / n)};
fail:
    free(ring);
    return status;
}

/* An animation moves smoothly; in sheets and folders each view is looked at. */
static gfla_status list_targets(const struct cli *cli, struct words *w)
{
    struct view_options *o = &w->options;
    const bool is_animation = gfla_view_output_is_animation(cli->output);
    o->targets = &w->targets;
    if (gfla_view_output_is_page(cli->output))
        return list_page(w);
    o->frames = is_animation ? SMOOTH_TURN : DEFAULT_TURN;
    const gfla_status status = view_targets_list(&w->targets, o->from, o->frames, &o->to, &o->n);
    const bool is_sheet =
        !gfla_view_output_is_folder(cli->output) && (o->n > 1 || (o->show & ~(unsigned)GFLA_VIEW_SHOW_ALPHA));
    o->largest = is_animation ? LARGEST_MOVING : is_sheet ? LARGEST_ON_SHEETS : GFLA_VIEW_MAX_SIZE;
    return status;
}

/* ---- outputs ---- */

static gfla_status check_output(struct cli *cli, const struct view_options *o, bool *skip)
{
    gfla_status status = GFLA_OK;
    const bool is_animation = gfla_view_output_is_animation(cli->output), is_standard = strcmp(cli->output, "-") == 0;
    REQUIRE(is_animation || o->fps == 0, GFLA_ERROR_USAGE, "--fps: %s is no animation. hint: -o turn.gif", cli->output);
    REQUIRE(!is_standard || !cli->json, GFLA_ERROR_USAGE, "-o - and --json both write to standard output");
    REQUIRE(o->n_images > 1 || cli->batch.n_shards <= 1, GFLA_ERROR_USAGE,
            "--shard: one picture is no batch. hint: name several, which go to a folder");
    if (o->n_images == 1)
        return gfla_view_output_is_page(cli->output) ? cli_output_allow_file(cli, cli->output, skip)
                                                     : cli_output_allow_images(cli, skip);
    REQUIRE(gfla_view_output_is_folder(cli->output), GFLA_ERROR_USAGE,
            "%d pictures do not fit into %s. hint: -o DIR gets views of each of them", o->n_images,
            is_standard ? "standard output" : cli->output);
    status = gfla_folder_create(cli->output);
fail:
    return status;
}

/* ---- the command ---- */

static gfla_status run_words(struct cli *cli, struct words *words)
{
    gfla_status status;
    const struct view_options *o = &words->options;
    gfla_device **devices = NULL;
    size_t n_devices = 0;
    bool skip = false;
    TRY(list_targets(cli, words));
    TRY(check_output(cli, o, &skip));
    if (skip)
        return GFLA_OK;
    TRY(cli_open_devices(cli, &devices, &n_devices));
    status = o->n_images > 1 ? view_batch_run(cli, o, devices, (int)n_devices)
                             : view_batch_run_one(cli, o, devices, (int)n_devices);
fail:
    gfla_device_destroy_all(&devices, &n_devices);
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct words words = {.options = {.from = {60, 10}}};
    TRY(gfla_calloc(&words.options.images, (size_t)argc, sizeof *words.options.images, "the command line"));
    TRY(cli_parse(cli, argc, argv, &words));
    status = run_words(cli, &words);
fail:
    free(words.options.images);
    free(words.options.to);
    return status;
}

const struct cli_command cli_command_view = {
    .name = "view",
    .summary = "make novel views of the object in a picture",
    .group = CLI_GROUP_MAKE,
    .common = CLI_DEVICES | CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS | CLI_SHARD,
    .args = "IMAGE...",
    .doc =
        "Turns the object of a picture (PNG, JPEG, WebP, TIFF ...; on a plain or transparent background) and writes "
        "the views to -o: a picture "
        "(several views make a sheet), an animation (.gif, .apng, .webp), a video (.mp4, .webm), a page on which the "
        "object is turned by dragging or with the arrow keys (.html), or a folder. - is "
        "standard input or, for a PNG, standard output. Views of several pictures go to a folder, into a folder "
        "of each one's name.\v"
        "Examples:\n"
        "  gfla view chair.jpg --from 60,10 -o turn.gif\n"
        "  gfla view *.jpg --to 90 -o fronts\n"
        "  gfla view - --to 120,10 -o - <chair.jpg >turned.png\n",
    .options = own_options,
    .parse = parse,
    .run = run,
};
