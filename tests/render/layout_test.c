/* Every layout is read back as the tools that it is for read it: with the cameras of its files, or, where it has none,
 * by its published rule, the middles of coloured markers are projected, and found in the written images within a
 * pixel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>
#include <cmocka.h>
#include <math.h>

#include "io/hdf5/hdf5.h"
#include "io/weights/npz.h"
#include "tests/device_fixture.h"
#include "tests/render/solids.h"
#include "tests/unit/scratch.h"
#include "viewsynth/data/layout_hdf5.h"

#define MARKERS 6
#define SIZE 160
#define MAX_VIEWS 512

static const unsigned char colours[MARKERS][3] = {{255, 0, 0},   {0, 200, 0},   {0, 0, 255},
                                                  {200, 200, 0}, {220, 0, 220}, {0, 210, 210}};
static double markers[MARKERS][3]; /* middles, in the normalised model's frame */
static struct gfla_mesh *mesh;

/* Octahedra of one colour each, none in the middle, of no symmetry. */
static void make_markers(void)
{
    static const double at[MARKERS][3] = {{-0.6, -0.3, 0.1},  {0.55, -0.25, -0.2}, {0.1, 0.5, 0.25},
                                          {-0.2, 0.1, -0.45}, {0.25, -0.1, 0.5},   {-0.35, 0.4, -0.1}};
    static const int face[8][3] = {{1, 1, 1},  {1, 1, -1},  {1, -1, 1},  {1, -1, -1},
                                   {-1, 1, 1}, {-1, 1, -1}, {-1, -1, 1}, {-1, -1, -1}};
    mesh = make_mesh(8 * MARKERS);
    mesh->materials[0].unlit = 1;
    for (int m = 0; m < MARKERS; m++)
        for (int f = 0; f < 8; f++)
            for (int k = 0; k < 3; k++) {
                struct raster_corner *c = &mesh->corners[3 * (8 * m + f) + k];
                const double n[3] = {face[f][0] / sqrt(3), face[f][1] / sqrt(3), face[f][2] / sqrt(3)};
                double p[3] = {at[m][0], at[m][1], at[m][2]};
                p[k] += 0.06 * face[f][k];
                put_corner(c, p, n, 0, 0);
                c->colour = colours[m][0] | (unsigned)colours[m][1] << 8 | (unsigned)colours[m][2] << 16 | 0xff000000u;
            }
    ok(gfla_mesh_normalise(mesh));
    memset(markers, 0, sizeof markers);
    for (int i = 0; i < 24 * MARKERS; i++)
        for (int k = 0; k < 3; k++)
            markers[i / 24][k] += mesh->corners[i].position[k] / 24.0;
}

static int set_up(void **state)
{
    open_device(state);
    make_markers();
    return scratch_create(state);
}

static int tear_down(void **state)
{
    gfla_mesh_destroy(&mesh);
    close_device(state);
    return scratch_remove(state);
}

/* ---- writing ---- */

static const struct gfla_model_entry entry = {.id = "marks",
                                              .catalogue_id = "",
                                              .name = "Marks",
                                              .category = "Test things",
                                              .creator = "",
                                              .licence = "CC0-1.0",
                                              .path = "marks.obj",
                                              .source = "marks.obj"};
static char root[600];
static struct gfla_camera cameras[MAX_VIEWS];
static struct gfla_layout_model model;

