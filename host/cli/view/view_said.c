#include "cli/view/view_said.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tasks/model/model_file.h"

#define SURE 0.5 /* confidence under which seen angles are said to be a guess */

/* ---- now, or in its turn ---- */

/* A remark, now or in its turn. */
static void note(const struct view_work *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void note(const struct view_work *w, const char *fmt, ...)
{
    char text[8192];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (w->said)
        gfla_text_add(&w->said->notes, "%s", text);
    else
        cli_note(w->cli, "%s", text);
}

/* Takes the JSON. */
static gfla_status print_object(const struct view_work *w, struct gfla_text *json)
{
    if (!w->said)
        return cli_print_json(json);
    gfla_text_free(&w->said->json);
    w->said->json = *json;
    return GFLA_OK;
}

void view_said_free(struct view_said *said)
{
    gfla_text_free(&said->notes);
    gfla_text_free(&said->lines);
    gfla_text_free(&said->json);
}

gfla_status view_say_kept(const struct cli *cli, struct view_said *said)
{
    gfla_status status = GFLA_OK;
    REQUIRE(!said->notes.failed && !said->lines.failed, GFLA_ERROR_MEMORY, "host memory ran out for remarks");
    if (said->notes.size)
        cli_note(cli, "%s", said->notes.data);
    if (said->lines.size)
        cli_print(cli, "%s", said->lines.data);
    if (said->json.size)
        TRY(cli_print_json(&said->json));
fail:
    view_said_free(said);
    return status;
}

/* ---- the source ---- */

/* How large the object was taken to be, where that is not what its outline says. */
static const char *words_of_framing(const struct gfla_view_source_info *info, char *words, size_t size)
{
    words[0] = '\0';
    if (info->framing == GFLA_VIEW_FRAMING_SHAPE)
        snprintf(words, size, ": %.2f times as large as its outline says", info->scale);
    return words;
}

static void say_object(const struct view_work *w, const char *image, const struct gfla_view_source_info *info)
{
    static const char *const how[GFLA_VIEW_METHOD_COUNT] = {[GFLA_VIEW_METHOD_ALPHA] = "",
                                                            [GFLA_VIEW_METHOD_BACKGROUND] = ", background taken away",
                                                            [GFLA_VIEW_METHOD_MASK] = ", by the mask",
                                                            [GFLA_VIEW_METHOD_NETWORK] =
                                                                (", background taken away by " GFLA_MATTE_MODEL)};
    char words[64];
    if (info->method != GFLA_VIEW_METHOD_WHOLE)
        note(w, "%s: object at %d,%d of %d x %d pixels%s, framed in %d x %d%s\n", image, info->x, info->y, info->width,
             info->height, how[info->method], info->frame, info->frame, words_of_framing(info, words, sizeof words));
}

static bool is_guess(const struct gfla_view_source_info *info)
{
    return info->origin == GFLA_VIEW_ORIGIN_ESTIMATED &&
           (info->symmetry == GFLA_VIEW_SYMMETRY_ROUND || info->confidence < SURE);
}

static void say_angles(const struct view_work *w, const char *image, const struct gfla_view_source_info *info)
{
    static const char *const alike[GFLA_VIEW_SYMMETRY_COUNT] = {
        [GFLA_VIEW_SYMMETRY_NONE] = ", but others are nearly as likely",
        [GFLA_VIEW_SYMMETRY_OPPOSITE] = ", or from the opposite side, where it looks alike",
        [GFLA_VIEW_SYMMETRY_ROUND] = ": it looks alike from many sides, or like nothing that was learned"};
    if (is_guess(info))
        note(w,
             "%s: a guess: seen from azimuth %g, elevation %g (confidence %.2f)%s. hint: --from AZ,EL says where it "
             "was: 90,10 faces the front, 0,10 the left side, 60,10 lies between\n",
             image, info->angles.azimuth, info->angles.elevation, info->confidence, alike[info->symmetry]);
    else if (info->origin == GFLA_VIEW_ORIGIN_ESTIMATED)
        note(w, "%s: seen from azimuth %g, elevation %g (confidence %.2f)%s. hint: --from AZ,EL overrules this\n",
             image, info->angles.azimuth, info->angles.elevation, info->confidence,
             info->symmetry == GFLA_VIEW_SYMMETRY_NONE ? "" : alike[info->symmetry]);
    if (info->origin == GFLA_VIEW_ORIGIN_ASSUMED)
        note(w, "%s: assumed to be taken from azimuth %g, elevation %g: %s. hint: --from AZ,EL says where it was\n",
             image, info->angles.azimuth, info->angles.elevation,
             info->method == GFLA_VIEW_METHOD_WHOLE && gfla_model_is_installed(GFLA_ANGLE_MODEL)
                 ? "it shows no outline to go by"
                 : "the model " GFLA_ANGLE_MODEL ", which would see it, is not installed");
}

static void note_assumed(struct view_work *w)
{
    static const char *const taken[GFLA_VIEW_ORIGIN_COUNT] = {[GFLA_VIEW_ORIGIN_GIVEN] = "Taken from",
                                                              [GFLA_VIEW_ORIGIN_ESTIMATED] = "Seen from",
                                                              [GFLA_VIEW_ORIGIN_ASSUMED] = "Assumed to be taken from"};
    static const char *const cut[GFLA_VIEW_METHOD_COUNT] = {
        [GFLA_VIEW_METHOD_WHOLE] = "The picture is whole, as it was.",
        [GFLA_VIEW_METHOD_ALPHA] = "Cut out by the picture's own alpha.",
        [GFLA_VIEW_METHOD_BACKGROUND] = "Its plain background was taken away.",
        [GFLA_VIEW_METHOD_MASK] = "Cut out by a mask.",
        [GFLA_VIEW_METHOD_NETWORK] = "Its background was taken away by a network."};
    const struct gfla_view_source_info *info = &w->info;
    snprintf(w->assumed, sizeof w->assumed, "%s azimuth %g, elevation %g. %s", taken[info->origin],
             info->angles.azimuth, info->angles.elevation, cut[info->method]);
}

void view_say_source(struct view_work *w, const char *image)
{
    say_object(w, image, &w->info);
    say_angles(w, image, &w->info);
    note_assumed(w);
}

/* ---- results ---- */

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

static void add_source(const struct gfla_view_source_info *info, struct gfla_text *json)
{
    static const char *const methods[GFLA_VIEW_METHOD_COUNT] = {[GFLA_VIEW_METHOD_WHOLE] = "whole",
                                                                [GFLA_VIEW_METHOD_ALPHA] = "alpha",
                                                                [GFLA_VIEW_METHOD_BACKGROUND] = "background",
                                                                [GFLA_VIEW_METHOD_MASK] = "mask",
                                                                [GFLA_VIEW_METHOD_NETWORK] = "network"};
    static const char *const symmetries[GFLA_VIEW_SYMMETRY_COUNT] = {[GFLA_VIEW_SYMMETRY_NONE] = "none",
                                                                     [GFLA_VIEW_SYMMETRY_OPPOSITE] = "opposite",
                                                                     [GFLA_VIEW_SYMMETRY_ROUND] = "round"};
    static const char *const framings[GFLA_VIEW_FRAMING_COUNT] = {[GFLA_VIEW_FRAMING_WHOLE] = "whole",
                                                                  [GFLA_VIEW_FRAMING_FILL] = "fill",
                                                                  [GFLA_VIEW_FRAMING_GIVEN] = "given",
                                                                  [GFLA_VIEW_FRAMING_OUTLINE] = "outline",
                                                                  [GFLA_VIEW_FRAMING_SHAPE] = "shape"};
    gfla_text_add(json, ",\"from\":{\"azimuth\":%g,\"elevation\":%g,\"assumed\":%s", info->angles.azimuth,
                  info->angles.elevation, info->origin == GFLA_VIEW_ORIGIN_GIVEN ? "false" : "true");
    if (info->origin == GFLA_VIEW_ORIGIN_ESTIMATED)
        gfla_text_add(json, ",\"confidence\":%.3g,\"symmetry\":\"%s\",\"guess\":%s", info->confidence,
                      symmetries[info->symmetry], is_guess(info) ? "true" : "false");
    gfla_text_add(json, "},\"object\":{\"method\":\"%s\",\"x\":%d,\"y\":%d,\"width\":%d,\"height\":%d,\"frame\":%d",
                  methods[info->method], info->x, info->y, info->width, info->height, info->frame);
    gfla_text_add(json, ",\"framing\":\"%s\",\"scale\":%.3g", framings[info->framing], info->scale);
    if (info->framing == GFLA_VIEW_FRAMING_SHAPE)
        gfla_text_add(json, ",\"scale_error\":%.2g", info->scale_error);
    gfla_text_add(json, "}");
}

static void begin_json(const struct view_work *w, const char *image, struct gfla_text *json)
{
    gfla_text_add(json, "{\"input\":");
    gfla_text_add_json(json, image);
    gfla_text_add(json, ",\"model\":");
    gfla_text_add_json(json, gfla_view_get_info(w->view).model);
    gfla_text_add(json, ",\"device\":");
    gfla_text_add_json(json, gfla_device_get_info(w->device)->name);
}

static gfla_status print_json(const struct view_work *w, const char *image, const char *output)
{
    struct gfla_text json = {0};
    const struct gfla_view_results *r = &w->results;
    begin_json(w, image, &json);
    add_source(&w->info, &json);
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, output);
    gfla_text_add(&json, ",\"size\":%d,\"ms_per_view\":%.4g,\"views\":[", r->size, 1e3 * r->seconds / r->n);
    add_views(r, &json);
    gfla_text_add(&json, "]}");
    return print_object(w, &json);
}

gfla_status view_say_failure(const struct view_work *w, const char *image, gfla_status failure)
{
    struct gfla_text json = {0};
    begin_json(w, image, &json);
    gfla_text_add(&json, ",\"error\":");
    gfla_text_add_json(&json, gfla_status_name(failure));
    gfla_text_add(&json, ",\"message\":");
    gfla_text_add_json(&json, gfla_error_message());
    gfla_text_add(&json, "}");
    return print_object(w, &json);
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
            note(w, "%s", line);
        else if (w->said)
            gfla_text_add(&w->said->lines, "%s", line);
        else
            cli_print(w->cli, "%s", line);
    }
}

gfla_status view_say_results(const struct view_work *w, const char *image, const char *output)
{
    const struct gfla_view_results *r = &w->results;
    if (r->truth)
        print_scores(w, output);
    note(w, "%s: %d view%s of %d x %d pixels, %.1f ms each, on %s\n", output, r->n, r->n == 1 ? "" : "s", r->size,
         r->size, 1e3 * r->seconds / r->n, gfla_device_get_info(w->device)->name);
    return w->cli->json ? print_json(w, image, output) : GFLA_OK;
}
