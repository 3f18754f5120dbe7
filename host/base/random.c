#include "base/random.h"

#include <math.h>
#include <string.h>

/* PCG32 (XSH RR): O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms", 2014. */
#define MULTIPLIER 6364136223846793005u

struct gfla_random gfla_random_seed(uint64_t seed, uint64_t stream)
{
    struct gfla_random r = {0, stream << 1 | 1};
    gfla_random_u32(&r);
    r.state += seed;
    gfla_random_u32(&r);
    return r;
}

uint32_t gfla_random_u32(struct gfla_random *r)
{
    uint64_t old = r->state;
    r->state = old * MULTIPLIER + r->stream;
    uint32_t mixed = (uint32_t)((old >> 18 ^ old) >> 27);
    uint32_t turn = (uint32_t)(old >> 59);
    return mixed >> turn | mixed << (-turn & 31);
}

/* Numbers below 2^32 mod bound would make the low results more frequent; they are drawn again. */
uint32_t gfla_random_below(struct gfla_random *r, uint32_t bound)
{
    uint32_t threshold = -bound % bound;
    for (;;) {
        uint32_t value = gfla_random_u32(r);
        if (value >= threshold)
            return value % bound;
    }
}

float gfla_random_uniform(struct gfla_random *r, float lo, float hi)
{
    float unit = (float)(gfla_random_u32(r) >> 8) * 0x1p-24f;
    float value = lo + unit * (hi - lo);
    return value < hi || hi <= lo ? value : nextafterf(hi, lo); /* the sum may round up to hi */
}

/* Natural logarithm by 2 atanh((m-1)/(m+1)): libm's differs between machines in the last bit, and this must not. */
static double portable_log(double x)
{
    int exponent;
    double m = frexp(x, &exponent); /* 0.5 <= m < 1 */
    double t = (m - 1) / (m + 1), square = t * t, sum = 0;
    for (int k = 41; k >= 1; k -= 2)
        sum = sum * square + 1.0 / k;
    return 2 * t * sum + exponent * 0.69314718055994530942;
}

/* Marsaglia's polar method without its second number, so that the state stays one number. */
float gfla_random_normal(struct gfla_random *r)
{
    for (;;) {
        double u = gfla_random_u32(r) * 0x1p-31 - 1, v = gfla_random_u32(r) * 0x1p-31 - 1;
        double s = u * u + v * v;
        if (s > 0 && s < 1)
            return (float)(u * sqrt(-2 * portable_log(s) / s));
    }
}

uint64_t gfla_hash_bytes(const void *data, uint64_t size)
{
    const unsigned char *bytes = data;
    uint64_t hash = 14695981039346656037u;
    for (uint64_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 1099511628211u;
    return hash;
}

uint64_t gfla_hash_text(const char *text)
{
    return gfla_hash_bytes(text, strlen(text));
}
