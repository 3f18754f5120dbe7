/* render/body/body_smooth.h - a step with rounded corners. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_SMOOTH_H
#define VIEWSYNTH_RENDER_BODY_BODY_SMOOTH_H

/* 0 up to lo, 1 from hi on; lo < hi. */
static inline float body_smooth_step(float lo, float hi, float x)
{
    const float t = x < lo ? 0 : x > hi ? 1 : (x - lo) / (hi - lo);
    return t * t * (3 - 2 * t);
}

#endif
