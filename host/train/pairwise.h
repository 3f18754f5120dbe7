/* train/pairwise.h - sums of many parts in the order of a binary tree, (0 + 1) + (2 + 3) ..., whatever the numbers are
 * and whoever adds. Where their counts are powers of two, the sum over ranks of sums over parts of a rank is the sum over
 * all parts, to the last bit: one rank that computes four parts adds as four ranks do. No other file of gfla is
 * needed (train/exchange_kind.h). */
#ifndef GFLA_TRAIN_PAIRWISE_H
#define GFLA_TRAIN_PAIRWISE_H

#include <stddef.h>
#include <string.h>

#define GFLA_PAIRWISE_LEVELS 16
#define GFLA_PAIRWISE_MOST (1 << (GFLA_PAIRWISE_LEVELS - 1)) /* parts */
#define GFLA_PAIRWISE_BLOCK 256

/* Adds part number `part` of n numbers. level[l], where bit l of `part` is set, holds a sum of 2^l parts; the sum with
 * the new one goes to the first that is free. Level l has n numbers from levels + l * stride on. */
static inline void gfla_pairwise_push(float *levels, size_t stride, unsigned part, const float *values, size_t n)
{
    int level = 0;
    while (part >> level & 1)
        level++;
    float *sum = levels + (size_t)level * stride;
    if (level == 0) {
        memcpy(sum, values, n * sizeof *sum);
        return;
    }
    for (size_t i = 0; i < n; i++)
        sum[i] = levels[i] + values[i];
    for (int l = 1; l < level; l++)
        for (size_t i = 0; i < n; i++)
            sum[i] = levels[(size_t)l * stride + i] + sum[i];
}

/* The sum of all n_parts that were pushed. */
static inline void gfla_pairwise_take(const float *levels, size_t stride, unsigned n_parts, float *sum, size_t n)
{
    int level = 0;
    while (!(n_parts >> level & 1))
        level++;
    memcpy(sum, levels + (size_t)level * stride, n * sizeof *sum);
    for (level++; n_parts >> level; level++)
        for (size_t i = 0; n_parts >> level & 1 && i < n; i++)
            sum[i] = levels[(size_t)level * stride + i] + sum[i];
}

/* The levels that n_parts need. */
static inline int gfla_pairwise_levels(unsigned n_parts)
{
    int levels = 0;
    while (n_parts >> levels)
        levels++;
    return levels;
}

/* parts[n_parts], of n numbers each, 1 .. GFLA_PAIRWISE_MOST of them; sum may be one of them. */
static inline void gfla_pairwise_sum(const float *const *parts, unsigned n_parts, float *sum, size_t n)
{
    float levels[GFLA_PAIRWISE_LEVELS * GFLA_PAIRWISE_BLOCK];
    for (size_t first = 0; first < n; first += GFLA_PAIRWISE_BLOCK) {
        const size_t count = n - first < GFLA_PAIRWISE_BLOCK ? n - first : GFLA_PAIRWISE_BLOCK;
        for (unsigned part = 0; part < n_parts; part++)
            gfla_pairwise_push(levels, GFLA_PAIRWISE_BLOCK, part, parts[part] + first, count);
        gfla_pairwise_take(levels, GFLA_PAIRWISE_BLOCK, n_parts, sum + first, count);
    }
}

#endif
