/* Surfaces of people as files. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/file.h"
#include "base/text.h"
#include "io/image/bitmap.h"
#include "io/weights/npy.h"
#include "people/person_surface.h"

#define UNITS 16384.0 /* in the longer side, and in the camera's distance */

void gfla_person_triangles_free(struct gfla_person_triangles *triangles)
{
    free(triangles->points);
    *triangles = (struct gfla_person_triangles){0};
}

void gfla_person_surface_free(struct gfla_person_surface *surface)
{
    free(surface->points);
    free(surface->triangles);
    *surface = (struct gfla_person_surface){0};
}

/* folder/name with another extension; the name's own is dropped. */
static gfla_status path_of(struct gfla_text *path, const char *folder, const char *name, const char *extension)
{
    const char *dot = strrchr(name, '.');
    gfla_text_add(path, "%s/%.*s%s", folder, dot ? (int)(dot - name) : (int)strlen(name), name, extension);
    return path->failed ? gfla_fail(GFLA_ERROR_MEMORY, "a path: host memory ran out") : GFLA_OK;
}

static double longer_side(const struct gfla_person_surface *s)
{
    return s->width > s->height ? s->width : s->height;
}

/* ---- writing ---- */

gfla_status gfla_person_triangles_write(const char *folder, const char *person,
                                        const struct gfla_person_triangles *triangles)
{
    gfla_status status;
    struct gfla_text path = {0};
    REQUIRE(triangles->n > 0 && triangles->n <= GFLA_PERSON_SURFACE_MAX, GFLA_ERROR_USAGE,
            "%s: %zu triangles are seen, the limit is %d", person, triangles->n, GFLA_PERSON_SURFACE_MAX);
    TRY(path_of(&path, folder, person, ".npy"));
    TRY(gfla_npy_write_as(path.data, GFLA_DTYPE_I32, (struct gfla_shape){.rank = 2, .dim = {(int64_t)triangles->n, 3}},
                          triangles->points));
fail:
    gfla_text_free(&path);
    return status;
}

static int16_t units_of(double value)
{
    return (int16_t)fmin(fmax(rint(value * UNITS), -32768), 32767);
}

static gfla_status write_points(const char *path, const struct gfla_person_surface *s)
{
    gfla_status status;
    int16_t(*out)[3] = NULL;
    const double side = longer_side(s);
    TRY(gfla_calloc(&out, s->n_points ? s->n_points : 1, sizeof *out, "points of a person"));
    for (size_t i = 0; i < s->n_points; i++) {
        out[i][0] = units_of((s->points[i][0] - 0.5 * (s->width - 1)) / side);
        out[i][1] = units_of((s->points[i][1] - 0.5 * (s->height - 1)) / side);
        out[i][2] = units_of(s->points[i][2] - 1.0);
    }
    TRY(gfla_npy_write_as(path, GFLA_DTYPE_I16, (struct gfla_shape){.rank = 2, .dim = {(int64_t)s->n_points, 3}}, out));
fail:
    free(out);
    return status;
}

static gfla_status write_triangles(const char *path, const struct gfla_person_surface *s)
{
    gfla_status status;
    struct gfla_bitmap image;
    const struct gfla_bitmap_write_params fast = {.fast = true};
    TRY(gfla_bitmap_create(&image, s->width, s->height, 1, 16));
    uint16_t *out = image.pixels;
    for (size_t i = 0; i < (size_t)s->width * (size_t)s->height; i++)
        out[i] = (uint16_t)(s->triangles[i] + 1);
    TRY(gfla_bitmap_write(path, &image, &fast));
fail:
    gfla_bitmap_free(&image);
    return status;
}

gfla_status gfla_person_surface_write(const char *folder, const char *picture,
                                      const struct gfla_person_surface *surface)
{
    gfla_status status;
    struct gfla_text points = {0}, triangles = {0};
    REQUIRE(surface->n_points <= GFLA_PERSON_SURFACE_MAX, GFLA_ERROR_USAGE, "%s: %zu points, the limit is %d", picture,
            surface->n_points, GFLA_PERSON_SURFACE_MAX);
    TRY(path_of(&points, folder, picture, ".npy"));
    TRY(path_of(&triangles, folder, picture, ".png"));
    TRY(write_points(points.data, surface));
    TRY(write_triangles(triangles.data, surface));
fail:
    gfla_text_free(&points);
    gfla_text_free(&triangles);
    return status;
}

/* ---- reading ---- */

/* A list of rows of three whole numbers from lo to hi. */
static gfla_status read_rows(const char *path, double lo, double hi, size_t *n, float **values)
{
    gfla_status status;
    struct gfla_shape shape;
    TRY(gfla_npy_read(path, &shape, values));
    REQUIRE(shape.rank == 2 && shape.dim[1] == 3 && shape.dim[0] >= 1 && shape.dim[0] <= GFLA_PERSON_SURFACE_MAX,
            GFLA_ERROR_INPUT, "%s: not a list [n, 3] with n from 1 to %d", path, GFLA_PERSON_SURFACE_MAX);
    *n = (size_t)shape.dim[0];
    for (size_t i = 0; i < 3 * *n; i++)
        REQUIRE((*values)[i] >= (float)lo && (*values)[i] <= (float)hi && rintf((*values)[i]) == (*values)[i],
                GFLA_ERROR_INPUT, "%s: row %zu has %g, no whole number in %g .. %g", path, i / 3, (double)(*values)[i],
                lo, hi);
    return GFLA_OK;
fail:
    free(*values);
    *values = NULL;
    return status;
}