static void write_set(const char *name, const char *views, unsigned pictures, bool npy)
{
    const struct gfla_layout *layout = gfla_layout_of(name);
    struct gfla_camera_set own, *sets = NULL;
    struct gfla_camera_line *lines = NULL;
    struct gfla_layout_set *set = NULL;
    gfla_renderer *renderer = NULL;
    struct gfla_render_out drawn = {0};
    const struct gfla_layout_params params = {.size = SIZE,
                                              .white = layout->white,
                                              .images = layout->images | pictures,
                                              .depth_npy = npy,
                                              .own_cameras = !views,
                                              .n_threads = 2};
    const size_t pixels = (size_t)SIZE * SIZE;
    snprintf(root, sizeof root, "%.500s/%.60s", scratch_folder, layout->one_file ? "data_x.hdf5" : name);
    model = (struct gfla_layout_model){
        .entry = &entry, .purpose = GFLA_FOR_VALIDATION, .unit = gfla_layout_unit_of(layout, mesh), .cameras = cameras};
    const struct gfla_camera_place place = {layout->distance, layout->fov, model.unit};
    if (views)
        ok(gfla_camera_set_parse(views, &own, &lines));
    sets = views ? &own : (struct gfla_camera_set *)(uintptr_t)layout->sets;
    for (int i = 0; i < (views ? 1 : layout->n_sets); i++) {
        ok(gfla_camera_set_place(&sets[i], &place, 7 + (uint64_t)i, entry.id, cameras + model.n_views));
        model.n_views += gfla_camera_set_count(&sets[i]);
    }
    assert_in_range(model.n_views, 1, MAX_VIEWS);
    ok(gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.size = SIZE}));
    ok(gfla_renderer_set_mesh(renderer, mesh));
    ok(gfla_calloc(&drawn.rgba, pixels, 4, "pictures"));
    ok(gfla_calloc(&drawn.depth, pixels, 4, "depths"));
    ok(gfla_calloc(&drawn.back_rgba, pixels, 4, "pictures"));
    ok(gfla_calloc(&drawn.back_depth, pixels, 4, "depths"));
    ok(gfla_calloc(&drawn.normal, pixels, 12, "normals"));
    ok(gfla_calloc(&drawn.position, pixels, 12, "positions"));
    ok(gfla_layout_open(&set, layout, root, &params));
    ok(gfla_layout_begin(set, &model));
    for (int i = 0; i < model.n_views; i++) {
        ok(gfla_renderer_draw(renderer, cameras + i, 1, &drawn));
        ok(gfla_layout_add(set, &model, i, 1, &drawn));
    }
    ok(gfla_layout_end(set, &model));
    ok(gfla_layout_commit(set));
    gfla_layout_close(&set);
    gfla_renderer_destroy(&renderer);
    free(drawn.rgba);
    free(drawn.depth);
    free(drawn.back_rgba);
    free(drawn.back_depth);
    free(drawn.normal);
    free(drawn.position);
    free(lines);
}

/* ---- finding markers ---- */

/* What a reader knows of a view: a point's camera coordinates (x right, y down, z forward), and pixel = c + f * x / z,
 * where a pixel reaches from its number to the next. */
struct seen {
    double to_camera[12], f, c;
};

enum world { Y_UP, Z_UP };

/* The marker in the world of a layout: as Blender imports it where z is up, times unit. */
static void in_world(int m, enum world world, double unit, double p[3])
{
    const double *a = markers[m];
    const double y_up[3] = {a[0], a[1], a[2]}, z_up[3] = {a[0], -a[2], a[1]};
    for (int k = 0; k < 3; k++)
        p[k] = unit * (world == Y_UP ? y_up[k] : z_up[k]);
}

static void project(const struct seen *s, const double p[3], double pixel[3])
{
    double q[3];
    for (int i = 0; i < 3; i++)
        q[i] = s->to_camera[4 * i] * p[0] + s->to_camera[4 * i + 1] * p[1] + s->to_camera[4 * i + 2] * p[2] +
               s->to_camera[4 * i + 3];
    pixel[0] = s->c + s->f * q[0] / q[2];
    pixel[1] = s->c + s->f * q[1] / q[2];
    pixel[2] = q[2];
}

/* The middle of the pixels of a marker's hue within reach of a place; returns how many. Farther away two markers that
 * touch may mix to a third one's hue. */
