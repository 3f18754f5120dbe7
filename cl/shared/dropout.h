/* shared/dropout.h - which elements ops/dropout.cl leaves out: a hash of key, stream and the element's number, the same
 * on host and device. Unsigned 32-bit arithmetic throughout. */
#ifndef GFLA_SHARED_DROPOUT_H
#define GFLA_SHARED_DROPOUT_H

/* Whole numbers 0 .. 65535, which a float holds exactly: 64 bits, and the number of the first item. */
#define GFLA_DROPOUT_KEY 6
#define GFLA_DROPOUT_BITS 24 /* of a hash that are compared with the rate */

/* Every bit of x changes half of the bits of the result (Wellons, "lowbias32"). */
static inline unsigned gfla_dropout_mix(unsigned x)
{
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    return x ^ x >> 16;
}

/* 0 .. 2^24 - 1; low and high are the two halves of the key. */
static inline unsigned gfla_dropout_hash(unsigned low, unsigned high, unsigned stream, unsigned element)
{
    const unsigned key = gfla_dropout_mix(gfla_dropout_mix(low + 0x9e3779b9u * stream) ^ high);
    return gfla_dropout_mix(gfla_dropout_mix(element) ^ key) >> (32 - GFLA_DROPOUT_BITS);
}

#endif
