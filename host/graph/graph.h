/* graph/graph.h - a network as a static graph of named tensors and op nodes; reverse-mode differentiation.
 *
 * Build with the functions of the op headers (conv2d.h, ...), which append nodes and return the output tensor. Building
 * needs no device. The first failure is kept in the graph: later builder calls return NULL and do nothing, NULL inputs
 * included, so a network reads as plain nested calls and is checked once with gfla_graph_status.
 * A graph and all it holds have one owner and one thread. */
#ifndef GFLA_GRAPH_GRAPH_H
#define GFLA_GRAPH_GRAPH_H

#include "base/memory.h"
#include "base/shape.h"
#include "runtime/buffer.h"

#define GFLA_MAX_NODE_TENSORS 8

typedef struct gfla_graph gfla_graph;
typedef struct gfla_tensor gfla_tensor;
/* How the ops choose among their algorithms while one graph is lowered: theirs to define (op_set.h). */
typedef struct gfla_chooser gfla_chooser;
struct gfla_moments_share;
struct gfla_node;
struct gfla_op_set;
struct gfla_recorder;

/* How elements lie in device memory.
 * PLAIN: C order of the shape. Parameters, scalars, matrices.
 * BLOCKED: activations n c h w as [n][ceil(c/16)][h][w][16]; lanes past c in the last block are always zero. */
enum gfla_layout { GFLA_LAYOUT_PLAIN, GFLA_LAYOUT_BLOCKED };
#define GFLA_LANES 16

enum gfla_role {
    GFLA_ROLE_ACTIVATION, /* made by a node; memory is reused as soon as nothing needs it, unless keep is set */
    GFLA_ROLE_INPUT,      /* written by the caller before a run */
    GFLA_ROLE_PARAM,      /* a weight of the network, named as in the published checkpoints */
    GFLA_ROLE_STATE,      /* persists from run to run: optimiser moments, hyper-parameters, gradient sums */
};

struct gfla_tensor {
    const char *name; /* unique among named tensors; "" when anonymous */
    struct gfla_shape shape;
    enum gfla_layout layout;
    enum gfla_role role;
    struct gfla_node *producer; /* NULL for inputs, parameters and state */
    gfla_tensor *view_of;       /* shares the memory of another tensor (detach); NULL otherwise */
    gfla_tensor *grad;          /* set by gfla_graph_differentiate; NULL when nothing flows back */
    bool needs_grad;            /* a parameter is upstream (or this is one), and it is not frozen */
    bool keep;                  /* readable after a run */
    int index;                  /* position in the graph */
    gfla_buffer *buffer;        /* set by the planner; afterwards NULL where nothing may be read or written */
    float fill;                 /* INPUT, STATE: initial value */
};

/* What the graph distinguishes ops by. */
enum gfla_op_kind {
    GFLA_OP_OTHER,
    GFLA_OP_CONVOLUTION, /* and its gradients: their work is counted apart */
    GFLA_OP_UNPACK,      /* copies a BLOCKED tensor to a PLAIN one: not needed where the caller writes PLAIN values */
    GFLA_OP_KIND_COUNT
};

/* One op. Static tables in the op files. */
struct gfla_op {
    const char *name; /* "conv2d_fwd" */
    enum gfla_op_kind kind;
    /* Appends nodes that compute the gradients of node's inputs from node->out[i]->grad, and hands each to
     * gfla_graph_add_grad. NULL: not differentiable. Only called when some output has a gradient. */
    gfla_status (*differentiate)(gfla_graph *graph, struct gfla_node *node);
    /* Replaces the node by cheaper or smaller ones (algorithm choice, fusion): appends nodes, the last of which
     * produces node->out[0..]. NULL or leaving nothing appended: the node is recorded as it is. */
    gfla_status (*lower)(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device);
    /* Adds the node's launches to the list. */
    gfla_status (*record)(struct gfla_recorder *recorder, const struct gfla_node *node);
    /* How the node, as it is recorded, shares out the moments of out[0], which it writes to out[1] where it has one
     * (moments.h). NULL: it does not write any. */
    struct gfla_moments_share (*moments)(const struct gfla_node *node, const struct gfla_device_info *device);
    /* 2 x multiply-adds of the mathematical operation; NULL: not counted. */
    double (*flops)(const struct gfla_node *node);
};

struct gfla_node {
    const struct gfla_op *op;
    gfla_tensor *in[GFLA_MAX_NODE_TENSORS], *out[GFLA_MAX_NODE_TENSORS]; /* inputs may be NULL where an op says so */
    int n_in, n_out;
    const void *params; /* a copy of the op's params struct, owned by the graph */
    bool in_place;      /* out[0] is written over a STATE or PARAM tensor (optimisers) */
    const char *label;  /* name of the output or of the enclosing scope, for profiles */
};

