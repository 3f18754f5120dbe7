/* stanford: names and camera of the stanford-shapenet-renderer script for Blender.
 *
 *   MODEL/MODEL_r_000.png                 RGBA; the number is the turn of the camera in degrees
 *   MODEL/MODEL_r_000_depth0001.png       8-bit grey: (z - 0.7) * 1.4 held within 0 .. 1, background 1
 *   MODEL/MODEL_r_000_normal0001.png      8-bit RGBA: n * 0.5 + 0.5, world axes
 *
 * The camera begins at (0, 1, 0.6), z up, and looks at the middle. */
#include <math.h>
#include <stdio.h>

#include "viewsynth/render/layout/layout_table.h"

/* The turn of the camera about z counts from +y; azimuths (camera.h) count the other way, from x. */
static const struct gfla_camera_set circle[] = {{.kind = GFLA_CAMERAS_GRID,
                                                 .n_azimuths = 30,
                                                 .n_elevations = 1,
                                                 .azimuth0 = 270,
                                                 .clockwise = true,
                                                 .elevation0 = 30.964}}; /* atan 0.6, to 0.001 */

static char *view_name(const gfla_layout_set *set, const struct gfla_layout_model *model, int view, char *name,
                       size_t size)
{
    (void)set;
    const int turn = (int)fmod(630 - model->cameras[view].azimuth + 1e-6, 360);
    snprintf(name, size, "%s_r_%03d", model->entry->id, turn);
    return name;
}

static double depth_value(double depth)
{
    return fmin(fmax((depth - 0.7) * 1.4, 0), 1);
}

const struct gfla_layout gfla_layout_stanford = {
    .name = "stanford",
    .about = "stanford-shapenet-renderer: MODEL/MODEL_r_000.png, ..._depth0001.png",
    .size = 600,
    .z_up = true,
    .unit = GFLA_UNIT_DIAGONAL_1,
    .distance = 1.16619037896906, /* of (0, 1, 0.6) */
    .fov = GFLA_BLENDER_FOV,
    .sets = circle,
    .n_sets = 1,
    .images = 1 << GFLA_LAYOUT_COLOUR | 1 << GFLA_LAYOUT_DEPTH | 1 << GFLA_LAYOUT_NORMAL,
    .eight_bits = true,
    .files = {[GFLA_LAYOUT_COLOUR] = {"", ".png"},
              [GFLA_LAYOUT_DEPTH] = {"", "_depth0001.png"},
              [GFLA_LAYOUT_NORMAL] = {"", "_normal0001.png"}},
    .view_name = view_name,
    .depth_value = depth_value,
};
