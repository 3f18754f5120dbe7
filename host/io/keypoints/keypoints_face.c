/* 68 lines x,y: the points of one face, in dlib's order. */
#include "io/keypoints/keypoints_format.h"

static bool read_point(const char *line, size_t size, double *x, double *y)
{
    const char *end = line + size;
    if (!gfla_next_number(&line, end, x))
        return false;
    gfla_next_is(&line, end, ',');
    return gfla_next_number(&line, end, y) && gfla_skip_blanks(line, end) == end;
}

gfla_status gfla_keypoints_read_face(const char *text, size_t size, struct gfla_keypoints *points)
{
    gfla_status status;
    const char *at = text, *line;
    size_t length, number = 0;
    const int n = gfla_joint_set_size(GFLA_JOINTS_FACE_68);
    *points = (struct gfla_keypoints){.set = GFLA_JOINTS_FACE_68};
    while (gfla_next_line(&at, text + size, &line, &length)) {
        double x, y;
        char shown[48];
        number++;
        if (gfla_skip_blanks(line, line + length) == line + length)
            continue;
        REQUIRE(read_point(line, length, &x, &y), GFLA_ERROR_INPUT, "line %zu: '%s' is not x,y", number,
                gfla_excerpt(line, length, shown));
        if (points->n < n)
            TRY(gfla_keypoints_put(points, points->n, x, y, 1));
        points->n++;
    }
    REQUIRE(points->n == n, GFLA_ERROR_INPUT,
            "%d lines, and a face has %d. hint: dlib's 68-point predictor writes them", points->n, n);
    return GFLA_OK;
fail:
    return status;
}
