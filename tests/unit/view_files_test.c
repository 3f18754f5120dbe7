/* Sets whose views have cameras of their own: each format by files written here, whose cameras are worked out here once
 * more, and the batches that come of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <unistd.h>

#include "base/text.h"
#include "io/weights/npz.h"
#include "tests/unit/tiny_set.h"
#include "viewsynth/data/pairs.h"

enum { N = 6, PLANE = TINY_SIZE * TINY_SIZE };

static char root[64];
static const struct gfla_pose poses[N] = {{2, 0}, {3, 0}, {5, 1}, {17, 2}, {9, 1}, {4, 2}};

static void ok(gfla_status status)
{
    if (status != GFLA_OK)
        fail_msg("%s", gfla_error_message());
}

/* Axes of the camera in the world, y up: right, down, forward; the eye is `distance` away. */
static void camera_of(struct gfla_pose pose, double distance, double axes[3][3], double eye[3])
{
    const double t = pose.azimuth * M_PI / 9, p = pose.elevation * M_PI / 18;
    const double right[3] = {sin(t), 0, -cos(t)}, up[3] = {-sin(p) * cos(t), cos(p), -sin(p) * sin(t)};
    const double back[3] = {cos(p) * cos(t), sin(p), cos(p) * sin(t)};
    for (int k = 0; k < 3; k++) {
        axes[0][k] = right[k];
        axes[1][k] = -up[k];
        axes[2][k] = -back[k];
        eye[k] = distance * back[k];
    }
}

/* Camera to world, 4 x 4; z_up: as Blender imports it; flip: y up, looking along -z. */
static void camera_to_world(struct gfla_pose pose, double distance, bool z_up, bool flip, double m[16])
{
    double axes[3][3], eye[3];
    camera_of(pose, distance, axes, eye);
    for (int i = 0; i < 3; i++) {
        const int from = z_up ? (i == 0 ? 0 : 3 - i) : i; /* (x, -z, y) */
        const double sign = z_up && i == 1 ? -1 : 1;
        for (int j = 0; j < 3; j++)
            m[4 * i + j] = sign * axes[j][from] * (flip && j > 0 ? -1 : 1);
        m[4 * i + 3] = sign * eye[from];
    }
    memcpy(m + 12, (double[4]){0, 0, 0, 1}, 4 * sizeof *m);
}

static void world_to_camera(struct gfla_pose pose, double distance, double m[16])
{
    double axes[3][3], eye[3];
    camera_of(pose, distance, axes, eye);
    for (int i = 0; i < 3; i++) {
        m[4 * i + 3] = 0;
        for (int j = 0; j < 3; j++) {
            m[4 * i + j] = axes[i][j];
            m[4 * i + 3] -= axes[i][j] * eye[j];
        }
    }
    memcpy(m + 12, (double[4]){0, 0, 0, 1}, 4 * sizeof *m);
}

static char *path_of(const char *fmt, ...)
{
    static char path[1024];
    va_list args;
    const int n = snprintf(path, sizeof path, "%s/", root);
    va_start(args, fmt);
    vsnprintf(path + n, sizeof path - (size_t)n, fmt, args);
    va_end(args);
    return path;
}

static void write_text(const char *path, const struct gfla_text *text)
{
    ok(gfla_file_write(path, text->data, text->size));
}

