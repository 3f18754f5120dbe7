#include "tasks/render/render_image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/context.h"
#include "base/memory.h"
#include "base/random.h"
#include "io/draw/image_table.h"
#include "tasks/api/image_api.h"
#include "tasks/render/scene.h"

#define SHEET_COLUMNS 9
static const struct gfla_scene_camera usual = {.azimuth = 60, .elevation = 20};

bool gfla_render_is_image(const char *path)
{
    return path && gfla_bitmap_can_write(path);
}

static gfla_status check(const struct gfla_render *r, const char *path)
{
    gfla_status status = GFLA_OK;
    REQUIRE(r->n_models == 1, GFLA_ERROR_USAGE, "%s: an image is of one model, not of %zu. hint: -o FOLDER", path,
            r->n_models);
    REQUIRE(r->views.layout == &gfla_layout_views && r->n_flows == 0 && r->views.wanted == 0, GFLA_ERROR_USAGE,
            "%s: an image has colours alone, and no --layout. hint: -o FOLDER", path);
fail:
    return status;
}

/* Of r->views, or the usual one. */
static gfla_status list_cameras(const struct gfla_render *r, const struct gfla_render_job *job,
                                struct gfla_scene_camera **cameras, size_t *n)
{
    gfla_status status;
    struct gfla_camera *placed = NULL;
    const char *id = gfla_library_entry(r->library, r->models[0])->id;
    *n = r->views.cameras ? (size_t)r->views.n_views : 1;
    TRY(gfla_calloc(cameras, *n, sizeof **cameras, "cameras"));
    TRY(gfla_calloc(&placed, *n, sizeof *placed, "cameras"));
    (*cameras)[0] = usual;
    if (r->views.cameras)
        TRY(gfla_render_views_place(&r->views, 0.5, job->seed, id, placed));
    for (size_t i = 0; i < *n; i++) {
        if (r->views.cameras)
            (*cameras)[i] =
                (struct gfla_scene_camera){placed[i].azimuth, placed[i].elevation, placed[i].distance, placed[i].fov};
        if (r->views.distance > 0)
            (*cameras)[i].distance = r->views.distance;
        if (r->views.fov > 0)
            (*cameras)[i].fov = r->views.fov;
    }
fail:
    free(placed);
    return status;
}

static gfla_status open_scene(const struct gfla_render *r, gfla_device *device, gfla_scene **scene)
{
    gfla_status status;
    const struct gfla_model_entry *e = gfla_library_entry(r->library, r->models[0]);
    struct gfla_scene_params params;
    struct gfla_scene_load_params load;
    gfla_scene_params_init(&params);
    gfla_scene_load_params_init(&load);
    params.size = r->views.size;
    params.samples = r->samples;
    params.drawn_lights = r->lights.how != GFLA_LIGHTS_DEFAULT;
    params.light_seed = r->lights.how == GFLA_LIGHTS_OF_MODEL ? gfla_hash_text(e->id) : r->lights.seed;
    load.z_up = r->z_up;
    load.looks = r->looks;
    load.looks_seed = r->looks_seed;
    TRY(gfla_scene_open(scene, device, &params));
    TRY(gfla_scene_load_entry(*scene, r->library, r->models[0], &load));
fail:
    return status;
}

/* Formats without alpha get white behind. */
static bool needs_white(const struct gfla_render *r, const char *path)
{
    const char *dot = strrchr(path, '.');
    return r->views.white || (dot && strcasecmp(dot, ".png") != 0);
}

static gfla_status add_view(gfla_scene *scene, const struct gfla_scene_camera *camera, bool on_white,
                            struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_scene_view view;
    struct gfla_bitmap drawn = {0};
    *image = (struct gfla_bitmap){0};
    TRY(gfla_scene_draw(scene, camera, 1, GFLA_SCENE_COLOUR, &view));
    status = gfla_bitmap_from_image(&drawn, &view.colour, "a view");
    gfla_scene_view_free(&view);
    if (status != GFLA_OK)
        goto fail;
    TRY(on_white ? gfla_bitmap_composite_white(&drawn, image) : gfla_bitmap_copy(&drawn, image));
fail:
    gfla_bitmap_free(&drawn);
    return status;
}

/* Views side by side, on white. */
static gfla_status write_sheet(gfla_scene *scene, const struct gfla_scene_camera *cameras, size_t n, int size,
                               const char *path)
{
    gfla_status status = GFLA_OK;
    struct gfla_image_table table = {0};
    struct gfla_bitmap image = {0}, sheet = {0};
    for (size_t i = 0; i < n; i++) {
        char name[48];
        if (i % SHEET_COLUMNS == 0)
            TRY(gfla_image_table_add_row(&table));
        TRY(gfla_check_cancelled());
        TRY(add_view(scene, &cameras[i], true, &image));
        snprintf(name, sizeof name, "%.0f, %.0f", cameras[i].azimuth, cameras[i].elevation);
        TRY(gfla_image_table_add(&table, name, &image));
    }
    TRY(gfla_image_table_draw(&table, size, size, &sheet));
    TRY(gfla_bitmap_write(path, &sheet, NULL));
fail:
    gfla_bitmap_free(&image);
    gfla_bitmap_free(&sheet);
    gfla_image_table_free(&table);
    return status;
}

gfla_status gfla_render_image(struct gfla_render *r, const struct gfla_render_job *job)
{
    gfla_status status;
    gfla_device *device = NULL;
    gfla_scene *scene = NULL;
    struct gfla_scene_camera *cameras = NULL;
    struct gfla_bitmap image = {0};
    size_t n;
    TRY(check(r, job->output));
    TRY(list_cameras(r, job, &cameras, &n));
    TRY(gfla_device_open(&device, NULL, job->device));
    TRY(open_scene(r, device, &scene));
    if (n > 1) {
        TRY(write_sheet(scene, cameras, n, r->views.size, job->output));
    } else {
        TRY(add_view(scene, &cameras[0], needs_white(r, job->output), &image));
        TRY(gfla_bitmap_write(job->output, &image, NULL));
    }
    gfla_batch_done(job->batch);
fail:
    gfla_bitmap_free(&image);
    gfla_scene_close(&scene);
    gfla_device_destroy(&device);
    free(cameras);
    return status;
}
