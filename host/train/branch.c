#include "train/branch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "train/published.h"

#define MOST_PREFIXES 64

struct prefixes {
    char text[MOST_PREFIXES][GFLA_CHECKPOINT_PREFIX];
    size_t n;
};

static void add_prefix(struct prefixes *p, const char *name, size_t length)
{
    if (p->n == MOST_PREFIXES || length >= GFLA_CHECKPOINT_PREFIX)
        return;
    for (size_t i = 0; i < p->n; i++)
        if (strncmp(p->text[i], name, length) == 0 && !p->text[i][length])
            return;
    snprintf(p->text[p->n++], GFLA_CHECKPOINT_PREFIX, "%.*s", (int)length, name);
}

/* What stands in front of a name in the file. */
static void add_prefixes(struct prefixes *p, const gfla_checkpoint *file, const char *name)
{
    size_t n;
    const struct gfla_checkpoint_tensor *tensors = gfla_checkpoint_list(file, &n);
    const size_t end = strlen(name);
    for (size_t i = 0; i < n; i++) {
        const size_t length = strlen(tensors[i].name);
        if (length > end + 1 && tensors[i].name[length - end - 1] == '.' &&
            strcmp(tensors[i].name + length - end, name) == 0)
            add_prefix(p, tensors[i].name, length - end);
    }
}

static size_t count_found(gfla_checkpoint *file, const char *prefix, const char *const *names, size_t n)
{
    size_t count = 0;
    gfla_checkpoint_look_below(file, prefix);
    for (size_t i = 0; i < n; i++)
        count += names[i] && gfla_published_find(file, names[i]);
    return count;
}

/* Without its dot. */
static int length_of(const char *prefix)
{
    return (int)strlen(prefix) - 1;
}

static gfla_status choose(gfla_checkpoint *file, const char *path, const struct prefixes *p, const char *const *names,
                          size_t n)
{
    gfla_status status = GFLA_OK;
    size_t best = 0, most = 0, n_best = 0, used = 0;
    char list[256] = "";
    for (size_t i = 0; i < p->n; i++) {
        const size_t count = count_found(file, p->text[i], names, n);
        if (count > most) {
            best = i;
            n_best = 0;
            used = 0;
        }
        if (count > 0 && count >= most) {
            most = count;
            n_best++;
            const int added = snprintf(list + used, sizeof list - used, "%s%.*s", used ? ", " : "",
                                       length_of(p->text[i]), p->text[i]);
            used += added > 0 && (size_t)added < sizeof list - used ? (size_t)added : 0;
        }
    }
    gfla_checkpoint_look_below(file, n_best == 1 ? p->text[best] : "");
    REQUIRE(n_best < 2, GFLA_ERROR_INPUT, "%s: holds this network %zu times: %s. hint: %s:%.*s takes one of them", path,
            n_best, list, path, length_of(p->text[best]), p->text[best]);
    if (n_best == 1)
        gfla_log(GFLA_LOG_DEBUG, "%s: takes the weights below %.*s", path, length_of(p->text[best]), p->text[best]);
fail:
    return status;
}

gfla_status gfla_branch_find(gfla_checkpoint *file, const char *path, const char *const *names, size_t n)
{
    gfla_status status;
    struct prefixes *prefixes = NULL;
    if (count_found(file, "", names, n) > 0)
        return GFLA_OK;
    TRY(gfla_calloc(&prefixes, 1, sizeof *prefixes, "branches of a checkpoint"));
    for (size_t i = 0; i < n && prefixes->n < MOST_PREFIXES; i++)
        if (names[i])
            add_prefixes(prefixes, file, names[i]);
    status = choose(file, path, prefixes, names, n);
fail:
    free(prefixes);
    return status;
}
