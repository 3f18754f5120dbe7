/* gfla/render.h: one model, drawn by a renderer of its own. */
#include "tasks/render/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "runtime/commands.h"
#include "tasks/api/image_api.h"
#include "viewsynth/render/drawn/drawn_material.h"
#include "viewsynth/render/raster.h"

struct gfla_scene {
    gfla_device *device;
    gfla_renderer *renderer;
    int size;
    bool is_loaded;
};

void gfla_scene_params_init(struct gfla_scene_params *params)
{
    *params = (struct gfla_scene_params){.struct_size = sizeof *params};
}

void gfla_scene_load_params_init(struct gfla_scene_load_params *params)
{
    *params = (struct gfla_scene_load_params){.struct_size = sizeof *params};
}

static gfla_status open_scene(gfla_scene *scene, const struct gfla_scene_params *p)
{
    gfla_status status;
    const struct raster_lighting lighting = gfla_lighting_of_seed(p->light_seed);
    REQUIRE(p->size >= 8 && p->size <= 2040, GFLA_ERROR_USAGE, "gfla_scene_params: size is %d, 8 .. 2040 expected",
            p->size);
    REQUIRE(p->samples >= 1 && p->samples <= 4, GFLA_ERROR_USAGE, "gfla_scene_params: samples is %d, 1 .. 4 expected",
            p->samples);
    REQUIRE(gfla_device_get_info(scene->device)->kind != GFLA_DEVICE_NULL, GFLA_ERROR_USAGE,
            "the null device draws nothing. hint: another device");
    TRY(gfla_renderer_create(&scene->renderer, scene->device,
                             &(struct gfla_renderer_params){.size = p->size,
                                                            .factor = p->samples,
                                                            .lighting = p->drawn_lights ? &lighting : NULL}));
    scene->size = p->size;
fail:
    return status;
}

gfla_status gfla_scene_open(gfla_scene **scene, gfla_device *device, const struct gfla_scene_params *params)
{
    gfla_status status;
    struct gfla_scene_params p;
    gfla_context *before = gfla_context_enter(gfla_device_context(device));
    *scene = NULL;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_scene_params"));
    p.size = p.size ? p.size : 128;
    p.samples = p.samples ? p.samples : 2;
    TRY(gfla_calloc(scene, 1, sizeof **scene, "a scene"));
    (*scene)->device = device;
    TRY(open_scene(*scene, &p));
fail:
    if (status != GFLA_OK)
        gfla_scene_close(scene);
    gfla_context_enter(before);
    return status;
}

void gfla_scene_close(gfla_scene **scene)
{
    if (!scene || !*scene)
        return;
    gfla_renderer_destroy(&(*scene)->renderer);
    free(*scene);
    *scene = NULL;
}

static gfla_status find_member(const gfla_library *library, const char *member, const char *path, size_t *index)
{
    gfla_status status = GFLA_OK;
    const size_t n = gfla_library_count(library);
    *index = 0;
    while (member && *index < n && strcmp(gfla_library_entry(library, *index)->id, member) != 0)
        ++*index;
    REQUIRE(*index < n, GFLA_ERROR_INPUT, "%s: no model \"%s\" among %zu. hint: gfla render --list", path, member, n);
fail:
    return status;
}

gfla_status gfla_scene_load_entry(gfla_scene *scene, const gfla_library *library, size_t index,
                                  const struct gfla_scene_load_params *params)
{
    gfla_status status;
    struct gfla_mesh *mesh = NULL;
    struct gfla_load_params load = {.z_up = params->z_up};
    const struct gfla_drawn_params looks = {
        .seed = gfla_drawn_seed(gfla_library_entry(library, index)->id, params->looks_seed),
        .all = params->looks == GFLA_LOOKS_REDRAWN};
    TRY(gfla_importer_open(&load.importer, 0, 0));
    TRY(gfla_library_load(library, index, &load, &mesh));
    if (params->looks != GFLA_LOOKS_OWN)
        TRY(gfla_mesh_draw_materials(mesh, &looks));
    TRY(gfla_renderer_set_mesh(scene->renderer, mesh));
    scene->is_loaded = true;
fail:
    gfla_mesh_destroy(&mesh);
    gfla_importer_destroy(&load.importer);
    return status;
}

gfla_status gfla_scene_load(gfla_scene *scene, const char *path, const struct gfla_scene_load_params *params)
{
    gfla_status status;
    struct gfla_scene_load_params p;
    gfla_library *library = NULL;
    size_t index;
    gfla_context *before = gfla_context_enter(gfla_device_context(scene->device));
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_scene_load_params"));
    REQUIRE(p.looks < GFLA_LOOKS_COUNT, GFLA_ERROR_USAGE, "gfla_scene_load_params: looks is %d, below %d expected",
            (int)p.looks, GFLA_LOOKS_COUNT);
    TRY(gfla_library_open(&library, &path, 1));
    TRY(find_member(library, p.member, path, &index));
    TRY(gfla_scene_load_entry(scene, library, index, &p));
fail:
    gfla_library_destroy(&library);
    gfla_context_enter(before);
    return status;
}

