#include "tasks/pose/pose_painter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/draw/draw_keypoints.h"

#define MAX_CHANNELS 20
#define LAST_LABEL 6 /* of faces */

gfla_status pose_painter_open(struct pose_painter *painter, gfla_device *device, enum pose_show show, int width, int height,
                              const struct gfla_image *background)
{
    *painter = (struct pose_painter){.show = show, .width = width, .height = height, .background = background, .device = device};
    if (show == POSE_SHOW_SKELETON)
        return GFLA_OK;
    return gfla_calloc(&painter->values, (size_t)width * (size_t)height * MAX_CHANNELS, sizeof *painter->values, "structure maps");
}

void pose_painter_close(struct pose_painter *painter)
{
    for (int i = 0; i < STRUCTURE_TASKS; i++)
        structure_maps_destroy(&painter->maps[i]);
    face_maps_destroy(&painter->face);
    free(painter->values);
    *painter = (struct pose_painter){0};
}

static gfla_status begin(const struct pose_painter *painter, struct gfla_image *picture)
{
    if (painter->background)
        return gfla_image_copy(painter->background, picture);
    return gfla_draw_canvas(picture, painter->width, painter->height, GFLA_BLACK);
}

static gfla_status make_maps(struct pose_painter *painter, enum structure_task task, const struct gfla_keypoints *points)
{
    gfla_status status;
    struct structure_maps *maps = &painter->maps[task];
    if (!maps->plan)
        TRY(structure_maps_create(maps, painter->device, task, 1, painter->height, painter->width));
    TRY(structure_maps_run(maps, points, painter->values));
fail:
    return status;
}

/* The highest of the maps as a colour, which hides the background as far as it is high. */
static gfla_status paint_heat(struct pose_painter *painter, const struct gfla_keypoints *points, struct gfla_image *picture)
{
    gfla_status status;
    struct gfla_image colours = {0};
    const size_t area = (size_t)painter->width * (size_t)painter->height;
    float *highest = painter->values;
    TRY(make_maps(painter, STRUCTURE_PERSON, points));
    for (int c = 1; c < structure_channels(STRUCTURE_PERSON); c++)
        for (size_t i = 0; i < area; i++)
            highest[i] = fmaxf(highest[i], painter->values[(size_t)c * area + i]);
    TRY(gfla_draw_heat(highest, painter->width, painter->height, 0, 1, &colours));
    if (!painter->background) {
        *picture = colours;
        return GFLA_OK;
    }
    TRY(begin(painter, picture));
    for (size_t i = 0; i < 3 * area; i++) {
        uint8_t *pixel = (uint8_t *)picture->pixels + i;
        const float top = ((const uint8_t *)colours.pixels)[i];
        *pixel = (uint8_t)lrintf((float)*pixel + (top - (float)*pixel) * highest[i / 3]);
    }
fail:
    gfla_image_free(&colours);
    return status;
}

/* As it is; over a background each pixel hides as much as its brightest channel says, which for limbs is what they cover. */
static gfla_status paint_dance(struct pose_painter *painter, const struct gfla_keypoints *points, struct gfla_image *picture)
{
    gfla_status status;
    const enum structure_task task = points->set == GFLA_JOINTS_H36M_17 ? STRUCTURE_DANCE : STRUCTURE_DANCE_NOISY;
    const size_t area = (size_t)painter->width * (size_t)painter->height;
    const float *rgb = painter->values + (size_t)(structure_channels(task) - 3) * area;
    TRY(make_maps(painter, task, points));
    TRY(begin(painter, picture));
    for (size_t i = 0; i < area; i++) {
        const float clear = 1 - fmaxf(rgb[i], fmaxf(rgb[i + area], rgb[i + 2 * area])) / 255;
        for (size_t c = 0; c < 3; c++) {
            uint8_t *pixel = (uint8_t *)picture->pixels + 3 * i + c;
            *pixel = (uint8_t)lrintf((float)*pixel * clear + rgb[i + c * area]);
        }
    }
fail:
    return status;
}

/* Edges are those of the background, which is not seen itself. */
static gfla_status paint_face(struct pose_painter *painter, const struct gfla_keypoints *points, struct gfla_image *picture)
{
    gfla_status status;
    const size_t area = (size_t)painter->width * (size_t)painter->height;
    const float *edges = painter->values, *labels = painter->values + (GFLA_FACE_MAPS - 1) * area;
    if (!painter->face.plan)
        TRY(face_maps_create(&painter->face, painter->device, 1, painter->height, painter->width));
    TRY(face_maps_run(&painter->face, points, &painter->background, painter->values));
    TRY(gfla_draw_heat(labels, painter->width, painter->height, 0, LAST_LABEL, picture));
    for (size_t i = 0; i < area; i++)
        if (edges[i] > 0)
            memset((uint8_t *)picture->pixels + 3 * i, 255, 3);
fail:
    return status;
}

gfla_status pose_painter_draw(struct pose_painter *painter, const struct gfla_keypoints *points, struct gfla_image *picture)
{
    gfla_status status;
    *picture = (struct gfla_image){0};
    if (painter->show == POSE_SHOW_HEAT)
        return paint_heat(painter, points, picture);
    if (painter->show == POSE_SHOW_DANCE)
        return paint_dance(painter, points, picture);
    if (painter->show == POSE_SHOW_FACE)
        return paint_face(painter, points, picture);
    TRY(begin(painter, picture));
    gfla_draw_keypoints(picture, points);
fail:
    return status;
}
