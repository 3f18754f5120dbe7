/* The names in a checkpoint: what training on several devices and compilers put into them, and branches. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/weights/checkpoint_file.h"

/* Wrappers of networks: torch.nn.DataParallel, torch.compile. */
static const char *const wrappers[] = {"module.", "_orig_mod."};
enum { N_WRAPPERS = sizeof wrappers / sizeof *wrappers };

static int by_name(const void *a, const void *b)
{
    const struct gfla_checkpoint_tensor *x = a, *y = b;

    return strcmp(x->name, y->name);
}

static void sort(gfla_checkpoint *file)
{
    if (file->n_tensors)
        qsort(file->tensors, file->n_tensors, sizeof *file->tensors, by_name);
}

static const char *find_twice(const gfla_checkpoint *file)
{
    for (size_t i = 1; i < file->n_tensors; i++)
        if (strcmp(file->tensors[i - 1].name, file->tensors[i].name) == 0)
            return file->tensors[i].name;
    return NULL;
}

static bool begins(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

static bool all_begin(const gfla_checkpoint *file, const char *prefix)
{
    for (size_t i = 0; i < file->n_tensors; i++)
        if (!begins(file->tensors[i].name, prefix))
            return false;
    return file->n_tensors > 0;
}

/* Wrappers around the whole. */
static void drop_outer(gfla_checkpoint *file)
{
    for (int w = 0; w < N_WRAPPERS; w++) {
        if (!all_begin(file, wrappers[w]))
            continue;
        for (size_t i = 0; i < file->n_tensors; i++)
            file->tensors[i].name += strlen(wrappers[w]);
        w = -1;
    }
}

/* The length of the wrapper that a name goes on with; 0: none. */
static size_t wrapper_at(const char *name)
{
    for (int w = 0; w < N_WRAPPERS; w++)
        if (begins(name, wrappers[w]))
            return strlen(wrappers[w]);
    return 0;
}

/* Whether one follows a dot, as in "flow_net.module.weight". */
static bool has_inner(const char *name)
{
    for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.'))
        if (wrapper_at(dot + 1))
            return true;
    return false;
}

/* Drops them all at once: a name may be made of nothing else. */
static void cut_inner(char *name)
{
    char *end = name;
    for (const char *at = name; *at;) {
        const char c = *end++ = *at++;
        while (c == '.' && wrapper_at(at))
            at += wrapper_at(at);
    }
    *end = '\0';
}

/* Wrappers of parts, unless that made one name of two. */
static gfla_status drop_inner(gfla_checkpoint *file)
{
    gfla_status status;
    struct gfla_checkpoint_tensor *before = NULL;
    bool changed = false;
    TRY(gfla_calloc(&before, file->n_tensors + 1, sizeof *before, "a list of tensors"));
    if (file->n_tensors)
        memcpy(before, file->tensors, file->n_tensors * sizeof *before);
    for (size_t i = 0; i < file->n_tensors; i++) {
        if (!has_inner(file->tensors[i].name))
            continue;
        char *name = gfla_arena_strdup(file->names, file->tensors[i].name);
        REQUIRE(name, GFLA_ERROR_MEMORY, "a list of tensors: host memory ran out");
        cut_inner(name);
        file->tensors[i].name = name;
        changed = true;
    }
    sort(file);
    if (changed && find_twice(file))
        memcpy(file->tensors, before, file->n_tensors * sizeof *before);
fail:
    free(before);
    return status;
}

gfla_status gfla_checkpoint_tidy_names(gfla_checkpoint *file)
{
    gfla_status status;
    sort(file);
    const char *twice = find_twice(file);
    REQUIRE(!twice, GFLA_ERROR_INPUT, "two tensors are called '%.128s'", twice);
    TRY(gfla_arena_create(&file->names));
    drop_outer(file);
    TRY(drop_inner(file));
fail:
    return status;
}

/* ---- branches ---- */

gfla_status gfla_checkpoint_split_path(const char *path, char **file, const char **branch)
{
    gfla_status status;
    const char *colon = strrchr(path, ':');
    *branch = NULL;
    TRY(gfla_calloc(file, strlen(path) + 1, 1, path));
    strcpy(*file, path);
    if (!colon || !colon[1] || strchr(colon, '/') || gfla_file_exists(path))
        return GFLA_OK;
    (*file)[colon - path] = '\0';
    if (gfla_file_exists(*file))
        *branch = colon + 1;
    else
        strcpy(*file, path);
fail:
    return status;
}

/* The parts of names up to the first dot, each once, for a message. */
static const char *list_parts(const gfla_checkpoint *file, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < file->n_tensors; i++) {
        const char *name = file->tensors[i].name;
        const size_t length = strcspn(name, ".");
        if (i > 0 && strncmp(file->tensors[i - 1].name, name, length) == 0 &&
            strcspn(file->tensors[i - 1].name, ".") == length)
            continue;
        const int n = snprintf(text + used, size - used, "%s%.*s", used ? ", " : "", (int)length, name);
        if (n < 0 || (size_t)n >= size - used) {
            snprintf(text + size - 5, 5, " ...");
            break;
        }
        used += (size_t)n;
    }
    return text;
}

const char *gfla_checkpoint_note(const gfla_checkpoint *file, char *text, size_t size)
{
    char parts[200];
    text[0] = '\0';
    if (file->torch.has_branches)
        snprintf(text, size, "; the file holds %s", list_parts(file, parts, sizeof parts));
    return text;
}

gfla_status gfla_checkpoint_keep_branch(gfla_checkpoint *file, const char *branch)
{
    gfla_status status = GFLA_OK;
    char prefix[GFLA_CHECKPOINT_PREFIX], parts[256];
    size_t n = 0;
    REQUIRE((size_t)snprintf(prefix, sizeof prefix, "%s.", branch) < sizeof prefix, GFLA_ERROR_INPUT,
            "a branch called '%.64s...' is too long", branch);
    for (size_t i = 0; i < file->n_tensors; i++)
        n += begins(file->tensors[i].name, prefix);
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "no tensor's name begins with \"%s\". hint: they begin with %s", prefix,
            list_parts(file, parts, sizeof parts));
    n = 0;
    for (size_t i = 0; i < file->n_tensors; i++)
        if (begins(file->tensors[i].name, prefix)) {
            file->tensors[n] = file->tensors[i];
            file->tensors[n++].name += strlen(prefix);
        }
    file->n_tensors = n;
    drop_outer(file);
    sort(file);
fail:
    return status;
}

/* ---- look-ups ---- */

void gfla_checkpoint_look_below(gfla_checkpoint *file, const char *prefix)
{
    snprintf(file->prefix, sizeof file->prefix, "%s", prefix);
}

const char *gfla_checkpoint_prefix(const gfla_checkpoint *file)
{
    return file->prefix;
}

const struct gfla_checkpoint_tensor *gfla_checkpoint_find(const gfla_checkpoint *file, const char *name)
{
    char whole[2 * GFLA_CHECKPOINT_PREFIX];
    struct gfla_checkpoint_tensor key = {.name = name};
    if (file->prefix[0]) {
        const int n = snprintf(whole, sizeof whole, "%s%s", file->prefix, name);
        if (n < 0 || (size_t)n >= sizeof whole)
            return NULL;
        key.name = whole;
    }
    return file->n_tensors ? bsearch(&key, file->tensors, file->n_tensors, sizeof key, by_name) : NULL;
}
