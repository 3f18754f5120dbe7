/* tests/tools/video_set.h - made-up videos: people who move, and faces that talk, as data sets in the layouts of
 * FashionVideo and iPER, and of FaceForensics (people/clip_data.h). */
#ifndef GFLA_TESTS_VIDEO_SET_H
#define GFLA_TESTS_VIDEO_SET_H

#include "tests/tools/people_set.h"

struct video_set {
    const char *phase;      /* "train", "test" */
    int side;               /* of the frames, which are square */
    int n_videos, n_frames; /* of each video */
    bool has_masks;
    uint64_t seed;
};

/* Where the files of one video go. */
struct video_folders {
    char images[500], noisy[500], clean[500], masks[500];
};

/* ---- people ---- */

static inline float video_between(float a, float b, float part)
{
    return a + (b - a) * part;
}

/* From one pose to another and back, a few times a video. */
static inline struct made_pose video_pose(const struct made_pose *a, const struct made_pose *b, int frame)
{
    const float part = 0.5f - 0.5f * cosf(0.3f * (float)frame);
    struct made_pose pose = *a;
    pose.from_behind = false;
    pose.x = video_between(a->x, b->x, part);
    for (int side = 0; side < 2; side++) {
        pose.arm[side] = video_between(a->arm[side], b->arm[side], part);
        pose.fore_arm[side] = video_between(a->fore_arm[side], b->fore_arm[side], part);
        pose.leg[side] = video_between(a->leg[side], b->leg[side], part);
        pose.shin[side] = video_between(a->shin[side], b->shin[side], part);
    }
    return pose;
}

static inline gfla_status video_write_points(const char *folder, int frame, const struct gfla_keypoints *points)
{
    struct gfla_text text = {0};
    char path[600];
    snprintf(path, sizeof path, "%s/%05d.json", folder, frame);
    gfla_keypoints_add_json(&text, points);
    const gfla_status status = gfla_file_write(path, text.data, text.size);
    gfla_text_free(&text);
    return status;
}

/* As a detector would find them: a pixel or two beside, and one joint in twenty missing. */
static inline struct gfla_keypoints video_noisy(const struct gfla_keypoints *points, struct gfla_random *r)
{
    struct gfla_keypoints noisy = *points;
    for (int i = 0; i < noisy.n; i++) {
        struct gfla_joint *joint = &noisy.joint[i];
        joint->x += (double)gfla_random_uniform(r, -1.5f, 1.5f);
        joint->y += (double)gfla_random_uniform(r, -1.5f, 1.5f);
        if (gfla_random_below(r, 20) == 0)
            *joint = (struct gfla_joint){0, 0, 0};
    }
    return noisy;
}

static inline gfla_status video_write_image(const char *folder, int frame, const struct gfla_bitmap *canvas)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%05d.png", folder, frame);
    return gfla_bitmap_write(path, canvas, NULL);
}

static inline gfla_status video_write_mask(const struct video_folders *f, int frame, const struct made_person *person,
                                           const struct gfla_keypoints *points, int side)
{
    gfla_status status;
    struct gfla_bitmap canvas = {0};
    const struct gfla_colour white = {255, 255, 255};
    struct made_person shape = *person;
    shape.skin = shape.shirt = shape.trousers = shape.hair = white;
    TRY(gfla_draw_canvas(&canvas, side, side, GFLA_BLACK));
    people_draw(&shape, points, &canvas);
    TRY(video_write_image(f->masks, frame, &canvas));
fail:
    gfla_bitmap_free(&canvas);
    return status;
}

static inline gfla_status video_person_frame(const struct video_set *set, const struct video_folders *f,
                                             const struct made_person *person, const struct made_pose *pose, int frame,
                                             struct gfla_random *r)
{
    gfla_status status;
    struct gfla_bitmap canvas = {0};
    struct gfla_keypoints points, clean;
    people_stand(person, pose, set->side, set->side, &points);
    const struct gfla_keypoints noisy = video_noisy(&points, r);
    TRY(gfla_keypoints_convert(&clean, GFLA_JOINTS_H36M_17, &points));
    TRY(gfla_draw_canvas(&canvas, set->side, set->side, person->background));
    people_draw(person, &points, &canvas);
    TRY(video_write_image(f->images, frame, &canvas));
    TRY(video_write_points(f->noisy, frame, &noisy));
    TRY(video_write_points(f->clean, frame, &clean));
    if (set->has_masks)
        TRY(video_write_mask(f, frame, person, &points, set->side));
fail:
    gfla_bitmap_free(&canvas);
    return status;
}

