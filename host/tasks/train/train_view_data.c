/* train_view_data.c - the sets of the view task: what a network needs of them, and which models are learned from. */
#include "tasks/train/train_view.h"

#include <math.h>

#include "base/log.h"
#include "tasks/train/task_settings.h"
#include "tasks/train/train_appearance.h"
#include "tasks/train/train_losses.h"
#include "tasks/train/train_solid.h"
#include "tasks/train/view_sets.h"
#include "viewsynth/data/split.h"

/* A network is built for one lens, and the published form for the poses of the grid. */
static gfla_status check_cameras(gfla_training *t, const gfla_views *views, const char *path)
{
    gfla_status status = GFLA_OK;
    struct gfla_task_settings *s = gfla_task_settings(t);
    const double fov = gfla_views_fov(views);
    REQUIRE(s->network.fov <= 0 || fabs(s->network.fov - fov) < 0.1, GFLA_ERROR_USAGE,
            "%s: its cameras have a field of view of %.4g degrees, those of the run have %.4g", path, fov,
            s->network.fov);
    REQUIRE(s->form != GFLA_FORM_PUBLISHED || gfla_views_are_on_grid(views), GFLA_ERROR_USAGE,
            "%s: the published form knows views by one-hot labels of azimuths 0, 20 ... and elevations 0, 10 and 20, "
            "seen with 30 degrees, "
            "which cannot say where these cameras are. hint: form \"view\"",
            path);
    s->network.fov = s->network.fov > 0 ? s->network.fov : fov;
fail:
    return status;
}

bool gfla_train_view_validates(const gfla_training *t)
{
    const struct gfla_view_training *view = t->state;
    return t->common->validate_every > 0 && gfla_view_sets_can_validate(view->views, (int)t->params.n_sets);
}

enum gfla_split gfla_train_view_learned(const gfla_training *t)
{
    return gfla_train_view_validates(t) ? GFLA_SPLIT_LEARN : GFLA_SPLIT_TRAIN;
}

static gfla_status open_set(gfla_training *t, int i)
{
    gfla_status status;
    struct gfla_view_training *view = t->state;
    const char *path = t->params.sets[i].path;
    TRY(gfla_views_open(&view->views[i], path, NULL));
    view->sets[i] = (struct gfla_pairs_set){view->views[i], (float)t->params.sets[i].weight};
    const gfla_views *views = view->views[i];
    if (gfla_views_split_by_id(views))
        gfla_log(GFLA_LOG_INFO, "%s: all models are of one family: held out are %d in 100 by their ids", path,
                 GFLA_HELD_OUT_PERCENT);
    REQUIRE(gfla_views_have_depth(views) || gfla_task_settings(t)->losses != GFLA_LOSSES_EXACT, GFLA_ERROR_USAGE,
            "%s: the set has no depths, so flow, visibility and depth are not known, and the losses endpoint, mask, "
            "affine, depth, visible and warp cannot be had. hint: losses \"paper\", with VGG-19 weights",
            path);
    TRY(gfla_train_solid_check_set(gfla_task_settings(t), views, path));
    TRY(check_cameras(t, views, path));
fail:
    return status;
}

/* After all sets are open. */
static gfla_status count_models(gfla_training *t)
{
    gfla_status status = GFLA_OK;
    const struct gfla_view_training *view = t->state;
    const enum gfla_split learned = gfla_train_view_learned(t);
    for (int i = 0; i < (int)t->params.n_sets; i++) {
        gfla_view_sets_count(view->views[i], t->params.sets[i].path, learned);
        TRY(gfla_view_sets_identify(view->views[i], t->params.sets[i].path, learned, &t->data[i]));
    }
fail:
    return status;
}

gfla_status gfla_train_view_open(gfla_training *t)
{
    gfla_status status = GFLA_OK;
    TRY(gfla_train_appearance_check(gfla_task_settings(t)));
    TRY(gfla_train_solid_check(gfla_task_settings(t)));
    for (int i = 0; i < (int)t->params.n_sets; i++)
        TRY(open_set(t, i));
    TRY(gfla_view_sets_compare(t, ((struct gfla_view_training *)t->state)->views, (int)t->params.n_sets));
    TRY(count_models(t));
    TRY(gfla_train_losses_open(t));
fail:
    return status;
}
