#include "tasks/view/view_edges.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define NOISE 0.06f /* of differences from white that the network makes where nothing is */
#define REACH 2     /* pixels from an outline to colours that are the object's alone */

static float darkness(const float *image, int size, int y, int x)
{
    const int area = size * size, i = y * size + x;
    return 1 - fminf(image[i], fminf(image[area + i], image[2 * area + i]));
}

static float darkest_near(const float *image, int size, int y, int x)
{
    float most = 0;
    for (int v = y - REACH; v <= y + REACH; v++)
        for (int u = x - REACH; u <= x + REACH; u++)
            if (v >= 0 && u >= 0 && v < size && u < size)
                most = fmaxf(most, darkness(image, size, v, u));
    return most;
}

void gfla_view_edges_alpha(const float *image, const float *mask, int size, float *alpha)
{
    for (int i = 0; i < size * size; i++) {
        const float own = darkness(image, size, i / size, i % size);
        const float painted = own > NOISE ? own / darkest_near(image, size, i / size, i % size) : 0;
        alpha[i] = (mask[i] + painted) / 2;
    }
}

void gfla_view_edges_unmix(float *colours, const float *alpha, int size)
{
    const int area = size * size;
    for (int i = 0; i < 3 * area; i++) {
        const float a = alpha[i % area];
        if (a > GFLA_VIEW_EDGES_FAINT)
            colours[i] = fminf(fmaxf((colours[i] - (1 - a)) / a, 0), 1);
    }
}

/* A ring of pixels further: those of `known` 0 that have a neighbour with values, which becomes 2 for this pass. */
static void carry_one_on(float *planes, int channels, unsigned char *known, int size)
{
    const int area = size * size;
    for (int i = 0; i < area; i++) {
        int n = 0, from[8];
        if (known[i])
            continue;
        for (int dy = -1; dy <= 1; dy++)
            for (int dx = -1; dx <= 1; dx++) {
                const int y = i / size + dy, x = i % size + dx;
                if (y >= 0 && x >= 0 && y < size && x < size && known[y * size + x] == 1)
                    from[n++] = y * size + x;
            }
        for (int c = 0; n > 0 && c < channels; c++) {
            float sum = 0;
            for (int k = 0; k < n; k++)
                sum += planes[c * area + from[k]];
            planes[c * area + i] = sum / (float)n;
        }
        known[i] = n > 0 ? 2 : 0;
    }
    for (int i = 0; i < area; i++)
        known[i] = known[i] > 0;
}

gfla_status gfla_view_edges_carry_on(float *planes, int channels, const float *alpha, int size, float least,
                                     int n_passes)
{
    gfla_status status;
    unsigned char *known;
    TRY(gfla_calloc(&known, (size_t)size * (size_t)size, 1, "an outline"));
    for (int i = 0; i < size * size; i++)
        known[i] = alpha[i] >= least;
    for (int i = 0; i < n_passes; i++)
        carry_one_on(planes, channels, known, size);
    free(known);
fail:
    return status;
}
