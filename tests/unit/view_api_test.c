/* gfla/view.h: views of the shipped model, and what is refused. */
#include <gfla/view.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "tests/device_fixture.h"

#define DEMO GFLA_SOURCE_DIR "/models/weights/demo/couch/"
#define MODEL GFLA_SOURCE_DIR "/models/weights/view-furniture-128.safetensors"
#define SIZE 128

static const struct gfla_view_angles from = {60, 10};

static void says(const char *text)
{
    if (!strstr(gfla_error_message(), text))
        fail_msg("\"%s\" does not say \"%s\"", gfla_error_message(), text);
}

static void read_demo(struct gfla_image *image, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, DEMO "%s.png", name);
    ok(gfla_image_read(image, path, NULL));
}

static gfla_view *open_couch(gfla_device *on, int batch)
{
    gfla_view *view;
    struct gfla_image couch;
    struct gfla_view_params params;
    struct gfla_view_source_params source;
    gfla_view_params_init(&params);
    gfla_view_source_params_init(&source);
    params.batch = batch;
    source.whole_image = true;
    ok(gfla_view_open(&view, on, MODEL, &params));
    read_demo(&couch, "060_10");
    ok(gfla_view_set_source(view, &couch, &from, &source, NULL));
    gfla_image_free(&couch);
    return view;
}

static void is_image(const struct gfla_image *image, int channels, gfla_type type)
{
    assert_non_null(image->data);
    assert_int_equal(image->width, SIZE);
    assert_int_equal(image->height, SIZE);
    assert_int_equal(image->channels, channels);
    assert_int_equal(image->type, type);
}

/* A turn back to the source's own angles shows the source; the scores say so, as they do of two other views. */
static void test_views_are_near_the_truth(void **state)
{
    if (!device)
        skip();
    gfla_view *view = open_couch(device, 3);
    const struct gfla_view_angles targets[] = {{60, 10}, {80, 10}, {440, 10}, {240, 10}};
    struct gfla_image images[4], truth[4];
    struct gfla_view_scores scores[4];
    struct gfla_view_outputs outputs;
    read_demo(&truth[0], "060_10");
    read_demo(&truth[1], "080_10");
    read_demo(&truth[2], "080_10");
    read_demo(&truth[3], "240_10");
    gfla_view_outputs_init(&outputs);
    outputs.images = images;
    outputs.truth = truth;
    outputs.scores = scores;
    ok(gfla_view_render_outputs(view, targets, 4, &outputs));
    assert_true(scores[0].l1 < 0.02 && scores[0].psnr > 25 && scores[0].ssim > 0.9);
    assert_true(scores[1].l1 < 0.05 && scores[3].l1 < 0.1);
    for (int i = 0; i < 4; i++)
        is_image(&images[i], 3, GFLA_TYPE_U8);
    assert_memory_equal(images[1].data, images[2].data, 3 * SIZE * SIZE); /* a whole turn more is the same view */
    assert_memory_not_equal(images[0].data, images[1].data, 3 * SIZE * SIZE);
    for (int i = 0; i < 4; i++) {
        gfla_image_free(&images[i]);
        gfla_image_free(&truth[i]);
    }
    gfla_view_close(&view);
    assert_null(view);
}

static void test_shows_what_the_network_did(void **state)
{
    if (!device)
        skip();
    gfla_view *view = open_couch(device, 1);
    const struct gfla_view_angles target = {60, 10};
    struct gfla_image image, warped, points, flow, mask, matches;
    struct gfla_view_outputs outputs;
    gfla_view_outputs_init(&outputs);
    outputs.images = &image;
    outputs.warped = &warped;
    outputs.points = &points;
    outputs.flows = &flow;
    outputs.masks = &mask;
    outputs.matches = &matches;
    ok(gfla_view_render_outputs(view, &target, 1, &outputs));
    is_image(&warped, 3, GFLA_TYPE_U8);
    is_image(&points, 3, GFLA_TYPE_U8);
    is_image(&flow, 2, GFLA_TYPE_F32);
    is_image(&matches, 2, GFLA_TYPE_F32);
    is_image(&mask, 1, GFLA_TYPE_F32);
    /* The couch stands in the middle, and from its own angles nothing moves. */
    const size_t middle = (size_t)SIZE * (SIZE / 2) + SIZE / 2;
    assert_true(((float *)mask.data)[middle] > 0.9f && ((float *)mask.data)[0] < 0.1f);
    assert_true(fabsf(((float *)flow.data)[2 * middle]) < 1 && fabsf(((float *)flow.data)[2 * middle + 1]) < 1);
    struct gfla_image *const all[] = {&image, &warped, &points, &flow, &mask, &matches};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        gfla_image_free(all[i]);
    gfla_view_close(&view);
}

