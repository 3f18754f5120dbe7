/* shared/skeleton.h - what ops/skeleton_map.cl draws; compiled by host and device. */
#ifndef GFLA_SHARED_SKELETON_H
#define GFLA_SHARED_SKELETON_H

#define GFLA_SKELETON_MAX 32
#define GFLA_SKELETON_RUN 16 /* pixels of a work-item */

/* Limbs are drawn in their order, from joint [0] to joint [1], then the joints in theirs. */
struct gfla_skeleton {
    int n_limbs, n_joints;
    int limb[GFLA_SKELETON_MAX][2];
    int colour[GFLA_SKELETON_MAX]; /* of a joint: red + 256 green + 65536 blue */
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_skeleton_size[sizeof(struct gfla_skeleton) == 392 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_skeleton) == 392, "a kernel argument has this size on both sides");
#endif

#endif
