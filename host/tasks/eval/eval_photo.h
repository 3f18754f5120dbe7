/* tasks/eval/eval_photo.h - scoring the networks that read a photograph (tasks/view/photo_net.h) on rendered models: matte,
 * which part of an image is the object, and angle, from where it was taken.
 *
 * matte: of each model GFLA_EVAL_SCENES scenes (viewsynth/data/photo_batches.h), which are always the same of a model of
 * this name beside the same others. The network alone is scored: `gfla view` then looks closer at small objects, and
 * follows the edges of the image. angle: all views of each model, cut out as they are and mirrored, and read as `gfla
 * view` does (tasks/view/photo_angle.h), but that the better side counts, be it front or back. */
#ifndef GFLA_TASKS_EVAL_EVAL_PHOTO_H
#define GFLA_TASKS_EVAL_EVAL_PHOTO_H

#include "tasks/eval/eval.h"
#include "tasks/eval/eval_photo_task.h"

/* GFLA_EVAL_PHOTO_COUNT: no such task. */
enum gfla_eval_photo gfla_eval_photo_find(const char *task);

/* Scores options->weights and options->against, whose images may have different sizes; *board is destroyed by the caller.
 * Options of other tasks are GFLA_ERROR_USAGE. Devices, progress and GFLA_ERROR_DEVICE as of gfla_eval_view. */
gfla_status gfla_eval_photo(gfla_score_board **board, enum gfla_eval_photo task, gfla_device *const *devices,
                            int n_devices, const struct gfla_eval_options *options);

/* One JSON object:
 * {"task","data","models","conventions","results":[{"method","n",..,"ci95":{},"by_size":{"small":{}}}]} of mattes, by the
 * part of the image that the object covers; of angles instead "near_symmetric" (a number of models; null where a set has
 * no views of one elevation to compare), "without_symmetric":{..,"by_elevation":{"0":{}},"by_confidence":{"0.8":{}}}. */
gfla_status gfla_eval_photo_json(enum gfla_eval_photo task, const gfla_score_board *board, const char *data,
                                 struct gfla_text *text);
/* A table for people, with the conventions beneath. */
gfla_status gfla_eval_photo_table(enum gfla_eval_photo task, const gfla_score_board *board, struct gfla_text *text);

#endif
