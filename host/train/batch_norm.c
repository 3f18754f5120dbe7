/* Convolutions whose checkpoints keep a norm of batches beside them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "train/published.h"

#define EPSILON 0.001
#define MAX_NAME 512

enum part { GAIN, SHIFT, MEAN, VARIANCE, N_PARTS };
static const char *const part_names[N_PARTS] = {"weight", "bias", "running_mean", "running_var"};

/* The length of PREFIX in PREFIX.conv.weight and PREFIX.conv.bias; -1 for other names. */
static int prefix_of(const char *name, bool *is_bias)
{
    const char *const ends[] = {".conv.weight", ".conv.bias"};
    for (int i = 0; i < 2; i++) {
        const size_t length = strlen(name), end = strlen(ends[i]);
        *is_bias = i == 1;
        if (length > end && strcmp(name + length - end, ends[i]) == 0)
            return (int)(length - end);
    }
    return -1;
}

static const struct gfla_checkpoint_tensor *find(const gfla_checkpoint *file, const char *name, int prefix,
                                                 const char *end)
{
    char other[MAX_NAME];
    const int n = snprintf(other, sizeof other, "%.*s.%s", prefix, name, end);
    return n > 0 && (size_t)n < sizeof other ? gfla_checkpoint_find(file, other) : NULL;
}

static const struct gfla_checkpoint_tensor *find_part(const gfla_checkpoint *file, const char *name, int prefix,
                                                      enum part part)
{
    char end[32];
    snprintf(end, sizeof end, "bn.%s", part_names[part]);
    return find(file, name, prefix, end);
}

bool gfla_published_has_batch_norm(const gfla_checkpoint *file, const char *name, int64_t count)
{
    bool is_bias;
    const int prefix = prefix_of(name, &is_bias);
    const struct gfla_checkpoint_tensor *weights = prefix > 0 ? find(file, name, prefix, "conv.weight") : NULL;
    if (!weights || weights->shape.rank < 1 || (is_bias && count != weights->shape.dim[0]) ||
        (is_bias && find(file, name, prefix, "conv.bias")))
        return false;
    for (int i = 0; i < N_PARTS; i++) {
        const struct gfla_checkpoint_tensor *part = find_part(file, name, prefix, (enum part)i);
        if (!part || gfla_shape_count(part->shape) != weights->shape.dim[0])
            return false;
    }
    return is_bias || gfla_shape_count(weights->shape) == count;
}

gfla_status gfla_published_fold(gfla_checkpoint *file, const char *name, float *values)
{
    gfla_status status = GFLA_OK;
    float *norm = NULL;
    bool is_bias;
    const int prefix = prefix_of(name, &is_bias);
    const struct gfla_checkpoint_tensor *weights = find(file, name, prefix, "conv.weight");
    const size_t channels = (size_t)weights->shape.dim[0], inner = (size_t)gfla_shape_count(weights->shape) / channels;
    TRY(gfla_calloc(&norm, N_PARTS * channels, sizeof *norm, "a norm of batches"));
    for (int i = 0; i < N_PARTS; i++)
        TRY(gfla_checkpoint_fetch(file, find_part(file, name, prefix, (enum part)i), norm + (size_t)i * channels));
    if (!is_bias)
        TRY(gfla_checkpoint_fetch(file, weights, values));
    for (size_t c = 0; c < channels; c++) {
        const double scale = norm[GAIN * channels + c] / sqrt((double)norm[VARIANCE * channels + c] + EPSILON);
        if (is_bias)
            values[c] = (float)(norm[SHIFT * channels + c] - norm[MEAN * channels + c] * scale);
        for (size_t i = 0; !is_bias && i < inner; i++)
            values[c * inner + i] = (float)(values[c * inner + i] * scale);
    }
fail:
    free(norm);
    return status;
}
