#include "base/log.h"
#include "tasks/train/flow_column.h"
#include "train/data_identity.h"
#include "tasks/train/train_clip.h"

#include <stdlib.h>

#include "base/memory.h"
#include "tasks/train/train_losses.h"
#include "train/sheet.h"
#include "models/gfla/architectures.h"

void gfla_train_clip_defaults(const struct gfla_train_task *task, const char *data, const void *chosen, void *settings)
{
    const struct gfla_train_clip_kind *kind = task->kind;
    const struct gfla_network_config *c = &gfla_architecture_find(kind->model[0])->config;
    (void)data;
    (void)chosen;
    struct gfla_task_settings s = {.train = {.batch = 1, .steps = 100000, .learning_rate = 1e-4, .flow_rate = 1},
                                   .network = *c,
                                   .clip = 30,
                                   .losses = GFLA_LOSSES_PAPER,
                                   .discriminator_width = 32};
    s.network.frames = GFLA_PAPER_FRAMES;
    *(struct gfla_task_settings *)settings = s;
}

void gfla_train_clip_identify(const gfla_clip_data *clips, struct gfla_train_data *data)
{
    data->items = "videos";
    for (size_t i = 0; i < gfla_clip_data_count(clips); i++)
        gfla_train_data_add(data, gfla_clip_data_name(clips, i), gfla_clip_data_frames(clips, i));
}

void gfla_train_clip_note_left_out(const gfla_clip_data *clips, const char *path)
{
    const size_t n = gfla_clip_data_left_out(clips);
    if (n > 0)
        gfla_log(GFLA_LOG_INFO, "%s: %zu frame%s of these videos %s left out", path, n, n == 1 ? "" : "s",
                 n == 1 ? "is" : "are");
}

gfla_status gfla_train_clip_open(gfla_training *t)
{
    gfla_status status;
    const struct gfla_train_clip_kind *kind = t->task->kind;
    struct gfla_train_clip *clip = t->state;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    clip->kind = kind;
    REQUIRE(s->clip % s->network.frames == 0, GFLA_ERROR_USAGE,
            "clips of %d frames cannot be learned %d at a time. hint: a clip of %d", s->clip, s->network.frames,
            (s->clip + s->network.frames - 1) / s->network.frames * s->network.frames);
    TRY(gfla_clip_data_open(&clip->data, t->params.sets[0].path, &(struct gfla_clip_data_params){kind->set, "train"}));
    const size_t n = gfla_clip_data_count(clip->data);
    gfla_log(GFLA_LOG_INFO, "%s: %zu video%s of %zu frames in all%s, %zu left out for want of poses",
             t->params.sets[0].path, n, n == 1 ? "" : "s", gfla_clip_data_total(clip->data),
             gfla_clip_data_has_masks(clip->data) ? ", with masks" : "", gfla_clip_data_skipped(clip->data));
    gfla_train_clip_note_left_out(clip->data, t->params.sets[0].path);
    gfla_train_clip_identify(clip->data, &t->data[0]);
    TRY(gfla_train_losses_open(t));
fail:
    return status;
}

gfla_status gfla_train_clip_build(gfla_training *t)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct gfla_train_clip *clip = t->state;
    const struct gfla_train_clip_kind *kind = clip->kind;
    struct gfla_paper_made made;
    clip->config = gfla_task_network(s, gfla_architecture_find(kind->model[0]));
    const struct gfla_network_config *c = &clip->config;
    TRY(gfla_network_config_check(c, 32));
    TRY(gfla_calloc(&clip->image, (size_t)c->batch * 3 * (size_t)c->width * (size_t)c->height, sizeof *clip->image,
                    "frames"));
    clip->step = (struct gfla_clip_step){.network = kind->network,
                                         .judge = kind->judge,
                                         .n_frames = s->network.frames,
                                         .flow_only = s->flow_only != 0,
                                         .has_masks = gfla_clip_data_has_masks(clip->data)};
    TRY(kind->draw(clip, t->graph));
    TRY(gfla_clip_step_build(t->graph, c, &clip->step, &made));
    TRY(gfla_train_losses_build(t, &made, &clip->loss));
    t->optimiser.slow_prefix = "flow_net"; /* flow_net., flow_net_previous., flow_net_reference. */
fail:
    return status;
}

gfla_status gfla_train_clip_start(gfla_training *t)
{
    gfla_status status;
    struct gfla_train_clip *clip = t->state;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    const struct gfla_clip_batches_params params = {.batch = s->train.batch,
                                                    .clip = s->clip,
                                                    .frames = s->network.frames,
                                                    .width = s->network.width,
                                                    .height = s->network.height,
                                                    .seed = (uint64_t)s->train.seed,
                                                    .share = t->share};
    TRY(gfla_clip_batches_open(&clip->batches, clip->data, &params));
    gfla_clip_batches_seek(clip->batches, gfla_training_next_number(t));
fail:
    return status;
}

