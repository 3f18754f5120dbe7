/* tasks/eval/eval_methods.h - the methods that `gfla eval view` compares: copying, warping by the true flow, networks,
 * and folders of images that other programs made. */
#ifndef GFLA_TASKS_EVAL_EVAL_METHODS_H
#define GFLA_TASKS_EVAL_EVAL_METHODS_H

#include "tasks/eval/eval_perceptual.h"
#include "tasks/view/view_model.h"
#include "tasks/eval/evaluate.h"

/* Where a method's answers come from. */
enum gfla_eval_kind {
    GFLA_EVAL_COPY,  /* the source itself */
    GFLA_EVAL_EXACT, /* the source warped by the true flow and matte: the limit of warping */
    /* DIR/<id of the model>/result_%04d.png, numbered by azimuth / 20, as the published code writes them */
    GFLA_EVAL_FOLDER,
    GFLA_EVAL_POINTS, /* the surfaces of a network of form SOLID, as points (eval_points.h) */
    GFLA_EVAL_FLOW,   /* a network's warped source */
    GFLA_EVAL_FULL,   /* a network */
};

/* The methods in the order of the report, and their answers to the last item. Belongs to one thread. */
struct gfla_eval_methods {
    int n;
    enum gfla_eval_kind kinds[GFLA_MAX_METHODS];
    const char *names[GFLA_MAX_METHODS];
    const char *folders[GFLA_MAX_METHODS]; /* of GFLA_EVAL_FOLDER */
    struct gfla_view_model
        *networks[GFLA_MAX_METHODS]; /* of GFLA_EVAL_POINTS, _FLOW and _FULL; methods may share one */
    int size;
    float *predicted[GFLA_MAX_METHODS]; /* [18, 3, size, size] in [-1, 1]: the answers to the last item */
    float *alpha[GFLA_MAX_METHODS];     /* [18, 1, size, size]; NULL: of a method that makes none */
    float *flow[GFLA_MAX_METHODS];      /* [18, 2, size, size]; NULL: of a method without one flow at full size */
};

/* Where a method's answers come from, but for those that know. */
struct gfla_eval_origin {
    const char *folder;
    struct gfla_view_model *network;
};

/* Appends a method. Names, folders and networks must live as long. GFLA_ERROR_USAGE when there are too many or the name
 * is taken. */
gfla_status gfla_eval_methods_add(struct gfla_eval_methods *methods, enum gfla_eval_kind kind, const char *name,
                                  struct gfla_eval_origin origin);
/* Makes room for images of size x size pixels; after the last addition. */
gfla_status gfla_eval_methods_prepare(struct gfla_eval_methods *methods, int size);
void gfla_eval_methods_free(struct gfla_eval_methods *methods);

/* All answers to a test item; each network runs once. id names the folders of the model. */
gfla_status gfla_eval_methods_run(struct gfla_eval_methods *methods, const struct gfla_pair_batch *batch,
                                  const char *id);
/* Adds the last answers to the scores, with what `perceptual` measures. */
gfla_status gfla_eval_methods_score(const struct gfla_eval_methods *methods, gfla_evaluation *evaluation,
                                    struct gfla_eval_perceptual *perceptual, int item,
                                    const struct gfla_pair_batch *batch);

/* Writes FOLDER/<id>/source.png, gt_%04d.png and result_%04d.png, the last answers of the last method. */
gfla_status gfla_eval_methods_write(const struct gfla_eval_methods *methods, const char *folder, const char *id,
                                    const struct gfla_pair_batch *batch);

#endif