static int find(const struct gfla_bitmap *image, int m, const double near[2], double reach, double at[2])
{
    int n = 0;
    double sum = 0;
    at[0] = at[1] = 0;
    for (int i = 0; i < image->width * image->height; i++) {
        const uint8_t *p = (const uint8_t *)image->pixels + image->channels * i;
        const int most = p[0] > p[1] ? (p[0] > p[2] ? p[0] : p[2]) : p[1] > p[2] ? p[1] : p[2];
        const double weight = image->channels == 4 ? p[3] / 255.0 : 1;
        int away = 0; /* of the hue, whatever the light */
        for (int k = 0; k < 3 && most > 30; k++)
            away += abs(255 * p[k] / most - (colours[m][k] > 0 ? 255 : 0));
        if (weight == 0 || away > 60 || most <= 30 ||
            hypot(i % image->width - near[0], i / image->width - near[1]) > reach)
            continue;
        at[0] += weight * (i % image->width + 0.5);
        at[1] += weight * (i / image->width + 0.5);
        sum += weight;
        n++;
    }
    at[0] /= sum > 0 ? sum : 1;
    at[1] /= sum > 0 ? sum : 1;
    return n;
}

static int n_found, n_wanted;

/* Markers that no other one touches in the image are where they are projected. */
static void check_view(const struct gfla_bitmap *image, const struct seen *s, enum world world, double unit)
{
    double at[MARKERS][3], p[3], found[2];
    assert_int_equal(image->width, SIZE);
    for (int m = 0; m < MARKERS; m++) {
        in_world(m, world, unit, p);
        project(s, p, at[m]);
    }
    for (int m = 0; m < MARKERS; m++) {
        const double reach = 3 * s->f * unit * 0.12 / at[m][2];
        bool alone =
            at[m][2] > 0 && at[m][0] > reach && at[m][0] < SIZE - reach && at[m][1] > reach && at[m][1] < SIZE - reach;
        for (int o = 0; o < MARKERS; o++)
            alone = alone && (o == m || hypot(at[o][0] - at[m][0], at[o][1] - at[m][1]) > reach);
        if (!alone)
            continue;
        n_wanted++;
        if (find(image, m, at[m], reach, found) < 6 || fabs(found[0] - at[m][0]) > 1 || fabs(found[1] - at[m][1]) > 1)
            fail_msg("%s: marker %d was found at %g, %g, its camera says %g, %g", root, m, found[0], found[1], at[m][0],
                     at[m][1]);
        n_found++;
    }
}

static void begin_views(void)
{
    n_found = n_wanted = 0;
}

static void end_views(void)
{
    assert_true(n_found == n_wanted && n_found >= 2 * model.n_views);
}

static struct gfla_bitmap read_image(const char *fmt, int view)
{
    struct gfla_bitmap image;
    char path[1200], name[64];
    snprintf(name, sizeof name, "%d", view);
    snprintf(path, sizeof path, "%s/%s", root, fmt);
    char *mark = strchr(path, '#');
    if (mark) { /* as many digits as there are # */
        const int digits = (int)strspn(mark, "#");
        memset(mark, '0', (size_t)digits);
        assert_true((int)strlen(name) <= digits);
        memcpy(mark + digits - strlen(name), name, strlen(name));
    }
    ok(gfla_bitmap_read(path, &(struct gfla_bitmap_read_params){.keep_16 = true}, &image));
    return image;
}

static char *read_text(const char *name)
{
    void *data;
    size_t size;
    char path[1200];
    snprintf(path, sizeof path, "%s/%s", root, name);
    ok(gfla_file_read(path, 16 << 20, &data, &size));
    return data;
}

/* The inverse of a rotation and a move, 4 x 4 to 3 x 4. */
static void invert(const double m[16], double out[12])
{
    for (int i = 0; i < 3; i++) {
        out[4 * i + 3] = 0;
        for (int j = 0; j < 3; j++) {
            out[4 * i + j] = m[4 * j + i];
            out[4 * i + 3] -= m[4 * j + i] * m[4 * j + 3];
        }
    }
}

/* From Blender's or OpenGL's camera to x right, y down, z forward. */
static void flip(double to_camera[12])
{
    for (int i = 4; i < 12; i++)
        to_camera[i] = -to_camera[i];
}

