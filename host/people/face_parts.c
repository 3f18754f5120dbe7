#include "people/face_parts.h"

#include <math.h>
#include <string.h>

#define N_POINTS 68
#define N_MIRRORED 15
#define N_JAW 17
#define MAX_PART_POINTS 33
#define FARTHEST_POINT 8192
#define FARTHEST_CONTROL 32768

struct point {
    double x, y;
    bool there;
};

/* The curve of a part runs through points first, first + 1 ... last, or through those of a list. */
struct part {
    const char *name;
    int first, last;
    const signed char *list;
    int n_list;
};

#define LIST(...) (const signed char[]){__VA_ARGS__}, sizeof((const signed char[]){__VA_ARGS__})

/* 68 .. 82 are the mirrored points. */
static const signed char outline[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16,
                                      68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 0};

static const struct part parts[GFLA_FACE_PARTS] = {
    {"outline", .list = outline, .n_list = sizeof outline},
    {"right brow", 17, 21, NULL, 0},
    {"left brow", 22, 26, NULL, 0},
    {"nose, right side", 0, 0, LIST(28, 31)},
    {"nose, base", 31, 35, NULL, 0},
    {"nose, left side", 0, 0, LIST(35, 28)},
    {"right eye, upper lid", 36, 39, NULL, 0},
    {"right eye, lower lid", 0, 0, LIST(39, 40, 41, 36)},
    {"left eye, upper lid", 42, 45, NULL, 0},
    {"left eye, lower lid", 0, 0, LIST(45, 46, 47, 42)},
    {"upper lip, outside", 48, 54, NULL, 0},
    {"lower lip, outside", 0, 0, LIST(54, 55, 56, 57, 58, 59, 48)},
    {"upper lip, inside", 60, 64, NULL, 0},
    {"lower lip, inside", 0, 0, LIST(64, 65, 66, 67, 60)},
};

/* A region is what its parts, one after the other, go around. */
static const struct region {
    int label, first_part, n_parts;
} regions[] = {{1, 0, 1}, {2, 1, 1}, {2, 2, 1}, {3, 3, 3}, {4, 6, 2}, {4, 8, 2}, {5, 10, 2}, {6, 12, 2}};

#define N_REGIONS ((int)(sizeof regions / sizeof *regions))

const char *gfla_face_part_name(int part)
{
    return part >= 0 && part < GFLA_FACE_PARTS ? parts[part].name : "";
}

static int part_size(const struct part *part)
{
    return part->list ? part->n_list : part->last - part->first + 1;
}

static int part_points(const struct part *part, const struct point *all, struct point *points)
{
    for (int i = 0; i < part_size(part); i++)
        points[i] = all[part->list ? part->list[i] : part->first + i];
    return part_size(part);
}

static gfla_status take_points(const struct gfla_keypoints *face, struct point *all)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < N_POINTS; i++) {
        const struct gfla_joint *joint = &face->joint[i];
        all[i] = (struct point){joint->x, joint->y, joint->confidence > 0};
        REQUIRE(!all[i].there || (fabs(joint->x) <= FARTHEST_POINT && fabs(joint->y) <= FARTHEST_POINT),
                GFLA_ERROR_INPUT,
                "point %d of the face is at (%g, %g), beyond +-%d pixels; hint: are these the points of this picture?",
                i, joint->x, joint->y, FARTHEST_POINT);
    }
fail:
    return status;
}

/* Whole pixels up from the line between the ears, as the points of the networks' training were. */
static void mirror_jaw(struct point *all)
{
    const struct point *right = &all[0], *left = &all[N_JAW - 1];
    const double line = (right->y + left->y) / 2;
    for (int i = 0; i < N_MIRRORED; i++) {
        const struct point *jaw = &all[N_JAW - 2 - i];
        all[N_POINTS + i] =
            (struct point){jaw->x, line + floor((line - jaw->y) * 2 / 3), jaw->there && right->there && left->there};
    }
}

/* Bezier curve of the parabola through three points over x: the row's control point. False: there is none that may be
 * drawn. */
