/* What a device can do at its best, for `gfla bench`: arithmetic, copying, launching.
 *
 * peak_fma    CHAINS independent chains of a = a * scale + shift on float16 vectors, n_rounds times UNROLL links each,
 *             which nothing can shorten; dst [items][16] gets their sum, so that they are not dropped. Work: any number
 *             of items in dimension 0. 2 * 16 * CHAINS * UNROLL * n_rounds operations an item.
 * peak_copy   dst = src, n_vectors float16 vectors. Work: one item per vector in dimension 0.
 * peak_empty  dst[0] = 1. Work: one item. */
#ifndef CHAINS
#define CHAINS 8
#endif
#define UNROLL 4

/* fma or mad: each is the fast one of some devices. */
#ifndef MULTIPLY_ADD
#define MULTIPLY_ADD fma
#endif

kernel void peak_fma(global float *dst, float scale, float shift, int n_rounds)
{
    const int item = get_global_id(0);
    const float16 s = (float16)(scale), t = (float16)(shift);
    float16 a[CHAINS], sum = (float16)(0.0f);
    for (int i = 0; i < CHAINS; i++)
        a[i] = (float16)((float)(item + i));
    for (int round = 0; round < n_rounds; round++) {
#pragma unroll
        for (int j = 0; j < UNROLL; j++) {
#pragma unroll
            for (int i = 0; i < CHAINS; i++)
                a[i] = MULTIPLY_ADD(a[i], s, t);
        }
    }
    for (int i = 0; i < CHAINS; i++)
        sum += a[i];
    vstore16(sum, item, dst);
}

kernel void peak_copy(global const float *src, global float *dst, int n_vectors)
{
    const int i = get_global_id(0);
    if (i < n_vectors)
        vstore16(vload16(i, src), i, dst);
}

kernel void peak_empty(global float *dst)
{
    dst[0] = 1.0f;
}
