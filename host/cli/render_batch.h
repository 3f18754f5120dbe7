/* cli/render_batch.h - what `gfla render` was asked for, and the loop that draws it. */
#ifndef GFLA_CLI_RENDER_BATCH_H
#define GFLA_CLI_RENDER_BATCH_H

#include "cli/cli.h"
#include "cli/import_helper.h"
#include "cli/progress.h"
#include "cli/render_file.h"
#include "cli/render_people.h"
#include "viewsynth/render/layout.h"
#include "viewsynth/render/raster.h"

#define RENDER_MAX_WORDS 32

struct render {
    struct people people; /* instead of models */
    const char **paths;
    size_t n_paths, paths_capacity;
    int n_azimuths, n_elevations, size, samples;
    const char *filters[RENDER_MAX_WORDS], *excludes[RENDER_MAX_WORDS]; /* patterns */
    const char *flows[RENDER_MAX_WORDS];                                /* "SOURCE:TARGET", names of views */
    int n_filters, n_excludes, n_flows;
    size_t limit; /* 0: all */
    bool white, no_depth, z_up, list;
    bool one_file;           /* --layout hdf5 */
    struct render_file file; /* then */
    enum { MATERIALS_OWN, MATERIALS_DRAWN, MATERIALS_REDRAWN } materials;
    uint64_t materials_seed;
    int n_variants; /* of each model, each with other drawn materials */

    double import_seconds;   /* that a model may take; 0: the default */
    size_t import_megabytes; /* that reading one may need; 0: the default */

    gfla_library *library;
    gfla_importer *importer;
    size_t *models; /* indices of those that are asked for */
    size_t n_models;
    gfla_device *device;
    gfla_renderer *renderer;
    struct gfla_camera *cameras;
    int n_views, chunk;                                               /* views drawn at once */
    int flow_source[RENDER_MAX_WORDS], flow_target[RENDER_MAX_WORDS]; /* indices of cameras */
    uint8_t *rgba;
    float *depth;
    struct cli_progress progress;
};

/* Cameras, device and renderer. */
gfla_status render_prepare(struct render *r, const struct cli *cli);
/* Draws every model of r->models into its folder, or all into one file; a model that fails is named and left out. */
gfla_status render_models(struct render *r, struct cli *cli);

#endif