gfla_status gfla_person_triangles_read(const char *folder, const char *person, struct gfla_person_triangles *triangles)
{
    gfla_status status;
    struct gfla_text path = {0};
    float *values = NULL;
    size_t n = 0;
    *triangles = (struct gfla_person_triangles){0};
    TRY(path_of(&path, folder, person, ".npy"));
    TRY(read_rows(path.data, 0, GFLA_PERSON_SURFACE_MAX - 1, &n, &values));
    TRY(gfla_calloc(&triangles->points, n, sizeof *triangles->points, "triangles of a person"));
    triangles->n = n;
    for (size_t i = 0; i < 3 * n; i++)
        triangles->points[i / 3][i % 3] = (int32_t)values[i];
fail:
    free(values);
    gfla_text_free(&path);
    return status;
}

static gfla_status read_triangles(const char *path, const struct gfla_person_triangles *triangles,
                                  struct gfla_person_surface *s)
{
    gfla_status status;
    struct gfla_bitmap image;
    const struct gfla_bitmap_read_params params = {.keep_16 = true};
    TRY(gfla_bitmap_read(path, &params, &image));
    REQUIRE(image.channels == 1 && image.bits == 16, GFLA_ERROR_INPUT, "%s: not a grey picture of 16 bits", path);
    const size_t n = (size_t)image.width * (size_t)image.height;
    const uint16_t *in = image.pixels;
    TRY(gfla_calloc(&s->triangles, n, sizeof *s->triangles, "a surface"));
    s->width = image.width;
    s->height = image.height;
    for (size_t i = 0; i < n; i++) {
        REQUIRE(in[i] <= triangles->n, GFLA_ERROR_INPUT, "%s: triangle %d, and the person has %zu", path, in[i],
                triangles->n);
        s->triangles[i] = in[i] - 1;
    }
fail:
    gfla_bitmap_free(&image);
    return status;
}

static gfla_status read_points(const char *path, const struct gfla_person_triangles *triangles,
                               struct gfla_person_surface *s)
{
    gfla_status status;
    float *values = NULL;
    const double side = longer_side(s);
    TRY(read_rows(path, -32768, 32767, &s->n_points, &values));
    TRY(gfla_calloc(&s->points, s->n_points, sizeof *s->points, "a surface"));
    for (size_t i = 0; i < s->n_points; i++) {
        s->points[i][0] = (float)(0.5 * (s->width - 1) + values[3 * i] * side / UNITS);
        s->points[i][1] = (float)(0.5 * (s->height - 1) + values[3 * i + 1] * side / UNITS);
        s->points[i][2] = (float)fmax(1 + values[3 * i + 2] / UNITS, 1 / UNITS);
    }
    for (size_t i = 0; i < 3 * triangles->n; i++)
        REQUIRE((size_t)triangles->points[i / 3][i % 3] < s->n_points, GFLA_ERROR_INPUT,
                "%s: %zu points, and triangle %zu has point %d", path, s->n_points, i / 3,
                (int)triangles->points[i / 3][i % 3]);
fail:
    free(values);
    return status;
}

gfla_status gfla_person_surface_read(const char *folder, const char *picture,
                                     const struct gfla_person_triangles *triangles, struct gfla_person_surface *surface)
{
    gfla_status status;
    struct gfla_text points = {0}, shown = {0};
    *surface = (struct gfla_person_surface){0};
    TRY(path_of(&points, folder, picture, ".npy"));
    TRY(path_of(&shown, folder, picture, ".png"));
    TRY(read_triangles(shown.data, triangles, surface));
    TRY(read_points(points.data, triangles, surface));
fail:
    gfla_text_free(&points);
    gfla_text_free(&shown);
    if (status != GFLA_OK)
        gfla_person_surface_free(surface);
    return status;
}

/* ---- a pair ---- */

static gfla_status person_of(const char *from, const char *to, char *person, size_t size)
{
    const char *end = strrchr(from, '_');
    const size_t n = end ? (size_t)(end - from) : 0;
    if (n == 0 || n >= size || strncmp(from, to, n) != 0 || strrchr(to, '_') != to + n)
        return gfla_fail(GFLA_ERROR_USAGE, "%s and %s are no pictures PERSON_... of one person", from, to);
    snprintf(person, size, "%.*s", (int)n, from);
    return GFLA_OK;
}

bool gfla_person_set_has_surfaces(const char *root, const char *phase)
{
    struct gfla_text folder = {0};
    gfla_text_add(&folder, "%s/%s_surface", root, phase);
    const bool has = !folder.failed && gfla_file_exists(folder.data);
    gfla_text_free(&folder);
    return has;
}

gfla_status gfla_person_flow_read(const char *root, const char *phase, const char *from, const char *to, int width,
                                  int height, float *flow, float *visible)
{
    gfla_status status;
    struct gfla_person_triangles triangles = {0};
    struct gfla_person_surface source = {0}, target = {0};
    struct gfla_text folder = {0};
    char person[256];
    TRY(person_of(from, to, person, sizeof person));
    gfla_text_add(&folder, "%s/%s_surface", root, phase);
    REQUIRE(!folder.failed, GFLA_ERROR_MEMORY, "a path: host memory ran out");
    TRY(gfla_person_triangles_read(folder.data, person, &triangles));
    TRY(gfla_person_surface_read(folder.data, from, &triangles, &source));
    TRY(gfla_person_surface_read(folder.data, to, &triangles, &target));
    gfla_person_surface_flow(&triangles, &source, &target, width, height, flow, visible);
fail:
    gfla_person_triangles_free(&triangles);
    gfla_person_surface_free(&source);
    gfla_person_surface_free(&target);
    gfla_text_free(&folder);
    return status;
}