/* An image of any size: the couch is found on a grey wall, and the view is that of the couch. */
static void test_finds_the_object(void **state)
{
    if (!device)
        skip();
    enum { WIDTH = 300, HEIGHT = 200, X = 100, Y = 40 };
    static unsigned char wall[HEIGHT][WIDTH][3];
    gfla_view *view = open_couch(device, 1);
    struct gfla_image couch;
    struct gfla_view_found found;
    read_demo(&couch, "060_10");
    const unsigned char *rgb = couch.data;
    const int n = couch.channels;
    memset(wall, 200, sizeof wall);
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++)
            for (int c = 0; c < 3; c++)
                if (n < 4 || rgb[(y * SIZE + x) * n + 3] > 128)
                    wall[Y + y][X + x][c] = rgb[(y * SIZE + x) * n + c] > 240 ? 200 : rgb[(y * SIZE + x) * n + c];
    const struct gfla_image image = {.data = wall, .width = WIDTH, .height = HEIGHT, .channels = 3};
    ok(gfla_view_set_source(view, &image, NULL, NULL, &found));
    assert_false(found.has_alpha);
    assert_int_equal(found.background[1], 200);
    assert_true(found.x > X && found.x + found.width < X + SIZE && found.width > SIZE / 2);
    assert_true(found.y > Y && found.y + found.height < Y + SIZE);
    memset(wall, 200, sizeof wall);
    assert_int_equal(gfla_view_set_source(view, &image, NULL, NULL, NULL), GFLA_ERROR_INPUT);
    says("nothing stands out from the background");
    struct gfla_image again;
    ok(gfla_view_render(view, &from, 1, &again)); /* of the source before */
    gfla_image_free(&again);
    gfla_image_free(&couch);
    gfla_view_close(&view);
}

/* A truck from its narrow end is smaller in the frame than its outline says; as `info` tells it is framed again. */
static void test_frames_by_shape(void **state)
{
    if (!device)
        skip();
    const struct gfla_view_angles end = {80, 10}, to = {140, 10};
    struct gfla_image truck, found, again;
    struct gfla_view_source_params params;
    struct gfla_view_source_info info;
    gfla_view *view;
    ok(gfla_view_open(&view, device, MODEL, NULL));
    ok(gfla_image_read(&truck, GFLA_SOURCE_DIR "/models/weights/demo/truck/080_10.png", NULL));
    gfla_view_source_params_init(&params);
    gfla_view_source_info_init(&info);
    ok(gfla_view_set_source(view, &truck, &end, NULL, NULL));
    ok(gfla_view_get_source_info(view, &info));
    assert_int_equal(info.framing, GFLA_VIEW_FRAMING_SHAPE);
    assert_true(info.scale > 0.5 && info.scale < 0.95 && info.scale_error > 0 && info.scale_error < 0.4);
    assert_true(fabs(info.right) < 0.1 && fabs(info.down) < 0.1);
    assert_in_range(info.frame, 66, 90); /* of 128, which is true; 62 by its outline */
    ok(gfla_view_render(view, &to, 1, &found));
    params.scale = info.scale;
    params.right = info.right;
    params.down = info.down;
    ok(gfla_view_set_source(view, &truck, &end, &params, NULL));
    ok(gfla_view_get_source_info(view, &info));
    assert_int_equal(info.framing, GFLA_VIEW_FRAMING_GIVEN);
    ok(gfla_view_render(view, &to, 1, &again));
    assert_memory_equal(found.data, again.data, 3 * SIZE * SIZE);
    params.scale = 3;
    assert_int_equal(gfla_view_set_source(view, &truck, &end, &params, NULL), GFLA_ERROR_USAGE);
    says("a scale of 3, 0.25 .. 2 are possible");
    params.scale = 1;
    params.down = -0.6;
    assert_int_equal(gfla_view_set_source(view, &truck, &end, &params, NULL), GFLA_ERROR_USAGE);
    says("at most half a frame");
    gfla_image_free(&truck);
    gfla_image_free(&found);
    gfla_image_free(&again);
    gfla_view_close(&view);
}

