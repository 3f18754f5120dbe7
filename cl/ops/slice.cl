/* ops/slice.cl - a range of one dimension of a plain tensor.
 *
 * The tensor is seen as [rows][size] and the slice as [rows][count], columns `first` on, in floats: what lies inside
 * the dimension is part of a row.
 *   slice_fwd(rows, size, first, count, src, dst)        work: floats of dst
 *   slice_bwd(rows, size, first, count, d_dst, d_src)    work: floats of d_src; zero outside the range
 * Work sizes are {floats of a row, 1, rows}, or where rows are short {floats}: then it takes a division to find the row.
 */

/* Where a work-item is in its row of `length` floats; -1 past the end. */
static inline int place_in_row(int length, int rows, int *row)
{
    const int i = get_global_id(0);
    *row = get_global_id(2);
    if (i < length)
        return i;
    if (get_global_size(2) > 1)
        return -1;
    *row = i / length;
    return *row < rows ? i - *row * length : -1;
}

__kernel void slice_fwd(const int rows, const int size, const int first, const int count,
                        __global const float *restrict src, __global float *restrict dst)
{
    int row;
    const int at = place_in_row(count, rows, &row);
    if (at >= 0)
        dst[row * count + at] = src[row * size + first + at];
}

__kernel void slice_bwd(const int rows, const int size, const int first, const int count,
                        __global const float *restrict d_dst, __global float *restrict d_src)
{
    int row;
    const int i = place_in_row(size, rows, &row), at = i - first;
    if (i >= 0)
        d_src[row * size + i] = at >= 0 && at < count ? d_dst[row * count + at] : 0.0f;
}
