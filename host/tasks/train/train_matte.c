/* train_matte.c - the matte task of `gfla train`: which part of an image is its object, learned from rendered objects
 * before backdrops. */
#include "models/gfla/matte_net.h"
#include "tasks/train/tasks.h"
#include "tasks/train/train_photo.h"
#include "train/sheet.h"

struct matte_training {
    struct gfla_train_photo photo;
    struct gfla_matte_net net;
    struct gfla_loss_terms loss;
};

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

static const struct gfla_train_photo_kind kind = {
    .form = GFLA_TRAIN_MATTE, .batch = 8, .steps = 20000, .images = GFLA_PHOTO_SCENE};

const struct gfla_train_task gfla_train_task_matte = {
    .name = "matte",
    GFLA_TRAIN_PHOTO_TASK,
    .state_size = sizeof(struct matte_training),
    .kind = &kind,
    .build = build,
    .feed = feed,
    .sheet = sheet,
    .close = gfla_train_photo_close,
};
