/* tasks/train/tasks.h - the training tasks. Each is one file train_NAME.c. */
#ifndef GFLA_TASKS_TRAIN_TASKS_H
#define GFLA_TASKS_TRAIN_TASKS_H

#include "train/task.h"

extern const struct gfla_train_task gfla_train_task_view, gfla_train_task_person, gfla_train_task_animate,
    gfla_train_task_face, gfla_train_task_motion, gfla_train_task_matte, gfla_train_task_angle,
    gfla_train_task_features;

#endif
