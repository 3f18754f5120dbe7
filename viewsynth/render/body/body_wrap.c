#include "viewsynth/render/body/body_wrap.h"

#include <math.h>
#include <string.h>

#define TURN 6.2831853f

static float dot(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void unit(float v[3])
{
    const float length = sqrtf(dot(v, v));
    for (int i = 0; i < 3; i++)
        v[i] /= length;
}

void body_wrap_set(struct body_wrap *w, const float from[3], const float *middle, const float to[3], float radius)
{
    *w = (struct body_wrap){.radius = radius};
    memcpy(w->from, from, sizeof w->from);
    for (int i = 0; i < 3; i++)
        w->axis[i] = to[i] - from[i];
    w->length = sqrtf(dot(w->axis, w->axis));
    unit(w->axis);
    const float z = w->axis[2];
    for (int i = 0; i < 3; i++)
        w->prefetch[i] = (i == 2) - z * w->axis[i];
    unit(w->prefetch);
    for (int i = 0; i < 3; i++) {
        const int a = (i + 1) % 3, b = (i + 2) % 3;
        w->aside[i] = w->axis[a] * w->prefetch[b] - w->axis[b] * w->prefetch[a];
    }
    if (!middle)
        return;
    const float there[3] = {middle[0] - from[0], middle[1] - from[1], middle[2] - from[2]};
    w->bend_at = fminf(0.9f * w->length, fmaxf(0.1f * w->length, dot(there, w->axis)));
    for (int i = 0; i < 3; i++)
        w->bend[i] = there[i] - w->bend_at * w->axis[i];
}

void body_wrap_wind(const struct body_wrap *w, float repeat, struct body_corner corner[3])
{
    const float size = repeat > 0 ? repeat : 1, turns = fmaxf(1, roundf(TURN * w->radius / size));
    for (int k = 0; k < 3; k++) {
        const float *p = corner[k].position;
        float here[3] = {p[0] - w->from[0], p[1] - w->from[1], p[2] - w->from[2]};
        const float along = dot(here, w->axis);
        const float bent = w->bend_at == 0      ? 0
                           : along < w->bend_at ? along / w->bend_at
                                                : (w->length - along) / (w->length - w->bend_at);
        for (int i = 0; i < 3; i++)
            here[i] -= fmaxf(0, bent) * w->bend[i];
        corner[k].uv[0] = atan2f(dot(here, w->aside), dot(here, w->prefetch)) * turns / TURN;
        corner[k].uv[1] = -along / size;
        if (k > 0)
            corner[k].uv[0] -= turns * roundf((corner[k].uv[0] - corner[0].uv[0]) / turns);
    }
}
