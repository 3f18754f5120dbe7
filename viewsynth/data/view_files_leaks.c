/* Models of a set that are in the folder of training and in that of testing. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "viewsynth/data/view_files.h"

/* "chairs/x" of "chairs_train/x" and "chairs_test/x". */
static int compare_parts(const void *a, const void *b)
{
    const char *one = (*(const struct gfla_set_object *const *)a)->id,
               *two = (*(const struct gfla_set_object *const *)b)->id;
    while (*one || *two) {
        static const char *const ends[] = {"_train/", "_test/", "_val/"};
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
            const size_t n = strlen(ends[i]);
            one += strncmp(one, ends[i], n) == 0 ? n - 1 : 0;
            two += strncmp(two, ends[i], n) == 0 ? n - 1 : 0;
        }
        if (*one != *two)
            return (unsigned char)*one - (unsigned char)*two;
        one++;
        two++;
    }
    return 0;
}

gfla_status gfla_view_files_warn_of_leaks(const struct gfla_view_search *s, const char *root)
{
    const struct gfla_set_object **models = NULL;
    size_t n_leaked = 0, example = 0;
    const gfla_status status = gfla_calloc(&models, s->n + 1, sizeof *models, "models of a set");
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < s->n; i++)
        models[i] = &s->models[i];
    qsort(models, s->n, sizeof *models, compare_parts);
    for (size_t i = 1; i < s->n; i++)
        if (compare_parts(&models[i - 1], &models[i]) == 0 && models[i - 1]->held_out != models[i]->held_out) {
            example = i;
            n_leaked++;
        }
    if (n_leaked > 0)
        gfla_log(GFLA_LOG_WARNING,
                 "%s: %zu model%s for training and for testing, %s and %s for one: scores of this test "
                 "will be too good",
                 root, n_leaked, n_leaked == 1 ? " is" : "s are", models[example - 1]->id, models[example]->id);
    free(models);
    return GFLA_OK;
}
