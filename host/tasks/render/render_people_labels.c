/* Labels of an image as files: key points and parts. */
#include <math.h>
#include <stdio.h>

#include "base/file.h"
#include "io/keypoints/annotations.h"
#include "tasks/render/render_people.h"

/* Nose, eyes and ears: detectors do not find them from behind, whereas a hidden elbow is guessed. */
static bool is_of_face(int joint)
{
    return joint == 0 || joint >= 14;
}

struct gfla_keypoints gfla_people_points(const struct gfla_people_shot *shot, bool exact)
{
    struct gfla_keypoints points = {.set = GFLA_JOINTS_COCO_18, .n = GFLA_FIGURE_JOINTS};
    for (int j = 0; j < GFLA_FIGURE_JOINTS; j++) {
        const struct gfla_figure_key_point *p = &shot->joints[j];
        const bool found = exact || (p->seen == GFLA_FIGURE_SEEN || (p->seen == GFLA_FIGURE_HIDDEN && !is_of_face(j)));
        points.joint[j] =
            found ? (struct gfla_joint){p->x, p->y, p->seen == GFLA_FIGURE_SEEN ? 1 : 0.5} : (struct gfla_joint){0};
    }
    return points;
}

void gfla_people_add_annotation(struct gfla_text *csv, const char *name, const struct gfla_people_shot *shot)
{
    const struct gfla_keypoints points = gfla_people_points(shot, false);
    const bool is_market = shot->view.height == 2 * shot->view.width;
    int width, height;
    gfla_person_set_frame(is_market ? GFLA_PERSON_SET_MARKET : GFLA_PERSON_SET_FASHION, &width, &height);
    gfla_text_add(csv, "%s", name);
    for (int axis = 0; axis < 2; axis++)
        for (int j = 0; j < points.n; j++) {
            const struct gfla_joint *joint = &points.joint[j];
            const double size = axis == 0 ? height : width, side = axis == 0 ? shot->view.height : shot->view.width;
            const double at = floor(((axis == 0 ? joint->y : joint->x) + 0.5) * size / side);
            const int value = joint->confidence > 0 ? (int)fmin(fmax(at, 0), size - 1) : -1;
            gfla_text_add(csv, "%s%d%s", j == 0 ? ": [" : ", ", value, j == points.n - 1 ? "]" : "");
        }
    gfla_text_add(csv, "\n");
}

static gfla_status write_points(const char *path, const struct gfla_people_shot *shot)
{
    gfla_status status;
    struct gfla_text json = {0};
    gfla_text_add(&json, "{\"version\":1.3,\"people\":[{\"pose_keypoints_2d\":[");
    for (int j = 0; j < GFLA_FIGURE_JOINTS; j++) {
        const struct gfla_figure_key_point *p = &shot->joints[j];
        const bool out = p->seen == GFLA_FIGURE_OUT;
        gfla_text_add(&json, "%s%.3f,%.3f,%g", j ? "," : "", out ? 0 : p->x, out ? 0 : p->y, 0.5 * p->seen);
    }
    gfla_text_add(&json, "],\"visibility\":[");
    for (int j = 0; j < GFLA_FIGURE_JOINTS; j++)
        gfla_text_add(&json, "%s%d", j ? "," : "", (int)shot->joints[j].seen);
    gfla_text_add(&json, "]}]}\n");
    REQUIRE(!json.failed, GFLA_ERROR_MEMORY, "key points: host memory ran out");
    TRY(gfla_file_write(path, json.data, json.size));
fail:
    gfla_text_free(&json);
    return status;
}

gfla_status gfla_people_write_labels(const char *root, const char *phase, const char *name,
                                     const struct gfla_people_shot *shot)
{
    gfla_status status;
    struct gfla_text path = {0};
    const struct gfla_bitmap_write_params fast = {.fast = true};
    gfla_text_add(&path, "%s/%s/%s.png", root, phase, name);
    TRY(gfla_bitmap_write(path.data, &shot->image, &fast));
    path.size = 0;
    gfla_text_add(&path, "%s/%s_parts/%s.png", root, phase, name);
    TRY(gfla_bitmap_write(path.data, &shot->parts, &fast));
    path.size = 0;
    gfla_text_add(&path, "%s/%s_keypoints/%s.json", root, phase, name);
    TRY(write_points(path.data, shot));
fail:
    gfla_text_free(&path);
    return status;
}