/* A camera at eye that looks at the origin, up along the axis. */
static void look(const double eye[3], int up_axis, double to_camera[12])
{
    double length = sqrt(eye[0] * eye[0] + eye[1] * eye[1] + eye[2] * eye[2]), up[3] = {0}, axis[3][3];
    up[up_axis] = 1;
    for (int k = 0; k < 3; k++)
        axis[2][k] = -eye[k] / length;
    for (int k = 0; k < 3; k++)
        axis[0][k] = axis[2][(k + 1) % 3] * up[(k + 2) % 3] - axis[2][(k + 2) % 3] * up[(k + 1) % 3];
    length = sqrt(axis[0][0] * axis[0][0] + axis[0][1] * axis[0][1] + axis[0][2] * axis[0][2]);
    for (int k = 0; k < 3; k++)
        axis[0][k] /= length;
    for (int k = 0; k < 3; k++)
        axis[1][k] = axis[2][(k + 1) % 3] * axis[0][(k + 2) % 3] - axis[2][(k + 2) % 3] * axis[0][(k + 1) % 3];
    for (int i = 0; i < 3; i++) {
        memcpy(to_camera + 4 * i, axis[i], sizeof axis[i]);
        to_camera[4 * i + 3] = -(axis[i][0] * eye[0] + axis[i][1] * eye[1] + axis[i][2] * eye[2]);
    }
}

/* Of a lens of 35 mm before a sensor of 32 mm. */
#define BLENDER_FOCAL (35.0 / 32 * SIZE)

static double longest_side(void)
{
    const struct gfla_bounds b = gfla_mesh_bounds(mesh);
    return fmax(fmax(b.hi[0] - b.lo[0], b.hi[1] - b.lo[1]), b.hi[2] - b.lo[2]);
}

/* ---- layout by layout ---- */

static void srn_poses_are_camera_to_world(void **state)
{
    struct seen s = {.c = SIZE / 2.0};
    double m[16], f, cx, cy;
    int h, w;
    if (!device)
        skip();
    write_set("srn", NULL, 0, false);
    assert_int_equal(model.n_views, 50);
    char *text = read_text("marks/intrinsics.txt");
    assert_int_equal(sscanf(text, "%lf %lf %lf 0.\n0. 0. 0.\n1.\n%d %d", &f, &cx, &cy, &h, &w), 5);
    assert_true(fabs(f - 131.25 * SIZE / 128) < 1e-9 && cx == SIZE / 2.0 && cy == cx && h == SIZE && w == SIZE);
    free(text);
    s.f = f;
    begin_views();
    for (int i = 0; i < model.n_views; i++) {
        char name[64];
        snprintf(name, sizeof name, "marks/pose/%06d.txt", i);
        text = read_text(name);
        char *at = text;
        for (int k = 0; k < 16; k++)
            m[k] = strtod(at, &at);
        assert_string_equal(at, "\n");
        free(text);
        invert(m, s.to_camera);
        assert_true(fabs(hypot(hypot(m[3], m[7]), m[11]) - 1.3) < 1e-6);
        struct gfla_bitmap image = read_image("marks/rgb/######.png", i);
        assert_int_equal(image.channels, 3);
        check_view(&image, &s, Z_UP, 0.5);
        gfla_bitmap_free(&image);
    }
    end_views();
}

