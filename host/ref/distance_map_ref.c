#include "ref/distance_map_ref.h"

#include <limits.h>
#include <stdlib.h>

/* By looking at all pixels. */
static int nearest(int h, int w, int y, int x, const double *src)
{
    int best = INT_MAX;
    for (int i = 0; i < h * w; i++) {
        const int distance = abs(i / w - y) + abs(i % w - x);
        if (src[i] > 0.5 && distance < best)
            best = distance;
    }
    return best;
}

void gfla_distance_map_ref_fwd(int planes, int h, int w, int divisor, const double *src, double *dst)
{
    for (int i = 0; i < planes * h * w; i++) {
        const int steps = nearest(h, w, i / w % h, i % w, src + i / (h * w) * h * w) / divisor;
        dst[i] = (steps < 255 ? steps : 255) / 255.0;
    }
}
