/* data/pair_band.h - which pixels lie near the outline of an object: ragged outlines are seen before wrong colours, so
 * losses give them more weight. */
#ifndef VIEWSYNTH_DATA_PAIR_BAND_H
#define VIEWSYNTH_DATA_PAIR_BAND_H

/* alpha [size][size] in 0..1, band [size][size]: `weight` where the square of 2 reach + 1 pixels around a pixel, as far
 * as it lies in the image, holds both foreground (alpha of at least a half) and background; 1 elsewhere. The band is
 * 2 reach pixels wide, half of it on each side. reach 1..size-1; work [size] is scratch. */
void gfla_pair_band(const float *alpha, int size, int reach, float weight, int *work, float *band);

#endif
