/* Painting of faces, in the coordinates of the unshaped head: decimetres, x outwards from the middle. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "viewsynth/render/body/body_head.h"
#include "viewsynth/render/body/body_smooth.h"

#define EYE_X 0.308f
#define EYE_Y 7.275f
#define EYE_SIDE 64

void body_face_draw(struct body_make *make, struct body_face *face)
{
    const bool female = make->person.female;
    struct gfla_random *r = &make->random;
    face->brow_height = gfla_random_uniform(r, -0.02f, 0.03f);
    face->brow_width = gfla_random_uniform(r, female ? 0.022f : 0.032f, female ? 0.036f : 0.052f);
    face->brow_slope = gfla_random_uniform(r, -0.04f, 0.07f);
    face->brow_strength = gfla_random_uniform(r, 0.7f, 0.95f);
    face->stubble = female ? 0 : gfla_random_uniform(r, 0, 1) < 0.45f ? gfla_random_uniform(r, 0.12f, 0.42f) : 0.06f;
    face->lashes = female ? gfla_random_uniform(r, 0.7f, 0.95f) : gfla_random_uniform(r, 0.4f, 0.65f);
    face->blush = gfla_random_uniform(r, 0.05f, female ? 0.22f : 0.14f);
}

/* Points (x, y) of a curve, straight in between. */
static float curve(const float (*points)[2], int n, float x)
{
    int i = 1;
    while (i < n - 1 && x > points[i][0])
        i++;
    const float t = (x - points[i - 1][0]) / (points[i][0] - points[i - 1][0]);
    return points[i - 1][1] + t * (points[i][1] - points[i - 1][1]);
}

static float lips_at(float x, float y, float z)
{
    static const float upper[][2] = {{0, 6.684f}, {0.06f, 6.705f}, {0.14f, 6.684f}, {0.21f, 6.645f}, {0.262f, 6.604f}};
    static const float lower[][2] = {{0, 6.490f}, {0.07f, 6.494f}, {0.14f, 6.518f}, {0.21f, 6.560f}, {0.262f, 6.598f}};
    if (x > 0.27f || z < 1.2f)
        return 0;
    return body_smooth_step(-0.008f, 0.012f, fminf(curve(upper, 5, x) - y, y - curve(lower, 5, x)));
}

static float brow_at(const struct body_face *face, float x, float y, float z)
{
    const float along = (x - 0.115f) / 0.44f;
    if (along < -0.08f || along > 1.05f || z < 0.9f)
        return 0;
    const float arch = 7.455f + face->brow_height + 0.085f * sinf(3.1416f * fminf(1, fmaxf(0, 0.15f + 0.72f * along))) +
                       face->brow_slope * (along - 0.5f) - 0.03f;
    const float width = face->brow_width *
                        (along < 0.2f ? 0.75f + 1.2f * fmaxf(0, along) : 1.05f * (1.02f - powf(fmaxf(0, along), 2.2f)));
    const float ends = body_smooth_step(-0.08f, 0.06f, along) * (1 - body_smooth_step(0.93f, 1.05f, along));
    return ends * body_smooth_step(-0.012f, 0.012f, width - fabsf(y - arch));
}

/* The lashes' line around the eye; *inside: the rim and what lies behind it. */
static float lid_line_at(float x, float y, float z, float *inside)
{
    const float dx = (x - EYE_X) / 0.152f, dy = (y - EYE_Y) / (y > EYE_Y ? 0.062f : 0.056f);
    const float r = hypotf(dx, dy);
    *inside = z > 1.0f ? 1 - body_smooth_step(0.86f, 0.98f, r) : 0;
    if (z < 1.0f || r > 1.6f)
        return 0;
    const float line = 1 - body_smooth_step(0.0f, y > EYE_Y ? 0.22f : 0.12f, fabsf(r - 1.02f));
    return line * (y > EYE_Y ? 1 : 0.35f);
}

/* A share that falls off from a middle. */
static float spot(float x, float y, float cx, float cy, float rx, float ry)
{
    const float d = ((x - cx) / rx) * ((x - cx) / rx) + ((y - cy) / ry) * ((y - cy) / ry);
    return expf(-d);
}

/* Colours that skin is mixed with, of one face. */
struct tones {
    float blood[3], rim[3];
};

/* Cheeks, nose and the hollows of the eyes. */
static void paint_front(const struct body_face *face, const struct tones *tones, float x, float y, float colour[3])
{
    const float warm =
        face->blush * spot(x, y, 0.44f, 6.93f, 0.20f, 0.17f) + 0.10f * spot(x, y, 0, 6.95f, 0.13f, 0.12f);
    const float hollow =
        0.20f * spot(x, y, EYE_X, EYE_Y + 0.07f, 0.19f, 0.07f) + 0.12f * spot(x, y, EYE_X, EYE_Y - 0.09f, 0.16f, 0.05f);
    body_mix(colour, tones->blood, fminf(1, warm * 1.6f), colour);
    body_mix(colour, tones->rim, hollow, colour);
}

