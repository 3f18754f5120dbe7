#include "viewsynth/data/attribution.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int compare_models(const void *a, const void *b)
{
    const struct gfla_set_object *x = *(const struct gfla_set_object *const *)a;
    const struct gfla_set_object *y = *(const struct gfla_set_object *const *)b;
    int order = strcmp(x->licence, y->licence);
    order = order ? order : strcmp(x->creator, y->creator);
    order = order ? order : strcmp(x->name, y->name);
    return order ? order : strcmp(x->id, y->id);
}

static const char *or_unknown(const char *text)
{
    return text[0] ? text : "not stated";
}

static void add_model(struct gfla_text *text, const struct gfla_set_object *m, const struct gfla_set_object *before)
{
    bool new_licence = !before || strcmp(before->licence, m->licence) != 0;
    bool new_creator = new_licence || strcmp(before->creator, m->creator) != 0;
    if (new_licence)
        gfla_text_add(text, "%sLicence: %s\n", before ? "\n" : "", or_unknown(m->licence));
    if (new_creator)
        gfla_text_add(text, "  by %s:\n", or_unknown(m->creator));
    gfla_text_add(text, "    %s (%s)\n", m->name[0] ? m->name : m->id, m->catalogue_id[0] ? m->catalogue_id : m->id);
}

gfla_status gfla_views_attribution(const gfla_views *views, enum gfla_split split, struct gfla_text *text)
{
    gfla_status status = GFLA_OK;
    const struct gfla_set_object **models = NULL;
    const int *list = NULL;
    int n = gfla_views_split(views, split, &list);
    TRY(gfla_calloc(&models, (size_t)n + 1, sizeof *models, "an attribution"));
    for (int i = 0; i < n; i++)
        models[i] = gfla_views_model(views, list[i]);
    qsort(models, (size_t)n, sizeof *models, compare_models);
    for (int i = 0; i < n; i++)
        add_model(text, models[i], i ? models[i - 1] : NULL);
    REQUIRE(!text->failed, GFLA_ERROR_MEMORY, "the attribution of %d models: host memory ran out", n);
fail:
    free(models);
    return status;
}
