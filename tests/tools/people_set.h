/* tests/tools/people_set.h - made-up people: coloured limbs on a background, in random poses, as data sets in the
 * layouts of DeepFashion and Market-1501 (people/person_data.h). A person keeps colours, widths and proportions from
 * pose to pose. */
#ifndef GFLA_TESTS_PEOPLE_SET_H
#define GFLA_TESTS_PEOPLE_SET_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include "io/draw/draw.h"
#include "io/keypoints/keypoints.h"

#define PEOPLE_JOINTS 18
enum {
    NOSE,
    NECK,
    R_SHOULDER,
    R_ELBOW,
    R_WRIST,
    L_SHOULDER,
    L_ELBOW,
    L_WRIST,
    R_HIP,
    R_KNEE,
    R_ANKLE,
    L_HIP,
    L_KNEE,
    L_ANKLE,
    R_EYE,
    L_EYE,
    R_EAR,
    L_EAR
};

struct people_set {
    const char *name;      /* "fasion", "market": how the lists are called */
    int width, height;     /* of the images */
    int n_people, n_poses; /* every fifth person is for testing */
    uint64_t seed;
};

/* Sizes are parts of the image's height. */
struct made_person {
    struct gfla_colour skin, shirt, trousers, hair, background;
    float shoulders, hips, torso, arm, leg, line;
};

/* Angles from straight down, in radians. */
struct made_pose {
    float x, y, size; /* of the neck, parts of the image; of the person */
    float arm[2], fore_arm[2], leg[2], shin[2];
    bool from_behind;
};

static inline struct gfla_colour people_colour(struct gfla_random *r, uint32_t least, uint32_t most)
{
    uint8_t c[3];
    for (int i = 0; i < 3; i++)
        c[i] = (uint8_t)(least + gfla_random_below(r, most - least + 1));
    return (struct gfla_colour){c[0], c[1], c[2]};
}

static inline struct made_person people_person(struct gfla_random *r)
{
    const uint8_t tone = (uint8_t)(90 + gfla_random_below(r, 140)), light = (uint8_t)(225 + gfla_random_below(r, 25));
    return (struct made_person){.skin = {tone, (uint8_t)(tone * 3 / 4), (uint8_t)(tone * 3 / 5)},
                                .shirt = people_colour(r, 20, 255),
                                .trousers = people_colour(r, 10, 200),
                                .hair = people_colour(r, 0, 110),
                                .background = {light, light, light}, /* as in a studio */
                                .shoulders = gfla_random_uniform(r, 0.07f, 0.09f),
                                .hips = gfla_random_uniform(r, 0.045f, 0.06f),
                                .torso = gfla_random_uniform(r, 0.27f, 0.31f),
                                .arm = gfla_random_uniform(r, 0.14f, 0.16f),
                                .leg = gfla_random_uniform(r, 0.19f, 0.22f),
                                .line = gfla_random_uniform(r, 0.045f, 0.065f)};
}

static inline struct made_pose people_pose(struct gfla_random *r)
{
    struct made_pose pose = {.x = gfla_random_uniform(r, 0.4f, 0.6f),
                             .y = gfla_random_uniform(r, 0.18f, 0.24f),
                             .size = gfla_random_uniform(r, 0.85f, 1.0f),
                             .from_behind = gfla_random_below(r, 5) == 0};
    for (int side = 0; side < 2; side++) {
        pose.arm[side] = gfla_random_uniform(r, 0.1f, 1.9f);
        pose.fore_arm[side] = pose.arm[side] + gfla_random_uniform(r, -1.2f, 1.2f);
        pose.leg[side] = gfla_random_uniform(r, 0.0f, 0.5f);
        pose.shin[side] = pose.leg[side] - gfla_random_uniform(r, 0.0f, 0.4f);
    }
    return pose;
}

static inline void people_put(struct gfla_keypoints *points, int joint, double x, double y)
{
    points->joint[joint] = (struct gfla_joint){floor(x), floor(y), 1};
}

/* From one joint on, at an angle, to the side (-1: to the left of the image). */
static inline void people_follow(struct gfla_keypoints *points, int from, int joint, double length, double angle,
                                 int side)
{
    const struct gfla_joint *start = &points->joint[from];
    people_put(points, joint, start->x + side * length * sin(angle), start->y + length * cos(angle));
}

