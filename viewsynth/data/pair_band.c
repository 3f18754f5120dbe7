/* Counts of foreground in squares, by running sums: first over columns of 2 reach + 1 rows, then along each row. */
#include "viewsynth/data/pair_band.h"

#include <string.h>

static void add_row(const float *alpha, int size, int y, int sign, int *columns)
{
    for (int x = 0; x < size && y >= 0 && y < size; x++)
        columns[x] += alpha[(size_t)y * (size_t)size + (size_t)x] >= 0.5f ? sign : 0;
}

/* Pixels of [at - reach, at + reach] in the image. */
static int span(int at, int reach, int size)
{
    const int first = at > reach ? at - reach : 0, last = at + reach < size - 1 ? at + reach : size - 1;
    return last - first + 1;
}

void gfla_pair_band(const float *alpha, int size, int reach, float weight, int *columns, float *band)
{
    memset(columns, 0, (size_t)size * sizeof *columns);
    for (int y = 0; y < reach; y++)
        add_row(alpha, size, y, 1, columns);
    for (int y = 0; y < size; y++) {
        int inside = 0;
        add_row(alpha, size, y + reach, 1, columns);
        add_row(alpha, size, y - reach - 1, -1, columns);
        for (int x = 0; x < reach; x++)
            inside += columns[x];
        for (int x = 0; x < size; x++) {
            inside += x + reach < size ? columns[x + reach] : 0;
            inside -= x > reach ? columns[x - reach - 1] : 0;
            const int all = span(x, reach, size) * span(y, reach, size);
            band[(size_t)y * (size_t)size + (size_t)x] = inside > 0 && inside < all ? weight : 1;
        }
    }
}
