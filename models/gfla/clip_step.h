/* models/gfla/clip_step.h - one step of a training on clips: a recurrent network applied to some frames that follow
 * each other, in one graph, and what the paper's losses look at.
 *
 * Each frame is made from the one made before and from the reference; gradients go back through the frames of the step,
 * not beyond. The frame in front of the first comes in as an input; what was made of the last frame stays in the state
 * GFLA_CLIP_LAST for the next step. In a flow stage nothing is made: the previous image is the true one throughout. */
#ifndef GFLA_MODELS_GFLA_CLIP_STEP_H
#define GFLA_MODELS_GFLA_CLIP_STEP_H

#include "models/gfla/clip.h"
#include "models/gfla/paper_loss.h"

#define GFLA_CLIP_LAST "clip.last" /* the last image made, [n, 3, h, w] PLAIN */

/* What a second discriminator sees of several frames. */
enum gfla_clip_judge {
    GFLA_CLIP_JUDGE_CLIP, /* dance: all frames of the step, of which there must be 5 or 6 */
    /* face: two differences of three frames that follow each other, frame i minus frame i + 1 */
    GFLA_CLIP_JUDGE_DIFFERENCES,
};

typedef gfla_status gfla_clip_network(gfla_graph *graph, const struct gfla_network_config *config,
                                      struct gfla_clip_frame *frame);

struct gfla_clip_step {
    /* Set by the caller. */
    gfla_clip_network *network;
    enum gfla_clip_judge judge;
    int n_frames; /* at most GFLA_PAPER_FRAMES */
    bool flow_only;
    bool has_masks; /* of where the correctness of flows counts */
    gfla_tensor *reference_structure, *previous_structure, *structure[GFLA_PAPER_FRAMES]; /* [n, structure, h, w] */
    /* Inputs that are made; images [n, 3, h, w] in [-1, 1]. */
    gfla_tensor *reference;
    /* what was made before the first frame, in front of a clip the reference; NULL in a flow stage */
    gfla_tensor *previous;
    gfla_tensor *true_previous; /* what it should have been */
    gfla_tensor *target[GFLA_PAPER_FRAMES];
    gfla_tensor *mask[GFLA_PAPER_FRAMES]; /* [n, 1, h, w]; NULL without masks */
    /* [n, n_frames, 1, 1]: 1 at the frame that the discriminator of images sees, else 0; NULL in a flow stage */
    gfla_tensor *judged;
    /* [n, n_frames - 2, 1, 1]: likewise the first of three frames; NULL where no differences are judged */
    gfla_tensor *triple;
    /* What the network makes. */
    struct gfla_clip_frame frame[GFLA_PAPER_FRAMES];
    gfla_tensor *last; /* the state; NULL in a flow stage */
};

/* Appends everything. With too few frames for the second discriminator there is none. */
gfla_status gfla_clip_step_build(gfla_graph *graph, const struct gfla_network_config *config,
                                 struct gfla_clip_step *step, struct gfla_paper_made *made);

#endif
