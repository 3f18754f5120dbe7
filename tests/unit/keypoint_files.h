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
