/* render/figure/figure.h - a clothed person (or any articulated figure) at rest, ready to be posed: a mesh, bones,
 * weights.
 *
 * Sources of figures (the CC0 bodies, 0ad's people, the small figure of the tests) fill in one struct; posing, drawing
 * and labels know nothing else. World: y up, metres, the figure stands on y = 0 and faces +z; its left is +x. */
#ifndef VIEWSYNTH_RENDER_FIGURE_FIGURE_H
#define VIEWSYNTH_RENDER_FIGURE_FIGURE_H

#include "viewsynth/render/mesh.h"

#define GFLA_FIGURE_MAX_BONES 64
#define GFLA_FIGURE_WEIGHTS 4
#define GFLA_FIGURE_JOINTS 18 /* OpenPose's COCO-18, in its order (io/keypoints/keypoints.h) */

/* The bones that poses turn. Every figure has all but the *_END ones; fingers, toes and such follow their parents. */
enum gfla_figure_bone_role {
    GFLA_FIGURE_HIPS,
    GFLA_FIGURE_SPINE,
    GFLA_FIGURE_CHEST,
    GFLA_FIGURE_NECK,
    GFLA_FIGURE_HEAD,
    GFLA_FIGURE_R_CLAVICLE,
    GFLA_FIGURE_R_UPPER_ARM,
    GFLA_FIGURE_R_FOREARM,
    GFLA_FIGURE_R_HAND,
    GFLA_FIGURE_L_CLAVICLE,
    GFLA_FIGURE_L_UPPER_ARM,
    GFLA_FIGURE_L_FOREARM,
    GFLA_FIGURE_L_HAND,
    GFLA_FIGURE_R_THIGH,
    GFLA_FIGURE_R_SHIN,
    GFLA_FIGURE_R_FOOT,
    GFLA_FIGURE_L_THIGH,
    GFLA_FIGURE_L_SHIN,
    GFLA_FIGURE_L_FOOT,
    GFLA_FIGURE_BONE_ROLES
};

struct gfla_figure_bone {
    int parent;    /* smaller than its own number; -1: the root */
    float head[3]; /* where it turns, at rest */
    float tail[3]; /* where it ends, at rest: its direction */
};

/* Which part of the person a triangle shows: the values of part maps. */
enum gfla_figure_part {
    GFLA_PART_NONE,
    GFLA_PART_SKIN_HEAD,
    GFLA_PART_HAIR,
    GFLA_PART_EYES,
    GFLA_PART_SKIN_TRUNK,
    GFLA_PART_SKIN_ARMS,
    GFLA_PART_SKIN_LEGS,
    GFLA_PART_TOP,
    GFLA_PART_SLEEVES,
    GFLA_PART_TROUSERS,
    GFLA_PART_SKIRT,
    GFLA_PART_SHOES,
    GFLA_PART_ACCESSORY,
    GFLA_PARTS
};

struct gfla_figure {
    struct gfla_mesh *mesh; /* at rest; not normalised */
    uint8_t *corner_bones;  /* [3 n_triangles][GFLA_FIGURE_WEIGHTS] numbers of bones */
    float *corner_weights;  /* likewise; sum 1 */
    uint8_t *parts;         /* [n_triangles] enum gfla_figure_part */
    int n_bones;
    struct gfla_figure_bone bones[GFLA_FIGURE_MAX_BONES];
    int roles[GFLA_FIGURE_BONE_ROLES]; /* number of the bone that plays it */
    struct {
        float at[3]; /* at rest, moved by the bone */
        int bone;
        /* metres: a joint this far behind the visible surface is still seen through the skin above it */
        float radius;
    } joints[GFLA_FIGURE_JOINTS];
    float half_width; /* of hips and thighs at rest, metres, which hanging arms keep beside: gfla_figure_measure */
    struct gfla_text description; /* JSON members of what was drawn for it: sex, age, clothes, hair ... */
    const char *licence;          /* SPDX identifier of what it is made of, static text */
};

/* A place in space: out = turn * in + move, row-major. */
struct gfla_figure_place {
    float turn[9], move[3];
};

void gfla_figure_free(struct gfla_figure *figure);

/* Fills in what follows from mesh, bones and weights: half_width. For whoever has made a figure. */
void gfla_figure_measure(struct gfla_figure *figure);

/* Linear-blend skinning: place[b] carries bone b's surroundings from rest into the pose. Writes positions and normals
 * of out->corners, which holds as many triangles; the rest of out is left alone. */
void gfla_figure_skin(const struct gfla_figure *figure, const struct gfla_figure_place *place, struct gfla_mesh *out);

/* A source of figures behind one interface: opened once, it makes figure `seed` again and again to the same bytes. */
struct gfla_figure_source {
    const char *name, *licence;
    gfla_status (*open)(void **state, const char *path); /* path of its data */
    void (*close)(void **state);
    gfla_status (*make)(void *state, uint64_t seed, struct gfla_figure *figure);
    /* Likewise, of people that are never among those of make: for tests. NULL: there are people without end, and none
     * is alike. */
    gfla_status (*make_test)(void *state, uint64_t seed, struct gfla_figure *figure);
};

#endif
