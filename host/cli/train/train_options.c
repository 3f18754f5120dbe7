#include "cli/train/train_options.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum {
    KEY_DATA = CLI_KEY,
    KEY_RESUME,
    KEY_INIT,
    KEY_VGG,
    KEY_BACKGROUNDS,
    KEY_FEATURES,
    KEY_MINUTES,
    KEY_SAVE,
    KEY_SHEET,
    KEY_LOG,
    KEY_NAME,
    KEY_LICENCE,
    KEY_PROFILE,
    KEY_MICRO_BATCHES,
    KEY_SETTINGS
}; /* from here on by the position in setting_names */

enum {
    STAGE,
    DISCRIMINATOR_WIDTH,
    GAN,
    LOSSES,
    FORM,
    MODEL,
    SIZE,
    SIZES,
    WIDTH,
    FLOW_WIDTH,
    ATTENTION_WIDTH,
    SHAPE_WIDTH,
    SURFACES,
    MIRROR,
    LOOKS,
    SAMPLING,
    SSIM_WEIGHT,
    GRADIENT_WEIGHT,
    FEATURES_WEIGHT,
    ADVERSARIAL_WEIGHT,
    BATCH,
    FRAMES,
    CLIP,
    STEPS,
    RATE,
    FLOW_RATE,
    SCHEDULE,
    WARM_UP,
    FINAL_RATE,
    AVERAGE,
    VALIDATE_EVERY,
    N_NAMES
};
static const char *const setting_names[N_NAMES] = {[STAGE] = "stage",
                                                   [DISCRIMINATOR_WIDTH] = "discriminator_width",
                                                   [GAN] = "gan",
                                                   [LOSSES] = "losses",
                                                   [FORM] = "form",
                                                   [MODEL] = "model",
                                                   [SIZE] = "size",
                                                   [SIZES] = "sizes",
                                                   [WIDTH] = "width",
                                                   [FLOW_WIDTH] = "flow_width",
                                                   [ATTENTION_WIDTH] = "attention_width",
                                                   [SHAPE_WIDTH] = "shape_width",
                                                   [SURFACES] = "surfaces",
                                                   [MIRROR] = "mirror",
                                                   [LOOKS] = "looks",
                                                   [SAMPLING] = "sampling",
                                                   [SSIM_WEIGHT] = "ssim_weight",
                                                   [GRADIENT_WEIGHT] = "gradient_weight",
                                                   [FEATURES_WEIGHT] = "features_weight",
                                                   [ADVERSARIAL_WEIGHT] = "adversarial_weight",
                                                   [BATCH] = "batch",
                                                   [FRAMES] = "frames",
                                                   [CLIP] = "clip",
                                                   [STEPS] = "steps",
                                                   [RATE] = "learning_rate",
                                                   [FLOW_RATE] = "flow_rate",
                                                   [SCHEDULE] = "schedule",
                                                   [WARM_UP] = "warm_up",
                                                   [FINAL_RATE] = "final_rate",
                                                   [AVERAGE] = "average",
                                                   [VALIDATE_EVERY] = "validate_every"};

