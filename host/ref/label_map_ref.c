#include "ref/label_map_ref.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define LARGEST 65536

static void set(double x, double y, int h, int w, double label, double *labels)
{
    if (x >= 0 && x < w && y >= 0 && y < h)
        labels[(int)y * w + (int)x] = label;
}

/* Pixel after pixel from the left end to the right one, a steep line row by row. */
static void draw_line(const double *ends, int h, int w, double label, double *labels)
{
    const bool swap = ends[0] > ends[2];
    const double x0 = ends[swap ? 2 : 0], y0 = ends[swap ? 3 : 1], x1 = ends[swap ? 0 : 2], y1 = ends[swap ? 1 : 3];
    const double dx = x1 - x0, dy = fabs(y1 - y0), down = y1 < y0 ? -1 : 1, steps = fmax(dx, dy);
    set(x0, y0, h, w, label, labels);
    for (double i = 1; i <= steps; i++) {
        const double beside = ceil((2 * fmin(dx, dy) * i - steps) / (2 * steps));
        set(x0 + (dx >= dy ? i : beside), y0 + down * (dx >= dy ? beside : i), h, w, label, labels);
    }
}

static bool is_there(const double *row)
{
    for (int i = 2; i < 6; i++)
        if (!(fabs(row[i]) <= LARGEST))
            return false;
    return row[0] >= 0;
}

/* Even-odd, by counting sides to the right of the pixel. */
static bool is_inside(const double *edges, int n, int x, int y)
{
    bool inside = false;
    for (int e = 0; e < n; e++) {
        const double *a = edges + 6 * e + 2;
        if (is_there(edges + 6 * e) && (a[1] <= y) != (a[3] <= y) &&
            x < a[0] + (y - a[1]) * (a[2] - a[0]) / (a[3] - a[1]))
            inside = !inside;
    }
    return inside;
}

/* How many rows the polygon of the first one has. */
static int polygon_rows(const double *edges, int k)
{
    int n = 1;
    while (n < k && (!is_there(edges + 6 * n) || edges[6 * n] == edges[0]))
        n++;
    return n;
}

static void fill(const double *edges, int n, int h, int w, double *labels)
{
    for (int i = 0; i < h * w; i++)
        if (is_inside(edges, n, i % w, i / w))
            labels[i] = edges[1];
    for (int i = 0; i < n; i++)
        if (is_there(edges + 6 * i))
            draw_line(edges + 6 * i + 2, h, w, edges[1], labels);
}

void gfla_label_map_ref_fwd(int n, int k, int h, int w, const double *edges, double *labels)
{
    memset(labels, 0, (size_t)n * (size_t)h * (size_t)w * sizeof *labels);
    for (int i = 0; i < n; i++, edges += 6 * k, labels += h * w)
        for (int row = 0, rows; row < k; row += rows) {
            rows = is_there(edges + 6 * row) ? polygon_rows(edges + 6 * row, k - row) : 1;
            if (is_there(edges + 6 * row))
                fill(edges + 6 * row, rows, h, w, labels);
        }
}
