/* ops/face_curves.cl - quadratic Bezier curves drawn into maps of 0 and 1, in whole numbers.
 *
 *   face_curves_clear  zeros. Work: one item per pixel of all blocks.
 *   face_curves_draw   all curves of one part of one face. Work: one item per part of a face, so that no two write the
 *                      same float.
 * curves [n][k][8]: part, places, and x, y of three points in pixels; maps [n][ceil(parts/16)][h][w][16]. */

/* Points are in 65536ths of a pixel. All fits into 64 bits: 31 of a coordinate and twice 14 of a place. */
#define STEPS 65536
#define LARGEST 32768
#define MOST_PLACES 16384

/* a / b, down to a pixel. Key points are whole and the curve has to be there, although its control point was rounded:
 * hence the step more. */
static int pixel_of(long a, long b)
{
    const long n = a + b, d = b * STEPS;
    return (int)(n / d - (n % d < 0));
}

/* Place i of `last` on the curve with these coordinates. */
static int place(long first, long control, long end, long i, long last)
{
    const long j = last - i;
    return pixel_of(j * j * first + 2 * i * j * control + i * i * end, last * last);
}

static bool is_drawn(global const float *row, int part)
{
    bool ok = row[0] == part && row[1] >= 1 && row[1] <= MOST_PLACES;
    for (int i = 2; i < 8; i++)
        ok = ok && fabs(row[i]) <= LARGEST;
    return ok;
}

/* The pixel and its neighbours to the left, above, and both. */
static void dot4(global float *map, int x, int y, int h, int w)
{
    for (int oy = -1; oy <= 0; oy++)
        for (int ox = -1; ox <= 0; ox++)
            if (x + ox >= 0 && x + ox < w && y + oy >= 0 && y + oy < h)
                map[((size_t)(y + oy) * w + x + ox) * 16] = 1;
}

kernel void face_curves_clear(global float *maps, int pixels)
{
    const int i = get_global_id(0);
    if (i < pixels)
        vstore16((float16)(0.0f), i, maps);
}

kernel void face_curves_draw(global const float *curves, global float *maps, int n, int k, int parts, int h, int w)
{
    const int face = get_global_id(0) / parts, part = get_global_id(0) % parts;
    if (face >= n)
        return;
    global float *map = maps + (size_t)(face * ((parts + 15) / 16) + part / 16) * h * w * 16 + part % 16;
    for (int c = 0; c < k; c++) {
        global const float *row = curves + (size_t)(face * k + c) * 8;
        if (!is_drawn(row, part))
            continue;
        long at[6];
        for (int i = 0; i < 6; i++)
            at[i] = convert_long_rte(row[2 + i] * STEPS);
        const int last = max((int)row[1] - 1, 1);
        for (int i = 0; i < (int)row[1]; i++)
            dot4(map, place(at[0], at[2], at[4], i, last), place(at[1], at[3], at[5], i, last), h, w);
    }
}
