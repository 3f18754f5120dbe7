/* shared/transpose.h - sixteen vectors of sixteen floats as rows of a matrix, turned over in registers (device side
 * only). */
#ifndef GFLA_SHARED_TRANSPOSE_H
#define GFLA_SHARED_TRANSPOSE_H

/* A loop that is not written out: it is short, and a compiler takes long for sixteen vectors sixteen times. */
#define ONE_BY_ONE _Pragma("unroll 1")

static inline float16 interleave(float8 a, float8 b)
{
    return (float16)(a.s0, b.s0, a.s1, b.s1, a.s2, b.s2, a.s3, b.s3, a.s4, b.s4, a.s5, b.s5, a.s6, b.s6, a.s7, b.s7);
}

/* Interleaving rows i and i + 8 turns the eight bits of an element's place, four of its row and four of its column,
 * round by one. */
static inline void interleave_rows(const float16 from[16], float16 to[16])
{
    _Pragma("unroll") for (int i = 0; i < 8; i++)
    {
        to[2 * i] = interleave(from[i].lo, from[i + 8].lo);
        to[2 * i + 1] = interleave(from[i].hi, from[i + 8].hi);
    }
}

/* rows[i] element j becomes rows[j] element i. */
static inline void transpose16(float16 rows[16])
{
    float16 other[16];
    ONE_BY_ONE for (int i = 0; i < 2; i++)
    {
        interleave_rows(rows, other);
        interleave_rows(other, rows);
    }
}

/* n <= 16 floats from p on, and zeros. No more than `left` may be read. */
static inline float16 load_part(__global const float *p, int n, long left)
{
    if (n <= 0)
        return 0.f;
    if (n == 16 || left >= 16)
        return vload16(0, p);
    float part[16] = {0};
    for (int i = 0; i < n; i++)
        part[i] = p[i];
    return vload16(0, part);
}

#endif
