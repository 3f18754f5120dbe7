/* tests/unit/keypoint_files.h - files of key points that tests write. */
#ifndef GFLA_TESTS_KEYPOINT_FILES_H
#define GFLA_TESTS_KEYPOINT_FILES_H

#include "base/text.h"
#include "io/keypoints/keypoints.h"
#include "tests/unit/scratch.h"

static inline const char *write_file(const char *name, const char *text)
{
    const char *path = scratch(name);
    assert_ok(gfla_file_write(path, text, strlen(text)));
    return path;
}

/* "x,y,0.5" n times: joint i at (shift + size i, 2 shift + size i). */
static inline void add_joints(struct gfla_text *t, int n, double shift, double size)
{
    for (int i = 0; i < n; i++)
        gfla_text_add(t, "%s%.9g,%.9g,0.5", i ? ", " : "", shift + size * i, 2 * shift + size * i);
}

/* {"version":1.3,"people":[{"FIELD":[...]}]} of one person with n joints. */
static inline const char *write_people(const char *name, const char *list, const char *field, int n, double shift,
                                       double size)
{
    struct gfla_text t = {0};
    gfla_text_add(&t, "{\"version\": 1.3, \"%s\": [{\"person_id\": [-1], \"%s\": [", list, field);
    add_joints(&t, n, shift, size);
    gfla_text_add(&t, "], \"face_keypoints_2d\": []}]}\n");
    const char *path = write_file(name, t.data);
    gfla_text_free(&t);
    return path;
}

/* A standing person in an image of 480 x 640, right arm up and left arm out, in the orders that files have. */
enum figure_order { FIGURE_COCO_17, FIGURE_COCO_18, FIGURE_H36M_17, FIGURE_BODY_25, FIGURE_BODY_25B, FIGURE_BLAZE_33 };

struct figure_place {
    double x, y;
};

enum figure_part {
    NOSE,
    L_EYE,
    R_EYE,
    L_EAR,
    R_EAR,
    L_SHOULDER,
    R_SHOULDER,
    L_ELBOW,
    R_ELBOW,
    L_WRIST,
    R_WRIST,
    L_HIP,
    R_HIP,
    L_KNEE,
    R_KNEE,
    L_ANKLE,
    R_ANKLE,
    NECK,
    HIP,
    SPINE,
    HEAD,
    HEAD_TOP,
    L_TOE,
    L_SMALL,
    L_HEEL,
    R_TOE,
    R_SMALL,
    R_HEEL,
    FIGURE_END
};

static const struct figure_place figure_places[FIGURE_END] = {
    [NOSE] = {240, 100},    [L_EYE] = {252, 88},       [R_EYE] = {228, 88},       [L_EAR] = {268, 95},
    [R_EAR] = {212, 95},    [L_SHOULDER] = {290, 160}, [R_SHOULDER] = {190, 160}, [L_ELBOW] = {350, 170},
    [R_ELBOW] = {150, 110}, [L_WRIST] = {420, 180},    [R_WRIST] = {140, 40},     [L_HIP] = {270, 340},
    [R_HIP] = {210, 340},   [L_KNEE] = {290, 450},     [R_KNEE] = {200, 450},     [L_ANKLE] = {300, 570},
    [R_ANKLE] = {195, 570}, [NECK] = {240, 160},       [HIP] = {240, 340},        [SPINE] = {240, 250},
    [HEAD] = {240, 80},     [HEAD_TOP] = {240, 40},    [L_TOE] = {310, 590},      [L_SMALL] = {318, 588},
    [L_HEEL] = {298, 580},  [R_TOE] = {185, 590},      [R_SMALL] = {178, 588},    [R_HEEL] = {196, 580},
};

