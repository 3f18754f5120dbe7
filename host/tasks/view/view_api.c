/* The functions of gfla/view.h but for rendering: a model on a device, and its source. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "tasks/api/image_api.h"
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

void gfla_view_source_info_init(struct gfla_view_source_info *info)
{
    *info = (struct gfla_view_source_info){.struct_size = sizeof *info};
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
    v->networks.device = device;
    TRY(gfla_calloc(&v->name, strlen(name) + 1, 1, "a view"));
    memcpy(v->name, name, strlen(name) + 1);
    TRY(gfla_view_model_open(&v->model, device, name, batch));
    REQUIRE(v->model.net.image && v->model.net.warped, GFLA_ERROR_INPUT,
            "%s: weights of a flow net alone, or of the published form. hint: "
            "weights of `gfla train view --stage full`",
            name);
    v->size = v->model.net.config.size;
    v->zoom = 1;
    TRY(gfla_calloc(&v->source, (size_t)3 * v->size * v->size, sizeof *v->source, "an image"));
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
    gfla_view_enlarger_close(&(*view)->enlarger);
    gfla_view_model_close(&(*view)->model);
    gfla_photo_networks_close(&(*view)->networks);
    free((*view)->source);
    free((*view)->shown);
    free((*view)->name);
    free(*view);
    *view = NULL;
}

struct gfla_view_info gfla_view_get_info(const gfla_view *view)
{
    return (struct gfla_view_info){.model = view->name, .size = view->size, .batch = view->model.net.config.batch};
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

gfla_status gfla_view_get_source_info(const gfla_view *view, struct gfla_view_source_info *info)
{
    gfla_status status;
    const size_t size = info->struct_size;
    gfla_context *const before = gfla_context_enter(gfla_device_context(view->device));
    REQUIRE(size > 0 && size <= sizeof *info, GFLA_ERROR_USAGE,
            "gfla_view_source_info: struct_size is %zu, at most %zu is known. hint: gfla_view_source_info_init", size,
            sizeof *info);
    REQUIRE(view->has_source, GFLA_ERROR_USAGE, "the view has no source yet. hint: gfla_view_set_source");
    memcpy(info, &view->source_info, size);
    info->struct_size = size;
    status = GFLA_OK;
fail:
    gfla_context_enter(before);
    return status;
}
