/* The rasteriser: depths and silhouettes that can be computed, textures, glass, lights, determinism, and baselines. */
#include "tests/unit/render_models.h"
#include "viewsynth/render/flow.h"
#include "viewsynth/render/raster.h"

#define SIZE 96
#define PIXELS (SIZE * SIZE)

static gfla_device *device;
static uint8_t rgba[2 * 4 * PIXELS];
static float depth[2 * PIXELS];

static int start(void **state)
{
    gfla_status status = gfla_device_open(&device, NULL, NULL);
    if (status == GFLA_ERROR_NO_DEVICE || gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        exit(GFLA_ERROR_NO_DEVICE); /* counts as skipped */
    return status != GFLA_OK || scratch_create(state);
}

static int stop(void **state)
{
    gfla_device_destroy(&device);
    return scratch_remove(state);
}

/* Draws one or two views with `factor` samples a side and forgets the mesh. */
static void draw(struct gfla_mesh *mesh, int factor, const struct gfla_camera *cameras, int n)
{
    gfla_renderer *renderer;
    assert_ok(gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.size = SIZE, .factor = factor}));
    assert_ok(gfla_renderer_set_mesh(renderer, mesh));
    assert_ok(gfla_renderer_draw(renderer, cameras, n, &(struct gfla_render_out){.rgba = rgba, .depth = depth}));
    gfla_renderer_destroy(&renderer);
    gfla_mesh_destroy(&mesh);
}

static void draw_one(struct gfla_mesh *mesh, double azimuth, double elevation)
{
    struct gfla_camera camera = gfla_camera_orbit(azimuth, elevation);
    draw(mesh, 2, &camera, 1);
}

static struct gfla_mesh *make_box(const char *materials)
{
    struct gfla_text obj = {0};
    add_box(&obj, 1, 1, 1);
    return load_model(write_model("box", &obj, materials), NULL);
}

/* A square in the plane z = 0 that fills |x|, |y| <= sqrt(1/2), facing +z, upright texture. */
static struct gfla_mesh *make_square(const char *materials)
{
    struct gfla_text obj = {0};
    gfla_text_add(&obj, "v -1 -1 0\nv 1 -1 0\nv 1 1 0\nv -1 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nf 1/1 2/2 3/3 4/4\n");
    return load_model(write_model("square", &obj, materials), NULL);
}

static struct gfla_mesh *make_ball(void)
{
    struct gfla_text obj = {0};
    write_waves(scratch("waves.png"), 128);
    add_ball(&obj, 1, 96);
    return load_model(write_model("ball", &obj, "newmtl m\nmap_Kd waves.png\n"), NULL);
}

static const uint8_t *pixel(int x, int y)
{
    return rgba + 4 * (y * SIZE + x);
}

static void cube_has_its_size_and_depth(void **state)
{
    double h = 1 / sqrt(3), f = 0.5 * SIZE / tan(15 * acos(-1.0) / 180), edge = f * h / (4 - h);
    for (int factor = 1; factor <= 4; factor++) {
        struct gfla_camera camera = gfla_camera_orbit(0, 0);
        double area = 0;
        draw(make_box(NULL), factor, &camera, 1);
        for (int i = 0; i < PIXELS; i++) {
            double x = fabs(i % SIZE - 0.5 * (SIZE - 1)), y = fabs(i / SIZE - 0.5 * (SIZE - 1)), most = fmax(x, y);
            area += rgba[4 * i + 3] / 255.0;
            if (most < edge - 1) {
                assert_int_equal(rgba[4 * i + 3], 255);
                assert_true(fabs(depth[i] - (4 - h)) < 1e-4);
            } else if (most > edge + 1) {
                assert_int_equal(rgba[4 * i + 3], 0);
                assert_true(depth[i] == 0);
            }
        }
        assert_true(fabs(area / (4 * edge * edge) - 1) < (factor == 1 ? 0.03 : 0.015));
    }
}

/* The nearest point of the ball of this radius on the ray through a pixel, as camera z; 0 beside it. */
static double ball_depth(const struct gfla_camera *c, double radius, double x, double y)
{
    double at[3], b = 0, ray2 = 0;
    gfla_camera_unproject(c, SIZE, x, y, 1, at);
    for (int k = 0; k < 3; k++) {
        b += (at[k] - c->eye[k]) * c->eye[k];
        ray2 += (at[k] - c->eye[k]) * (at[k] - c->eye[k]);
    }
    double inside = b * b - ray2 * (16 - radius * radius);
    return inside > 0 ? (-b - sqrt(inside)) / ray2 : 0;
}

