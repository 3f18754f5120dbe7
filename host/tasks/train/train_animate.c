/* train_animate.c - the animate task of `gfla train`: a person who moves, learned from videos with poses. */
#include "tasks/pose/structure.h"
#include "tasks/train/train_clip.h"
#include "models/gfla/dance.h"
#include "ops/add.h"

#include "base/memory.h"

static const char *const model_words[] = {"dance", NULL};

static const struct gfla_setting list[] = {GFLA_TRAIN_CLIP_SETTINGS(model_words)};
static const struct gfla_settings_table table = GFLA_TASK_TABLE(list);

/* Both have 17 joints. */
enum { JOINTS = 17 };

/* Which of the inputs of a structure: a pose is drawn as what it is, clean or noisy, and nobody as the other. */
enum { AS_NOISY, AS_CLEAN };

static const enum gfla_structure_task tasks[] = {
    [AS_NOISY] = GFLA_STRUCTURE_DANCE_NOISY, [AS_CLEAN] = GFLA_STRUCTURE_DANCE};

static gfla_tensor *draw_as(struct gfla_train_clip *clip, gfla_graph *g, const char *name, int as, gfla_tensor **points)
{
    const struct gfla_network_config *c = &clip->config;
    *points = gfla_graph_input(g, name, (struct gfla_shape){3, {c->batch, JOINTS, 2}}, GFLA_LAYOUT_PLAIN);
    return gfla_structure_build(g, tasks[as], *points, c->height, c->width);
}

/* Structures are drawn where the network runs. In front of a clip the previous frame is the reference, whose pose is
 * noisy. */
static gfla_status draw(struct gfla_train_clip *clip, gfla_graph *g)
{
    gfla_status status;
    struct gfla_clip_step *step = &clip->step;
    TRY(gfla_calloc(&clip->values[0], (size_t)clip->config.batch * JOINTS * 2, sizeof(float), "key points"));
    step->reference_structure = draw_as(clip, g, "reference_points", AS_NOISY, &clip->reference[AS_NOISY]);
    gfla_tensor *noisy = draw_as(clip, g, "previous_points_noisy", AS_NOISY, &clip->previous[AS_NOISY]);
    step->previous_structure =
        gfla_add(g, noisy, draw_as(clip, g, "previous_points", AS_CLEAN, &clip->previous[AS_CLEAN]));
    for (int i = 0; i < step->n_frames; i++) {
        char name[24];
        snprintf(name, sizeof name, "points.%d", i);
        step->structure[i] = draw_as(clip, g, name, AS_CLEAN, &clip->frame[i][AS_CLEAN]);
    }
    step->structure[0] = gfla_graph_keep(step->structure[0]);
    return gfla_graph_status(g);
fail:
    return status;
}

/* points: of each clip; NULL: nobody. */
static gfla_status write_points(struct gfla_train_clip *clip, gfla_plan *plan, gfla_tensor *input, int as,
                                const struct gfla_keypoints *points)
{
    gfla_status status = GFLA_OK;
    const struct gfla_keypoints nobody = {.set = gfla_structure_joints(tasks[as])};
    for (int i = 0; i < clip->config.batch; i++)
        TRY(gfla_structure_points(tasks[as], points ? &points[i] : &nobody, clip->values[0] + (size_t)i * JOINTS * 2));
    TRY(gfla_tensor_write(plan, input, clip->values[0]));
fail:
    return status;
}

static gfla_status feed(struct gfla_train_clip *clip, gfla_plan *plan, const struct gfla_clip_batch *batch)
{
    gfla_status status;
    const struct gfla_keypoints *previous = batch->previous_points;
    TRY(write_points(clip, plan, clip->reference[AS_NOISY], AS_NOISY, batch->reference_points));
    TRY(write_points(clip, plan, clip->previous[AS_NOISY], AS_NOISY, batch->begins ? previous : NULL));
    TRY(write_points(clip, plan, clip->previous[AS_CLEAN], AS_CLEAN, batch->begins ? NULL : previous));
    for (int i = 0; i < batch->frames; i++)
        TRY(write_points(clip, plan, clip->frame[i][AS_CLEAN], AS_CLEAN, batch->points + i * batch->n));
fail:
    return status;
}

static const struct gfla_train_clip_kind kind = {.model = model_words,
                                                 .set = GFLA_CLIP_DANCE,
                                                 .network = gfla_dance_build,
                                                 .judge = GFLA_CLIP_JUDGE_CLIP,
                                                 .draw = draw,
                                                 .feed = feed};

const struct gfla_train_task gfla_train_task_animate = {
    .name = "animate",
    .data = "a data set in the layout of FashionVideo or iPER",
    .settings = &table,
    .kind = &kind,
    GFLA_TRAIN_CLIP_FUNCTIONS,
};
