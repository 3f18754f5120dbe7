/* Models that a list names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "viewsynth/render/library_parts.h"

#define MAX_LIST_BYTES ((uint64_t)256 << 20)

struct list {
    gfla_library *library;
    const char *path;
    const char *const *folders; /* that lines are looked for in */
    size_t n_folders;
};

static gfla_status find_below(const struct list *list, const char *folder, const char *line, bool *found)
{
    const struct library_root root = library_root_of_folder(folder);
    const char *path =
        gfla_arena_printf(list->library->arena, "%s%s%s", folder, root.prefix > strlen(folder) ? "/" : "", line);
    if (!path)
        return gfla_fail(GFLA_ERROR_MEMORY, "the list %s: host memory ran out", list->path);
    *found = gfla_file_exists(path);
    return *found ? library_add_path(list->library, path, &root) : GFLA_OK;
}

static gfla_status add_line(const struct list *list, const char *line, size_t number)
{
    gfla_status status = GFLA_OK;
    bool found = false;
    if (line[0] == '/')
        return library_add_path(list->library, line, NULL);
    for (size_t i = 0; i < list->n_folders && !found; i++)
        TRY(find_below(list, list->folders[i], line, &found));
    const struct library_root beside = library_root_of_file(list->path);
    if (list->n_folders == 0)
        TRY(find_below(list, beside.folder, line, &found));
    REQUIRE(found, GFLA_ERROR_INPUT, "list %s: line %zu: no %s%s%s", list->path, number, line,
            list->n_folders ? " in " : "",
            list->n_folders == 1 ? list->folders[0]
            : list->n_folders    ? "the folders that were named"
                                 : "");
fail:
    return status;
}

/* One line, cut to what counts; *size 0: nothing. */
static char *trim(char *line, size_t *size)
{
    while (*size > 0 && strchr(" \t\r", line[*size - 1]))
        --*size;
    while (*size > 0 && (*line == ' ' || *line == '\t'))
        line++, --*size;
    if (*size > 0 && *line == '#')
        *size = 0;
    return line;
}

static gfla_status add_lines(const struct list *list, char *text, size_t size)
{
    gfla_status status = GFLA_OK;
    size_t number = 0;
    const size_t mark = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    for (size_t at = mark, n; at < size; at += n + 1) {
        const char *end = memchr(text + at, '\n', size - at);
        n = end ? (size_t)(end - text) - at : size - at;
        size_t length = n;
        char *line = trim(text + at, &length);
        number++;
        if (length == 0)
            continue;
        line[length] = 0;
        REQUIRE(gfla_utf8_is_plain(line, length), GFLA_ERROR_INPUT,
                "list %s: line %zu is no text. hint: a path of a model in each line", list->path, number);
        status = add_line(list, line, number);
        if (status != GFLA_OK)
            TRY(library_add_problem(list->library, line, status));
    }
fail:
    return status;
}

gfla_status gfla_library_open_list(gfla_library **library, const char *const *folders, size_t n, const char *path)
{
    gfla_status status;
    void *text = NULL;
    size_t size;
    *library = NULL;
    TRY(gfla_file_read_text(path, MAX_LIST_BYTES, &text, &size));
    TRY(library_create(library));
    TRY(add_lines(&(struct list){*library, path, folders, n}, text, size));
    if ((*library)->n_entries == 0 && (*library)->n_problems > 0)
        TRY(gfla_fail((*library)->problems[0].status, "%s", (*library)->problems[0].message));
    REQUIRE((*library)->n_entries > 0, GFLA_ERROR_INPUT, "list %s: no path in it", path);
fail:
    free(text);
    if (status != GFLA_OK)
        gfla_library_destroy(library);
    return status;
}
