/* objaverse and zero123: images of models whose longest side is 1.
 *
 *   MODEL/000.png ...    RGBA
 *   MODEL/000.npy ...    zero123: float64 [3][4], world to camera, x right, y up, looking along -z, as Blender has them
 *
 * objaverse looks from 12 sides, 30 degrees above, at a distance of 1.5; zero123 from anywhere at 1.5 to 2.2. */
#include <stdio.h>

#include "io/weights/npy.h"
#include "viewsynth/render/layout/layout_table.h"

static const struct gfla_camera_set sphere[] = {{.kind = GFLA_CAMERAS_RANDOM, .n = 12, .distances = {1.5, 2.2}}};
static const struct gfla_camera_set circle[] = {
    {.kind = GFLA_CAMERAS_GRID, .n_azimuths = 12, .n_elevations = 1, .clockwise = true, .elevation0 = 30}};

/* Of other lenses no file tells. */
static gfla_status check(const gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < model->n_views; i++)
        REQUIRE(model->cameras[i].fov == model->cameras[0].fov, GFLA_ERROR_USAGE,
                "--layout %s: views of %.4g and %.4g degrees; the layout has one field of view", set->layout->name,
                model->cameras[0].fov, model->cameras[i].fov);
fail:
    return status;
}

static gfla_status end_model(gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status = GFLA_OK;
    char folder[4096], path[4200];
    double m[16];
    TRY(gfla_layout_folder(set, model->entry, folder, sizeof folder));
    for (int i = 0; i < model->n_views; i++) {
        gfla_layout_world_to_camera(set, model, i, true, m);
        snprintf(path, sizeof path, "%s/%03d.npy", folder, i);
        TRY(gfla_npy_write_as(path, GFLA_DTYPE_F64, (struct gfla_shape){.rank = 2, .dim = {3, 4}}, m));
    }
fail:
    return status;
}

const struct gfla_layout gfla_layout_zero123 = {
    .name = "zero123",
    .about = "Zero123: MODEL/000.png and 000.npy, world to camera",
    .size = 512,
    .z_up = true,
    .numbered = true,
    .digits = 3,
    .unit = GFLA_UNIT_SIDE_1,
    .distance = 1.85,
    .fov = GFLA_BLENDER_FOV,
    .sets = sphere,
    .n_sets = 1,
    .images = 1 << GFLA_LAYOUT_COLOUR,
    .files = {[GFLA_LAYOUT_COLOUR] = {"", ".png"}},
    .check = check,
    .end_model = end_model,
};

const struct gfla_layout gfla_layout_objaverse = {
    .name = "objaverse",
    .about = "objaverse-rendering: MODEL/000.png",
    .size = 512,
    .z_up = true,
    .numbered = true,
    .digits = 3,
    .unit = GFLA_UNIT_SIDE_1,
    .distance = 1.5,
    .fov = GFLA_BLENDER_FOV,
    .sets = circle,
    .n_sets = 1,
    .images = 1 << GFLA_LAYOUT_COLOUR,
    .files = {[GFLA_LAYOUT_COLOUR] = {"", ".png"}},
    .check = check,
};
