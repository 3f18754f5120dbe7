/* models/gfla/model_net.h - a built network as a list of named inputs and outputs, whatever it computes.
 *
 * Outputs are numbered as the published code returns them: out.0 the image, out.1.i the flows, deepest first, out.2.i
 * the masks; flow estimators alone out.0.i and out.1.i; a single result is out. Of a network that makes one frame after
 * another the frame's number comes second: out.0.<frame>, out.1.<frame>.i; each i has a flow into the previous frame,
 * then one into the reference, and out.3.<frame> is the previous image that was used. */
#ifndef GFLA_MODELS_GFLA_MODEL_NET_H
#define GFLA_MODELS_GFLA_MODEL_NET_H

#include <stddef.h>

#include "graph/plan.h"

#define GFLA_MODEL_INPUTS 6
#define GFLA_MODEL_OUTPUTS 20
#define GFLA_MODEL_CARRIES 2

struct gfla_model_output {
    char group[16]; /* "out.1" */
    int index;      /* in its group; -1: alone */
    gfla_tensor *tensor;
};

/* From one frame to the next, `to` becomes what `from` was. In front of the first it is `first`, unless the caller has
 * another. */
struct gfla_model_carry {
    gfla_tensor *to, *from, *first;
};

struct gfla_model_net {
    gfla_tensor *input[GFLA_MODEL_INPUTS]; /* by the names of the published code's arguments */
    int n_inputs;
    struct gfla_model_output output[GFLA_MODEL_OUTPUTS];
    int n_outputs;
    gfla_tensor *frame; /* the input that each frame has its own of; NULL: a network without frames */
    struct gfla_model_carry carry[GFLA_MODEL_CARRIES];
    int n_carries;
};

/* "out.1.0"; of a frame "out.1.<frame>.0". frame: -1 for networks without. Returns text. */
const char *gfla_model_output_name(const struct gfla_model_output *output, int frame, char *text, size_t size);

/* Makes carry->to what carry->first is (in front of the first frame, once that is written), or what carry->from was (in
 * front of any other, before its own inputs are written). Blocks. */
gfla_status gfla_model_carry_over(gfla_plan *plan, const struct gfla_model_carry *carry, bool is_first);

/* For builders. NULL tensors are left out; outputs are kept. index -1: alone in its group. */
void gfla_model_add_input(struct gfla_model_net *net, gfla_tensor *tensor);
void gfla_model_add_output(struct gfla_model_net *net, gfla_tensor *tensor, const char *group, int index);
/* The maps that there are, counted without gaps. */
void gfla_model_add_maps(struct gfla_model_net *net, gfla_tensor *const *maps, int n, const char *group);

#endif
