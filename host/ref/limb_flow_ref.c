#include "ref/limb_flow_ref.h"

#include <math.h>
#include <stdbool.h>

#include "cl/shared/limb_flow.h"

static const struct gfla_limb limbs[GFLA_LIMBS] = GFLA_LIMB_TABLE;

struct point {
    double x, y;
    bool there;
};

static struct point minus(struct point a, struct point b)
{
    return (struct point){a.x - b.x, a.y - b.y, a.there && b.there};
}

static double length(struct point d)
{
    return d.there ? hypot(d.x, d.y) : 0;
}

static struct point middle(const struct point *points, const int *of, int n, int least)
{
    struct point sum = {0, 0, false};
    int count = 0;
    for (int i = 0; i < n; i++)
        if (points[of[i]].there) {
            sum.x += points[of[i]].x;
            sum.y += points[of[i]].y;
            count++;
        }
    return count < least ? sum : (struct point){sum.x / count, sum.y / count, true};
}

static void find_ends(int64_t h, int64_t w, const double *maps, struct point ends[GFLA_LIMB_ENDS])
{
    static const int hips[] = {8, 11}, face[] = {0, 14, 15, 16, 17};
    for (int joint = 0; joint < GFLA_LIMB_JOINTS; joint++) {
        const double *map = maps + joint * h * w;
        int64_t best = 0;
        for (int64_t i = 1; i < h * w; i++)
            best = map[i] > map[best] ? i : best;
        ends[joint] = (struct point){(double)(best % w), (double)(best / w), map[best] > (double)GFLA_LIMB_THRESHOLD};
    }
    ends[GFLA_LIMB_HIPS] = middle(ends, hips, 2, 2);
    ends[GFLA_LIMB_FACE] = middle(ends, face, 5, 1);
}

static struct point limb_vector(const struct point *ends, int limb)
{
    return minus(ends[limbs[limb].to], ends[limbs[limb].from]);
}

static double person_size(const struct point *own, const struct point *other)
{
    double size = 0;
    for (int i = 0; i < GFLA_LIMBS; i++)
        if (length(limb_vector(other, i)) > 0)
            size = fmax(size, length(limb_vector(own, i)));
    return size;
}

/* Width of the shoulders across a trunk of this direction, with sign. */
static double shoulders(const struct point *ends, struct point trunk)
{
    const struct point d = minus(ends[5], ends[2]);
    return (d.y * trunk.x - d.x * trunk.y) / length(trunk);
}

static double trunk_across(const struct point *source, const struct point *target, double scale, double size)
{
    if (!minus(source[5], source[2]).there || !minus(target[5], target[2]).there)
        return scale;
    const double ws = shoulders(source, limb_vector(source, 0)), wt = shoulders(target, limb_vector(target, 0));
    const double least = 0.01 * size * size;
    return fmin(fmax((ws * wt + least * scale) / (wt * wt + least), -2 * scale), 2 * scale);
}

/* Adds what limb k says of the pixel. */
static void add_limb(const struct point *source, const struct point *target, int k, struct point p, double flow[2],
                     double *sum, double *open)
{
    const struct point sv = limb_vector(source, k), tv = limb_vector(target, k), d = minus(p, target[limbs[k].from]);
    const double ls = length(sv), lt = length(tv);
    if (ls < 1 || lt < 1)
        return;
    const double size = person_size(target, source), scale = person_size(source, target) / size;
    const double along = (d.x * tv.x + d.y * tv.y) / lt, across = (d.y * tv.x - d.x * tv.y) / lt;
    const double off = along - fmin(fmax(along, 0), lt * (1 + (double)limbs[k].beyond));
    const double width = (double)limbs[k].width * size;
    const double weight = exp(-(off * off + across * across) / (width * width));
    const double a = along / lt, c = across * (k == 0 ? trunk_across(source, target, scale, size) : scale) / ls;
    flow[0] += weight * (source[limbs[k].from].x + a * sv.x - c * sv.y - p.x);
    flow[1] += weight * (source[limbs[k].from].y + a * sv.y + c * sv.x - p.y);
    *sum += weight;
    *open *= 1 - weight;
}

void gfla_limb_flow_ref_fwd(struct gfla_shape shape, const double *source_maps, const double *target_maps, double *dst)
{
    const int64_t h = shape.dim[2], w = shape.dim[3], area = h * w;
    struct point source[GFLA_LIMB_ENDS], target[GFLA_LIMB_ENDS];
    for (int64_t n = 0; n < shape.dim[0]; n++, dst += 3 * area) {
        find_ends(h, w, source_maps + n * GFLA_LIMB_JOINTS * area, source);
        find_ends(h, w, target_maps + n * GFLA_LIMB_JOINTS * area, target);
        for (int64_t i = 0; i < area; i++) {
            double flow[2] = {0, 0}, sum = (double)GFLA_LIMB_REST, open = 1;
            for (int k = 0; k < GFLA_LIMBS; k++)
                add_limb(source, target, k, (struct point){(double)(i % w), (double)(i / w), true}, flow, &sum, &open);
            dst[i] = flow[0] / sum;
            dst[area + i] = flow[1] / sum;
            dst[2 * area + i] = 1 - open;
        }
    }
}
