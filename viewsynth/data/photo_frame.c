#include "viewsynth/data/photo_frame.h"

#include <math.h>
#include <stddef.h>

struct gfla_frame_box gfla_frame_find(const unsigned char *alpha, int stride, int width, int height)
{
    int left = width, right = -1, top = height, bottom = -1;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            if (alpha[((size_t)y * (size_t)width + (size_t)x) * (size_t)stride] >= 128) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y;
            }
    if (right < 0)
        return (struct gfla_frame_box){0};
    return (struct gfla_frame_box){left, top, right - left + 1, bottom - top + 1};
}

struct gfla_frame_square gfla_frame_around(struct gfla_frame_box box, double fill)
{
    const double side =
        fill > 0 ? fmax(box.width, box.height) / fill : hypot(box.width, box.height) / GFLA_FRAME_DIAGONAL;
    return (struct gfla_frame_square){.x = box.x + 0.5 * (box.width - side),
                                      .y = box.y + 0.5 * box.height - side * (0.5 + GFLA_FRAME_LOWER),
                                      .side = side};
}
