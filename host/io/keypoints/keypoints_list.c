#include "io/keypoints/keypoints_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "io/keypoints/annotations.h"
#include "io/image/bitmap.h"
#include "io/keypoints/keypoints_formats.h"
#include "io/keypoints/sequence_order.h"

#define WHAT_POSES_ARE                                                                                                 \
    "hint: poses are JSON, CSV, 68 lines x,y, drawings of `gfla pose`, or a list of paths of such files"

/* One of three holds the poses: files by their paths, the index of a JSON file, or annotations. */
struct gfla_keypoints_list {
    char *path;
    struct gfla_keypoints_select params;
    struct gfla_keypoints_list_info info;
    struct gfla_string_list paths; /* of files */
    char **files;                  /* into paths.bytes, in order */
    struct gfla_points_index index;
    gfla_annotations *annotations;
};

/* ---- files ---- */

static gfla_status add_path(gfla_keypoints_list *list, const char *folder, size_t folder_size, const char *name)
{
    gfla_status status;
    char *path = NULL;
    const bool is_whole = name[0] == '/' || folder_size == 0;
    const size_t size = folder_size + strlen(name) + 2;
    TRY(gfla_calloc(&path, size, 1, name));
    snprintf(path, size, "%.*s%s%s", is_whole ? 0 : (int)folder_size, folder, is_whole ? "" : "/", name);
    TRY(gfla_string_list_add(&list->paths, path, name));
fail:
    free(path);
    return status;
}

/* After the last path: the pointers to them. */
static gfla_status finish_files(gfla_keypoints_list *list)
{
    gfla_status status = gfla_calloc(&list->files, list->paths.count + 1, sizeof *list->files, list->path);
    char *at = list->paths.bytes;
    for (size_t i = 0; status == GFLA_OK && i < list->paths.count; i++, at += strlen(at) + 1)
        list->files[i] = at;
    list->info.n = list->paths.count;
    return status;
}

static gfla_status open_one(gfla_keypoints_list *list)
{
    gfla_status status = add_path(list, "", 0, list->path);
    return status == GFLA_OK ? finish_files(list) : status;
}

/* Files of the first extension that there are any of. */
static gfla_status open_folder(gfla_keypoints_list *list)
{
    static const char *const extensions[][2] = {{".json"}, {".txt"}, {".pts"}, {".csv"}, {".png"}};
    gfla_status status;
    char **names = NULL;
    size_t n = 0;
    for (int e = 0; e < 5 && n == 0; e++) {
        free(names);
        TRY(gfla_folder_files(list->path, extensions[e], &names, &n));
    }
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "%s: no .json, .txt, .pts, .csv or .png files in this folder", list->path);
    for (size_t i = 0; i < n; i++)
        TRY(add_path(list, list->path, strlen(list->path), names[i]));
    TRY(finish_files(list));
fail:
    free(names);
    return status;
}

/* Bytes of the path in front of the last slash, but at least that one. */
static size_t folder_size(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + (slash == path) : 0;
}

/* Lines end with zeros here. */
static gfla_status add_line(gfla_keypoints_list *list, char *line, size_t length, size_t number)
{
    gfla_status status = GFLA_OK;
    char shown[48], *file = NULL;
    const char *name;
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
        length--;
    line[length] = 0;
    if (length == 0 || line[0] == '#')
        return GFLA_OK;
    REQUIRE(gfla_utf8_is_plain(line, length), GFLA_ERROR_INPUT, "%s: line %zu, '%s', is no text. " WHAT_POSES_ARE,
            list->path, number, gfla_excerpt(line, length, shown));
    TRY(add_path(list, list->path, folder_size(list->path), line));
    if (list->paths.count == 1) { /* a file of another kind is told at once */
        TRY(gfla_keypoints_split_path(list->paths.bytes, &file, &name));
        REQUIRE(gfla_file_exists(file), GFLA_ERROR_INPUT, "%s: line %zu: there is no file %s. " WHAT_POSES_ARE,
                list->path, number, gfla_excerpt(file, strlen(file), shown));
    }
fail:
    free(file);
    return status;
}

static gfla_status open_paths(gfla_keypoints_list *list, char *text, size_t size)
{
    gfla_status status;
    const char *at = gfla_text_start(text, size), *line;
    size_t length, number = 0;
    while (gfla_next_line(&at, text + size, &line, &length))
        TRY(add_line(list, text + (line - text), length, ++number));
    REQUIRE(list->paths.count > 0, GFLA_ERROR_INPUT, "%s: no path in it", list->path);
    TRY(finish_files(list));
fail:
    return status;
}

/* ---- any ---- */

static gfla_status open_index(gfla_keypoints_list *list, const struct gfla_points_format *format, const char *text,
                              size_t size)
{
    gfla_status status = gfla_points_index_open(&list->index, list->path, format->index, text, size);
    list->info.n = list->index.n;
    if (status != GFLA_OK)
        return gfla_fail_context(status, "%s", list->path);
    return list->info.n > 0 ? GFLA_OK : open_one(list);
}

static gfla_status open_annotations(gfla_keypoints_list *list)
{
    gfla_status status;
    REQUIRE(!list->params.face, GFLA_ERROR_INPUT,
            "%s: shows bodies, not faces. hint: give 68 lines x,y, or JSON of OpenPose --face", list->path);
    TRY(gfla_annotations_open(&list->annotations, list->path));
    list->info.n = gfla_annotations_count(list->annotations);
fail:
    return status;
}