/* ---- batches ---- */

/* 1 at the chosen frame of each clip, of `n` that there are to choose from. */
static gfla_status write_choice(const struct gfla_train_clip *clip, gfla_plan *plan, gfla_tensor *input,
                                const int *chosen)
{
    gfla_status status;
    const int64_t n = input->shape.dim[1];
    float *values = NULL;
    TRY(gfla_calloc(&values, (size_t)(clip->config.batch * n), sizeof *values, "a choice"));
    for (int i = 0; i < clip->config.batch; i++)
        values[i * n + chosen[i]] = 1;
    TRY(gfla_tensor_write(plan, input, values));
fail:
    free(values);
    return status;
}

/* In front of a clip the reference, else what the last step made. */
static gfla_status write_previous(struct gfla_train_clip *clip, gfla_plan *plan, const struct gfla_clip_batch *batch)
{
    gfla_status status;
    if (!batch->begins)
        TRY(gfla_tensor_read(plan, clip->step.last, clip->image));
    TRY(gfla_tensor_write(plan, clip->step.previous, batch->begins ? batch->reference : clip->image));
fail:
    return status;
}

static gfla_status write_images(struct gfla_train_clip *clip, gfla_plan *plan, const struct gfla_clip_batch *batch)
{
    gfla_status status;
    struct gfla_clip_step *step = &clip->step;
    const size_t plane = (size_t)batch->n * (size_t)batch->width * (size_t)batch->height;
    TRY(gfla_tensor_write(plan, step->reference, batch->reference));
    TRY(gfla_tensor_write(plan, step->true_previous, batch->previous));
    for (size_t i = 0; i < (size_t)batch->frames; i++) {
        TRY(gfla_tensor_write(plan, step->target[i], batch->target + i * 3 * plane));
        if (step->mask[i])
            TRY(gfla_tensor_write(plan, step->mask[i], batch->mask + i * plane));
    }
    if (step->previous)
        TRY(write_previous(clip, plan, batch));
    if (step->judged)
        TRY(write_choice(clip, plan, step->judged, batch->judged));
    if (step->triple)
        TRY(write_choice(clip, plan, step->triple, batch->triple));
fail:
    return status;
}

gfla_status gfla_train_clip_feed(gfla_training *t, uint64_t number)
{
    gfla_status status;
    struct gfla_train_clip *clip = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    const struct gfla_clip_batch *batch;
    (void)number;
    TRY(gfla_clip_batches_next(clip->batches, &batch));
    TRY(write_images(clip, plan, batch));
    TRY(clip->kind->feed(clip, plan, batch));
fail:
    return status;
}

/* ---- the rest ---- */

/* Of each frame: truth, and what was made of it; in a flow stage the reference as the finest flow samples it. */
static gfla_status draw_frame(const struct gfla_train_clip *clip, gfla_plan *plan, int i,
                              struct gfla_train_sheet *drawing)
{
    gfla_status status;
    const struct gfla_clip_frame *frame = &clip->step.frame[i];
    int finest = GFLA_DECODER_STEPS - 1;
    while (finest > 0 && !frame->maps[GFLA_CLIP_REFERENCE].flow[finest])
        finest--;
    TRY(gfla_train_sheet_add(drawing, plan, clip->step.target[i], -1));
    if (frame->image)
        TRY(gfla_train_sheet_add(drawing, plan, frame->image, -1));
    else
        TRY(gfla_train_sheet_add_flow(drawing, plan, clip->step.reference,
                                      frame->maps[GFLA_CLIP_REFERENCE].flow[finest]));
fail:
    return status;
}

gfla_status gfla_train_clip_sheet(gfla_training *t, uint64_t number)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    const struct gfla_train_clip *clip = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    struct gfla_train_sheet drawing = {.column = 0};
    const int n_frames = clip->step.n_frames;
    TRY(gfla_train_sheet_create(&drawing, s->network.width, s->network.height, s->train.batch, 2 + 2 * n_frames));
    TRY(gfla_train_sheet_add(&drawing, plan, clip->step.reference, -1));
    TRY(gfla_train_sheet_add_most(&drawing, plan, clip->step.structure[0]));
    for (int i = 0; i < n_frames; i++)
        TRY(draw_frame(clip, plan, i, &drawing));
    TRY(gfla_train_sheet_write(&drawing, t->run.folder, number));
fail:
    gfla_train_sheet_destroy(&drawing);
    return status;
}

void gfla_train_clip_close(gfla_training *t)
{
    struct gfla_train_clip *clip = t->state;
    gfla_clip_batches_destroy(&clip->batches);
    gfla_clip_data_destroy(&clip->data);
    for (int i = 0; i < GFLA_TRAIN_CLIP_BUFFERS; i++)
        free(clip->values[i]);
    free(clip->image);
}
