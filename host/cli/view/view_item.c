#include "cli/view/view_item.h"

#include <stdio.h>
#include <string.h>

#include "tasks/view/view_correlation.h"

/* ---- the source ---- */

static void say_source(const struct view_work *w, const char *image, const struct gfla_view_found *found)
{
    if (!w->options->whole_image)
        cli_note(w->cli, "%s: object at %d,%d of %d x %d pixels%s\n", image, found->x, found->y, found->width,
                 found->height, found->has_alpha ? "" : ", background taken away");
    if (!w->options->has_from)
        cli_note(w->cli,
                 "%s: assumed to be taken from azimuth %g, elevation %g. hint: --from AZ,EL says where it was\n", image,
                 w->options->from.azimuth, w->options->from.elevation);
}

static void note_assumed(struct view_work *w, const struct gfla_view_found *found)
{
    const struct view_options *o = w->options;
    snprintf(w->assumed, sizeof w->assumed, "%s azimuth %g, elevation %g. %s",
             o->has_from ? "Taken from" : "Assumed to be taken from", o->from.azimuth, o->from.elevation,
             o->whole_image     ? "The picture is whole, as it was."
             : found->has_alpha ? "Cut out by the picture's own alpha."
                                : "Its plain background was taken away.");
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
    memcpy(w->results.angles, o->to, (size_t)o->n * sizeof *o->to);
fail:
    return status;
}

static gfla_status set_source(struct view_work *w, const char *image)
{
    gfla_status status;
    struct gfla_image source = {0};
    struct gfla_view_source_params params;
    struct gfla_view_found found;
    gfla_view_source_params_init(&params);
    params.whole_image = w->options->whole_image;
    TRY(gfla_image_read(&source, image, NULL));
    params.size = choose_size(w, &source);
    params.zoom = w->options->zoom;
    params.soft_edges = w->options->transparent;
    status = gfla_view_set_source(w->view, &source, &w->options->from, &params, &found);
    if (status != GFLA_OK) {
        gfla_fail_context(status, "%s", image);
    } else {
        say_source(w, image, &found);
        note_assumed(w, &found);
    }
fail:
    gfla_image_free(&source);
    return status;
}

/* ---- what is said ---- */

static void add_views(const struct gfla_view_results *r, struct gfla_text *json)
{
    for (int i = 0; i < r->n; i++) {
        gfla_text_add(json, "%s{\"azimuth\":%g,\"elevation\":%g", i ? "," : "", r->angles[i].azimuth,
                      r->angles[i].elevation);
        if (r->truth)
            gfla_text_add(json, ",\"l1\":%.6g,\"psnr\":%.6g,\"ssim\":%.6g", r->scores[i].l1, r->scores[i].psnr,
                          r->scores[i].ssim);
        gfla_text_add(json, "}");
    }
}

static void begin_json(const struct view_work *w, const char *image, struct gfla_text *json)
{
    const struct view_options *o = w->options;
    gfla_text_add(json, "{\"input\":");
    gfla_text_add_json(json, image);
    gfla_text_add(json, ",\"model\":");
    gfla_text_add_json(json, gfla_view_get_info(w->view).model);
    gfla_text_add(json, ",\"device\":");
    gfla_text_add_json(json, gfla_device_get_info(w->device)->name);
    gfla_text_add(json, ",\"from\":{\"azimuth\":%g,\"elevation\":%g,\"assumed\":%s}", o->from.azimuth,
                  o->from.elevation, o->has_from ? "false" : "true");
}

static gfla_status print_json(const struct view_work *w, const char *image, const char *output)
{
    struct gfla_text json = {0};
    const struct gfla_view_results *r = &w->results;
    begin_json(w, image, &json);
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, output);
    gfla_text_add(&json, ",\"size\":%d,\"ms_per_view\":%.4g,\"views\":[", r->size, 1e3 * r->seconds / r->n);
    add_views(r, &json);
    gfla_text_add(&json, "]}");
    return cli_print_json(&json);
}

gfla_status view_item_print_failure(const struct view_work *w, const char *image, gfla_status failure)
{
    struct gfla_text json = {0};
    begin_json(w, image, &json);
    gfla_text_add(&json, ",\"error\":");
    gfla_text_add_json(&json, gfla_status_name(failure));
    gfla_text_add(&json, ",\"message\":");
    gfla_text_add_json(&json, gfla_error_message());
    gfla_text_add(&json, "}");
    return cli_print_json(&json);
}

/* Scores were asked for with --truth, so they are a result; the rest is a remark. */
static void print_scores(const struct view_work *w, const char *output)
{
    const struct gfla_view_results *r = &w->results;
    for (int i = 0; i < r->n; i++) {
        char line[128];
        snprintf(line, sizeof line, "azimuth %3.0f elevation %2.0f  L1 %.4f  PSNR %5.2f  SSIM %.4f\n",
                 r->angles[i].azimuth, r->angles[i].elevation, r->scores[i].l1, r->scores[i].psnr, r->scores[i].ssim);
        if (strcmp(output, "-") == 0)
            cli_note(w->cli, "%s", line);
        else
            cli_print(w->cli, "%s", line);
    }
}

static gfla_status report(const struct view_work *w, const char *image, const char *output)
{
    const struct gfla_view_results *r = &w->results;
    if (r->truth)
        print_scores(w, output);
    cli_note(w->cli, "%s: %d view%s of %d x %d pixels, %.1f ms each, on %s\n", output, r->n, r->n == 1 ? "" : "s",
             r->size, r->size, 1e3 * r->seconds / r->n, gfla_device_get_info(w->device)->name);
    return w->cli->json ? print_json(w, image, output) : GFLA_OK;
}

static gfla_status write_views(const struct view_work *w, const char *image, const char *output)
{
    const char *slash = strrchr(image, '/');
    const struct gfla_view_page_text text = {.name = slash ? slash + 1 : image, .assumed = w->assumed};
    if (gfla_view_output_is_page(output))
        return gfla_view_page_write(&w->results, output, &text);
    return gfla_view_results_write(&w->results, output, &(struct gfla_view_output_options){.fps = w->options->fps});
}

gfla_status view_item_run(struct view_work *w, const char *image, const char *output)
{
    gfla_status status;
    const struct view_options *o = w->options;
    struct gfla_view_results *r = &w->results;
    TRY(set_source(w, image));
    TRY(make_results(w));
    TRY(gfla_view_results_run(r, w->view, &w->progress));
    if (w->show & GFLA_VIEW_SHOW_CORRELATION)
        TRY(gfla_view_correlation_run(r, w->view));
    if (o->truth)
        TRY(gfla_view_results_compare(r, o->truth));
    TRY(write_views(w, image, output));
    status = report(w, image, output);
fail:
    return status;
}