static inline gfla_status video_write_person(const struct video_set *set, const struct video_folders *f, int number)
{
    gfla_status status = GFLA_OK;
    struct gfla_random r = gfla_random_seed(set->seed, (uint64_t)number);
    const struct made_person person = people_person(&r);
    const struct made_pose from = people_pose(&r), to = people_pose(&r);
    for (int frame = 0; frame < set->n_frames; frame++) {
        const struct made_pose pose = video_pose(&from, &to, frame);
        TRY(video_person_frame(set, f, &person, &pose, frame, &r));
    }
fail:
    return status;
}

/* ---- faces ---- */

/* Points in the unit square around (0, 0), y down. */
struct made_face {
    struct gfla_colour skin, hair, lips, background;
    float width, eyes, mouth; /* proportions */
};

static inline void video_arc(struct gfla_keypoints *points, int first, int n, const float centre[2],
                             const float radius[2], const float angle[2])
{
    for (int i = 0; i < n; i++) {
        const float a = angle[0] + (angle[1] - angle[0]) * (float)i / (float)(n - 1);
        points->joint[first + i] = (struct gfla_joint){(double)(centre[0] + radius[0] * cosf(a)),
                                                       (double)(centre[1] + radius[1] * sinf(a)), 1};
    }
}

#define VIDEO_ARC(points, first, n, x, y, rx, ry, from, to)                                                            \
    video_arc(points, first, n, (const float[]){x, y}, (const float[]){rx, ry}, (const float[]){from, to})

/* The 68 points of a face whose mouth is open by `open`, 0 .. 1. Angles grow clockwise from the right of the image. */
static inline void video_face_points(const struct made_face *face, float x, float y, float size, float open,
                                     struct gfla_keypoints *points)
{
    const float pi = 3.1415927f, w = face->width, e = face->eyes, m = face->mouth;
    *points = (struct gfla_keypoints){.set = GFLA_JOINTS_FACE_68, .n = 68};
    VIDEO_ARC(points, 0, 17, 0, -0.1f, w, 0.95f, pi, 0);
    VIDEO_ARC(points, 17, 5, -e, -0.32f, 0.2f, 0.1f, 1.15f * pi, 1.85f * pi);
    VIDEO_ARC(points, 22, 5, e, -0.32f, 0.2f, 0.1f, 1.15f * pi, 1.85f * pi);
    for (int i = 0; i < 4; i++)
        points->joint[27 + i] = (struct gfla_joint){0, -0.2 + 0.11 * i, 1};
    VIDEO_ARC(points, 31, 5, 0, 0.15f, 0.13f, 0.05f, pi, 0);
    for (int eye = 0; eye < 2; eye++) {
        const float at = eye ? e : -e;
        VIDEO_ARC(points, 36 + 6 * eye, 4, at, -0.2f, 0.11f, 0.05f, pi, 2 * pi);
        VIDEO_ARC(points, 40 + 6 * eye, 2, at, -0.2f, 0.11f, 0.05f, 0.33f * pi, 0.67f * pi);
    }
    VIDEO_ARC(points, 48, 7, 0, 0.42f, m, 0.07f + 0.1f * open, pi, 2 * pi);
    VIDEO_ARC(points, 55, 5, 0, 0.42f, m, 0.07f + 0.1f * open, 0.17f * pi, 0.83f * pi);
    VIDEO_ARC(points, 60, 5, 0, 0.42f, 0.8f * m, 0.01f + 0.1f * open, pi, 2 * pi);
    VIDEO_ARC(points, 65, 3, 0, 0.42f, 0.8f * m, 0.01f + 0.1f * open, 0.25f * pi, 0.75f * pi);
    gfla_keypoints_scale(points, (double)size, (double)size, (double)x, (double)y);
    for (int i = 0; i < 68; i++)
        points->joint[i] = (struct gfla_joint){floor(points->joint[i].x), floor(points->joint[i].y), 1};
}

static inline void video_curve(struct gfla_bitmap *canvas, const struct gfla_keypoints *p, int first, int last,
                               double line, struct gfla_colour colour)
{
    for (int i = first; i < last; i++)
        people_limb(canvas, p, i, i + 1, line, colour);
}

