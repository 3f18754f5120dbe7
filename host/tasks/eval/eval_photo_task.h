/* tasks/eval/eval_photo_task.h - which network that reads a photograph is scored, and what counts as right. */
#ifndef GFLA_TASKS_EVAL_EVAL_PHOTO_TASK_H
#define GFLA_TASKS_EVAL_EVAL_PHOTO_TASK_H

enum gfla_eval_photo { GFLA_EVAL_MATTE, GFLA_EVAL_ANGLE, GFLA_EVAL_PHOTO_COUNT };

#define GFLA_EVAL_SCENES 8
#define GFLA_EVAL_MISSED 0.8 /* IoU of a matte under which the object was not found */
#define GFLA_EVAL_NEAR 20.0  /* degrees within which an azimuth is right */
/* Models look alike from two sides, where views of them that are 60 to 180 degrees apart differ by less. Of these an
 * azimuth cannot be told. */
#define GFLA_EVAL_ALIKE 0.1

#endif