/* Joints in pixels. Seen from behind, left and right are exchanged and there is no face; what leaves the image is
 * missing too. */
static inline void people_stand(const struct made_person *p, const struct made_pose *pose, int width, int height,
                                struct gfla_keypoints *points)
{
    const double unit = height * (double)pose->size, x = width * (double)pose->x, y = height * (double)pose->y;
    *points = (struct gfla_keypoints){.set = GFLA_JOINTS_COCO_18, .n = PEOPLE_JOINTS};
    people_put(points, NECK, x, y);
    for (int side = 0; side < 2; side++) {
        const int way = (side == 0) == pose->from_behind ? 1 : -1, arm = side == 0 ? R_SHOULDER : L_SHOULDER;
        const int leg = side == 0 ? R_HIP : L_HIP;
        people_put(points, arm, x + way * unit * p->shoulders, y + 0.02 * unit);
        people_follow(points, arm, arm + 1, unit * p->arm, pose->arm[side], way);
        people_follow(points, arm + 1, arm + 2, unit * p->arm * 0.9, pose->fore_arm[side], way);
        people_put(points, leg, x + way * unit * p->hips, y + unit * p->torso);
        people_follow(points, leg, leg + 1, unit * p->leg, pose->leg[side], way);
        people_follow(points, leg + 1, leg + 2, unit * p->leg, pose->shin[side], way);
        people_put(points, side == 0 ? R_EAR : L_EAR, x + way * 0.035 * unit, y - 0.085 * unit);
        people_put(points, side == 0 ? R_EYE : L_EYE, x + way * 0.015 * unit, y - 0.1 * unit);
    }
    people_put(points, NOSE, x, y - 0.08 * unit);
    if (pose->from_behind)
        points->joint[NOSE].confidence = points->joint[R_EYE].confidence = points->joint[L_EYE].confidence = 0;
    for (int i = 0; i < PEOPLE_JOINTS; i++)
        if (points->joint[i].x < 0 || points->joint[i].x >= width || points->joint[i].y < 0 ||
            points->joint[i].y >= height)
            points->joint[i].confidence = 0;
}

static inline void people_limb(struct gfla_bitmap *canvas, const struct gfla_keypoints *points, int from, int to,
                               double line, struct gfla_colour colour)
{
    const struct gfla_joint *a = &points->joint[from], *b = &points->joint[to];
    gfla_draw_line(canvas, a->x + 0.5, a->y + 0.5, b->x + 0.5, b->y + 0.5, line, colour);
}

static inline void people_draw(const struct made_person *p, const struct gfla_keypoints *points,
                               struct gfla_bitmap *canvas)
{
    const struct gfla_joint *j = points->joint;
    const double unit = (j[L_HIP].y - j[NECK].y) / p->torso, line = unit * p->line, x = j[NECK].x, y = j[NECK].y;
    for (int leg = R_HIP; leg <= L_HIP; leg += L_HIP - R_HIP) {
        people_limb(canvas, points, leg, leg + 1, line * 1.3, p->trousers);
        people_limb(canvas, points, leg + 1, leg + 2, line, p->trousers);
    }
    for (int i = 0; i <= 8; i++) { /* from shoulder to shoulder, and hip to hip */
        const double t = i / 8.0;
        gfla_draw_line(canvas, j[R_SHOULDER].x + t * (j[L_SHOULDER].x - j[R_SHOULDER].x), j[R_SHOULDER].y,
                       j[R_HIP].x + t * (j[L_HIP].x - j[R_HIP].x), j[R_HIP].y, line, p->shirt);
    }
    for (int arm = R_SHOULDER; arm <= L_SHOULDER; arm += L_SHOULDER - R_SHOULDER) {
        people_limb(canvas, points, arm, arm + 1, line, p->shirt);
        people_limb(canvas, points, arm + 1, arm + 2, line * 0.8, p->skin);
    }
    gfla_draw_line(canvas, x, y, x, y - 0.05 * unit, line * 0.8, p->skin);
    gfla_draw_line(canvas, x, y - 0.105 * unit, x, y - 0.105 * unit, 0.1 * unit, p->hair);
    if (j[NOSE].confidence > 0) {
        gfla_draw_line(canvas, x, y - 0.085 * unit, x, y - 0.085 * unit, 0.075 * unit, p->skin);
        people_limb(canvas, points, R_EYE, R_EYE, 0.015 * unit, GFLA_BLACK);
        people_limb(canvas, points, L_EYE, L_EYE, 0.015 * unit, GFLA_BLACK);
    }
}

