/* The layouts of our own: views, named by their angles, and plain, numbered. */
#include "viewsynth/render/layout/layout_table.h"

static const struct gfla_camera_set grid[] = {{.kind = GFLA_CAMERAS_GRID, .n_azimuths = 18, .n_elevations = 3}};

const struct gfla_layout gfla_layout_views = {
    .name = "views",
    .about = "a folder for each model: AZ_EL.png, AZ_EL_depth.png, cameras.json",
    .size = 128,
    .unit = GFLA_UNIT_DIAGONAL_2,
    .distance = GFLA_CAMERA_DISTANCE,
    .fov = GFLA_CAMERA_FOV,
    .sets = grid,
    .n_sets = 1,
    .images = 1 << GFLA_LAYOUT_COLOUR | 1 << GFLA_LAYOUT_DEPTH,
    .files = {[GFLA_LAYOUT_COLOUR] = {"", ".png"},
              [GFLA_LAYOUT_DEPTH] = {"", "_depth.png"},
              [GFLA_LAYOUT_BACK] = {"", "_back.png"},
              [GFLA_LAYOUT_BACK_DEPTH] = {"", "_back_depth.png"},
              [GFLA_LAYOUT_NORMAL] = {"", "_normal.png"},
              [GFLA_LAYOUT_COORDINATES] = {"", "_coordinates.png"},
              [GFLA_LAYOUT_MASK] = {"", "_mask.png"}},
};

const struct gfla_layout gfla_layout_plain = {
    .name = "plain",
    .about = "the same, with views numbered: 0000.png, 0000_depth.png",
    .size = 128,
    .numbered = true,
    .digits = 4,
    .unit = GFLA_UNIT_DIAGONAL_2,
    .distance = GFLA_CAMERA_DISTANCE,
    .fov = GFLA_CAMERA_FOV,
    .sets = grid,
    .n_sets = 1,
    .images = 1 << GFLA_LAYOUT_COLOUR | 1 << GFLA_LAYOUT_DEPTH,
    .files = {[GFLA_LAYOUT_COLOUR] = {"", ".png"},
              [GFLA_LAYOUT_DEPTH] = {"", "_depth.png"},
              [GFLA_LAYOUT_BACK] = {"", "_back.png"},
              [GFLA_LAYOUT_BACK_DEPTH] = {"", "_back_depth.png"},
              [GFLA_LAYOUT_NORMAL] = {"", "_normal.png"},
              [GFLA_LAYOUT_COORDINATES] = {"", "_coordinates.png"},
              [GFLA_LAYOUT_MASK] = {"", "_mask.png"}},
};
