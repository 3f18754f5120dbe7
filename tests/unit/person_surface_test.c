/* Exact flow from surfaces: a square seen by two cameras, where it is computed by hand; hidden and cut off points;
 * files, good and bad. */
#include "tests/unit/scratch.h"

#include <math.h>

#include "io/image/bitmap.h"
#include "io/weights/npy.h"
#include "people/person_surface.h"

#define SIZE 32

/* A square of side 1 in the plane z = depth + slope x, before a camera at the origin with a focal length of 32 pixels,
 * moved by (dx, dy); and, if covered, another one before its left half. */
static int32_t numbers[4][3] = {{0, 1, 2}, {0, 2, 3}, {4, 5, 6}, {4, 6, 7}};
static const struct gfla_person_triangles triangles = {4, numbers};

struct scene {
    double depth, slope, dx, dy;
    bool covered;
};

static void project(const struct scene *s, double x, double y, double z, float out[3])
{
    out[0] = (float)(0.5 * (SIZE - 1) + SIZE * (x + s->dx) / z);
    out[1] = (float)(0.5 * (SIZE - 1) + SIZE * (y + s->dy) / z);
    out[2] = (float)z;
}

/* The plane's point that a place of the image shows. */
static bool unproject(const struct scene *s, double px, double py, double *x, double *y)
{
    const double u = (px - 0.5 * (SIZE - 1)) / SIZE, v = (py - 0.5 * (SIZE - 1)) / SIZE; /* (x + dx) / z */
    *x = (u * s->depth - s->dx) / (1 - u * s->slope);
    *y = v * (s->depth + s->slope * *x) - s->dy;
    return fabs(*x) < 0.5 && fabs(*y) < 0.5;
}

static void draw(const struct scene *s, struct gfla_person_surface *out)
{
    static const double corners[4][2] = {{-0.5, -0.5}, {0.5, -0.5}, {0.5, 0.5}, {-0.5, 0.5}};
    *out = (struct gfla_person_surface){.width = SIZE, .height = SIZE, .n_points = 8};
    out->points = calloc(8, sizeof *out->points);
    out->triangles = calloc(SIZE * SIZE, sizeof *out->triangles);
    for (int k = 0; k < 4; k++) {
        const double x = corners[k][0], y = corners[k][1];
        project(s, x, y, s->depth + s->slope * x, out->points[k]);
        project(s, 0.5 * x - 0.25, y, 0.8, out->points[4 + k]);
    }
    for (int i = 0; i < SIZE * SIZE; i++) {
        double x, y;
        out->triangles[i] = unproject(s, i % SIZE, i / SIZE, &x, &y) ? x < y : -1;
        if (s->covered && i % SIZE < SIZE / 2 && out->triangles[i] >= 0)
            out->triangles[i] = 2;
    }
}

static const struct scene source_scene = {1.1, 0.3, 0.05, -0.02, false}, target_scene = {1, -0.2, -0.03, 0.04, false};

static void check_flow(const struct gfla_person_surface *source, const struct gfla_person_surface *target, double most)
{
    static float flow[2 * SIZE * SIZE], visible[SIZE * SIZE];
    int n = 0;
    gfla_person_surface_flow(&triangles, source, target, SIZE, SIZE, flow, visible);
    for (int i = 0; i < SIZE * SIZE; i++) {
        double x, y;
        float at[3];
        if (!unproject(&target_scene, i % SIZE, i / SIZE, &x, &y)) {
            assert_true(flow[i] == 0 && flow[SIZE * SIZE + i] == 0 && visible[i] == 0);
            continue;
        }
        project(&source_scene, x, y, source_scene.depth + source_scene.slope * x, at);
        assert_true(fabs(i % SIZE + (double)flow[i] - (double)at[0]) < most);
        assert_true(fabs(i / SIZE + (double)flow[SIZE * SIZE + i] - (double)at[1]) < most);
        n += visible[i] == 1;
    }
    assert_true(n > SIZE * SIZE / 2);
}

static void flow_is_exact(void **state)
{
    struct gfla_person_surface source, target;
    (void)state;
    draw(&source_scene, &source);
    draw(&target_scene, &target);
    check_flow(&source, &target, 1e-4);
    gfla_person_surface_free(&source);
    gfla_person_surface_free(&target);
}

static void other_sizes_stretch_it(void **state)
{
    enum { W = 48, H = 16 };
    static float flow[2 * W * H], visible[W * H];
    struct gfla_person_surface source, target;
    int n = 0;
    (void)state;
    draw(&source_scene, &source);
    draw(&target_scene, &target);
    gfla_person_surface_flow(&triangles, &source, &target, W, H, flow, visible);
    for (int i = 0; i < W * H; i++) {
        double x, y;
        float at[3];
        if (visible[i] == 0 ||
            !unproject(&target_scene, (i % W + 0.5) * SIZE / W - 0.5, (i / W + 0.5) * SIZE / H - 0.5, &x, &y))
            continue;
        project(&source_scene, x, y, source_scene.depth + source_scene.slope * x, at);
        assert_true(fabs(i % W + (double)flow[i] + 0.5 - ((double)at[0] + 0.5) * W / SIZE) < 1e-4);
        assert_true(fabs(i / W + (double)flow[W * H + i] + 0.5 - ((double)at[1] + 0.5) * H / SIZE) < 1e-4);
        n++;
    }
    assert_true(n > W * H / 2);
    gfla_person_surface_free(&source);
    gfla_person_surface_free(&target);
}

