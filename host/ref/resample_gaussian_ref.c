#include "ref/resample_gaussian_ref.h"

#include <math.h>

static int clamp(double at, int size)
{
    return at < 0 ? 0 : at > size - 1 ? size - 1 : (int)at;
}

/* One tap of the 2-D kernel: its place in the plane, its weight before normalisation, its distance from the position.
 */
struct tap {
    int at;
    double weight, dy, dx;
};

static struct tap tap_of(const struct gfla_sampling_ref *size, int kernel, double sigma, double y, double x, int number)
{
    const double row = floor(y) + 1 - kernel / 2 + number / kernel,
                 column = floor(x) + 1 - kernel / 2 + number % kernel;
    struct tap tap = {
        .at = clamp(row, size->src_h) * size->src_w + clamp(column, size->src_w), .dy = row - y, .dx = column - x};
    tap.weight = exp(-(tap.dy * tap.dy + tap.dx * tap.dx) / (2 * sigma * sigma));
    return tap;
}

static double sample(const struct gfla_sampling_ref *size, int kernel, double sigma, const double *plane, double y,
                     double x, double *weight_sum)
{
    double sum = 0;
    *weight_sum = 0;
    for (int t = 0; t < kernel * kernel; t++) {
        const struct tap tap = tap_of(size, kernel, sigma, y, x, t);
        sum += tap.weight * plane[tap.at];
        *weight_sum += tap.weight;
    }
    return sum / *weight_sum;
}

void gfla_resample_gaussian_ref_fwd(const struct gfla_sampling_ref *size, int kernel, double sigma, const double *src,
                                    const double *flow, double *dst)
{
    double weight_sum;
    for (int e = 0; e < gfla_sampling_ref_count(size); e++) {
        const struct gfla_sampling_ref_at at = gfla_sampling_ref_element(size, e);
        dst[e] =
            sample(size, kernel, sigma, src + at.plane, at.y + flow[at.flow_y], at.x + flow[at.flow_x], &weight_sum);
    }
}

/* The quotient's derivative: d(sum w s / sum w) = sum dw (s - value) / sum w, dw/dposition = w distance / sigma^2. */
void gfla_resample_gaussian_ref_bwd(const struct gfla_sampling_ref *size, int kernel, double sigma, const double *src,
                                    const double *flow, const double *d_dst, double *d_src, double *d_flow)
{
    for (int e = 0; e < gfla_sampling_ref_count(size); e++) {
        const struct gfla_sampling_ref_at at = gfla_sampling_ref_element(size, e);
        const double y = at.y + flow[at.flow_y], x = at.x + flow[at.flow_x], *plane = src + at.plane;
        double weight_sum;
        const double value = sample(size, kernel, sigma, plane, y, x, &weight_sum);
        for (int t = 0; t < kernel * kernel; t++) {
            const struct tap tap = tap_of(size, kernel, sigma, y, x, t);
            const double d = d_dst[e] * tap.weight / weight_sum, slope = d * (plane[tap.at] - value) / (sigma * sigma);
            d_src[at.plane + tap.at] += d;
            d_flow[at.flow_y] += slope * tap.dy;
            d_flow[at.flow_x] += slope * tap.dx;
        }
    }
}
