/* r2n2: renderings as of the 3D recurrent reconstruction network.
 *
 *   CATEGORY/MODEL/rendering/00.png ...           RGBA
 *   CATEGORY/MODEL/rendering/renderings.txt       the names
 *   CATEGORY/MODEL/rendering/rendering_metadata.txt   lines `azimuth elevation 0 ratio 25`
 *
 * The camera stands at ratio * 1.75 from the middle of a model whose bounding box has a diagonal of 1, where azimuth
 * and elevation put it with y up; its lens has 35 mm before a sensor of 32 mm. The 25 is what the format always
 * says. */
#include <math.h>

#include "base/text.h"
#include "viewsynth/render/layout/layout_table.h"

#define FARTHEST 1.75

static const struct gfla_camera_set ranges[] = {{.kind = GFLA_CAMERAS_RANDOM,
                                                 .n = 24,
                                                 .elevations = {25, 30},
                                                 .even_elevations = true,
                                                 .distances = {0.65 * FARTHEST, 0.95 * FARTHEST}}};

/* The metadata have no column that tells of another lens. */
static gfla_status check(const gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < model->n_views; i++)
        REQUIRE(fabs(model->cameras[i].fov - GFLA_BLENDER_FOV) < 1e-6, GFLA_ERROR_USAGE,
                "--layout %s: view %d has a field of view of %.4g degrees, the layout has %.4g", set->layout->name, i,
                model->cameras[i].fov, GFLA_BLENDER_FOV);
fail:
    return status;
}

static gfla_status end_model(gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status;
    struct gfla_text names = {0}, metadata = {0};
    for (int i = 0; i < model->n_views; i++) {
        gfla_text_add(&names, "%02d.png\n", i);
        gfla_text_add(&metadata, "%.10g %.10g 0 %.10g 25\n", model->cameras[i].azimuth, model->cameras[i].elevation,
                      gfla_layout_distance(model, i) / FARTHEST);
    }
    status = gfla_layout_write_text(set, model, "rendering/renderings.txt", &names);
    if (status == GFLA_OK)
        return gfla_layout_write_text(set, model, "rendering/rendering_metadata.txt", &metadata);
    gfla_text_free(&metadata);
    return status;
}

const struct gfla_layout gfla_layout_r2n2 = {
    .name = "r2n2",
    .about = "3D-R2N2: CATEGORY/MODEL/rendering/00.png, rendering_metadata.txt",
    .size = 137,
    .numbered = true,
    .digits = 2,
    .by_category = true,
    .unit = GFLA_UNIT_DIAGONAL_1,
    .distance = 0.8 * FARTHEST,
    .fov = GFLA_BLENDER_FOV,
    .sets = ranges,
    .n_sets = 1,
    .images = 1 << GFLA_LAYOUT_COLOUR,
    .files = {[GFLA_LAYOUT_COLOUR] = {"rendering/", ".png"}},
    .check = check,
    .end_model = end_model,
};
