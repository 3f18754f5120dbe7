/* Scores of views as JSON and as a table. */
#include <stdio.h>

#include "tasks/eval/evaluate.h"

/* In the order of the report; the first are always there, the others where they were measured. */
static const enum gfla_score reported[] = {GFLA_SCORE_L1,          GFLA_SCORE_PSNR,       GFLA_SCORE_SSIM,
                                           GFLA_SCORE_SSIM_MV2NV,  GFLA_SCORE_SSIM_TVSN,  GFLA_SCORE_L1_FOREGROUND,
                                           GFLA_SCORE_IOU,         GFLA_SCORE_EPE,        GFLA_SCORE_COVERAGE,
                                           GFLA_SCORE_FRONT_DEPTH, GFLA_SCORE_BACK_DEPTH, GFLA_SCORE_LPIPS,
                                           GFLA_SCORE_FID};
#define N_REPORTED ((int)(sizeof reported / sizeof *reported))
#define N_ALWAYS 8

static int list_scores(const gfla_evaluation *e, enum gfla_score scores[N_REPORTED])
{
    int n = 0;
    for (int i = 0; i < N_REPORTED; i++)
        if (i < N_ALWAYS || gfla_score_board_has(gfla_evaluation_board(e), reported[i]))
            scores[n++] = reported[i];
    return n;
}

static void add_scores(struct gfla_text *text, const gfla_evaluation *e, int method, int distance,
                       bool without_symmetric)
{
    enum gfla_score scores[N_REPORTED];
    const int n = list_scores(e, scores);
    const struct gfla_score_choice choice = gfla_evaluation_choose(e, distance, without_symmetric);
    gfla_score_board_add_json(gfla_evaluation_board(e), method, scores, n, &choice, text);
}

static void add_method(struct gfla_text *text, const gfla_evaluation *e, int method)
{
    gfla_text_add(text, "{\"method\":");
    gfla_text_add_json(text, gfla_evaluation_method(e, method));
    gfla_text_add(text, ",");
    add_scores(text, e, method, 0, false);
    gfla_text_add(text, ",\"by_distance\":{");
    for (int distance = 20; distance <= 180; distance += 20) {
        gfla_text_add(text, "%s\"%d\":{", distance > 20 ? "," : "", distance);
        add_scores(text, e, method, distance, false);
        gfla_text_add(text, "}");
    }
    gfla_text_add(text, "},\"without_symmetric\":{");
    add_scores(text, e, method, 0, true);
    gfla_text_add(text, "}}");
}

/* ---- the last method against each other one ---- */

/* At how many distances the last method's images are more alike the truth by SSIM, of how many that both have. */
static int count_above(const gfla_evaluation *e, int last, int other, int *n_distances)
{
    int n_above = 0;
    *n_distances = 0;
    for (int distance = 20; distance <= 180; distance += 20) {
        const struct gfla_score_mean a = gfla_evaluation_score(e, last, GFLA_SCORE_SSIM, distance, false),
                                     b = gfla_evaluation_score(e, other, GFLA_SCORE_SSIM, distance, false);
        *n_distances += a.n && b.n;
        n_above += a.n && b.n && a.mean > b.mean;
    }
    return n_above;
}

/* By how many hundredths of the other's L1 that of the last is lower. */
static double lower_percent(const gfla_evaluation *e, int last, int other)
{
    const double a = gfla_evaluation_score(e, last, GFLA_SCORE_L1, 0, false).mean,
                 b = gfla_evaluation_score(e, other, GFLA_SCORE_L1, 0, false).mean;
    return b > 0 ? 100 * (1 - a / b) : 0;
}

