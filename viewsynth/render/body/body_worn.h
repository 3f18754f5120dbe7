/* render/body/body_worn.h - the garments of one outfit and the patches on them. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_WORN_H
#define VIEWSYNTH_RENDER_BODY_BODY_WORN_H

#include "viewsynth/render/body/body_garment.h"

#define BODY_MAX_GARMENTS 8
#define BODY_MAX_PATCHES 24

/* A patch, the garment it lies on, and the numbers that its field takes. */
struct body_worn_patch {
    struct body_patch patch;
    int garment;
    float params[4], window[4];
};

struct body_outfit {
    struct body_garment garments[BODY_MAX_GARMENTS]; /* from the skin outwards */
    int n_garments;
    struct body_worn_patch patches[BODY_MAX_PATCHES + 1];
    int n_patches;
    float sole; /* thickness, metres */
    int sole_material;
};

#endif
