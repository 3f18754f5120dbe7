#include "tasks/pose/pose_beside.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"

gfla_status gfla_pose_beside(const char *image, const char *named, bool is_face, char *text, size_t size,
                             const char **pose)
{
    static const char *const endings[] = {".txt", "_keypoints.json", ".json"};
    const char *slash = strrchr(image, '/'), *dot = strrchr(slash ? slash : image, '.');
    int length = dot ? (int)(dot - image) : (int)strlen(image);
    *pose = named;
    if (named)
        return GFLA_OK;
    if (strcmp(image, "-") == 0)
        return gfla_fail(GFLA_ERROR_USAGE, "key points lie beside no image of standard input. hint: --source-%s FILE",
                         is_face ? "landmarks" : "pose");
    *pose = text;
    for (size_t i = is_face ? 0 : 1; i < sizeof endings / sizeof *endings; i++) {
        snprintf(text, size, "%.*s%s", length, image, endings[i]);
        if (gfla_file_exists(text))
            return GFLA_OK;
    }
    if (is_face)
        return gfla_fail(GFLA_ERROR_INPUT,
                         "%s: no landmarks beside it (%.*s.txt, %.*s_keypoints.json, %.*s.json). hint: "
                         "--source-landmarks FILE with the 68 "
                         "points of the face in the picture, as dlib or OpenPose find them",
                         image, length, image, length, image, length, image);
    return gfla_fail(GFLA_ERROR_INPUT,
                     "%s: no pose beside it (%.*s_keypoints.json, %.*s.json). hint: --source-pose FILE with the key "
                     "points of the person in "
                     "the picture, as OpenPose or AlphaPose find them",
                     image, length, image, length, image);
}
