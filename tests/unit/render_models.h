/* tests/unit/render_models.h - models that tests of the renderer write: a box, a ball, and what belongs to
 * them. */
#ifndef GFLA_TESTS_RENDER_MODELS_H
#define GFLA_TESTS_RENDER_MODELS_H

#include <math.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "io/image/bitmap.h"
#include "tests/unit/scratch.h"
#include "viewsynth/render/library.h"

static inline void write_text(const char *path, const char *text)
{
    assert_ok(gfla_file_write(path, text, strlen(text)));
}

/* An axis-parallel box with its centre at the origin, faces outwards, without normals; every side has uv 0 .. 1. */
static inline void add_box(struct gfla_text *obj, double x, double y, double z)
{
    static const int sides[6][4] = {{1, 2, 4, 3}, {5, 7, 8, 6}, {1, 5, 6, 2}, {3, 4, 8, 7}, {1, 3, 7, 5}, {2, 6, 8, 4}};
    for (int i = 0; i < 8; i++)
        gfla_text_add(obj, "v %g %g %g\n", i & 4 ? x : -x, i & 2 ? y : -y, i & 1 ? z : -z);
    gfla_text_add(obj, "vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n");
    for (int s = 0; s < 6; s++)
        gfla_text_add(obj, "f %d/1 %d/2 %d/3 %d/4\n", sides[s][0], sides[s][1], sides[s][2], sides[s][3]);
}

/* A ball of n slices and n / 2 stacks with its texture around the y axis. */
static inline void add_ball(struct gfla_text *obj, double radius, int n)
{
    const double pi = 3.14159265358979323846;
    for (int j = 0; j <= n / 2; j++) {
        for (int i = 0; i <= n; i++) {
            double t = 2 * pi * (i % n) / n, p = pi * j / (n / 2) - pi / 2;
            gfla_text_add(obj, "v %.9g %.9g %.9g\nvt %.9g %.9g\n", radius * cos(p) * cos(t), radius * sin(p),
                          radius * cos(p) * sin(t), (double)i / n, (double)j / (n / 2));
        }
    }
    for (int j = 0; j < n / 2; j++) {
        for (int i = 0; i < n; i++) {
            int a = j * (n + 1) + i + 1, b = a + 1, c = a + n + 1, d = c + 1;
            if (j > 0)
                gfla_text_add(obj, "f %d/%d %d/%d %d/%d\n", a, a, c, c, b, b);
            if (j < n / 2 - 1)
                gfla_text_add(obj, "f %d/%d %d/%d %d/%d\n", b, b, c, c, d, d);
        }
    }
}

/* A smooth pattern of size x size texels that repeats without a seam. */
static inline void write_waves(const char *path, int size)
{
    struct gfla_bitmap image;
    assert_ok(gfla_bitmap_create(&image, size, size, 3, 8));
    uint8_t *p = image.pixels;
    for (int i = 0; i < size * size; i++) {
        double x = 6.2831853 * (i % size) / size, y = 6.2831853 * (i / size) / size;
        p[3 * i] = (uint8_t)(128 + 100 * sin(4 * x));
        p[3 * i + 1] = (uint8_t)(128 + 100 * cos(3 * y));
        p[3 * i + 2] = (uint8_t)(128 + 100 * sin(2 * x + y));
    }
    assert_ok(gfla_bitmap_write(path, &image, NULL));
    gfla_bitmap_free(&image);
}

/* Writes NAME.obj into the scratch folder, with a material library of this text when it is not NULL. */
static inline const char *write_model(const char *name, struct gfla_text *obj, const char *materials)
{
    char file[64];
    struct gfla_text whole = {0};
    if (materials) {
        snprintf(file, sizeof file, "%s.mtl", name);
        write_text(scratch(file), materials);
        gfla_text_add(&whole, "mtllib %s\nusemtl m\n", file);
    }
    gfla_text_add(&whole, "%s", obj->data);
    snprintf(file, sizeof file, "%s.obj", name);
    const char *path = scratch(file);
    assert_ok(gfla_file_write(path, whole.data, whole.size));
    gfla_text_free(&whole);
    gfla_text_free(obj);
    return path;
}

/* Opens one path as a library and loads its first model. */
static inline struct gfla_mesh *load_model(const char *path, const struct gfla_load_params *params)
{
    gfla_library *library = NULL;
    struct gfla_mesh *mesh = NULL;
    assert_ok(gfla_library_open(&library, &path, 1));
    assert_ok(gfla_library_load(library, 0, params, &mesh));
    gfla_library_destroy(&library);
    return mesh;
}

#endif
