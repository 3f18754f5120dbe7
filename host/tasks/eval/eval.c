#include "tasks/eval/eval.h"

#include "io/keypoints/annotations.h"

bool gfla_eval_is_person(const char *data)
{
    enum gfla_person_set set = GFLA_PERSON_SET_ANY;
    char path[1024];
    return gfla_person_list_path(data, &set, GFLA_PERSON_PAIRS, "test", path, sizeof path) == GFLA_OK;
}

bool gfla_eval_needs_device(const struct gfla_eval_options *o)
{
    return o->weights || o->n_against || o->perceptual.lpips || o->perceptual.fid;
}

gfla_status gfla_eval_add_fid(const struct gfla_eval_perceptual *p, gfla_score_board *board)
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