const struct argp_option train_options_list[] = {
    {"data", KEY_DATA, "DIR[:WEIGHT]", 0,
     "the data set: see below; view: may be repeated, and WEIGHT (default 1) is the set's share of the pairs beside "
     "the others",
     0},
    {"stage", KEY_SETTINGS + STAGE, "STAGE", 0,
     "flow: the flow net alone; full: everything (default); view: shape: the shape net of form solid alone", 0},
    {"resume", KEY_RESUME, 0, 0, "go on from the checkpoint in RUN, bit by bit as if never stopped", 0},
    {"init", KEY_INIT, "FILE", 0, "start from these weights, as far as the names go (stage full from stage flow)", 0},
    {"vgg", KEY_VGG, "FILE", 0, "VGG-19 weights, for the paper's correctness, content and style losses", 0},
    {"features", KEY_FEATURES, "FILE", 0,
     "weights of `gfla train features` in the place of VGG-19's; with exact losses in stage full the features of the "
     "image are compared too",
     0},
    {"discriminator-width", KEY_SETTINGS + DISCRIMINATOR_WIDTH, "N", 0,
     "channels of the discriminator (default: with the paper's losses 32; of form solid and of figure in stage full 0: "
     "none; "
     "16 is enough)",
     0},
    {"gan", KEY_SETTINGS + GAN, "KIND", 0,
     "what the discriminator learns from: lsgan: least squares (default); hinge; vanilla: cross-entropy", 0},
    {"losses", KEY_SETTINGS + LOSSES, "WHICH", 0,
     "view: exact: of the exact flow, which needs depths (default); paper: those of the paper, from images alone", 0},
    {"form", KEY_SETTINGS + FORM, "FORM", 0,
     "view: view: our variant (default); published: the published network (default with --losses paper); solid: with a "
     "front and a back, learned from sets rendered with --back",
     0},
    {"model", KEY_SETTINGS + MODEL, "MODEL", 0,
     "person: person, person-market or figure (default: as the data set; figure for drawn people); view: as --form, or "
     "appearance-flow, to compare with: Zhou et al. 2016, learned from images and masks alone",
     0},
    {"size", KEY_SETTINGS + SIZE, "N|WxH", 0,
     "of the images, multiples of 32 (default: view, matte and angle 128, person-market 64x128, others 256)", 0},
    {"sizes", KEY_SETTINGS + SIZES, "LIST", 0,
     "view, person: images that grow, each size with its share of the steps, or its steps, and its batch if you want: "
     "64:0.5,128:0.4,256:0.1 or 64:5000:16,128::8",
     0},
    {"width", KEY_SETTINGS + WIDTH, "N", 0,
     "channels of the main network (default: view 32, matte and angle 16, motion 256, others 64)", 0},
    {"flow-width", KEY_SETTINGS + FLOW_WIDTH, "N", 0, "channels of the flow net (default: view 16, others 32)", 0},
    {"attention-width", KEY_SETTINGS + ATTENTION_WIDTH, "N", 0,
     "hidden channels of the attention (default: view 64, published 128)", 0},
    {"shape-width", KEY_SETTINGS + SHAPE_WIDTH, "N", 0, "view: channels of the shape net of form solid (default 24)",
     0},
    {"surfaces", KEY_SETTINGS + SURFACES, "1|2", 0,
     "view: of form solid: 1 draws the front alone, to see what the back is good for (default 2)", 0},
    {"mirror", KEY_SETTINGS + MIRROR, "yes|no", 0,
     "view: of form solid: draw what the plane of symmetry makes of the surfaces too (default yes)", 0},
    {"looks", KEY_SETTINGS + LOOKS, "yes|no", 0,
     "view: of form solid: other colours of pairs, exposure, blur and noise of sources, and source angles a little "
     "wrong (default yes)",
     0},
    {"sampling", KEY_SETTINGS + SAMPLING, "HOW", 0,
     "view: of form solid: attention (default); bilinear: at the place where the flow points; none: no source in the "
     "decoder",
     0},
    {"ssim-weight", KEY_SETTINGS + SSIM_WEIGHT, "W", 0,
     "view of form solid, person of figure, in stage full: weight of 1 - SSIM of the image (default 1; 0: without)", 0},
    {"gradient-weight", KEY_SETTINGS + GRADIENT_WEIGHT, "W", 0,
     "likewise of the L1 of differences between neighbouring pixels (default 1; 0: without)", 0},
    {"features-weight", KEY_SETTINGS + FEATURES_WEIGHT, "W", 0,
     "with exact losses: weight of the L1 of --features (default 1)", 0},
    {"adversarial-weight", KEY_SETTINGS + ADVERSARIAL_WEIGHT, "W", 0,
     "likewise of what the discriminator of patches thinks of the image (default 0.1)", 0},
    {"batch", KEY_SETTINGS + BATCH, "N", 0,
     "pairs, images or clips in a step (default: view, person and matte 8, angle 32, motion 64, others 1)", 0},
    {"micro-batches", KEY_MICRO_BATCHES, "N", 0,
     "compute the batch in N equal parts, one after the other, with the memory of one; of several ranks each its part "
     "(default 1)",
     0},
    {"frames", KEY_SETTINGS + FRAMES, "N", 0,
     "animate, face: frames that are made in a step, at most 6 (default 6); motion: poses in a window, 81 and more "
     "(default 104)",
     0},
    {"clip", KEY_SETTINGS + CLIP, "N", 0,
     "animate, face: frames that are made one from the other, a multiple of these (default 30)", 0},
    {"steps", KEY_SETTINGS + STEPS, "N", 0, "steps in all (default: view and angle 10000, matte 20000, others 100000)",
     0},
    {"lr", KEY_SETTINGS + RATE, "RATE", 0,
     "learning rate, at its highest (default 0.001; stage full 0.0005; the paper's losses 0.0001)", 0},
    {"learning-rate", KEY_SETTINGS + RATE, 0, OPTION_ALIAS, 0, 0},
    {"flow-lr-factor", KEY_SETTINGS + FLOW_RATE, "FACTOR", 0,
     "the flow net learns at so much of that rate, 0 to 1 (default 1; with exact losses in stage full 0.2)", 0},
    {"schedule", KEY_SETTINGS + SCHEDULE, "WHICH", 0,
     "cosine: the rate falls along half a cosine until the last step (default); constant (default with the paper's "
     "losses)",
     0},
    {"warm-up", KEY_SETTINGS + WARM_UP, "STEPS", 0,
     "first the rate rises over so many steps (default: cosine 200, constant 0)", 0},
    {"final-rate", KEY_SETTINGS + FINAL_RATE, "FACTOR", 0,
     "cosine: so much of the rate is left at the last step (default 0.02)", 0},
    {"average", KEY_SETTINGS + AVERAGE, "DECAY", 0,
     "the weights that are written are a moving average of those of the steps, of which a step keeps so much "
     "(default 0.999; 0: those of the last step)",
     0},
    {"validate-every", KEY_SETTINGS + VALIDATE_EVERY, "STEPS", 0,
     "view: score models that are not learned from, and keep the best weights as best.safetensors (default: a fortieth "
     "of the steps, 500 or more; 0: never, and learn from those models too)",
     0},
    {"flow-rate", KEY_SETTINGS + FLOW_RATE, 0, OPTION_ALIAS | OPTION_HIDDEN, 0, 0},
    {"backgrounds", KEY_BACKGROUNDS, "DIR", 0,
     "matte: a folder whose images stand behind three objects in four (default: varied, drawn ones alone)", 0},
    {"minutes", KEY_MINUTES, "N", 0, "stop after so many minutes, to be resumed", 0},
    {"save-every", KEY_SAVE, "MINUTES", 0, "between checkpoints (default 5)", 0},
    {"sheet-every", KEY_SHEET, "MINUTES", 0, "between sample sheets (default 5)", 0},
    {"log-every", KEY_LOG, "STEPS", 0, "steps whose means make a line of the log (default 50)", 0},
    {"name", KEY_NAME, "NAME", 0, "name of the weights, for their metadata", 0},
    {"licence", KEY_LICENCE, "TEXT", 0, "licence of the weights, for their metadata", 0},
    {"profile", KEY_PROFILE, 0, 0, "say at the end where the time of all kernels went", 0},
    {0},
};

