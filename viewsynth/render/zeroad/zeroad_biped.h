/* render/zeroad/zeroad_biped.h - the skeleton of the game's people (skeletons/biped.xml): the numbers of its bones.
 * Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_ZEROAD_ZEROAD_BIPED_H
#define VIEWSYNTH_RENDER_ZEROAD_ZEROAD_BIPED_H

#include "viewsynth/render/figure/figure.h"
#include "viewsynth/render/zeroad/zeroad_model.h"

/* In the order of the file; those that are not named follow their parents. */
enum zeroad_bone {
    ZEROAD_HIP,
    ZEROAD_SPINE,
    ZEROAD_SPINE1,
    ZEROAD_CHEST,
    ZEROAD_SHOULDER_L,
    ZEROAD_ARM_L,
    ZEROAD_FOREARM_L,
    ZEROAD_HAND_L,
    ZEROAD_NECK = 15,
    ZEROAD_HEAD,
    ZEROAD_SHOULDER_R = 19,
    ZEROAD_ARM_R,
    ZEROAD_FOREARM_R,
    ZEROAD_HAND_R,
    ZEROAD_CAPE = 27,
    ZEROAD_THIGH_L = 30,
    ZEROAD_LEG_L,
    ZEROAD_FOOT_L,
    ZEROAD_THIGH_R,
    ZEROAD_LEG_R,
    ZEROAD_FOOT_R,
    ZEROAD_BONES = 46
};

/* Bones, roles and joints of a figure from the bones of a model at rest, which has all; the figure's mesh is there. */
void zeroad_biped_set(const struct zeroad_model *model, double scale, struct gfla_figure *figure);

static inline struct zeroad_place zeroad_place_after(struct zeroad_place a, struct zeroad_place b)
{
    return (struct zeroad_place){turn_after(a.turn, b.turn), vector_sum(turn_apply(a.turn, b.move), a.move)};
}

static inline struct vector zeroad_place_point(const struct zeroad_place *place, const float at[3])
{
    return vector_sum(turn_apply(place->turn, (struct vector){(double)at[0], (double)at[1], (double)at[2]}),
                      place->move);
}

#endif