/* Brows, lids, nostrils, lips. */
static void paint_features(const struct body_colours *c, const struct body_face *face, const struct tones *tones,
                           const float p[3], float colour[3])
{
    static const float dark[3] = {0.07f, 0.05f, 0.045f};
    const float x = fabsf(p[0]), y = p[1], z = p[2];
    float inside;
    body_mix(colour, c->lips, 0.92f * lips_at(x, y, z), colour);
    if (x < 0.25f && z > 1.2f) /* between the lips */
        body_mix(colour, dark, 0.62f * (1 - body_smooth_step(0.004f, 0.014f, fabsf(y - 6.606f - 0.06f * x * x))),
                 colour);
    if (z > 1.25f && y < 6.9f && y > 6.78f)
        body_mix(colour, dark, 0.45f * spot(x, y, 0.075f, 6.83f, 0.035f, 0.022f), colour);
    body_mix(colour, c->brows, face->brow_strength * brow_at(face, x, y, z), colour);
    const float line = face->lashes * lid_line_at(x, y, z, &inside);
    body_mix(colour, tones->rim, 0.8f * inside, colour);
    body_mix(colour, dark, line, colour);
}

static void paint_at(const struct body_colours *c, const struct body_face *face, const struct tones *tones,
                     const struct body_texel *texel, float colour[3])
{
    const float *p = texel->at, x = fabsf(p[0]);
    for (int i = 0; i < 3; i++)
        colour[i] = c->skin[i] * (1 + 0.018f * texel->speckle);
    if (p[2] > 0.8f && p[1] > 6.5f && p[1] < 7.7f)
        paint_front(face, tones, x, p[1], colour);
    if (x > 0.70f && p[1] < 7.4f)
        body_mix(colour, tones->blood, 0.16f, colour);
    body_mix(colour, c->brows, face->stubble * texel->beard, colour);
    body_mix(colour, c->hair, face->scalp * texel->scalp, colour);
    if (p[2] > 0.8f && p[1] > 6.4f && p[1] < 7.8f)
        paint_features(c, face, tones, p, colour);
}

static uint8_t byte_of(float value)
{
    return (uint8_t)lrintf(255 * fminf(1, fmaxf(0, value)));
}

gfla_status body_head_paint(struct body_make *make, const struct body_face *face, struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    const struct body_colours *c = &make->colours;
    struct tones tones;
    TRY(gfla_bitmap_create(image, BODY_HEAD_WIDTH, BODY_HEAD_HEIGHT, 4, 8));
    body_mix(c->skin, (const float[3]){0.72f, 0.25f, 0.22f}, 0.5f, tones.blood);
    body_mix(c->skin, (const float[3]){0.35f, 0.14f, 0.12f}, 0.55f, tones.rim);
    uint8_t *out = image->pixels;
    for (int i = 0; i < BODY_HEAD_WIDTH * BODY_HEAD_HEIGHT; i++, out += 4) {
        float colour[3] = {c->skin[0], c->skin[1], c->skin[2]};
        if (make->data->head[i].at[1] > 0)
            paint_at(c, face, &tones, &make->data->head[i], colour);
        for (int k = 0; k < 3; k++)
            out[k] = byte_of(colour[k]);
        out[3] = 255;
    }
fail:
    return status;
}

gfla_status body_eye_paint(const float iris[3], struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    static const float white[3] = {0.93f, 0.91f, 0.89f}, dark[3] = {0.03f, 0.03f, 0.03f},
                       rim[3] = {0.62f, 0.45f, 0.42f};
    TRY(gfla_bitmap_create(image, EYE_SIDE, EYE_SIDE, 4, 8));
    uint8_t *out = image->pixels;
    for (int i = 0; i < EYE_SIDE * EYE_SIDE; i++, out += 4) {
        const float x = 2 * ((float)(i % EYE_SIDE) + 0.5f) / EYE_SIDE - 1,
                    y = 2 * ((float)(i / EYE_SIDE) + 0.5f) / EYE_SIDE - 1;
        const float r = hypotf(x, y), ray = 0.5f + 0.5f * sinf(17 * atan2f(y, x)) * sinf(5 * atan2f(y, x) + 1);
        float colour[3], ring[3];
        body_mix(white, rim, 0.55f * body_smooth_step(0.55f, 1.0f, r), colour);
        body_mix(iris, (const float[3]){0.9f, 0.8f, 0.6f}, 0.18f * ray * (1 - body_smooth_step(0.15f, 0.45f, r)), ring);
        body_mix(ring, dark, 0.65f * body_smooth_step(0.36f, 0.47f, r), ring);
        body_mix(colour, ring, 1 - body_smooth_step(0.46f, 0.52f, r), colour);
        body_mix(colour, dark, 1 - body_smooth_step(0.17f, 0.22f, r), colour);
        for (int k = 0; k < 3; k++)
            out[k] = byte_of(colour[k]);
        out[3] = 255;
    }
fail:
    return status;
}
