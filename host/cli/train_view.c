/* train_view.c - the view task of `gfla train`: an object from another side, learned from rendered pairs. */
#include <stdio.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/train_losses.h"
#include "cli/train_sheet.h"
#include "cli/train_task.h"
#include "cli/view_task.h"
#include "models/gfla/paper_made.h"
#include "viewsynth/data/attribution.h"

struct view_training {
    struct gfla_shapenet net;
    struct gfla_view_truth truth;
    struct view_poses poses;
    gfla_views *views;
    gfla_pairs *pairs;
};

static struct train_settings defaults(const struct train_task *task, const char *data, const struct train_settings *asked)
{
    (void)data;
    const bool flow_only = asked->flow_only > 0;
    struct train_settings settings = {.form = GFLA_FORM_VIEW, .size = 128, .width = 32, .flow_width = 16, .attention_width = 64,
                                      .batch = 8, .steps = 10000, .learning_rate = flow_only ? 1e-3 : 5e-4,
                                      .flow_rate = flow_only ? 1 : 0.2};
    if (asked->losses == TRAIN_LOSSES_PAPER) {
        settings.form = GFLA_FORM_PUBLISHED;
        settings.attention_width = 128;
        settings.discriminator_width = 32;
        settings.learning_rate = 1e-4;
        settings.flow_rate = 1;
    }
    return settings;
}

static gfla_status open_set(struct training *t)
{
    gfla_status status;
    struct view_training *view = t->state;
    const int *list;
    TRY(gfla_views_open(&view->views, t->options.data, NULL));
    cli_note(t->cli, "%s: %d models for training, %d held out\n", t->options.data,
             gfla_views_split(view->views, GFLA_SPLIT_TRAIN, &list), gfla_views_split(view->views, GFLA_SPLIT_HELD_OUT, &list));
    REQUIRE(gfla_views_have_depth(view->views) || t->settings.losses == TRAIN_LOSSES_PAPER, GFLA_ERROR_USAGE,
            "the set has no depths, so flow, visibility and depth are not known, and the losses endpoint, mask, affine, depth, visible "
            "and warp cannot be had. hint: --losses paper, with --vgg FILE");
    return GFLA_OK;
fail:
    return status;
}

static void init_for_exact_flow(void *config, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    gfla_view_init(config, param, random, values);
}

static gfla_status build_exact_losses(struct training *t)
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

static gfla_status build(struct training *t)
{
    gfla_status status;
    struct view_training *view = t->state;
    struct gfla_shapenet_config config = view_settings_config(&t->settings);
    struct gfla_paper_made made;
    TRY(view_poses_create(&view->poses, t->settings.batch));
    TRY(gfla_shapenet_build(t->graph, &config, &view->net));
    if (t->settings.losses == TRAIN_LOSSES_EXACT)
        return build_exact_losses(t);
    gfla_paper_made_shapenet(t->graph, &view->net, &made);
    view->truth.target = made.frame[0].target;
    TRY(train_losses_paper(t->graph, &made, &t->settings, &t->loss));
fail:
    return status;
}

/* Writes RUN/attribution.txt: who made what the network is trained on. */
static gfla_status write_attribution(const struct training *t)
{
    gfla_status status;
    const struct view_training *view = t->state;
    struct gfla_text text = {0};
    char path[600];
    snprintf(path, sizeof path, "%s/attribution.txt", t->run.folder);
    TRY(gfla_views_attribution(view->views, GFLA_SPLIT_TRAIN, &text));
    status = gfla_file_write(path, text.data, text.size);
fail:
    gfla_text_free(&text);
    return status;
}

static gfla_status start(struct training *t)
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
    TRY(gfla_pairs_open(&view->pairs, view->views, &params));
    TRY(gfla_pairs_seek(view->pairs, gfla_trainer_steps(t->trainer)));
fail:
    return status;
}

/* Steps are asked for in their order, as the pairs are prepared. */
static gfla_status feed(struct training *t, uint64_t step)
{
    gfla_status status;
    struct view_training *view = t->state;
    const struct gfla_pair_batch *batch;
    (void)step;
    TRY(gfla_pairs_next(view->pairs, &batch));
    TRY(view_feed(gfla_trainer_plan(t->trainer), &view->net, &view->truth, batch, &view->poses));
fail:
    return status;
}

/* Columns: source, truth, source drawn, and through the mirror, source warped, and through the mirror, foreground, result. */
static gfla_status sheet(struct training *t, uint64_t step)
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
    struct train_sheet drawing = {.column = 0};
    int n = 0;
    for (int i = 0; i < N_COLUMNS; i++)
        n += columns[i].tensor != NULL;
    TRY(train_sheet_open(&drawing, t->settings.size, t->settings.size, t->settings.batch, n));
    for (int i = 0; i < N_COLUMNS; i++)
        TRY(train_sheet_add(&drawing, gfla_trainer_plan(t->trainer), columns[i].tensor, columns[i].lo));
    TRY(train_sheet_write(&drawing, t->run.folder, step));
fail:
    train_sheet_close(&drawing);
    return status;
}

static void close_all(struct training *t)
{
    struct view_training *view = t->state;
    view_poses_destroy(&view->poses);
    gfla_pairs_destroy(&view->pairs);
    gfla_views_destroy(&view->views);
}

const struct train_task train_task_view = {
    .name = "view",
    .data = "a set made by `gfla render`",
    .settings = &view_settings,
    .state_size = sizeof(struct view_training),
    .defaults = defaults,
    .open = open_set,
    .build = build,
    .start = start,
    .feed = feed,
    .sheet = sheet,
    .close = close_all,
};
