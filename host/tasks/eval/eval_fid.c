#include "tasks/eval/eval_fid.h"

static gfla_status append(struct gfla_fid_set *set, struct gfla_fid_set *more)
{
    gfla_status status = GFLA_OK;
    if (set->n == 0) {
        gfla_fid_free(set);
        *set = *more;
        *more = (struct gfla_fid_set){0};
        return GFLA_OK;
    }
    for (size_t i = 0; i < more->n; i++)
        TRY(gfla_fid_add(set, more->features + i * (size_t)more->dims));
fail:
    gfla_fid_free(more);
    return status;
}

gfla_status gfla_eval_fid_append(struct gfla_eval_fid *fid, struct gfla_eval_fid *more)
{
    gfla_status status;
    TRY(append(&fid->truth, &more->truth));
    for (int i = 0; i < GFLA_MAX_METHODS; i++)
        TRY(append(&fid->answers[i], &more->answers[i]));
fail:
    gfla_eval_fid_free(more);
    return status;
}

void gfla_eval_fid_free(struct gfla_eval_fid *fid)
{
    gfla_fid_free(&fid->truth);
    for (int i = 0; i < GFLA_MAX_METHODS; i++)
        gfla_fid_free(&fid->answers[i]);
}

gfla_status gfla_eval_fid_score(const struct gfla_eval_fid *fid, gfla_score_board *board)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < gfla_score_board_n_methods(board); i++) {
        double distance;
        TRY(gfla_fid_distance(&fid->truth, &fid->answers[i], &distance));
        gfla_score_board_set(board, i, GFLA_SCORE_FID, distance);
    }
fail:
    return status;
}
