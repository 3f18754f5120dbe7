/* train_view.c - the view task of `gfla train`: an object from another side, learned from rendered pairs. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "tasks/train/train_losses.h"
#include "tasks/train/train_sheet.h"
#include "tasks/train/train_task.h"
#include "tasks/view/view_training.h"
#include "models/gfla/paper_made.h"
#include "viewsynth/data/attribution.h"
#include "viewsynth/data/split.h"

#define MAX_PATH 4096

struct view_training {
    struct gfla_shapenet net;
    struct gfla_view_truth truth;
    struct gfla_view_poses poses;
    struct gfla_pairs_set sets[GFLA_PAIRS_MAX_SETS];
    gfla_views *views[GFLA_PAIRS_MAX_SETS];
    int n_sets;
    gfla_pairs *pairs;
};

static struct gfla_train_settings defaults(const struct gfla_train_task *task, const char *data,
                                           const struct gfla_train_settings *asked)
{
    (void)data;
    const bool flow_only = asked->flow_only > 0;
    struct gfla_train_settings settings = {.form = GFLA_FORM_VIEW,
                                           .size = 128,
                                           .width = 32,
                                           .flow_width = 16,
                                           .attention_width = 64,
                                           .batch = 8,
                                           .steps = 10000,
                                           .learning_rate = flow_only ? 1e-3 : 5e-4,
                                           .flow_rate = flow_only ? 1 : 0.2};
    if (asked->losses == GFLA_TRAIN_LOSSES_PAPER) {
        settings.form = GFLA_FORM_PUBLISHED;
        settings.attention_width = 128;
        settings.discriminator_width = 32;
        settings.learning_rate = 1e-4;
        settings.flow_rate = 1;
    }
    return settings;
}

/* DIR:WEIGHT; a path that is there may hold a colon. */
static gfla_status parse_set(const char *arg, char path[MAX_PATH], float *weight)
{
    gfla_status status = GFLA_OK;
    const char *colon = strrchr(arg, ':');
    double number = 1;
    struct stat about;
    const bool weighted = colon && stat(arg, &about) != 0 && !strchr(colon, '/');
    const size_t n = weighted ? (size_t)(colon - arg) : strlen(arg);
    REQUIRE(n < MAX_PATH, GFLA_ERROR_USAGE, "--data: a path of %zu characters", n);
    memcpy(path, arg, n);
    path[n] = 0;
    if (weighted)
        TRY(gfla_parse_double(colon + 1, 1e-6, 1e6, "--data: weight", &number));
    *weight = (float)number;
fail:
    return status;
}

/* A network is built for one lens, and the published form for the poses of the grid. */
static gfla_status check_cameras(struct gfla_training *t, const gfla_views *views, const char *path)
{
    gfla_status status = GFLA_OK;
    const double fov = gfla_views_fov(views);
    REQUIRE(t->settings.fov <= 0 || fabs(t->settings.fov - fov) < 0.1, GFLA_ERROR_USAGE,
            "%s: its cameras have a field of view of %.4g degrees, those of the run have %.4g", path, fov,
            t->settings.fov);
    REQUIRE(t->settings.form == GFLA_FORM_VIEW || gfla_views_are_on_grid(views), GFLA_ERROR_USAGE,
            "%s: the published form knows views by one-hot labels of azimuths 0, 20 ... and elevations 0, 10 and 20, "
            "seen with 30 degrees, "
            "which cannot say where these cameras are. hint: --form view",
            path);
    t->settings.fov = t->settings.fov > 0 ? t->settings.fov : fov;
fail:
    return status;
}

static gfla_status open_set(struct gfla_training *t, const char *arg)
{
    gfla_status status;
    struct view_training *view = t->state;
    struct gfla_pairs_set *set = &view->sets[view->n_sets];
    char path[MAX_PATH];
    const int *list;
    TRY(parse_set(arg, path, &set->weight));
    TRY(gfla_views_open(&view->views[view->n_sets], path, NULL));
    set->views = view->views[view->n_sets++];
    cli_note(t->cli, "%s: %d models for training, %d held out\n", path,
             gfla_views_split(set->views, GFLA_SPLIT_TRAIN, &list),
             gfla_views_split(set->views, GFLA_SPLIT_HELD_OUT, &list));
    if (gfla_views_split_by_id(set->views))
        cli_note(t->cli, "%s: all models are of one family: held out are %d in 100 by their ids\n", path,
                 GFLA_HELD_OUT_PERCENT);
    REQUIRE(gfla_views_have_depth(set->views) || t->settings.losses == GFLA_TRAIN_LOSSES_PAPER, GFLA_ERROR_USAGE,
            "the set has no depths, so flow, visibility and depth are not known, and the losses endpoint, mask, "
            "affine, depth, visible "
            "and warp cannot be had. hint: --losses paper, with --vgg FILE");
    TRY(check_cameras(t, set->views, path));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status open_sets(struct gfla_training *t)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < t->options.n_sets; i++)
        TRY(open_set(t, t->options.sets[i]));
fail:
    return status;
}

static void init_for_exact_flow(void *config, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    gfla_view_init(config, param, random, values);
}

