/* Scores as JSON and as tables. */
#include <stdio.h>

#include "tasks/eval/scores.h"

void gfla_score_board_add_json(const gfla_score_board *b, int method, const enum gfla_score *scores, int n_scores,
                               const struct gfla_score_choice *choice, struct gfla_text *text)
{
    gfla_text_add(text, "\"n\":%ld", gfla_score_board_mean(b, method, scores[0], choice).n);
    for (int i = 0; i < n_scores; i++) {
        const struct gfla_score_mean m = gfla_score_board_mean(b, method, scores[i], choice);
        gfla_text_add(text, ",\"%s\":", gfla_score_infos[scores[i]].name);
        if (m.n)
            gfla_text_add(text, "%.*f", gfla_score_infos[scores[i]].decimals + 2, m.mean);
        else
            gfla_text_add(text, "null");
    }
    if (!choice->interval)
        return;
    gfla_text_add(text, ",\"ci95\":{");
    for (int i = 0, n = 0; i < n_scores; i++) {
        const struct gfla_score_mean m = gfla_score_board_mean(b, method, scores[i], choice);
        if (!m.n || scores[i] == GFLA_SCORE_FID)
            continue;
        gfla_text_add(text, "%s\"%s\":[%.*f,%.*f]", n++ ? "," : "", gfla_score_infos[scores[i]].name,
                      gfla_score_infos[scores[i]].decimals + 2, m.low, gfla_score_infos[scores[i]].decimals + 2,
                      m.high);
    }
    gfla_text_add(text, "}");
}

void gfla_score_add_conventions(const enum gfla_score *scores, int n_scores, struct gfla_text *text)
{
    gfla_text_add(text, "\"conventions\":{");
    for (int i = 0; i < n_scores; i++) {
        gfla_text_add(text, "%s\"%s\":", i ? "," : "", gfla_score_infos[scores[i]].name);
        gfla_text_add_json(text, gfla_score_infos[scores[i]].convention);
    }
    gfla_text_add(text, "}");
}

#define WIDTH 8           /* of a column */
#define INTERVAL_WIDTH 15 /* "0.0317 ±0.0012" */

void gfla_score_board_add_header(const enum gfla_score *scores, int n_scores, bool intervals, const char *group,
                                 struct gfla_text *text)
{
    gfla_text_add(text, "%-10s %-12s %7s", group, "method", "n");
    for (int i = 0; i < n_scores; i++)
        gfla_text_add(text, " %*s", intervals ? INTERVAL_WIDTH : WIDTH, gfla_score_infos[scores[i]].label);
    gfla_text_add(text, "\n");
}

void gfla_score_board_add_row(const gfla_score_board *b, int method, const enum gfla_score *scores, int n_scores,
                              const struct gfla_score_choice *choice, const char *group, struct gfla_text *text)
{
    gfla_text_add(text, "%-10s %-12s %7ld", group, gfla_score_board_method(b, method),
                  gfla_score_board_mean(b, method, scores[0], choice).n);
    for (int i = 0; i < n_scores; i++) {
        const struct gfla_score_mean m = gfla_score_board_mean(b, method, scores[i], choice);
        const int decimals = gfla_score_infos[scores[i]].decimals, width = choice->interval ? INTERVAL_WIDTH : WIDTH;
        char cell[64];
        if (!m.n)
            snprintf(cell, sizeof cell, "-");
        else if (choice->interval && m.high > m.low)
            snprintf(cell, sizeof cell, "%.*f +-%.*f", decimals, m.mean, decimals, (m.high - m.low) / 2);
        else
            snprintf(cell, sizeof cell, "%.*f", decimals, m.mean);
        gfla_text_add(text, " %*s", width, cell);
    }
    gfla_text_add(text, "\n");
}
