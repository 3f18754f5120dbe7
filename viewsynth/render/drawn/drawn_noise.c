#include <math.h>

#include "viewsynth/render/drawn/drawn_noise.h"

uint32_t drawn_hash(int x, int y, uint32_t seed)
{
    uint32_t h = (uint32_t)x * 0x9e3779b1u ^ (uint32_t)y * 0x85ebca77u ^ seed * 0xc2b2ae3du;
    h = (h ^ h >> 15) * 0x2c1b3c6du;
    h = (h ^ h >> 12) * 0x297a2d39u;
    return h ^ h >> 15;
}

float drawn_chance(int x, int y, uint32_t seed)
{
    return (float)(drawn_hash(x, y, seed) >> 8) * (1.0f / 16777216.0f);
}

static int wrapped(int i, int n)
{
    int r = i % n;
    return r < 0 ? r + n : r;
}

static float eased(float t)
{
    return t * t * t * (t * (t * 6 - 15) + 10);
}

float drawn_noise(float u, float v, int nx, int ny, uint32_t seed)
{
    float x = u * (float)nx, y = v * (float)ny, fx = floorf(x), fy = floorf(y);
    int x0 = wrapped((int)fx, nx), y0 = wrapped((int)fy, ny), x1 = wrapped(x0 + 1, nx), y1 = wrapped(y0 + 1, ny);
    float s = eased(x - fx), t = eased(y - fy);
    float top = drawn_chance(x0, y0, seed) * (1 - s) + drawn_chance(x1, y0, seed) * s;
    float bottom = drawn_chance(x0, y1, seed) * (1 - s) + drawn_chance(x1, y1, seed) * s;
    return top * (1 - t) + bottom * t;
}

float drawn_cloud(float u, float v, int nx, int ny, int octaves, uint32_t seed)
{
    float sum = 0, weights = 0, weight = 1;
    for (int o = 0; o < octaves; o++) {
        sum += weight * drawn_noise(u, v, nx << o, ny << o, seed + (uint32_t)o);
        weights += weight;
        weight *= 0.5f;
    }
    return sum / weights;
}

struct drawn_cell drawn_cells(float u, float v, int n, uint32_t seed)
{
    struct drawn_cell c = {9, 9, 0};
    float x = u * (float)n, y = v * (float)n;
    int cx = (int)floorf(x), cy = (int)floorf(y);
    for (int j = cy - 1; j <= cy + 1; j++)
        for (int i = cx - 1; i <= cx + 1; i++) {
            int wx = wrapped(i, n), wy = wrapped(j, n);
            float dx = (float)i + drawn_chance(wx, wy, seed) - x, dy = (float)j + drawn_chance(wx, wy, seed + 1) - y;
            float d = sqrtf(dx * dx + dy * dy);
            if (d < c.nearest) {
                c.second = c.nearest;
                c.nearest = d;
                c.number = drawn_hash(wx, wy, seed + 2);
            } else if (d < c.second) {
                c.second = d;
            }
        }
    return c;
}
