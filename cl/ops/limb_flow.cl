/* ops/limb_flow.cl - where each limb of a person in one pose is in another, as a flow.
 *
 *   limb_flow_rows(maps, rows, n, h, w)                 one work-item per row of a block of 16 heat maps
 *   limb_flow_limbs(rows, rows, limbs, n, h, w)         one group per sample: the limbs that both poses have
 *   limb_flow_draw(limbs, dst, n, h, w)                 one per pixel
 * maps [n][2][h][w][16]; rows [n][2][h][2][16]: the maximum of each map in a row, and its first column; limbs
 * [n][GFLA_LIMBS][LIMB_NUMBERS]; dst [n][1][h][w][16]: x, y, coverage. A limb of the target is laid onto that of the
 * source by the similarity that takes its ends there; across it, sizes go by the whole person (the trunk: by the
 * shoulders, so that a back and a front are mirrored). */
#include "shared/group.h"
#include "shared/limb_flow.h"

#define LIMB_NUMBERS 12
/* Of a limb: is it there; in the target its beginning, unit vector, length; in the source the beginning, the vector of
 * its whole length, the vector of one pixel across; width squared */
enum { THERE, AX, AY, UX, UY, LENGTH, SX, SY, LX, LY, ACROSS, WIDTH };

#define MISSING ((float2)(-1e9f))

constant struct gfla_limb limbs_of_people[GFLA_LIMBS] = GFLA_LIMB_TABLE;

kernel void limb_flow_rows(global const float *restrict maps, global float *restrict rows, int n, int h, int w)
{
    const int i = get_global_id(0);
    if (i >= n * 2 * h)
        return;
    float16 best = vload16((size_t)i * w, maps), column = 0;
    for (int x = 1; x < w; x++) {
        const float16 value = vload16((size_t)i * w + x, maps);
        column = select(column, (float16)(float)x, value > best);
        best = fmax(best, value);
    }
    vstore16(best, 2 * i, rows);
    vstore16(column, 2 * i + 1, rows);
}

static bool is_there(float2 end)
{
    return end.x > -1e8f;
}

/* rows: of this sample. */
static float2 find_joint(global const float *rows, int h, int joint)
{
    float best = GFLA_LIMB_THRESHOLD;
    float2 found = MISSING;
    for (int y = 0; y < h; y++) {
        global const float *row = rows + ((joint / 16 * h + y) * 2) * 16 + joint % 16;
        if (row[0] > best) {
            best = row[0];
            found = (float2)(row[16], (float)y);
        }
    }
    return found;
}

/* The ends that lie between joints. */
static void complete_ends(float2 ends[GFLA_LIMB_ENDS])
{
    ends[GFLA_LIMB_HIPS] = is_there(ends[8]) && is_there(ends[11]) ? 0.5f * (ends[8] + ends[11]) : MISSING;
    float2 sum = 0;
    int count = 0;
    for (int i = 0; i < 5; i++) {
        const float2 p = ends[i == 0 ? 0 : 13 + i];
        if (is_there(p)) {
            sum += p;
            count++;
        }
    }
    ends[GFLA_LIMB_FACE] = count ? sum / (float)count : MISSING;
}

/* 0 of a limb that lacks an end. */
static float length_of(const float2 ends[GFLA_LIMB_ENDS], int limb)
{
    const float2 from = ends[limbs_of_people[limb].from], to = ends[limbs_of_people[limb].to], d = to - from;
    return is_there(from) && is_there(to) ? sqrt(d.x * d.x + d.y * d.y) : 0;
}

/* The longest of what both have: the trunk of someone who stands. 0: nothing. */
static float person_size(const float2 own[GFLA_LIMB_ENDS], const float2 other[GFLA_LIMB_ENDS])
{
    float size = 0;
    for (int i = 0; i < GFLA_LIMBS; i++)
        if (length_of(other, i) > 0)
            size = fmax(size, length_of(own, i));
    return size;
}

/* How much wider the source's trunk is across its axis, with sign: by the shoulders; seen from the side, where these
 * say little, as the whole person. */
static float trunk_across(const float2 source[GFLA_LIMB_ENDS], const float2 target[GFLA_LIMB_ENDS], float2 su,
                          float2 tu, float scale, float size)
{
    if (!is_there(source[5]) || !is_there(source[2]) || !is_there(target[5]) || !is_there(target[2]))
        return scale;
    const float2 s = source[5] - source[2], t = target[5] - target[2];
    const float ws = s.y * su.x - s.x * su.y, wt = t.y * tu.x - t.x * tu.y;
    const float least = 0.01f * size * size, across = (ws * wt + least * scale) / (wt * wt + least);
    return clamp(across, -2 * scale, 2 * scale);
}

