#include "ref/sampling_ref.h"

#include <math.h>

static int clamp(double at, int size)
{
    return at < 0 ? 0 : at > size - 1 ? size - 1 : (int)at;
}

/* Indices of the four corners, row by row, and the fractions. */
static void corners(int h, int w, double y, double x, int at[4], double *fy, double *fx)
{
    const double top = floor(y), left = floor(x);
    for (int i = 0; i < 4; i++)
        at[i] = clamp(top + i / 2, h) * w + clamp(left + i % 2, w);
    *fy = y - top;
    *fx = x - left;
}

double gfla_bilinear_ref_fwd(const double *plane, int h, int w, double y, double x)
{
    int at[4];
    double fy, fx;
    corners(h, w, y, x, at, &fy, &fx);
    return (1 - fy) * ((1 - fx) * plane[at[0]] + fx * plane[at[1]]) +
           fy * ((1 - fx) * plane[at[2]] + fx * plane[at[3]]);
}

void gfla_bilinear_ref_bwd(const double *plane, int h, int w, double y, double x, double d, double *d_plane,
                           double *d_y, double *d_x)
{
    int at[4];
    double fy, fx;
    corners(h, w, y, x, at, &fy, &fx);
    d_plane[at[0]] += d * (1 - fy) * (1 - fx);
    d_plane[at[1]] += d * (1 - fy) * fx;
    d_plane[at[2]] += d * fy * (1 - fx);
    d_plane[at[3]] += d * fy * fx;
    *d_x += d * ((1 - fy) * (plane[at[1]] - plane[at[0]]) + fy * (plane[at[3]] - plane[at[2]]));
    *d_y += d * ((1 - fx) * (plane[at[2]] - plane[at[0]]) + fx * (plane[at[3]] - plane[at[1]]));
}

int gfla_sampling_ref_count(const struct gfla_sampling_ref *size)
{
    return size->n * size->c * size->h * size->w;
}

struct gfla_sampling_ref_at gfla_sampling_ref_element(const struct gfla_sampling_ref *size, int index)
{
    const int area = size->h * size->w;
    struct gfla_sampling_ref_at at = {.dst = index, .x = index % size->w, .y = index / size->w % size->h};
    at.channel = index / area % size->c;
    at.n = index / (area * size->c);
    at.flow_x = 2 * at.n * area + index % area;
    at.flow_y = at.flow_x + area;
    at.plane = (at.n * size->c + at.channel) * size->src_h * size->src_w;
    return at;
}
