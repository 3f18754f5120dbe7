#include "tasks/view/view_photo.h"

#include <math.h>

#include "base/memory.h"
#include "tasks/api/image_api.h"
#include "tasks/model/model_file.h"
#include "tasks/view/photo.h"

/* The enums of photo_cut.h and photo_angle.h are those of gfla/view.h. */
_Static_assert((int)GFLA_PHOTO_METHOD_NETWORK == (int)GFLA_VIEW_METHOD_NETWORK &&
                   (int)GFLA_PHOTO_METHOD_COUNT == (int)GFLA_VIEW_METHOD_COUNT,
               "one list of methods");
_Static_assert((int)GFLA_PHOTO_SYMMETRY_ROUND == (int)GFLA_VIEW_SYMMETRY_ROUND &&
                   (int)GFLA_PHOTO_SYMMETRY_COUNT == (int)GFLA_VIEW_SYMMETRY_COUNT,
               "one list of symmetries");

const struct gfla_bitmap *gfla_view_photo_object(const struct gfla_photo_cut *cut, const struct gfla_bitmap *image)
{
    return cut->rgba.pixels ? &cut->rgba : image;
}

/* Elevations on which the model was trained. */
static double known_elevation(const gfla_view *view, double elevation)
{
    const bool is_low = view->model.net.config.form == GFLA_FORM_VIEW;
    const double lowest = is_low ? 0 : GFLA_VIEW_MIN_ELEVATION, highest = is_low ? 20 : GFLA_VIEW_MAX_ELEVATION;
    return fmin(fmax(elevation, lowest), highest);
}

/* Whole degrees: more is not known. *found: whether the object has an outline to go by. */
static gfla_status estimate(gfla_view *view, const struct gfla_bitmap *object, bool whole_image,
                            struct gfla_view_source_info *info, bool *found)
{
    gfla_status status;
    struct gfla_photo_params params = {0};
    struct gfla_photo_angle angle;
    struct gfla_bitmap square = {0};
    *found = false;
    TRY(gfla_photo_networks_angle_size(&view->networks, &params.size));
    status = gfla_photo_frame(object, &params, &square, NULL);
    if (status == GFLA_ERROR_INPUT && whole_image)
        return GFLA_OK;
    TRY(status);
    TRY(gfla_photo_networks_angle(&view->networks, &square, &angle));
    info->angles.azimuth = fmod(round(angle.azimuth), 360);
    info->angles.elevation = round(known_elevation(view, angle.elevation));
    info->origin = GFLA_VIEW_ORIGIN_ESTIMATED;
    info->confidence = angle.confidence;
    info->symmetry = (gfla_view_symmetry)angle.symmetry;
    *found = true;
fail:
    gfla_bitmap_free(&square);
    return status;
}

static gfla_status find_angles(gfla_view *view, const struct gfla_bitmap *object, const struct gfla_view_angles *angles,
                               bool whole_image, struct gfla_view_source_info *info)
{
    gfla_status status = GFLA_OK;
    bool found = false;
    if (angles) {
        info->angles = *angles;
        info->origin = GFLA_VIEW_ORIGIN_GIVEN;
        return gfla_view_check_angles(angles, 1, "the source");
    }
    if (gfla_model_is_installed(GFLA_ANGLE_MODEL))
        TRY(estimate(view, object, whole_image, info, &found));
    if (!found) {
        info->angles = GFLA_VIEW_ASSUMED_ANGLES;
        info->origin = GFLA_VIEW_ORIGIN_ASSUMED;
    }
fail:
    return status;
}

gfla_status gfla_view_photo_read(gfla_view *view, const struct gfla_bitmap *image,
                                 const struct gfla_view_angles *angles, const struct gfla_view_source_params *params,
                                 struct gfla_photo_cut *cut, struct gfla_view_source_info *info)
{
    gfla_status status;
    struct gfla_bitmap mask = {0};
    *cut = (struct gfla_photo_cut){0};
    *info = (struct gfla_view_source_info){.struct_size = sizeof *info};
    REQUIRE(!params->mask || !params->whole_image, GFLA_ERROR_USAGE,
            "gfla_view_source_params: a mask says where the object is, whole_image that it need not be looked for");
    if (params->mask)
        TRY(gfla_bitmap_from_image(&mask, params->mask, "the mask"));
    const struct gfla_photo_cut_params find = {
        .mask = params->mask ? &mask : NULL, .whole_image = params->whole_image, .tolerance = params->tolerance};
    TRY(gfla_photo_find(&view->networks, image, &find, cut));
    info->method = (gfla_view_method)cut->method;
    TRY(find_angles(view, gfla_view_photo_object(cut, image), angles, params->whole_image, info));
fail:
    gfla_bitmap_free(&mask);
    if (status != GFLA_OK)
        gfla_photo_cut_free(cut);
    return status;
}

void gfla_view_photo_placed(gfla_view *view, const struct gfla_view_source_info *info, const struct gfla_photo_cut *cut,
                            const struct gfla_photo_report *report)
{
    const double scale = cut->scale;
    view->source_info = *info;
    view->source_info.x = (int)lround(scale * report->x);
    view->source_info.y = (int)lround(scale * report->y);
    view->source_info.width = (int)lround(scale * report->width);
    view->source_info.height = (int)lround(scale * report->height);
    view->source_info.frame = (int)lround(scale * report->frame);
}