static void nerf_transforms_are_camera_to_world(void **state)
{
    static const char *const lists[] = {"train", "val", "test"};
    int counts[3];
    if (!device)
        skip();
    write_set("nerf", "random:30", 0, false);
    begin_views();
    for (int l = 0; l < 3; l++) {
        char name[64];
        snprintf(name, sizeof name, "marks/transforms_%s.json", lists[l]);
        char *text = read_text(name);
        cJSON *json = cJSON_Parse(text), *frame;
        const double angle = cJSON_GetObjectItem(json, "camera_angle_x")->valuedouble;
        struct seen s = {.f = 0.5 * SIZE / tan(0.5 * angle), .c = SIZE / 2.0};
        counts[l] = 0;
        assert_true(fabs(angle - 0.6911) < 1e-4);
        cJSON_ArrayForEach(frame, cJSON_GetObjectItem(json, "frames"))
        {
            double m[16];
            char path[256];
            for (int k = 0; k < 16; k++)
                m[k] =
                    cJSON_GetArrayItem(cJSON_GetArrayItem(cJSON_GetObjectItem(frame, "transform_matrix"), k / 4), k % 4)
                        ->valuedouble;
            invert(m, s.to_camera);
            flip(s.to_camera);
            snprintf(path, sizeof path, "marks/%s.png", cJSON_GetObjectItem(frame, "file_path")->valuestring);
            struct gfla_bitmap image = read_image(path, 0);
            assert_int_equal(image.channels, 4);
            check_view(&image, &s, Z_UP, 1);
            gfla_bitmap_free(&image);
            counts[l]++;
        }
        cJSON_Delete(json);
        free(text);
    }
    end_views();
    assert_true(counts[0] == 24 && counts[1] == 3 && counts[2] == 3);
}

/* Intrinsics lead to -1 .. 1; world_mat from the world, y up, to the camera. */
static void nmr_matrices_lead_to_the_image(void **state)
{
    if (!device)
        skip();
    write_set("nmr", NULL, 0, false);
    assert_int_equal(model.n_views, 24);
    gfla_npz *npz = NULL;
    char path[4200], name[64];
    snprintf(path, sizeof path, "%s/Test-things/marks/cameras.npz", root);
    ok(gfla_npz_open(&npz, path));
    begin_views();
    for (int i = 0; i < 24; i++) {
        static const char *const names[4] = {"world_mat_", "world_mat_inv_", "camera_mat_", "camera_mat_inv_"};
        double *m[4], product[2] = {0};
        struct gfla_shape shape;
        struct seen s = {.c = SIZE / 2.0};
        for (int k = 0; k < 4; k++) {
            snprintf(name, sizeof name, "%s%d", names[k], i);
            ok(gfla_npz_read_double(npz, name, &shape, &m[k]));
            assert_true(shape.rank == 2 && shape.dim[0] == 4 && shape.dim[1] == 4);
        }
        for (int k = 0; k < 4; k++) { /* the inverses are */
            product[0] += m[0][k] * m[1][4 * k];
            product[1] += m[2][k] * m[3][4 * k];
        }
        assert_true(fabs(product[0] - 1) < 1e-12 && fabs(product[1] - 1) < 1e-12 && m[0][15] == 1);
        memcpy(s.to_camera, m[0], sizeof s.to_camera);
        s.f = m[2][0] * SIZE / 2;
        assert_true(m[2][0] == m[2][5] && m[2][10] == 1 && fabs(m[2][0] - 3.7320508) < 1e-6);
        struct gfla_bitmap image = read_image("Test-things/marks/image/####.png", i),
                           mask = read_image("Test-things/marks/mask/####.png", i);
        check_view(&image, &s, Y_UP, 0.5);
        for (int k = 0; k < SIZE * SIZE; k++) {
            const uint8_t on = ((uint8_t *)mask.pixels)[k], *p = (uint8_t *)image.pixels + 3 * k;
            assert_true(on == 255 || on == 0);
            assert_true(on == 255 || p[0] + p[1] + p[2] > 300); /* at least half white */
        }
        gfla_bitmap_free(&image);
        gfla_bitmap_free(&mask);
        for (int k = 0; k < 4; k++)
            free(m[k]);
    }
    end_views();
    gfla_npz_close(&npz);
    char *lists[3] = {read_text("Test-things/softras_train.lst"), read_text("Test-things/softras_val.lst"),
                      read_text("Test-things/softras_test.lst")};
    assert_string_equal(lists[0], "");
    assert_string_equal(lists[1], "marks\n");
    assert_string_equal(lists[2], "");
    for (int k = 0; k < 3; k++)
        free(lists[k]);
}

