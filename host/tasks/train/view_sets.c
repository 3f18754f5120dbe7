#include "tasks/train/view_sets.h"

#include <stdio.h>

#include "base/file.h"
#include "base/log.h"
#include "train/data_identity.h"
#include "viewsynth/data/attribution.h"
#include "viewsynth/data/views_content.h"
#include "viewsynth/data/views_overlap.h"

bool gfla_view_sets_can_validate(gfla_views *const *views, int n)
{
    const int *models;
    int n_kept = 0;
    for (int i = 0; i < n; i++) {
        n_kept += gfla_views_split(views[i], GFLA_SPLIT_VALIDATION, &models);
        if (gfla_views_split(views[i], GFLA_SPLIT_LEARN, &models) == 0)
            return false;
    }
    return n_kept > 0;
}

void gfla_view_sets_count(const gfla_views *views, const char *path, enum gfla_split learned)
{
    const int *models;
    const int n = gfla_views_split(views, learned, &models),
              n_validation = gfla_views_split(views, GFLA_SPLIT_VALIDATION, &models),
              n_held_out = gfla_views_split(views, GFLA_SPLIT_HELD_OUT, &models);
    if (learned == GFLA_SPLIT_LEARN)
        gfla_log(GFLA_LOG_INFO, "%s: %d model%s for training, %d for validation, %d held out", path, n,
                 n == 1 ? "" : "s", n_validation, n_held_out);
    else
        gfla_log(GFLA_LOG_INFO, "%s: %d model%s for training, %d held out", path, n, n == 1 ? "" : "s", n_held_out);
}

gfla_status gfla_view_sets_identify(const gfla_views *views, const char *path, enum gfla_split split,
                                    struct gfla_train_data *data)
{
    const int *models;
    const int n = gfla_views_split(views, split, &models);
    data->items = "models";
    for (int i = 0; i < n; i++) {
        const struct gfla_set_object *model = gfla_views_model(views, models[i]);
        gfla_train_data_add(data, model->id, (uint64_t)model->n_views);
    }
    return gfla_views_content(views, path, &data->content);
}

gfla_status gfla_view_sets_compare(const gfla_training *t, gfla_views *const *views, int n)
{
    const char *paths[GFLA_TRAIN_MAX_SETS];
    for (int i = 0; i < n; i++)
        paths[i] = t->params.sets[i].path;
    return gfla_views_warn_of_overlap(views, paths, n);
}

gfla_status gfla_view_sets_attribution(const gfla_training *t, gfla_views *const *views, int n)
{
    gfla_status status;
    struct gfla_text text = {0};
    char path[600];
    if (!gfla_training_writes(t))
        return GFLA_OK;
    snprintf(path, sizeof path, "%s/attribution.txt", t->run.folder);
    for (int i = 0; i < n; i++)
        TRY(gfla_views_attribution(views[i], GFLA_SPLIT_TRAIN, &text));
    status = gfla_file_write(path, text.data, text.size);
fail:
    gfla_text_free(&text);
    return status;
}
