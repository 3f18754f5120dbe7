/* graph/dependencies.h - what a run may skip; for the planner alone.
 *
 * A tensor, and the node that makes it, depends on a set of leaves: the parameters as one, every input, and whatever
 * may differ from run to run. The launches of the node have to run when one of these was written since they last
 * ran. */
#ifndef GFLA_GRAPH_DEPENDENCIES_H
#define GFLA_GRAPH_DEPENDENCIES_H

#include "graph/graph.h"

typedef uint64_t gfla_dependencies; /* a set, one bit per leaf */
#define GFLA_DEPENDENCY_WEIGHTS ((gfla_dependencies)1)
#define GFLA_DEPENDENCY_ALWAYS ((gfla_dependencies)2) /* comes alone: nothing else matters then */
#define GFLA_DEPENDENCY_ALL (~(gfla_dependencies)0)

struct gfla_dependency_params {
    bool training;       /* parameters change in every run */
    bool skip_unchanged; /* inputs do not */
};

/* Those of all tensors, by index. The caller frees them. */
gfla_status gfla_dependencies_find(const gfla_graph *graph, const struct gfla_dependency_params *params,
                                   gfla_dependencies **by_tensor);
/* Moves the nodes that depend on GFLA_DEPENDENCY_WEIGHTS alone to the front and counts them. */
gfla_status gfla_dependencies_hoist(gfla_graph *graph, const gfla_dependencies *by_tensor, size_t *n_static);
/* Those of a node, from those of its inputs. */
gfla_dependencies gfla_dependencies_of_node(const struct gfla_node *node, const gfla_dependencies *by_tensor);

/* Launches in a row that depend on the same. */
struct gfla_dependency_range {
    size_t first, end;
    gfla_dependencies dependencies;
};

struct gfla_dependency_ranges {
    struct gfla_dependency_range *items;
    size_t count, capacity;
};

/* Appends launches up to `end`, which follow those that are in it. */
gfla_status gfla_dependency_ranges_add(struct gfla_dependency_ranges *ranges, size_t end,
                                       gfla_dependencies dependencies);
/* The first launches from *first on that depend on something in `written`: *first .. *end. False when there are no
 * more. */
bool gfla_dependency_ranges_next(const struct gfla_dependency_ranges *ranges, gfla_dependencies written, size_t *first,
                                 size_t *end);

#endif
