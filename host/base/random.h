/* base/random.h - PCG32 random numbers: small, seekable by seed and stream, the same on every machine. */
#ifndef GFLA_BASE_RANDOM_H
#define GFLA_BASE_RANDOM_H

#include <stdint.h>

struct gfla_random {
    uint64_t state, stream;
};

struct gfla_random gfla_random_seed(uint64_t seed, uint64_t stream);
uint32_t gfla_random_u32(struct gfla_random *r);
uint32_t gfla_random_below(struct gfla_random *r, uint32_t bound);    /* 0..bound-1, unbiased; bound >= 1 */
float gfla_random_uniform(struct gfla_random *r, float lo, float hi); /* [lo, hi) */
float gfla_random_normal(struct gfla_random *r);                      /* mean 0, variance 1 */

/* 64-bit FNV-1a of a byte string. */
uint64_t gfla_hash_bytes(const void *data, uint64_t size);
uint64_t gfla_hash_text(const char *text);

#endif