/* Azimuth and elevation put the camera with y up; the distance is a share of 1.75. */
static void r2n2_metadata_say_where_the_camera_is(void **state)
{
    if (!device)
        skip();
    write_set("r2n2", NULL, 0, false);
    assert_int_equal(model.n_views, 24);
    char *text = read_text("Test-things/marks/rendering/rendering_metadata.txt"), *at = text;
    char *names = read_text("Test-things/marks/rendering/renderings.txt");
    assert_memory_equal(names, "00.png\n01.png\n", 14);
    begin_views();
    for (int i = 0; i < 24; i++) {
        double v[5];
        for (int k = 0; k < 5; k++)
            v[k] = strtod(at, &at);
        const double a = v[0] * PI / 180, e = v[1] * PI / 180, d = 1.75 * v[3];
        assert_true(v[0] >= 0 && v[0] < 360 && v[1] >= 25 && v[1] <= 30 && v[2] == 0 && v[3] >= 0.65 && v[3] < 0.95 &&
                    v[4] == 25);
        struct seen s = {.f = BLENDER_FOCAL, .c = SIZE / 2.0};
        look((double[3]){d * cos(e) * cos(a), d * sin(e), d * cos(e) * sin(a)}, 1, s.to_camera);
        struct gfla_bitmap image = read_image("Test-things/marks/rendering/##.png", i);
        check_view(&image, &s, Y_UP, 0.5);
        gfla_bitmap_free(&image);
    }
    assert_string_equal(at, "\n");
    end_views();
    free(text);
    free(names);
}

static void zero123_matrices_are_blenders(void **state)
{
    if (!device)
        skip();
    write_set("zero123", NULL, 0, false);
    assert_int_equal(model.n_views, 12);
    begin_views();
    for (int i = 0; i < 12; i++) {
        char path[4200];
        struct gfla_shape shape;
        double *m, eye[3] = {0};
        struct seen s = {.f = BLENDER_FOCAL, .c = SIZE / 2.0};
        snprintf(path, sizeof path, "%s/marks/%03d.npy", root, i);
        ok(gfla_npy_read_double(path, &shape, &m));
        assert_true(shape.rank == 2 && shape.dim[0] == 3 && shape.dim[1] == 4);
        memcpy(s.to_camera, m, sizeof s.to_camera);
        for (int k = 0; k < 12; k++)
            eye[k / 4] -= m[4 * (k % 4 < 3 ? k % 4 : 0) + k / 4] * (k % 4 < 3 ? m[4 * (k % 4) + 3] : 0); /* -R^t T */
        const double radius = sqrt(eye[0] * eye[0] + eye[1] * eye[1] + eye[2] * eye[2]);
        assert_true(radius >= 1.5 && radius <= 2.2);
        flip(s.to_camera);
        struct gfla_bitmap image = read_image("marks/###.png", i);
        check_view(&image, &s, Z_UP, 1 / longest_side());
        gfla_bitmap_free(&image);
        free(m);
    }
    end_views();
}

/* (d sin phi cos theta, d sin phi sin theta, d cos phi), z up, phi 60 degrees, theta by 30. */
static void objaverse_cameras_go_around(void **state)
{
    if (!device)
        skip();
    write_set("objaverse", NULL, 0, false);
    assert_int_equal(model.n_views, 12);
    begin_views();
    for (int i = 0; i < 12; i++) {
        const double theta = 2 * PI * i / 12, phi = PI / 3;
        struct seen s = {.f = BLENDER_FOCAL, .c = SIZE / 2.0};
        look((double[3]){1.5 * sin(phi) * cos(theta), 1.5 * sin(phi) * sin(theta), 1.5 * cos(phi)}, 2, s.to_camera);
        struct gfla_bitmap image = read_image("marks/###.png", i);
        check_view(&image, &s, Z_UP, 1 / longest_side());
        gfla_bitmap_free(&image);
    }
    end_views();
}

