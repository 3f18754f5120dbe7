#include "io/keypoints/keypoints_formats.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/memory.h"

#define MAX_COORDINATE 1e6

/* ---- people ---- */

struct gfla_person_choice gfla_person_choose(const struct gfla_keypoints_select *params, struct gfla_keypoints *points)
{
    return (struct gfla_person_choice){.wanted = params->person, .largest = -INFINITY, .points = points};
}

static double area_of(const struct gfla_keypoints *points)
{
    double left, top, right, bottom;
    return gfla_keypoints_bounds(points, &left, &top, &right, &bottom) ? (right - left) * (bottom - top) : -1;
}

void gfla_person_offer(struct gfla_person_choice *choice, const struct gfla_keypoints *person)
{
    double area = area_of(person);
    if (choice->wanted < 0 ? area > choice->largest : choice->n_seen == choice->wanted)
        *choice->points = *person;
    choice->largest = fmax(choice->largest, area);
    choice->n_seen++;
}

gfla_status gfla_person_check(const struct gfla_person_choice *choice)
{
    if (choice->n_seen == 0 || choice->wanted < choice->n_seen)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_INPUT,
                     "person %d was asked for, and there are %d, counted from 0. hint: leave it out for the largest",
                     choice->wanted, choice->n_seen);
}

gfla_status gfla_keypoints_put(struct gfla_keypoints *points, int joint, double x, double y, double confidence)
{
    const double values[3] = {x, y, confidence};
    for (int i = 0; i < 3; i++)
        if (!(fabs(values[i]) <= MAX_COORDINATE))
            return gfla_fail(GFLA_ERROR_INPUT, "joint %d (%s): %s is %g, and must be within +-%g", joint,
                             gfla_joint_name(points->set, joint),
                             i == 0   ? "x"
                             : i == 1 ? "y"
                                      : "confidence",
                             values[i], MAX_COORDINATE);
    points->joint[joint] = (struct gfla_joint){x, y, fmax(confidence, 0)};
    return GFLA_OK;
}

/* ---- text ---- */

bool gfla_next_line(const char **at, const char *end, const char **line, size_t *size)
{
    if (*at >= end)
        return false;
    const char *stop = memchr(*at, '\n', (size_t)(end - *at));
    const char *last = stop ? stop : end;
    *line = *at;
    *at = stop ? stop + 1 : end;
    *size = (size_t)(last - *line);
    if (*size && (*line)[*size - 1] == '\r')
        --*size;
    return true;
}

const char *gfla_skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    return at;
}

bool gfla_next_number(const char **at, const char *end, double *value)
{
    char digits[64], *stop;
    size_t n = 0;
    *at = gfla_skip_blanks(*at, end);
    while (n < sizeof digits - 1 && *at + n < end && (*at)[n] && strchr("+-.0123456789eE", (*at)[n])) {
        digits[n] = (*at)[n];
        n++;
    }
    digits[n] = 0;
    *value = strtod(digits, &stop);
    if (n == 0 || *stop)
        return false;
    *at += n;
    return true;
}

const char *gfla_excerpt(const char *text, size_t size, char out[48])
{
    size_t n = size < 40 ? size : 40;
    for (size_t i = 0; i < n; i++)
        out[i] = text[i] >= 0x20 && text[i] < 0x7f ? text[i] : '?';
    strcpy(out + n, size > n ? "..." : "");
    return out;
}

bool gfla_next_is(const char **at, const char *end, char c)
{
    *at = gfla_skip_blanks(*at, end);
    if (*at >= end || **at != c)
        return false;
    ++*at;
    return true;
}

/* ---- files ---- */

/* The colon behind the first FILE.csv or FILE.json that there is, else behind the first that is named; NULL: none. */
static const char *find_colon(const char *path)
{
    static const char *const ends[] = {".csv", ".json"};
    const char *first = NULL;
    for (const char *colon = strchr(path, ':'); colon; colon = strchr(colon + 1, ':'))
        for (size_t i = 0; i < 2; i++) {
            const size_t n = strlen(ends[i]);
            char *file;
            if ((size_t)(colon - path) <= n || strncasecmp(colon - n, ends[i], n) != 0 || !colon[1])
                continue;
            file = strndup(path, (size_t)(colon - path));
            const bool exists = file && gfla_file_exists(file);
            free(file);
            if (exists)
                return colon;
            first = first ? first : colon;
        }
    return first;
}

