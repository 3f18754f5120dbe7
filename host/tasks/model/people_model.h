/* tasks/model/people_model.h - a network of people (person, dance, face, motion) opened by its weights, ready to run:
 * what `gfla person`, `gfla animate` and `gfla face` share. */
#ifndef GFLA_TASKS_MODEL_PEOPLE_MODEL_H
#define GFLA_TASKS_MODEL_PEOPLE_MODEL_H

#include <gfla/model.h>

#include "tasks/model/net_model.h"
#include "graph/plan.h"

#define GFLA_PEOPLE_MODEL "person-drawn-192" /* the bundled model of people that is meant where none is named */

struct gfla_people_options {
    const char *weights;      /* a file, or the name of a bundled model; or */
    const gfla_model *opened; /* weights that are open, borrowed for the call of gfla_people_model_open */
    /* a name of the table of networks; NULL: the first of `models` that the weights fit */
    const char *model;
    const char *const *models; /* the networks of this task, ended by NULL */
    int width, height;         /* of the images; 0: as the network was trained */
    int batch, frames;         /* 0: 1; frames: of a sequence */
    /* names of tensors that gfla_people_model_find shall find, ended by NULL; NULL: none */
    const char *const *keep;
};

struct gfla_people_model {
    struct gfla_net_model net;
    gfla_plan *plan;
    bool is_packed; /* once it has run */
};

/* GFLA_ERROR_INPUT: weights of another network; a size that the network cannot take is GFLA_ERROR_USAGE. What depends
 * on inputs that do not change is computed once. */
gfla_status gfla_people_model_open(struct gfla_people_model *model, gfla_device *device,
                                   const struct gfla_people_options *asked);
void gfla_people_model_close(struct gfla_people_model *model);

/* Whether images keep their aspect, whatever was asked for: the network figure learned from people in proportion. */
bool gfla_people_model_keeps_aspect(const struct gfla_people_model *model);

/* An input, an output ("out.1.0"), or a tensor that was to be kept; NULL when there is none. */
gfla_tensor *gfla_people_model_find(const struct gfla_people_model *model, const char *name);

/* Runs once. The first run also packs the weights, whose unpacked copies are freed. */
gfla_status gfla_people_model_run(struct gfla_people_model *model);

#endif
