/* nerf: as the synthetic scenes of neural radiance fields.
 *
 *   MODEL/train/r_0.png, val/r_0.png, test/r_0.png    RGBA; test/r_0_depth.png and the like where wanted
 *   MODEL/transforms_{train,val,test}.json            camera to world, x right, y up, looking along -z
 *
 * Its own cameras are 100 of the upper half sphere for training, 100 others for validation, and a circle of 200 for the
 * test. Of other cameras the last tenth is for the test and the tenth before for validation; of fewer than 10, all are
 * for everything. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "viewsynth/render/layout/layout_table.h"

static const struct gfla_camera_set own[] = {
    {.kind = GFLA_CAMERAS_RANDOM, .n = 100, .elevations = {0, 90}},
    {.kind = GFLA_CAMERAS_RANDOM, .n = 100, .elevations = {0, 90}},
    {.kind = GFLA_CAMERAS_GRID, .n_azimuths = 200, .n_elevations = 1, .elevation0 = 30},
};

/* The first view of a purpose. */
static int first_of(const gfla_layout_set *set, int n, int purpose)
{
    if (set->params.own_cameras)
        return 100 * purpose;
    const int tenth = n / 10;
    return purpose == 0 || tenth == 0 ? 0 : n - (GFLA_PURPOSES - purpose) * tenth;
}

static int end_of(const gfla_layout_set *set, int n, int purpose)
{
    return purpose + 1 < GFLA_PURPOSES && (set->params.own_cameras || n >= 10) ? first_of(set, n, purpose + 1) : n;
}

static char *view_name(const gfla_layout_set *set, const struct gfla_layout_model *model, int view, char *name,
                       size_t size)
{
    int purpose = 0;
    while (view >= end_of(set, model->n_views, purpose))
        purpose++;
    snprintf(name, size, "%s/r_%d", gfla_purpose_names[purpose], view - first_of(set, model->n_views, purpose));
    return name;
}

/* One angle for all views of a file. */
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

static void add_frame(struct gfla_text *json, const gfla_layout_set *set, const struct gfla_layout_model *model,
                      int view)
{
    char name[64];
    double m[16];
    gfla_layout_camera_to_world(set, model, view, true, m);
    gfla_text_add(json, "  {\"file_path\": \"./%s\", \"transform_matrix\": [",
                  gfla_layout_view_name(set, model, view, name, sizeof name));
    for (int i = 0; i < 4; i++)
        gfla_text_add(json, "%s[%.17g, %.17g, %.17g, %.17g]", i > 0 ? ", " : "", m[4 * i], m[4 * i + 1], m[4 * i + 2],
                      m[4 * i + 3]);
    gfla_text_add(json, "]}");
}

static gfla_status end_model(gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status = GFLA_OK;
    for (int p = 0; p < GFLA_PURPOSES && status == GFLA_OK; p++) {
        struct gfla_text json = {0};
        char name[32];
        const int end = end_of(set, model->n_views, p);
        gfla_text_add(&json, "{\"camera_angle_x\": %.17g, \"frames\": [\n", model->cameras[0].fov * M_PI / 180);
        for (int i = first_of(set, model->n_views, p); i < end; i++) {
            add_frame(&json, set, model, i);
            gfla_text_add(&json, i + 1 < end ? ",\n" : "\n");
        }
        gfla_text_add(&json, "]}\n");
        snprintf(name, sizeof name, "transforms_%s.json", gfla_purpose_names[p]);
        status = gfla_layout_write_text(set, model, name, &json);
    }
    return status;
}

const struct gfla_layout gfla_layout_nerf = {
    .name = "nerf",
    .about = "neural radiance fields: MODEL/transforms_{train,val,test}.json and pictures",
    .size = 800,
    .z_up = true,
    .unit = GFLA_UNIT_DIAGONAL_2,
    .distance = 4.031128874149275, /* of the published scenes: sqrt(16.25) */
    .fov = 39.5977,                /* their camera_angle_x, 0.6911 */
    .sets = own,
    .n_sets = 3,
    .images = 1 << GFLA_LAYOUT_COLOUR,
    .files = {[GFLA_LAYOUT_COLOUR] = {"", ".png"},
              [GFLA_LAYOUT_DEPTH] = {"", "_depth.png"},
              [GFLA_LAYOUT_NORMAL] = {"", "_normal.png"},
              [GFLA_LAYOUT_COORDINATES] = {"", "_coordinates.png"}},
    .view_name = view_name,
    .check = check,
    .end_model = end_model,
};
