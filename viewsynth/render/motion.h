/* render/motion.h - motion capture as key points: a BVH file, or any animated skeleton that Assimp reads, seen by a
 * camera.
 *
 * The joints are found by the names that usual programs give them (Mixamo, CMU, MotionBuilder, Biovision, 3ds Max,
 * Poser, Blender, Unreal, SMPL). Files know no faces: nose, eyes and ears are placed on a head of common proportions
 * that turns with its joint, and are missing where the head hides them, as in what detectors find. The camera is
 * orthographic and stands still; it looks the person of the first frame in the face, and its scale fits the whole
 * motion into the image. */
#ifndef VIEWSYNTH_RENDER_MOTION_H
#define VIEWSYNTH_RENDER_MOTION_H

#include "io/keypoints/keypoints.h"
#include "viewsynth/render/importer.h"

/* Poses may be taken by several threads at once. */
typedef struct gfla_motion gfla_motion;

enum gfla_motion_up { GFLA_MOTION_UP_AUTO, GFLA_MOTION_UP_Y, GFLA_MOTION_UP_Z, GFLA_MOTION_UPS };

/* Zeros are the defaults. */
struct gfla_motion_params {
    enum gfla_joint_set set; /* of a body */
    double fps;              /* poses per second; 0: as the file has them */
    /* degrees: 0, 0 in the face, azimuth 90 at the person's right side, elevation 90 from above */
    double azimuth, elevation;
    int width, height;      /* of the image; 0: 256 */
    double margin;          /* at each border, in parts of the image, below 0.5; 0: 0.1; -1: none */
    bool in_place;          /* the person stays in the middle while walking */
    enum gfla_motion_up up; /* AUTO: the axis along which head and feet are furthest apart */
    int animation;          /* of several in a file */
    /* reads the file; NULL: this process does, and a broken file may end it. Needed to open alone */
    gfla_importer *importer;
};

/* Opens and measures the motion; params may be NULL. GFLA_ERROR_INPUT names what the file lacks: an animation, or
 * joints, and what it has instead; positions that are no numbers. GFLA_ERROR_USAGE: params that make no sense. */
gfla_status gfla_motion_open(gfla_motion **motion, const char *path, const struct gfla_motion_params *params);
/* The same by an importer of its own (gfla_importer_open); params->importer does not count. */
gfla_status gfla_motion_open_apart(gfla_motion **motion, const char *path, const struct gfla_motion_params *params);
void gfla_motion_destroy(gfla_motion **motion);

size_t gfla_motion_count(const gfla_motion *motion);
double gfla_motion_fps(const gfla_motion *motion);
/* Pose number `index` in pixels of the image; every joint that the set has and is not hidden or unknown, with
 * confidence 1. */
gfla_status gfla_motion_pose(const gfla_motion *motion, size_t index, struct gfla_keypoints *points);

#endif
