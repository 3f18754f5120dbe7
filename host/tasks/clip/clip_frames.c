#include "tasks/clip/clip_frames.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/progress.h"

#include <stdlib.h>

#include "base/memory.h"
#include "io/draw/draw.h"

#define GAP 4 /* pixels between images side by side */

/* Room for one frame. */
struct room {
    float *structure, *image;
};

static gfla_status room_create(struct room *room, const struct gfla_clip_frames *f)
{
    gfla_status status;
    const struct gfla_model_config *c = &f->model->people.net.config;
    const size_t area = (size_t)c->height * (size_t)c->width;
    TRY(gfla_calloc(&room->structure, (size_t)c->structure * area, sizeof(float), "a structure"));
    TRY(gfla_calloc(&room->image, 3 * area, sizeof(float), "a frame"));
fail:
    return status;
}

static void room_free(struct room *room)
{
    free(room->structure);
    free(room->image);
}

/* Appends an image of the network's size, cut to what the reference covers, at place number `column`. */
static gfla_status place(const struct gfla_clip_frames *f, const struct gfla_bitmap *image, int column,
                         struct gfla_bitmap *shown)
{
    gfla_status status;
    struct gfla_bitmap cut = {0};
    TRY(gfla_fit_crop(&f->fit, image, &cut));
    gfla_draw_image(shown, column * (f->fit.inner_width + GAP), 0, &cut);
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&cut);
    return status;
}

static int shown_width(const struct gfla_clip_frames *f)
{
    return f->beside ? 3 * f->fit.inner_width + 2 * GAP : f->fit.inner_width;
}

static gfla_status show(const struct gfla_clip_frames *f, const float *image, struct gfla_bitmap *shown)
{
    gfla_status status;
    struct gfla_bitmap frame = {0}, driver = {0};
    *shown = (struct gfla_bitmap){0};
    TRY(gfla_bitmap_from_planes(image, f->fit.width, f->fit.height, 3, &frame));
    TRY(gfla_draw_canvas(shown, shown_width(f), f->fit.inner_height, GFLA_WHITE));
    if (f->beside) {
        TRY(f->source->driver(f->source->context, &driver));
        TRY(place(f, f->reference, 0, shown));
        TRY(place(f, &driver, 1, shown));
    }
    status = place(f, &frame, f->beside ? 2 : 0, shown);
fail:
    gfla_bitmap_free(&frame);
    gfla_bitmap_free(&driver);
    return status;
}

static gfla_status make_frame(struct gfla_clip_frames *f, size_t index, struct room *room)
{
    gfla_status status;
    struct gfla_bitmap shown = {0};
    TRY(f->source->structure(f->source->context, index, room->structure));
    const double start = gfla_clock();
    TRY(gfla_clip_model_frame(f->model, room->structure, room->image));
    f->seconds += gfla_clock() - start;
    TRY(show(f, room->image, &shown));
    TRY(gfla_clip_output_add(f->output, index, &shown, room->image));
    f->n_made++;
    cli_item_done(f->cli);
fail:
    gfla_bitmap_free(&shown);
    return status;
}

/* Back to where an earlier run stopped: its last frame becomes the previous one. */
static gfla_status go_on(struct gfla_clip_frames *f, struct room *room)
{
    gfla_status status;
    if (!f->n_done)
        return GFLA_OK;
    TRY(gfla_clip_output_recall(f->output, room->image));
    TRY(f->source->structure(f->source->context, f->n_done - 1, room->structure));
    TRY(gfla_clip_model_continue(f->model, room->image, room->structure));
    for (size_t i = 0; i < f->n_done; i++)
        cli_item_skipped(f->cli);
fail:
    return status;
}

static gfla_status make_all(struct gfla_clip_frames *f, struct room *room)
{
    gfla_status status = GFLA_OK;
    char name[40];
    struct gfla_progress_count progress;
    gfla_progress_begin(&progress, "frames", f->n_frames);
    gfla_progress_skip(&progress, f->n_done);
    for (size_t i = f->n_done; i < f->n_frames && !gfla_is_cancelled(); i++) {
        status = make_frame(f, i, room);
        snprintf(name, sizeof name, "frame %zu", i);
        if (status == GFLA_ERROR_INPUT && !f->strict)
            cli_item_failed(f->cli, name, status);
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
    struct room room = {NULL};
    TRY(room_create(&room, f));
    TRY(gfla_clip_output_open(f->output, shown_width(f), f->fit.inner_height, f->frames_per_second));
    TRY(go_on(f, &room));
    TRY(make_all(f, &room));
    TRY(gfla_check_cancelled());
    if (f->n_made || f->n_done)
        TRY(gfla_clip_output_finish(f->output));
    status = cli_batch_status(f->cli);
fail:
    gfla_clip_output_close(f->output);
    room_free(&room);
    return status;
}

gfla_status gfla_clip_frames_report(const struct gfla_clip_frames *f, const gfla_device *device,
                                    const struct gfla_pose_track *track)
{
    const char *name = gfla_device_get_info(device)->name;
    const double each = f->n_made ? 1e3 * f->seconds / (double)f->n_made : 0;
    struct gfla_text json = {0};
    if (!f->cli->json) {
        cli_print(f->cli, "%s: %zu frames, %.1f ms each, on %s\n", f->cli->output, f->n_made, each, name);
        return GFLA_OK;
    }
    gfla_text_add(&json, "{\"device\":");
    gfla_text_add_json(&json, name);
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, f->cli->output);
    gfla_text_add(&json, ",\"frames\":%zu,\"left_out\":%zu,\"nobody\":%zu,\"ms_per_frame\":%.4g}", f->n_made,
                  track->n_bad, track->n_nobody, each);
    return cli_print_json(&json);
}
