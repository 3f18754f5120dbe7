#include "ref/face_curves_ref.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define LARGEST 32768
#define MOST_PLACES 16384
#define STEPS 65536

/* By de Casteljau: between the points between the points, on a common denominator. In 65536ths of a pixel, all whole
 * numbers. */
static int coordinate(double first, double control, double end, int64_t i, int64_t last)
{
    const int64_t a = llrint(first * STEPS), b = llrint(control * STEPS), c = llrint(end * STEPS);
    const int64_t ab = a * (last - i) + b * i, bc = b * (last - i) + c * i;
    const int64_t numerator = ab * (last - i) + bc * i, denominator = last * last;
    int64_t steps = numerator / denominator;
    steps -= numerator % denominator < 0;
    return (int)((steps + 1) >> 16);
}

static bool is_drawn(const double *row, int parts)
{
    for (int i = 2; i < 8; i++)
        if (!(fabs(row[i]) <= LARGEST))
            return false;
    return row[0] >= 0 && row[0] < parts && row[0] == floor(row[0]) && row[1] >= 1 && row[1] <= MOST_PLACES;
}

static void set(int x, int y, int h, int w, double *map)
{
    if (x >= 0 && x < w && y >= 0 && y < h)
        map[y * w + x] = 1;
}

void gfla_face_curves_ref_fwd(int n, int k, int parts, int h, int w, const double *curves, double *maps)
{
    for (int i = 0; i < n * k; i++) {
        const double *row = curves + 8 * i;
        if (!is_drawn(row, parts))
            continue;
        double *map = maps + (i / k * parts + (int)row[0]) * (int64_t)h * w;
        for (int j = 0, places = (int)row[1]; j < places; j++) {
            const int last = places > 1 ? places - 1 : 1;
            const int x = coordinate(row[2], row[4], row[6], j, last), y = coordinate(row[3], row[5], row[7], j, last);
            set(x, y, h, w, map);
            set(x - 1, y, h, w, map);
            set(x, y - 1, h, w, map);
            set(x - 1, y - 1, h, w, map);
        }
    }
}
