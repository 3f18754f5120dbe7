#include <math.h>

#include "models/metrics/distances.h"

#define LENGTH_FLOOR 1e-10

void gfla_lpips_scale(const float *planes, size_t plane, float *scaled)
{
    static const float shift[3] = {-0.030f, -0.088f, -0.188f}, scale[3] = {0.458f, 0.448f, 0.450f};
    for (int c = 0; c < 3; c++)
        for (size_t i = 0; i < plane; i++)
            scaled[c * plane + i] = (2 * planes[c * plane + i] - 1 - shift[c]) / scale[c];
}

static double length_at(const float *features, int channels, size_t plane, size_t pixel)
{
    double sum = 0;
    for (int c = 0; c < channels; c++)
        sum += (double)features[c * plane + pixel] * (double)features[c * plane + pixel];
    return sqrt(sum) + LENGTH_FLOOR;
}

double gfla_lpips_layer(const float *a, const float *b, const float *weights, int channels, size_t plane)
{
    double sum = 0;
    for (size_t i = 0; i < plane; i++) {
        const double la = length_at(a, channels, plane, i), lb = length_at(b, channels, plane, i);
        for (int c = 0; c < channels; c++) {
            const double d = a[c * plane + i] / la - b[c * plane + i] / lb;
            sum += weights[c] * d * d;
        }
    }
    return plane ? sum / (double)plane : 0;
}

void gfla_fid_scale(enum gfla_fid_convention convention, const float *planes, size_t plane, float *scaled)
{
    static const float mean[3] = {0.485f, 0.456f, 0.406f}, deviation[3] = {0.229f, 0.224f, 0.225f};
    for (int c = 0; c < 3; c++)
        for (size_t i = 0; i < plane; i++) {
            const float v = planes[c * plane + i];
            scaled[c * plane + i] =
                convention == GFLA_FID_PYTORCH ? 2 * v - 1 : v * (deviation[c] / 0.5f) + (mean[c] - 0.5f) / 0.5f;
        }
}