/* Parts in the order; -1 behind the last. */
static const short figure_orders[][34] = {
    [FIGURE_COCO_17] = {NOSE, L_EYE, R_EYE, L_EAR, R_EAR, L_SHOULDER, R_SHOULDER, L_ELBOW, R_ELBOW, L_WRIST, R_WRIST,
                        L_HIP, R_HIP, L_KNEE, R_KNEE, L_ANKLE, R_ANKLE, -1},
    [FIGURE_COCO_18] = {NOSE, NECK, R_SHOULDER, R_ELBOW, R_WRIST, L_SHOULDER, L_ELBOW, L_WRIST, R_HIP, R_KNEE, R_ANKLE,
                        L_HIP, L_KNEE, L_ANKLE, R_EYE, L_EYE, R_EAR, L_EAR, -1},
    [FIGURE_H36M_17] = {HIP, R_HIP, R_KNEE, R_ANKLE, L_HIP, L_KNEE, L_ANKLE, SPINE, NECK, NOSE, HEAD, L_SHOULDER,
                        L_ELBOW, L_WRIST, R_SHOULDER, R_ELBOW, R_WRIST, -1},
    [FIGURE_BODY_25] = {NOSE,  NECK,   R_SHOULDER, R_ELBOW, R_WRIST, L_SHOULDER, L_ELBOW, L_WRIST, HIP,
                        R_HIP, R_KNEE, R_ANKLE,    L_HIP,   L_KNEE,  L_ANKLE,    R_EYE,   L_EYE,   R_EAR,
                        L_EAR, L_TOE,  L_SMALL,    L_HEEL,  R_TOE,   R_SMALL,    R_HEEL,  -1},
    [FIGURE_BODY_25B] = {NOSE,     L_EYE,   R_EYE,   L_EAR,  R_EAR,  L_SHOULDER, R_SHOULDER, L_ELBOW, R_ELBOW,
                         L_WRIST,  R_WRIST, L_HIP,   R_HIP,  L_KNEE, R_KNEE,     L_ANKLE,    R_ANKLE, NECK,
                         HEAD_TOP, L_TOE,   L_SMALL, L_HEEL, R_TOE,  R_SMALL,    R_HEEL,     -1},
    [FIGURE_BLAZE_33] = {NOSE,    L_EYE,   L_EYE,      L_EYE,      R_EYE,   R_EYE,   R_EYE,   L_EAR,   R_EAR,
                         NOSE,    NOSE,    L_SHOULDER, R_SHOULDER, L_ELBOW, R_ELBOW, L_WRIST, R_WRIST, L_WRIST,
                         R_WRIST, L_WRIST, R_WRIST,    L_WRIST,    R_WRIST, L_HIP,   R_HIP,   L_KNEE,  R_KNEE,
                         L_ANKLE, R_ANKLE, L_HEEL,     R_HEEL,     L_TOE,   R_TOE,   -1},
};

/* Each joint through a format of two numbers, x and y, with `between` between them; x and y are multiplied by sx, sy. */
static inline void add_figure(struct gfla_text *t, enum figure_order order, double sx, double sy, const char *before,
                              const char *middle, const char *after, const char *between)
{
    for (int i = 0; figure_orders[order][i] >= 0; i++) {
        const struct figure_place *p = &figure_places[figure_orders[order][i]];
        gfla_text_add(t, "%s%s%.9g%s%.9g%s", i ? between : "", before, sx * p->x, middle, sy * p->y, after);
    }
}

/* One line of an annotation CSV: joint i at (first + i, 2 first + i), and the third is missing. */
static inline void add_annotation(struct gfla_text *t, const char *name, int first)
{
    gfla_text_add(t, "%s:", name);
    for (int axis = 0; axis < 2; axis++) {
        gfla_text_add(t, "%s[", axis ? ": " : " ");
        for (int i = 0; i < 18; i++)
            gfla_text_add(t, "%s%d", i ? ", " : "", i == 2 ? -1 : (axis ? first : 2 * first) + i);
        gfla_text_add(t, "]");
    }
    gfla_text_add(t, "\n");
}

#endif