/* The images of a view; on white, where there is no room for alpha. */
static void write_image(const char *path, struct gfla_pose pose, bool white, const char *mask, const char *depth,
                        const char *back)
{
    struct gfla_bitmap rgba = {0}, flat = {0}, z = {0}, m = {0};
    ok(gfla_bitmap_create(&rgba, TINY_SIZE, TINY_SIZE, 4, 8));
    ok(gfla_bitmap_create(&z, TINY_SIZE, TINY_SIZE, 1, 16));
    ok(gfla_bitmap_create(&m, TINY_SIZE, TINY_SIZE, 1, 8));
    tiny_render(1, pose, TINY_SIZE, rgba.pixels, z.pixels);
    for (int i = 0; i < PLANE; i++)
        ((uint8_t *)m.pixels)[i] = ((uint8_t *)rgba.pixels)[4 * i + 3];
    ok(gfla_bitmap_composite_white(&rgba, &flat));
    ok(gfla_bitmap_write(path, white ? &flat : &rgba, NULL));
    if (mask)
        ok(gfla_bitmap_write(mask, &m, NULL));
    if (depth)
        ok(gfla_bitmap_write(depth, &z, NULL));
    for (int i = 0; i < PLANE && back; i++) { /* a back that is black and 0.1 farther */
        uint16_t *v = (uint16_t *)z.pixels + i;
        *v = (uint16_t)(*v ? *v + 3277 : 0);
        memset((uint8_t *)rgba.pixels + 4 * i, 0, 3);
    }
    if (back) {
        char path_of_back[1200];
        snprintf(path_of_back, sizeof path_of_back, "%s.png", back);
        ok(gfla_bitmap_write(path_of_back, &rgba, NULL));
        snprintf(path_of_back, sizeof path_of_back, "%s_depth.png", back);
        ok(gfla_bitmap_write(path_of_back, &z, NULL));
    }
    gfla_bitmap_free(&rgba);
    gfla_bitmap_free(&flat);
    gfla_bitmap_free(&z);
    gfla_bitmap_free(&m);
}

/* ---- one writer for each format ---- */

static void write_json(const char *name, bool back)
{
    struct gfla_text json = {0};
    char image[600], depth[600], behind[600];
    ok(gfla_folder_create(path_of("%s", name)));
    gfla_text_add(&json,
                  "{\"id\":\"%s\",\"layout\":\"plain\",\"size\":%d,\"fov\":30,\"distance\":2,\"unit\":0.5,\"views\":[",
                  name, TINY_SIZE);
    for (int i = 0; i < N; i++) {
        double m[16];
        snprintf(image, sizeof image, "%s", path_of("%s/%04d.png", name, i));
        snprintf(depth, sizeof depth, "%s", path_of("%s/%04d_depth.png", name, i));
        snprintf(behind, sizeof behind, "%s", path_of("%s/%04d_back", name, i));
        write_image(image, poses[i], false, NULL, depth, back ? behind : NULL);
        world_to_camera(poses[i], 2, m);
        gfla_text_add(&json, "%s{\"file\":\"%04d.png\",\"depth\":\"%04d_depth.png\",", i ? "," : "", i, i);
        if (back)
            gfla_text_add(&json, "\"back\":\"%04d_back.png\",\"back_depth\":\"%04d_back_depth.png\",", i, i);
        gfla_text_add(&json, "\"world_to_camera\":[");
        for (int k = 0; k < 3; k++)
            gfla_text_add(&json, "%s[%.17g,%.17g,%.17g,%.17g]", k ? "," : "", m[4 * k], m[4 * k + 1], m[4 * k + 2],
                          m[4 * k + 3]);
        gfla_text_add(&json, "]}");
    }
    gfla_text_add(&json, "]}");
    write_text(path_of("%s/cameras.json", name), &json);
    gfla_text_free(&json);
}

static void write_srn(const char *name)
{
    ok(gfla_folder_create(path_of("%s/rgb", name)));
    ok(gfla_folder_create(path_of("%s/pose", name)));
    for (int i = 0; i < N; i++) {
        struct gfla_text text = {0};
        double m[16];
        camera_to_world(poses[i], 1.3, true, false, m);
        for (int k = 0; k < 16; k++)
            gfla_text_add(&text, "%s%.9g", k ? " " : "", m[k]);
        write_text(path_of("%s/pose/%06d.txt", name, i), &text);
        gfla_text_free(&text);
        write_image(path_of("%s/rgb/%06d.png", name, i), poses[i], true, NULL, NULL, NULL);
    }
    struct gfla_text text = {0};
    gfla_text_add(&text, "%.9g %g %g 0.\n0. 0. 0.\n1.\n%d %d\n", 0.5 * TINY_SIZE / tan(M_PI / 12), TINY_SIZE / 2.0,
                  TINY_SIZE / 2.0, TINY_SIZE, TINY_SIZE);
    write_text(path_of("%s/intrinsics.txt", name), &text);
    gfla_text_free(&text);
}

