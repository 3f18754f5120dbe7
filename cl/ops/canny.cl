/* ops/canny.cl - Canny's edges of grey images.
 *
 *   canny_down(args, grey, column)                  smooths along columns
 *   canny_across(args, column, smooth)              and along rows
 *   canny_gradient(args, smooth, gradient)          Sobel, x then y
 *   canny_thin(args, gradient, tree, mark)          what may be an edge: a tree of its own; mark 1 where it is strong;
 *                                                   the rest EMPTY
 *   canny_join(args, tree)                          neighbours' trees become one
 *   canny_mark(args, tree, mark)                    strong pixels mark the root of their tree
 *   canny_keep(args, tree, mark, region, edges)     edges: the trees with a marked root, where region (may be NULL) is
 *                                                   0
 * Work: one item per pixel of all images. grey, region, edges [n][h][w][16], lane 0; column, smooth [n][h][w], gradient
 * [n][h][w][2], tree, mark [n][h][w] as uint.
 * A tree is a set of connected pixels: each holds the index of another one of it, never a greater one; the root holds
 * its own. Whatever the order of items, the root of a finished tree is its least pixel. */
#include "shared/canny.h"
#include "shared/vec.h"

#define EMPTY 0xffffffffu
#define ROOT_MARK 2u

static float along(const struct gfla_canny_args *args, global const float *p, int stride, int at, int size)
{
    float sum = 0, weights = 0;
    for (int o = max(-args->radius, -at); o <= min(args->radius, size - 1 - at); o++) {
        const float weight = args->weight[abs(o)];
        sum += weight * p[o * stride];
        weights += weight;
    }
    return sum / weights;
}

kernel void canny_down(const struct gfla_canny_args args, global const float *grey, global float *column)
{
    const int i = get_global_id(0);
    if (i < args.n * args.h * args.w)
        column[i] = along(&args, grey + (size_t)i * LANES, args.w * LANES, i / args.w % args.h, args.h);
}

kernel void canny_across(const struct gfla_canny_args args, global const float *column, global float *smooth)
{
    const int i = get_global_id(0);
    if (i < args.n * args.h * args.w)
        smooth[i] = along(&args, column + i, 1, i % args.w, args.w);
}

/* The border is repeated outwards. */
kernel void canny_gradient(const struct gfla_canny_args args, global const float *smooth, global float *gradient)
{
    const int i = get_global_id(0), x = i % args.w, y = i / args.w % args.h;
    if (i >= args.n * args.h * args.w)
        return;
    const int left = x > 0 ? -1 : 0, right = x < args.w - 1 ? 1 : 0;
    const int up = y > 0 ? -args.w : 0, down = y < args.h - 1 ? args.w : 0;
    global const float *p = smooth + i;
    const float gx = p[up + right] - p[up + left] + 2 * (p[right] - p[left]) + p[down + right] - p[down + left];
    const float gy = p[down + left] - p[up + left] + 2 * (p[down] - p[up]) + p[down + right] - p[up + right];
    vstore2((float2)(gx, gy), i, gradient);
}

static float strength(global const float *gradient, int i)
{
    const float2 g = vload2(i, gradient);
    return sqrt(g.x * g.x + g.y * g.y);
}

/* Whether the gradient at i, of this strength, is no smaller than on both sides along its direction. */
static bool is_ridge(global const float *gradient, int i, int w, float here)
{
    const float2 g = vload2(i, gradient), size = fabs(g);
    const int across = g.x > 0 ? 1 : -1, down = g.y > 0 ? w : -w;
    const int straight = size.y > size.x ? down : across, corner = across + down;
    const float part = fmin(size.x, size.y) / fmax(size.x, size.y), limit = here * (1 + GFLA_CANNY_EQUAL);
    return strength(gradient, i + corner) * part + strength(gradient, i + straight) * (1 - part) <= limit &&
           strength(gradient, i - corner) * part + strength(gradient, i - straight) * (1 - part) <= limit;
}

kernel void canny_thin(const struct gfla_canny_args args, global const float *gradient, global uint *tree,
                       global uint *mark)
{
    const int i = get_global_id(0), x = i % args.w, y = i / args.w % args.h;
    if (i >= args.n * args.h * args.w)
        return;
    const bool is_border = x == 0 || y == 0 || x == args.w - 1 || y == args.h - 1;
    const float here = strength(gradient, i);
    const bool is_edge = !is_border && here >= args.low && is_ridge(gradient, i, args.w, here);
    tree[i] = is_edge ? (uint)i : EMPTY;
    mark[i] = is_edge && here >= args.high;
}

/* Other items may be joining what is read: reads are atomic. */
static uint changing_root_of(volatile global uint *tree, uint i)
{
    for (uint next; (next = atomic_or(tree + i, 0)) != i; i = next)
        ;
    return i;
}

/* The greater root gets the lesser one for a parent. Where another item was faster, its choice is joined with ours. */
static void join(volatile global uint *tree, uint a, uint b)
{
    while ((a = changing_root_of(tree, a)) != (b = changing_root_of(tree, b))) {
        const uint greater = max(a, b), lesser = min(a, b);
        a = lesser;
        b = atomic_min(tree + greater, lesser);
    }
}

kernel void canny_join(const struct gfla_canny_args args, volatile global uint *tree)
{
    const int i = get_global_id(0), w = args.w;
    const int before[4] = {-1, -w - 1, -w, -w + 1};
    /* An edge is not at the border, so that all its neighbours are in the image. */
    if (i >= args.n * args.h * w || atomic_or(tree + i, 0) == EMPTY)
        return;
    for (int k = 0; k < 4; k++)
        if (atomic_or(tree + i + before[k], 0) != EMPTY)
            join(tree, i, i + before[k]);
}

static uint root_of(global const uint *tree, uint i)
{
    while (tree[i] != i)
        i = tree[i];
    return i;
}

kernel void canny_mark(const struct gfla_canny_args args, global const uint *tree, volatile global uint *mark)
{
    const int i = get_global_id(0);
    if (i < args.n * args.h * args.w && (atomic_or(mark + i, 0) & 1))
        atomic_or(mark + root_of(tree, i), ROOT_MARK);
}

kernel void canny_keep(const struct gfla_canny_args args, global const uint *tree, global const uint *mark,
                       global const float *region, global float *edges)
{
    const int i = get_global_id(0);
    if (i >= args.n * args.h * args.w)
        return;
    const bool is_outside = !region || region[(size_t)i * LANES] == 0;
    const bool is_edge = is_outside && tree[i] != EMPTY && (mark[root_of(tree, i)] & ROOT_MARK);
    vstore16(lane0(is_edge ? 1.0f : 0.0f), i, edges);
}