/* ---- parsing ---- */

/* DIR:WEIGHT; a path that is there may hold a colon. */
static void parse_set(struct train_options *o, const struct argp_state *state, char *arg)
{
    char *colon = strrchr(arg, ':');
    const size_t i = o->params.n_sets;
    if (i == TRAIN_MAX_SETS)
        cli_usage(state, "--data: given more than %d times", TRAIN_MAX_SETS);
    o->data[i] = arg;
    o->sets[i].path = arg;
    if (colon && !strchr(colon, '/') && !gfla_file_exists(arg)) {
        char *path = strdup(arg);
        if (!path)
            cli_usage(state, "--data: memory ran out");
        path[colon - arg] = '\0';
        o->sets[i].path = path; /* lives as long as the command line's words, to the end of the process */
        o->sets[i].weight = cli_option_double(state, "--data: weight", colon + 1, 1e-6, 1e6);
    }
    o->params.n_sets++;
}

/* Only the task can read a setting; the last of several counts. */
static void keep_setting(struct train_options *o, const char *name, const char *value)
{
    int i = 0;
    while (i < o->n_settings && strcmp(o->settings[2 * i], name) != 0)
        i++;
    if (i == TRAIN_MAX_SETTINGS)
        return;
    o->settings[2 * i] = name;
    o->settings[2 * i + 1] = value;
    o->n_settings += i == o->n_settings;
}

void train_options_seed(struct train_options *o, uint64_t seed)
{
    snprintf(o->seed, sizeof o->seed, "%" PRIu64, seed);
    keep_setting(o, "seed", o->seed);
}

static const char *option_of(const char *setting)
{
    for (const struct argp_option *option = train_options_list; option->name; option++)
        if (option->key >= KEY_SETTINGS && strcmp(setting_names[option->key - KEY_SETTINGS], setting) == 0)
            return option->name;
    return setting;
}

