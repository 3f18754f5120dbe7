/* ops/conv_tile_weights_sum.cl - adds the parts that conv_tile_weights.cl leaves of a weight gradient, in order.
 * Launched by host/ops/conv/conv_tile_weights.c; a file of its own, since it needs none of the options of the other.
 *
 * conv_tile_weights_sum  d_parts [ranges][n_weights] -> d_weights [n_weights]; work-item per weight */
__kernel void conv_tile_weights_sum(const int n_weights, const int ranges, __global const float *restrict d_parts,
                                    __global float *restrict d_weights)
{
    const int i = (int)get_global_id(0);
    if (i >= n_weights)
        return;
    float sum = 0.f;
    for (int r = 0; r < ranges; r++)
        sum += d_parts[(size_t)r * n_weights + i];
    d_weights[i] = sum;
}
