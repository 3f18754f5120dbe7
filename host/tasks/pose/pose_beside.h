/* tasks/pose/pose_beside.h - where the key points of an image are, when nobody says so. */
#ifndef GFLA_TASKS_POSE_POSE_BESIDE_H
#define GFLA_TASKS_POSE_POSE_BESIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* *pose: `named`, or where that is NULL what lies beside the image: STEM_keypoints.json, STEM.json, for a face STEM.txt
 * before these (written to text). GFLA_ERROR_INPUT says where it was looked for; nothing lies beside
 * standard input. */
gfla_status gfla_pose_beside(const char *image, const char *named, bool is_face, char *text, size_t size,
                             const char **pose);

#endif
