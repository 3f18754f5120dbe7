/* The source of a view: framed for the network, and again for views of other sizes. */
#include <math.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/memory.h"
#include "tasks/view/photo.h"
#include "tasks/view/photo_matte.h"
#include "tasks/view/view_frame.h"
#include "tasks/view/view_photo.h"
#include "tasks/view/view_session.h"

bool gfla_view_is_enlarged(const gfla_view *view)
{
    return view->enlarger.plan != NULL;
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
    TRY(gfla_view_model_set_source(&view->model, planes, alpha, view->angles));
fail:
    gfla_bitmap_free(&rgb);
    free(planes);
    return status;
}

/* ---- views of other sizes ---- */

static gfla_status check_size(const struct gfla_view_source_params *p)
{
    gfla_status status = GFLA_OK;
    REQUIRE(p->size == 0 || p->size == GFLA_VIEW_SIZE_OF_SOURCE ||
                (p->size >= GFLA_VIEW_MIN_SIZE && p->size <= GFLA_VIEW_MAX_SIZE),
            GFLA_ERROR_USAGE, "views of %d pixels, %d .. %d are possible", p->size, GFLA_VIEW_MIN_SIZE,
            GFLA_VIEW_MAX_SIZE);
    REQUIRE(p->zoom == 0 || (p->zoom >= GFLA_VIEW_MIN_ZOOM && p->zoom <= GFLA_VIEW_MAX_ZOOM), GFLA_ERROR_USAGE,
            "a zoom of %g, %g .. %g are possible", p->zoom, GFLA_VIEW_MIN_ZOOM, GFLA_VIEW_MAX_ZOOM);
fail:
    return status;
}

static int choose_size(int asked, int net, const struct gfla_bitmap *image)
{
    const int side = image->width > image->height ? image->width : image->height;
    if (asked != GFLA_VIEW_SIZE_OF_SOURCE)
        return asked ? asked : net;
    return side < net ? net : side > GFLA_VIEW_MAX_SIZE ? GFLA_VIEW_MAX_SIZE : side;
}

/* The enlarger that makes such views, or none; the same one as before where it does. */
static gfla_status choose_enlarger(gfla_view *view, int size, double zoom, bool soft_edges)
{
    gfla_status status;
    struct gfla_view_enlarger fresh = {0};
    const struct gfla_view_enlarger_params params = {
        .net = view->model.net.config.size, .size = size, .zoom = zoom, .blended = view->model.gates != NULL};
    if (view->size == size && view->zoom == zoom && gfla_view_is_enlarged(view))
        return GFLA_OK;
    if (size != params.net || zoom != 1 || soft_edges)
        TRY(gfla_view_enlarger_open(&fresh, view->device, &params));
    gfla_view_enlarger_close(&view->enlarger);
    view->enlarger = fresh;
    view->size = size;
    view->zoom = zoom;
    return GFLA_OK;
fail:
    return status;
}

/* A whole image may be opaque: what is background of it, where it is plain. It may be none; then edges stay as they
 * are. */
static gfla_status mark_background(struct gfla_bitmap *rgba)
{
    gfla_status status = GFLA_OK;
    struct gfla_matte matte = {0};
    unsigned char *pixels = rgba->pixels;
    if (gfla_matte_has_alpha(rgba))
        return GFLA_OK;
    status = gfla_matte_from_background(rgba, 24, &matte);
    for (size_t i = 0; status == GFLA_OK && i < (size_t)rgba->width * rgba->height; i++)
        pixels[4 * i + 3] = matte.alpha[i];
    gfla_matte_free(&matte);
    return status == GFLA_ERROR_INPUT ? GFLA_OK : status;
}

static gfla_status frame_large(gfla_view *view, const struct gfla_bitmap *image, struct gfla_photo_params photo)
{
    gfla_status status;
    struct gfla_bitmap framed = {0}, rgb = {0}, shown = {0};
    float *planes;
    photo.size = gfla_view_is_enlarged(view) ? view->enlarger.source : view->size;
    TRY(gfla_photo_frame(image, &photo, &framed, NULL));
    TRY(gfla_bitmap_convert(&framed, 3, &rgb));
    TRY(gfla_bitmap_resize(&rgb, view->size, view->size, GFLA_FILTER_BILINEAR, &shown));
    TRY(gfla_calloc(&planes, gfla_bitmap_size(&shown), sizeof *planes, "an image"));
    gfla_bitmap_to_unit_planes(&shown, planes);
    free(view->shown);
    view->shown = planes;
    if (gfla_view_is_enlarged(view)) {
        if (photo.whole_image)
            TRY(mark_background(&framed));
        TRY(gfla_view_enlarger_set_source(&view->enlarger, &framed));
    }
fail:
    gfla_bitmap_free(&framed);
    gfla_bitmap_free(&rgb);
    gfla_bitmap_free(&shown);
    return status;
}

/* ---- a source ---- */

static struct gfla_view_found what_was_found(const gfla_view *view, const struct gfla_photo_report *report)
{
    const struct gfla_view_source_info *info = &view->source_info;
    return (struct gfla_view_found){
        .x = info->x,
        .y = info->y,
        .width = info->width,
        .height = info->height,
        .has_alpha = report->used_alpha,
        .background = {report->background[0], report->background[1], report->background[2]}};
}

gfla_status gfla_view_set_bitmap(gfla_view *view, const struct gfla_bitmap *image,
                                 const struct gfla_view_angles *angles, const struct gfla_view_source_params *params,
                                 struct gfla_view_found *found)
{
    gfla_status status;
    struct gfla_view_source_params p;
    struct gfla_photo_report report = {0};
    struct gfla_bitmap framed = {0};
    const int net = view->model.net.config.size;
    struct gfla_photo_cut cut = {0};
    struct gfla_view_source_info info;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_view_source_params"));
    TRY(check_size(&p));
    TRY(gfla_view_photo_read(view, image, angles, &p, &cut, &info));
    const struct gfla_bitmap *object = gfla_view_photo_object(&cut, image);
    struct gfla_photo_params photo = {
        .size = net, .whole_image = p.whole_image, .fill = p.fill, .tolerance = p.tolerance};
    TRY(gfla_view_frame_choose(view, object, &p, &photo, &info));
    TRY(gfla_photo_frame(object, &photo, &framed, &report));
    view->has_source = false;
    TRY(choose_enlarger(view, choose_size(p.size, net, image), p.zoom > 0 ? p.zoom : 1, p.soft_edges));
    TRY(frame_large(view, object, photo));
    view->angles = info.angles;
    TRY(write_source(view, &framed));
    gfla_view_photo_placed(view, &info, &cut, &report);
    view->has_source = true;
    if (found)
        *found = what_was_found(view, &report);
fail:
    gfla_photo_cut_free(&cut);
    gfla_bitmap_free(&framed);
    return status;
}
