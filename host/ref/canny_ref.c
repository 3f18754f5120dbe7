#include "ref/canny_ref.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"

#define RANGE 255
#define EQUAL 5e-7

enum { NONE, WEAK, STRONG };

/* One image, and what is made of it on the way. */
struct image {
    int h, w;
    const double *grey;
    double *smooth, *gx, *gy, *strength;
    int *stack;
    char *kind;
};

static double smoothed(const struct image *p, int y, int x, double sigma)
{
    const int radius = (int)(4 * sigma + 0.5);
    double sum = 0, weights = 0;
    for (int i = y - radius; i <= y + radius; i++)
        for (int j = x - radius; j <= x + radius; j++) {
            if (i < 0 || i >= p->h || j < 0 || j >= p->w)
                continue;
            const double weight = exp(-((i - y) * (i - y) + (j - x) * (j - x)) / (2 * sigma * sigma));
            sum += weight * p->grey[i * p->w + j];
            weights += weight;
        }
    return sum / weights;
}

static double smooth_at(const struct image *p, int y, int x)
{
    y = y < 0 ? 0 : y >= p->h ? p->h - 1 : y;
    x = x < 0 ? 0 : x >= p->w ? p->w - 1 : x;
    return p->smooth[y * p->w + x];
}

static void gradient(const struct image *p, int y, int x)
{
    double *gx = &p->gx[y * p->w + x], *gy = &p->gy[y * p->w + x];
    *gx = *gy = 0;
    for (int o = -1; o <= 1; o++) {
        *gx += (2 - abs(o)) * (smooth_at(p, y + o, x + 1) - smooth_at(p, y + o, x - 1));
        *gy += (2 - abs(o)) * (smooth_at(p, y + 1, x + o) - smooth_at(p, y - 1, x + o));
    }
    p->strength[y * p->w + x] = hypot(*gx, *gy);
}

/* The strength one step ahead along the gradient (sign 1) or back (-1): a step is to the next row or column, whichever
 * comes first. */
static double beside(const struct image *p, int i, int sign)
{
    const double gx = p->gx[i], gy = p->gy[i], part = fmin(fabs(gx), fabs(gy)) / fmax(fabs(gx), fabs(gy));
    const int dx = gx > 0 ? sign : -sign, dy = (gy > 0 ? sign : -sign) * p->w;
    return part * p->strength[i + dx + dy] + (1 - part) * p->strength[i + (fabs(gy) > fabs(gx) ? dy : dx)];
}

static char classify(const struct image *p, int i, double low, double high)
{
    const int x = i % p->w, y = i / p->w;
    const double here = p->strength[i];
    if (x == 0 || y == 0 || x == p->w - 1 || y == p->h - 1 || !(here >= low))
        return NONE;
    if (beside(p, i, 1) > here * (1 + EQUAL) || beside(p, i, -1) > here * (1 + EQUAL))
        return NONE;
    return here >= high ? STRONG : WEAK;
}

/* From strong pixels over weak ones, which become strong. */
static void spread(const struct image *p)
{
    int n = 0;
    for (int i = 0; i < p->h * p->w; i++)
        if (p->kind[i] == STRONG)
            p->stack[n++] = i;
    while (n > 0) {
        const int i = p->stack[--n];
        for (int k = 0; k < 9; k++) {
            const int next = i + (k / 3 - 1) * p->w + k % 3 - 1;
            if (p->kind[next] != WEAK)
                continue;
            p->kind[next] = STRONG;
            p->stack[n++] = next;
        }
    }
}

static void find_edges(const struct image *p, const struct gfla_canny_ref *c, const double *region, double *edges)
{
    const int n = p->h * p->w;
    for (int i = 0; i < n; i++)
        p->smooth[i] = smoothed(p, i / p->w, i % p->w, c->sigma);
    for (int i = 0; i < n; i++)
        gradient(p, i / p->w, i % p->w);
    for (int i = 0; i < n; i++)
        p->kind[i] = classify(p, i, c->low * RANGE, c->high * RANGE);
    spread(p);
    for (int i = 0; i < n; i++)
        edges[i] = p->kind[i] == STRONG && (!region || region[i] == 0);
}

gfla_status gfla_canny_ref_fwd(const struct gfla_canny_ref *c, const double *grey, const double *region, double *edges)
{
    gfla_status status;
    const size_t n = (size_t)c->h * (size_t)c->w;
    double *memory = NULL;
    struct image p = {.h = c->h, .w = c->w};
    TRY(gfla_calloc(&memory, 4 * n, sizeof *memory, "Canny's edges"));
    TRY(gfla_calloc(&p.stack, n, sizeof *p.stack, "Canny's edges"));
    TRY(gfla_calloc(&p.kind, n, sizeof *p.kind, "Canny's edges"));
    p.smooth = memory;
    p.gx = memory + n;
    p.gy = memory + 2 * n;
    p.strength = memory + 3 * n;
    for (size_t i = 0; i < (size_t)c->n; i++) {
        p.grey = grey + i * n;
        find_edges(&p, c, region ? region + i * n : NULL, edges + i * n);
    }
    status = GFLA_OK;
fail:
    free(memory);
    free(p.stack);
    free(p.kind);
    return status;
}
