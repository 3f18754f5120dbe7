#include "cli/view/view_item.h"

#include <stdlib.h>
#include <string.h>

#include "cli/view/view_said.h"
#include "tasks/view/view_correlation.h"

/* ---- the source ---- */

static gfla_status read_images(const struct view_work *w, const char *image, struct gfla_image *source,
                               struct gfla_image *mask)
{
    gfla_status status;
    TRY(gfla_image_read(source, image, NULL));
    if (w->options->mask)
        TRY(gfla_image_read(mask, w->options->mask, NULL));
fail:
    return status;
}

/* That of --size, or the picture's: not less than what the network makes, nor more than its kind of output is for. */
static int choose_size(const struct view_work *w, const struct gfla_image *image)
{
    const struct view_options *o = w->options;
    const int side = image->width > image->height ? image->width : image->height;
    if (o->size)
        return o->size;
    return side < w->net_size ? w->net_size : side > o->largest ? o->largest : side;
}

/* Views of the size that the source chose. */
static gfla_status make_results(struct view_work *w)
{
    gfla_status status;
    const struct view_options *o = w->options;
    const int size = gfla_view_get_info(w->view).size;
    if (w->results.size == size)
        return GFLA_OK;
    gfla_view_results_destroy(&w->results);
    TRY(gfla_view_results_create(&w->results, o->n, size, w->show));
fail:
    return status;
}

static gfla_status set_source(struct view_work *w, const char *image)
{
    gfla_status status;
    struct gfla_image source = {0}, mask = {0};
    struct gfla_view_source_params params;
    gfla_view_source_params_init(&params);
    gfla_view_source_info_init(&w->info);
    params.whole_image = w->options->whole_image;
    params.mask = w->options->mask ? &mask : NULL;
    TRY(read_images(w, image, &source, &mask));
    params.size = choose_size(w, &source);
    params.zoom = w->options->zoom;
    params.soft_edges = w->options->transparent;
    status = gfla_view_set_source(w->view, &source, w->options->has_from ? &w->options->from : NULL, &params, NULL);
    if (status != GFLA_OK)
        status = gfla_fail_context(status, "%s", image);
    TRY(status);
    TRY(gfla_view_get_source_info(w->view, &w->info));
    if (w->info.framing == GFLA_VIEW_FRAMING_SHAPE) {
        params.scale = w->info.scale;
        params.right = w->info.right;
        params.down = w->info.down;
    }
    for (int i = 1; i < w->n_views; i++) /* the same again, so that angles and size are seen once */
        TRY(gfla_view_set_source(w->views[i], &source, &w->info.angles, &params, NULL));
    view_say_source(w, image);
fail:
    gfla_image_free(&source);
    gfla_image_free(&mask);
    return status;
}

/* Targets that begin where this picture was taken; those of a page are all around. */
static gfla_status aim(struct view_work *w)
{
    gfla_status status = GFLA_OK;
    const struct view_options *o = w->options;
    struct gfla_view_angles *to = NULL;
    int n = o->n;
    if (!gfla_view_output_is_page(w->cli->output))
        TRY(view_targets_list(o->targets, w->info.angles, o->frames, &to, &n));
    memcpy(w->results.angles, to ? to : o->to, (size_t)n * sizeof *to);
fail:
    free(to);
    return status;
}

/* ---- results ---- */

static gfla_status write_views(const struct view_work *w, const char *image, const char *output)
{
    const char *slash = strrchr(image, '/');
    const struct gfla_view_page_text text = {.name = slash ? slash + 1 : image, .assumed = w->assumed};
    if (gfla_view_output_is_page(output))
        return gfla_view_page_write(&w->results, output, &text);
    return gfla_view_results_write(&w->results, output, &(struct gfla_view_output_options){.fps = w->options->fps});
}

/* *lost: why a device was lost, whose views the others made. */
static gfla_status make_views(struct view_work *w, struct gfla_text *lost)
{
    struct gfla_view_results *r = &w->results;
    const gfla_status status = gfla_view_results_run(r, w->views, w->n_views, w->progress);
    if (status != GFLA_ERROR_DEVICE || r->n_done < r->n)
        return status;
    gfla_text_add(lost, "%s", gfla_error_message());
    return GFLA_OK;
}

gfla_status view_item_run(struct view_work *w, const char *image, const char *output)
{
    gfla_status status;
    const struct view_options *o = w->options;
    struct gfla_view_results *r = &w->results;
    struct gfla_text lost = {0};
    TRY(set_source(w, image));
    TRY(make_results(w));
    TRY(aim(w));
    TRY(make_views(w, &lost));
    if (w->show & GFLA_VIEW_SHOW_CORRELATION)
        TRY(gfla_view_correlation_run(r, w->view));
    if (o->truth)
        TRY(gfla_view_results_compare(r, o->truth));
    TRY(write_views(w, image, output));
    TRY(view_say_results(w, image, output));
    REQUIRE(!lost.size, GFLA_ERROR_DEVICE, "%s", lost.data);
fail:
    gfla_text_free(&lost);
    return status;
}
