/* render_batch.c - models drawn one after another, each into a folder of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "cli/render_batch.h"
#include "viewsynth/render/drawn_material.h"

#define MAX_VIEWS 4096
#define CHUNK_BYTES ((size_t)256 << 20) /* of pictures held at once */

static gfla_status place_cameras(struct render *r)
{
    gfla_status status = GFLA_OK;
    r->n_views = r->n_azimuths * r->n_elevations;
    REQUIRE(r->n_views <= MAX_VIEWS, GFLA_ERROR_USAGE, "--views: %d views, the limit is %d", r->n_views, MAX_VIEWS);
    TRY(gfla_calloc(&r->cameras, (size_t)r->n_views, sizeof *r->cameras, "cameras"));
    for (int i = 0; i < r->n_views; i++)
        r->cameras[i] = gfla_camera_orbit(i / r->n_elevations * (360 / r->n_azimuths), i % r->n_elevations * 10);
fail:
    return status;
}

/* The view of that name (n characters), or -1. */
static int find_view(const struct render *r, const char *name, size_t n)
{
    char view[16];
    for (int i = 0; i < r->n_views; i++)
        if (strlen(gfla_view_name(&r->cameras[i], view)) == n && strncmp(view, name, n) == 0)
            return i;
    return -1;
}

static gfla_status find_flows(struct render *r)
{
    gfla_status status = GFLA_OK;
    REQUIRE(r->n_flows == 0 || r->chunk == r->n_views, GFLA_ERROR_USAGE,
            "--flow: %d views of %d pixels do not fit in %zu MiB at once; "
            "hint: fewer views",
            r->n_views, r->size, CHUNK_BYTES >> 20);
    for (int i = 0; i < r->n_flows; i++) {
        size_t n = strcspn(r->flows[i], ":");
        r->flow_source[i] = find_view(r, r->flows[i], n);
        r->flow_target[i] = r->flows[i][n] ? find_view(r, r->flows[i] + n + 1, strlen(r->flows[i] + n + 1)) : -1;
        REQUIRE(r->flow_source[i] >= 0 && r->flow_target[i] >= 0, GFLA_ERROR_USAGE,
                "--flow: '%s' does not name two of the views; hint: SOURCE:TARGET as 080_00:100_10, among --views",
                r->flows[i]);
    }
fail:
    return status;
}

gfla_status render_prepare(struct render *r, const struct cli *cli)
{
    gfla_status status = GFLA_OK;
    struct gfla_renderer_params params = {.size = r->size, .factor = r->samples};
    size_t pixels = (size_t)r->size * (size_t)r->size;
    TRY(place_cameras(r));
    size_t chunk = CHUNK_BYTES / (8 * pixels);
    r->chunk = chunk < 1 ? 1 : chunk > (size_t)r->n_views ? r->n_views : (int)chunk;
    TRY(find_flows(r));
    TRY(gfla_calloc(&r->rgba, (size_t)r->chunk * pixels, 4, "pictures"));
    TRY(gfla_calloc(&r->depth, (size_t)r->chunk * pixels, sizeof *r->depth, "depths"));
    if (!r->one_file)
        TRY(gfla_folder_create(cli->output));
    TRY(cli_open_importer(r->import_seconds, r->import_megabytes, &r->importer));
    TRY(cli_open_device(cli, &r->device));
    TRY(gfla_renderer_create(&r->renderer, r->device, &params));
fail:
    return status;
}

/* Into the folder, or where there is none into the one file. */
static gfla_status draw_views(struct render *r, const struct gfla_model_entry *e,
                              const struct gfla_layout_params *layout, const char *folder)
{
    gfla_status status = GFLA_OK;
    for (int first = 0; first < r->n_views; first += r->chunk) {
        int n = r->n_views - first < r->chunk ? r->n_views - first : r->chunk;
        TRY(cli_check_interrupt());
        TRY(gfla_renderer_draw(r->renderer, r->cameras + first, n,
                               &(struct gfla_render_out){.rgba = r->rgba, .depth = r->depth}));
        TRY(folder ? gfla_layout_write_views(folder, layout, r->cameras + first, n, r->rgba, r->depth)
                   : render_file_add(&r->file, e, r->size, r->cameras + first, n, r->rgba));
    }
fail:
    return status;
}

