#include "tasks/pose/pose_drawing.h"

#include "base/context.h"
#include "base/progress.h"
#include "people/fit.h"
#include "people/inside.h"

#define MOTION_SIDE 256 /* of the image that motion capture is seen in, when nobody says a size */

/* ---- sizes ---- */

/* Motion capture is seen in an image of any size. */
static void prepare_motion(struct gfla_pose_drawing_options *o)
{
    const int width = o->pose_width ? o->pose_width : o->width, height = o->pose_width ? o->pose_height : o->height;
    o->source.of_motion.width = width ? width : MOTION_SIDE;
    o->source.of_motion.height = height ? height : MOTION_SIDE;
    o->source.of_motion.fps = o->fps;
    o->source.of_motion.set = o->show == GFLA_POSE_SHOW_DANCE ? GFLA_JOINTS_H36M_17 : GFLA_JOINTS_COCO_18;
}

/* Of the image that the points were found in. */
static gfla_status find_pose_size(struct gfla_pose_drawing *d, const struct gfla_bitmap *background)
{
    gfla_status status = GFLA_OK;
    struct gfla_pose_drawing_options *o = &d->options;
    if (!o->pose_width)
        TRY(gfla_pose_source_size(&d->source, &o->pose_width, &o->pose_height));
    if (!o->pose_width) {
        o->pose_width = background->width;
        o->pose_height = background->height;
    }
    if (!o->pose_width) {
        o->pose_width = o->width;
        o->pose_height = o->height;
    }
    if (!o->pose_width)
        TRY(gfla_pose_source_extent(&d->source, &o->pose_width, &o->pose_height));
fail:
    return status;
}

/* Settles both sizes, and brings the background to the drawing's. */
static gfla_status settle_sizes(struct gfla_pose_drawing *d)
{
    gfla_status status = GFLA_OK;
    struct gfla_pose_drawing_options *o = &d->options;
    struct gfla_bitmap file = {0};
    if (o->background)
        TRY(gfla_bitmap_read(o->background, NULL, &file));
    TRY(find_pose_size(d, &file));
    if (!o->width) {
        o->width = o->pose_width;
        o->height = o->pose_height;
    }
    if (o->background) {
        const struct gfla_fit fit = gfla_fit_stretch(file.width, file.height, o->width, o->height);
        TRY(gfla_fit_image(&fit, &file, 255, &d->background));
    }
fail:
    gfla_bitmap_free(&file);
    return status;
}

/* ---- the work ---- */

static gfla_status draw_one(struct gfla_pose_drawing *d, size_t i)
{
    gfla_status status;
    const struct gfla_pose_drawing_options *o = &d->options;
    const struct gfla_fit fit = gfla_fit_stretch(o->pose_width, o->pose_height, o->width, o->height);
    struct gfla_bitmap image = {0};
    struct gfla_keypoints points;
    TRY(gfla_pose_source_read(&d->source, i, &points));
    REQUIRE(d->source.n > 1 || gfla_keypoints_count(&points) > 0, GFLA_ERROR_INPUT, "%s: shows nobody", d->source.path);
    status = gfla_points_check_inside(&points, o->pose_width, o->pose_height, GFLA_HINT_POSE_SIZE);
    if (status != GFLA_OK) {
        gfla_fail_context(status, "%s", d->source.path);
        goto fail;
    }
    gfla_fit_points(&fit, &points);
    status = gfla_pose_painter_draw(&d->painter, &points, &image);
    if (status != GFLA_OK) {
        gfla_fail_context(status, "%s", d->source.path);
        goto fail;
    }
    TRY(gfla_pose_output_add(&d->output, d->source.names[i], &points, &image));
    d->n_drawn++;
    if (gfla_keypoints_count(&points) > 0)
        d->last = points;
    else
        d->n_nobody++;
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* Of several poses, one that cannot be read is reported and left out. */
static gfla_status draw_all(struct gfla_pose_drawing *d)
{
    gfla_status status = GFLA_OK;
    struct gfla_progress_count progress;
    gfla_progress_begin(&progress, "poses", d->source.n);
    for (size_t i = 0; i < d->source.n; i++) {
        TRY(gfla_check_cancelled());
        status = draw_one(d, i);
        if (status == GFLA_ERROR_INPUT && d->source.n > 1)
            gfla_batch_failed(&d->counts, d->source.names[i], status);
        else if (status == GFLA_OK)
            gfla_batch_done(&d->counts);
        else
            goto fail;
        gfla_progress_set(&progress, i + 1);
    }
    status = GFLA_OK;
fail:
    gfla_progress_end(&progress);
    return status;
}

gfla_status gfla_pose_drawing_prepare(struct gfla_pose_drawing *drawing,
                                      const struct gfla_pose_drawing_options *options, bool *skip)
{
    gfla_status status;
    *drawing = (struct gfla_pose_drawing){.options = *options};
    *skip = false;
    prepare_motion(&drawing->options);
    drawing->options.source.of_file.width = options->pose_width;
    drawing->options.source.of_file.height = options->pose_height;
    TRY(gfla_pose_source_open(&drawing->source, &drawing->options.source));
    TRY(gfla_pose_output_allow(&drawing->output, options->output, options->existing, &drawing->source, options->fps,
                               skip));
fail:
    return status;
}

gfla_status gfla_pose_drawing_run(struct gfla_pose_drawing *drawing, gfla_device *device)
{
    gfla_status status;
    const struct gfla_pose_drawing_options *o = &drawing->options;
    TRY(settle_sizes(drawing));
    TRY(gfla_pose_painter_open(&drawing->painter, device, o->show, o->width, o->height,
                               o->background ? &drawing->background : NULL));
    TRY(draw_all(drawing));
    if (drawing->n_drawn > 0)
        TRY(gfla_pose_output_finish(&drawing->output));
    return gfla_batch_status(&drawing->counts);
fail:
    return status;
}

void gfla_pose_drawing_close(struct gfla_pose_drawing *drawing)
{
    gfla_pose_output_close(&drawing->output);
    gfla_pose_painter_close(&drawing->painter);
    gfla_bitmap_free(&drawing->background);
    gfla_pose_source_close(&drawing->source);
}
