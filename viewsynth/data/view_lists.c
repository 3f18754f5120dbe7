#include "viewsynth/data/view_lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/text.h"

#define MAX_LIST_BYTES ((uint64_t)256 << 20)

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

gfla_status gfla_view_list_path(const char *path, enum gfla_view_list list, char *out, size_t size)
{
    static const char *const formats[] = {"%.*sid_%.*s_train.txt", "%.*sid_%.*s_test.txt", "%.*sname_%.*s_test.txt"};
    gfla_status status = GFLA_OK;
    const char *file = file_of(path), *name = strncmp(file, "data_", 5) == 0 ? file + 5 : file,
               *dot = strrchr(name, '.');
    const int n = snprintf(out, size, formats[list], (int)(file - path), path,
                           dot && dot > name ? (int)(dot - name) : (int)strlen(name), name);
    REQUIRE((size_t)n < size, GFLA_ERROR_USAGE, "%s: longer than %zu characters", path, size);
fail:
    return status;
}

gfla_status gfla_view_list_check_name(const char *path)
{
    const char *file = file_of(path), *dot = strrchr(file, '.');
    if (strncmp(file, "data_", 5) == 0 && dot > file + 5 &&
        (strcasecmp(dot, ".hdf5") == 0 || strcasecmp(dot, ".h5") == 0))
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_USAGE,
                     "%s: not called data_NAME.hdf5, so its lists have no names. hint: data_chair.hdf5, for example",
                     path);
}

static bool is_list(const char *name)
{
    const size_t n = strlen(name);
    return strncmp(name, "id_", 3) == 0 &&
           ((n > 10 && strcmp(name + n - 10, "_train.txt") == 0) || (n > 9 && strcmp(name + n - 9, "_test.txt") == 0));
}

bool gfla_view_lists_are_beside(const char *path)
{
    char folder[4096], **names = NULL;
    const int length = (int)(file_of(path) - path);
    size_t n = 0;
    bool found = false;
    snprintf(folder, sizeof folder, "%.*s", length, path);
    if (gfla_folder_list(length > 0 ? folder : ".", &names, &n) != GFLA_OK)
        return false;
    for (size_t i = 0; i < n; i++)
        found = found || is_list(names[i]);
    free(names);
    return found;
}

const char *gfla_view_group_styled(const char *model, struct gfla_pose pose, int style, char *text, size_t size)
{
    snprintf(text, size, "%s_%0*d_%0*d", model, 1 + style % 3, 2 * pose.azimuth, 1 + style / 3, 10 * pose.elevation);
    return text;
}

const char *gfla_view_group(const char *model, struct gfla_pose pose, char *text, size_t size)
{
    return gfla_view_group_styled(model, pose, 0, text, size);
}

/* Of "..._NUMBER" the number, of one to three digits, and *end before the underscore; -1: it is none. What stands in
 * front may have underscores itself. */
static int take_number(const char *name, size_t *end)
{
    static const int places[] = {1, 10, 100};
    size_t at = *end;
    int number = 0, n = 0;
    while (at > 0 && n < 3 && name[at - 1] >= '0' && name[at - 1] <= '9')
        number += places[n++] * (name[--at] - '0');
    if (n == 0 || at == 0 || name[at - 1] != '_')
        return -1;
    *end = at - 1;
    return number;
}

bool gfla_view_group_parse(const char *name, size_t *model_length, struct gfla_pose *pose)
{
    size_t end = strlen(name);
    const int elevation = take_number(name, &end), azimuth = elevation < 0 ? -1 : take_number(name, &end);
    *model_length = end;
    if (azimuth < 0 || end == 0)
        return false;
    *pose = (struct gfla_pose){azimuth % 2 == 0 ? azimuth / 2 : -1, elevation / 10};
    return azimuth < 36 && elevation % 10 == 0 && elevation <= 20;
}

/* ---- writing ---- */

static void add_views(struct gfla_text *text, const char *model)
{
    char name[1024];
    for (int i = 0; i < GFLA_N_VIEWS; i++) {
        const struct gfla_pose pose = {i / GFLA_N_ELEVATIONS, i % GFLA_N_ELEVATIONS};
        gfla_text_add(text, "%s\n", gfla_view_group(model, pose, name, sizeof name));
    }
}

static gfla_status write_list(const char *path, enum gfla_view_list list, const char *const *models,
                              const bool *held_out, size_t n)
{
    gfla_status status;
    struct gfla_text text = {0};
    char file[4096];
    TRY(gfla_view_list_path(path, list, file, sizeof file));
    gfla_text_add(&text, "%s", "");
    for (size_t i = 0; i < n; i++) {
        if (held_out[i] != (list != GFLA_LIST_TRAIN))
            continue;
        if (list == GFLA_LIST_TEST_MODELS)
            gfla_text_add(&text, "%s\n", models[i]);
        else
            add_views(&text, models[i]);
    }
    REQUIRE(!text.failed, GFLA_ERROR_MEMORY, "%s: host memory ran out", file);
    TRY(gfla_file_write(file, text.data, text.size));
fail:
    gfla_text_free(&text);
    return status;
}

gfla_status gfla_view_lists_write(const char *path, const char *const *models, const bool *held_out, size_t n)
{
    gfla_status status = gfla_view_list_check_name(path);
    for (int list = 0; list < GFLA_LIST_COUNT && status == GFLA_OK; list++)
        status = write_list(path, (enum gfla_view_list)list, models, held_out, n);
    return status;
}

/* ---- reading ---- */

/* Lines without the blanks at their end; empty ones are left out. */
static gfla_status add_lines(struct gfla_string_list *names, char *text, const char *file)
{
    gfla_status status = GFLA_OK;
    for (char *line = text; *line && status == GFLA_OK;) {
        char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
        while (end > line && strchr(" \t\r\n", end[-1]))
            end--;
        *end = 0;
        if (*line)
            status = gfla_string_list_add(names, line, file);
        line = next;
    }
    return status;
}

gfla_status gfla_view_list_read(const char *path, enum gfla_view_list list, struct gfla_string_list *names, bool *found)
{
    gfla_status status;
    void *text = NULL;
    size_t size;
    char file[4096];
    *found = false;
    TRY(gfla_view_list_path(path, list, file, sizeof file));
    if (!gfla_file_exists(file))
        return GFLA_OK;
    TRY(gfla_file_read_text(file, MAX_LIST_BYTES, &text, &size));
    REQUIRE(!memchr(text, 0, size), GFLA_ERROR_INPUT, "%s: not a list of names, it holds zeros", file);
    TRY(add_lines(names, text, file));
    *found = true;
fail:
    free(text);
    return status;
}