/* The number in the name is the turn, about z, of a camera that begins at (0, 1, 0.6). Depth and normals at the
 * markers. */
static void stanford_names_are_turns(void **state)
{
    if (!device)
        skip();
    write_set("stanford", NULL, 0, false);
    assert_int_equal(model.n_views, 30);
    begin_views();
    for (int turn = 0; turn < 360; turn += 12) {
        const double a = turn * PI / 180;
        struct seen s = {.f = BLENDER_FOCAL, .c = SIZE / 2.0};
        look((double[3]){-sin(a), cos(a), 0.6}, 2, s.to_camera);
        struct gfla_bitmap image = read_image("marks/marks_r_###.png", turn),
                           depth = read_image("marks/marks_r_###_depth0001.png", turn),
                           normal = read_image("marks/marks_r_###_normal0001.png", turn);
        assert_true(image.channels == 4 && depth.channels == 1 && depth.bits == 8 && normal.channels == 4);
        check_view(&image, &s, Z_UP, 0.5);
        for (int m = 0; m < MARKERS; m++) {
            double p[3], at[3], found[2];
            in_world(m, Z_UP, 0.5, p);
            project(&s, p, at);
            const int k = (int)at[1] * SIZE + (int)at[0];
            if (find(&image, m, at, 12, found) < 20 || hypot(found[0] - at[0], found[1] - at[1]) > 1)
                continue; /* hidden in part */
            const double value = fmin(fmax((at[2] - 0.7) * 1.4, 0), 1), read = ((uint8_t *)depth.pixels)[k] / 255.0;
            assert_true(fabs(read - value) < 0.09); /* the marker's surface is up to its size nearer */
            const uint8_t *n = (uint8_t *)normal.pixels + 4 * k;
            double dot = 0, length = 0;
            for (int c = 0; c < 3; c++) {
                const double v = n[c] / 127.5 - 1;
                dot += v * -s.to_camera[8 + c]; /* towards the camera */
                length += v * v;
            }
            assert_true(n[3] == 255 && fabs(length - 1) < 0.03 && dot > 0.3);
        }
        assert_true(((uint8_t *)depth.pixels)[0] == 255 && ((uint8_t *)normal.pixels)[3] == 0);
        gfla_bitmap_free(&image);
        gfla_bitmap_free(&depth);
        gfla_bitmap_free(&normal);
    }
    end_views();
}

