/* Which models are drawn: the library of the named paths, less what filters and purposes leave out. */
#define _GNU_SOURCE /* FNM_CASEFOLD */
#include <fnmatch.h>
#include <stdlib.h>

#include "base/memory.h"
#include "tasks/render/render_batch.h"
#include "viewsynth/data/split.h"

static bool matches(const char *const *patterns, int n, const struct gfla_model_entry *e)
{
    for (int i = 0; i < n; i++)
        if (fnmatch(patterns[i], e->id, FNM_CASEFOLD) == 0 || fnmatch(patterns[i], e->category, FNM_CASEFOLD) == 0)
            return true;
    return false;
}

static const char *split_id(const struct gfla_model_entry *e)
{
    return e->catalogue_id && e->catalogue_id[0] ? e->catalogue_id : e->id;
}

/* Of what is left of the whole library, so that all shards say the same of a model: 12 in 100 are for tests, as
 * training holds them out (data/split.h), and the next 4 for validation. */
static gfla_status set_purposes(struct gfla_render *r, const struct gfla_batch *batch, const size_t *left, size_t n)
{
    gfla_status status;
    const char **ids = NULL;
    TRY(gfla_calloc(&r->models, n, sizeof *r->models, "list of models"));
    TRY(gfla_calloc(&r->purposes, n, sizeof *r->purposes, "list of models"));
    TRY(gfla_calloc(&ids, n, sizeof *ids, "list of models"));
    for (size_t i = 0; i < n; i++)
        ids[i] = split_id(gfla_library_entry(r->library, left[i]));
    size_t n_chosen = 0;
    const bool by_id = gfla_split_is_one_family(ids, n);
    for (size_t i = 0; i < n; i++) {
        const int place = gfla_split_place(ids[i], by_id);
        const enum gfla_purpose purpose = place < GFLA_HELD_OUT_PERCENT       ? GFLA_FOR_TEST
                                          : place < GFLA_HELD_OUT_PERCENT + 4 ? GFLA_FOR_VALIDATION
                                                                              : GFLA_FOR_TRAINING;
        if (r->views.one_purpose && purpose != r->views.purpose)
            continue;
        if (r->limit > 0 && n_chosen == r->limit)
            break;
        if (!gfla_batch_has(batch, n_chosen++))
            continue;
        r->purposes[r->n_models] = purpose;
        r->models[r->n_models++] = left[i];
    }
    REQUIRE(n_chosen > 0, GFLA_ERROR_INPUT, "none of %zu models is held for --split %s", n,
            gfla_purpose_names[r->views.purpose]);
fail:
    free(ids);
    return status;
}

static gfla_status choose_models(struct gfla_render *r, const struct gfla_batch *batch)
{
    gfla_status status = GFLA_OK;
    size_t count = gfla_library_count(r->library), n = 0, *left = NULL;
    TRY(gfla_calloc(&left, count, sizeof *left, "list of models"));
    for (size_t i = 0; i < count; i++) {
        const struct gfla_model_entry *e = gfla_library_entry(r->library, i);
        if (r->n_filters > 0 && !matches(r->filters, r->n_filters, e))
            continue;
        if (matches(r->excludes, r->n_excludes, e))
            continue;
        left[n++] = i;
    }
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "none of %zu models is left by --filter and --exclude", count);
    TRY(set_purposes(r, batch, left, n));
fail:
    free(left);
    return status;
}

gfla_status gfla_render_choose(struct gfla_render *r, const struct gfla_batch *batch)
{
    gfla_status status;
    TRY(r->list_file ? gfla_library_open_list(&r->library, r->paths, r->n_paths, r->list_file)
                     : gfla_library_open(&r->library, r->paths, r->n_paths));
    TRY(gfla_library_vary(r->library, r->n_variants));
    TRY(gfla_library_credit(r->library, r->creator, r->licence));
    TRY(choose_models(r, batch));
fail:
    return status;
}
