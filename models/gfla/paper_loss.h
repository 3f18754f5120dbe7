/* models/gfla/paper_loss.h - the losses of the paper, for whatever a network made of images whose flow nobody knows.
 *
 * A flow stage: sampling correctness and affine regularisation of the flow net. A full stage: these at a quarter of
 * their weights, and on the images: L1, perceptual and style losses by VGG-19, and adversarial ones by discriminators
 * that learn beside the network. Without VGG-19 weights the terms that need them are left out. What the network of each
 * task made is listed by models/gfla/paper_made.h. */
#ifndef GFLA_MODELS_GFLA_PAPER_LOSS_H
#define GFLA_MODELS_GFLA_PAPER_LOSS_H

#include "models/gfla/feature_net.h"
#include "models/gfla/gan_loss.h"
#include "models/gfla/loss_terms.h"
#include "models/gfla/stages.h"

#define GFLA_LOSS_PREFIX "loss."              /* of all parameters that are no part of the network */
#define GFLA_DISCRIMINATOR_PREFIX "loss.dis." /* of the discriminator of images */
#define GFLA_SEQUENCE_PREFIX "loss.dis_time." /* of the discriminator of frames that follow each other */
#define GFLA_DISCRIMINATOR_RATE 0.1           /* of the network's learning rate */

#define GFLA_PAPER_FRAMES 6  /* that a network makes in one step */
#define GFLA_PAPER_SOURCES 2 /* whose flows one frame is made of: a reference, and the previous frame */

/* The flows into one source image, deepest first: [n, 2, H/8, W/8], H/4, H/2; NULL where there is none. */
struct gfla_paper_flows {
    gfla_tensor *source; /* [n, 3, H, W] */
    gfla_tensor *flow[GFLA_DECODER_STEPS];
};

struct gfla_paper_frame {
    gfla_tensor *image;  /* what was made, [n, 3, H, W]; NULL in a flow stage */
    gfla_tensor *target; /* what it should be */
    gfla_tensor *mask;   /* [n, 1, h, w]: 1 where the correctness of flows counts; NULL: everywhere */
    struct gfla_paper_flows flows[GFLA_PAPER_SOURCES];
    int n_flows;
};

/* What a discriminator compares; {NULL}: there is no such discriminator. */
struct gfla_paper_judged {
    gfla_tensor *made, *real; /* images or differences of images [n, c, H, W]; or clips [n, c, t, H, W], PLAIN */
    int layers;               /* of a discriminator of images; 0: 4 */
};

/* All that a network made in one step. */
struct gfla_paper_made {
    struct gfla_paper_frame frame[GFLA_PAPER_FRAMES];
    int n_frames;
    int window[GFLA_DECODER_STEPS];    /* of the affine regularisation at each level: the kernel of its attention */
    struct gfla_paper_judged images;   /* one frame; of a flow stage {NULL} */
    struct gfla_paper_judged sequence; /* several that follow each other */
};

struct gfla_paper_loss_config {
    struct gfla_features features; /* those of VGG-19, with 64 channels of its first stage, as published */
    int discriminator_width;       /* 32 as published; 0: no discriminator */
    enum gfla_gan gan;             /* least squares as published */
};

/* First, with a discriminator and something to judge: its losses on the true and on the made, halved, as the terms
 * "discriminator" and "discriminator_time" of *terms, which is set anew. *adversary is their sum, to be handed to
 * gfla_trainer_adversary before gfla_paper_loss_build; NULL where there is none. */
gfla_status gfla_paper_adversary_build(gfla_graph *graph, const struct gfla_paper_made *made,
                                       const struct gfla_paper_loss_config *config, struct gfla_loss_terms *terms,
                                       gfla_tensor **adversary);

/* Then the losses of the network: the total and the terms that it sums up, each over all frames, flows and levels.
 * GFLA_ERROR_USAGE where nothing is left that could be learned: a flow stage without VGG-19. */
gfla_status gfla_paper_loss_build(gfla_graph *graph, const struct gfla_paper_made *made,
                                  const struct gfla_paper_loss_config *config, struct gfla_loss_terms *terms);

#endif
