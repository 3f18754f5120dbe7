/* ops/face_maps.cl - the 16 maps of a face, put together.
 *
 *   face_maps_join  Work: one item per pixel.
 * drawn, distances [n][h][w][16], lanes 0 .. 13; labels, edges (may be NULL) [n][h][w][16], lane 0; dst [n][h][w][16]:
 * what is drawn or an edge, the distances, the label. */

kernel void face_maps_join(global const float *drawn, global const float *distances, global const float *labels,
                           global const float *edges, global float *dst, int pixels)
{
    const int i = get_global_id(0);
    if (i >= pixels)
        return;
    const float16 d = vload16(i, distances);
    const bool is_edge =
        any(vload16(i, drawn).lo > 0.5f) || any(vload16(i, drawn).hi > 0.5f) || (edges && edges[(size_t)i * 16] > 0.5f);
    vstore16((float16)(is_edge ? 1.0f : 0.0f, d.lo, d.s89ab, d.scd, labels[(size_t)i * 16]), i, dst);
}