static void write_nmr(const char *name)
{
    struct gfla_npz_array arrays[2 * N];
    static double values[2 * N][16];
    char mask[600];
    ok(gfla_folder_create(path_of("%s/image", name)));
    ok(gfla_folder_create(path_of("%s/mask", name)));
    memset(values, 0, sizeof values);
    for (int i = 0; i < N; i++) {
        world_to_camera(poses[i], 2.732, values[2 * i]);
        values[2 * i + 1][0] = values[2 * i + 1][5] = 1 / tan(M_PI / 12);
        values[2 * i + 1][10] = values[2 * i + 1][15] = 1;
        for (int k = 0; k < 2; k++) {
            arrays[2 * i + k] = (struct gfla_npz_array){
                .dtype = GFLA_DTYPE_F64, .shape = {.rank = 2, .dim = {4, 4}}, .values = values[2 * i + k]};
            snprintf(arrays[2 * i + k].name, sizeof arrays->name, "%s%d", k ? "camera_mat_" : "world_mat_", i);
        }
        snprintf(mask, sizeof mask, "%s", path_of("%s/mask/%04d.png", name, i));
        write_image(path_of("%s/image/%04d.png", name, i), poses[i], true, mask, NULL, NULL);
    }
    ok(gfla_npz_write(path_of("%s/cameras.npz", name), arrays, 2 * N));
}

static void write_nerf(const char *name)
{
    static const char *const lists[] = {"train", "test"};
    for (int l = 0; l < 2; l++) {
        struct gfla_text json = {0};
        ok(gfla_folder_create(path_of("%s/%s", name, lists[l])));
        gfla_text_add(&json, "{\"camera_angle_x\":%.17g,\"frames\":[", M_PI / 6);
        for (int i = l * N / 2; i < (l + 1) * N / 2; i++) {
            double m[16];
            camera_to_world(poses[i], 4.03, true, true, m);
            gfla_text_add(&json, "%s{\"file_path\":\"./%s/r_%d\",\"rotation\":0.1,\"transform_matrix\":[",
                          i % (N / 2) ? "," : "", lists[l], i);
            for (int k = 0; k < 4; k++)
                gfla_text_add(&json, "%s[%.17g,%.17g,%.17g,%.17g]", k ? "," : "", m[4 * k], m[4 * k + 1], m[4 * k + 2],
                              m[4 * k + 3]);
            gfla_text_add(&json, "]}");
            write_image(path_of("%s/%s/r_%d.png", name, lists[l], i), poses[i], false, NULL, NULL, NULL);
        }
        gfla_text_add(&json, "]}");
        write_text(path_of("%s/transforms_%s.json", name, lists[l]), &json);
        gfla_text_free(&json);
    }
}

/* ---- what is read ---- */

static int make_root(void **state)
{
    tiny_folder(root);
    return 0;
}

static void remove_below(const char *folder)
{
    char **names = NULL;
    size_t n = 0;
    if (gfla_folder_list(folder, &names, &n) == GFLA_OK)
        for (size_t i = 0; i < n; i++) {
            char path[2048];
            snprintf(path, sizeof path, "%s/%s", folder, names[i]);
            if (unlink(path) != 0)
                remove_below(path);
        }
    free(names);
    rmdir(folder);
}

static int remove_root(void **state)
{
    remove_below(root);
    return 0;
}