static gfla_status build_exact_losses(struct gfla_training *t)
{
    gfla_status status;
    struct view_training *view = t->state;
    struct gfla_view_loss loss;
    TRY(gfla_view_loss_build(t->graph, &view->net, &loss));
    view->truth = loss.truth;
    t->loss = loss.terms;
    t->init = init_for_exact_flow;
    t->init_context = &view->net.config;
fail:
    return status;
}

static gfla_status build(struct gfla_training *t)
{
    gfla_status status;
    struct view_training *view = t->state;
    struct gfla_shapenet_config config = gfla_view_settings_config(&t->settings);
    struct gfla_paper_made made;
    TRY(gfla_view_poses_create(&view->poses, t->settings.batch));
    TRY(gfla_shapenet_build(t->graph, &config, &view->net));
    if (t->settings.losses == GFLA_TRAIN_LOSSES_EXACT)
        return build_exact_losses(t);
    gfla_paper_made_shapenet(t->graph, &view->net, &made);
    view->truth.target = made.frame[0].target;
    TRY(gfla_train_losses_paper(t->graph, &made, &t->settings, &t->loss));
fail:
    return status;
}

/* Writes RUN/attribution.txt: who made what the network is trained on. */
static gfla_status write_attribution(const struct gfla_training *t)
{
    gfla_status status;
    const struct view_training *view = t->state;
    struct gfla_text text = {0};
    char path[600];
    snprintf(path, sizeof path, "%s/attribution.txt", t->run.folder);
    for (int i = 0; i < view->n_sets; i++)
        TRY(gfla_views_attribution(view->views[i], GFLA_SPLIT_TRAIN, &text));
    status = gfla_file_write(path, text.data, text.size);
fail:
    gfla_text_free(&text);
    return status;
}

static gfla_status start(struct gfla_training *t)
{
    gfla_status status;
    struct view_training *view = t->state;
    const struct gfla_pairs_params params = {.batch = t->settings.batch,
                                             .size = t->settings.size,
                                             .split = GFLA_SPLIT_TRAIN,
                                             .seed = (uint64_t)t->settings.seed,
                                             .other_elevation = 0.3f,
                                             .flip = true,
                                             .permute_colours = true,
                                             .full_truth = t->settings.form == GFLA_FORM_VIEW};
    TRY(write_attribution(t));
    TRY(gfla_pairs_open_sets(&view->pairs, view->sets, view->n_sets, &params));
    TRY(gfla_pairs_seek(view->pairs, gfla_trainer_steps(t->trainer)));
fail:
    return status;
}

/* Steps are asked for in their order, as the pairs are prepared. */
static gfla_status feed(struct gfla_training *t, uint64_t step)
{
    gfla_status status;
    struct view_training *view = t->state;
    const struct gfla_pair_batch *batch;
    (void)step;
    TRY(gfla_pairs_next(view->pairs, &batch));
    TRY(gfla_view_feed(gfla_trainer_plan(t->trainer), &view->net, &view->truth, batch, &view->poses));
fail:
    return status;
}

/* Columns: source, truth, source drawn, and through the mirror, source warped, and through the mirror, foreground,
 * result. */
static gfla_status sheet(struct gfla_training *t, uint64_t step)
{
    gfla_status status;
    const struct view_training *view = t->state;
    const struct gfla_shapenet *net = &view->net;
    const struct {
        gfla_tensor *tensor;
        float lo;
    } columns[] = {{net->source, -1}, {view->truth.target, -1}, {net->drawn, -1},    {net->mirror_drawn, -1},
                   {net->warped, -1}, {net->mirrored, -1},      {net->full_mask, 0}, {net->image, -1}};
    enum { N_COLUMNS = sizeof columns / sizeof *columns };
    struct gfla_train_sheet drawing = {.column = 0};
    int n = 0;
    for (int i = 0; i < N_COLUMNS; i++)
        n += columns[i].tensor != NULL;
    TRY(gfla_train_sheet_open(&drawing, t->settings.size, t->settings.size, t->settings.batch, n));
    for (int i = 0; i < N_COLUMNS; i++)
        TRY(gfla_train_sheet_add(&drawing, gfla_trainer_plan(t->trainer), columns[i].tensor, columns[i].lo));
    TRY(gfla_train_sheet_write(&drawing, t->run.folder, step));
fail:
    gfla_train_sheet_close(&drawing);
    return status;
}

static void close_all(struct gfla_training *t)
{
    struct view_training *view = t->state;
    gfla_view_poses_destroy(&view->poses);
    gfla_pairs_destroy(&view->pairs);
    for (int i = 0; i < view->n_sets; i++)
        gfla_views_destroy(&view->views[i]);
}

const struct gfla_train_task train_task_view = {
    .name = "view",
    .data = "a set made by `gfla render`, a file data_NAME.hdf5, or a set of SRN, NMR or NeRF",
    .settings = &gfla_view_settings,
    .state_size = sizeof(struct view_training),
    .defaults = defaults,
    .many_sets = true,
    .open = open_sets,
    .build = build,
    .start = start,
    .feed = feed,
    .sheet = sheet,
    .close = close_all,
};
