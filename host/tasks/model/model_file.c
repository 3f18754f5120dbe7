#include "tasks/model/model_file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/context.h"
#include "base/file.h"
#include "base/folder_own.h"
#include "base/memory.h"
#include "base/text.h"
#include "io/weights/checkpoint.h"

#ifndef GFLA_MODEL_FOLDERS
#define GFLA_MODEL_FOLDERS "models/weights"
#endif

#define ENDING ".safetensors"

/* Of the file that holds this function: FOLDER/models as in a wheel, and FOLDER/../share/gfla/models, or one level
 * further up, as below lib/x86_64-linux-gnu. */
static const char *const beside_library[] = {"models", "../share/gfla/models", "../../share/gfla/models"};
enum { N_BESIDE = sizeof beside_library / sizeof *beside_library };

/* Number `index` of folders separated by ':'; takes away from index those that there are. */
static bool pick_folder(const char *folders, size_t *index, char *folder, size_t size)
{
    while (folders && *folders) {
        const size_t length = strcspn(folders, ":");
        if (length && (*index)-- == 0) {
            snprintf(folder, size, "%.*s", (int)length, folders);
            return true;
        }
        folders += length + (folders[length] == ':');
    }
    return false;
}

bool gfla_model_folder(size_t index, char *folder, size_t size)
{
    char own[PATH_MAX];
    const char *named = gfla_context_settings()->model_folders;
    if (named && !*named)
        return false;
    if (pick_folder(named, &index, folder, size))
        return true;
    if (gfla_folder_own(own, sizeof own)) {
        if (index < N_BESIDE) {
            const int need = snprintf(folder, size, "%s/%s", own, beside_library[index]);
            return need > 0 && (size_t)need < size;
        }
        index -= N_BESIDE;
    }
    return pick_folder(GFLA_MODEL_FOLDERS, &index, folder, size);
}

/* A folder of a run may well be called as a model is. */
static bool is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && !S_ISDIR(about.st_mode);
}

bool gfla_model_is_installed(const char *name)
{
    char folder[PATH_MAX], path[PATH_MAX + 64];
    bool found = is_file(name);
    for (size_t i = 0; !found && gfla_model_folder(i, folder, sizeof folder); i++) {
        const int need = snprintf(path, sizeof path, "%s/%s" ENDING, folder, name);
        found = need > 0 && (size_t)need < sizeof path && is_file(path);
    }
    return found;
}

static bool ends_in(const char *text, const char *end)
{
    const size_t length = strlen(text), n = strlen(end);
    return length > n && strcmp(text + length - n, end) == 0;
}

static gfla_status fail_to_find(const char *name)
{
    struct gfla_text text = {0};
    struct gfla_model_list list = {.n = 0};
    const bool are_listed = gfla_model_list_read(&list) == GFLA_OK;
    const char *settings = gfla_context_settings()->model_folders, *folders = settings && *settings ? settings : NULL;
    for (size_t i = 0; are_listed && i < list.n; i++)
        gfla_text_add(&text, "%s%s", i ? ", " : "", list.items[i].name);
    gfla_fail(GFLA_ERROR_INPUT, "no model \"%s\"%s%s. hint: name a file of weights%s%s", name,
              folders ? ", looked in " : "", folders ? folders : "",
              list.n ? ", or one of the bundled models: " : "; no models are bundled here",
              list.n && text.data ? text.data : "");
    gfla_model_list_free(&list);
    gfla_text_free(&text);
    return GFLA_ERROR_INPUT;
}

gfla_status gfla_model_file_find(const char *name, char *path, size_t size)
{
    gfla_status status;
    char folder[PATH_MAX], *file = NULL;
    const char *branch = NULL;
    if ((size_t)snprintf(path, size, "%s", name) >= size)
        return gfla_fail(GFLA_ERROR_INPUT, "%.64s...: a path of more than %zu characters", name, size - 1);
    if (strchr(name, '/') || is_file(name))
        return GFLA_OK;
    TRY(gfla_checkpoint_split_path(name, &file, &branch));
    free(file);
    if (branch)
        return GFLA_OK;
    for (size_t i = 0; gfla_model_folder(i, folder, sizeof folder); i++) {
        const int need = snprintf(path, size, "%s/%s%s", folder, name, ends_in(name, ENDING) ? "" : ENDING);
        if (need > 0 && (size_t)need < size && gfla_file_exists(path))
            return GFLA_OK;
    }
    return fail_to_find(name);
fail:
    return status;
}

static bool is_listed(const struct gfla_model_list *list, const char *name, size_t length)
{
    for (size_t i = 0; i < list->n; i++)
        if (strncmp(list->items[i].name, name, length) == 0 && list->items[i].name[length] == '\0')
            return true;
    return false;
}

static gfla_status add_model(struct gfla_model_list *list, const char *folder, const char *file)
{
    gfla_status status;
    const size_t length = strlen(file) - strlen(ENDING), size = strlen(folder) + strlen(file) + 2;
    if (is_listed(list, file, length))
        return GFLA_OK;
    TRY(gfla_grow(&list->items, &list->capacity, list->n + 1, sizeof *list->items, "a list of models"));
    struct gfla_model_place *const place = &list->items[list->n];
    *place = (struct gfla_model_place){NULL, NULL};
    list->n++;
    TRY(gfla_calloc(&place->name, length + 1, 1, "a list of models"));
    TRY(gfla_calloc(&place->path, size, 1, "a list of models"));
    memcpy(place->name, file, length);
    snprintf(place->path, size, "%s/%s", folder, file);
fail:
    return status;
}

static gfla_status add_folder(struct gfla_model_list *list, const char *folder)
{
    gfla_status status;
    char **files = NULL;
    size_t n = 0;
    if (gfla_folder_list(folder, &files, &n) != GFLA_OK)
        return GFLA_OK; /* a folder that is not there holds none */
    status = GFLA_OK;
    for (size_t i = 0; i < n; i++)
        if (ends_in(files[i], ENDING))
            TRY(add_model(list, folder, files[i]));
fail:
    free(files);
    return status;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const struct gfla_model_place *)left)->name, ((const struct gfla_model_place *)right)->name);
}

gfla_status gfla_model_list_read(struct gfla_model_list *list)
{
    gfla_status status = GFLA_OK;
    char folder[PATH_MAX];
    *list = (struct gfla_model_list){.n = 0};
    for (size_t i = 0; gfla_model_folder(i, folder, sizeof folder); i++)
        TRY(add_folder(list, folder));
    if (list->n)
        qsort(list->items, list->n, sizeof *list->items, compare_names);
    return GFLA_OK;
fail:
    gfla_model_list_free(list);
    return status;
}

void gfla_model_list_free(struct gfla_model_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->items[i].name);
        free(list->items[i].path);
    }
    free(list->items);
    *list = (struct gfla_model_list){.n = 0};
}
