#include "base/shape.h"

#include <inttypes.h>
#include <stdio.h>

struct gfla_shape gfla_shape_1d(int64_t n)
{
    return (struct gfla_shape){1, {n}};
}

struct gfla_shape gfla_shape_4d(int64_t n, int64_t c, int64_t h, int64_t w)
{
    return (struct gfla_shape){4, {n, c, h, w}};
}

bool gfla_shape_equal(struct gfla_shape a, struct gfla_shape b)
{
    if (a.rank != b.rank)
        return false;
    for (int i = 0; i < a.rank; i++)
        if (a.dim[i] != b.dim[i])
            return false;
    return true;
}

int64_t gfla_shape_count(struct gfla_shape s)
{
    int64_t count = 1;
    for (int i = 0; i < s.rank; i++)
        if (s.dim[i] == 0)
            return 0; /* the product of the others may be no 64-bit number */
    for (int i = 0; i < s.rank; i++)
        count *= s.dim[i];
    return count;
}

const char *gfla_shape_text(struct gfla_shape s, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "[");
    for (int i = 0; i < s.rank && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%" PRId64, i ? ", " : "", s.dim[i]);
    if (used < size)
        snprintf(text + used, size - used, "]");
    return text;
}
