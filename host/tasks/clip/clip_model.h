/* tasks/clip/clip_model.h - a recurrent network (dance, face) frame by frame: each picture is painted from the one before it and from a
 * reference. Holds one frame, however long the clip. */
#ifndef GFLA_TASKS_CLIP_CLIP_MODEL_H
#define GFLA_TASKS_CLIP_CLIP_MODEL_H

#include "tasks/model/people_model.h"

struct clip_model {
    struct people_model people;
    bool has_begun; /* a frame was made since the reference was set */
};

/* As people_model_open; the networks of the task have frames. */
gfla_status clip_model_open(struct clip_model *model, gfla_device *device, const struct people_asked *asked);
void clip_model_close(struct clip_model *model);

/* The picture [3, h, w] in [-1, 1] that all frames take from, and its structure [c, h, w]. It is the previous frame of the first. */
gfla_status clip_model_refer(struct clip_model *model, const float *picture, const float *structure);
/* Goes on after a frame that was made before: the next frame's previous picture and its structure. */
gfla_status clip_model_continue(struct clip_model *model, const float *picture, const float *structure);
/* Makes the next frame from what it shows: structure [c, h, w] to picture [3, h, w] in [-1, 1]. */
gfla_status clip_model_frame(struct clip_model *model, const float *structure, float *picture);

#endif
