/* tasks/render/render_set.h - which models are drawn and how, and the devices that draw them. */
#ifndef GFLA_TASKS_RENDER_RENDER_SET_H
#define GFLA_TASKS_RENDER_RENDER_SET_H

#include <gfla/render.h>

#include "base/progress.h"
#include "tasks/render/render_lights.h"
#include "tasks/render/render_views.h"
#include "viewsynth/render/library.h"

#define GFLA_RENDER_MAX_WORDS 32

struct gfla_render_worker;

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
    size_t *models;              /* indices of those that are asked for */
    enum gfla_purpose *purposes; /* of each of them */
    size_t n_models;
    int chunk;                                                                  /* views drawn at once */
    int flow_source[GFLA_RENDER_MAX_WORDS], flow_target[GFLA_RENDER_MAX_WORDS]; /* indices of cameras */

    gfla_device **devices; /* [n_workers], each with a worker */
    struct gfla_render_worker *workers;
    int n_workers;
    bool *are_skipped; /* of what is being drawn, [gfla_crew_places] */
    struct gfla_progress_count progress;
};

#endif