static gfla_status open_file(gfla_keypoints_list *list)
{
    gfla_status status;
    void *data = NULL;
    size_t size;
    TRY(gfla_file_read(list->path, GFLA_KEYPOINTS_MAX_BYTES, &data, &size));
    status = gfla_text_check_encoding(data, size);
    if (status != GFLA_OK) {
        gfla_fail_context(status, "%s", list->path);
        goto fail;
    }
    const struct gfla_points_format *format = gfla_points_format_of(data, size);
    if (!format)
        TRY(open_paths(list, data, size));
    else if (format->index)
        TRY(open_index(list, format, data, size));
    else
        TRY(format->read == gfla_keypoints_read_csv ? open_annotations(list) : open_one(list));
fail:
    free(data);
    return status;
}

static gfla_status open_any(gfla_keypoints_list *list)
{
    struct stat about;
    char *file = NULL;
    const char *name;
    if (stat(list->path, &about) == 0 && S_ISDIR(about.st_mode))
        return open_folder(list);
    gfla_status status = gfla_keypoints_split_path(list->path, &file, &name);
    free(file);
    if (status != GFLA_OK)
        return status;
    return name ? open_one(list) : open_file(list);
}

static gfla_status find_gaps(gfla_keypoints_list *list)
{
    char **names = NULL;
    if (list->annotations)
        return GFLA_OK; /* images of different people */
    gfla_status status = gfla_calloc(&names, list->info.n, sizeof *names, list->path);
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < list->info.n; i++)
        names[i] = (char *)gfla_keypoints_list_name(list, i);
    const struct gfla_number_gaps gaps = gfla_natural_gaps(names, list->info.n);
    list->info.n_missing = gaps.n_missing;
    list->info.first_missing = gaps.first_missing;
    for (size_t i = 1; i < list->info.n; i++)
        list->info.falls = list->info.falls || gfla_natural_compare(names[i - 1], names[i]) > 0;
    free(names);
    return GFLA_OK;
}

void gfla_keypoints_list_destroy(gfla_keypoints_list **list)
{
    gfla_keypoints_list *l = *list;
    if (!l)
        return;
    gfla_string_list_free(&l->paths);
    free(l->files);
    gfla_points_index_close(&l->index);
    gfla_annotations_destroy(&l->annotations);
    free(l->path);
    free(l);
    *list = NULL;
}

const struct gfla_keypoints_list_info *gfla_keypoints_list_about(const gfla_keypoints_list *list)
{
    return &list->info;
}

const char *gfla_keypoints_list_name(const gfla_keypoints_list *list, size_t index)
{
    if (list->annotations)
        return gfla_annotations_name(list->annotations, index);
    return list->files ? list->files[index] : gfla_points_index_name(&list->index, index);
}

/* What a list names must be regular files: a pipe without a writer would be waited for. */
static gfla_status check_file(const gfla_keypoints_list *list, const char *path)
{
    gfla_status status;
    char *file = NULL;
    const char *name;
    FILE *stream;
    if (strcmp(path, list->path) == 0)
        return GFLA_OK;
    TRY(gfla_keypoints_split_path(path, &file, &name));
    TRY(gfla_file_open_regular(file, &stream));
    fclose(stream);
fail:
    free(file);
    return status;
}

gfla_status gfla_keypoints_list_read_sized(const gfla_keypoints_list *list, size_t index,
                                           const struct gfla_keypoints_select *select, struct gfla_keypoints *points,
                                           struct gfla_found_size *size)
{
    gfla_status status;
    const struct gfla_keypoints_select *params = select ? select : &list->params;
    *points = (struct gfla_keypoints){0};
    *size = (struct gfla_found_size){0};
    if (list->annotations)
        return gfla_annotations_find(list->annotations, gfla_keypoints_list_name(list, index), points);
    if (!list->files)
        return gfla_points_index_read(&list->index, index, params, points, size);
    TRY(check_file(list, list->files[index]));
    TRY(gfla_keypoints_read_sized(list->files[index], params, points, &size->width, &size->height));
fail:
    return status;
}

gfla_status gfla_keypoints_list_size(const gfla_keypoints_list *list, size_t index, int *width, int *height)
{
    struct gfla_keypoints points;
    struct gfla_found_size size;
    const gfla_status status = gfla_keypoints_list_read_sized(list, index, NULL, &points, &size);
    *width = size.width;
    *height = size.height;
    return status == GFLA_ERROR_MEMORY ? status : GFLA_OK;
}

gfla_status gfla_keypoints_list_read(const gfla_keypoints_list *list, size_t index, struct gfla_keypoints *points)
{
    struct gfla_found_size size;
    return gfla_keypoints_list_read_sized(list, index, NULL, points, &size);
}

/* ---- opening ---- */

/* What cannot be read is reported when it is read. */
static void ask_order(const void *sequence, size_t index, const struct gfla_keypoints_select *select)
{
    struct gfla_keypoints points;
    struct gfla_found_size size;
    (void)gfla_keypoints_list_read_sized(sequence, index, select, &points, &size);
}

gfla_status gfla_keypoints_list_open(gfla_keypoints_list **list, const char *path,
                                     const struct gfla_keypoints_select *params)
{
    gfla_status status;
    gfla_keypoints_list *l = NULL;
    *list = NULL;
    TRY(gfla_calloc(&l, 1, sizeof *l, path));
    l->index.reader.fd = -1;
    l->params = params ? *params : (struct gfla_keypoints_select){.person = -1};
    l->params.name = NULL;
    TRY(gfla_calloc(&l->path, strlen(path) + 1, 1, path));
    strcpy(l->path, path);
    TRY(open_any(l));
    TRY(find_gaps(l));
    gfla_joint_order_settle(l, l->info.n, ask_order, &l->params);
    *list = l;
    return GFLA_OK;
fail:
    gfla_keypoints_list_destroy(&l);
    return status;
}
