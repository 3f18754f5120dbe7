#include "viewsynth/data/views_overlap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/memory.h"

static void warn_of_twins(const char *const *paths, int n)
{
    struct stat one, two;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++)
            if (stat(paths[i], &one) == 0 && stat(paths[k], &two) == 0 && one.st_dev == two.st_dev &&
                one.st_ino == two.st_ino)
                gfla_log(GFLA_LOG_WARNING, "%s is named twice, and counts twice. hint: %s:2 says so", paths[i],
                         paths[k]);
}

struct model {
    const char *id;
    int set;
    bool held_out;
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct model *)a)->id, ((const struct model *)b)->id);
}

/* All models of the sets, by their ids. */
static gfla_status gather(gfla_views *const *views, int n, struct model **models, size_t *count)
{
    size_t total = 0;
    for (int i = 0; i < n; i++)
        total += (size_t)gfla_views_count(views[i]);
    const gfla_status status = gfla_calloc(models, total + 1, sizeof **models, "models of sets");
    for (int i = 0; status == GFLA_OK && i < n; i++)
        for (int k = 0; k < gfla_views_count(views[i]); k++) {
            const struct gfla_set_object *m = gfla_views_model(views[i], k);
            if (!m->excluded)
                (*models)[(*count)++] = (struct model){m->id, i, m->held_out};
        }
    if (status == GFLA_OK)
        qsort(*models, *count, sizeof **models, compare);
    return status;
}

gfla_status gfla_views_warn_of_overlap(gfla_views *const *views, const char *const *paths, int n)
{
    gfla_status status;
    struct model *models = NULL;
    size_t count = 0, n_leaked = 0;
    const struct model *learned = NULL, *tested = NULL;
    warn_of_twins(paths, n);
    TRY(gather(views, n, &models, &count));
    for (size_t i = 1; i < count; i++) {
        const struct model *a = &models[i - 1], *b = &models[i];
        if (a->set == b->set || a->held_out == b->held_out || compare(a, b) != 0)
            continue;
        learned = a->held_out ? b : a;
        tested = a->held_out ? a : b;
        n_leaked++;
    }
    if (n_leaked > 0)
        gfla_log(GFLA_LOG_WARNING,
                 "%zu model%s held out in one set and learned from in another, %s of %s and %s for one: scores of that "
                 "test will be too good",
                 n_leaked, n_leaked == 1 ? " is" : "s are", learned->id, paths[tested->set], paths[learned->set]);
fail:
    free(models);
    return status;
}
