#include "tasks/view/photo_angle.h"

#include <math.h>

#include "models/gfla/angle_net.h"

#define N GFLA_ANGLE_AZIMUTHS
#define REACH 2            /* bins beside the peak that belong to it */
#define DOUBT_PART 0.35f   /* of the better peak: then the object may have been seen from the other one, */
#define OPPOSITE_PART 0.6f /* and here both are as good: what tells symmetric models of the training best from others */
#define LEAST_PEAK 0.35f   /* of the distribution: less is no peak; were it even, a peak would have 5 / 36 */

/* What lies within reach of a bin. */
static float mass_at(const float *bins, int k)
{
    float sum = 0;
    for (int i = -REACH; i <= REACH; i++)
        sum += bins[(k + i + N) % N];
    return sum;
}

/* The mean direction of what lies within reach of a bin. */
static double direction_at(const float *bins, int k)
{
    double offset = 0, sum = 1e-12;
    for (int i = -REACH; i <= REACH; i++) {
        offset += i * (double)bins[(k + i + N) % N];
        sum += (double)bins[(k + i + N) % N];
    }
    return fmod((k + offset / sum) * GFLA_ANGLE_STEP + 360, 360);
}

static double mean_elevation(const float *bins)
{
    double mean = 0, sum = 1e-12;
    for (int k = 0; k < GFLA_ANGLE_ELEVATIONS; k++) {
        mean += (double)bins[k] * (GFLA_ANGLE_LOWEST + GFLA_ANGLE_STEP * k);
        sum += (double)bins[k];
    }
    return mean / sum;
}

struct gfla_photo_angle gfla_photo_angle_of(const float *azimuth, const float *elevation)
{
    struct gfla_photo_angle angle = {.elevation = mean_elevation(elevation)};
    int best = 0, across = 0;
    for (int k = 1; k < N; k++)
        best = mass_at(azimuth, k) > mass_at(azimuth, best) ? k : best;
    for (int i = -REACH; i <= REACH; i++) { /* the two peaks need not be half a turn apart to the bin */
        const int k = (best + N / 2 + i + N) % N;
        across = i == -REACH || mass_at(azimuth, k) > mass_at(azimuth, across) ? k : across;
    }
    const float here = mass_at(azimuth, best), there = mass_at(azimuth, across);
    angle.azimuth = angle.peak_azimuth = direction_at(azimuth, best);
    angle.confidence = angle.peak_confidence = (double)here;
    if (there >= DOUBT_PART * here && angle.azimuth > 180) {
        angle.azimuth = direction_at(azimuth, across);
        angle.confidence = (double)there;
    }
    if (there >= OPPOSITE_PART * here) {
        angle.symmetry = GFLA_PHOTO_SYMMETRY_OPPOSITE;
        angle.confidence = fmin((double)here + (double)there, 1);
    }
    if (fmax(angle.confidence, (double)here) < (double)LEAST_PEAK)
        angle.symmetry = GFLA_PHOTO_SYMMETRY_ROUND;
    return angle;
}

void gfla_photo_angle_mirror(float *planes, size_t n_rows, int width)
{
    for (size_t y = 0; y < n_rows; y++) {
        float *row = planes + y * (size_t)width;
        for (int x = 0; x < width / 2; x++) {
            const float left = row[x];
            row[x] = row[width - 1 - x];
            row[width - 1 - x] = left;
        }
    }
}

void gfla_photo_angle_join(float *azimuth, float *elevation, const float *mirrored_azimuth,
                           const float *mirrored_elevation)
{
    for (int k = 0; k < N; k++)
        azimuth[k] = 0.5f * (azimuth[k] + mirrored_azimuth[(N / 2 - k + N) % N]);
    for (int k = 0; k < GFLA_ANGLE_ELEVATIONS; k++)
        elevation[k] = 0.5f * (elevation[k] + mirrored_elevation[k]);
}
