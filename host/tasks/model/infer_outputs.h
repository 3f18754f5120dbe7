/* tasks/model/infer_outputs.h - the outputs of `gfla infer`: a .npy file for each, and what there is to say of them. */
#ifndef GFLA_TASKS_MODEL_INFER_OUTPUTS_H
#define GFLA_TASKS_MODEL_INFER_OUTPUTS_H

#include "base/output.h"
#include "graph/plan.h"
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
    int n_items; /* of the batch */
    int part;    /* items that a plan makes at once */
    float **
        batches; /* what the files of several parts will hold, filled up to whole parts; NULL: a file that is not written */
    size_t n_batches;
};
void gfla_infer_outputs_destroy(struct gfla_infer_outputs *outputs);

/* Where outputs go. */
struct gfla_infer_place {
    const char *path; /* a folder for all of them; a .npy file, or "-", for the first */
    enum gfla_existing existing;
    bool taps; /* the named activations too; of a folder */
};
/* Whether it is for the first output alone. */
bool gfla_infer_place_is_file(const struct gfla_infer_place *place);

/* Whether all files of these frames may be written; *skip: none of them needs to be. The plan keeps the taps; they are
 * left out unless `taps`. GFLA_ERROR_USAGE: a single file for several frames or for taps. */
gfla_status gfla_infer_outputs_allow(const struct gfla_infer_place *place, const struct gfla_net_model *net,
                                     int n_frames, bool taps, bool *skip);
/* The folder, and taps below it; and room for the files of a batch of several parts, which are written when all of them
 * are there. After gfla_infer_outputs_allow. */
gfla_status gfla_infer_outputs_prepare(struct gfla_infer_outputs *outputs, const struct gfla_infer_place *place,
                                       const struct gfla_net_model *net, int n_items, int part, int n_frames);
/* Takes what a plan made of a part, in a frame (-1: of a network without). Of a single part the files are written at
 * once: the outputs below the folder, and the named activations as taps/NAME.npy below that, of a frame
 * taps/NAME.<frame>.npy; or the first output to the file. Threads may take different parts at once, each from a plan and
 * a net of its own; a part that is taken again is the same. */
gfla_status gfla_infer_outputs_take(struct gfla_infer_outputs *outputs, const struct gfla_infer_place *place,
                                    const struct gfla_net_model *net, gfla_plan *plan, int part, int frame);
/* Writes the files of a batch of several parts, all of which were taken. */
gfla_status gfla_infer_outputs_write(struct gfla_infer_outputs *outputs, const struct gfla_infer_place *place,
                                     const struct gfla_net_model *net, int n_frames);

#endif