static void tell_notes(const struct cli *cli, const struct gfla_model_entry *e, const struct gfla_mesh *mesh)
{
    for (const char *line = mesh->notes.data; line && *line;) {
        size_t n = strcspn(line, "\n");
        cli_note(cli, "gfla: render: %s: %.*s\n", e->id, (int)n, line);
        line += n + (line[n] == '\n');
    }
}

static gfla_status load_model(struct render *r, const struct cli *cli, size_t index)
{
    gfla_status status;
    const struct gfla_model_entry *e = gfla_library_entry(r->library, index);
    struct gfla_mesh *mesh = NULL;
    struct gfla_load_params load = {.importer = r->importer, .z_up = r->z_up};
    TRY(gfla_library_load(r->library, index, &load, &mesh));
    tell_notes(cli, e, mesh);
    if (r->materials != MATERIALS_OWN)
        TRY(gfla_mesh_draw_materials(mesh, &(struct gfla_drawn_params){.seed = gfla_drawn_seed(e->id, r->materials_seed),
                                                                       .all = r->materials == MATERIALS_REDRAWN}));
    TRY(gfla_renderer_set_mesh(r->renderer, mesh));
fail:
    gfla_mesh_destroy(&mesh);
    return status;
}

/* One model into its folder. *skip: it was there and is left alone. */
static gfla_status render_model(struct render *r, struct cli *cli, size_t index, bool *skip)
{
    gfla_status status = GFLA_OK;
    const struct gfla_model_entry *e = gfla_library_entry(r->library, index);
    struct gfla_text folder = {0}, cameras = {0};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct gfla_layout_params layout = {.size = r->size,
                                        .white = r->white,
                                        .no_depth = r->no_depth,
                                        .n_threads = cli->n_threads ? cli->n_threads : (int)cores};
    gfla_text_add(&folder, "%s/%s", cli->output, e->id);
    gfla_text_add(&cameras, "%s/cameras.json", folder.data);
    REQUIRE(!folder.failed && !cameras.failed, GFLA_ERROR_MEMORY, "host memory ran out for a path");
    TRY(cli_output_allow(cli, cameras.data, skip));
    if (*skip)
        goto fail;
    remove(cameras.data); /* while the folder is rewritten it is not complete */
    TRY(load_model(r, cli, index));
    TRY(gfla_folder_create(folder.data));
    TRY(draw_views(r, e, &layout, folder.data));
    for (int i = 0; i < r->n_flows; i++)
        TRY(gfla_layout_write_flow(folder.data, &layout, r->cameras, r->depth, r->flow_source[i], r->flow_target[i]));
    TRY(gfla_layout_write_cameras(folder.data, &layout, e, r->cameras, r->n_views));
fail:
    gfla_text_free(&folder);
    gfla_text_free(&cameras);
    return status;
}

static gfla_status render_into_file(struct render *r, struct cli *cli, size_t index)
{
    gfla_status status;
    const struct gfla_model_entry *e = gfla_library_entry(r->library, index);
    TRY(load_model(r, cli, index));
    TRY(draw_views(r, e, NULL, NULL));
    TRY(render_file_end_model(&r->file, e));
fail:
    return status;
}

/* A failure that the next model would meet too. */
static bool is_fatal(gfla_status status)
{
    return status == GFLA_ERROR_INTERRUPTED || status == GFLA_ERROR_DEVICE || status == GFLA_ERROR_OUTPUT;
}

gfla_status render_models(struct render *r, struct cli *cli)
{
    gfla_status status = GFLA_OK;
    cli_catch_signals();
    cli_progress_begin(&r->progress, cli, "views", r->n_models * (size_t)r->n_views);
    for (size_t i = 0; i < r->n_models && !cli_interrupted(); i++) {
        bool skip = false;
        status = r->one_file ? render_into_file(r, cli, r->models[i]) : render_model(r, cli, r->models[i], &skip);
        if (is_fatal(status))
            break;
        if (status != GFLA_OK)
            cli_item_failed(cli, gfla_library_entry(r->library, r->models[i])->id, status);
        else
            skip ? cli_item_skipped(cli) : cli_item_done(cli);
        if (skip)
            cli_progress_skip(&r->progress, (size_t)r->n_views);
        cli_progress_set(&r->progress, (i + 1) * (size_t)r->n_views);
    }
    cli_progress_end(&r->progress);
    return is_fatal(status) && status != GFLA_ERROR_INTERRUPTED ? status : cli_batch_status(cli);
}