/* Cameras are those of the poses, 4 away; alpha and colours those of the images. */
static void check_views(const char *set, bool has_depth)
{
    static uint8_t rgba[4 * PLANE], truth[4 * PLANE];
    static uint16_t depth[PLANE], true_depth[PLANE];
    gfla_views *views = NULL;
    ok(gfla_views_open(&views, path_of("%s", set), &(struct gfla_views_params){.keep_all = true}));
    assert_int_equal(gfla_views_size(views), TINY_SIZE);
    assert_false(gfla_views_are_grid(views));
    assert_true(gfla_views_are_on_grid(views));
    assert_true(fabs(gfla_views_fov(views) - 30) < 1e-4);
    assert_int_equal(gfla_views_have_depth(views), has_depth);
    assert_int_equal(gfla_views_model(views, 0)->n_views, N);
    for (int i = 0; i < N; i++) {
        const struct gfla_camera c = gfla_views_camera(views, 0, i),
                                 want = gfla_camera_orbit(20 * poses[i].azimuth, 10 * poses[i].elevation);
        for (int k = 0; k < 12; k++)
            assert_true(fabs(c.rows[k] - want.rows[k]) < 1e-5);
        assert_true(fabs(c.azimuth - want.azimuth) < 1e-4 && fabs(c.elevation - want.elevation) < 1e-4 &&
                    fabs(c.distance - 4) < 1e-5);
        ok(gfla_views_read_number(views, 0, i, TINY_SIZE,
                                  &(struct gfla_view_pixels){.rgba = rgba, .depth = has_depth ? depth : NULL}));
        tiny_render(1, poses[i], TINY_SIZE, truth, true_depth);
        for (int k = 0; k < PLANE; k++) {
            assert_int_equal(rgba[4 * k + 3], truth[4 * k + 3]);
            if (truth[4 * k + 3])
                assert_memory_equal(rgba + 4 * k, truth + 4 * k, 3);
            if (has_depth && true_depth[k])
                assert_true(fabs(gfla_depth_code_decode(gfla_views_depth_code(views, 0, i), depth[k]) -
                                 (3 + 2 * true_depth[k] / 65535.0)) < 1e-4);
        }
    }
    gfla_views_destroy(&views);
}

static void every_format_gives_the_same_cameras(void **state)
{
    write_json("json/a", false);
    check_views("json", true);
    write_srn("cars_train/a");
    check_views("cars_train", false);
    write_nmr("nmr/02958343/a");
    check_views("nmr", false);
    write_nerf("nerf/a");
    check_views("nerf", false);
    check_views("nerf/a", false); /* one scene is a set */
}

/* X_train and X_test, and lists of ids, say what is held out. */
static void sets_say_what_is_held_out(void **state)
{
    gfla_views *views = NULL;
    const int *list;
    write_srn("srn/chairs_train/p");
    write_srn("srn/chairs_train/q");
    write_srn("srn/chairs_test/r");
    ok(gfla_views_open(&views, path_of("srn"), NULL));
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_TRAIN, &list), 2);
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_HELD_OUT, &list), 1);
    assert_string_equal(gfla_views_model(views, list[0])->id, "chairs_test/r");
    gfla_views_destroy(&views);
    write_nmr("lists/1/p");
    write_nmr("lists/1/q");
    write_nmr("lists/1/r");
    ok(gfla_file_write(path_of("lists/1/softras_train.lst"), "q\n", 2));
    ok(gfla_file_write(path_of("lists/1/softras_val.lst"), "r\n", 2));
    ok(gfla_file_write(path_of("lists/1/softras_test.lst"), "p\n", 2));
    ok(gfla_views_open(&views, path_of("lists"), NULL));
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_TRAIN, &list), 1);
    assert_string_equal(gfla_views_model(views, list[0])->id, "1/q");
    gfla_views_destroy(&views);
}

/* ---- batches ---- */

/* Mean difference of the warped source from the target where the source sees the point. */
static double warp_error(const struct gfla_pair_batch *b, int place, long *n)
{
    const float *flow = b->flow[GFLA_SCALE_1] + place * 2 * PLANE, *weight = b->weight[GFLA_SCALE_1] + place * PLANE;
    double sum = 0;
    *n = 0;
    for (int i = 0; i < PLANE; i++) {
        const int x = (int)lrintf((float)(i % TINY_SIZE) + flow[i]),
                  y = (int)lrintf((float)(i / TINY_SIZE) + flow[PLANE + i]);
        if (weight[i] < 1 || x < 0 || y < 0 || x >= TINY_SIZE || y >= TINY_SIZE)
            continue;
        for (int c = 0; c < 3; c++)
            sum +=
                fabsf(b->source[(place * 3 + c) * PLANE + y * TINY_SIZE + x] - b->target[(place * 3 + c) * PLANE + i]);
        *n += 3;
    }
    return *n ? sum / (double)*n : 0;
}

