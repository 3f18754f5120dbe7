#include "tasks/view/photo_field.h"

#include <stdlib.h>

#include "base/memory.h"

gfla_status gfla_field_create(struct gfla_field *f, int width, int height)
{
    gfla_status status = GFLA_OK;
    size_t n = (size_t)width * height;
    *f = (struct gfla_field){.width = width, .height = height};
    TRY(gfla_calloc(&f->state, n, 1, "regions of a picture"));
    TRY(gfla_calloc(&f->stack, n, sizeof *f->stack, "regions of a picture"));
fail:
    return status;
}

void gfla_field_free(struct gfla_field *f)
{
    free(f->state);
    free(f->stack);
}

long gfla_field_flood(struct gfla_field *f, int seed, uint8_t from, uint8_t to)
{
    long n_filled = 0;
    int n = 0;
    if (f->state[seed] != from)
        return 0;
    f->state[seed] = to;
    f->stack[n++] = seed;
    while (n > 0) {
        int p = f->stack[--n], x = p % f->width, y = p / f->width;
        const int next[4] = {x > 0 ? p - 1 : p, x + 1 < f->width ? p + 1 : p, y > 0 ? p - f->width : p,
                             y + 1 < f->height ? p + f->width : p};
        n_filled++;
        for (int i = 0; i < 4; i++)
            if (f->state[next[i]] == from) {
                f->state[next[i]] = to;
                f->stack[n++] = next[i];
            }
    }
    return n_filled;
}

int gfla_field_border(int width, int height, int i)
{
    if (i < width)
        return i;
    if (i < 2 * width)
        return (height - 1) * width + i - width;
    i -= 2 * width;
    return i < height ? i * width : (i - height) * width + width - 1;
}
