/* Lights of the renderer: the ones that do not change, and others for every seed. */
#include <math.h>

#include "base/random.h"
#include "viewsynth/render/raster.h"

struct raster_lighting gfla_default_lighting(void)
{
    return (struct raster_lighting){.sky = 0.52f,
                                    .ground = 0.20f,
                                    .n_lights = 2,
                                    .lights = {{.direction = {-0.42f, 0.66f, 0.62f}, .strength = 0.55f},
                                               {.direction = {0.80f, 0.36f, -0.48f}, .strength = 0.16f}}};
}

/* What a white matt surface of this normal receives, without tints. */
static float light_at(const struct raster_lighting *l, const float n[3])
{
    float sum = l->ground + (l->sky - l->ground) * (0.5f * n[1] + 0.5f);
    for (int i = 0; i < l->n_lights; i++) {
        const float *d = l->lights[i].direction;
        sum += l->lights[i].strength * fmaxf(0.0f, n[0] * d[0] + n[1] * d[1] + n[2] * d[2]);
    }
    return sum;
}

/* Mean and most over all directions, from points spread evenly over the sphere. */
static void measure_light(const struct raster_lighting *l, float *mean, float *most)
{
    enum { POINTS = 256 };
    float sum = 0;
    *most = 0;
    for (int i = 0; i < POINTS; i++) {
        float y = 1.0f - (2.0f * (float)i + 1.0f) / POINTS, r = sqrtf(1.0f - y * y), turn = 2.39996323f * (float)i;
        float light = light_at(l, (float[3]){r * cosf(turn), y, r * sinf(turn)});
        sum += light;
        *most = fmaxf(*most, light);
    }
    *mean = sum / POINTS;
}

/* From warm (1: a lamp in the evening) over white (0) to cool (-1: the open sky); brightness hardly changes. */
static void set_tint(float tint[3], float warmth)
{
    tint[0] = 0.10f * warmth;
    tint[1] = -0.01f * fabsf(warmth);
    tint[2] = -0.16f * warmth;
}

static struct raster_light draw_lamp(struct gfla_random *r, float azimuth, float elevation, float strength)
{
    struct raster_light lamp = {
        .direction = {cosf(elevation) * cosf(azimuth), sinf(elevation), cosf(elevation) * sinf(azimuth)},
        .strength = strength};
    set_tint(lamp.tint, gfla_random_uniform(r, -0.6f, 1.0f));
    return lamp;
}

struct raster_lighting gfla_lighting_of_seed(uint64_t seed)
{
    const float degree = 3.14159265f / 180.0f;
    struct gfla_random r = gfla_random_seed(seed, 0x6c69676874); /* a stream of its own */
    struct raster_lighting l = {.sky = gfla_random_uniform(&r, 0.3f, 0.65f)};
    l.ground = l.sky * gfla_random_uniform(&r, 0.3f, 0.8f);
    float coolness = gfla_random_uniform(&r, 0.0f, 0.7f);
    set_tint(l.sky_tint, -coolness);
    set_tint(l.ground_tint, gfla_random_uniform(&r, -0.2f, 0.8f));
    l.n_lights = 1 + (int)gfla_random_below(&r, 4);
    float azimuth = gfla_random_uniform(&r, 0, 360), strength = gfla_random_uniform(&r, 0.3f, 0.8f);
    for (int i = 0; i < l.n_lights; i++) {
        l.lights[i] = draw_lamp(&r, azimuth * degree, gfla_random_uniform(&r, 10, 75) * degree, strength);
        azimuth += gfla_random_uniform(&r, 70, 200); /* the next one shines from elsewhere, and less */
        strength *= gfla_random_uniform(&r, 0.3f, 0.8f);
    }
    float mean, most, wanted = gfla_random_uniform(&r, 0.42f, 0.62f);
    measure_light(&l, &mean, &most);
    float scale = fminf(wanted / mean, 1.0f / most); /* white is not blown out */
    l.sky *= scale;
    l.ground *= scale;
    for (int i = 0; i < l.n_lights; i++)
        l.lights[i].strength *= scale;
    return l;
}
