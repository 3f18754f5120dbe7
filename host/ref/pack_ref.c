#include "ref/pack_ref.h"

void gfla_pack_ref_fwd(int clips, int c, int t, int pixels, const double *src, double *dst)
{
    for (int i = 0; i < clips * c * t * pixels; i++) {
        const int pixel = i % pixels, frame = i / pixels % t, channel = i / pixels / t % c, clip = i / pixels / t / c;
        dst[((clip * t + frame) * c + channel) * pixels + pixel] = src[i];
    }
}
