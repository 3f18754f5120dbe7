/* A point in each line, x,y or x,y,confidence: a face in dlib's order (68), or a body (17, 18 or 25). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/keypoints/joint_layouts.h"
#include "io/keypoints/keypoints_formats.h"
#include "io/keypoints/text_points.h"

/* "x,y" above the points. */
static bool is_header(const char *line, size_t size)
{
    const char *end = line + size, *at = gfla_skip_blanks(line, end);
    return end - at >= 3 && (*at == 'x' || *at == 'X') && strchr(",; \t", at[1]) &&
           memchr(at, at[0] + 1, (size_t)(end - at));
}

/* A first line with numbers says it: whether the others are right is the reader's to say. */
bool gfla_keypoints_is_lines(const char *text, size_t size)
{
    const char *at = text, *line, *end = text + size;
    size_t length, number = 0;
    double value;
    if (!gfla_next_full_line(&at, end, &line, &length, &number))
        return false;
    const char *start = gfla_skip_blanks(line, line + length);
    if (gfla_next_number(&start, line + length, &value) || is_header(line, length))
        return true;
    size_t n;
    return gfla_line_numbers(line, length, &value, 1, &n) && n >= 2;
}

static gfla_status take_line(struct gfla_point_row *row, const char *line, size_t size, size_t number, size_t *columns)
{
    gfla_status status = GFLA_OK;
    double v[3] = {0, 0, 1};
    size_t n;
    char shown[48];
    const bool is_point =
        gfla_line_numbers(line, size, v, 3, &n) && (n == 2 || n == 3) && (*columns == 0 || *columns == n);
    REQUIRE(is_point, GFLA_ERROR_INPUT, "line %zu: '%s' is not x,y%s", number, gfla_excerpt(line, size, shown),
            *columns == 3 ? ",confidence" : "");
    REQUIRE(!(v[2] < -1) && !(v[2] > 1), GFLA_ERROR_INPUT,
            "line %zu: '%s' is not x,y,confidence: that is 0 to 1. hint: points in space are not read", number,
            gfla_excerpt(line, size, shown));
    *columns = n;
    if (row->n < GFLA_MAX_POINTS)
        row->at[row->n] = (struct gfla_point){v[0], v[1], v[2]};
    row->n++;
fail:
    return status;
}

gfla_status gfla_keypoints_read_lines(const char *text, size_t size, const struct gfla_keypoints_select *params,
                                      struct gfla_keypoints *points, struct gfla_found_size *found)
{
    gfla_status status;
    struct gfla_point_row *row = NULL;
    const char *at = text, *line, *end = text + size;
    size_t length, number = 0, columns = 0;
    bool begun = false;
    TRY(gfla_calloc(&row, 1, sizeof *row, "points"));
    row->family = GFLA_POINTS_LINES;
    row->key = "the text";
    while (gfla_next_full_line(&at, end, &line, &length, &number)) {
        if (begun || !is_header(line, length))
            TRY(take_line(row, line, length, number, &columns));
        begun = true;
    }
    TRY(gfla_points_arrange(row, params, 0, 0, points));
    *found = (struct gfla_found_size){0};
fail:
    free(row);
    return status;
}