static bool control_point(const struct point p[3], double *x, double *y)
{
    const double u = p[1].x - p[0].x, v = p[2].x - p[1].x, all = p[2].x - p[0].x;
    if (u == 0 || v == 0 || all == 0)
        return false;
    const double slope = (p[1].y - p[0].y) / u, square = ((p[2].y - p[1].y) / v - slope) / all;
    *x = (p[0].x + p[2].x) / 2;
    *y = p[0].y + (slope - square * u) * all / 2;
    return fabs(square) <= 1 && fabs(*y) <= FARTHEST_CONTROL;
}

static bool is_same(struct point a, struct point b)
{
    return a.x == b.x && a.y == b.y;
}

static struct point turned(struct point p)
{
    return (struct point){p.y, p.x, p.there};
}

static bool steps_farther_down(const struct point *p, int n)
{
    double across = 0, down = 0;
    for (int i = 0; i + 1 < n; i++) {
        across = fmax(across, fabs(p[i + 1].x - p[i].x));
        down = fmax(down, fabs(p[i + 1].y - p[i].y));
    }
    return across < down;
}

/* The piece of a part through two or three points; the row stays as it is where it is left out. */
static void draw_piece(int part, const struct point *points, int n, float *row)
{
    struct point p[3] = {points[0], points[1], points[n - 1]};
    const bool is_line = n == 2 || is_same(p[0], p[1]) || is_same(p[1], p[2]), turn = steps_farther_down(points, n);
    if (!p[0].there || !p[1].there || !p[2].there)
        return;
    for (int i = 0; i < 3 && turn; i++)
        p[i] = turned(p[i]);
    double x = (p[0].x + p[2].x) / 2, y = (p[0].y + p[2].y) / 2;
    if (!is_line && !control_point(p, &x, &y))
        return;
    const double places = fmax(rint(fabs(p[2].x - p[0].x)), 1);
    const float found[8] = {(float)part, (float)places, (float)p[0].x, (float)p[0].y,
                            (float)x,    (float)y,      (float)p[2].x, (float)p[2].y};
    for (int i = 0; i < 8; i++)
        row[i] = found[i < 2 || !turn ? i : i ^ 1];
}

static void list_curves(const struct point *all, struct gfla_face_shape *shape)
{
    struct point points[MAX_PART_POINTS];
    int row = 0;
    for (int part = 0; part < GFLA_FACE_PARTS; part++) {
        const int n = part_points(&parts[part], all, points);
        for (int i = 0; i + 1 < n; i += 2)
            draw_piece(part, points + i, n - i < 3 ? n - i : 3, shape->curves[row++]);
    }
}

/* Appends the sides of region `number`, none where a point is missing. */
static int list_region(const struct point *all, int number, struct gfla_face_shape *shape, int row)
{
    const struct region *region = &regions[number];
    struct point points[3 * MAX_PART_POINTS];
    bool is_there = true;
    int n = 0;
    for (int i = 0; i < region->n_parts; i++)
        n += part_points(&parts[region->first_part + i], all, points + n);
    for (int i = 0; i < n; i++)
        is_there = is_there && points[i].there;
    for (int i = 0; i < n; i++) {
        const struct point *a = &points[i], *b = &points[(i + 1) % n];
        const float found[6] = {is_there ? (float)number : -1,
                                (float)region->label,
                                (float)floor(a->x),
                                (float)floor(a->y),
                                (float)floor(b->x),
                                (float)floor(b->y)};
        memcpy(shape->sides[row++], found, sizeof found);
    }
    return row;
}

gfla_status gfla_face_shape(const struct gfla_keypoints *face, struct gfla_face_shape *shape)
{
    gfla_status status;
    struct point all[N_POINTS + N_MIRRORED];
    *shape = (struct gfla_face_shape){0};
    for (int i = 0; i < GFLA_FACE_SIDES; i++)
        shape->sides[i][0] = -1;
    if (face->n == 0)
        return GFLA_OK;
    REQUIRE(face->set == GFLA_JOINTS_FACE_68 && face->n == N_POINTS, GFLA_ERROR_USAGE,
            "a face has %d points; these are %d of %s", N_POINTS, face->n, gfla_joint_set_name(face->set));
    TRY(take_points(face, all));
    mirror_jaw(all);
    list_curves(all, shape);
    for (int i = 0, row = 0; i < N_REGIONS; i++)
        row = list_region(all, i, shape, row);
    status = GFLA_OK;
fail:
    return status;
}