gfla_status gfla_keypoints_split_path(const char *path, char **file, const char **name)
{
    const char *colon = gfla_file_exists(path) ? NULL : find_colon(path);
    const size_t kept = colon ? (size_t)(colon - path) : strlen(path);
    *name = colon ? colon + 1 : NULL;
    const gfla_status status = gfla_calloc(file, kept + 1, 1, path);
    if (status == GFLA_OK)
        memcpy(*file, path, kept);
    return status;
}

gfla_status gfla_keypoints_is_annotation(const char *path, bool *is_annotation)
{
    char *file = NULL;
    const char *name;
    const gfla_status status = gfla_keypoints_split_path(path, &file, &name);
    *is_annotation = status == GFLA_OK && name && strncasecmp(name - strlen(".csv:"), ".csv:", strlen(".csv:")) == 0;
    free(file);
    return status;
}

static gfla_status parse(const char *data, size_t size, const struct gfla_keypoints_select *select,
                         struct gfla_keypoints *points, struct gfla_found_size *found)
{
    gfla_status status;
    const struct gfla_points_format *format = gfla_points_format_of(data, size);
    const char *text = gfla_text_start(data, size), *end = data + size;
    TRY(gfla_text_check_encoding(data, size));
    REQUIRE(gfla_skip_blanks(text, end) < end, GFLA_ERROR_INPUT, "is empty");
    REQUIRE(format, GFLA_ERROR_INPUT,
            "holds no key points. hint: JSON of OpenPose or AlphaPose, a CSV that begins with "
            "name:keypoints_y:keypoints_x, or 68 lines x,y are read; docs/formats.md lists all formats");
    TRY(format->read(text, (size_t)(end - text), select, points, found));
    REQUIRE(!select->face || points->n == 0 || points->set == GFLA_JOINTS_FACE_68, GFLA_ERROR_INPUT,
            "shows bodies, not faces. hint: give 68 lines x,y, or JSON of OpenPose --face");
fail:
    return status;
}

gfla_status gfla_keypoints_parse(const char *data, size_t size, const struct gfla_keypoints_select *select,
                                 struct gfla_keypoints *points, struct gfla_found_size *found)
{
    *points = (struct gfla_keypoints){0};
    *found = (struct gfla_found_size){0};
    const gfla_status status = parse(data, size, select, points, found);
    if (status != GFLA_OK)
        *points = (struct gfla_keypoints){0};
    return status;
}

bool gfla_image_is(const char *id, const char *name, bool whole)
{
    const char *slash = strrchr(id, '/');
    return whole ? strcmp(id, name) == 0 : slash && strcmp(slash + 1, name) == 0;
}

gfla_status gfla_keypoints_read_sized(const char *path, const struct gfla_keypoints_select *select,
                                      struct gfla_keypoints *points, int *width, int *height)
{
    gfla_status status;
    struct gfla_keypoints_select wanted = select ? *select : (struct gfla_keypoints_select){.person = -1};
    char *file = NULL;
    void *text = NULL;
    const char *name;
    size_t size;
    struct gfla_found_size found;
    *points = (struct gfla_keypoints){0};
    *width = *height = 0;
    TRY(gfla_keypoints_split_path(path, &file, &name));
    if (name)
        wanted.name = name;
    TRY(gfla_file_read(file, GFLA_KEYPOINTS_MAX_BYTES, &text, &size));
    status = gfla_keypoints_parse(text, size, &wanted, points, &found);
    *width = found.width;
    *height = found.height;
    if (status != GFLA_OK)
        gfla_fail_context(status, "%s", gfla_file_label(file));
fail:
    free(file);
    free(text);
    return status;
}

gfla_status gfla_keypoints_read_file(const char *path, const struct gfla_keypoints_select *select,
                                     struct gfla_keypoints *points)
{
    int width, height;
    return gfla_keypoints_read_sized(path, select, points, &width, &height);
}
