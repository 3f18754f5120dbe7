#include "tasks/pose/pose_painter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/draw/draw_keypoints.h"

#define MAX_CHANNELS 20
#define LAST_LABEL 6 /* of faces */

gfla_status gfla_pose_painter_open(struct gfla_pose_painter *painter, gfla_device *device, enum gfla_pose_show show,
                                   int width, int height, const struct gfla_bitmap *background)
{
    *painter = (struct gfla_pose_painter){
        .show = show, .width = width, .height = height, .background = background, .device = device};
    if (show == GFLA_POSE_SHOW_SKELETON)
        return GFLA_OK;
    return gfla_calloc(&painter->values, (size_t)width * (size_t)height * MAX_CHANNELS, sizeof *painter->values,
                       "structure maps");
}

void gfla_pose_painter_close(struct gfla_pose_painter *painter)
{
    for (int i = 0; i < GFLA_STRUCTURE_TASKS; i++)
        gfla_structure_maps_destroy(&painter->maps[i]);
    gfla_face_maps_destroy(&painter->face);
    free(painter->values);
    *painter = (struct gfla_pose_painter){0};
}

static gfla_status begin(const struct gfla_pose_painter *painter, struct gfla_bitmap *image)
{
    if (painter->background)
        return gfla_bitmap_copy(painter->background, image);
    return gfla_draw_canvas(image, painter->width, painter->height, GFLA_BLACK);
}

static gfla_status make_maps(struct gfla_pose_painter *painter, enum gfla_structure_task task,
                             const struct gfla_keypoints *points)
{
    gfla_status status;
    struct gfla_structure_maps *maps = &painter->maps[task];
    if (!maps->plan)
        TRY(gfla_structure_maps_create(maps, painter->device, task, 1, painter->height, painter->width));
    TRY(gfla_structure_maps_run(maps, points, painter->values));
fail:
    return status;
}

/* The highest of the maps as a colour, which hides the background as far as it is high. */
static gfla_status paint_heat(struct gfla_pose_painter *painter, const struct gfla_keypoints *points,
                              struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap colours = {0};
    const size_t area = (size_t)painter->width * (size_t)painter->height;
    float *highest = painter->values;
    TRY(make_maps(painter, GFLA_STRUCTURE_PERSON, points));
    for (int c = 1; c < gfla_structure_channels(GFLA_STRUCTURE_PERSON); c++)
        for (size_t i = 0; i < area; i++)
            highest[i] = fmaxf(highest[i], painter->values[(size_t)c * area + i]);
    TRY(gfla_draw_heat(highest, painter->width, painter->height, 0, 1, &colours));
    if (!painter->background) {
        *image = colours;
        return GFLA_OK;
    }
    TRY(begin(painter, image));
    for (size_t i = 0; i < 3 * area; i++) {
        uint8_t *pixel = (uint8_t *)image->pixels + i;
        const float top = ((const uint8_t *)colours.pixels)[i];
        *pixel = (uint8_t)lrintf((float)*pixel + (top - (float)*pixel) * highest[i / 3]);
    }
fail:
    gfla_bitmap_free(&colours);
    return status;
}

/* As it is; over a background each pixel hides as much as its brightest channel says, which for limbs is what they
 * cover. */
static gfla_status paint_dance(struct gfla_pose_painter *painter, const struct gfla_keypoints *points,
                               struct gfla_bitmap *image)
{
    gfla_status status;
    const enum gfla_structure_task task =
        points->set == GFLA_JOINTS_H36M_17 ? GFLA_STRUCTURE_DANCE : GFLA_STRUCTURE_DANCE_NOISY;
    const size_t area = (size_t)painter->width * (size_t)painter->height;
    const float *rgb = painter->values + (size_t)(gfla_structure_channels(task) - 3) * area;
    TRY(make_maps(painter, task, points));
    TRY(begin(painter, image));
    for (size_t i = 0; i < area; i++) {
        const float clear = 1 - fmaxf(rgb[i], fmaxf(rgb[i + area], rgb[i + 2 * area])) / 255;
        for (size_t c = 0; c < 3; c++) {
            uint8_t *pixel = (uint8_t *)image->pixels + 3 * i + c;
            *pixel = (uint8_t)lrintf((float)*pixel * clear + rgb[i + c * area]);
        }
    }
fail:
    return status;
}

/* Edges are those of the background, which is not seen itself. */
static gfla_status paint_face(struct gfla_pose_painter *painter, const struct gfla_keypoints *points,
                              struct gfla_bitmap *image)
{
    gfla_status status;
    const size_t area = (size_t)painter->width * (size_t)painter->height;
    const float *edges = painter->values, *labels = painter->values + (GFLA_FACE_MAPS - 1) * area;
    if (!painter->face.plan)
        TRY(gfla_face_maps_create(&painter->face, painter->device, 1, painter->height, painter->width));
    TRY(gfla_face_maps_run(&painter->face, points, &painter->background, painter->values));
    TRY(gfla_draw_heat(labels, painter->width, painter->height, 0, LAST_LABEL, image));
    for (size_t i = 0; i < area; i++)
        if (edges[i] > 0)
            memset((uint8_t *)image->pixels + 3 * i, 255, 3);
fail:
    return status;
}

gfla_status gfla_pose_painter_draw(struct gfla_pose_painter *painter, const struct gfla_keypoints *points,
                                   struct gfla_bitmap *image)
{
    gfla_status status;
    *image = (struct gfla_bitmap){0};
    if (painter->show == GFLA_POSE_SHOW_HEAT)
        return paint_heat(painter, points, image);
    if (painter->show == GFLA_POSE_SHOW_DANCE)
        return paint_dance(painter, points, image);
    if (painter->show == GFLA_POSE_SHOW_FACE)
        return paint_face(painter, points, image);
    TRY(begin(painter, image));
    gfla_draw_keypoints(image, points);
fail:
    return status;
}
