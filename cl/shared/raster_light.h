/* shared/raster_light.h - device side of the rasteriser: light on a surface, and what the surface makes of it.
 *
 * Colours are as displayed. An image's value c stands for the light c * c: light adds up, and what adds up is shown as
 * its square root, so that a matt surface shows its colour times the square root of the light that falls on it. Colours
 * that are multiplied with each other (factor, texture, vertex colour) are multiplied as sRGB's light, as glTF wants
 * it. */
#ifndef GFLA_SHARED_RASTER_LIGHT_H
#define GFLA_SHARED_RASTER_LIGHT_H

#include "shared/raster.h"

static float3 srgb_to_light(float3 c)
{
    return select(powr((fmax(c, 0.0f) + 0.055f) / 1.055f, 2.4f), c / 12.92f, c <= 0.04045f);
}

static float3 light_to_srgb(float3 c)
{
    return select(1.055f * powr(fmax(c, 0.0f), 1.0f / 2.4f) - 0.055f, c * 12.92f, c <= 0.0031308f);
}

static float3 multiply_colours(float3 a, float3 b)
{
    if (all(a == 1.0f))
        return b;
    if (all(b == 1.0f))
        return a;
    return light_to_srgb(srgb_to_light(a) * srgb_to_light(b));
}

static float3 sky_light(const struct raster_lighting *l)
{
    return l->sky * (1.0f + (float3)(l->sky_tint[0], l->sky_tint[1], l->sky_tint[2]));
}

static float3 ground_light(const struct raster_lighting *l)
{
    return l->ground * (1.0f + (float3)(l->ground_tint[0], l->ground_tint[1], l->ground_tint[2]));
}

static float3 lamp_light(const struct raster_light *lamp)
{
    return lamp->strength * (1.0f + (float3)(lamp->tint[0], lamp->tint[1], lamp->tint[2]));
}

static float3 lamp_direction(const struct raster_light *lamp)
{
    return (float3)(lamp->direction[0], lamp->direction[1], lamp->direction[2]);
}

/* What a white matt surface of this normal sends out. */
static float3 diffuse_light(const struct raster_lighting *l, float3 n)
{
    float3 sum = mix(ground_light(l), sky_light(l), 0.5f * n.y + 0.5f);
    for (int i = 0; i < l->n_lights; i++)
        sum += lamp_light(&l->lights[i]) * fmax(0.0f, dot(n, lamp_direction(&l->lights[i])));
    return sum;
}

/* What a surface that mirrors everything sends to v: sky and ground with a horizon, blurred by roughness, and the
 * lamps' lobes (GGX). The light that a rough lobe loses among its facets is given back: a wholly rough mirror is as
 * bright as a matt surface. */
static float3 mirrored_light(const struct raster_lighting *l, float3 n, float3 v, float roughness, float3 diffuse)
{
    float nv = clamp(dot(n, v), 0.05f, 1.0f), width = mix(0.15f, 1.0f, roughness);
    float3 up = (float3)(0.0f, 1.0f, 0.0f);
    float height = dot(2.0f * nv * n - v, up);
    float3 sum = mix(ground_light(l), sky_light(l), smoothstep(-width, width, height));
    float a = fmax(roughness * roughness, 0.03f);
    for (int i = 0; i < l->n_lights; i++) {
        float3 to_lamp = lamp_direction(&l->lights[i]);
        float nl = dot(n, to_lamp);
        if (nl <= 0.0f)
            continue;
        float nh = dot(n, normalize(to_lamp + v)), facets = nh * nh * (a * a - 1.0f) + 1.0f;
        float seen = 0.5f / mix(2.0f * nl * nv, nl + nv, a);
        sum += lamp_light(&l->lights[i]) * (nl * seen * a * a / (facets * facets));
    }
    return mix(sum, diffuse, roughness * roughness * roughness);
}

/* The displayed colour of a surface of displayed colour `base` with unit normal n, seen from v. */
static float3 light_surface(const struct raster_lighting *l, global const struct raster_material *m, float3 base,
                            float3 n, float3 v)
{
    float3 diffuse = diffuse_light(l, n);
    if (m->specular <= 0.0f && m->metallic <= 0.0f)
        return base * sqrt(diffuse);
    float3 colour = base * base;
    float3 head_on = mix((float3)(m->specular), colour, m->metallic);
    float brightest = fmax(head_on.x, fmax(head_on.y, head_on.z));
    float away = 1.0f - clamp(dot(n, v), 0.0f, 1.0f);
    float turned = away * away * away * away * away * (1.0f - m->roughness);
    float3 mirrored = head_on + fmax(fmin(50.0f * brightest, 1.0f) - head_on, 0.0f) * turned;
    /* what is no metal gives its matt part what it does not mirror itself */
    float share = m->specular + fmax(fmin(50.0f * m->specular, 1.0f) - m->specular, 0.0f) * turned;
    return sqrt(colour * ((1.0f - m->metallic) * (1.0f - share)) * diffuse +
                mirrored * mirrored_light(l, n, v, m->roughness, diffuse));
}

#endif
