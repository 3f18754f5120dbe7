#include "models/gfla/clip_step.h"

#include <stdio.h>

#include "ops/add.h"
#include "ops/concat.h"
#include "ops/mul.h"
#include "ops/pack.h"
#include "ops/resize.h"
#include "ops/store.h"

#define LEAST_CLIP 5 /* frames that the temporal discriminator can see */
#define DIFFERENCE_FRAMES 3

/* ---- inputs ---- */

static gfla_tensor *numbered_input(gfla_graph *g, const struct gfla_network_config *c, const char *name, int i,
                                   int channels)
{
    char text[24];
    snprintf(text, sizeof text, "%s%d", name, i);
    return gfla_model_map_input(g, c, text, channels);
}

static gfla_tensor *choice_input(gfla_graph *g, const struct gfla_network_config *c, const char *name, int n)
{
    return gfla_graph_input(g, name, gfla_shape_4d(c->batch, n, 1, 1), GFLA_LAYOUT_BLOCKED);
}

static bool judges_differences(const struct gfla_clip_step *step)
{
    return !step->flow_only && step->judge == GFLA_CLIP_JUDGE_DIFFERENCES && step->n_frames >= DIFFERENCE_FRAMES;
}

static void make_inputs(gfla_graph *g, const struct gfla_network_config *c, struct gfla_clip_step *step)
{
    step->reference = gfla_model_map_input(g, c, "P_reference", 3);
    step->true_previous = gfla_model_map_input(g, c, "true_previous", 3);
    for (int i = 0; i < step->n_frames; i++) {
        step->target[i] = numbered_input(g, c, "target.", i, 3);
        step->mask[i] = step->has_masks ? numbered_input(g, c, "mask.", i, 1) : NULL;
    }
    if (step->flow_only)
        return;
    step->previous = gfla_model_map_input(g, c, "P_previous", 3);
    step->judged = choice_input(g, c, "judged", step->n_frames);
    if (judges_differences(step))
        step->triple = choice_input(g, c, "triple", step->n_frames - DIFFERENCE_FRAMES + 1);
}

/* ---- frames ---- */

static gfla_tensor *true_before(const struct gfla_clip_step *step, int i)
{
    return i > 0 ? step->target[i - 1] : step->true_previous;
}

static gfla_tensor *made_before(const struct gfla_clip_step *step, int i)
{
    if (step->flow_only)
        return true_before(step, i);
    return i > 0 ? step->frame[i - 1].image : step->previous;
}

static gfla_status apply_network(gfla_graph *g, const struct gfla_network_config *config, struct gfla_clip_step *step)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < step->n_frames; i++) {
        struct gfla_clip_frame *frame = &step->frame[i];
        *frame = (struct gfla_clip_frame){.flow_only = step->flow_only, .structure = step->structure[i]};
        frame->source_image[GFLA_CLIP_REFERENCE] = step->reference;
        frame->source_structure[GFLA_CLIP_REFERENCE] = step->reference_structure;
        frame->source_image[GFLA_CLIP_PREVIOUS] = made_before(step, i);
        frame->source_structure[GFLA_CLIP_PREVIOUS] = i > 0 ? step->structure[i - 1] : step->previous_structure;
        TRY(step->network(g, config, frame));
    }
fail:
    return status;
}

static void list_frame(const struct gfla_clip_step *step, int i, struct gfla_paper_frame *listed)
{
    const struct gfla_clip_frame *frame = &step->frame[i];
    listed->image = frame->image;
    listed->target = step->target[i];
    listed->mask = step->mask[i];
    listed->n_flows = GFLA_CLIP_SOURCES;
    for (int s = 0; s < GFLA_CLIP_SOURCES; s++) {
        listed->flows[s].source = s == GFLA_CLIP_REFERENCE ? step->reference : true_before(step, i);
        for (int level = 0; level < GFLA_DECODER_STEPS; level++)
            listed->flows[s].flow[level] = frame->maps[s].flow[level];
    }
}

/* ---- what discriminators see ---- */

