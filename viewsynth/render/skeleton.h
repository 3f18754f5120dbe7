/* render/skeleton.h - an animated skeleton as a file has it: nodes below one another, and the keys of one animation.
 * Plain data, so that it can come from another process; any thread may read it. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_SKELETON_H
#define VIEWSYNTH_RENDER_SKELETON_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

#define GFLA_SKELETON_MAX_NODES 4096
#define GFLA_SKELETON_MAX_KEYS 50000000

/* Row-major: out = turn * in + move. */
struct gfla_rig_place {
    double turn[9], move[3];
};

/* The value that something has at a time. */
struct gfla_skeleton_key {
    double time;    /* ticks */
    float value[4]; /* a position or scale x y z, or a turn as quaternion w x y z */
};

/* Keys `first` .. first + n - 1 of the skeleton, by time. */
struct gfla_skeleton_track {
    uint32_t first, n;
};

struct gfla_skeleton_node {
    int32_t parent;                                      /* smaller than its own number; -1 of the first alone */
    uint32_t name;                                       /* where its name begins in the skeleton's */
    struct gfla_rig_place rest;                          /* in its parent, where nothing moves it */
    struct gfla_skeleton_track positions, turns, scales; /* it moves when it has positions and turns */
};

struct gfla_skeleton {
    struct gfla_skeleton_node *nodes;
    size_t n_nodes; /* 1 .. GFLA_SKELETON_MAX_NODES */
    struct gfla_skeleton_key *keys;
    size_t n_keys; /* up to GFLA_SKELETON_MAX_KEYS */
    struct gfla_text names;
    double duration;  /* ticks */
    double ticks;     /* per second; 0: the file does not say */
    size_t most_keys; /* positions or turns of the node that has most */
};

/* Reads the skeleton and its animation with this number from a file, with Assimp and in this process: see importer.h.
 * GFLA_ERROR_INPUT says what it lacks, without its name. */
gfla_status gfla_skeleton_import(struct gfla_skeleton **skeleton, const char *path, int animation);
void gfla_skeleton_destroy(struct gfla_skeleton **skeleton);

const char *gfla_skeleton_name(const struct gfla_skeleton *skeleton, size_t node);

#endif
