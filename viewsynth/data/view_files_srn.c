/* Sets of scene representation networks: MODEL/rgb/NAME.png, MODEL/pose/NAME.txt, MODEL/intrinsics.txt
 * (render/layout/layout_srn.c). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "viewsynth/data/view_files.h"

static bool is_model(const char *folder)
{
    char path[4200];
    snprintf(path, sizeof path, "%.4096s/intrinsics.txt", folder);
    return gfla_file_exists(path);
}

/* `f cx cy 0.`, three zeros (the origin), a scale, `H W`, and sometimes whether poses are world to camera. */
static gfla_status read_intrinsics(const char *path, double *fov, int *size, bool *world_to_camera)
{
    gfla_status status;
    char *text = NULL;
    double v[10], flag;
    TRY(gfla_view_text(path, &text));
    const char *at = text;
    REQUIRE(gfla_view_numbers(&at, v, 10), GFLA_ERROR_INPUT, "intrinsics.txt: fewer than 10 numbers");
    REQUIRE(v[8] == v[9] && v[8] >= 8 && v[8] <= 4096, GFLA_ERROR_INPUT,
            "intrinsics.txt: views of %g x %g pixels; they must be square, with sides of 8 .. 4096", v[9], v[8]);
    REQUIRE(v[0] > 0, GFLA_ERROR_INPUT, "intrinsics.txt: a focal length of %g", v[0]);
    REQUIRE(fabs(v[1] - v[8] / 2) <= 1 && fabs(v[2] - v[8] / 2) <= 1, GFLA_ERROR_INPUT,
            "intrinsics.txt: the middle of the lens is at %g, %g of %g pixels; networks take it in the middle", v[1],
            v[2], v[8]);
    *size = (int)v[8];
    *fov = gfla_view_fov(v[0], *size);
    *world_to_camera = gfla_view_numbers(&at, &flag, 1) && flag != 0;
fail:
    free(text);
    return status;
}

static gfla_status read_pose(const char *path, bool inverted, double m[12])
{
    gfla_status status;
    char *text = NULL;
    double v[16];
    TRY(gfla_view_text(path, &text));
    const char *at = text;
    REQUIRE(gfla_view_numbers(&at, v, 16), GFLA_ERROR_INPUT, "%s: fewer than 16 numbers", path);
    if (inverted) { /* of a rotation and a move */
        double w[16] = {0};
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) {
                w[4 * i + j] = v[4 * j + i];
                w[4 * i + 3] -= v[4 * j + i] * v[4 * j + 3];
            }
        memcpy(v, w, sizeof v);
    }
    gfla_view_world_to_camera(v, false, true, m);
fail:
    free(text);
    return status;
}

static gfla_status read(const char *folder, struct gfla_view_files *files, struct gfla_set_object *model)
{
    gfla_status status;
    char **names = NULL, path[8192], image[8192];
    size_t count;
    double fov = 0, m[12];
    bool inverted = false;
    (void)model;
    snprintf(path, sizeof path, "%s/intrinsics.txt", folder);
    TRY(read_intrinsics(path, &fov, &files->size, &inverted));
    snprintf(path, sizeof path, "%s/pose", folder);
    TRY(gfla_folder_list(path, &names, &count));
    for (size_t i = 0; i < count; i++) {
        const size_t n = strlen(names[i]);
        if (n < 5 || strcmp(names[i] + n - 4, ".txt") != 0)
            continue;
        snprintf(path, sizeof path, "%s/pose/%s", folder, names[i]);
        snprintf(image, sizeof image, "%s/rgb/%.*s.png", folder, (int)n - 4, names[i]);
        TRY(read_pose(path, inverted, m));
        TRY(gfla_view_files_add(files, m, fov, &(struct gfla_view_paths){.image = image}, 0, 0));
    }
fail:
    free(names);
    return status;
}

const struct gfla_view_format gfla_view_format_srn = {"srn", is_model, read};
