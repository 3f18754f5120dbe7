/* CSV of OpenFace (FeatureExtraction, FaceLandmarkImg): under a header with x_0 .. x_67 and y_0 .. y_67 a face in each
 * line, with "frame" many images and with "face_id" several faces in one. success 0: the face was lost. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/keypoints/joint_layouts.h"
#include "io/keypoints/keypoints_formats.h"
#include "io/keypoints/text_points.h"

#define FACE_POINTS 68
#define MAX_COLUMNS 4096

enum role { X, Y = X + FACE_POINTS, FRAME = Y + FACE_POINTS, CONFIDENCE, SUCCESS, NO_ROLE, ROLES = NO_ROLE };

struct columns {
    short role[MAX_COLUMNS];
    size_t n;
    bool has[ROLES];
};

/* ---- fields ---- */

/* The next field of a line, without blanks around it. */
static bool next_field(const char **at, const char *end, const char **field, size_t *size)
{
    if (!*at)
        return false;
    const char *comma = memchr(*at, ',', (size_t)(end - *at)), *stop = comma ? comma : end;
    const char *start = gfla_skip_blanks(*at, stop);
    *at = comma ? comma + 1 : NULL;
    while (stop > start && (stop[-1] == ' ' || stop[-1] == '\t'))
        stop--;
    *field = start;
    *size = (size_t)(stop - start);
    return true;
}

static int role_of(const char *name, size_t size)
{
    static const char *const names[] = {"frame", "confidence", "success"};
    char text[16] = "", letter, more;
    int i;
    if (size >= sizeof text)
        return NO_ROLE;
    memcpy(text, name, size);
    for (int k = 0; k < 3; k++)
        if (strcmp(text, names[k]) == 0)
            return FRAME + k;
    if (sscanf(text, "%c_%d%c", &letter, &i, &more) == 2 && i >= 0 && i < FACE_POINTS &&
        (letter == 'x' || letter == 'y'))
        return (letter == 'x' ? X : Y) + i;
    return NO_ROLE;
}

/* false: no such header. */
static bool read_header(struct columns *c, const char *line, size_t size)
{
    const char *at = line, *field;
    size_t length;
    *c = (struct columns){.n = 0};
    while (next_field(&at, line + size, &field, &length)) {
        if (c->n == MAX_COLUMNS)
            return false;
        const int role = role_of(field, length);
        c->role[c->n++] = (short)role;
        if (role != NO_ROLE)
            c->has[role] = true;
    }
    for (int i = 0; i < FRAME; i++)
        if (!c->has[i])
            return false;
    return true;
}

bool gfla_keypoints_is_openface(const char *text, size_t size)
{
    struct columns c;
    const char *at = text, *line;
    size_t length;
    return gfla_next_line(&at, text + size, &line, &length) && read_header(&c, line, length);
}

static gfla_status take_header(struct columns *c, const char **at, const char *end, const char **line, size_t *size)
{
    *at = gfla_skip_blanks(*at, end);
    if (!gfla_next_line(at, end, line, size) || !read_header(c, *line, *size))
        return gfla_fail(GFLA_ERROR_INPUT, "does not begin with OpenFace's header");
    return GFLA_OK;
}

/* The number of a field in the line, 1 for columns that are not there. */
static gfla_status read_values(const struct columns *c, const char *line, size_t size, double values[ROLES])
{
    gfla_status status = GFLA_OK;
    const char *at = line, *field;
    size_t length, n = 0, n_numbers;
    char shown[48];
    for (int i = 0; i < ROLES; i++)
        values[i] = 1;
    for (; next_field(&at, line + size, &field, &length); n++) {
        if (n >= c->n || c->role[n] == NO_ROLE)
            continue;
        const bool is_number = gfla_line_numbers(field, length, &values[c->role[n]], 1, &n_numbers) && n_numbers == 1;
        REQUIRE(is_number, GFLA_ERROR_INPUT, "field %zu, '%s', is not a number", n, gfla_excerpt(field, length, shown));
    }
    REQUIRE(n == c->n, GFLA_ERROR_INPUT, "%zu fields, and the header has %zu", n, c->n);
fail:
    return status;
}

static void name_frame(const struct columns *c, const double values[ROLES], char name[32])
{
    snprintf(name, 32, "%.15g", c->has[FRAME] ? values[FRAME] : 0);
}