static void ball_has_its_depth(void **state)
{
    struct gfla_camera camera = gfla_camera_orbit(40, 20);
    double radius = 1 / sqrt(3);
    double worst = 0;
    int checked = 0;
    for (int factor = 2; factor <= 3; factor++) {
        draw(make_ball(), factor, &camera, 1);
        for (int i = 0; i < PIXELS; i++) {
            double expected = ball_depth(&camera, radius, i % SIZE, i / SIZE);
            if (expected == 0 || ball_depth(&camera, radius * 0.95, i % SIZE, i / SIZE) == 0)
                continue; /* near the outline the facets and the ball differ */
            worst = fmax(worst, fabs(depth[i] - expected));
            checked++;
        }
    }
    assert_true(checked > 2000);
    if (worst > 4e-3) /* facets and curvature between samples, where the ball turns away */
        fail_msg("depth is off by %g", worst);
}

static void same_bytes_every_time(void **state)
{
    struct gfla_camera cameras[2] = {gfla_camera_orbit(20, 10), gfla_camera_orbit(200, 20)};
    uint64_t hashes[2];
    for (int i = 0; i < 2; i++) {
        draw(make_ball(), 2, cameras, 2);
        hashes[i] = gfla_hash_bytes(rgba, sizeof rgba) ^ gfla_hash_bytes(depth, sizeof depth);
    }
    assert_true(hashes[0] == hashes[1]);
    draw(make_ball(), 2, cameras + 1, 1); /* a view does not depend on its neighbours in the batch */
    uint64_t alone = gfla_hash_bytes(rgba, 4 * PIXELS);
    draw(make_ball(), 2, cameras, 2);
    assert_true(alone == gfla_hash_bytes(rgba + 4 * PIXELS, 4 * PIXELS));
}

static void both_sides_are_drawn(void **state)
{
    draw_one(make_square(NULL), 90, 0);
    assert_int_equal(pixel(48, 48)[3], 255);
    draw_one(make_square(NULL), 270, 0);
    assert_int_equal(pixel(48, 48)[3], 255);
    assert_true(fabsf(depth[48 * SIZE + 48] - 4) < 1e-4f);
}

static void write_quarters(const char *path, uint8_t lower_alpha)
{
    static const uint8_t colours[4][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 0}};
    struct gfla_bitmap image;
    assert_ok(gfla_bitmap_create(&image, 32, 32, 4, 8));
    uint8_t *p = image.pixels;
    for (int i = 0; i < 32 * 32; i++) {
        int quarter = (i / 32 >= 16) * 2 + (i % 32 >= 16);
        memcpy(p + 4 * i, colours[quarter], 3);
        p[4 * i + 3] = quarter >= 2 ? lower_alpha : 255;
    }
    assert_ok(gfla_bitmap_write(path, &image, NULL));
    gfla_bitmap_free(&image);
}

static void textures_stand_upright(void **state)
{
    write_quarters(scratch("quarters.png"), 255);
    draw_one(make_square("newmtl m\nmap_Kd quarters.png\n"), 90, 0);
    assert_true(pixel(35, 35)[0] > 120 && pixel(35, 35)[1] < 20); /* red above left */
    assert_true(pixel(60, 35)[1] > 120 && pixel(60, 35)[0] < 20);
    assert_true(pixel(35, 60)[2] > 120 && pixel(35, 60)[0] < 20);
    assert_true(pixel(60, 60)[0] > 120 && pixel(60, 60)[1] > 120);
}

static void holes_are_not_drawn(void **state)
{
    write_quarters(scratch("holes.png"), 0);
    draw_one(make_square("newmtl m\nmap_Kd holes.png\n"), 90, 0);
    assert_int_equal(pixel(40, 40)[3], 255);
    assert_int_equal(pixel(40, 56)[3], 0);
    assert_true(depth[56 * SIZE + 40] == 0);
}

static void glass_lets_through(void **state)
{
    double h = 1 / sqrt(3);
    draw_one(make_box("newmtl m\nKd 1 1 1\nd 0.25\n"), 0, 0);
    assert_in_range(pixel(48, 48)[3], 110, 113); /* two panes: 1 - 0.75 * 0.75 */
    assert_true(fabs(depth[48 * SIZE + 48] - (4 - h)) < 1e-3);
}

static void light_stays_in_the_world(void **state)
{
    uint8_t seen[2];
    for (int i = 0; i < 2; i++) {
        draw_one(make_square(NULL), 70 + 40 * i, 0); /* the same side from two places */
        seen[i] = pixel(48, 48)[0];
    }
    assert_true(abs(seen[0] - seen[1]) <= 1);
    draw_one(make_square(NULL), 270, 0); /* its back, away from the key light */
    assert_true(pixel(48, 48)[0] + 20 < seen[0]);
}

/* The source at (x, y), bilinear; false when a corner is not covered. */
static bool sample(const uint8_t *image, double x, double y, double out[3])
{
    int x0 = (int)floor(x), y0 = (int)floor(y);
    out[0] = out[1] = out[2] = 0;
    for (int i = 0; i < 4; i++) {
        int px = x0 + i % 2, py = y0 + i / 2;
        if (px < 0 || py < 0 || px >= SIZE || py >= SIZE || image[4 * (py * SIZE + px) + 3] < 255)
            return false;
        double weight = (i % 2 ? x - x0 : 1 - x + x0) * (i / 2 ? y - y0 : 1 - y + y0);
        for (int k = 0; k < 3; k++)
            out[k] += weight * image[4 * (py * SIZE + px) + k];
    }
    return true;
}

