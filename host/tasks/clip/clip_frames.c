#include "tasks/clip/clip_frames.h"

#include <stdio.h>

#include "base/context.h"
#include "base/progress.h"
#include "io/draw/draw_keypoints.h"

#define GAP 4 /* pixels between images side by side */

/* ---- what a frame looks like ---- */

/* Appends an image of the network's size, cut to what the reference covers, at place number `column`. */
static gfla_status place(const struct gfla_fit *fit, const struct gfla_bitmap *image, int column,
                         struct gfla_bitmap *shown)
{
    gfla_status status;
    struct gfla_bitmap cut = {0};
    TRY(gfla_fit_crop(fit, image, &cut));
    gfla_draw_image(shown, column * (fit->inner_width + GAP), 0, &cut);
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&cut);
    return status;
}

/* What drives a frame: the frame that its points are of, or the points. */
static gfla_status place_driver(const struct gfla_clip_session *session, const struct gfla_bitmap *driving,
                                struct gfla_bitmap *shown)
{
    gfla_status status;
    struct gfla_bitmap drawn = {0};
    if (driving)
        return place(&session->fit, driving, 1, shown);
    TRY(gfla_draw_canvas(&drawn, session->fit.width, session->fit.height, GFLA_BLACK));
    gfla_draw_keypoints(&drawn, &session->drawn);
    status = place(&session->fit, &drawn, 1, shown);
fail:
    gfla_bitmap_free(&drawn);
    return status;
}

static int shown_width(const struct gfla_clip_frames *f)
{
    const int width = f->session->fit.inner_width;
    return f->side_by_side ? 3 * width + 2 * GAP : width;
}

static gfla_status show(const struct gfla_clip_frames *f, const struct gfla_bitmap *driving, struct gfla_bitmap *shown)
{
    gfla_status status;
    const struct gfla_clip_session *session = f->session;
    struct gfla_bitmap frame = {0};
    *shown = (struct gfla_bitmap){0};
    TRY(gfla_clip_session_image(session, &frame));
    TRY(gfla_draw_canvas(shown, shown_width(f), session->fit.inner_height, GFLA_WHITE));
    if (f->side_by_side) {
        TRY(place(&session->fit, &session->reference, 0, shown));
        TRY(place_driver(session, driving, shown));
    }
    gfla_draw_image(shown, shown_width(f) - frame.width, 0, &frame);
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&frame);
    return status;
}

/* ---- the loop ---- */

static gfla_status make_frame(struct gfla_clip_frames *f, size_t index)
{
    gfla_status status;
    struct gfla_bitmap shown = {0};
    const struct gfla_keypoints *points;
    const struct gfla_bitmap *driving;
    TRY(f->source.frame(f->source.context, index, &points, &driving));
    status = gfla_clip_session_frame(f->session, points, driving, &f->seconds);
    if (status == GFLA_ERROR_INPUT)
        gfla_fail_context(status, "%s", f->path);
    if (status != GFLA_OK)
        return status;
    TRY(show(f, driving, &shown));
    TRY(gfla_clip_output_add(f->output, index, &shown, f->session->image));
    f->n_made++;
    gfla_batch_done(&f->counts);
fail:
    gfla_bitmap_free(&shown);
    return status;
}

/* Back to where an earlier run stopped: its last frame becomes the previous one. */
static gfla_status go_on(struct gfla_clip_frames *f)
{
    gfla_status status;
    const struct gfla_keypoints *points;
    const struct gfla_bitmap *driving;
    if (!f->n_done)
        return GFLA_OK;
    TRY(gfla_clip_output_recall(f->output, f->session->image));
    TRY(f->source.frame(f->source.context, f->n_done - 1, &points, &driving));
    TRY(gfla_clip_session_continue(f->session, points, driving));
    for (size_t i = 0; i < f->n_done; i++)
        gfla_batch_skipped(&f->counts);
fail:
    return status;
}

static gfla_status make_all(struct gfla_clip_frames *f)
{
    gfla_status status = GFLA_OK;
    char name[40];
    struct gfla_progress_count progress;
    gfla_progress_begin(&progress, "frames", f->n_frames);
    gfla_progress_skip(&progress, f->n_done);
    for (size_t i = f->n_done; i < f->n_frames && !gfla_is_cancelled(); i++) {
        status = make_frame(f, i);
        snprintf(name, sizeof name, "frame %zu", i);
        if (status == GFLA_ERROR_INPUT && !f->strict)
            gfla_batch_failed(&f->counts, name, status);
        else if (status != GFLA_OK)
            break;
        gfla_progress_set(&progress, i + 1);
    }
    gfla_progress_end(&progress);
    return status == GFLA_ERROR_INPUT && !f->strict ? GFLA_OK : status;
}

gfla_status gfla_clip_frames_run(struct gfla_clip_frames *f)
{
    gfla_status status;
    TRY(gfla_clip_output_open(f->output, shown_width(f), f->session->fit.inner_height, f->frames_per_second));
    TRY(go_on(f));
    TRY(make_all(f));
    TRY(gfla_check_cancelled());
    if (f->n_made || f->n_done)
        TRY(gfla_clip_output_finish(f->output));
    status = gfla_batch_status(&f->counts);
fail:
    gfla_clip_output_close(f->output);
    return status;
}
