/* graph/plan_part.h - runs of a plan in parts: up to a gradient, which is read aside (runtime/read_aside.h)
 * while the rest runs, from an update on, and once more for other inputs. */
#ifndef GFLA_GRAPH_PLAN_PART_H
#define GFLA_GRAPH_PLAN_PART_H

#include "graph/plan.h"
#include "runtime/read_aside.h"

/* How many launches of the plan are done when the last of them that writes the tensor is; 0: none does. Of a parameter
 * or a state these are the nodes that write it in place. */
size_t gfla_plan_end_of(const gfla_plan *plan, const gfla_tensor *tensor);
size_t gfla_plan_n_all_launches(const gfla_plan *plan);

/* Launches from `first` to `end`, and of those before `first` what they need, made anew: but for what only writes over
 * parameters and states. The plan must outlive it. */
typedef struct gfla_plan_part gfla_plan_part;
gfla_status gfla_plan_part_create(gfla_plan_part **part, gfla_plan *plan, size_t first, size_t end);
void gfla_plan_part_destroy(gfla_plan_part **part);

/* Runs those of its launches that lie in from .. to. Enqueues, does not wait. */
gfla_status gfla_plan_part_run(gfla_plan_part *part, size_t from, size_t to);

/* The parameters and states that its launches from `first` on write over; NULL and 0 where there are none. They belong
 * to the part. */
gfla_tensor *const *gfla_plan_part_states(const gfla_plan_part *part, size_t *n);

#endif
