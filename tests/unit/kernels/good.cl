/* Kernels for the tests of host/runtime: test_scale(dst, src, n, scale, pair), one work-item per element;
 * test_sum(dst, src, scratch): one work-group sums its items through local memory. */
#include "shared/twice.h"
#include "shared/twice.h"

#ifndef BIAS
#define BIAS 0
#endif

struct pair {
    int add;
    float times;
};

__kernel void test_scale(__global float *dst, __global const float *src, int n, float scale, struct pair pair)
{
    int i = get_global_id(0);
    if (i < n)
        dst[i] = (src ? src[i] : 0) * scale * pair.times + TWICE(pair.add) + BIAS;
}

__kernel void test_sum(__global float *dst, __global const float *src, __local float *scratch)
{
    int i = get_local_id(0), n = get_local_size(0);
    scratch[i] = src[get_global_id(0)];
    barrier(CLK_LOCAL_MEM_FENCE);
    if (i == 0) {
        float sum = 0;
        for (int k = 0; k < n; k++)
            sum += scratch[k];
        dst[get_group_id(0)] = sum;
    }
}
