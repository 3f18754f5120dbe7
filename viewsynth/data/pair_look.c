#include "viewsynth/data/pair_look.h"

#include <math.h>
#include <string.h>

#include "base/random.h"

const struct gfla_look_strengths gfla_look_default = {.gain = 0.2f,
                                                      .gamma = 0.2f,
                                                      .tint = 0.08f,
                                                      .saturation = 0.25f,
                                                      .exposure = 0.08f,
                                                      .blur = 0.5f,
                                                      .noise = 0.02f,
                                                      .angles = 3};

bool gfla_look_is_none(const struct gfla_look_strengths *s)
{
    return s->gain <= 0 && s->gamma <= 0 && s->tint <= 0 && s->saturation <= 0 && s->exposure <= 0 && s->blur <= 0 &&
           s->noise <= 0 && s->angles <= 0;
}

gfla_status gfla_look_check(const struct gfla_look_strengths *s)
{
    const struct {
        const char *name;
        float value, most;
    } rows[] = {
        {"gain", s->gain, 4},         {"gamma", s->gamma, 4}, {"tint", s->tint, 4},   {"saturation", s->saturation, 4},
        {"exposure", s->exposure, 4}, {"blur", s->blur, 1},   {"noise", s->noise, 1}, {"angles", s->angles, 45}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!(rows[i].value >= 0 && rows[i].value <= rows[i].most))
            return gfla_fail(GFLA_ERROR_USAGE, "looks of pairs: %s %g, 0..%g expected", rows[i].name,
                             (double)rows[i].value, (double)rows[i].most);
    return GFLA_OK;
}

static float factor(struct gfla_random *r, float strength)
{
    const float most = logf(1 + strength);
    return expf(gfla_random_uniform(r, -1, 1) * most);
}

/* Every number is drawn whether it is used or not, so that a strength changes nothing but what it names. */
void gfla_look_draw(const struct gfla_look_strengths *s, uint64_t seed, uint64_t step, int place,
                    struct gfla_look *look)
{
    const uint64_t key[5] = {seed, step, (uint64_t)place, 2, 0}; /* longer than those of the pair: other numbers */
    struct gfla_random r = gfla_random_seed(gfla_hash_bytes(key, sizeof key), seed);
    const float gain = factor(&r, s->gain), gamma = factor(&r, s->gamma);
    float tint[3];
    for (int c = 0; c < 3; c++)
        tint[c] = factor(&r, s->tint);
    look->saturation = factor(&r, s->saturation);
    const float exposure = factor(&r, s->exposure);
    const bool blurred = gfla_random_below(&r, 2) == 1, noisy = gfla_random_below(&r, 2) == 1;
    look->blur = gfla_random_uniform(&r, 0, s->blur) * (float)blurred;
    look->noise = gfla_random_uniform(&r, 0, s->noise) * (float)noisy;
    look->azimuth = (double)gfla_random_uniform(&r, -1, 1) * (double)s->angles;
    look->elevation = (double)gfla_random_uniform(&r, -1, 1) * (double)s->angles;
    look->seed = (uint64_t)gfla_random_u32(&r) << 32 | gfla_random_u32(&r);
    for (int v = 0; v < 256; v++) {
        const float lit = powf((float)v / 255, gamma) * 255 * gain;
        for (int c = 0; c < 3; c++) {
            look->tone[1][c][v] = lit * tint[c];
            look->tone[0][c][v] = lit * tint[c] * exposure;
        }
    }
}

static float held(float v)
{
    return v < 0 ? 0 : v > 255 ? 255 : v;
}

void gfla_look_image(const struct gfla_look *look, int which, const uint8_t *rgba, size_t plane, const int channel[3],
                     float *planes)
{
    const float(*tone)[256] = look->tone[which];
    for (size_t i = 0; i < plane; i++) {
        const uint8_t *p = rgba + 4 * i;
        float v[3] = {255, 255, 255};
        if (p[3]) {
            const float a = (float)p[3] * (1 / 255.0f);
            for (int c = 0; c < 3; c++)
                v[c] = tone[c][p[channel[c]]];
            const float grey = (v[0] + v[1] + v[2]) * (1 / 3.0f);
            for (int c = 0; c < 3; c++)
                v[c] = held(grey + look->saturation * (v[c] - grey)) * a + 255 * (1 - a);
        }
        for (int c = 0; c < 3; c++)
            planes[c * plane + i] = v[c] * (1 / 127.5f) - 1;
    }
}

/* The mean of 3 x 3, as far as they lie in the image. */
static float mean_around(const float *plane, int size, int x, int y)
{
    float sum = 0;
    int n = 0;
    for (int v = y > 0 ? y - 1 : 0; v <= y + 1 && v < size; v++)
        for (int u = x > 0 ? x - 1 : 0; u <= x + 1 && u < size; u++, n++)
            sum += plane[(size_t)v * (size_t)size + (size_t)u];
    return sum / (float)n;
}

void gfla_look_spoil(const struct gfla_look *look, int size, float *planes, float *scratch)
{
    const size_t plane = (size_t)size * (size_t)size;
    struct gfla_random r = gfla_random_seed(look->seed, 0);
    for (int c = 0; c < 3; c++) {
        float *const p = planes + (size_t)c * plane;
        for (size_t i = 0; i < plane && look->blur > 0; i++)
            scratch[i] = mean_around(p, size, (int)(i % (size_t)size), (int)(i / (size_t)size));
        for (size_t i = 0; i < plane && look->blur > 0; i++)
            p[i] += look->blur * (scratch[i] - p[i]);
        for (size_t i = 0; i < plane && look->noise > 0; i++) {
            if (p[i] >= 1) /* the white around the object is not of the photograph */
                continue;
            const float v = p[i] + gfla_random_uniform(&r, -2, 2) * look->noise;
            p[i] = v < -1 ? -1 : v > 1 ? 1 : v;
        }
    }
}

struct gfla_view_angles gfla_look_angles(const struct gfla_look *look, struct gfla_view_angles angles)
{
    angles.azimuth = fmod(angles.azimuth + look->azimuth + 360, 360);
    angles.elevation = fmax(-90, fmin(90, angles.elevation + look->elevation));
    return angles;
}
