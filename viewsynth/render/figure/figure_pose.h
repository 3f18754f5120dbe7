/* render/figure/figure_pose.h - what a pose says of a body, whatever its proportions, and how a figure takes it.
 *
 * World as in figure.h: y up, metres, a figure that stands upright faces +z and has its left at +x. */
#ifndef VIEWSYNTH_RENDER_FIGURE_FIGURE_POSE_H
#define VIEWSYNTH_RENDER_FIGURE_FIGURE_POSE_H

#include "base/random.h"
#include "viewsynth/render/figure/figure.h"
#include "viewsynth/render/motion.h"
#include "viewsynth/render/turn.h"

/* An arm or a leg: units in the world. */
struct gfla_figure_limb {
    struct vector upper, lower; /* where upper arm and forearm, thigh and shin point, away from the trunk */
    struct vector pole;         /* the side of the elbow to which the forearm bends, or to which the knee points */
};

struct gfla_figure_pose {
    struct turn hips, chest, head;            /* from standing upright */
    struct gfla_figure_limb arms[2], legs[2]; /* right, left */
    double shares[3];                         /* where the hips are, in lengths of a leg; y is above the ground */
    bool has_place;                           /* false: shares say nothing, and the figure stands on y = 0 */
};

/* Standing upright with hanging arms. */
struct gfla_figure_pose gfla_figure_pose_upright(void);

/* place[n_bones] of the figure in the pose. The figure keeps the lengths of its bones. Upper bodies and limbs turn with
 * the bones between them sharing the way; collar bones follow raised arms; arms keep out of the trunk; feet near the
 * ground lie flat. Unless the pose has a place, the lowest corner of the mesh is then at y = 0 and the hips are above
 * the origin. */
void gfla_figure_pose_apply(const struct gfla_figure *figure, const struct gfla_figure_pose *pose,
                            struct gfla_figure_place *place);

/* The height of the lowest corner of the posed mesh. */
double gfla_figure_lowest(const struct gfla_figure *figure, const struct gfla_figure_place *place);
/* Moves everything. */
void gfla_figure_move(const struct gfla_figure *figure, struct vector by, struct gfla_figure_place *place);
/* A point that a bone carries, in the pose. */
struct vector gfla_figure_point(const struct gfla_figure_place *place, const float at[3]);

/* Pose number `index` of a motion; the person of the first pose faces +z. The shares are those of the file, whose
 * ground is where it is: has_place is false until a caller wants them. */
gfla_status gfla_figure_pose_of_motion(const gfla_motion *motion, size_t index, struct gfla_figure_pose *pose);

struct gfla_body;
/* The same of a body in space (motion_body.h), whose trunk and limbs are known. */
gfla_status gfla_figure_pose_of_body(const struct gfla_body *body, struct gfla_figure_pose *pose);

/* ---- poses without a motion file: drawn at random around kinds that are common ---- */

#define GFLA_FIGURE_POSE_KINDS 16
/* "stand", "walk" ... */
const char *gfla_figure_pose_kind_name(int kind);
/* A pose of the kind within the limits of joints. */
struct gfla_figure_pose gfla_figure_pose_draw(int kind, struct gfla_random *random);
/* Moment `phase` (0 .. 1, goes round) of a walk, for clips; `stride` 0 .. 1 is its size. */
struct gfla_figure_pose gfla_figure_pose_walk(double phase, double stride);

/* The part (0 .. 1) of the way from one pose to another. */
struct gfla_figure_pose gfla_figure_pose_between(const struct gfla_figure_pose *a, const struct gfla_figure_pose *b,
                                                 double part);

#endif
