/* render/drawn/drawn_noise.h - noise on the unit square that repeats at its edges. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_DRAWN_DRAWN_NOISE_H
#define VIEWSYNTH_RENDER_DRAWN_DRAWN_NOISE_H

#include <stdint.h>

/* A number of the lattice point (x, y). */
uint32_t drawn_hash(int x, int y, uint32_t seed);
/* The same in [0, 1). */
float drawn_chance(int x, int y, uint32_t seed);

/* Smooth, in [0, 1], of nx x ny lattice cells. */
float drawn_noise(float u, float v, int nx, int ny, uint32_t seed);
/* The mean of octaves, each twice as fine and half as strong; in [0, 1]. */
float drawn_cloud(float u, float v, int nx, int ny, int octaves, uint32_t seed);

/* The two nearest of n x n scattered points, one in each cell; distances in cells. */
struct drawn_cell {
    float nearest, second;
    uint32_t number; /* a hash of the nearest point */
};
struct drawn_cell drawn_cells(float u, float v, int n, uint32_t seed);

#endif
