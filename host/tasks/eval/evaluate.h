/* tasks/eval/evaluate.h - scores of methods over a test set, by azimuth distance, and without near-symmetric models.
 *
 * The caller runs the methods and hands in images; this adds up and reports. Items, sources and targets are those of
 * viewsynth/data/test_pairs.h. The target that is the source itself (distance 0) is left out of every sum. */
#ifndef GFLA_TASKS_EVAL_EVALUATE_H
#define GFLA_TASKS_EVAL_EVALUATE_H

#include "base/text.h"
#include "viewsynth/data/pairs.h"
#include "tasks/eval/scores.h"

/* One prediction. Planes are in [0, 1], [3][size][size]. */
struct gfla_evaluate_sample {
    int item; /* index of the model in the test, from 0 */
    struct gfla_pose source, target;
    const float *predicted, *truth;
    const float *foreground; /* [size][size], the target's alpha */
    const float *alpha;      /* [size][size]: the prediction's own; NULL: what is not white is object */
    int size;
    double epe; /* end-point error in pixels of the image over visible pixels; negative: none */
};

typedef struct gfla_evaluation gfla_evaluation;

/* methods: their names, in the order of the report. "copy", where present, is the method whose scores decide which
 * models are near-symmetric: those whose mean L1 of copying the source is below a fifth of the median over models. */
gfla_status gfla_evaluation_create(gfla_evaluation **evaluation, const char *const *methods, int n_methods,
                                   int n_items);
/* Of a board that gfla_evaluation_board gave parts of (eval_part.h), which it takes. GFLA_ERROR_INPUT: its groups are no
 * distances. */
gfla_status gfla_evaluation_of_board(gfla_evaluation **evaluation, gfla_score_board **board);
void gfla_evaluation_destroy(gfla_evaluation **evaluation);
/* Adds a sample of method (an index). A sample of distance 0 is ignored. */
gfla_status gfla_evaluation_add(gfla_evaluation *evaluation, int method, const struct gfla_evaluate_sample *sample);

/* Adds a method's answers to a whole test item (test_pairs.h): predicted [n, 3, S, S] in [-1, 1] and clamped to it.
 * flow, the method's flow at a scale, [n, 2, s, s], may be NULL; its end-point error is taken where the weight of the
 * truth is at least 0.75, that is, where the source sees most of what the pixel covers. */
gfla_status gfla_evaluation_add_batch(gfla_evaluation *evaluation, int method, int item,
                                      const struct gfla_pair_batch *batch, const float *predicted, const float *flow,
                                      enum gfla_scale scale);
/* The same with the method's own alpha [n, 1, S, S], which says what is object. */
gfla_status gfla_evaluation_add_alpha_batch(gfla_evaluation *evaluation, int method, int item,
                                            const struct gfla_pair_batch *batch, const float *predicted,
                                            const float *alpha, const float *flow, enum gfla_scale scale);

/* Poses whose distance is that of pair i of a batch: its views, or, off the grid, of the angle between its cameras to
 * the nearest 20 degrees, at least 20 for two views. */
void gfla_evaluation_poses(const struct gfla_pair_batch *batch, int i, struct gfla_pose *source,
                           struct gfla_pose *target);

/* Adds a score that was measured elsewhere, as LPIPS, of one prediction; of the whole set, as FID. */
void gfla_evaluation_add_score(gfla_evaluation *evaluation, int method, int item, struct gfla_pose source,
                               struct gfla_pose target, enum gfla_score score, double value);
void gfla_evaluation_set_score(gfla_evaluation *evaluation, int method, enum gfla_score score, double value);

/* distance: 20, 40, ..., 180, or 0 for all. Of all, with its interval over models. */
struct gfla_score_mean gfla_evaluation_score(const gfla_evaluation *evaluation, int method, enum gfla_score score,
                                             int distance, bool without_symmetric);
/* The board, whose groups are distances, and how a part of it is chosen; both belong to the evaluation. */
gfla_score_board *gfla_evaluation_board(const gfla_evaluation *evaluation);
struct gfla_score_choice gfla_evaluation_choose(const gfla_evaluation *evaluation, int distance,
                                                bool without_symmetric);
int gfla_evaluation_n_symmetric(const gfla_evaluation *evaluation);
int gfla_evaluation_n_items(const gfla_evaluation *evaluation);
int gfla_evaluation_n_methods(const gfla_evaluation *evaluation);
const char *gfla_evaluation_method(const gfla_evaluation *evaluation, int method);

/* One JSON object:
 * {"data","models","near_symmetric","conventions","results":[{"method","n","l1","psnr","ssim","ssim_mv2nv",
 * "ssim_tvsn","l1_foreground","iou","epe","ci95":{...},"by_distance":{"20":{...}},"without_symmetric":{...}}],
 * "comparisons":[{"method","against","l1_lower_percent","ssim_above_at","distances"}]}, the last method against each
 * other; "coverage", "front_depth", "back_depth", "lpips" and "fid" where they were measured. */
void gfla_evaluation_json(const gfla_evaluation *evaluation, const char *data, struct gfla_text *text);
/* A table for people, with the conventions beneath. */
void gfla_evaluation_table(const gfla_evaluation *evaluation, struct gfla_text *text);

#endif
