/* graph/graph_internal.h - what the files of host/graph know of a graph; op files do not include it. */
#ifndef GFLA_GRAPH_GRAPH_INTERNAL_H
#define GFLA_GRAPH_GRAPH_INTERNAL_H

#include "graph/graph.h"

#define GFLA_MAX_SCOPES 16
#define GFLA_MAX_FROZEN 8

struct gfla_node_list {
    struct gfla_node **items;
    size_t count, capacity;
};

struct gfla_graph_alias_entry {
    const char *name;
    gfla_tensor *tensor;
};

struct gfla_graph {
    const struct gfla_op_set *ops;
    gfla_arena *arena; /* tensors, nodes, params and names */
    struct gfla_node_list nodes;
    gfla_tensor **tensors;
    size_t n_tensors, tensor_capacity;
    struct gfla_graph_alias_entry *aliases;
    size_t n_aliases, alias_capacity;
    char scope[256]; /* "target.decoder0.0." */
    size_t scope_length[GFLA_MAX_SCOPES];
    int n_scopes;
    const char *frozen[GFLA_MAX_FROZEN];
    int n_frozen;
    gfla_status status; /* the first failure, and its message */
    const char *message;
    const char *label;                /* while differentiating or lowering: label of the node that is being replaced */
    gfla_chooser *chooser;            /* while it is lowered */
    double flops[GFLA_OP_KIND_COUNT]; /* of one run, once it is lowered */
    struct gfla_graph_shares *shares; /* of a graph that computes a part of a batch (share.c); NULL: of the whole one */
    bool differentiated, planned;
};

/* Keeps this thread's message as the graph's first failure; returns code. */
gfla_status gfla_graph_keep_failure(gfla_graph *graph, gfla_status code);

/* The name within the scopes. NULL once the graph has failed, which running out of memory here does. */
const char *gfla_graph_scoped_name(gfla_graph *graph, const char *name);
/* Fails the graph when a tensor, or an alias, has the name. */
bool gfla_graph_is_free_name(gfla_graph *graph, const char *name);

/* A tensor that no node makes yet; `name` is in the arena, or "". NULL after failing the graph, and for a NULL name. */
gfla_tensor *gfla_graph_new_tensor(gfla_graph *graph, const char *name, struct gfla_shape shape,
                                   enum gfla_layout layout, enum gfla_role role);

gfla_status gfla_node_list_add(struct gfla_node_list *list, struct gfla_node *node);

/* Drops nodes whose outputs nobody reads. */
gfla_status gfla_graph_drop_unused(gfla_graph *graph);

/* Inputs that only unpack nodes read become PLAIN, and these nodes go. */
gfla_status gfla_graph_plain_inputs(gfla_graph *graph);

/* Replaces every node by what its op's lower makes of it, repeatedly, until nothing changes. */
gfla_status gfla_graph_lower(gfla_graph *graph, const struct gfla_device_info *device);

/* share.c. NULL is fine. */
void gfla_graph_shares_free(struct gfla_graph_shares *shares);

/* The tensor that owns the memory: itself, or what it is a view of. */
gfla_tensor *gfla_tensor_storage(gfla_tensor *tensor);

#endif
