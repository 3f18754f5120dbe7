/* What was scored of mattes and angles, as JSON and as tables. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "tasks/eval/eval_photo.h"
#include "tasks/eval/eval_photo_worker.h"

static const enum gfla_score of_mattes[] = {GFLA_SCORE_IOU, GFLA_SCORE_MISSED, GFLA_SCORE_ALPHA};
static const enum gfla_score of_angles[] = {GFLA_SCORE_WITHIN_20, GFLA_SCORE_FRONT,    GFLA_SCORE_OPPOSITE,
                                            GFLA_SCORE_QUARTER,   GFLA_SCORE_AZIMUTH,  GFLA_SCORE_CONFIDENCE,
                                            GFLA_SCORE_SYMMETRIC, GFLA_SCORE_ELEVATION};
static const char *const sizes[GFLA_EVAL_SIZES] = {"small", "medium", "large"};

struct report {
    const gfla_score_board *board;
    const enum gfla_score *scores;
    int n_scores;
    bool *alike, *others; /* [n_items]; NULL where likeness is not known */
    size_t n_alike;
};

static void free_report(struct report *r)
{
    free(r->alike);
    free(r->others);
}

/* Likeness is looked at in the images of the first network. */
static gfla_status find_alike(struct report *r)
{
    gfla_status status;
    const size_t n = gfla_score_board_n_items(r->board);
    if (!gfla_score_board_has(r->board, GFLA_SCORE_LIKENESS))
        return GFLA_OK;
    TRY(gfla_calloc(&r->alike, n, sizeof *r->alike, "a list of models"));
    TRY(gfla_calloc(&r->others, n, sizeof *r->others, "a list of models"));
    for (size_t i = 0; i < n; i++) {
        r->alike[i] = gfla_score_board_item(r->board, 0, i, GFLA_SCORE_LIKENESS).mean < GFLA_EVAL_ALIKE;
        r->others[i] = !r->alike[i];
        r->n_alike += r->alike[i];
    }
fail:
    return status;
}

/* Freed by free_report, on failure too. */
static gfla_status begin(struct report *r, enum gfla_eval_photo task, const gfla_score_board *board)
{
    *r = (struct report){.board = board};
    r->scores = task == GFLA_EVAL_MATTE ? of_mattes : of_angles;
    r->n_scores = (int)(task == GFLA_EVAL_MATTE ? sizeof of_mattes : sizeof of_angles) / (int)sizeof *r->scores;
    return task == GFLA_EVAL_ANGLE ? find_alike(r) : GFLA_OK;
}

/* The groups of an elevation, or of a confidence; the other is -1. */
static void choose(bool groups[GFLA_EVAL_ANGLE_GROUPS], int elevation, int confidence)
{
    for (int i = 0; i < GFLA_EVAL_ANGLE_GROUPS; i++)
        groups[i] = (elevation < 0 || i / GFLA_EVAL_CONFIDENCES == elevation) &&
                    (confidence < 0 || i % GFLA_EVAL_CONFIDENCES == confidence);
}

static bool is_empty(const struct report *r, int method, const struct gfla_score_choice *choice)
{
    return gfla_score_board_mean(r->board, method, r->scores[0], choice).n == 0;
}

static int elevation_of(int row)
{
    return (int)(GFLA_ANGLE_LOWEST + GFLA_ANGLE_STEP * row);
}

/* ---- JSON ---- */

static void add_part(const struct report *r, int method, const char *name, const struct gfla_score_choice *choice,
                     struct gfla_text *text)
{
    if (is_empty(r, method, choice))
        return;
    gfla_text_add(text, "%s\"%s\":{", text->data[text->size - 1] == '{' ? "" : ",", name);
    gfla_score_board_add_json(r->board, method, r->scores, r->n_scores, choice, text);
    gfla_text_add(text, "}");
}

static void add_angle_parts(const struct report *r, int method, const bool *items, struct gfla_text *text)
{
    bool groups[GFLA_EVAL_ANGLE_GROUPS];
    const struct gfla_score_choice choice = {.group = -1, .groups = groups, .items = items};
    char name[32];
    gfla_text_add(text, ",\"by_elevation\":{");
    for (int row = 0; row < GFLA_ANGLE_ELEVATIONS; row++) {
        choose(groups, row, -1);
        snprintf(name, sizeof name, "%d", elevation_of(row));
        add_part(r, method, name, &choice, text);
    }
    gfla_text_add(text, "},\"by_confidence\":{");
    for (int i = 0; i < GFLA_EVAL_CONFIDENCES; i++) {
        choose(groups, -1, i);
        snprintf(name, sizeof name, "%.1f", (double)i / GFLA_EVAL_CONFIDENCES);
        add_part(r, method, name, &choice, text);
    }
    gfla_text_add(text, "}");
}

