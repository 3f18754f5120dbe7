#include "ref/pair_loss_ref.h"

static int count(const struct gfla_pair_ref *size)
{
    return size->n * size->c * size->area;
}

static double weight_at(const struct gfla_pair_ref *size, const double *weight, int index)
{
    return weight ? weight[index / (size->c * size->area) * size->area + index % size->area] : 1;
}

static double coefficient(const struct gfla_pair_ref *size, const double *weight)
{
    double sum = 0;
    if (!weight)
        return size->scale / count(size);
    for (int i = 0; i < size->n * size->area; i++)
        sum += weight[i];
    return size->scale / (size->c * sum + 1e-6);
}

double gfla_pair_mean_ref_fwd(const struct gfla_pair_ref *size, gfla_pair_term_ref term, const double *a,
                              const double *b, const double *weight)
{
    double sum = 0;
    for (int i = 0; i < count(size); i++)
        sum += weight_at(size, weight, i) * term(a[i], b[i]);
    return coefficient(size, weight) * sum;
}

void gfla_pair_mean_ref_bwd(const struct gfla_pair_ref *size, gfla_pair_term_ref slope, const double *a,
                            const double *b, const double *weight, double d, double *d_a)
{
    const double factor = d * coefficient(size, weight);
    for (int i = 0; i < count(size); i++)
        d_a[i] += factor * weight_at(size, weight, i) * slope(a[i], b[i]);
}