static void what_the_source_hides_or_lacks_is_not_visible(void **state)
{
    static float visible[SIZE * SIZE];
    const struct scene covered = {1.1, 0.3, 0.05, -0.02, true}, aside = {1.1, 0.3, 0.6, -0.02, false};
    struct gfla_person_surface hiding, moved, target;
    (void)state;
    draw(&covered, &hiding);
    draw(&aside, &moved);
    draw(&target_scene, &target);
    gfla_person_surface_flow(&triangles, &hiding, &target, SIZE, SIZE, NULL, visible);
    assert_true(visible[16 * SIZE + 6] == 0.5f && visible[16 * SIZE + 24] == 1);
    gfla_person_surface_flow(&triangles, &moved, &target, SIZE, SIZE, NULL, visible);
    assert_true(visible[16 * SIZE + 6] == 1 && visible[16 * SIZE + 24] == 0.5f); /* beyond the right border */
    gfla_person_surface_free(&hiding);
    gfla_person_surface_free(&moved);
    gfla_person_surface_free(&target);
}

static void write_set(void)
{
    struct gfla_person_surface source, target;
    draw(&source_scene, &source);
    draw(&target_scene, &target);
    assert_ok(gfla_folder_create(scratch("train_surface")));
    assert_ok(gfla_person_triangles_write(scratch("train_surface"), "p1", &triangles));
    assert_ok(gfla_person_surface_write(scratch("train_surface"), "p1_00.png", &source));
    assert_ok(gfla_person_surface_write(scratch("train_surface"), "p1_01", &target));
    gfla_person_surface_free(&source);
    gfla_person_surface_free(&target);
}

static void files_keep_it(void **state)
{
    struct gfla_person_triangles read;
    struct gfla_person_surface source, target;
    static float flow[2 * SIZE * SIZE], visible[SIZE * SIZE], again[2 * SIZE * SIZE];
    (void)state;
    write_set();
    assert_ok(gfla_person_triangles_read(scratch("train_surface"), "p1", &read));
    assert_int_equal(read.n, 4);
    assert_memory_equal(read.points, numbers, sizeof numbers);
    assert_ok(gfla_person_surface_read(scratch("train_surface"), "p1_00.jpg", &read, &source));
    assert_ok(gfla_person_surface_read(scratch("train_surface"), "p1_01.png", &read, &target));
    check_flow(&source, &target, 0.01); /* points are rounded to 1 / 1024 of a pixel */
    gfla_person_surface_flow(&read, &source, &target, SIZE, SIZE, flow, visible);
    assert_ok(gfla_person_flow_read(scratch_folder, "train", "p1_00.png", "p1_01.png", SIZE, SIZE, again, NULL));
    assert_memory_equal(flow, again, sizeof flow);
    assert_fails(gfla_person_flow_read(scratch_folder, "train", "p1_00.png", "p2_01.png", SIZE, SIZE, again, NULL),
                 GFLA_ERROR_USAGE, "no pictures PERSON_... of one person");
    assert_fails(gfla_person_flow_read(scratch_folder, "train", "p1_00.png", "p1_02.png", SIZE, SIZE, again, NULL),
                 GFLA_ERROR_INPUT, "p1_02.png");
    gfla_person_triangles_free(&read);
    gfla_person_surface_free(&source);
    gfla_person_surface_free(&target);
}

/* Writes a list over a file of the set, and expects a message. */
static void spoil(const char *name, struct gfla_shape shape, const float *values, const char *message)
{
    char path[300];
    float flow[2];
    write_set();
    snprintf(path, sizeof path, "%s/train_surface/%s", scratch_folder, name);
    assert_ok(gfla_npy_write(path, shape, values));
    assert_fails(gfla_person_flow_read(scratch_folder, "train", "p1_00.png", "p1_01.png", 1, 1, flow, NULL),
                 GFLA_ERROR_INPUT, message);
}

static void bad_files_are_named(void **state)
{
    const float few[4][3] = {{0, 0, 0}, {0, 1, 2}, {1, 2, 3}, {1, 2, 3}}, half[1][3] = {{0, 1.5f, 0}},
                beyond[4][3] = {{0, 1, 8}};
    const float nan_row[1][3] = {{0, NAN, 0}};
    const struct gfla_shape one = {.rank = 2, .dim = {1, 3}}, four = {.rank = 2, .dim = {4, 3}},
                            flat = {.rank = 1, .dim = {12}};
    struct gfla_bitmap grey;
    char path[300];
    float flow[2];
    (void)state;
    spoil("p1.npy", flat, few[0], "not a list [n, 3]");
    spoil("p1.npy", one, half[0], "p1.npy: row 0 has 1.5");
    spoil("p1.npy", one, nan_row[0], "no whole number");
    spoil("p1.npy", one, few[1], "triangle 2, and the person has 1");
    spoil("p1.npy", four, beyond[0], "8 points, and triangle 0 has point 8");
    spoil("p1_01.npy", one, few[1], "p1_01.npy: 1 points");
    write_set();
    assert_ok(gfla_bitmap_create(&grey, 4, 4, 1, 8));
    snprintf(path, sizeof path, "%s/train_surface/p1_01.png", scratch_folder);
    assert_ok(gfla_bitmap_write(path, &grey, NULL));
    gfla_bitmap_free(&grey);
    assert_fails(gfla_person_flow_read(scratch_folder, "train", "p1_00.png", "p1_01.png", 1, 1, flow, NULL),
                 GFLA_ERROR_INPUT, "16 bits");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow_is_exact),
        cmocka_unit_test(other_sizes_stretch_it),
        cmocka_unit_test(what_the_source_hides_or_lacks_is_not_visible),
        cmocka_unit_test(files_keep_it),
        cmocka_unit_test(bad_files_are_named),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
