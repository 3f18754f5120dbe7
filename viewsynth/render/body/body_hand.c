/* Hands at rest: fingers bend a little towards the palm instead of standing out straight. */
#include <math.h>

#include "viewsynth/render/body/body_make.h"

/* A hand: where the fingers begin, and its directions. */
struct hand {
    const float *knuckle;
    float along[3], across[3], palm[3];
};

static float dot(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void cross(const float a[3], const float b[3], float out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3];
}

static void unit(float v[3])
{
    const float length = fmaxf(1e-6f, sqrtf(dot(v, v)));
    for (int i = 0; i < 3; i++)
        v[i] /= length;
}

static void find_hand(const struct body_make *make, bool left, struct hand *hand)
{
    const float *wrist = make->joint[left ? BODY_L_WRIST : BODY_R_WRIST];
    const float *first = make->joint[left ? BODY_L_FIRST : BODY_R_FIRST],
                *last = make->joint[left ? BODY_L_LAST : BODY_R_LAST];
    hand->knuckle = make->joint[left ? BODY_L_KNUCKLE : BODY_R_KNUCKLE];
    for (int i = 0; i < 3; i++) {
        hand->along[i] = hand->knuckle[i] - wrist[i];
        hand->across[i] = left ? first[i] - last[i] : last[i] - first[i];
    }
    unit(hand->along);
    const float slant = dot(hand->across, hand->along);
    for (int i = 0; i < 3; i++)
        hand->across[i] -= slant * hand->along[i];
    unit(hand->across);
    cross(hand->along, hand->across, hand->palm);
}

/* Beyond the knuckles lengths go around an arc whose radius is 1 / bend. */
static void bend_point(const struct hand *hand, float bend, float share, float p[3])
{
    const float here[3] = {p[0] - hand->knuckle[0], p[1] - hand->knuckle[1], p[2] - hand->knuckle[2]};
    const float s = dot(here, hand->along), h = dot(here, hand->palm);
    if (s <= 0)
        return;
    const float angle = s * bend, radius = 1 / bend;
    const float forward = (radius - h) * sinf(angle) - s, inward = radius - (radius - h) * cosf(angle) - h;
    for (int i = 0; i < 3; i++)
        p[i] += share * (forward * hand->along[i] + inward * hand->palm[i]);
}

void body_hands_relax(struct body_make *make, float degrees)
{
    struct hand right, left;
    const float length = 0.053f * make->person.height; /* of the longest finger */
    find_hand(make, false, &right);
    find_hand(make, true, &left);
    for (int v = 0; v < make->data->n_vertices; v++) {
        const float *w = make->data->weights[v];
        const float bend = degrees * 0.017453293f / length;
        if (w[GFLA_FIGURE_L_HAND] > 0)
            bend_point(&left, bend, w[GFLA_FIGURE_L_HAND], make->positions[v]);
        if (w[GFLA_FIGURE_R_HAND] > 0)
            bend_point(&right, bend, w[GFLA_FIGURE_R_HAND], make->positions[v]);
    }
}
