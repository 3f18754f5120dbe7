/* What every task of `gfla eval` does with its board of scores at the end. */
#include "cli/view/eval.h"

gfla_status eval_add_fid(const struct gfla_eval_perceptual *p, gfla_score_board *board)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; p->has_fid && i < gfla_score_board_n_methods(board); i++) {
        double fid;
        TRY(gfla_eval_perceptual_fid(p, i, &fid));
        gfla_score_board_set(board, i, GFLA_SCORE_FID, fid);
    }
fail:
    return status;
}

gfla_status eval_check(const struct eval_options *o, const gfla_score_board *board)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < o->n_requirements; i++)
        TRY(gfla_eval_requirement_check(&o->requirements[i], board));
fail:
    return status;
}