static inline void people_annotate(struct gfla_text *csv, const char *name, const struct gfla_keypoints *points)
{
    gfla_text_add(csv, "%s", name);
    for (int axis = 0; axis < 2; axis++)
        for (int i = 0; i < PEOPLE_JOINTS; i++) {
            const struct gfla_joint *joint = &points->joint[i];
            const int value = joint->confidence > 0 ? (int)(axis == 0 ? joint->y : joint->x) : -1;
            gfla_text_add(csv, "%s%d%s", i == 0 ? ": [" : ", ", value, i == PEOPLE_JOINTS - 1 ? "]" : "");
        }
    gfla_text_add(csv, "\n");
}

static inline gfla_status people_image(const struct people_set *set, const struct made_person *person, const char *path,
                                       struct gfla_random *r, struct gfla_keypoints *points)
{
    gfla_status status;
    struct gfla_bitmap canvas = {0};
    const struct made_pose pose = people_pose(r);
    people_stand(person, &pose, set->width, set->height, points);
    TRY(gfla_draw_canvas(&canvas, set->width, set->height, person->background));
    people_draw(person, points, &canvas);
    TRY(gfla_bitmap_write(path, &canvas, NULL));
fail:
    gfla_bitmap_free(&canvas);
    return status;
}

/* Person number i in all poses, and all pairs of these. */
static inline gfla_status people_write_one(const struct people_set *set, const char *folder, int i,
                                           struct gfla_text *annotations, struct gfla_text *pairs)
{
    gfla_status status = GFLA_OK;
    struct gfla_random r = gfla_random_seed(set->seed, (uint64_t)i);
    const struct made_person person = people_person(&r);
    for (int pose = 0; pose < set->n_poses; pose++) {
        char name[40], path[600];
        struct gfla_keypoints points;
        snprintf(name, sizeof name, "person%03d_%d.jpg", i, pose);
        snprintf(path, sizeof path, "%s/%s", folder, name);
        TRY(people_image(set, &person, path, &r, &points));
        people_annotate(annotations, name, &points);
        for (int other = 0; other < set->n_poses; other++)
            if (other != pose)
                gfla_text_add(pairs, "%s,person%03d_%d.jpg\n", name, i, other);
    }
fail:
    return status;
}

static inline gfla_status people_write_list(const struct people_set *set, const char *root, const char *list,
                                            const char *phase, const struct gfla_text *text)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s-%s-%s.csv", root, set->name, list, phase);
    return gfla_file_write(path, text->data, text->size);
}

static inline gfla_status people_write_phase(const struct people_set *set, const char *root, const char *phase)
{
    gfla_status status;
    struct gfla_text annotations = {0}, pairs = {0};
    char folder[512];
    const bool is_test = strcmp(phase, "test") == 0;
    snprintf(folder, sizeof folder, "%s/%s", root, phase);
    TRY(gfla_folder_create(folder));
    gfla_text_add(&annotations, "name:keypoints_y:keypoints_x\n");
    gfla_text_add(&pairs, "from,to\n");
    for (int i = 0; i < set->n_people; i++)
        if ((i % 5 == 4) == is_test)
            TRY(people_write_one(set, folder, i, &annotations, &pairs));
    TRY(people_write_list(set, root, "annotation", phase, &annotations));
    TRY(people_write_list(set, root, "pairs", phase, &pairs));
fail:
    gfla_text_free(&annotations);
    gfla_text_free(&pairs);
    return status;
}

static inline gfla_status people_set_write(const struct people_set *set, const char *root)
{
    const gfla_status status = people_write_phase(set, root, "train");
    return status ? status : people_write_phase(set, root, "test");
}

#endif