static void test_refuses(void **state)
{
    if (!device)
        skip();
    gfla_view *view = (gfla_view *)&device;
    struct gfla_view_params params;
    struct gfla_image image = {.width = 3};
    const struct gfla_view_angles high = {0, 61}, nowhere = {NAN, 0};
    gfla_view_params_init(&params);
    params.batch = -1;
    assert_int_equal(gfla_view_open(&view, device, MODEL, &params), GFLA_ERROR_USAGE);
    assert_null(view);
    params.batch = 2;
    params.struct_size = sizeof params + 8;
    assert_int_equal(gfla_view_open(&view, device, MODEL, &params), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_view_open(&view, device, "no-such-model", NULL), GFLA_ERROR_INPUT);
    says("no-such-model");
    ok(gfla_view_open(&view, device, MODEL, NULL));
    assert_int_equal(gfla_view_get_info(view).size, SIZE);
    assert_int_equal(gfla_view_get_info(view).batch, 6);
    assert_string_equal(gfla_view_get_info(view).model, MODEL);
    assert_int_equal(gfla_view_render(view, &from, 1, &image), GFLA_ERROR_USAGE);
    assert_null(image.data);
    says("no source");
    assert_int_equal(gfla_view_set_source(view, &image, &from, NULL, NULL), GFLA_ERROR_USAGE);
    read_demo(&image, "060_10");
    assert_int_equal(gfla_view_set_source(view, &image, &high, NULL, NULL), GFLA_ERROR_USAGE);
    says("elevation 61 is not in -20 .. 60 degrees");
    ok(gfla_view_set_source(view, &image, &from, NULL, NULL));
    gfla_image_free(&image);
    assert_int_equal(gfla_view_render(view, &nowhere, 1, &image), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_view_render(view, &from, 0, &image), GFLA_ERROR_USAGE);
    struct gfla_view_outputs outputs;
    struct gfla_view_scores scores;
    gfla_view_outputs_init(&outputs);
    outputs.scores = &scores;
    assert_int_equal(gfla_view_render_outputs(view, &from, 1, &outputs), GFLA_ERROR_USAGE);
    says("truth and scores go together");
    gfla_view_close(&view);
    gfla_view_close(&view);
}

/* ---- contexts ---- */

struct heard {
    gfla_context *context;
    uint64_t done, total;
};

static void cancel_after_two(void *user_data, const struct gfla_progress *progress)
{
    struct heard *heard = user_data;
    if (strcmp(progress->what, "views") != 0)
        return;
    heard->done = progress->done;
    heard->total = progress->total;
    if (progress->done == 2)
        gfla_context_cancel(heard->context);
}

static void test_is_cancelled_and_goes_on(void **state)
{
    if (!device)
        skip();
    struct heard heard = {0};
    struct gfla_context_params params;
    gfla_device *own;
    struct gfla_image images[5];
    const struct gfla_view_angles targets[5] = {{0, 0}, {20, 0}, {40, 0}, {60, 0}, {80, 0}};
    gfla_context_params_init(&params);
    params.progress = cancel_after_two;
    params.user_data = &heard;
    ok(gfla_context_create(&heard.context, &params));
    ok(gfla_device_open(&own, heard.context, NULL));
    gfla_view *view = open_couch(own, 1);
    assert_int_equal(gfla_view_render(view, targets, 5, images), GFLA_ERROR_INTERRUPTED);
    assert_int_equal(heard.done, 2);
    assert_int_equal(heard.total, 5);
    assert_null(images[0].data);
    gfla_context_resume(heard.context);
    ok(gfla_view_render(view, targets, 1, images));
    gfla_image_free(&images[0]);
    assert_null(gfla_context_current());
    gfla_view_close(&view);
    gfla_device_destroy(&own);
    gfla_context_destroy(&heard.context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_views_are_near_the_truth),
        cmocka_unit_test(test_shows_what_the_network_did),
        cmocka_unit_test(test_finds_the_object),
        cmocka_unit_test(test_frames_by_shape),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_is_cancelled_and_goes_on),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