/* Of images number first .. first + n - 1 the one where choice [n, n, 1, 1] is 1, of each sample by itself. */
static gfla_tensor *choose(gfla_graph *g, gfla_tensor *const *pictures, int first, int n, gfla_tensor *choice)
{
    gfla_tensor *sum = NULL;
    for (int i = 0; i < n && pictures[first]; i++) {
        const int64_t *d = pictures[first]->shape.dim;
        gfla_tensor *map = gfla_resize_nearest(g, gfla_slice_channels(g, choice, i, 1), d[2], d[3]);
        gfla_tensor *part = gfla_mul(g, pictures[first + i], map);
        sum = sum ? gfla_add(g, sum, part) : part;
    }
    return sum;
}

/* Images [n, 3, h, w] one after the other as a clip [n, 3, t, h, w]. */
static gfla_tensor *clip_of(gfla_graph *g, gfla_tensor *const *pictures, int t)
{
    gfla_tensor *channels[3], *frames[GFLA_PAPER_FRAMES];
    if (!pictures[0])
        return NULL;
    const int64_t *d = pictures[0]->shape.dim, n = d[0], h = d[2], w = d[3];
    for (int c = 0; c < 3; c++) {
        for (int i = 0; i < t; i++)
            frames[i] = gfla_slice_channels(g, pictures[i], c, 1);
        channels[c] = gfla_concat(g, frames, t);
    }
    gfla_tensor *plain = gfla_unpack(g, gfla_concat(g, channels, 3), gfla_shape_4d(n, 3 * t, h, w));
    return gfla_reshape(g, plain, (struct gfla_shape){5, {n, 3, t, h, w}});
}

/* Two differences of three frames, the first of which is chosen: [n, 6, h, w]. */
static gfla_tensor *differences_of(gfla_graph *g, gfla_tensor *const *pictures, const struct gfla_clip_step *step)
{
    gfla_tensor *chosen[DIFFERENCE_FRAMES], *differences[DIFFERENCE_FRAMES - 1];
    for (int i = 0; i < DIFFERENCE_FRAMES; i++)
        chosen[i] = choose(g, pictures, i, step->n_frames - DIFFERENCE_FRAMES + 1, step->triple);
    for (int i = 0; i < DIFFERENCE_FRAMES - 1; i++)
        differences[i] = gfla_add_scaled(g, chosen[i], 1, chosen[i + 1], -1);
    return gfla_concat(g, differences, DIFFERENCE_FRAMES - 1);
}

static void judge(gfla_graph *g, const struct gfla_clip_step *step, struct gfla_paper_made *made)
{
    gfla_tensor *images[GFLA_PAPER_FRAMES];
    for (int i = 0; i < step->n_frames; i++)
        images[i] = step->frame[i].image;
    made->images.made = choose(g, images, 0, step->n_frames, step->judged);
    made->images.real = choose(g, step->target, 0, step->n_frames, step->judged);
    if (judges_differences(step)) {
        made->sequence.made = differences_of(g, images, step);
        made->sequence.real = differences_of(g, step->target, step);
    }
    if (step->judge == GFLA_CLIP_JUDGE_CLIP && step->n_frames >= LEAST_CLIP) {
        made->sequence.made = clip_of(g, images, step->n_frames);
        made->sequence.real = clip_of(g, step->target, step->n_frames);
    }
}

static gfla_status keep_last(gfla_graph *g, struct gfla_clip_step *step)
{
    gfla_tensor *image = step->frame[step->n_frames - 1].image;
    step->last = image ? gfla_graph_state(g, GFLA_CLIP_LAST, image->shape, 0) : NULL;
    return image ? gfla_store(g, gfla_unpack(g, image, image->shape), step->last) : gfla_graph_status(g);
}

gfla_status gfla_clip_step_build(gfla_graph *g, const struct gfla_network_config *config, struct gfla_clip_step *step,
                                 struct gfla_paper_made *made)
{
    gfla_status status;
    *made = (struct gfla_paper_made){.n_frames = step->n_frames};
    REQUIRE(step->n_frames > 0 && step->n_frames <= GFLA_PAPER_FRAMES, GFLA_ERROR_USAGE,
            "steps of %d frames, 1..%d expected", step->n_frames, GFLA_PAPER_FRAMES);
    make_inputs(g, config, step);
    TRY(apply_network(g, config, step));
    for (int i = 0; i < step->n_frames; i++)
        list_frame(step, i, &made->frame[i]);
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        made->window[i] = config->kernel[i];
    if (!step->flow_only) {
        judge(g, step, made);
        TRY(keep_last(g, step));
    }
    return gfla_graph_status(g);
fail:
    return status;
}
