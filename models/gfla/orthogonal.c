#include "models/gfla/orthogonal.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#define GAIN 0.02

/* n_vectors vectors of `length` elements: element i of vector v is values[v * step + i * stride]. */
struct vectors {
    float *values;
    int64_t n_vectors, length, step, stride;
};

static double dot(const struct vectors *s, int64_t a, int64_t b)
{
    double sum = 0;
    for (int64_t i = 0; i < s->length; i++)
        sum += (double)s->values[a * s->step + i * s->stride] * (double)s->values[b * s->step + i * s->stride];
    return sum;
}

static void subtract(const struct vectors *s, int64_t a, double factor, int64_t b)
{
    for (int64_t i = 0; i < s->length; i++)
        s->values[a * s->step + i * s->stride] -= (float)factor * s->values[b * s->step + i * s->stride];
}

static void scale(const struct vectors *s, int64_t a, double factor)
{
    for (int64_t i = 0; i < s->length; i++)
        s->values[a * s->step + i * s->stride] *= (float)factor;
}

/* Gram and Schmidt; random vectors are far from parallel. */
static void make_orthonormal(const struct vectors *s)
{
    for (int64_t a = 0; a < s->n_vectors; a++) {
        for (int64_t b = 0; b < a; b++)
            subtract(s, a, dot(s, a, b), b);
        const double length = sqrt(dot(s, a, a));
        scale(s, a, length > 0 ? 1 / length : 0);
    }
}

void gfla_orthogonal_init(const gfla_tensor *param, struct gfla_random *random, float *values)
{
    const int64_t count = gfla_shape_count(param->shape), rows = param->shape.dim[0], columns = count / rows;
    const bool estimate = gfla_text_ends(param->name, "weight_u") || gfla_text_ends(param->name, "weight_v");
    struct vectors s = {values, rows, columns, columns, 1};
    if (rows > columns)
        s = (struct vectors){values, columns, rows, 1, columns};
    /* [c, 1]: of a layer norm */
    const bool per_channel = param->shape.rank < 2 || (param->shape.rank == 2 && columns == 1);
    if (per_channel && !estimate) {
        for (int64_t i = 0; i < count; i++)
            values[i] = gfla_text_ends(param->name, "weight") ? 1.0f : 0.0f;
        return;
    }
    for (int64_t i = 0; i < count; i++)
        values[i] = gfla_random_normal(random);
    make_orthonormal(&s);
    for (int64_t i = 0; i < count && !estimate; i++)
        values[i] *= (float)GAIN;
}
