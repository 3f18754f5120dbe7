#include "tasks/train/train_clip.h"

#include <stdlib.h>

#include "base/memory.h"
#include "tasks/train/train_losses.h"
#include "tasks/train/train_sheet.h"
#include "models/gfla/architectures.h"

struct gfla_train_settings gfla_train_clip_defaults(const struct gfla_train_task *task, const char *data,
                                                    const struct gfla_train_settings *asked)
{
    const struct gfla_train_clip_kind *kind = task->kind;
    const struct gfla_network_config *c = &gfla_architecture_find(kind->model[0])->config;
    return (struct gfla_train_settings){.size = c->width,
                                        .height = c->height,
                                        .width = c->channels,
                                        .flow_width = c->flow_channels,
                                        .attention_width = c->attention_channels,
                                        .batch = 1,
                                        .frames = GFLA_PAPER_FRAMES,
                                        .clip = 30,
                                        .steps = 100000,
                                        .losses = GFLA_TRAIN_LOSSES_PAPER,
                                        .discriminator_width = 32,
                                        .learning_rate = 1e-4,
                                        .flow_rate = 1};
}

gfla_status gfla_train_clip_open(struct gfla_training *t)
{
    gfla_status status;
    const struct gfla_train_clip_kind *kind = t->task->kind;
    struct gfla_train_clip *clip = t->state;
    const struct gfla_train_settings *s = &t->settings;
    clip->kind = kind;
    REQUIRE(s->clip % s->frames == 0, GFLA_ERROR_USAGE,
            "clips of %d frames cannot be learned %d at a time. hint: --clip %d", s->clip, s->frames,
            (s->clip + s->frames - 1) / s->frames * s->frames);
    TRY(gfla_clip_data_open(&clip->data, t->options.data, &(struct gfla_clip_data_params){kind->set, "train"}));
    cli_note(t->cli, "%s: %zu videos of %zu frames in all%s, %zu left out for want of poses\n", t->options.data,
             gfla_clip_data_count(clip->data), gfla_clip_data_total(clip->data),
             gfla_clip_data_has_masks(clip->data) ? ", with masks" : "", gfla_clip_data_skipped(clip->data));
fail:
    return status;
}

gfla_status gfla_train_clip_build(struct gfla_training *t)
{
    gfla_status status;
    struct gfla_train_clip *clip = t->state;
    const struct gfla_train_clip_kind *kind = clip->kind;
    struct gfla_paper_made made;
    clip->config = gfla_train_settings_config(&t->settings, gfla_architecture_find(kind->model[0]));
    const struct gfla_network_config *c = &clip->config;
    TRY(gfla_network_config_check(c, 32));
    TRY(gfla_calloc(&clip->image, (size_t)c->batch * 3 * (size_t)c->width * (size_t)c->height, sizeof *clip->image,
                    "frames"));
    clip->step = (struct gfla_clip_step){.network = kind->network,
                                         .moments = kind->moments,
                                         .n_frames = t->settings.frames,
                                         .flow_only = t->settings.flow_only != 0,
                                         .has_masks = gfla_clip_data_has_masks(clip->data)};
    TRY(kind->draw(clip, t->graph));
    TRY(gfla_clip_step_build(t->graph, c, &clip->step, &made));
    TRY(gfla_train_losses_paper(t->graph, &made, &t->settings, &t->loss));
    t->optimiser.slow_prefix = "flow_net"; /* flow_net., flow_net_previous., flow_net_reference. */
fail:
    return status;
}

gfla_status gfla_train_clip_start(struct gfla_training *t)
{
    gfla_status status;
    struct gfla_train_clip *clip = t->state;
    const struct gfla_train_settings *s = &t->settings;
    const struct gfla_clip_batches_params params = {.batch = s->batch,
                                                    .clip = s->clip,
                                                    .frames = s->frames,
                                                    .width = s->size,
                                                    .height = s->height,
                                                    .seed = (uint64_t)s->seed};
    TRY(gfla_clip_batches_open(&clip->batches, clip->data, &params));
    gfla_clip_batches_seek(clip->batches, gfla_trainer_steps(t->trainer));
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
    if (step->moment)
        TRY(write_choice(clip, plan, step->moment, batch->moment));
fail:
    return status;
}

gfla_status gfla_train_clip_feed(struct gfla_training *t, uint64_t number)
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

gfla_status gfla_train_clip_sheet(struct gfla_training *t, uint64_t number)
{
    gfla_status status;
    const struct gfla_train_clip *clip = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    struct gfla_train_sheet drawing = {.column = 0};
    const int n_frames = clip->step.n_frames;
    TRY(gfla_train_sheet_open(&drawing, t->settings.size, t->settings.height, t->settings.batch, 2 + 2 * n_frames));
    TRY(gfla_train_sheet_add(&drawing, plan, clip->step.reference, -1));
    TRY(gfla_train_sheet_add_most(&drawing, plan, clip->step.structure[0]));
    for (int i = 0; i < n_frames; i++)
        TRY(draw_frame(clip, plan, i, &drawing));
    TRY(gfla_train_sheet_write(&drawing, t->run.folder, number));
fail:
    gfla_train_sheet_close(&drawing);
    return status;
}

void gfla_train_clip_close(struct gfla_training *t)
{
    struct gfla_train_clip *clip = t->state;
    gfla_clip_batches_destroy(&clip->batches);
    gfla_clip_data_destroy(&clip->data);
    for (int i = 0; i < GFLA_TRAIN_CLIP_BUFFERS; i++)
        free(clip->values[i]);
    free(clip->image);
}
