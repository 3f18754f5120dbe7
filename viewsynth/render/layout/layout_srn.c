/* srn: as scene representation networks read objects.
 *
 *   MODEL/rgb/000000.png     RGB on white
 *   MODEL/pose/000000.txt    16 numbers in one line: camera to world, x right, y down, z forward
 *   MODEL/intrinsics.txt     `f cx cy 0.`, `0. 0. 0.`, `1.`, `H W`: in pixels whose edges are whole numbers */
#include <stdio.h>

#include "base/file.h"
#include "base/text.h"
#include "viewsynth/render/layout/layout_table.h"

static const struct gfla_camera_set sphere[] = {{.kind = GFLA_CAMERAS_RANDOM, .n = 50}};

/* One intrinsics.txt for all views. */
static gfla_status check(const gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status = GFLA_OK;
    for (int i = 1; i < model->n_views; i++)
        REQUIRE(model->cameras[i].fov == model->cameras[0].fov, GFLA_ERROR_USAGE,
                "--layout %s: views of %.4g and %.4g degrees; the layout has one field of view for all of a model",
                set->layout->name, model->cameras[0].fov, model->cameras[i].fov);
fail:
    return status;
}

static gfla_status begin_model(gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status;
    char folder[4096], pose[4200];
    TRY(gfla_layout_folder(set, model->entry, folder, sizeof folder));
    snprintf(pose, sizeof pose, "%s/pose", folder);
    TRY(gfla_folder_create(pose));
fail:
    return status;
}

static gfla_status write_pose(gfla_layout_set *set, const struct gfla_layout_model *model, int view)
{
    struct gfla_text text = {0};
    char name[32];
    double m[16];
    gfla_layout_camera_to_world(set, model, view, false, m);
    for (int i = 0; i < 16; i++)
        gfla_text_add(&text, "%s%.17g", i > 0 ? " " : "", m[i]);
    gfla_text_add(&text, "\n");
    snprintf(name, sizeof name, "pose/%06d.txt", view);
    return gfla_layout_write_text(set, model, name, &text);
}

static gfla_status end_model(gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status;
    struct gfla_text text = {0};
    const int size = set->params.size;
    for (int i = 0; i < model->n_views; i++)
        TRY(write_pose(set, model, i));
    gfla_text_add(&text, "%.17g %.17g %.17g 0.\n0. 0. 0.\n1.\n%d %d\n",
                  gfla_camera_intrinsics(&model->cameras[0], size).focal, 0.5 * size, 0.5 * size, size, size);
    status = gfla_layout_write_text(set, model, "intrinsics.txt", &text);
fail:
    return status;
}

const struct gfla_layout gfla_layout_srn = {
    .name = "srn",
    .about = "scene representation networks, pixel-nerf: MODEL/rgb, MODEL/pose, intrinsics.txt",
    .size = 128,
    .white = true,
    .z_up = true,
    .numbered = true,
    .digits = 6,
    .unit = GFLA_UNIT_DIAGONAL_1,
    .distance = 1.3,
    .fov = 51.98948897809546, /* 2 atan(64 / 131.25): a focal length of 131.25 pixels at 128 */
    .sets = sphere,
    .n_sets = 1,
    .images = 1 << GFLA_LAYOUT_COLOUR,
    .files = {[GFLA_LAYOUT_COLOUR] = {"rgb/", ".png"}},
    .check = check,
    .begin_model = begin_model,
    .end_model = end_model,
};
