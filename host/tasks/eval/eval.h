/* tasks/eval/eval.h - scoring a network, simple methods and the images of other programs on what training never saw. */
#ifndef GFLA_TASKS_EVAL_EVAL_H
#define GFLA_TASKS_EVAL_EVAL_H

#include "base/batch.h"
#include "base/text.h"
#include "io/image/bitmap.h"
#include "tasks/eval/eval_perceptual.h"
#include "tasks/eval/evaluate.h"
#include "viewsynth/data/views.h"

/* Strings live as long as the call. Zero is the default but for `split` and `perceptual`. */
struct gfla_eval_options {
    const char *data;
    const char *weights; /* a file, or the name of a bundled model; NULL: no network */
    int n_against;       /* other networks of views: their weights, and names or NULL for the network's name */
    const char *against[GFLA_MAX_METHODS], *against_names[GFLA_MAX_METHODS];
    const char *answers;     /* a folder for the last method's images; NULL: none */
    const char *figure;      /* an image file of rows of source, truth and answers; NULL: none */
    int n_rows;              /* of the figure */
    int limit;               /* of models or pairs; 0: all */
    struct gfla_batch batch; /* its shard: only these models or pairs are scored, in their places among all */
    int n_compared;          /* folders with images of other programs */
    const char *names[GFLA_MAX_METHODS], *folders[GFLA_MAX_METHODS];
    bool exact;                     /* of views: also warping by the true flow and matte */
    enum gfla_split split;          /* of views */
    const char *pairs, *annotation; /* of people: other lists than the set's */
    int width, height;              /* of people: of the images; 0: the network's, else the first image's */
    struct gfla_eval_perceptual_options perceptual;
};

/* Whether a set is one of people; of views otherwise. */
bool gfla_eval_is_person(const char *data);
/* What parts of one test have in common beside their set, in one line: split, limit, lists, and the weights with the
 * checksums of their files. Freed by the caller. */
gfla_status gfla_eval_describe(const struct gfla_eval_options *options, struct gfla_text *line);
/* Whether there is anything for a device to do. */
bool gfla_eval_needs_device(const struct gfla_eval_options *options);

/* Scores views of held-out objects; *scores is destroyed with gfla_evaluation_destroy. Devices share the objects, and the
 * scores are those of one to the bit; n_devices may be 0 where none is needed. GFLA_ERROR_USAGE: options, network and set
 * do not fit. GFLA_ERROR_DEVICE with *scores: a device was lost and named in the log, and the others did its work. What
 * is assumed of the set is logged. Progress counts "models". */
gfla_status gfla_eval_view(gfla_evaluation **scores, gfla_device *const *devices, int n_devices,
                           const struct gfla_eval_options *options);

/* Scores images of people in other poses on the test pairs of a set, in the conventions of the published tables. */
struct gfla_eval_person_result {
    gfla_score_board *board;
    size_t n_pairs;
    int width, height; /* at which images were compared */
    bool has_fid;
    enum gfla_fid_convention convention; /* of FID */
};
/* As gfla_eval_view, with "pairs"; result->board is NULL where there are no scores. The result is freed with
 * gfla_eval_person_result_free, on failure too. */
gfla_status gfla_eval_person(struct gfla_eval_person_result *result, gfla_device *const *devices, int n_devices,
                             const struct gfla_eval_options *options);
void gfla_eval_person_result_free(struct gfla_eval_person_result *result);

/* One JSON object; a table for people, with the conventions beneath. */
void gfla_eval_person_json(const struct gfla_eval_person_result *result, const char *data, struct gfla_text *text);
void gfla_eval_person_table(const struct gfla_eval_person_result *result, struct gfla_text *text);

#endif
