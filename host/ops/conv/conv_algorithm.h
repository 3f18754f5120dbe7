/* ops/conv/conv_algorithm.h - the algorithms among which lowering chooses, and what each of them provides; for the
 * convolution files alone. */
#ifndef GFLA_OPS_CONV_CONV_ALGORITHM_H
#define GFLA_OPS_CONV_CONV_ALGORITHM_H

#include "cl/shared/conv.h"
#include "graph/graph.h"

/* The three operations on a struct gfla_conv; see conv.h. */
enum gfla_conv_step { GFLA_CONV_FWD, GFLA_CONV_BWD_DATA, GFLA_CONV_BWD_WEIGHTS, GFLA_CONV_STEP_COUNT };

/* One step of one shape. */
struct gfla_conv_case {
    struct gfla_conv g; /* bwd_data: with zero padding */
    enum gfla_conv_step step;
    bool training; /* weights change from run to run, so packing them counts */
};

/* What an algorithm is asked about, and told to lower. */
struct gfla_conv_job {
    const struct gfla_conv *g;
    enum gfla_conv_step step;
    bool training;
    const struct gfla_device_info *device;
    int tile; /* the algorithm's */
};

struct gfla_conv_algorithm {
    const char *name; /* as gfla_plan_params.algorithm names it */
    int tile;         /* results along an axis of Winograd's tiles; 0: it has none */
    /* Its work-groups are single work-items with float16 vectors: made for CPUs. A GPU, which would compile them for
     * minutes and run one lane of 32, neither chooses nor measures it, but computes it when it is named. */
    bool for_wide_vectors;
    /* Whether it computes this step of this shape on this device. NULL: always. */
    bool (*supports)(const struct gfla_conv_job *job);
    /* Whether it is fast, among what it supports, so that it is chosen without being named. NULL: always. */
    bool (*suits)(const struct gfla_conv_job *job);
    /* Where has_epilogue, fwd and bwd_data take fused nodes too (conv_fused.h); where has_prologue, those that change
     * src; where adds_pairs, bwd_data those of two sources. */
    bool has_epilogue, has_prologue, adds_pairs;
    bool has_tanh; /* fwd takes fused nodes that end in one */
    /* Appends the nodes that produce node->out[0]; bwd_data only ever sees zero padding. NULL: the node records
     * itself. */
    gfla_status (*lower)(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job);
};

/* Winograd's F(4,2) and F(2,2) on the four phases of a convolution of stride 2; see cl/ops/conv_stride2.cl. */
extern const struct gfla_conv_algorithm gfla_conv_stride2, gfla_conv_stride2_tile2;
/* Winograd's F(4x4, 3x3), F(4x4, 5x5) and F(2x2, 3x3) for stride 1, forward and data gradient; see
 * cl/ops/conv_winograd.cl. */
extern const struct gfla_conv_algorithm gfla_conv_winograd4, gfla_conv_winograd2;
/* F(4x4, 3x3) and F(4x4, 5x5) for devices with little local memory; see cl/ops/conv_winograd_steps.cl. */
extern const struct gfla_conv_algorithm gfla_conv_winograd4_steps;
/* The weight gradient by F(4x4, 3x3); see cl/ops/conv_winograd_weights.cl, and for few channels
 * cl/ops/conv_winograd_weights_ranges.cl. */
extern const struct gfla_conv_algorithm gfla_conv_winograd4_weights, gfla_conv_winograd4_weights_ranges;
/* Few outputs, stride 1, forward; see cl/ops/conv_rows.cl. */
extern const struct gfla_conv_algorithm gfla_conv_rows;
/* Register tiles of float16 vectors; see cl/ops/conv_tile.cl and cl/ops/conv_tile_weights.cl. */
extern const struct gfla_conv_algorithm gfla_conv_tile;
/* Work-groups with local memory, for devices whose vectors are neighbouring work-items; see
 * cl/ops/conv_tile_group.cl. */
extern const struct gfla_conv_algorithm gfla_conv_group;
/* im2col and a matrix product of CLBlast, one image at a time, so that the unfolded source stays small; see
 * cl/ops/conv_gemm.cl. */
extern const struct gfla_conv_algorithm gfla_conv_gemm;

/* The choice by predicate alone, and all that there is to choose from, "naive" last. */
const struct gfla_conv_algorithm *gfla_conv_default(const struct gfla_conv_case *c,
                                                    const struct gfla_device_info *device);
const struct gfla_conv_algorithm *const *gfla_conv_algorithms(int *count);
/* The algorithm of that name where it supports the case, else the first behind it in the table that suits; NULL when
 * there is none of that name. */
const struct gfla_conv_algorithm *gfla_conv_named(const char *name, const struct gfla_conv_case *c,
                                                  const struct gfla_device_info *device);
bool gfla_conv_supports(const struct gfla_conv_algorithm *algorithm, const struct gfla_conv_case *c,
                        const struct gfla_device_info *device);
/* Whether it is measured there, too. */
bool gfla_conv_competes(const struct gfla_conv_algorithm *algorithm, const struct gfla_conv_case *c,
                        const struct gfla_device_info *device);

/* Appends the nodes of an algorithm that supports the step in place of `node`, whose params begin with a struct
 * gfla_conv; none where it records itself. */
gfla_status gfla_conv_lower_by(const struct gfla_conv_algorithm *algorithm, gfla_graph *graph, struct gfla_node *node,
                               enum gfla_conv_step step, const struct gfla_device_info *device);

/* Where vectors are wide registers, as opposed to neighbouring work-items. */
bool gfla_conv_has_wide_vectors(const struct gfla_device_info *device);

#endif
