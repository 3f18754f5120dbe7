/* render/body/body_cut.h - what a head of hair is: its cut and its measures. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_CUT_H
#define VIEWSYNTH_RENDER_BODY_BODY_CUT_H

#include "viewsynth/render/body/body_head.h"

enum body_cut {
    BODY_CUT_BALD,
    BODY_CUT_BUZZ,
    BODY_CUT_SHORT,
    BODY_CUT_TOP,
    BODY_CUT_MEDIUM,
    BODY_CUT_BOB,
    BODY_CUT_LONG,
    BODY_CUT_TAIL,
    BODY_CUT_BUN,
    BODY_CUT_AFRO,
    BODY_CUT_COUNT
};

struct body_hair {
    enum body_cut cut;
    bool fringe, beard, hat;
    float thickness; /* of the shell over the scalp, metres */
    float length;    /* below the ears, metres, of what hangs */
    float phase;     /* of its unevenness */
    float parting;   /* -1 .. 1: where on the head */
};

#endif