static void warping_reproduces_the_target(void **state)
{
    static float flow[2 * PIXELS];
    static uint8_t visible[PIXELS];
    struct gfla_camera cameras[2] = {gfla_camera_orbit(20, 0), gfla_camera_orbit(40, 10)};
    draw(make_ball(), 2, cameras, 2);
    struct gfla_depth_view source = {&cameras[0], depth, SIZE}, target = {&cameras[1], depth + PIXELS, SIZE};
    assert_ok(gfla_exact_flow(&source, &target, SIZE, &(struct gfla_flow_out){.flow = flow, .visible = visible}));
    double sum = 0, still = 0;
    int n = 0;
    for (int i = 0; i < PIXELS; i++) {
        double got[3];
        const uint8_t *want = rgba + 4 * (PIXELS + i);
        if (!visible[i] || want[3] < 255 ||
            !sample(rgba, (double)flow[i] + i % SIZE, (double)flow[PIXELS + i] + i / SIZE, got))
            continue;
        for (int k = 0; k < 3; k++) {
            sum += fabs(got[k] - want[k]);
            still += abs(rgba[4 * i + k] - want[k]);
        }
        n += 3;
    }
    assert_true(n > 3 * 1000);
    assert_true(sum / n < 5);        /* resampling the waves twice blurs them a little */
    assert_true(sum < 0.12 * still); /* not moving at all is far worse */
}

static void bad_sizes_are_refused(void **state)
{
    gfla_renderer *renderer;
    assert_fails(gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.size = 2000, .factor = 4}),
                 GFLA_ERROR_USAGE, "4096");
    assert_null(renderer);
    assert_fails(gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.factor = 5}), GFLA_ERROR_USAGE,
                 "1 .. 4");
    struct gfla_camera camera = gfla_camera_orbit(0, 0);
    assert_ok(gfla_renderer_create(&renderer, device, NULL));
    assert_fails(gfla_renderer_draw(renderer, &camera, 1, &(struct gfla_render_out){.rgba = rgba}), GFLA_ERROR_USAGE,
                 "no mesh");
    gfla_renderer_destroy(&renderer);
}

/* ---- baselines ---- */

/* Devices round differently: edges may move by a sample (1/4 of 255 in a few pixels), surfaces by a step or two. */
static void compare_with_baseline(const char *name)
{
    char path[512];
    struct gfla_bitmap now = {SIZE, SIZE, 4, 8, rgba}, then;
    snprintf(path, sizeof path, "%s/tests/render/baseline/%s.png", GFLA_SOURCE_DIR, name);
    if (getenv("GFLA_REFRESH")) {
        assert_ok(gfla_bitmap_write(path, &now, NULL));
        return;
    }
    assert_ok(gfla_bitmap_read(path, &(struct gfla_bitmap_read_params){.channels = 4}, &then));
    assert_int_equal(then.width, SIZE);
    const uint8_t *p = then.pixels;
    double sum = 0;
    int n_far = 0;
    for (int i = 0; i < PIXELS; i++) {
        int most = 0;
        for (int k = 0; k < 4; k++) {
            int difference = abs(p[4 * i + k] - rgba[4 * i + k]) * (k < 3 ? p[4 * i + 3] : 255) / 255;
            most = difference > most ? difference : most;
        }
        sum += most;
        n_far += most > 16;
    }
    gfla_bitmap_free(&then);
    if (sum / PIXELS > 0.5 || n_far > PIXELS / 200)
        fail_msg("%s: mean difference %.2f (limit 0.5), %d pixels far off (limit %d)", path, sum / PIXELS, n_far,
                 PIXELS / 200);
}

static void images_look_as_before(void **state)
{
    draw_one(make_ball(), 60, 20);
    compare_with_baseline("ball");
    write_waves(scratch("waves.png"), 64);
    draw_one(make_box("newmtl m\nmap_Kd waves.png\n"), 120, 20);
    compare_with_baseline("box");
    write_quarters(scratch("half.png"), 128);
    draw_one(make_box("newmtl m\nmap_Kd half.png\n"), 60, 20);
    compare_with_baseline("glass");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cube_has_its_size_and_depth),
        cmocka_unit_test(ball_has_its_depth),
        cmocka_unit_test(same_bytes_every_time),
        cmocka_unit_test(both_sides_are_drawn),
        cmocka_unit_test(textures_stand_upright),
        cmocka_unit_test(holes_are_not_drawn),
        cmocka_unit_test(glass_lets_through),
        cmocka_unit_test(light_stays_in_the_world),
        cmocka_unit_test(warping_reproduces_the_target),
        cmocka_unit_test(bad_sizes_are_refused),
        cmocka_unit_test(images_look_as_before),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
