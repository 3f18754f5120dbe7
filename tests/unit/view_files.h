/* view_files.h - sets of views in each format, by files written here, whose cameras are worked out here once more. */
#ifndef GFLA_TESTS_VIEW_FILES_H
#define GFLA_TESTS_VIEW_FILES_H

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

static char root[SCRATCH_SIZE];
static const struct gfla_pose poses[N] = {{2, 0}, {3, 0}, {5, 1}, {17, 2}, {9, 1}, {4, 2}};

static inline void ok(gfla_status status)
{
    if (status != GFLA_OK)
        fail_msg("%s", gfla_error_message());
}

/* Axes of the camera in the world, y up: right, down, forward; the eye is `distance` away. */
static inline void camera_of(struct gfla_pose pose, double distance, double axes[3][3], double eye[3])
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
static inline void camera_to_world(struct gfla_pose pose, double distance, bool z_up, bool flip, double m[16])
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

static inline void world_to_camera(struct gfla_pose pose, double distance, double m[16])
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

static inline char *path_of(const char *fmt, ...)
{
    static char path[1024];
    va_list args;
    const int n = snprintf(path, sizeof path, "%s/", root);
    va_start(args, fmt);
    vsnprintf(path + n, sizeof path - (size_t)n, fmt, args);
    va_end(args);
    return path;
}

static inline void write_text(const char *path, const struct gfla_text *text)
{
    ok(gfla_file_write(path, text->data, text->size));
}

/* The images of a view; on white, where there is no room for alpha. */
static inline void write_image(const char *path, struct gfla_pose pose, bool white, const char *mask, const char *depth,
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

static inline void write_json(const char *name, bool back)
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

static inline void write_srn(const char *name)
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

static inline void write_nmr(const char *name)
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

static inline void write_nerf(const char *name)
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

static inline int make_root(void **state)
{
    tiny_folder(root);
    return 0;
}

static inline void remove_below(const char *folder)
{
    char **names = NULL;
    size_t n = 0;
    if (gfla_folder_list(folder, &names, &n) == GFLA_OK)
        for (size_t i = 0; i < n; i++) {
            char path[2048];
            if (snprintf(path, sizeof path, "%s/%s", folder, names[i]) < (int)sizeof path && unlink(path) != 0)
                remove_below(path);
        }
    free(names);
    rmdir(folder);
}

static inline int remove_root(void **state)
{
    remove_below(root);
    return 0;
}

#endif
