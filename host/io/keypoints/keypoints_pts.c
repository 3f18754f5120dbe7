/* .pts of 300-W and Menpo: the points of a face between braces, behind version and number. The upper left pixel is 1,1
 * there, and 0,0 here. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/keypoints/joint_layouts.h"
#include "io/keypoints/keypoints_formats.h"
#include "io/keypoints/text_points.h"

static bool begins(const char *line, size_t size, const char *word)
{
    return size >= strlen(word) && memcmp(line, word, strlen(word)) == 0;
}

bool gfla_keypoints_is_pts(const char *text, size_t size)
{
    return begins(text, size, "version:") || begins(text, size, "n_points:");
}

static gfla_status take_point(struct gfla_point_row *row, const char *line, size_t size, size_t number)
{
    gfla_status status = GFLA_OK;
    double v[2];
    size_t n;
    char shown[48];
    const bool is_point = gfla_line_numbers(line, size, v, 2, &n) && n == 2;
    REQUIRE(is_point, GFLA_ERROR_INPUT, "line %zu: '%s' is not x y", number, gfla_excerpt(line, size, shown));
    const bool missing = (v[0] == -1 && v[1] == -1) || (v[0] == 0 && v[1] == 0);
    if (row->n < GFLA_MAX_POINTS)
        row->at[row->n] = (struct gfla_point){missing ? NAN : v[0] - 1, v[1] - 1, 1};
    row->n++;
fail:
    return status;
}

static gfla_status take_points(struct gfla_point_row *row, const char *text, size_t size)
{
    gfla_status status = GFLA_OK;
    const char *at = text, *line, *end = text + size;
    size_t length, number = 0;
    double announced = -1;
    bool opened = false, closed = false;
    while (!closed && gfla_next_full_line(&at, end, &line, &length, &number)) {
        const char *start = gfla_skip_blanks(line, line + length), *rest = start + strlen("n_points:");
        length -= (size_t)(start - line);
        closed = *start == '}';
        if (begins(start, length, "n_points:"))
            gfla_next_number(&rest, start + length, &announced);
        else if (*start == '{')
            opened = true;
        else if (opened && !closed)
            TRY(take_point(row, start, length, number));
    }
    REQUIRE(closed, GFLA_ERROR_INPUT, "line %zu: the text ends before '}'", number);
    REQUIRE(announced < 0 || announced == row->n, GFLA_ERROR_INPUT, "n_points is %g, and there are %d points",
            announced, row->n);
fail:
    return status;
}

gfla_status gfla_keypoints_read_pts(const char *text, size_t size, const struct gfla_keypoints_select *params,
                                    struct gfla_keypoints *points, struct gfla_found_size *found)
{
    gfla_status status;
    struct gfla_point_row *row = NULL;
    TRY(gfla_calloc(&row, 1, sizeof *row, "points"));
    row->family = GFLA_POINTS_LINES;
    row->key = "the file";
    TRY(take_points(row, text, size));
    TRY(gfla_points_arrange(row, params, 0, 0, points));
    *found = (struct gfla_found_size){0};
fail:
    free(row);
    return status;
}