static void add_comparisons_json(struct gfla_text *text, const gfla_evaluation *e)
{
    const int last = gfla_evaluation_n_methods(e) - 1;
    gfla_text_add(text, ",\"comparisons\":[");
    for (int m = 0; m < last; m++) {
        int n_distances;
        const int n_above = count_above(e, last, m, &n_distances);
        gfla_text_add(text, "%s{\"method\":", m ? "," : "");
        gfla_text_add_json(text, gfla_evaluation_method(e, last));
        gfla_text_add(text, ",\"against\":");
        gfla_text_add_json(text, gfla_evaluation_method(e, m));
        gfla_text_add(text, ",\"l1_lower_percent\":%.2f,\"ssim_above_at\":%d,\"distances\":%d}",
                      lower_percent(e, last, m), n_above, n_distances);
    }
    gfla_text_add(text, "]");
}

static void add_comparisons(struct gfla_text *text, const gfla_evaluation *e)
{
    const int last = gfla_evaluation_n_methods(e) - 1;
    for (int m = 0; m < last; m++) {
        int n_distances;
        const int n_above = count_above(e, last, m, &n_distances);
        const double lower = lower_percent(e, last, m);
        gfla_text_add(text, "%s against %s: L1 %.1f %% %s, SSIM above it at %d of %d distances.\n",
                      gfla_evaluation_method(e, last), gfla_evaluation_method(e, m), lower < 0 ? -lower : lower,
                      lower < 0 ? "higher" : "lower", n_above, n_distances);
    }
}

void gfla_evaluation_json(const gfla_evaluation *e, const char *data, struct gfla_text *text)
{
    enum gfla_score scores[N_REPORTED];
    const int n = list_scores(e, scores);
    gfla_text_add(text, "{\"data\":");
    gfla_text_add_json(text, data);
    gfla_text_add(text, ",\"models\":%d,\"near_symmetric\":%d,", gfla_evaluation_n_items(e),
                  gfla_evaluation_n_symmetric(e));
    gfla_score_add_conventions(scores, n, text);
    gfla_text_add(text, ",\"results\":[");
    for (int m = 0; m < gfla_evaluation_n_methods(e); m++) {
        gfla_text_add(text, "%s", m ? "," : "");
        add_method(text, e, m);
    }
    gfla_text_add(text, "]");
    add_comparisons_json(text, e);
    gfla_text_add(text, "}");
}

static void add_rows(struct gfla_text *text, const gfla_evaluation *e, const char *group,
                     struct gfla_score_choice choice)
{
    enum gfla_score scores[N_REPORTED];
    const int n = list_scores(e, scores);
    for (int m = 0; m < gfla_evaluation_n_methods(e); m++)
        gfla_score_board_add_row(gfla_evaluation_board(e), m, scores, n, &choice, group, text);
}

void gfla_evaluation_table(const gfla_evaluation *e, struct gfla_text *text)
{
    enum gfla_score scores[N_REPORTED];
    const int n = list_scores(e, scores);
    struct gfla_score_choice all = gfla_evaluation_choose(e, 0, false);
    char group[16];
    gfla_score_board_add_header(scores, n, false, "degrees", text);
    for (int distance = 20; distance <= 180; distance += 20) {
        snprintf(group, sizeof group, "%d", distance);
        add_rows(text, e, group, gfla_evaluation_choose(e, distance, false));
    }
    all.interval = false;
    add_rows(text, e, "all", all);
    add_rows(text, e, "asymmetric", gfla_evaluation_choose(e, 0, true));
    gfla_text_add(text, "\n");
    gfla_score_board_add_header(scores, n, true, "95 %", text);
    all.interval = true;
    add_rows(text, e, "all", all);
    gfla_text_add(text,
                  "%d models; \"asymmetric\" leaves out %d that copying nearly solves; +- is half the 95 %% interval "
                  "over models.\n",
                  gfla_evaluation_n_items(e), gfla_evaluation_n_symmetric(e));
    add_comparisons(text, e);
    for (int i = 0; i < n; i++)
        gfla_text_add(text, "%s%s: %s", i ? "; " : "", gfla_score_infos[scores[i]].label,
                      gfla_score_infos[scores[i]].convention);
    gfla_text_add(text, ".\n");
}