/* Flow fits images and cameras, flipped or not; the back lies 0.1 behind the front, and is black. */
static void batches_have_cameras_and_backs(void **state)
{
    gfla_views *views = NULL;
    gfla_pairs *pairs = NULL;
    const struct gfla_pair_batch *b = NULL;
    int n_near = 0, n_flipped = 0;
    write_json("backs/a", true);
    ok(gfla_views_open(&views, path_of("backs"), NULL));
    assert_true(gfla_views_have_back(views));
    ok(gfla_pairs_open(
        &pairs, views,
        &(struct gfla_pairs_params){.batch = 4, .seed = 3, .flip = true, .permute_colours = true, .full_truth = true}));
    for (int step = 0; step < 15; step++) {
        ok(gfla_pairs_next(pairs, &b));
        assert_non_null(b->source_camera);
        for (int i = 0; i < b->n; i++) {
            const struct gfla_pose pose = b->source_view[i];
            const struct gfla_camera want = gfla_camera_orbit(20 * pose.azimuth, 10 * pose.elevation);
            bool flipped = true;
            assert_true(fabs(b->source_angles[i].azimuth - 20 * pose.azimuth) <= 1e-4);
            assert_true(fabs(b->source_angles[i].elevation - 10 * pose.elevation) <= 1e-4);
            assert_true(fabs(b->target_angles[i].azimuth - b->target_camera[i].azimuth) <= 0);
            assert_true(fabs(b->target_angles[i].elevation - b->target_camera[i].elevation) <= 0);
            for (int k = 0; k < 12; k++)
                assert_true(fabs(b->source_camera[i].rows[k] - want.rows[k]) < 1e-5);
            for (int k = 0; k < N; k++)
                flipped = flipped && (pose.azimuth != poses[k].azimuth || pose.elevation != poses[k].elevation);
            n_flipped += flipped;
            assert_true(b->source_pose[21 * i + pose.azimuth] == 1);
            for (int k = 0; k < PLANE; k++) {
                const float *front = b->source_surface + 2 * i * PLANE, *back = b->source_back_surface + 2 * i * PLANE;
                assert_true(front[PLANE + k] == back[PLANE + k]);
                if (front[PLANE + k] == 1)
                    assert_true(fabsf(back[k] - front[k] - 0.1f) < 1e-3f &&
                                b->source_back_colour[3 * i * PLANE + k] == -1);
                else
                    assert_true(b->source_back_colour[3 * i * PLANE + k] == 1);
            }
            if (gfla_camera_angle(&b->source_camera[i], &b->target_camera[i]) > 45)
                continue;
            long n;
            const double error = warp_error(b, i, &n);
            n_near++;
            assert_true(n > 400 && error < 0.15);
        }
    }
    assert_true(n_near > 10 && n_flipped > 10);
    gfla_pairs_destroy(&pairs);
    gfla_views_destroy(&views);
}

/* A grid whose models all have the last surface; one without, and the set has none. */
static void grids_have_backs_where_all_models_do(void **state)
{
    static uint8_t front[4 * PLANE], back[4 * PLANE];
    gfla_views *views = NULL;
    char name[GFLA_POSE_NAME_SIZE], from[600], to[600];
    for (int m = 0; m < 2; m++) {
        char grid[80];
        snprintf(grid, sizeof grid, "%.64s/grid", root);
        tiny_write_model(grid, m ? "b" : "a", m ? "Lib#one" : "Lib#other", 1, TINY_SIZE);
        for (int i = 0; i < GFLA_N_VIEWS && m == 0; i++)
            for (int k = 0; k < 2; k++) {
                gfla_pose_name(gfla_pose_of_number(i), name);
                snprintf(from, sizeof from, "%s", path_of("grid/a/%s%s.png", name, k ? "_depth" : ""));
                snprintf(to, sizeof to, "%s", path_of("grid/a/%s_back%s.png", name, k ? "_depth" : ""));
                assert_int_equal(link(from, to), 0);
            }
        ok(gfla_views_open(&views, grid, &(struct gfla_views_params){.keep_all = true}));
        assert_true(gfla_views_are_grid(views) && gfla_views_have_back(views) == (m == 0));
        ok(gfla_views_read_number(views, 0, 7, TINY_SIZE, &(struct gfla_view_pixels){.rgba = front}));
        assert_int_equal(gfla_views_read_number(views, 0, 7, TINY_SIZE, &(struct gfla_view_pixels){.back_rgba = back}),
                         m == 0 ? GFLA_OK : GFLA_ERROR_INPUT);
        if (m == 0)
            assert_memory_equal(front, back, sizeof front);
        gfla_views_destroy(&views);
    }
}

