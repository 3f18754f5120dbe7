/* loss/gradient_loss.cl - how differently two images change from pixel to pixel.
 *
 *   gradient_loss_fwd(args, a, b, weight, partial)                       one group per chunk of vectors
 *   gradient_loss_bwd(args, a, b, weight, coefficient, d_loss, d_a)      one per vector of sixteen floats
 * a, b, d_a [n][blocks][h][w][16]; weight [n][1][h][w][16] (lane 0) or null; partial [chunks][2]. The term of a pixel is
 * |e(x + 1) - e(x)| + |e(y + 1) - e(y)|, e = a - b, without what would reach outside the image. It is symmetric: for
 * d_b swap a and b. Zero lanes stay zero. */
#include "shared/gradient_loss.h"
#include "shared/partial.h"
#include "shared/vec.h"

static float16 error_at(__global const float *a, __global const float *b, int v)
{
    return vload16(v, a) - vload16(v, b);
}

static float weight_at(const struct gfla_gradient_loss_args *args, __global const float *weight, int v)
{
    const int plane = args->h * args->w;
    return args->weighted ? weight[16 * (size_t)(v / (plane * args->blocks) * plane + v % plane)] : 1.0f;
}

__kernel GROUPED void gradient_loss_fwd(const struct gfla_gradient_loss_args args, __global const float *restrict a,
                                        __global const float *restrict b, __global const float *restrict weight,
                                        __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    const int part = GROUP_INDEX, first = part * args.chunk, last = min(first + args.chunk, args.n_vectors);
    float16 sum = 0;
    float weight_sum = 0;
    for (int v = first + GROUP_ITEM; v < last; v += GROUP) {
        const int x = v % args.w, y = v / args.w % args.h;
        const float of_pixel = weight_at(&args, weight, v);
        const float16 e = error_at(a, b, v);
        if (x + 1 < args.w)
            sum += of_pixel * fabs(error_at(a, b, v + 1) - e);
        if (y + 1 < args.h)
            sum += of_pixel * fabs(error_at(a, b, v + args.w) - e);
        weight_sum += v / (args.w * args.h) % args.blocks == 0 ? of_pixel : 0;
    }
    store_partial(lanes_sum(sum), weight_sum, part, partial, scratch);
}

__kernel void gradient_loss_bwd(const struct gfla_gradient_loss_args args, __global const float *restrict a,
                                __global const float *restrict b, __global const float *restrict weight,
                                __global const float *restrict coefficient, __global const float *restrict d_loss,
                                __global float *restrict d_a)
{
    const int v = get_global_id(0);
    if (v >= args.n_vectors)
        return;
    const int x = v % args.w, y = v / args.w % args.h;
    const float of_pixel = weight_at(&args, weight, v);
    const float16 e = error_at(a, b, v);
    float16 d = 0;
    if (x + 1 < args.w)
        d += of_pixel * sign(e - error_at(a, b, v + 1));
    if (y + 1 < args.h)
        d += of_pixel * sign(e - error_at(a, b, v + args.w));
    if (x > 0)
        d += weight_at(&args, weight, v - 1) * sign(e - error_at(a, b, v - 1));
    if (y > 0)
        d += weight_at(&args, weight, v - args.w) * sign(e - error_at(a, b, v - args.w));
    vstore16(d_loss[0] * coefficient[0] * d, v, d_a);
}
