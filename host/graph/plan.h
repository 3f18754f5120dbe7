/* graph/plan.h - from a graph to a flat list of launches on one device.
 * Planning lowers nodes (algorithm choice), places every activation in an arena by liveness, allocates parameters,
 * gradients and state, builds all kernels and binds all arguments. After it, a run allocates and compiles nothing. */
#ifndef GFLA_GRAPH_PLAN_H
#define GFLA_GRAPH_PLAN_H

#include "graph/graph.h"
#include "runtime/commands.h"

typedef struct gfla_plan gfla_plan;

struct gfla_plan_params {
    bool training; /* false: nodes that depend on parameters alone run once per gfla_plan_weights_changed */
    /* Inference: launches run only where an input that they depend on was written (gfla_tensor_write) since they last
     * ran, and what they made stays. For many answers from one source; it costs the memory of what stays. */
    bool skip_unchanged;
    /* Kernels are built and bound in a thread of their own, while the caller loads weights. A failure is then that of
     * the first run. */
    bool build_aside;
    bool keep_all; /* every named activation stays readable (taps) */
    /* Parameters and state shared with another plan of the same device, by name; that plan must outlive this one. */
    gfla_plan *shared;
    bool no_fusion; /* every op by itself; for tests */
    /* Every tensor in memory of its own, which holds NaN until it is written, with `guard` bytes on both sides; for
     * tests (gfla_plan_check_guards). */
    bool isolate;
    size_t guard;
    /* An algorithm by its name ("naive", "tile", ...: ops/conv/conv_algorithm.c), or NULL for free choice; for
     * tests. */
    const char *algorithm;
    /* free choice is by predicate alone: the tuning store (runtime/tuning.h) is neither asked nor filled */
    bool untuned;
};

/* The graph must outlive the plan, belongs to it from here on (lowering rewrites its nodes), and has one plan only. */
gfla_status gfla_plan_create(gfla_plan **plan, gfla_graph *graph, gfla_device *device,
                             const struct gfla_plan_params *params);
void gfla_plan_destroy(gfla_plan **plan);

/* Runs once: enqueues everything (see skip_unchanged), does not wait; reading a tensor waits. */
gfla_status gfla_plan_run(gfla_plan *plan);
/* Runs what these tensors come from, and nothing that only writes over parameters or states: the forward part of a
 * training, without its gradients and updates. They must be readable (gfla_graph_keep). */
gfla_status gfla_plan_run_for(gfla_plan *plan, gfla_tensor *const *tensors, size_t n);
/* Call after parameters were written, before the next run. */
void gfla_plan_weights_changed(gfla_plan *plan);

/* Frees the parameters that nothing but packing reads, once a run has packed them; waits for it. Afterwards they can be
 * neither read nor written nor shared, and a run after gfla_plan_weights_changed fails. Not while another plan shares
 * them. GFLA_ERROR_USAGE before the first run. */
gfla_status gfla_plan_release_weights(gfla_plan *plan);

/* With isolate: GFLA_ERROR_CHECK when a launch wrote beside a tensor; says which and where. Waits for the device. */
gfla_status gfla_plan_check_guards(const gfla_plan *plan);

/* Copies in and out, float32 in C order of the tensor's shape whatever its layout. Blocking. */
gfla_status gfla_tensor_write(gfla_plan *plan, gfla_tensor *tensor, const float *values);
gfla_status gfla_tensor_read(gfla_plan *plan, gfla_tensor *tensor, float *values);

/* The same from and to a buffer in C order, by a copy on the device that is enqueued; does not block. The buffer may be
 * destroyed right after. GFLA_ERROR_USAGE: it is smaller than the tensor. */
gfla_status gfla_tensor_write_buffer(gfla_plan *plan, gfla_tensor *tensor, gfla_buffer *values);
gfla_status gfla_tensor_read_buffer(gfla_plan *plan, gfla_tensor *tensor, gfla_buffer *values);

struct gfla_plan_memory {
    size_t weights, gradients, state, inputs;
    size_t arena;             /* bytes of activations as placed */
    size_t activations_total; /* their sum without reuse */
};
struct gfla_plan_memory gfla_plan_get_memory(const gfla_plan *plan);
double gfla_plan_flops(const gfla_plan *plan);                            /* of one run */
double gfla_plan_flops_of(const gfla_plan *plan, enum gfla_op_kind kind); /* ops of one kind alone */
size_t gfla_plan_n_launches(const gfla_plan *plan);

#endif
