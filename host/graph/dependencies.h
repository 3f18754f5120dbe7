/* graph/dependencies.h - what a run may skip; for the planner alone.
 *
 * The stage of a tensor, and of the node that makes it, is the set of leaves on which it depends: the parameters as
 * one, every input, and whatever may differ from run to run. Its launches have to run when one of them was written
 * since they last ran. */
#ifndef GFLA_GRAPH_DEPENDENCIES_H
#define GFLA_GRAPH_DEPENDENCIES_H

#include "graph/graph.h"

typedef uint64_t gfla_stage;
#define GFLA_STAGE_WEIGHTS ((gfla_stage)1)
#define GFLA_STAGE_ALWAYS ((gfla_stage)2) /* comes alone: nothing else matters then */
#define GFLA_STAGE_ALL (~(gfla_stage)0)

struct gfla_stages_params {
    bool training;       /* parameters change in every run */
    bool skip_unchanged; /* inputs do not */
};

/* The stages of all tensors, by index; those without a node have none. The caller frees them. */
gfla_status gfla_stages_find(const gfla_graph *graph, const struct gfla_stages_params *params, gfla_stage **stages);
/* Moves the nodes of GFLA_STAGE_WEIGHTS to the front and counts them. */
gfla_status gfla_stages_hoist(gfla_graph *graph, const gfla_stage *stages, size_t *n_static);
/* What a node depends on, from the stages of its inputs. */
gfla_stage gfla_stage_of_node(const struct gfla_node *node, const gfla_stage *stages);

/* Launches of one stage in a row. */
struct gfla_stage_range {
    size_t first, end;
    gfla_stage stage;
};

struct gfla_stage_ranges {
    struct gfla_stage_range *items;
    size_t count, capacity;
};

/* Appends launches up to `end`, which follow those that are in it. */
gfla_status gfla_stage_ranges_add(struct gfla_stage_ranges *ranges, size_t end, gfla_stage stage);
/* The first launches from *first on that depend on something in `written`: *first .. *end. False when there are no
 * more. */
bool gfla_stage_ranges_next(const struct gfla_stage_ranges *ranges, gfla_stage written, size_t *first, size_t *end);

#endif
