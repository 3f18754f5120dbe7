#include "base/folder_near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define MAX_PATH 4096
#define MOST_FOLDERS 1000
#define DEEPEST 2

struct search {
    gfla_folder_test *test;
    const void *context;
    char *found;
    size_t size;
    int n_left; /* folders that may still be looked at */
};

static bool passes(struct search *s, const char *folder)
{
    if (!s->test(folder, s->context))
        return false;
    return (size_t)snprintf(s->found, s->size, "%s", folder) < s->size;
}

/* Folders in a folder first, then what is in them. */
static bool look_below(struct search *s, const char *folder, int depth)
{
    char **names = NULL, path[MAX_PATH];
    size_t n = 0;
    bool found = false;
    if (gfla_folder_list(folder, &names, &n) != GFLA_OK)
        return false;
    const int n_left = s->n_left;
    for (int pass = 0; pass < 2 && !found; pass++) {
        for (size_t i = 0; i < n && !found && s->n_left > 0; i++) {
            if (names[i][0] == '.' || snprintf(path, sizeof path, "%s/%s", folder, names[i]) >= (int)sizeof path)
                continue;
            s->n_left--;
            found = pass == 0 ? passes(s, path) : look_below(s, path, depth + 1);
        }
        if (depth == DEEPEST)
            break;
        s->n_left = n_left - (int)(n < (size_t)n_left ? n : (size_t)n_left);
    }
    free(names);
    return found;
}

/* Cut at its last slash; false: nothing is left. */
static bool cut(char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        path[--n] = 0;
    char *slash = strrchr(path, '/');
    if (!slash || slash == path || strcmp(slash, "/.") == 0 || strcmp(slash, "/..") == 0)
        return false;
    *slash = 0;
    return true;
}

bool gfla_folder_near(const char *folder, gfla_folder_test *test, const void *context, char *found, size_t size)
{
    struct search s = {test, context, found, size, MOST_FOLDERS};
    char path[MAX_PATH];
    snprintf(path, sizeof path, "%s", folder);
    for (int i = 0; i < 2 && cut(path); i++)
        if (passes(&s, path))
            return true;
    snprintf(path, sizeof path, "%s", folder);
    for (size_t n = strlen(path); n > 1 && path[n - 1] == '/';)
        path[--n] = 0;
    return look_below(&s, path, 1);
}

const char *gfla_folder_hint(const char *folder, gfla_folder_test *test, const void *context, const char *otherwise,
                             char *text, size_t size)
{
    char **names = NULL, found[MAX_PATH];
    size_t n = 0;
    if (gfla_folder_list(folder, &names, &n) != GFLA_OK)
        snprintf(text, size, "there is no such folder");
    else if (n == 0)
        snprintf(text, size, "the folder is empty. hint: %s", otherwise);
    else if (gfla_folder_near(folder, test, context, found, sizeof found))
        snprintf(text, size, "hint: did you mean %s?", found);
    else
        snprintf(text, size, "hint: %s", otherwise);
    free(names);
    return text;
}
