/* tasks/clip/clip_model.h - a network of people or faces frame by frame. A recurrent one (dance, face) paints each image
 * from the one before it and from a reference, one of the pose task (figure) from the reference alone. Holds one frame,
 * however long the clip. */
#ifndef GFLA_TASKS_CLIP_CLIP_MODEL_H
#define GFLA_TASKS_CLIP_CLIP_MODEL_H

#include "tasks/model/people_model.h"

struct gfla_clip_model {
    struct gfla_people_model people;
    bool is_recurrent;
    bool has_begun; /* a frame was made since the reference was set */
};

/* As gfla_people_model_open; the networks have frames, or source and target poses. */
gfla_status gfla_clip_model_open(struct gfla_clip_model *model, gfla_device *device,
                                 const struct gfla_people_options *options);
void gfla_clip_model_close(struct gfla_clip_model *model);

/* The image [3, h, w] in [-1, 1] that all frames take from, and its structure [c, h, w]. To a
 * recurrent network it is the previous frame of the first. */
gfla_status gfla_clip_model_set_reference(struct gfla_clip_model *model, const float *image, const float *structure);
/* Goes on after a frame that was made before: the next frame's previous image and its structure. */
gfla_status gfla_clip_model_continue(struct gfla_clip_model *model, const float *image, const float *structure);
/* Makes the next frame from what it shows: structure [c, h, w] to image [3, h, w] in [-1, 1]. */
gfla_status gfla_clip_model_frame(struct gfla_clip_model *model, const float *structure, float *image);

#endif