/* ---- faces ---- */

static gfla_status arrange(struct gfla_point_row *row, const double values[ROLES],
                           const struct gfla_keypoints_select *params, struct gfla_keypoints *points)
{
    *points = (struct gfla_keypoints){.set = GFLA_JOINTS_FACE_68};
    if (values[SUCCESS] == 0)
        return GFLA_OK;
    row->n = FACE_POINTS;
    for (int i = 0; i < FACE_POINTS; i++)
        row->at[i] = (struct gfla_point){values[X + i], values[Y + i], values[CONFIDENCE]};
    return gfla_points_arrange(row, params, 0, 0, points);
}

struct reading {
    struct columns columns;
    struct gfla_point_row row;
    struct gfla_person_choice choice;
    size_t n_images;
    char first[32], last[32];
    bool found;
};

static gfla_status take_line(struct reading *r, const struct gfla_keypoints_select *params, const char *line,
                             size_t size)
{
    gfla_status status;
    double values[ROLES];
    struct gfla_keypoints face;
    char name[32];
    TRY(read_values(&r->columns, line, size, values));
    name_frame(&r->columns, values, name);
    if (r->n_images == 0 || strcmp(name, r->last) != 0)
        r->n_images++;
    if (r->n_images == 1)
        memcpy(r->first, name, sizeof name);
    memcpy(r->last, name, sizeof name);
    if (params->name && strcmp(params->name, name) != 0)
        return GFLA_OK;
    r->found = true;
    TRY(arrange(&r->row, values, params, &face));
    gfla_person_offer(&r->choice, &face);
fail:
    return status;
}

gfla_status gfla_keypoints_read_openface(const char *text, size_t size, const struct gfla_keypoints_select *params,
                                         struct gfla_keypoints *points, struct gfla_found_size *found)
{
    gfla_status status;
    struct reading *r = NULL;
    const char *at = text, *line, *end = text + size;
    size_t length, number = 0;
    TRY(gfla_calloc(&r, 1, sizeof *r, "faces"));
    r->choice = gfla_person_choose(params, points);
    r->row.family = GFLA_POINTS_LINES;
    r->row.key = "the line";
    *points = (struct gfla_keypoints){.set = GFLA_JOINTS_FACE_68};
    TRY(take_header(&r->columns, &at, end, &line, &length));
    number = 1;
    while (gfla_next_full_line(&at, end, &line, &length, &number)) {
        status = take_line(r, params, line, length);
        if (status != GFLA_OK) {
            gfla_fail_context(status, "line %zu", number);
            goto fail;
        }
    }
    REQUIRE(!params->name || r->found, GFLA_ERROR_INPUT, "no frame '%s'; the first is '%s'", params->name, r->first);
    REQUIRE(params->name || r->n_images < 2, GFLA_ERROR_INPUT, "shows %zu pictures. hint: name one, as FILE.csv:%s",
            r->n_images, r->first);
    TRY(gfla_person_check(&r->choice));
    *found = (struct gfla_found_size){0};
fail:
    free(r);
    return status;
}

/* ---- many images ---- */

gfla_status gfla_openface_index(struct gfla_points_index *index, const char *text, size_t size)
{
    gfla_status status;
    struct columns *c = NULL;
    const char *at = gfla_text_start(text, size), *line, *end = text + size;
    size_t length, number = 0;
    TRY(gfla_calloc(&c, 1, sizeof *c, "columns"));
    TRY(take_header(c, &at, end, &line, &length));
    number = 1;
    TRY(gfla_calloc(&index->open, length + 2, 1, "header"));
    memcpy(index->open, line, length);
    index->open[length] = '\n';
    index->between = "\n";
    index->close = "";
    index->read = gfla_keypoints_read_openface;
    while (c->has[FRAME] && gfla_next_full_line(&at, end, &line, &length, &number)) {
        double values[ROLES];
        char name[32];
        status = read_values(c, line, length, values);
        if (status != GFLA_OK) {
            gfla_fail_context(status, "line %zu", number);
            goto fail;
        }
        name_frame(c, values, name);
        TRY(gfla_points_index_add(index, name, (uint64_t)(line - text), length, (struct gfla_found_size){0}));
    }
fail:
    free(c);
    return status;
}
