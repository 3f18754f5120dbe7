/* What the formats share, and the search for models below a folder. */
#include "viewsynth/data/view_files.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/image/bitmap.h"

#define DEGREES (180.0 / 3.14159265358979323846)
#define MAX_TEXT ((uint64_t)64 << 20)

/* ---- cameras ---- */

void gfla_view_world_to_camera(const double m[16], bool flip, bool z_up, double out[12])
{
    for (int i = 0; i < 3; i++) {
        const double sign = flip && i > 0 ? -1 : 1;
        const double axis[3] = {sign * m[i], sign * m[4 + i], sign * m[8 + i]}; /* of the camera, in the world */
        out[4 * i] = axis[0];
        out[4 * i + 1] = z_up ? axis[2] : axis[1];
        out[4 * i + 2] = z_up ? -axis[1] : axis[2];
        out[4 * i + 3] = -(axis[0] * m[3] + axis[1] * m[7] + axis[2] * m[11]);
    }
}

double gfla_view_fov(double focal, int size)
{
    return 2 * atan(0.5 * size / focal) * DEGREES;
}

bool gfla_view_is_rotation(const double m[12])
{
    double worst = 0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            const double dot = m[4 * i] * m[4 * j] + m[4 * i + 1] * m[4 * j + 1] + m[4 * i + 2] * m[4 * j + 2];
            worst = fmax(worst, fabs(dot - (i == j)));
        }
    const double det =
        m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8]);
    return worst < 1e-3 && det > 0; /* not a number is not less */
}

/* The pose of the grid that these angles are, or azimuth -1. */
static struct gfla_pose pose_of(double azimuth, double elevation)
{
    const double a = azimuth / 20, e = elevation / 10;
    if (fabs(a - rint(a)) > 1e-3 || fabs(e - rint(e)) > 1e-3 || rint(e) < 0 || rint(e) >= GFLA_N_ELEVATIONS)
        return (struct gfla_pose){-1, -1};
    return (struct gfla_pose){(int)rint(a) % GFLA_N_AZIMUTHS, (int)rint(e)};
}

static gfla_status place(const double rows[12], double fov, struct gfla_camera *camera)
{
    gfla_status status = GFLA_OK;
    *camera = (struct gfla_camera){.fov = fov};
    for (int i = 0; i < 12; i++)
        REQUIRE(isfinite(rows[i]) && fabs(rows[i]) < 1e6, GFLA_ERROR_INPUT, "a camera with %g in its matrix", rows[i]);
    REQUIRE(gfla_view_is_rotation(rows), GFLA_ERROR_INPUT, "a camera whose matrix is no rotation with a move");
    REQUIRE(fov >= 1 && fov <= 150, GFLA_ERROR_INPUT, "a field of view of %g degrees, 1 .. 150 expected", fov);
    memcpy(camera->rows, rows, sizeof camera->rows);
    for (int k = 0; k < 3; k++)
        camera->eye[k] = -(rows[k] * rows[3] + rows[4 + k] * rows[7] + rows[8 + k] * rows[11]);
    camera->distance =
        sqrt(camera->eye[0] * camera->eye[0] + camera->eye[1] * camera->eye[1] + camera->eye[2] * camera->eye[2]);
    REQUIRE(camera->distance > 1e-6, GFLA_ERROR_INPUT, "a camera in the middle of the object");
    camera->elevation = asin(fmax(-1, fmin(1, camera->eye[1] / camera->distance))) * DEGREES;
    camera->azimuth = atan2(camera->eye[2], camera->eye[0]) * DEGREES;
    camera->azimuth += camera->azimuth < 0 ? 360 : 0;
fail:
    return status;
}

static const char *copy(gfla_arena *arena, const char *path, bool *failed)
{
    const char *out = path ? gfla_arena_strdup(arena, path) : NULL;
    *failed = *failed || (path && !out);
    return out;
}

gfla_status gfla_view_files_add(struct gfla_view_files *files, const double world_to_camera[12], double fov,
                                const struct gfla_view_paths *paths, float near, float range)
{
    gfla_status status;
    struct gfla_set_view view = {.near = near, .range = range};
    bool failed = false;
    REQUIRE(files->n < GFLA_VIEW_FILES_MAX, GFLA_ERROR_INPUT, "more than %d views", GFLA_VIEW_FILES_MAX);
    TRY(place(world_to_camera, fov, &view.camera));
    view.pose = pose_of(view.camera.azimuth, view.camera.elevation);
    view.image = copy(files->arena, paths->image, &failed);
    view.mask = copy(files->arena, paths->mask, &failed);
    view.depth = copy(files->arena, paths->depth, &failed);
    view.back = copy(files->arena, paths->back, &failed);
    view.back_depth = copy(files->arena, paths->back_depth, &failed);
    REQUIRE(!failed, GFLA_ERROR_MEMORY, "paths of views: host memory ran out");
    REQUIRE(gfla_file_exists(view.image), GFLA_ERROR_INPUT, "%s is missing", view.image);
    TRY(gfla_grow(&files->views, &files->capacity, files->n + 1, sizeof view, "views of a model"));
    files->views[files->n++] = view;
fail:
    return status;
}

/* ---- files ---- */

bool gfla_view_numbers(const char **text, double *numbers, int n)
{
    for (int i = 0; i < n; i++) {
        char *end;
        numbers[i] = strtod(*text, &end);
        if (end == *text)
            return false;
        *text = end;
    }
    return true;
}

const char *gfla_view_path(gfla_arena *arena, const char *folder, const char *name)
{
    return gfla_arena_printf(arena, "%s/%s", folder, name);
}

gfla_status gfla_view_text(const char *path, char **text)
{
    gfla_status status;
    void *data = NULL;
    size_t size;
    *text = NULL;
    TRY(gfla_file_read_text(path, MAX_TEXT, &data, &size));
    REQUIRE(!memchr(data, 0, size), GFLA_ERROR_INPUT, "%s: no text, it holds zeros", path);
    *text = data;
    return GFLA_OK;
fail:
    free(data);
    return status;
}

gfla_status gfla_view_image_size(const char *path, int *size)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    TRY(gfla_bitmap_read(path, NULL, &image));
    REQUIRE(image.width == image.height, GFLA_ERROR_INPUT, "%s: %d x %d pixels; views are square", path, image.width,
            image.height);
    *size = image.width;
fail:
    gfla_bitmap_free(&image);
    return status;
}
