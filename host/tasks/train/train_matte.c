/* train_matte.c - the matte task of `gfla train`: which part of an image is its object, learned from rendered objects
 * before backdrops. */
#include "models/gfla/matte_net.h"
#include "tasks/train/tasks.h"
#include "tasks/train/train_photo.h"
#include "train/sheet.h"

static const char *const model_words[] = {"matte", NULL};

static const struct gfla_setting list[] = {
    {.key = "network", .kind = GFLA_SETTING_WORD, .offset = GFLA_TASK_FIELD(form), .words = model_words},
    GFLA_TRAIN_PHOTO_ROWS};
static const struct gfla_settings_table table = GFLA_TASK_TABLE(list);

struct matte_training {
    struct gfla_train_photo photo;
    struct gfla_matte_net net;
    struct gfla_loss_terms loss;
};

static void defaults(const struct gfla_train_task *task, const char *data, const void *chosen, void *settings)
{
    (void)task;
    (void)data;
    (void)chosen;
    gfla_train_photo_defaults("matte", 8, 20000, settings);
}

static gfla_status open_sets(gfla_training *t)
{
    struct matte_training *matte = t->state;
    return gfla_train_photo_open(t, &matte->photo);
}

static gfla_status build(gfla_training *t)
{
    gfla_status status;
    struct matte_training *matte = t->state;
    const struct gfla_network_config config = gfla_train_photo_network(gfla_task_settings(t));
    TRY(gfla_matte_net_build(t->graph, &config, &matte->net));
    TRY(gfla_matte_net_loss(t->graph, &matte->net, &matte->loss));
    gfla_train_photo_losses(t, &matte->loss);
fail:
    return status;
}

static gfla_status start(gfla_training *t)
{
    struct matte_training *matte = t->state;
    return gfla_train_photo_start(t, &matte->photo, GFLA_PHOTO_SCENE);
}

static gfla_status feed(gfla_training *t, uint64_t step)
{
    gfla_status status;
    struct matte_training *matte = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    (void)step;
    TRY(gfla_train_photo_next(&matte->photo));
    const struct gfla_photo_batch *batch = matte->photo.batch;
    TRY(gfla_tensor_write(plan, matte->net.source, batch->image));
    TRY(gfla_tensor_write(plan, matte->net.true_alpha, batch->alpha));
    TRY(gfla_tensor_write(plan, matte->net.band, batch->band));
fail:
    return status;
}

/* Columns: the image, the true alpha, the one that was made. */
static gfla_status sheet(gfla_training *t, uint64_t step)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    const struct matte_training *matte = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    struct gfla_train_sheet drawing = {.column = 0};
    TRY(gfla_train_sheet_create(&drawing, s->network.width, s->network.height, s->train.batch, 3));
    TRY(gfla_train_sheet_add(&drawing, plan, matte->net.source, -1));
    TRY(gfla_train_sheet_add(&drawing, plan, matte->net.true_alpha, 0));
    TRY(gfla_train_sheet_add(&drawing, plan, matte->net.alpha, 0));
    TRY(gfla_train_sheet_write(&drawing, t->run.folder, step));
fail:
    gfla_train_sheet_destroy(&drawing);
    return status;
}

static void close_all(gfla_training *t)
{
    struct matte_training *matte = t->state;
    gfla_train_photo_close(t, &matte->photo);
}

const struct gfla_train_task gfla_train_task_matte = {
    .name = "matte",
    .data = "a set of views with alpha, made by `gfla render`",
    .settings = &table,
    .state_size = sizeof(struct matte_training),
    .defaults = defaults,
    .many_sets = true,
    .open = open_sets,
    .build = build,
    .start = start,
    .feed = feed,
    .sheet = sheet,
    .close = close_all,
};
