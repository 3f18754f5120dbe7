/* The functions of gfla/view.h but for rendering: a model on a device, and its source. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "tasks/api/image_api.h"
#include "tasks/view/photo.h"
#include "tasks/view/view_session.h"

#define DEFAULT_MODEL "view-furniture-128"
#define DEFAULT_BATCH 6
#define MAX_BATCH 1024

void gfla_view_params_init(struct gfla_view_params *params)
{
    *params = (struct gfla_view_params){.struct_size = sizeof *params};
}

void gfla_view_source_params_init(struct gfla_view_source_params *params)
{
    *params = (struct gfla_view_source_params){.struct_size = sizeof *params};
}

void gfla_view_outputs_init(struct gfla_view_outputs *outputs)
{
    *outputs = (struct gfla_view_outputs){.struct_size = sizeof *outputs};
}

static gfla_status open_view(gfla_view **view, gfla_device *device, const char *name, int batch)
{
    gfla_status status;
    gfla_view *v;
    TRY(gfla_calloc(view, 1, sizeof **view, "a view"));
    v = *view;
    v->device = device;
    TRY(gfla_calloc(&v->name, strlen(name) + 1, 1, "a view"));
    memcpy(v->name, name, strlen(name) + 1);
    TRY(gfla_view_model_open(&v->model, device, name, batch));
    REQUIRE(v->model.net.image && v->model.net.warped, GFLA_ERROR_INPUT,
            "%s: weights of a flow net alone, or of the published form. hint: "
            "weights of `gfla train view --stage full`",
            name);
    const size_t area = (size_t)v->model.net.config.size * (size_t)v->model.net.config.size;
    TRY(gfla_calloc(&v->source, 3 * area, sizeof *v->source, "an image"));
fail:
    return status;
}

gfla_status gfla_view_open(gfla_view **view, gfla_device *device, const char *model,
                           const struct gfla_view_params *params)
{
    gfla_status status;
    struct gfla_view_params p;
    gfla_context *const before = gfla_context_enter(gfla_device_context(device));
    *view = NULL;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_view_params"));
    p.batch = p.batch ? p.batch : DEFAULT_BATCH;
    REQUIRE(p.batch >= 1 && p.batch <= MAX_BATCH, GFLA_ERROR_USAGE, "gfla_view_params: batch is %d, 1 .. %d expected",
            p.batch, MAX_BATCH);
    status = open_view(view, device, model ? model : DEFAULT_MODEL, p.batch);
fail:
    if (status != GFLA_OK)
        gfla_view_close(view);
    gfla_context_enter(before);
    return status;
}

void gfla_view_close(gfla_view **view)
{
    if (!view || !*view)
        return;
    gfla_view_model_close(&(*view)->model);
    free((*view)->source);
    free((*view)->name);
    free(*view);
    *view = NULL;
}

struct gfla_view_info gfla_view_get_info(const gfla_view *view)
{
    return (struct gfla_view_info){
        .model = view->name, .size = view->model.net.config.size, .batch = view->model.net.config.batch};
}

gfla_status gfla_view_check_angles(const struct gfla_view_angles *angles, int n, const char *what)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < n; i++) {
        REQUIRE(isfinite(angles[i].azimuth), GFLA_ERROR_USAGE, "%s: azimuth %g is not a number of degrees", what,
                angles[i].azimuth);
        REQUIRE(angles[i].elevation >= GFLA_VIEW_MIN_ELEVATION && angles[i].elevation <= GFLA_VIEW_MAX_ELEVATION,
                GFLA_ERROR_USAGE, "%s: elevation %g is not in %d .. %d degrees", what, angles[i].elevation,
                GFLA_VIEW_MIN_ELEVATION, GFLA_VIEW_MAX_ELEVATION);
    }
fail:
    return status;
}

/* Of an RGBA image; of one that is opaque all over what is white is background. */
static void read_alpha(const struct gfla_bitmap *image, size_t area, float *alpha)
{
    const uint8_t *pixels = image->pixels;
    bool is_opaque = true;
    for (size_t i = 0; i < area; i++)
        is_opaque = is_opaque && pixels[4 * i + 3] == 255;
    for (size_t i = 0; i < area; i++) {
        const uint8_t *p = pixels + 4 * i;
        const bool is_white = p[0] == 255 && p[1] == 255 && p[2] == 255;
        alpha[i] = is_opaque && is_white ? 0 : (float)p[3] / 255;
    }
}

/* [-1, 1], as the network takes it. */
static gfla_status write_source(gfla_view *view, const struct gfla_bitmap *framed)
{
    gfla_status status;
    struct gfla_bitmap rgb = {0};
    float *planes = NULL, *alpha;
    const size_t area = (size_t)framed->width * framed->height, count = 3 * area;
    TRY(gfla_bitmap_convert(framed, 3, &rgb));
    TRY(gfla_calloc(&planes, count + area, sizeof *planes, "an image"));
    alpha = planes + count;
    read_alpha(framed, area, alpha);
    gfla_bitmap_to_unit_planes(&rgb, view->source);
    for (size_t i = 0; i < count; i++)
        planes[i] = view->source[i] * 2 - 1;
    view->has_source = false;
    TRY(gfla_view_model_set_source(&view->model, planes, alpha, view->angles));
    view->has_source = true;
fail:
    gfla_bitmap_free(&rgb);
    free(planes);
    return status;
}

gfla_status gfla_view_set_bitmap(gfla_view *view, const struct gfla_bitmap *image,
                                 const struct gfla_view_angles *angles, const struct gfla_view_source_params *params,
                                 struct gfla_view_found *found)
{
    gfla_status status;
    struct gfla_view_source_params p;
    struct gfla_photo_report report = {0};
    struct gfla_bitmap framed = {0};
    const struct gfla_view_angles from = angles ? *angles : GFLA_VIEW_ASSUMED_ANGLES;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_view_source_params"));
    TRY(gfla_view_check_angles(&from, 1, "the source"));
    const struct gfla_photo_params photo = {
        .size = view->model.net.config.size, .whole_image = p.whole_image, .fill = p.fill, .tolerance = p.tolerance};
    TRY(gfla_photo_frame(image, &photo, &framed, &report));
    view->angles = from;
    TRY(write_source(view, &framed));
    if (found)
        *found =
            (struct gfla_view_found){.x = report.x,
                                     .y = report.y,
                                     .width = report.width,
                                     .height = report.height,
                                     .has_alpha = report.used_alpha,
                                     .background = {report.background[0], report.background[1], report.background[2]}};
fail:
    gfla_bitmap_free(&framed);
    return status;
}

gfla_status gfla_view_set_source(gfla_view *view, const struct gfla_image *image, const struct gfla_view_angles *angles,
                                 const struct gfla_view_source_params *params, struct gfla_view_found *found)
{
    gfla_status status;
    struct gfla_bitmap bitmap = {0};
    gfla_context *const before = gfla_context_enter(gfla_device_context(view->device));
    TRY(gfla_bitmap_from_image(&bitmap, image, "the source image"));
    status = gfla_view_set_bitmap(view, &bitmap, angles, params, found);
fail:
    gfla_bitmap_free(&bitmap);
    gfla_context_enter(before);
    return status;
}
