/* shared/limb_flow.h - the limbs of ops/limb_flow.cl, by the key points of COCO-18; compiled by host and device. */
#ifndef GFLA_SHARED_LIMB_FLOW_H
#define GFLA_SHARED_LIMB_FLOW_H

#define GFLA_LIMB_JOINTS 18
#define GFLA_LIMBS 10
/* What limbs hang on: the 18 joints, then the middle of the hips, and of what is seen of the face. */
#define GFLA_LIMB_HIPS 18
#define GFLA_LIMB_FACE 19
#define GFLA_LIMB_ENDS 20

/* A joint is there where its heat map rises above this. */
#define GFLA_LIMB_THRESHOLD 0.5f
/* Weight of standing still beside the weights of limbs. */
#define GFLA_LIMB_REST 0.02f

/* From one end to the other, how far it goes on beyond that (of its length), and how wide it is, in trunk lengths.
 * Trunk and head, upper arms and forearms, thighs and shins. */
#define GFLA_LIMB_TABLE                                                                                                \
    {                                                                                                                  \
        {1, GFLA_LIMB_HIPS, 0.1f, 0.35f}, {1, GFLA_LIMB_FACE, 0.8f, 0.25f}, {2, 3, 0, 0.14f}, {3, 4, 0.4f, 0.12f},     \
            {5, 6, 0, 0.14f}, {6, 7, 0.4f, 0.12f}, {8, 9, 0, 0.2f}, {9, 10, 0.3f, 0.15f}, {11, 12, 0, 0.2f},           \
        {                                                                                                              \
            12, 13, 0.3f, 0.15f                                                                                        \
        }                                                                                                              \
    }

struct gfla_limb {
    int from, to;
    float beyond, width;
};

#endif