/* Images, both surfaces, normals and coordinates by cameras.json. */
static void check_own(const char *name, bool npy)
{
    const unsigned all = (1u << GFLA_LAYOUT_COUNT) - 1;
    write_set(name, "random:9", all, npy);
    char *text = read_text("marks/cameras.json");
    cJSON *json = cJSON_Parse(text), *view;
    struct seen s = {.f = cJSON_GetObjectItem(json, "focal")->valuedouble,
                     .c = cJSON_GetObjectItem(json, "centre")->valuedouble + 0.5};
    assert_string_equal(cJSON_GetObjectItem(json, "part")->valuestring, "val");
    begin_views();
    cJSON_ArrayForEach(view, cJSON_GetObjectItem(json, "views"))
    {
        static const char *const keys[] = {"file", "back", "normal", "coordinates", "depth", "back_depth"};
        struct gfla_bitmap read[6] = {{0}};
        float *depth = NULL;
        for (int k = 0; k < 12; k++)
            s.to_camera[k] =
                cJSON_GetArrayItem(cJSON_GetArrayItem(cJSON_GetObjectItem(view, "world_to_camera"), k / 4), k % 4)
                    ->valuedouble;
        for (int k = 0; k < (npy ? 4 : 6); k++) {
            char path[512];
            snprintf(path, sizeof path, "marks/%s", cJSON_GetObjectItem(view, keys[k])->valuestring);
            read[k] = read_image(path, 0);
        }
        if (npy) {
            char path[4200];
            struct gfla_shape shape;
            snprintf(path, sizeof path, "%s/marks/%s", root, cJSON_GetObjectItem(view, "depth")->valuestring);
            ok(gfla_npy_read(path, &shape, &depth));
            assert_true(shape.rank == 2 && shape.dim[0] == SIZE);
        }
        check_view(&read[0], &s, Y_UP, 1);
        for (int k = 0; k < SIZE * SIZE; k++) {
            const uint16_t *p = (uint16_t *)read[3].pixels + 3 * k, *n = (uint16_t *)read[2].pixels + 3 * k;
            const double at[3] = {2 * p[0] / 65535.0 - 1, 2 * p[1] / 65535.0 - 1, 2 * p[2] / 65535.0 - 1};
            const double z = npy                               ? (double)depth[k]
                             : ((uint16_t *)read[4].pixels)[k] ? 3 + 2 * ((uint16_t *)read[4].pixels)[k] / 65535.0
                                                               : 0;
            double pixel[3];
            if (z == 0) {
                assert_true(p[0] + p[1] + p[2] + n[0] + n[1] + n[2] == 0);
                continue;
            }
            project(&s, at, pixel); /* coordinates are where the pixel and its depth say */
            assert_true(fabs(pixel[0] - (k % SIZE + 0.5)) < 0.05 && fabs(pixel[1] - (k / SIZE + 0.5)) < 0.05 &&
                        fabs(pixel[2] - z) < 1e-3);
            if (!npy)
                assert_true(((uint16_t *)read[5].pixels)[k] >= ((uint16_t *)read[4].pixels)[k]);
        }
        for (int k = 0; k < 6; k++)
            gfla_bitmap_free(&read[k]);
        free(depth);
    }
    end_views();
    cJSON_Delete(json);
    free(text);
}

static void views_are_told_by_their_cameras(void **state)
{
    if (!device)
        skip();
    check_own("views", false);
}

static void plain_views_with_depths_in_npy(void **state)
{
    if (!device)
        skip();
    check_own("plain", true);
}

/* MODEL_AZ_EL in steps of 10 degrees. */
static void hdf5_groups_are_poses(void **state)
{
    gfla_hdf5 *file = NULL;
    char **names = NULL;
    size_t n;
    if (!device)
        skip();
    write_set("hdf5", NULL, 0, false);
    ok(gfla_hdf5_open(&file, root));
    ok(gfla_hdf5_names(file, &names, &n));
    assert_int_equal(n, 54);
    begin_views();
    for (size_t i = 0; i < n; i++) {
        struct gfla_bitmap image;
        int64_t pose[2];
        int az, el;
        struct seen s = {.f = 0.5 * SIZE / tan(PI / 12), .c = SIZE / 2.0};
        ok(gfla_hdf5_read_view(file, names[i], &image, pose));
        assert_int_equal(sscanf(names[i], "marks_%d_%d", &az, &el), 2);
        assert_true(pose[0] == az && pose[1] == el && az % 2 == 0);
        const double a = az * PI / 18, e = el * PI / 180;
        look((double[3]){4 * cos(e) * cos(a), 4 * sin(e), 4 * cos(e) * sin(a)}, 1, s.to_camera);
        check_view(&image, &s, Y_UP, 1);
        gfla_bitmap_free(&image);
    }
    end_views();
    free(names);
    gfla_hdf5_destroy(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(srn_poses_are_camera_to_world),  cmocka_unit_test(nerf_transforms_are_camera_to_world),
        cmocka_unit_test(nmr_matrices_lead_to_the_image), cmocka_unit_test(r2n2_metadata_say_where_the_camera_is),
        cmocka_unit_test(zero123_matrices_are_blenders),  cmocka_unit_test(objaverse_cameras_go_around),
        cmocka_unit_test(stanford_names_are_turns),       cmocka_unit_test(views_are_told_by_their_cameras),
        cmocka_unit_test(plain_views_with_depths_in_npy), cmocka_unit_test(hdf5_groups_are_poses),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