static inline void video_face_draw(const struct made_face *face, const struct gfla_keypoints *p, double size,
                                   struct gfla_bitmap *canvas)
{
    const double x = (p->joint[0].x + p->joint[16].x) / 2, top = p->joint[27].y - 0.5 * size, chin = p->joint[8].y;
    for (int i = 0; i <= 16; i++) /* the jaw, filled from side to side */
        gfla_draw_line(canvas, p->joint[i].x, p->joint[i].y, x, (top + chin) / 2, 0.35 * size, face->skin);
    gfla_draw_line(canvas, x - 0.4 * size, top, x + 0.4 * size, top, 0.5 * size, face->hair);
    video_curve(canvas, p, 17, 21, 0.06 * size, face->hair);
    video_curve(canvas, p, 22, 26, 0.06 * size, face->hair);
    video_curve(canvas, p, 27, 30, 0.04 * size, face->lips);
    video_curve(canvas, p, 31, 35, 0.04 * size, face->lips);
    video_curve(canvas, p, 36, 41, 0.05 * size, GFLA_BLACK);
    video_curve(canvas, p, 42, 47, 0.05 * size, GFLA_BLACK);
    video_curve(canvas, p, 48, 59, 0.06 * size, face->lips);
}

static inline gfla_status video_write_face_points(const char *folder, int frame, const struct gfla_keypoints *points)
{
    struct gfla_text text = {0};
    char path[600];
    snprintf(path, sizeof path, "%s/%05d.txt", folder, frame);
    for (int i = 0; i < 68; i++)
        gfla_text_add(&text, "%d,%d\n", (int)points->joint[i].x, (int)points->joint[i].y);
    const gfla_status status = gfla_file_write(path, text.data, text.size);
    gfla_text_free(&text);
    return status;
}

static inline gfla_status video_write_face(const struct video_set *set, const struct video_folders *f, int number)
{
    gfla_status status = GFLA_OK;
    struct gfla_random r = gfla_random_seed(set->seed, (uint64_t)number);
    const struct made_person person = people_person(&r);
    const struct made_face face = {.skin = person.skin,
                                   .hair = person.hair,
                                   .lips = people_colour(&r, 60, 160),
                                   .background = person.background,
                                   .width = gfla_random_uniform(&r, 0.6f, 0.75f),
                                   .eyes = gfla_random_uniform(&r, 0.26f, 0.32f),
                                   .mouth = gfla_random_uniform(&r, 0.2f, 0.3f)};
    const float side = (float)set->side, size = 0.4f * side;
    for (int frame = 0; frame < set->n_frames; frame++) {
        const float t = (float)frame, open = 0.5f - 0.5f * cosf(1.1f * t), x = side * (0.5f + 0.05f * sinf(0.4f * t));
        struct gfla_bitmap canvas = {0};
        struct gfla_keypoints points;
        video_face_points(&face, x, 0.55f * side, size, open, &points);
        TRY(gfla_draw_canvas(&canvas, set->side, set->side, face.background));
        video_face_draw(&face, &points, (double)size, &canvas);
        status = video_write_image(f->images, frame, &canvas);
        gfla_bitmap_free(&canvas);
        TRY(status);
        TRY(video_write_face_points(f->noisy, frame, &points));
    }
fail:
    return status;
}

/* ---- sets ---- */

static inline gfla_status video_folder(char path[500], const char *root, const char *folder, const char *video)
{
    snprintf(path, 500, "%.300s/%.60s/%.60s", root, folder, video);
    return gfla_folder_create(path);
}

static inline gfla_status video_set_dance(const struct video_set *set, const char *root)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < set->n_videos; i++) {
        struct video_folders f;
        char base[400], name[40];
        snprintf(base, sizeof base, "%.300s/%s_256", root, set->phase);
        snprintf(name, sizeof name, "person%03d", i);
        TRY(video_folder(f.images, base, "train_A", name));
        TRY(video_folder(f.noisy, base, "train_alphapose", name));
        TRY(video_folder(f.clean, base, "train_video2d", name));
        if (set->has_masks)
            TRY(video_folder(f.masks, base, "train_C", name));
        TRY(video_write_person(set, &f, i));
    }
fail:
    return status;
}

static inline gfla_status video_set_face(const struct video_set *set, const char *root)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < set->n_videos; i++) {
        struct video_folders f;
        char images[40], points[40], name[40];
        snprintf(images, sizeof images, "%.20s_data", set->phase);
        snprintf(points, sizeof points, "%.20s_keypoint", set->phase);
        snprintf(name, sizeof name, "face%03d", i);
        TRY(video_folder(f.images, root, images, name));
        TRY(video_folder(f.noisy, root, points, name));
        TRY(video_write_face(set, &f, i));
    }
fail:
    return status;
}

#endif
