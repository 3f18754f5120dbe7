#include "ref/endpoint_loss_ref.h"

#include <math.h>

/* Place of the x coordinate of pixel i; y lies `area` further. */
static int place(int area, int i)
{
    return i / area * 2 * area + i % area;
}

static double length(double dx, double dy)
{
    return sqrt(dx * dx + dy * dy + 1e-6);
}

static double coefficient(int n, int area, double scale, const double *weight)
{
    double sum = 0;
    for (int i = 0; i < n * area; i++)
        sum += weight[i];
    return scale / (sum + 1e-6);
}

double gfla_endpoint_loss_ref_fwd(int n, int area, double scale, const double *flow, const double *target,
                                  const double *weight)
{
    double sum = 0;
    for (int i = 0; i < n * area; i++) {
        const int x = place(area, i), y = x + area;
        sum += weight[i] * length(flow[x] - target[x], flow[y] - target[y]);
    }
    return coefficient(n, area, scale, weight) * sum;
}

void gfla_endpoint_loss_ref_bwd(int n, int area, double scale, const double *flow, const double *target,
                                const double *weight, double d, double *d_flow)
{
    const double factor = d * coefficient(n, area, scale, weight);
    for (int i = 0; i < n * area; i++) {
        const int x = place(area, i), y = x + area;
        const double dx = flow[x] - target[x], dy = flow[y] - target[y];
        d_flow[x] += factor * weight[i] * dx / length(dx, dy);
        d_flow[y] += factor * weight[i] * dy / length(dx, dy);
    }
}
