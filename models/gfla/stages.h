/* models/gfla/stages.h - what the networks share above blocks: the source encoder, the target decoder with local
 * attention, the flow estimator. Names are those of the published checkpoints, under the graph's current name scope. */
#ifndef GFLA_MODELS_GFLA_STAGES_H
#define GFLA_MODELS_GFLA_STAGES_H

#include "models/gfla/blocks.h"

#define GFLA_ENCODER_LEVELS 3 /* of the source and of the target: H/2, H/4, H/8 */
#define GFLA_FLOW_LEVELS 5    /* of the flow estimator: H/2 .. H/32 */
#define GFLA_DECODER_STEPS 3  /* of the target: from H/8, H/4, H/2 to twice that */

struct gfla_encoder {
    int n_levels;
    /* channels of the first level; each has twice those of the one before, `most` at the most */
    int width, most;
    enum gfla_norm first_norm; /* of block0, which sees raw images */
};

/* block0, encoder0, ...: each halves height and width. levels[i] is the result of number i; the last is returned. */
gfla_tensor *gfla_encode(gfla_graph *g, gfla_tensor *src, const struct gfla_encoder *encoder, gfla_tensor *levels[]);

/* Step i of the flow estimator: decoder{i} doubles height and width to oc channels, jump{i} adds the encoder's level of
 * that size. */
gfla_tensor *gfla_flow_step(gfla_graph *g, gfla_tensor *src, gfla_tensor *level, int i, int oc, enum gfla_norm norm);

/* The attention in front of decoder step i. */
struct gfla_attention {
    const char *name;         /* the scope is this and i: "attn" -> "attn0" */
    int k;                    /* taps per axis */
    int hidden;               /* channels between its two layers */
    float scale;              /* of the result */
    gfla_tensor *source;      /* [n,c,h,w]: features of the source */
    gfla_tensor *flow, *mask; /* [n,2,h,w], [n,1,h,w] */
};

/* src (1 - mask) + attention mask, the attention being what src finds in `source` around where the flow points. */
gfla_tensor *gfla_attend(gfla_graph *g, gfla_tensor *src, int i, const struct gfla_attention *attention);

/* decoder{i}: a residual block, then a doubling to oc channels. An input without a name becomes decoder{i}.in. */
gfla_tensor *gfla_decoder_step(gfla_graph *g, gfla_tensor *src, int i, int oc);

#endif