static void task_names(char *text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; gfla_train_task_name(i) && length < size; i++)
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? ", " : "", gfla_train_task_name(i));
}

static void check(struct train_options *o, const struct argp_state *state)
{
    char names[128];
    task_names(names, sizeof names);
    if (!o->task || !gfla_train_task_data(o->task))
        cli_usage(state, "%s: name a task: %s", o->task ? o->task : "no task", names);
    for (int i = 0; i < o->n_settings; i++)
        if (!gfla_train_task_has_setting(o->task, o->settings[2 * i]))
            cli_usage(state, "--%s is not for the task %s", option_of(o->settings[2 * i]), o->task);
    if (o->params.n_sets == 0)
        cli_usage(state, "--data DIR is missing: %s", gfla_train_task_data(o->task));
    if (o->params.resume && o->params.init_weights)
        cli_usage(state, "--resume and --init exclude each other");
    o->params.sets = o->sets;
    o->params.settings = o->settings;
}

error_t train_options_parse(int key, char *arg, struct argp_state *state)
{
    struct train_options *o = state->input;
    struct gfla_train_params *p = &o->params;
    switch (key) {
    case KEY_DATA:
        parse_set(o, state, arg);
        break;
    case KEY_RESUME:
        p->resume = true;
        break;
    case KEY_INIT:
        p->init_weights = arg;
        break;
    case KEY_VGG:
    case KEY_FEATURES:
        p->vgg_weights = arg;
        break;
    case KEY_BACKGROUNDS:
        p->backgrounds = strcmp(arg, "varied") == 0 ? NULL : arg;
        break;
    case KEY_MINUTES:
        p->max_minutes = cli_option_double(state, "--minutes", arg, 1e-6, 1e6);
        break;
    case KEY_SAVE:
        p->save_minutes = cli_option_double(state, "--save-every", arg, 0.01, 1e6);
        break;
    case KEY_SHEET:
        p->sheet_minutes = cli_option_double(state, "--sheet-every", arg, 0.01, 1e6);
        break;
    case KEY_LOG:
        p->log_steps = (int)cli_option_int(state, "--log-every", arg, 1, 1000000);
        break;
    case KEY_MICRO_BATCHES:
        p->micro_batches = (int)cli_option_int(state, "--micro-batches", arg, 1, 1024);
        break;
    case KEY_PROFILE:
        o->profile = true;
        break;
    case KEY_NAME:
        p->name = arg;
        break;
    case KEY_LICENCE:
        p->licence = arg;
        break;
    case ARGP_KEY_ARG:
        if (o->task)
            cli_usage(state, "more than one task: %s and %s", o->task, arg);
        o->task = arg;
        break;
    case ARGP_KEY_END:
        check(o, state);
        break;
    default:
        if (key < KEY_SETTINGS || key >= KEY_SETTINGS + N_NAMES)
            return ARGP_ERR_UNKNOWN;
        keep_setting(o, setting_names[key - KEY_SETTINGS], arg);
    }
    return 0;
}

/* ---- the way back ---- */

/* As a shell takes it. */
static void add_word(struct gfla_text *text, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%";
    if (*word && strspn(word, plain) == strlen(word)) {
        gfla_text_add(text, " %s", word);
        return;
    }
    gfla_text_add(text, " '");
    for (; *word; word++)
        gfla_text_add(text, *word == '\'' ? "'\\''" : "%c", *word);
    gfla_text_add(text, "'");
}

static void add_option(struct gfla_text *text, const char *option, const char *value)
{
    if (!value)
        return;
    gfla_text_add(text, " %s", option);
    add_word(text, value);
}

void train_options_resume_command(const struct train_options *o, const struct cli *cli, struct gfla_text *text)
{
    gfla_text_add(text, "gfla train %s", o->task);
    for (size_t i = 0; i < o->params.n_sets; i++)
        add_option(text, "--data", o->data[i]);
    add_option(text, "--vgg", o->params.vgg_weights);
    add_option(text, "--backgrounds", o->params.backgrounds);
    if (o->params.micro_batches > 1)
        gfla_text_add(text, " --micro-batches %d", o->params.micro_batches);
    add_option(text, "-d", cli->device);
    add_option(text, "-o", cli->output);
    gfla_text_add(text, " --resume");
}
