#include "people/motion_window.h"

static size_t nearest(ptrdiff_t index, size_t n)
{
    return index < 0 ? 0 : (size_t)index >= n ? n - 1 : (size_t)index;
}

static float encode(double pixels)
{
    return (float)(2 * pixels / GFLA_MOTION_SIDE - 1);
}

static double decode(float value)
{
    return (value + 1.0) * GFLA_MOTION_SIDE / 2;
}

void gfla_motion_window_fill(const struct gfla_keypoints *poses, size_t n_poses, ptrdiff_t first, int n_frames,
                             float *values)
{
    for (int frame = 0; frame < n_frames; frame++) {
        const struct gfla_keypoints *pose = &poses[nearest(first + frame, n_poses)];
        for (int i = 0; i < GFLA_MOTION_JOINTS; i++) {
            const struct gfla_joint *joint = &pose->joint[i];
            const bool is_there = pose->n && joint->confidence > 0;
            const float missing = pose->n ? -1 : 0;
            values[i * n_frames + frame] = is_there ? encode(joint->y) : missing;
            values[(GFLA_MOTION_JOINTS + i) * n_frames + frame] = is_there ? encode(joint->x) : missing;
        }
    }
}

void gfla_motion_window_read(const float *values, int n_frames, int frame, struct gfla_keypoints *pose)
{
    *pose = (struct gfla_keypoints){.set = GFLA_JOINTS_H36M_17, .n = GFLA_MOTION_JOINTS};
    for (int i = 0; i < GFLA_MOTION_JOINTS; i++)
        pose->joint[i] = (struct gfla_joint){.x = decode(values[(GFLA_MOTION_JOINTS + i) * n_frames + frame]),
                                             .y = decode(values[i * n_frames + frame]),
                                             .confidence = 1};
}
