/* ops/slice.cl - a range of one dimension of a plain tensor.
 *
 * The tensor is seen as [outer][size][inner]; the slice is [outer][count][inner], from `first` on.
 *   slice_fwd(outer, size, inner, first, count, src, dst)        global: floats of dst
 *   slice_bwd(outer, size, inner, first, count, d_dst, d_src)    global: floats of d_src; zero outside the range
 */
__kernel void slice_fwd(const int outer, const int size, const int inner, const int first, const int count,
                        __global const float *restrict src, __global float *restrict dst)
{
    const int i = get_global_id(0);
    if (i >= outer * count * inner)
        return;
    const int at = i / inner % count, rest = i / (inner * count);
    dst[i] = src[(rest * size + first + at) * inner + i % inner];
}

__kernel void slice_bwd(const int outer, const int size, const int inner, const int first, const int count,
                        __global const float *restrict d_dst, __global float *restrict d_src)
{
    const int i = get_global_id(0);
    if (i >= outer * size * inner)
        return;
    const int at = i / inner % size - first, rest = i / (inner * size);
    d_src[i] = at >= 0 && at < count ? d_dst[(rest * count + at) * inner + i % inner] : 0.0f;
}