static void add_result(const struct report *r, enum gfla_eval_photo task, int method, struct gfla_text *text)
{
    const struct gfla_score_choice all = {.group = -1, .interval = true},
                                   others = {.group = -1, .interval = true, .items = r->others};
    gfla_text_add(text, "{\"method\":");
    gfla_text_add_json(text, gfla_score_board_method(r->board, method));
    gfla_text_add(text, ",");
    gfla_score_board_add_json(r->board, method, r->scores, r->n_scores, &all, text);
    if (task == GFLA_EVAL_MATTE) {
        gfla_text_add(text, ",\"by_size\":{");
        for (int i = 0; i < GFLA_EVAL_SIZES; i++)
            add_part(r, method, sizes[i], &(struct gfla_score_choice){.group = i}, text);
        gfla_text_add(text, "}}");
        return;
    }
    gfla_text_add(text, ",\"without_symmetric\":{");
    gfla_score_board_add_json(r->board, method, r->scores, r->n_scores, &others, text);
    add_angle_parts(r, method, r->others, text);
    gfla_text_add(text, "}}");
}

gfla_status gfla_eval_photo_json(enum gfla_eval_photo task, const gfla_score_board *board, const char *data,
                                 struct gfla_text *text)
{
    gfla_status status;
    struct report r;
    TRY(begin(&r, task, board));
    gfla_text_add(text, "{\"task\":\"%s\",\"data\":", task == GFLA_EVAL_MATTE ? "matte" : "angle");
    gfla_text_add_json(text, data);
    gfla_text_add(text, ",\"models\":%zu,", gfla_score_board_n_items(board));
    if (r.alike)
        gfla_text_add(text, "\"near_symmetric\":%zu,", r.n_alike);
    else if (task == GFLA_EVAL_ANGLE)
        gfla_text_add(text, "\"near_symmetric\":null,");
    gfla_score_add_conventions(r.scores, r.n_scores, text);
    gfla_text_add(text, ",\"results\":[");
    for (int m = 0; m < gfla_score_board_n_methods(board); m++) {
        gfla_text_add(text, "%s", m ? "," : "");
        add_result(&r, task, m, text);
    }
    gfla_text_add(text, "]}");
fail:
    free_report(&r);
    return status;
}

/* ---- tables ---- */

static void add_row(const struct report *r, const char *name, const struct gfla_score_choice *choice,
                    struct gfla_text *text)
{
    for (int m = 0; m < gfla_score_board_n_methods(r->board); m++)
        if (!is_empty(r, m, choice))
            gfla_score_board_add_row(r->board, m, r->scores, r->n_scores, choice, name, text);
}

static void add_matte_rows(const struct report *r, struct gfla_text *text)
{
    for (int i = 0; i < GFLA_EVAL_SIZES; i++)
        add_row(r, sizes[i], &(struct gfla_score_choice){.group = i, .interval = true}, text);
    add_row(r, "all", &(struct gfla_score_choice){.group = -1, .interval = true}, text);
}

static void add_angle_rows(const struct report *r, struct gfla_text *text)
{
    bool groups[GFLA_EVAL_ANGLE_GROUPS];
    const struct gfla_score_choice choice = {.group = -1, .groups = groups, .items = r->others, .interval = true};
    char name[32];
    for (int row = 0; row < GFLA_ANGLE_ELEVATIONS; row++) {
        choose(groups, row, -1);
        snprintf(name, sizeof name, "at %d", elevation_of(row));
        add_row(r, name, &choice, text);
    }
    for (int i = 0; i < GFLA_EVAL_CONFIDENCES; i++) {
        choose(groups, -1, i);
        snprintf(name, sizeof name, "sure %.1f+", (double)i / GFLA_EVAL_CONFIDENCES);
        add_row(r, name, &choice, text);
    }
    if (r->alike) {
        add_row(r, "symmetric", &(struct gfla_score_choice){.group = -1, .interval = true, .items = r->alike}, text);
        add_row(r, "asymmetric", &(struct gfla_score_choice){.group = -1, .interval = true, .items = r->others}, text);
    }
    add_row(r, "all", &(struct gfla_score_choice){.group = -1, .interval = true}, text);
}

gfla_status gfla_eval_photo_table(enum gfla_eval_photo task, const gfla_score_board *board, struct gfla_text *text)
{
    gfla_status status;
    struct report r;
    TRY(begin(&r, task, board));
    const size_t n = gfla_score_board_n_items(board);
    gfla_score_board_add_header(r.scores, r.n_scores, true, "models", text);
    if (task == GFLA_EVAL_MATTE)
        add_matte_rows(&r, text);
    else
        add_angle_rows(&r, text);
    gfla_text_add(text, "%zu model%s; +- is half the 95 %% interval over models.\n", n, n == 1 ? "" : "s");
    if (task == GFLA_EVAL_MATTE)
        gfla_text_add(text, "small: under 10 %% of the image, medium: under 30 %%, large: more.\n");
    else if (r.alike)
        gfla_text_add(text,
                      "%zu are near-symmetric: views 60 to 180 degrees apart differ by less than %.1f on the object; "
                      "elevations and confidences (sure) are of the others.\n",
                      r.n_alike, GFLA_EVAL_ALIKE);
    for (int i = 0; i < r.n_scores; i++)
        gfla_text_add(text, "%s%s: %s", i ? "; " : "", gfla_score_infos[r.scores[i]].label,
                      gfla_score_infos[r.scores[i]].convention);
    gfla_text_add(text, ".\n");
fail:
    free_report(&r);
    return status;
}
