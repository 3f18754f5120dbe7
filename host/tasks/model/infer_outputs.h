/* tasks/model/infer_outputs.h - the outputs of `gfla infer`: a .npy file for each, and what there is to say of them. */
#ifndef GFLA_TASKS_MODEL_INFER_OUTPUTS_H
#define GFLA_TASKS_MODEL_INFER_OUTPUTS_H

#include "tasks/model/net_model.h"

/* One file that was written. */
struct gfla_infer_output {
    char name[32];
    struct gfla_shape shape;
    float least, most; /* NaN when one of the values is */
};

struct gfla_infer_outputs {
    struct gfla_infer_output *items; /* outputs, without taps */
    size_t n, capacity, n_taps, n_skipped;
};
void gfla_infer_outputs_destroy(struct gfla_infer_outputs *outputs);

/* Whether all files of these frames may be written (cli_output_allow); *skip: none of them needs to be. The plan keeps
 * the taps. */
gfla_status gfla_infer_outputs_allow(struct cli *cli, const struct gfla_net_model *net, int n_frames, bool taps,
                                     bool *skip);
/* The folder -o, and taps below it. */
gfla_status gfla_infer_outputs_create_folders(const struct cli *cli, bool taps);
/* Writes the outputs of a frame (-1: of a network without) below the folder -o, and the named activations as
 * taps/NAME.npy below that; of a frame taps/NAME.<frame>.npy. */
gfla_status gfla_infer_outputs_write(struct gfla_infer_outputs *outputs, struct cli *cli,
                                     const struct gfla_net_model *net, gfla_plan *plan, int frame, bool taps);

#endif
