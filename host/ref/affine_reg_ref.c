#include "ref/affine_reg_ref.h"

#include <math.h>

#define MAX_AREA (15 * 15)

/* An orthonormal basis of the columns (1, x, y) over a k x k window, by Gram and Schmidt. */
struct basis {
    int area;
    double column[3][MAX_AREA];
};

static double dot(const double *a, const double *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void subtract(double *a, double factor, const double *b, int n)
{
    for (int i = 0; i < n; i++)
        a[i] -= factor * b[i];
}

static void make_basis(struct basis *basis, int k)
{
    basis->area = k * k;
    for (int i = 0; i < k * k; i++) {
        basis->column[0][i] = 1;
        basis->column[1][i] = i % k;
        basis->column[2][i] = i / k;
    }
    for (int c = 0; c < 3; c++) {
        double *column = basis->column[c];
        for (int b = 0; b < c; b++)
            subtract(column, dot(column, basis->column[b], k * k), basis->column[b], k * k);
        const double norm = sqrt(dot(column, column, k * k));
        for (int i = 0; i < k * k; i++)
            column[i] /= norm;
    }
}

/* What the best affine fit leaves of the window at `corner`. */
static void residual(const struct basis *basis, const double *corner, int w, int k, double *r)
{
    for (int i = 0; i < k * k; i++)
        r[i] = corner[i / k * w + i % k];
    for (int c = 0; c < 3; c++)
        subtract(r, dot(r, basis->column[c], basis->area), basis->column[c], basis->area);
}

/* The mean is over images and windows: half the planes. */
static double coefficient(int planes, int h, int w, int k, double scale)
{
    return scale / (planes / 2 * (h - k + 1) * (w - k + 1));
}

double gfla_affine_reg_ref_fwd(int planes, int h, int w, int k, double scale, const double *flow)
{
    struct basis basis;
    double r[MAX_AREA], sum = 0;
    make_basis(&basis, k);
    for (int p = 0; p < planes; p++)
        for (int y = 0; y + k <= h; y++)
            for (int x = 0; x + k <= w; x++) {
                residual(&basis, flow + (p * h + y) * w + x, w, k, r);
                sum += dot(r, r, k * k);
            }
    return coefficient(planes, h, w, k, scale) * sum;
}

/* d |r|^2 / d g = 2 r: r is a projection of g. */
void gfla_affine_reg_ref_bwd(int planes, int h, int w, int k, double scale, const double *flow, double d,
                             double *d_flow)
{
    struct basis basis;
    double r[MAX_AREA];
    const double factor = 2 * d * coefficient(planes, h, w, k, scale);
    make_basis(&basis, k);
    for (int p = 0; p < planes; p++)
        for (int y = 0; y + k <= h; y++)
            for (int x = 0; x + k <= w; x++) {
                const int corner = (p * h + y) * w + x;
                residual(&basis, flow + corner, w, k, r);
                for (int i = 0; i < k * k; i++)
                    d_flow[corner + i / k * w + i % k] += factor * r[i];
            }
}
