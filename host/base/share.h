/* base/share.h - a batch that is computed in equal parts, by several ranks or one after the other: which of them are
 * ours. What is drawn for an item depends on its number in the whole batch, not on who computes it.
 *
 * A reader of batches counts the parts that it makes: number 0 is its first part of step 0, number n the first of
 * step 1. {0} is a batch in one part, whose numbers are those of the steps. */
#ifndef GFLA_BASE_SHARE_H
#define GFLA_BASE_SHARE_H

#include <stdint.h>

struct gfla_share {
    int first, n; /* of the parts, those that are ours; n 0: 1 */
    int of;       /* parts of the batch; 0: 1 */
};

/* Parts of a step that are ours, and parts in all. */
static inline uint64_t gfla_share_ours(struct gfla_share share)
{
    return share.n > 0 ? (uint64_t)share.n : 1;
}
static inline uint64_t gfla_share_all(struct gfla_share share)
{
    return share.of > 0 ? (uint64_t)share.of : 1;
}

/* The step to which a number belongs. */
static inline uint64_t gfla_share_step(struct gfla_share share, uint64_t number)
{
    return number / gfla_share_ours(share);
}

/* The place in the whole batch of the first item of that part; n_items: of a part. */
static inline int gfla_share_place(struct gfla_share share, uint64_t number, int n_items)
{
    return (share.first + (int)(number % gfla_share_ours(share))) * n_items;
}

/* The number of our first part of a step. */
static inline uint64_t gfla_share_number(struct gfla_share share, uint64_t step)
{
    return step * gfla_share_ours(share);
}

#endif