/* ---- what is refused ---- */

static void refuse(const char *set, const char *text)
{
    gfla_views *views = NULL;
    assert_int_equal(gfla_views_open(&views, path_of("%s", set), NULL), GFLA_ERROR_INPUT);
    if (!strstr(gfla_error_message(), text))
        fail_msg("%s: \"%s\" has not \"%s\"", set, gfla_error_message(), text);
    assert_null(views);
}

static void wrong_files_are_named(void **state)
{
    static const char *const wrong[] = {"10 32 32 0. 0 0 0 1", "100 32 32 0. 0 0 0 1 64 32",
                                        "-3 32 32 0. 0 0 0 1 64 64", "100 20 32 0. 0 0 0 1 64 64", "x"};
    write_srn("bad/a");
    write_srn("bad/b");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ok(gfla_file_write(path_of("bad/a/intrinsics.txt"), wrong[i], strlen(wrong[i])));
        gfla_views *views = NULL; /* the other model is left */
        ok(gfla_views_open(&views, path_of("bad"), NULL));
        assert_int_equal(gfla_views_skipped(views), 1);
        gfla_views_destroy(&views);
    }
    ok(gfla_file_write(path_of("bad/b/intrinsics.txt"), "200 32 32 0. 0 0 0 1 64 64", 26));
    write_srn("bad/a");
    refuse("bad", "field of view");
    write_srn("bad/b");
    ok(gfla_file_write(path_of("bad/b/pose/000001.txt"), "1 0 0 0 0 1 0 0 0 0 1 3 0 0 0 1", 31));
    refuse("bad", "away");
    ok(gfla_file_write(path_of("bad/b/pose/000001.txt"), "1 0 0 0 0 2 0 0 0 0 1 3 0 0 0 1", 31));
    ok(gfla_file_write(path_of("bad/a/pose/000001.txt"), "nan 0 0 0 0 2 0 0 0 0 1 3 0 0 0 1", 33));
    refuse("bad", "2 damaged");
    remove(path_of("bad/b/rgb/000002.png"));
    refuse("bad", "2 damaged");
    static const char *const json[] = {
        "{\"size\":3333333364,\"id\":\"a\"", "{\"size\":64,\"id\":\"a\",\"fov\":30,\"distance\":1e300",
        "{\"size\":64,\"id\":\"a\",\"fov\":30,\"unit\":1e-30,\"distance\":4", "{\"size\":64,\"id\":\"a\",\"fov\":30"};
    write_json("damaged/a", false);
    for (size_t i = 0; i < sizeof json / sizeof *json; i++) {
        struct gfla_text text = {0};
        gfla_text_add(&text, "%s,\"views\":[", json[i]);
        for (int k = 0; k < 2; k++)
            gfla_text_add(&text,
                          "%s{\"file\":\"%04d.png\",\"depth\":\"%04d_depth.png\",\"world_to_camera\":[[1,0,0,0],[0,1,0,"
                          "0],[0,0,1,4]]}",
                          k ? "," : "", k, k);
        gfla_text_add(&text, "]}");
        write_text(path_of("damaged/a/cameras.json"), &text);
        gfla_text_free(&text);
        refuse("damaged", "1 damaged");
    }
    ok(gfla_folder_create(path_of("empty")));
    refuse("empty", "no rendered model");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_gives_the_same_cameras),
        cmocka_unit_test(sets_say_what_is_held_out),
        cmocka_unit_test(batches_have_cameras_and_backs),
        cmocka_unit_test(grids_have_backs_where_all_models_do),
        cmocka_unit_test(wrong_files_are_named),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
