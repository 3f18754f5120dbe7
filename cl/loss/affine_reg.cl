/* loss/affine_reg.cl - how far a flow is, over each K x K window, from its best affine fit.
 *
 * About the middle of a window the columns 1, x, y of the fit are orthogonal, so with g the values of one flow
 * coordinate
 *     mean = sum g / K^2,  along = sum g x / SPREAD,  down = sum g y / SPREAD,  SPREAD = sum x^2 = K^2 (K^2 - 1) / 12
 *     residual r = g - mean - along x - down y,  and d |r|^2 / dg = 2 r, as the fit is a projection.
 *
 *   affine_reg_fwd(h, w, n_windows, chunk, flow, fit, partial)      global: chunks of windows
 *     fit [n][1][H][W][16], H = h - K + 1, W = w - K + 1: (mean, along, down) as pairs of coordinates in lanes 0..5;
 *     partial [chunks][2]: sum of |r|^2 of both coordinates, and the number of windows
 *   affine_reg_bwd(h, w, n_pixels, flow, fit, coefficient, d_loss, d_flow)     global: pixels; gathers over the windows
 * flow, d_flow [n][1][h][w][16], lanes 0 and 1; n_windows = n H W, n_pixels = n h w.
 */
#include "shared/partial.h"

#ifndef K
#define K 3
#endif
#define MIDDLE (0.5f * (K - 1))
#define SPREAD ((float)(K * K * (K * K - 1)) / 12.0f)

static float2 flow_at(__global const float *flow, int h, int w, int n, int y, int x)
{
    return vload2(0, flow + 16 * ((size_t)(n * h + y) * w + x));
}

struct fit {
    float2 mean, along, down;
};

/* What the fit leaves of value g at place (i, j) of the window. */
static float2 residual(const struct fit *fit, float2 g, int i, int j)
{
    return g - fit->mean - (j - MIDDLE) * fit->along - (i - MIDDLE) * fit->down;
}

static struct fit fit_window(__global const float *flow, int h, int w, int n, int y, int x)
{
    struct fit fit = {(float2)(0.0f), (float2)(0.0f), (float2)(0.0f)};
    for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) {
            const float2 g = flow_at(flow, h, w, n, y + i, x + j);
            fit.mean += g;
            fit.along += (j - MIDDLE) * g;
            fit.down += (i - MIDDLE) * g;
        }
    fit.mean /= (float)(K * K);
    fit.along /= SPREAD;
    fit.down /= SPREAD;
    return fit;
}

__kernel GROUPED void affine_reg_fwd(const int h, const int w, const int n_windows, const int chunk,
                                     __global const float *restrict flow, __global float16 *restrict fits,
                                     __global float *restrict partial)
{
    const int H = h - K + 1, W = w - K + 1;
    GROUP_SCRATCH(scratch, 1);
    const int part = GROUP_INDEX, first = part * chunk, last = min(first + chunk, n_windows);
    float2 sum = 0.0f;
    for (int at = first + GROUP_ITEM; at < last; at += GROUP) {
        const int x = at % W, y = at / W % H, n = at / (W * H);
        const struct fit fit = fit_window(flow, h, w, n, y, x);
        for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++) {
                const float2 r = residual(&fit, flow_at(flow, h, w, n, y + i, x + j), i, j);
                sum += r * r;
            }
        fits[at] = (float16)(fit.mean, fit.along, fit.down, (float2)(0.0f), (float8)(0.0f));
    }
    store_partial(sum.x + sum.y, GROUP_ITEM ? 0.0f : (float)max(last - first, 0), part, partial, scratch);
}

__kernel void affine_reg_bwd(const int h, const int w, const int n_pixels, __global const float *restrict flow,
                             __global const float16 *restrict fits, __global const float *restrict coefficient,
                             __global const float *restrict d_loss, __global float16 *restrict d_flow)
{
    const int pixel = get_global_id(0);
    if (pixel >= n_pixels)
        return;
    const int H = h - K + 1, W = w - K + 1, x = pixel % w, y = pixel / w % h, n = pixel / (w * h);
    const float2 g = flow_at(flow, h, w, n, y, x);
    float2 sum = 0.0f;
    for (int i = max(0, y - H + 1); i <= min(K - 1, y); i++)
        for (int j = max(0, x - W + 1); j <= min(K - 1, x); j++) {
            const float16 f = fits[(n * H + y - i) * W + x - j];
            const struct fit fit = {f.s01, f.s23, f.s45};
            sum += residual(&fit, g, i, j);
        }
    float16 gradient = 0.0f;
    gradient.lo.lo.lo = 2.0f * d_loss[0] * coefficient[0] * sum;
    d_flow[pixel] = gradient;
}
