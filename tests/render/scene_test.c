/* gfla/render.h: a scene gives what the renderer gives, and says what it cannot draw. */
#include <gfla/render.h>

#include "tests/unit/render_models.h"
#include "viewsynth/render/raster.h"

#define SIZE 48
#define PIXELS (SIZE * SIZE)

static gfla_device *device;
static char model[600];

static int start(void **state)
{
    gfla_status status = gfla_device_open(&device, NULL, NULL);
    struct gfla_text obj = {0};
    if (status == GFLA_ERROR_NO_DEVICE || gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        exit(GFLA_ERROR_NO_DEVICE); /* counts as skipped */
    if (status != GFLA_OK || scratch_create(state) != 0)
        return 1;
    add_box(&obj, 1, 0.5, 0.25);
    snprintf(model, sizeof model, "%s", write_model("box", &obj, NULL));
    return 0;
}

static int stop(void **state)
{
    gfla_device_destroy(&device);
    return scratch_remove(state);
}

static gfla_scene *open_scene(int size)
{
    gfla_scene *scene;
    struct gfla_scene_params params;
    gfla_scene_params_init(&params);
    params.size = size;
    assert_ok(gfla_scene_open(&scene, device, &params));
    return scene;
}

static void test_all_layers(void **state)
{
    static uint8_t rgba[4 * PIXELS], back_rgba[4 * PIXELS];
    static float depth[PIXELS], back_depth[PIXELS], normal[3 * PIXELS], position[3 * PIXELS];
    gfla_renderer *renderer;
    struct gfla_scene_view view;
    gfla_scene *scene = open_scene(SIZE);
    const struct gfla_scene_camera asked = {.azimuth = 33, .elevation = 15, .fov = 40};
    const struct gfla_camera camera = gfla_camera_orbit_at(33, 15, GFLA_CAMERA_DISTANCE, 40);
    assert_ok(gfla_scene_load(scene, model, NULL));
    assert_ok(gfla_scene_draw(scene, &asked, 1, GFLA_SCENE_ALL, &view));
    assert_ok(gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.size = SIZE, .factor = 2}));
    struct gfla_mesh *mesh = load_model(model, NULL);
    assert_ok(gfla_renderer_set_mesh(renderer, mesh));
    assert_ok(gfla_renderer_draw(renderer, &camera, 1,
                                 &(struct gfla_render_out){.rgba = rgba,
                                                           .depth = depth,
                                                           .back_rgba = back_rgba,
                                                           .back_depth = back_depth,
                                                           .normal = normal,
                                                           .position = position}));
    assert_int_equal(view.colour.width, SIZE);
    assert_int_equal(view.colour.channels, 4);
    assert_memory_equal(view.colour.data, rgba, sizeof rgba);
    assert_memory_equal(view.back_colour.data, back_rgba, sizeof back_rgba);
    assert_memory_equal(view.depth, depth, sizeof depth);
    assert_memory_equal(view.back_depth, back_depth, sizeof back_depth);
    assert_memory_equal(view.normals, normal, sizeof normal);
    assert_memory_equal(view.coordinates, position, sizeof position);
    assert_true(depth[PIXELS / 2 + SIZE / 2] > 3);
    gfla_scene_view_free(&view);
    assert_null(view.depth);
    gfla_mesh_destroy(&mesh);
    gfla_renderer_destroy(&renderer);
    gfla_scene_close(&scene);
    assert_null(scene);
}

static void test_only_what_is_asked_for(void **state)
{
    struct gfla_scene_view views[2];
    gfla_scene *scene = open_scene(SIZE);
    const struct gfla_scene_camera cameras[2] = {{.azimuth = 0}, {.azimuth = 90}};
    assert_ok(gfla_scene_load(scene, model, NULL));
    assert_ok(gfla_scene_draw(scene, cameras, 2, GFLA_SCENE_DEPTH, views));
    assert_null(views[0].colour.data);
    assert_non_null(views[1].depth);
    assert_null(views[1].normals);
    assert_memory_not_equal(views[0].depth, views[1].depth, PIXELS * sizeof(float));
    gfla_scene_view_free(&views[0]);
    gfla_scene_view_free(&views[1]);
    gfla_scene_view_free(NULL);
    gfla_scene_close(&scene);
}

static void test_what_is_wrong(void **state)
{
    struct gfla_scene_view views[2];
    struct gfla_scene_params params;
    struct gfla_scene_load_params load;
    gfla_scene *scene;
    const struct gfla_scene_camera cameras[2] = {{.azimuth = 0}, {.elevation = 91}};
    gfla_scene_params_init(&params);
    params.size = 7;
    assert_int_equal(gfla_scene_open(&scene, device, &params), GFLA_ERROR_USAGE);
    assert_null(scene);
    scene = open_scene(SIZE);
    assert_int_equal(gfla_scene_draw(scene, cameras, 1, GFLA_SCENE_COLOUR, views), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_scene_load(scene, "/nowhere/at-all.obj", NULL), GFLA_ERROR_INPUT);
    gfla_scene_load_params_init(&load);
    load.member = "other";
    assert_int_equal(gfla_scene_load(scene, model, &load), GFLA_ERROR_INPUT);
    load.member = "box";
    assert_ok(gfla_scene_load(scene, model, &load));
    assert_int_equal(gfla_scene_draw(scene, cameras, 2, GFLA_SCENE_COLOUR, views), GFLA_ERROR_USAGE);
    assert_null(views[0].colour.data); /* of a failure nothing is left */
    assert_int_equal(gfla_scene_draw(scene, cameras, 1, 0, views), GFLA_ERROR_USAGE);
    /* a model that cannot be read leaves the one before */
    assert_int_equal(gfla_scene_load(scene, "/nowhere/at-all.obj", NULL), GFLA_ERROR_INPUT);
    assert_ok(gfla_scene_draw(scene, cameras, 1, GFLA_SCENE_COLOUR, views));
    gfla_scene_view_free(&views[0]);
    gfla_scene_close(&scene);
    gfla_scene_close(&scene);
}

static void test_a_cancel_stops_drawing(void **state)
{
    struct gfla_scene_view view;
    gfla_context *context;
    gfla_device *own;
    gfla_scene *scene;
    const struct gfla_scene_camera camera = {.azimuth = 60};
    assert_ok(gfla_context_create(&context, NULL));
    assert_ok(gfla_device_open(&own, context, NULL));
    assert_ok(gfla_scene_open(&scene, own, NULL));
    assert_ok(gfla_scene_load(scene, model, NULL));
    gfla_context_cancel(context);
    assert_int_equal(gfla_scene_draw(scene, &camera, 1, GFLA_SCENE_COLOUR, &view), GFLA_ERROR_INTERRUPTED);
    gfla_context_resume(context);
    assert_ok(gfla_scene_draw(scene, &camera, 1, GFLA_SCENE_COLOUR, &view));
    assert_int_equal(view.colour.width, 128);
    gfla_scene_view_free(&view);
    gfla_scene_close(&scene);
    gfla_device_destroy(&own);
    gfla_context_destroy(&context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_layers),
        cmocka_unit_test(test_only_what_is_asked_for),
        cmocka_unit_test(test_what_is_wrong),
        cmocka_unit_test(test_a_cancel_stops_drawing),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
