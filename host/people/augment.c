#include "people/augment.h"

#include <math.h>

const struct gfla_augment gfla_augment_market = {
    .degrees = 5, .shift = 5, .least = 0.95f, .greatest = 1.05f, .fill = 128 / 127.5f - 1};

struct gfla_affine gfla_augment_draw(const struct gfla_augment *augment, int width, int height,
                                     struct gfla_random *random)
{
    const float least = augment->least > 0 ? augment->least : 1,
                greatest = augment->greatest > 0 ? augment->greatest : 1;
    const double turn = gfla_random_uniform(random, -augment->degrees, augment->degrees) * 3.14159265358979323846 / 180;
    const double scale = gfla_random_uniform(random, least, greatest);
    const double right = gfla_random_uniform(random, -augment->shift, augment->shift);
    const double down = gfla_random_uniform(random, -augment->shift, augment->shift);
    const double c = scale * cos(turn), s = scale * sin(turn), x = (width - 1) / 2.0, y = (height - 1) / 2.0;
    return (struct gfla_affine){
        .xx = c, .xy = -s, .x1 = x + right - c * x + s * y, .yx = s, .yy = c, .y1 = y + down - s * x - c * y};
}

static struct gfla_affine inverse(const struct gfla_affine *a)
{
    const double d = a->xx * a->yy - a->xy * a->yx;
    struct gfla_affine b = {.xx = a->yy / d, .xy = -a->xy / d, .yx = -a->yx / d, .yy = a->xx / d};
    b.x1 = -(b.xx * a->x1 + b.xy * a->y1);
    b.y1 = -(b.yx * a->x1 + b.yy * a->y1);
    return b;
}

/* Where a pixel of the result comes from: the corner up and to the left, and how far from it. */
struct place {
    int x, y;
    float right, down;
};

static float pixel(const float *plane, int width, int height, int x, int y, float fill)
{
    return x >= 0 && x < width && y >= 0 && y < height ? plane[(size_t)y * width + x] : fill;
}

static float sample(const float *plane, int width, int height, struct place p, float fill)
{
    const float a = pixel(plane, width, height, p.x, p.y, fill), b = pixel(plane, width, height, p.x + 1, p.y, fill);
    const float c = pixel(plane, width, height, p.x, p.y + 1, fill),
                d = pixel(plane, width, height, p.x + 1, p.y + 1, fill);
    const float top = a + (b - a) * p.right, bottom = c + (d - c) * p.right;
    return top + (bottom - top) * p.down;
}

void gfla_affine_planes(const struct gfla_affine *affine, const float *src, int n_planes, int width, int height,
                        float fill, float *dst)
{
    const struct gfla_affine back = inverse(affine);
    const size_t area = (size_t)width * height;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const double fx = back.xx * x + back.xy * y + back.x1, fy = back.yx * x + back.yy * y + back.y1;
            const struct place place = {(int)floor(fx), (int)floor(fy), (float)(fx - floor(fx)),
                                        (float)(fy - floor(fy))};
            for (int c = 0; c < n_planes; c++)
                dst[c * area + (size_t)y * width + x] = sample(src + c * area, width, height, place, fill);
        }
}

void gfla_affine_points(const struct gfla_affine *a, struct gfla_keypoints *points)
{
    for (int i = 0; i < points->n; i++) {
        struct gfla_joint *joint = &points->joint[i];
        const double x = joint->x, y = joint->y;
        if (joint->confidence <= 0)
            continue;
        joint->x = a->xx * x + a->xy * y + a->x1;
        joint->y = a->yx * x + a->yy * y + a->y1;
    }
}
