/* tiny_set.h - small rendered sets for tests: two balls with colours that vary in space, traced ray by ray with a
 * camera written down here once more, so that the tests do not believe the code. */
#ifndef TESTS_TINY_SET_H
#define TESTS_TINY_SET_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/image/bitmap.h"
#include "tests/unit/scratch.h"
#include "viewsynth/data/views.h"

#define TINY_SIZE 64

struct tiny_ball {
    double centre[3], radius;
};

/* A body, and a smaller ball beside it that hides and is hidden. scale makes models differ. */
static inline int tiny_balls(double scale, struct tiny_ball balls[2])
{
    balls[0] = (struct tiny_ball){{0, -0.1, 0}, 0.55 * scale};
    balls[1] = (struct tiny_ball){{0.6 * scale, 0.2, 0.3 * scale}, 0.22 * scale};
    return 2;
}

static inline double tiny_hit(const struct tiny_ball *b, const double o[3], const double d[3])
{
    double k = 0, c = -b->radius * b->radius;
    for (int i = 0; i < 3; i++) {
        k += d[i] * (o[i] - b->centre[i]);
        c += (o[i] - b->centre[i]) * (o[i] - b->centre[i]);
    }
    return k * k > c ? -k - sqrt(k * k - c) : -1; /* d has length 1 */
}

/* The eye is 4 from the origin at azimuth t, elevation p; 30 degrees of view; y is up. */
static inline void tiny_ray(struct gfla_pose pose, int size, double px, double py, double o[3], double d[3],
                            double *along)
{
    double t = pose.azimuth * M_PI / 9, p = pose.elevation * M_PI / 18, e = tan(M_PI / 12), length = 0;
    double u = ((px + 0.5) / size * 2 - 1) * e, v = (1 - (py + 0.5) / size * 2) * e;
    double eye[3] = {cos(p) * cos(t), sin(p), cos(p) * sin(t)};
    double right[3] = {sin(t), 0, -cos(t)}, up[3] = {-sin(p) * cos(t), cos(p), -sin(p) * sin(t)};
    for (int i = 0; i < 3; i++) {
        o[i] = 4 * eye[i];
        d[i] = -eye[i] + u * right[i] + v * up[i];
        length += d[i] * d[i];
    }
    length = sqrt(length);
    for (int i = 0; i < 3; i++)
        d[i] /= length;
    *along = 1 / length; /* depth per unit of the ray */
}

static inline void tiny_render(double scale, struct gfla_pose pose, int size, uint8_t *rgba, uint16_t *depth)
{
    struct tiny_ball balls[2];
    int n = tiny_balls(scale, balls);
    for (int i = 0; i < size * size; i++) {
        double o[3], d[3], along, best = 1e9;
        tiny_ray(pose, size, i % size, i / size, o, d, &along);
        for (int b = 0; b < n; b++) {
            double hit = tiny_hit(&balls[b], o, d);
            best = hit > 0 && hit < best ? hit : best;
        }
        memset(rgba + 4 * i, 0, 4);
        depth[i] = 0;
        if (best > 1e8)
            continue;
        for (int c = 0; c < 3; c++)
            rgba[4 * i + c] = (uint8_t)(127.5 + 100 * sin((3 + c) * (o[c] + best * d[c]) + c));
        rgba[4 * i + 3] = 255;
        depth[i] = (uint16_t)lround((best * along - 3) / 2 * 65535);
    }
}

static inline void tiny_must(gfla_status status)
{
    if (status) {
        fprintf(stderr, "%s\n", gfla_error_message());
        abort();
    }
}

static inline void tiny_write_view(const char *folder, double scale, struct gfla_pose pose, int size)
{
    char path[1024], name[GFLA_POSE_NAME_SIZE];
    struct gfla_bitmap rgba = {0}, depth = {0};
    tiny_must(gfla_bitmap_create(&rgba, size, size, 4, 8));
    tiny_must(gfla_bitmap_create(&depth, size, size, 1, 16));
    tiny_render(scale, pose, size, rgba.pixels, depth.pixels);
    snprintf(path, sizeof path, "%s/%s.png", folder, gfla_pose_name(pose, name));
    tiny_must(gfla_bitmap_write(path, &rgba, &(struct gfla_bitmap_write_params){.fast = true}));
    snprintf(path, sizeof path, "%s/%s_depth.png", folder, gfla_pose_name(pose, name));
    tiny_must(gfla_bitmap_write(path, &depth, &(struct gfla_bitmap_write_params){.fast = true}));
    gfla_bitmap_free(&rgba);
    gfla_bitmap_free(&depth);
}

/* One whole model in root/folder. */
static inline void tiny_write_model(const char *root, const char *folder_name, const char *id, double scale, int size)
{
    char folder[512], path[1024], text[512];
    snprintf(folder, sizeof folder, "%s/%s", root, folder_name);
    tiny_must(gfla_folder_create(folder));
    for (int i = 0; i < GFLA_N_VIEWS; i++)
        tiny_write_view(folder, scale, (struct gfla_pose){i % GFLA_N_AZIMUTHS, i / GFLA_N_AZIMUTHS}, size);
    snprintf(path, sizeof path, "%s/cameras.json", folder);
    snprintf(text, sizeof text,
             "{\"id\":\"%s\",\"name\":\"Ball\",\"category\":\"Toys\",\"creator\":\"A "
             "test\",\"licence\":\"none\",\"size\":%d}",
             id, size);
    tiny_must(gfla_file_write(path, text, strlen(text)));
}

/* A fresh folder, which scratch_remove_below removes. */
static inline void tiny_folder(char path[SCRATCH_SIZE])
{
    if (scratch_make(path) != 0)
        abort();
}

#endif
