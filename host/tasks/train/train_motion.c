/* train_motion.c - the motion task of `gfla train`: noisy poses over time made clean, learned from sequences of
 * both. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/log.h"
#include "tasks/train/train_clip.h"
#include "tasks/train/train_losses.h"
#include "train/sheet.h"
#include "tasks/train/tasks.h"
#include "io/draw/draw_keypoints.h"
#include "models/gfla/architectures.h"
#include "models/gfla/motion.h"
#include "ops/add.h"
#include "ops/dropout.h"
#include "ops/endpoint_loss.h"
#include "ops/pack.h"
#include "people/motion_batches.h"
#include "people/motion_window.h"

#define WEIGHT_JOINTS 1000.0f /* as published */

static const char *const model_words[] = {"motion", NULL};

static const struct gfla_setting list[] = {
    {.key = "network", .kind = GFLA_SETTING_WORD, .offset = GFLA_TASK_FIELD(form), .words = model_words},
    {.key = "frames",
     .name = "frames",
     .offset = GFLA_TASK_FIELD(network.frames),
     .lo = 2 * GFLA_MOTION_MARGIN + 1,
     .hi = 100000},
    {.key = "width", .name = "width", .offset = GFLA_TASK_FIELD(network.channels), .lo = 1, .hi = 512},
    GFLA_SETTINGS_ROWS(struct gfla_task_settings),
};
static const struct gfla_settings_table table = GFLA_TASK_TABLE(list);

struct motion_training {
    struct gfla_network_config config;
    struct gfla_motion net;
    struct gfla_loss_terms loss;
    gfla_tensor *target; /* input, as net.clean */
    gfla_clip_data *data;
    gfla_motion_batches *batches;
    float *noisy, *clean;
};

static void defaults(const struct gfla_train_task *task, const char *data, const void *chosen, void *settings)
{
    const struct gfla_network_config *c = &gfla_architecture_find(model_words[0])->config;
    (void)task;
    (void)data;
    (void)chosen;
    *(struct gfla_task_settings *)settings =
        (struct gfla_task_settings){.train = {.batch = 64, .steps = 100000, .learning_rate = 1e-4, .flow_rate = 1},
                                    .network = *c,
                                    .losses = GFLA_LOSSES_JOINTS};
}

static gfla_status open_data(gfla_training *t)
{
    gfla_status status;
    struct motion_training *motion = t->state;
    TRY(gfla_clip_data_open(&motion->data, t->params.sets[0].path,
                            &(struct gfla_clip_data_params){GFLA_CLIP_MOTION, "train"}));
    gfla_log(GFLA_LOG_INFO, "%s: %zu sequence%s of %zu poses in all, %zu left out", t->params.sets[0].path,
             gfla_clip_data_count(motion->data), gfla_clip_data_count(motion->data) == 1 ? "" : "s",
             gfla_clip_data_total(motion->data), gfla_clip_data_skipped(motion->data));
    gfla_train_clip_note_left_out(motion->data, t->params.sets[0].path);
    gfla_train_clip_identify(motion->data, &t->data[0]);
    TRY(gfla_train_losses_open(t));
fail:
    return status;
}

/* All y, then all x: a flow of two channels, in which a joint in a frame is a pixel. */
static gfla_tensor *as_flow(gfla_graph *g, gfla_tensor *joints)
{
    if (!joints)
        return NULL;
    const int64_t *d = joints->shape.dim;
    return gfla_scale(g, gfla_pack(g, gfla_reshape(g, joints, gfla_shape_4d(d[0], 2, d[1] / 2, d[2]))), WEIGHT_JOINTS);
}

/* The mean distance of joints, as the end-point error of a flow; scaled beforehand, for that is smoothed near 0. */
static gfla_tensor *joint_error(gfla_graph *g, const struct motion_training *motion)
{
    gfla_tensor *made = as_flow(g, motion->net.clean), *target = as_flow(g, motion->target);
    if (!made)
        return NULL;
    const int64_t *d = made->shape.dim;
    gfla_tensor *everywhere = gfla_fill(g, gfla_shape_4d(d[0], 1, d[2], d[3]), GFLA_LAYOUT_BLOCKED, 1);
    return gfla_endpoint_loss(g, made, target, everywhere, 1);
}

static gfla_status build(gfla_training *t)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct motion_training *motion = t->state;
    struct gfla_network_config *c = &motion->config;
    *c = gfla_architecture_find(model_words[0])->config;
    c->batch = s->train.batch;
    c->frames = s->network.frames;
    c->channels = s->network.channels;
    motion->net.dropout_key =
        gfla_graph_input(t->graph, "dropout_key", gfla_shape_1d(GFLA_DROPOUT_KEY), GFLA_LAYOUT_PLAIN);
    TRY(gfla_motion_build(t->graph, c, &motion->net));
    gfla_graph_keep(motion->net.clean);
    motion->target = gfla_graph_input(t->graph, "target", motion->net.clean->shape, GFLA_LAYOUT_PLAIN);
    gfla_loss_add(t->graph, &motion->loss, "joints", joint_error(t->graph, motion));
    gfla_graph_keep(motion->loss.total);
    TRY(gfla_calloc(&motion->noisy, (size_t)gfla_shape_count(motion->net.joints->shape), sizeof *motion->noisy,
                    "poses"));
    TRY(gfla_calloc(&motion->clean, (size_t)gfla_shape_count(motion->target->shape), sizeof *motion->clean, "poses"));
    gfla_train_losses_set(t, &motion->loss);
    return gfla_graph_status(t->graph);
