#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "models/metrics/distances.h"

#define MAX_ROUNDS 60 /* of QL for one eigenvalue */

/* Row k loses all but its neighbour of the diagonal; what is left of m is the block before it. v, p: room for n
 * numbers. */
static void reflect(double *m, int n, int k, double *v, double *p, double *off)
{
    double scale = 0, norm = 0;
    for (int j = 0; j < k; j++)
        scale = fmax(scale, fabs(m[(size_t)k * n + j]));
    *off = k > 0 ? m[(size_t)k * n + k - 1] : 0;
    if (k < 2 || scale == 0)
        return;
    for (int j = 0; j < k; j++) {
        v[j] = m[(size_t)k * n + j] / scale;
        norm += v[j] * v[j];
    }
    const double length = v[k - 1] > 0 ? -sqrt(norm) : sqrt(norm), h = norm - length * v[k - 1];
    *off = length * scale;
    v[k - 1] -= length;
    for (int i = 0; i < k; i++)
        p[i] = 0;
    for (int i = 0; i < k; i++) { /* p = block v: only the lower half is kept */
        const double *row = m + (size_t)i * n;
        for (int j = 0; j < i; j++) {
            p[i] += row[j] * v[j];
            p[j] += row[j] * v[i];
        }
        p[i] += row[i] * v[i];
    }
    double sum = 0;
    for (int i = 0; i < k; i++) {
        p[i] /= h;
        sum += p[i] * v[i];
    }
    for (int i = 0; i < k; i++)
        p[i] -= sum / (2 * h) * v[i];
    for (int i = 0; i < k; i++)
        for (int j = 0; j <= i; j++)
            m[(size_t)i * n + j] -= v[i] * p[j] + p[i] * v[j];
}

/* One sweep of the implicit QL step on the block first .. last. */
static void sweep(double *d, double *e, int first, int last)
{
    double g = (d[first + 1] - d[first]) / (2 * e[first]), r = hypot(g, 1);
    double s = 1, c = 1, p = 0;
    g = d[last] - d[first] + e[first] / (g + copysign(r, g));
    for (int i = last - 1; i >= first; i--) {
        const double f = s * e[i], b = c * e[i];
        e[i + 1] = r = hypot(f, g);
        if (r == 0) { /* the block falls apart here */
            d[i + 1] -= p;
            e[last] = 0;
            return;
        }
        s = f / r, c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
    }
    d[first] -= p;
    e[first] = g;
    e[last] = 0;
}

static int block_end(const double *d, const double *e, int first, int n)
{
    int last = first;
    while (last < n - 1 && fabs(e[last]) > 2.3e-16 * (fabs(d[last]) + fabs(d[last + 1])))
        last++;
    return last;
}

gfla_status gfla_symmetric_eigenvalues(double *m, int n, double *values)
{
    gfla_status status = GFLA_OK;
    double *room = NULL;
    TRY(gfla_calloc(&room, (size_t)n * 3, sizeof *room, "eigenvalues"));
    double *v = room, *p = room + n, *off = room + 2 * (size_t)n;
    for (int k = n - 1; k >= 0; k--) {
        double next;
        reflect(m, n, k, v, p, &next);
        values[k] = m[(size_t)k * n + k];
        if (k > 0)
            off[k - 1] = next;
    }
    for (int first = 0; first < n; first++) {
        int rounds = 0;
        for (int last; (last = block_end(values, off, first, n)) != first; rounds++) {
            REQUIRE(rounds < MAX_ROUNDS, GFLA_ERROR_CHECK, "eigenvalues of a matrix of %d rows do not converge", n);
            sweep(values, off, first, last);
        }
        REQUIRE(isfinite(values[first]), GFLA_ERROR_CHECK, "a matrix of %d rows holds what is no finite number", n);
    }
fail:
    free(room);
    return status;
}