/* An empty graph of ops, which outlive it; and of those of host/ops, which define that function. */
gfla_status gfla_graph_create_of(gfla_graph **graph, const struct gfla_op_set *ops);
gfla_status gfla_graph_create(gfla_graph **graph);
void gfla_graph_destroy(gfla_graph **graph);
/* The first failure of a builder call; its message is restored as this thread's message. */
gfla_status gfla_graph_status(gfla_graph *graph);
gfla_status gfla_graph_fail(gfla_graph *graph, gfla_status code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Names: scopes nest ("target", "decoder0.0" -> "target.decoder0.0."), and prefix the names given below. */
void gfla_graph_push(gfla_graph *graph, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void gfla_graph_pop(gfla_graph *graph);

/* Leaves. Images, feature maps, flows and masks are BLOCKED; the rest PLAIN. A plan may turn an input that is BLOCKED
 * into a PLAIN one. */
gfla_tensor *gfla_graph_input(gfla_graph *graph, const char *name, struct gfla_shape shape, enum gfla_layout layout);
/* The same name and shape again gives the same parameter or state: a network that is built twice is applied twice. */
gfla_tensor *gfla_graph_param(gfla_graph *graph, const char *name, struct gfla_shape shape);
gfla_tensor *gfla_graph_state(gfla_graph *graph, const char *name, struct gfla_shape shape, float fill);
/* A second name of one parameter (Jump and Output store a convolution under two names); again, when the network is
 * built again. */
void gfla_graph_alias(gfla_graph *graph, const char *name, gfla_tensor *param);

/* Names an activation (scoped) and returns it; the name is what taps, golden tests and describe use. Where another
 * activation has the name already, that one keeps it: of a network that is built twice, the first use is the one to
 * look into. */
gfla_tensor *gfla_graph_name(gfla_graph *graph, gfla_tensor *tensor, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Makes an activation readable after a run; only before the graph is planned. Returns it. */
gfla_tensor *gfla_graph_keep(gfla_tensor *tensor);
/* Stops gradients: a tensor of the same value through which nothing flows back. */
gfla_tensor *gfla_graph_detach(gfla_graph *graph, gfla_tensor *tensor);
/* Parameters whose name starts with prefix get no gradient from nodes that are built from here on; where the parameter
 * exists already, these get a detached view of it. */
void gfla_graph_freeze(gfla_graph *graph, const char *prefix);

/* For lower() and fusions: the chooser of the plan that is being made; NULL where the ops have none. */
gfla_chooser *gfla_graph_chooser(const gfla_graph *graph);

/* For op files. Appends a node with a copy of params; outputs are new tensors of the given shape and layout. */
struct gfla_node *gfla_graph_add(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *const *in, int n_in,
                                 const void *params, size_t params_size);
gfla_tensor *gfla_node_output(gfla_graph *graph, struct gfla_node *node, struct gfla_shape shape,
                              enum gfla_layout layout);
/* Makes `tensor`, which another node produced so far, the output of `node` (used while lowering). */
void gfla_node_set_output(struct gfla_node *node, int index, gfla_tensor *tensor);
/* Adds a contribution to tensor->grad (summed in the order of the calls). Ignores tensors that need none. */
gfla_status gfla_graph_add_grad(gfla_graph *graph, gfla_tensor *tensor, gfla_tensor *contribution);

/* Appends the backward nodes of the scalar `loss` (shape of one element); afterwards param->grad is set where it
 * depends. Once for a graph, or once more after gfla_graph_forget_grads. */
gfla_status gfla_graph_differentiate(gfla_graph *graph, gfla_tensor *loss);
/* Forgets all gradients, so that another loss of the same graph can be differentiated (the two players of an
 * adversarial training). What was appended for the first, its updates too, stays and runs before what comes now. */
void gfla_graph_forget_grads(gfla_graph *graph);

/* Look-ups. find returns NULL when there is no such name; aliases resolve to their parameter. */
gfla_tensor *gfla_graph_find(const gfla_graph *graph, const char *name);
size_t gfla_graph_n_tensors(const gfla_graph *graph);
gfla_tensor *gfla_graph_tensor(const gfla_graph *graph, size_t index);
size_t gfla_graph_n_nodes(const gfla_graph *graph);
struct gfla_node *gfla_graph_node(const gfla_graph *graph, size_t index);

/* Elements in device memory, zero lanes included. */
int64_t gfla_tensor_stored(const gfla_tensor *tensor);

#endif