fail:
    return status;
}

static gfla_status start(gfla_training *t)
{
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct motion_training *motion = t->state;
    const struct gfla_motion_batches_params params = {.batch = s->train.batch,
                                                      .frames = s->network.frames,
                                                      .margin = GFLA_MOTION_MARGIN,
                                                      .seed = (uint64_t)s->train.seed,
                                                      .share = t->share};
    return gfla_motion_batches_open(&motion->batches, motion->data, &params);
}

/* What is left out in a step depends on seed, step and the place in the whole batch alone. */
static gfla_status feed(gfla_training *t, uint64_t number)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct motion_training *motion = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    const uint64_t bits[2] = {(uint64_t)s->train.seed, gfla_share_step(t->share, number)};
    float key[GFLA_DROPOUT_KEY];
    gfla_dropout_key(gfla_hash_bytes(bits, sizeof bits), gfla_share_place(t->share, number, s->train.batch), key);
    gfla_motion_batches_fill(motion->batches, number, motion->noisy, motion->clean);
    TRY(gfla_tensor_write(plan, motion->net.dropout_key, key));
    TRY(gfla_tensor_write(plan, motion->net.joints, motion->noisy));
    TRY(gfla_tensor_write(plan, motion->target, motion->clean));
fail:
    return status;
}

/* ---- a sheet ---- */

/* A pose of values[34][n_frames], drawn in a row of the next column. */
static gfla_status draw_pose(struct gfla_train_sheet *drawing, int row, const float *values, int n_frames, int frame,
                             enum gfla_joint_set set)
{
    gfla_status status;
    struct gfla_bitmap canvas = {0};
    struct gfla_keypoints pose;
    gfla_motion_window_read(values, n_frames, frame, &pose);
    pose.set = set;
    for (int i = 0; i < pose.n; i++)
        pose.joint[i].confidence = pose.joint[i].x > 0 || pose.joint[i].y > 0;
    TRY(gfla_draw_canvas(&canvas, GFLA_MOTION_SIDE, GFLA_MOTION_SIDE, GFLA_BLACK));
    gfla_draw_keypoints(&canvas, &pose);
    gfla_train_sheet_draw(drawing, row, &canvas);
fail:
    gfla_bitmap_free(&canvas);
    return status;
}

static gfla_status draw_poses(struct gfla_train_sheet *drawing, const float *values, int n_frames,
                              enum gfla_joint_set set)
{
    gfla_status status = GFLA_OK;
    const size_t item = (size_t)GFLA_MOTION_CHANNELS * (size_t)n_frames;
    for (int row = 0; row < drawing->rows; row++)
        TRY(draw_pose(drawing, row, values + (size_t)row * item, n_frames, n_frames / 2, set));
    drawing->column++;
fail:
    return status;
}

/* Columns: the noisy pose in the middle of the window, the clean one, the one that was made. */
static gfla_status sheet(gfla_training *t, uint64_t step)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct motion_training *motion = t->state;
    struct gfla_train_sheet drawing = {.column = 0};
    const int frames = s->network.frames, inner = frames - 2 * GFLA_MOTION_MARGIN;
    TRY(gfla_train_sheet_create(&drawing, GFLA_MOTION_SIDE, GFLA_MOTION_SIDE, s->train.batch, 3));
    TRY(draw_poses(&drawing, motion->noisy, frames, GFLA_JOINTS_COCO_17));
    TRY(draw_poses(&drawing, motion->clean, inner, GFLA_JOINTS_H36M_17));
    TRY(gfla_tensor_read(gfla_trainer_plan(t->trainer), motion->net.clean, motion->clean));
    TRY(draw_poses(&drawing, motion->clean, inner, GFLA_JOINTS_H36M_17));
    TRY(gfla_train_sheet_write(&drawing, t->run.folder, step));
fail:
    gfla_train_sheet_destroy(&drawing);
    return status;
}

static void close_all(gfla_training *t)
{
    struct motion_training *motion = t->state;
    gfla_motion_batches_destroy(&motion->batches);
    gfla_clip_data_destroy(&motion->data);
    free(motion->noisy);
    free(motion->clean);
}

const struct gfla_train_task gfla_train_task_motion = {
    .name = "motion",
    .data = "a data set in the layout of FashionVideo or iPER",
    .settings = &table,
    .state_size = sizeof(struct motion_training),
    .defaults = defaults,
    .open = open_data,
    .build = build,
    .start = start,
    .feed = feed,
    .sheet = sheet,
    .close = close_all,
};
