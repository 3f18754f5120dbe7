/* ops/slice.cl - a range of one dimension of a plain tensor.
 *
 * The tensor is seen as [rows][size] and the slice as [rows][count], columns `first` on, in floats: what lies inside
 * the dimension is part of a row, so that an element costs one division.
 *   slice_fwd(rows, size, first, count, src, dst)        global: floats of dst
 *   slice_bwd(rows, size, first, count, d_dst, d_src)    global: floats of d_src; zero outside the range
 */
__kernel void slice_fwd(const int rows, const int size, const int first, const int count,
                        __global const float *restrict src, __global float *restrict dst)
{
    const int i = get_global_id(0), row = i / count;
    if (row < rows)
        dst[i] = src[row * size + first + i - row * count];
}

__kernel void slice_bwd(const int rows, const int size, const int first, const int count,
                        __global const float *restrict d_dst, __global float *restrict d_src)
{
    const int i = get_global_id(0), row = i / size, at = i - row * size - first;
    if (row < rows)
        d_src[i] = at >= 0 && at < count ? d_dst[row * count + at] : 0.0f;
}
