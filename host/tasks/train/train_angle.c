/* train_angle.c - the angle task of `gfla train`: from where an image of an object was taken, learned from rendered
 * views. */
#include <stdlib.h>

#include "models/gfla/angle_net.h"
#include "tasks/train/tasks.h"
#include "tasks/train/train_photo.h"
#include "train/sheet.h"

struct angle_training {
    struct gfla_train_photo photo;
    struct gfla_angle_net net;
    struct gfla_loss_terms loss;
    float *azimuth, *elevation; /* targets: [n, 36], [n, 9] */
};

static gfla_status build(gfla_training *t)
{
    gfla_status status;
    struct angle_training *angle = t->state;
    const struct gfla_network_config config = gfla_train_photo_network(gfla_task_settings(t));
    const size_t n = (size_t)config.batch;
    TRY(gfla_angle_net_build(t->graph, &config, &angle->net));
    TRY(gfla_angle_net_loss(t->graph, &angle->net, &angle->loss));
    TRY(gfla_calloc(&angle->azimuth, n * GFLA_ANGLE_AZIMUTHS, sizeof *angle->azimuth, "angles"));
    TRY(gfla_calloc(&angle->elevation, n * GFLA_ANGLE_ELEVATIONS, sizeof *angle->elevation, "angles"));
    gfla_train_photo_losses(t, &angle->loss);
fail:
    return status;
}

static gfla_status feed(gfla_training *t, uint64_t step)
{
    gfla_status status;
    struct angle_training *angle = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    (void)step;
    TRY(gfla_train_photo_next(&angle->photo));
    const struct gfla_photo_batch *batch = angle->photo.batch;
    for (int i = 0; i < batch->n; i++) {
        gfla_angle_target(batch->item[i].azimuth, 0, GFLA_ANGLE_AZIMUTHS, true,
                          angle->azimuth + (size_t)i * GFLA_ANGLE_AZIMUTHS);
        gfla_angle_target(batch->item[i].elevation, GFLA_ANGLE_LOWEST, GFLA_ANGLE_ELEVATIONS, false,
                          angle->elevation + (size_t)i * GFLA_ANGLE_ELEVATIONS);
    }
    TRY(gfla_tensor_write(plan, angle->net.source, batch->image));
    TRY(gfla_tensor_write(plan, angle->net.alpha, batch->alpha));
    TRY(gfla_tensor_write(plan, angle->net.true_azimuth, angle->azimuth));
    TRY(gfla_tensor_write(plan, angle->net.true_elevation, angle->elevation));
fail:
    return status;
}

/* ---- a sheet ---- */

/* Bars of the true distribution, upwards, and of the one that was made, downwards. */
static gfla_status draw_bars(struct gfla_train_sheet *drawing, int row, const float *truth, const float *made)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    TRY(gfla_bitmap_create(&image, drawing->width, drawing->height, 3, 8));
    uint8_t *pixels = image.pixels;
    for (int y = 0; y < image.height; y++)
        for (int x = 0; x < image.width; x++) {
            const int bin = x * GFLA_ANGLE_AZIMUTHS / image.width, above = image.height / 2 - y;
            const float value = (above > 0 ? truth[bin] : made[bin]) * (float)image.height;
            uint8_t *p = pixels + 3 * ((size_t)y * (size_t)image.width + (size_t)x);
            p[above > 0 ? 1 : 0] = (float)abs(above) < value ? 255 : 0;
        }
    gfla_train_sheet_draw(drawing, row, &image);
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* Columns: the image, its alpha, the distribution of azimuth (true above, made below). */
static gfla_status sheet(gfla_training *t, uint64_t step)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    const struct angle_training *angle = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    struct gfla_train_sheet drawing = {.column = 0};
    float *made = NULL;
    TRY(gfla_train_sheet_create(&drawing, s->network.width, s->network.height, s->train.batch, 3));
    TRY(gfla_train_sheet_add(&drawing, plan, angle->net.source, -1));
    TRY(gfla_train_sheet_add(&drawing, plan, angle->net.alpha, 0));
    TRY(gfla_calloc(&made, (size_t)s->train.batch * GFLA_ANGLE_AZIMUTHS, sizeof *made, "angles"));
    TRY(gfla_tensor_read(plan, angle->net.azimuth, made));
    for (int row = 0; row < drawing.rows; row++)
        TRY(draw_bars(&drawing, row, angle->azimuth + row * GFLA_ANGLE_AZIMUTHS, made + row * GFLA_ANGLE_AZIMUTHS));
    drawing.column++;
    TRY(gfla_train_sheet_write(&drawing, t->run.folder, step));
fail:
    free(made);
    gfla_train_sheet_destroy(&drawing);
    return status;
}

static void close_all(gfla_training *t)
{
    struct angle_training *angle = t->state;
    gfla_train_photo_close(t);
    free(angle->azimuth);
    free(angle->elevation);
}

static const struct gfla_train_photo_kind kind = {
    .form = GFLA_TRAIN_ANGLE, .batch = 32, .steps = 10000, .images = GFLA_PHOTO_CUT_OUT};

const struct gfla_train_task gfla_train_task_angle = {
    .name = "angle",
    GFLA_TRAIN_PHOTO_TASK,
    .state_size = sizeof(struct angle_training),
    .kind = &kind,
    .build = build,
    .feed = feed,
    .sheet = sheet,
    .close = close_all,
};