/* ---- drawing ---- */

static gfla_status place(const struct gfla_scene_camera *asked, struct gfla_camera *camera)
{
    gfla_status status = GFLA_OK;
    const double distance = asked->distance > 0 ? asked->distance : GFLA_CAMERA_DISTANCE;
    const double fov = asked->fov > 0 ? asked->fov : GFLA_CAMERA_FOV;
    REQUIRE(isfinite(asked->azimuth) && asked->elevation >= -90 && asked->elevation <= 90 && distance > 1 &&
                distance < GFLA_CAMERA_FAR && fov >= 1 && fov <= 150,
            GFLA_ERROR_USAGE,
            "camera of azimuth %g, elevation %g, distance %g, fov %g: elevation -90 .. 90, distance above 1, fov 1 .. "
            "150 expected",
            asked->azimuth, asked->elevation, distance, fov);
    *camera = gfla_camera_orbit_at(asked->azimuth, asked->elevation, distance, fov);
fail:
    return status;
}

static gfla_status make_image(struct gfla_image *image, int size)
{
    gfla_status status;
    struct gfla_bitmap bitmap = {0};
    TRY(gfla_bitmap_create(&bitmap, size, size, 4, 8));
    gfla_image_take_bitmap(image, &bitmap);
fail:
    return status;
}

static gfla_status make_room(struct gfla_scene_view *view, int size, uint32_t layers)
{
    gfla_status status = GFLA_OK;
    const size_t n = (size_t)size * (size_t)size;
    if (layers & GFLA_SCENE_COLOUR)
        TRY(make_image(&view->colour, size));
    if (layers & GFLA_SCENE_BACK) {
        TRY(make_image(&view->back_colour, size));
        TRY(gfla_calloc(&view->back_depth, n, sizeof(float), "depths of the last surface"));
    }
    if (layers & GFLA_SCENE_DEPTH)
        TRY(gfla_calloc(&view->depth, n, sizeof(float), "depths"));
    if (layers & GFLA_SCENE_NORMALS)
        TRY(gfla_calloc(&view->normals, n, 3 * sizeof(float), "normals"));
    if (layers & GFLA_SCENE_COORDINATES)
        TRY(gfla_calloc(&view->coordinates, n, 3 * sizeof(float), "coordinates"));
fail:
    return status;
}

static gfla_status draw_one(gfla_scene *scene, const struct gfla_scene_camera *asked, uint32_t layers,
                            struct gfla_scene_view *view)
{
    gfla_status status;
    struct gfla_camera camera;
    TRY(gfla_check_cancelled());
    TRY(place(asked, &camera));
    TRY(make_room(view, scene->size, layers));
    const struct gfla_render_out out = {.rgba = view->colour.data,
                                        .depth = view->depth,
                                        .back_rgba = view->back_colour.data,
                                        .back_depth = view->back_depth,
                                        .normal = view->normals,
                                        .position = view->coordinates};
    TRY(gfla_renderer_draw(scene->renderer, &camera, 1, &out));
fail:
    return status;
}

gfla_status gfla_scene_draw(gfla_scene *scene, const struct gfla_scene_camera *cameras, size_t n, uint32_t layers,
                            struct gfla_scene_view *views)
{
    gfla_status status = GFLA_OK;
    gfla_context *before = gfla_context_enter(gfla_device_context(scene->device));
    memset(views, 0, n * sizeof *views);
    REQUIRE(scene->is_loaded, GFLA_ERROR_USAGE, "the scene has no model. hint: gfla_scene_load");
    REQUIRE(layers != 0 && (layers & ~(uint32_t)GFLA_SCENE_ALL) == 0, GFLA_ERROR_USAGE,
            "layers are %#x, bits of %#x expected", layers, GFLA_SCENE_ALL);
    for (size_t i = 0; i < n; i++)
        TRY(draw_one(scene, &cameras[i], layers, &views[i]));
fail:
    for (size_t i = 0; i < n && status != GFLA_OK; i++)
        gfla_scene_view_free(&views[i]);
    gfla_context_enter(before);
    return status;
}

void gfla_scene_view_free(struct gfla_scene_view *view)
{
    if (!view)
        return;
    gfla_image_free(&view->colour);
    gfla_image_free(&view->back_colour);
    free(view->depth);
    free(view->back_depth);
    free(view->normals);
    free(view->coordinates);
    *view = (struct gfla_scene_view){0};
}
