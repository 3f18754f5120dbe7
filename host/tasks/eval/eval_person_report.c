/* What was scored of people, as JSON and as a table. */
#include "tasks/eval/eval_person.h"

const enum gfla_score gfla_eval_person_scores[GFLA_EVAL_PERSON_SCORES] = {
    GFLA_SCORE_L1,       GFLA_SCORE_MAE_RATIO, GFLA_SCORE_PSNR,  GFLA_SCORE_SSIM,
    GFLA_SCORE_SSIM_256, GFLA_SCORE_SSIM_51,   GFLA_SCORE_LPIPS, GFLA_SCORE_FID};

static const struct gfla_score_choice all_pairs = {.group = -1, .interval = true};

static int list_scores(const gfla_score_board *board, enum gfla_score scores[GFLA_EVAL_PERSON_SCORES])
{
    int n = 0;
    for (int i = 0; i < GFLA_EVAL_PERSON_SCORES; i++)
        if (gfla_score_board_has(board, gfla_eval_person_scores[i]))
            scores[n++] = gfla_eval_person_scores[i];
    return n;
}

void gfla_eval_person_json(const struct gfla_eval_person_result *r, const char *data, struct gfla_text *text)
{
    enum gfla_score scores[GFLA_EVAL_PERSON_SCORES];
    const int n = list_scores(r->board, scores);
    gfla_text_add(text, "{\"data\":");
    gfla_text_add_json(text, data);
    gfla_text_add(text, ",\"pairs\":%zu,\"width\":%d,\"height\":%d,", r->n_pairs, r->width, r->height);
    if (r->has_fid)
        gfla_text_add(text, "\"fid_convention\":\"%s\",", gfla_fid_convention_name(r->convention));
    gfla_score_add_conventions(scores, n, text);
    gfla_text_add(text, ",\"results\":[");
    for (int m = 0; m < gfla_score_board_n_methods(r->board); m++) {
        gfla_text_add(text, "%s{\"method\":", m ? "," : "");
        gfla_text_add_json(text, gfla_score_board_method(r->board, m));
        gfla_text_add(text, ",");
        gfla_score_board_add_json(r->board, m, scores, n, &all_pairs, text);
        gfla_text_add(text, "}");
    }
    gfla_text_add(text, "]}");
}

void gfla_eval_person_table(const struct gfla_eval_person_result *r, struct gfla_text *text)
{
    enum gfla_score scores[GFLA_EVAL_PERSON_SCORES];
    const int n = list_scores(r->board, scores);
    gfla_score_board_add_header(scores, n, true, "95 %", text);
    for (int m = 0; m < gfla_score_board_n_methods(r->board); m++)
        gfla_score_board_add_row(r->board, m, scores, n, &all_pairs, "all", text);
    gfla_text_add(text, "%zu pair%s of %d x %d pixels; +- is half the 95 %% interval over pairs.\n", r->n_pairs,
                  r->n_pairs == 1 ? "" : "s", r->width, r->height);
    for (int i = 0; i < n; i++)
        gfla_text_add(text, "%s%s: %s", i ? "; " : "", gfla_score_infos[scores[i]].label,
                      gfla_score_infos[scores[i]].convention);
    gfla_text_add(text, ".\n");
    if (r->has_fid)
        gfla_text_add(text, "FID by the convention %s.\n", gfla_fid_convention_name(r->convention));
}
