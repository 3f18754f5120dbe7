/* tasks/render/render_batch.h - which models are drawn and how, and the loop that draws them. */
#ifndef GFLA_TASKS_RENDER_RENDER_BATCH_H
#define GFLA_TASKS_RENDER_RENDER_BATCH_H

#include <gfla/render.h>

#include "base/progress.h"
#include "tasks/render/render_job.h"
#include "tasks/render/render_lights.h"
#include "tasks/render/render_views.h"
#include "tasks/render/render_writer.h"
#include "viewsynth/render/layout/layout.h"
#include "viewsynth/render/raster.h"

#define GFLA_RENDER_MAX_WORDS 32

struct gfla_render {
    const char **paths;
    size_t n_paths, paths_capacity;
    const char *list_file; /* names models below the paths; or NULL */
    int samples;
    const char *filters[GFLA_RENDER_MAX_WORDS], *excludes[GFLA_RENDER_MAX_WORDS]; /* patterns */
    const char *flows[GFLA_RENDER_MAX_WORDS];                                     /* "SOURCE:TARGET", names of views */
    int n_filters, n_excludes, n_flows;
    size_t limit; /* 0: all */
    bool z_up;
    gfla_looks looks;
    uint64_t looks_seed;
    const char *creator, *licence; /* of models whose catalogue says nothing; or NULL */
    int n_variants;                /* of each model, each with other drawn materials and lights of models */
    struct gfla_render_lights lights;
    struct gfla_render_views views;

    double import_seconds;   /* that a model may take; 0: the default */
    size_t import_megabytes; /* that reading one may need; 0: the default */

    gfla_library *library;
    gfla_importer *importer;
    size_t *models;              /* indices of those that are asked for */
    enum gfla_purpose *purposes; /* of each of them */
    size_t n_models, next;       /* and which comes after the one being drawn */
    gfla_device *device;
    gfla_renderer *renderer;
    gfla_layout_set *set;
    struct gfla_camera *cameras;                                                /* of the model being drawn */
    int chunk;                                                                  /* views drawn at once */
    int flow_source[GFLA_RENDER_MAX_WORDS], flow_target[GFLA_RENDER_MAX_WORDS]; /* indices of cameras */
    struct gfla_render_out drawn[2]; /* of a chunk, and of the one that is being written; what is not wanted is NULL */
    struct gfla_render_writer writer;
    size_t n_done;
    struct gfla_progress_count progress;
};

/* Opens the library of the named paths, and chooses models by filters, purpose, limit and the part of the batch
 * (render_choose.c). GFLA_ERROR_INPUT: there is none. */
gfla_status gfla_render_choose(struct gfla_render *r, const struct gfla_batch *batch);
/* Cameras, device, renderer and the set that is written. */
gfla_status gfla_render_prepare(struct gfla_render *r, const struct gfla_render_job *job);
/* What could not be listed counts as failed items. */
void gfla_render_tell_problems(const struct gfla_render *r, const struct gfla_render_job *job);
/* Draws every model of r->models into the set; a model that fails is named and left out. Then ends the set, whatever
 * stopped the models: what is complete is kept. */
gfla_status gfla_render_models(struct gfla_render *r, const struct gfla_render_job *job);
void gfla_render_free(struct gfla_render *r);

#endif
