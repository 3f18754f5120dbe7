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

#endif
