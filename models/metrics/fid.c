/* The trace of the root of a product of covariances needs only eigenvalues. With centred features A [n_a][d] / sqrt(n_a
 * - 1), cov_a = A' A, and the eigenvalues of cov_a cov_b other than zero are those of A cov_b A', which is symmetric,
 * of size n_a. Where there are more samples than dimensions, Cholesky's factor of cov_a stands for A. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/metrics/distances.h"

gfla_status gfla_fid_add(struct gfla_fid_set *set, const float *features)
{
    gfla_status status = GFLA_OK;
    const size_t dims = (size_t)set->dims;
    TRY(gfla_grow(&set->features, &set->capacity, (set->n + 1) * dims, sizeof *set->features, "features of images"));
    memcpy(set->features + set->n++ * dims, features, dims * sizeof *features);
fail:
    return status;
}

void gfla_fid_free(struct gfla_fid_set *set)
{
    free(set->features);
    *set = (struct gfla_fid_set){0};
}

/* Rows less the mean, over sqrt(n - 1). */
static void centre(const struct gfla_fid_set *set, double *mean, double *rows)
{
    const size_t dims = (size_t)set->dims;
    const double scale = 1 / sqrt((double)(set->n - 1));
    memset(mean, 0, dims * sizeof *mean);
    for (size_t i = 0; i < set->n * dims; i++)
        mean[i % dims] += set->features[i] / (double)set->n;
    for (size_t i = 0; i < set->n * dims; i++)
        rows[i] = (set->features[i] - mean[i % dims]) * scale;
}

static double dot(const double *a, const double *b, size_t n)
{
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        s0 += a[i] * b[i], s1 += a[i + 1] * b[i + 1], s2 += a[i + 2] * b[i + 2], s3 += a[i + 3] * b[i + 3];
    for (; i < n; i++)
        s0 += a[i] * b[i];
    return s0 + s1 + s2 + s3;
}

/* out [rows_a][rows_b] = a b', rows of n numbers. */
static void multiply(const double *a, size_t rows_a, const double *b, size_t rows_b, size_t n, double *out)
{
    for (size_t i = 0; i < rows_a; i++)
        for (size_t j = 0; j < rows_b; j++)
            out[i * rows_b + j] = dot(a + i * n, b + j * n, n);
}

/* Applies the reflection that clears column k below the diagonal to the columns behind it; row by row, as memory
 * lies. */
static void apply(double *rows, size_t n, size_t dims, size_t k, double head, double beta, double *sums)
{
    memset(sums, 0, dims * sizeof *sums);
    for (size_t i = k; i < n; i++) {
        const double v = i == k ? head : rows[i * dims + k];
        for (size_t j = k + 1; j < dims; j++)
            sums[j] += v * rows[i * dims + j];
    }
    for (size_t i = k; i < n; i++) {
        const double v = beta * (i == k ? head : rows[i * dims + k]);
        for (size_t j = k + 1; j < dims; j++)
            rows[i * dims + j] -= v * sums[j];
    }
}

/* rows [n][dims] -> R [dims][dims] with R' R = rows' rows, n > dims: Householder's QR in place. sums: room for dims
 * numbers. */
static void reduce(double *rows, size_t n, size_t dims, double *sums)
{
    for (size_t k = 0; k < dims; k++) {
        double norm = 0;
        for (size_t i = k; i < n; i++)
            norm += rows[i * dims + k] * rows[i * dims + k];
        norm = sqrt(norm);
        if (norm == 0)
            continue;
        const double alpha = rows[k * dims + k] > 0 ? -norm : norm, head = rows[k * dims + k] - alpha;
        apply(rows, n, dims, k, head, -1 / (alpha * head), sums); /* 2 / |v|^2 */
        rows[k * dims + k] = alpha;
        for (size_t i = k + 1; i < n; i++)
            rows[i * dims + k] = 0;
    }
}

/* The nuclear norm of a b' [rows_a][rows_b]: the sum of the roots of the eigenvalues of (a b') (a b')'. */
static gfla_status root_trace(const double *a, size_t rows_a, const double *b, size_t rows_b, size_t dims,
                              double *trace)
{
    gfla_status status = GFLA_OK;
    double *product = NULL, *square = NULL, *values = NULL;
    *trace = 0;
    TRY(gfla_calloc(&product, rows_a * rows_b, sizeof *product, "covariances"));
    TRY(gfla_calloc(&square, rows_a * rows_a, sizeof *square, "covariances"));
    TRY(gfla_calloc(&values, rows_a, sizeof *values, "eigenvalues"));
    multiply(a, rows_a, b, rows_b, dims, product);
    multiply(product, rows_a, product, rows_a, rows_b, square);
    TRY(gfla_symmetric_eigenvalues(square, (int)rows_a, values));
    for (size_t i = 0; i < rows_a; i++)
        *trace += values[i] > 0 ? sqrt(values[i]) : 0;
fail:
    free(product);
    free(square);
    free(values);
    return status;
}

gfla_status gfla_fid_distance(const struct gfla_fid_set *a, const struct gfla_fid_set *b, double *distance)
{
    gfla_status status = GFLA_OK;
    const struct gfla_fid_set *sets[2] = {a, b};
    double *mean[2] = {NULL}, *rows[2] = {NULL}, *sums = NULL, root;
    size_t n[2], dims = (size_t)a->dims;
    *distance = 0;
    REQUIRE(a->dims == b->dims && a->n > 1 && b->n > 1, GFLA_ERROR_USAGE,
            "FID of %zu and %zu images (%d and %d features): at least 2 of each, with as many features, are needed",
            a->n, b->n, a->dims, b->dims);
    TRY(gfla_calloc(&sums, dims, sizeof *sums, "features of images"));
    for (int k = 0; k < 2; k++) {
        TRY(gfla_calloc(&mean[k], dims, sizeof **mean, "means of features"));
        TRY(gfla_calloc(&rows[k], sets[k]->n * dims, sizeof **rows, "features of images"));
        centre(sets[k], mean[k], rows[k]);
        *distance += dot(rows[k], rows[k], sets[k]->n * dims); /* the trace of the covariance */
        n[k] = sets[k]->n;
        if (n[k] > dims) {
            reduce(rows[k], n[k], dims, sums);
            n[k] = dims;
        }
    }
    TRY(root_trace(rows[0], n[0], rows[1], n[1], dims, &root));
    for (size_t i = 0; i < dims; i++)
        *distance += (mean[0][i] - mean[1][i]) * (mean[0][i] - mean[1][i]);
    *distance -= 2 * root;
fail:
    for (int k = 0; k < 2; k++) {
        free(mean[k]);
        free(rows[k]);
    }
    free(sums);
    return status;
}
