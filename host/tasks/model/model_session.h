/* tasks/model/model_session.h - what is behind the handles of gfla/model.h; for the files that implement them. */
#ifndef GFLA_TASKS_MODEL_MODEL_SESSION_H
#define GFLA_TASKS_MODEL_MODEL_SESSION_H

#include <gfla/model.h>

#include <pthread.h>

#include "graph/plan.h"
#include "tasks/model/net_model.h"

struct gfla_model {
    gfla_context *library;
    struct gfla_net_model net; /* without a graph; borrows the weights */
    gfla_checkpoint *weights;  /* NULL: none */
    void *bytes;               /* of a file that a callback handed out; else NULL */
    pthread_mutex_t lock;      /* of weights, which one thread reads at a time */
};

struct gfla_session {
    gfla_device *device;
    struct gfla_net_model net; /* with a graph, without weights */
    gfla_plan *plan;
    bool is_set[GFLA_MODEL_INPUTS];
    bool has_run;   /* since it began, or began anew */
    bool is_packed; /* once it has run */
    bool is_due;    /* the last frame's outputs are to be carried over */
};

/* The network in the size of params, built and not planned; net is closed with gfla_net_model_close. */
gfla_status gfla_model_build_size(struct gfla_net_model *net, const gfla_model *model,
                                  const struct gfla_session_params *params);

/* Makes the activations of these names, ended by NULL, readable; before the graph is planned. */
gfla_status gfla_model_keep(const struct gfla_net_model *net, const char *const *names);

/* The input of this name and number of elements (0: any), before it is written: what the last frame made is carried
 * over first. */
gfla_status gfla_session_begin_set(gfla_session *session, const char *name, size_t count, gfla_tensor **tensor);
/* The output, or what was kept, of this name; there was a run. */
gfla_status gfla_session_find_result(gfla_session *session, const char *name, gfla_tensor **tensor);

#endif
