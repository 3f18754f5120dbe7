/* shared/lanes.h - the sixteen lanes of a channel block, in kernels. */
#ifndef GFLA_SHARED_LANES_H
#define GFLA_SHARED_LANES_H

static float lanes_sum(float16 v)
{
    const float8 a = v.lo + v.hi;
    const float4 b = a.lo + a.hi;
    const float2 c = b.lo + b.hi;
    return c.x + c.y;
}

/* v with zeros from lane `count` on. */
static float16 lanes_first(float16 v, int count)
{
    const int16 index = (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return select((float16)(0.0f), v, index < (int16)(count));
}

#endif