kernel GROUPED void limb_flow_limbs(global const float *restrict source_rows, global const float *restrict target_rows,
                                    global float *restrict limbs, int n, int h, int w)
{
    const int i = GROUP_INDEX;
    if (GROUP == 1 && i >= n) /* groups are as many as samples */
        return;
    float2 source[GFLA_LIMB_ENDS], target[GFLA_LIMB_ENDS];
#if GROUP > 1
    local float2 found[2 * GFLA_LIMB_JOINTS];
    for (int k = GROUP_ITEM; k < 2 * GFLA_LIMB_JOINTS; k += GROUP)
        found[k] = find_joint((k < GFLA_LIMB_JOINTS ? source_rows : target_rows) + (size_t)i * h * 64, h,
                              k % GFLA_LIMB_JOINTS);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int joint = 0; joint < GFLA_LIMB_JOINTS; joint++) {
        source[joint] = found[joint];
        target[joint] = found[GFLA_LIMB_JOINTS + joint];
    }
#else
    for (int joint = 0; joint < GFLA_LIMB_JOINTS; joint++) {
        source[joint] = find_joint(source_rows + (size_t)i * h * 64, h, joint);
        target[joint] = find_joint(target_rows + (size_t)i * h * 64, h, joint);
    }
#endif
    complete_ends(source);
    complete_ends(target);
    const float size = person_size(target, source), scale = size > 0 ? person_size(source, target) / size : 1;
    for (int k = GROUP_ITEM; k < GFLA_LIMBS; k += GROUP) {
        const struct gfla_limb limb = limbs_of_people[k];
        const float ls = length_of(source, k), lt = length_of(target, k);
        global float *to = limbs + (i * GFLA_LIMBS + k) * LIMB_NUMBERS;
        to[THERE] = ls >= 1 && lt >= 1 ? 1 : 0;
        if (to[THERE] == 0)
            continue;
        const float2 su = (source[limb.to] - source[limb.from]) / ls, tu = (target[limb.to] - target[limb.from]) / lt;
        to[AX] = target[limb.from].x;
        to[AY] = target[limb.from].y;
        to[UX] = tu.x;
        to[UY] = tu.y;
        to[LENGTH] = lt;
        to[SX] = source[limb.from].x;
        to[SY] = source[limb.from].y;
        to[LX] = su.x * ls / lt;
        to[LY] = su.y * ls / lt;
        to[ACROSS] = (k == 0 ? trunk_across(source, target, su, tu, scale, size) : scale) * lt / ls;
        to[WIDTH] = limb.width * size;
    }
}

kernel void limb_flow_draw(global const float *restrict limbs, global float *restrict dst, int n, int h, int w)
{
    const int i = get_global_id(0);
    if (i >= n * h * w)
        return;
    const float2 p = (float2)((float)(i % w), (float)(i / w % h));
    float2 flow = 0;
    float sum = GFLA_LIMB_REST, open = 1;
    for (int k = 0; k < GFLA_LIMBS; k++) {
        global const float *limb = limbs + (i / (h * w) * GFLA_LIMBS + k) * LIMB_NUMBERS;
        if (limb[THERE] == 0)
            continue;
        const float2 d = p - (float2)(limb[AX], limb[AY]), u = (float2)(limb[UX], limb[UY]),
                     l = (float2)(limb[LX], limb[LY]);
        const float along = d.x * u.x + d.y * u.y, across = d.y * u.x - d.x * u.y;
        const float nearest = clamp(along, 0.0f, limb[LENGTH] * (1 + limbs_of_people[k].beyond)), off = along - nearest;
        const float weight = exp(-(off * off + across * across) / (limb[WIDTH] * limb[WIDTH]));
        const float s = across * limb[ACROSS];
        const float2 found = (float2)(limb[SX] + along * l.x - s * l.y, limb[SY] + along * l.y + s * l.x);
        flow += weight * (found - p);
        sum += weight;
        open *= 1 - weight;
    }
    float16 result = 0;
    result.s0 = flow.x / sum;
    result.s1 = flow.y / sum;
    result.s2 = 1 - open;
    vstore16(result, i, dst);
}
