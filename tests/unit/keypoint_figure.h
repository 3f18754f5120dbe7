/* keypoint_figure.h - key points that a test has read, and whether they are those of the figure of keypoint_files.h. */
#ifndef GFLA_TESTS_UNIT_KEYPOINT_FIGURE_H
#define GFLA_TESTS_UNIT_KEYPOINT_FIGURE_H

#include "keypoint_files.h"

#include "io/keypoints/keypoints_list.h"

/* Arguments of add_figure: between the numbers of points, and how coordinates are scaled. */
#define FLAT "", ",", ",0.9", ","
#define NESTED "[", ",", "]", ","
#define OBJECTS "{\"x\":", ",\"y\":", ",\"z\":-0.1,\"visibility\":0.99}", ","
#define PIXELS 1, 1
#define FRACTIONS 1 / 480.0, 1 / 640.0

static struct gfla_keypoints points;
static int width, height;

static inline gfla_status read_text(const char *text, const struct gfla_keypoints_select *select)
{
    return gfla_keypoints_read_sized(write_file("file", text), select, &points, &width, &height);
}

/* The nose, the left wrist and the right ankle say whether the order is right. */
static inline void check_figure(const char *what)
{
    struct gfla_keypoints coco;
    static const int joints[3] = {0, 9, 16};
    static const enum figure_part parts[3] = {NOSE, L_WRIST, R_ANKLE};
    assert_ok(gfla_keypoints_convert(&coco, GFLA_JOINTS_COCO_17, &points));
    for (int i = 0; i < 3; i++) {
        const struct gfla_joint *joint = &coco.joint[joints[i]];
        const struct figure_place *place = &figure_places[parts[i]];
        if (coco.n != 17 || joint->confidence <= 0 || joint->x < place->x - 1e-3 || joint->x > place->x + 1e-3 ||
            joint->y < place->y - 1e-3 || joint->y > place->y + 1e-3)
            fail_msg("%s: joint %d of %d (%s) is at %g, %g, confidence %g", what, joints[i], coco.n,
                     gfla_joint_set_name(points.set), joint->x, joint->y, joint->confidence);
    }
}

#endif
