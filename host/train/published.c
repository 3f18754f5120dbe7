#include "train/published.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define SPECTRAL_EPSILON 1e-12 /* of torch.nn.utils.spectral_norm */
#define MAX_NAME 512

static const struct gfla_checkpoint_tensor *find_renamed(const gfla_checkpoint *file, const char *name,
                                                         const char *from, const char *to)
{
    const char *place = strstr(name, from);
    char other[MAX_NAME];
    if (!place)
        return NULL;
    int n = snprintf(other, sizeof other, "%.*s%s%s", (int)(place - name), name, to, place + strlen(from));
    return n > 0 && (size_t)n < sizeof other ? gfla_checkpoint_find(file, other) : NULL;
}

static const struct gfla_checkpoint_tensor *find_of_either(const gfla_checkpoint *file, const char *name)
{
    const struct gfla_checkpoint_tensor *found = gfla_checkpoint_find(file, name);
    if (!found)
        found = find_renamed(file, name, ".model.2.", ".conv1.");
    return found ? found : find_renamed(file, name, ".conv1.", ".model.2.");
}

/* torch.nn.utils.parametrizations.spectral_norm, which took spectral_norm's place in PyTorch 1.9. */
static const struct {
    const char *end, *now;
} parametrised[] = {
    {"weight_orig", "parametrizations.weight.original"},
    {"weight_u", "parametrizations.weight.0._u"},
    {"weight_v", "parametrizations.weight.0._v"},
};

const struct gfla_checkpoint_tensor *gfla_published_find(const gfla_checkpoint *file, const char *name)
{
    const struct gfla_checkpoint_tensor *found = find_of_either(file, name);
    const size_t length = strlen(name);
    char other[MAX_NAME];
    for (size_t i = 0; !found && i < sizeof parametrised / sizeof *parametrised; i++) {
        const size_t end = strlen(parametrised[i].end);
        if (length < end || strcmp(name + length - end, parametrised[i].end) != 0)
            continue;
        const int n = snprintf(other, sizeof other, "%.*s%s", (int)(length - end), name, parametrised[i].now);
        found = n > 0 && (size_t)n < sizeof other ? find_of_either(file, other) : NULL;
    }
    return found;
}

/* The companion of a name that ends in weight_v. */
static const struct gfla_checkpoint_tensor *find_companion(const gfla_checkpoint *file, const char *name,
                                                           const char *suffix)
{
    const size_t length = strlen(name), end = strlen("weight_v");
    char other[MAX_NAME];
    if (length < end || strcmp(name + length - end, "weight_v") != 0)
        return NULL;
    int n = snprintf(other, sizeof other, "%.*s%s", (int)(length - end), name, suffix);
    return n > 0 && (size_t)n < sizeof other ? gfla_published_find(file, other) : NULL;
}

/* weights [rows, columns], or [outer, rows, inner] of a transposed convolution, whose columns are outer x inner. */
static void multiply(const float *weights, const float *u, int64_t outer, int64_t rows, int64_t inner, float *v)
{
    double squares = 0;
    for (int64_t o = 0; o < outer; o++)
        for (int64_t i = 0; i < inner; i++) {
            double sum = 0;
            for (int64_t r = 0; r < rows; r++)
                sum += (double)weights[(o * rows + r) * inner + i] * (double)u[r];
            v[o * inner + i] = (float)sum;
            squares += sum * sum;
        }
    for (int64_t i = 0; i < outer * inner; i++)
        v[i] = (float)(v[i] / fmax(sqrt(squares), SPECTRAL_EPSILON));
}

/* How weight_orig is a matrix of the rows of u: [outer, rows, inner]. */
struct matrix {
    const struct gfla_checkpoint_tensor *weights, *u;
    int64_t outer, rows, inner;
};

static bool find_matrix(const gfla_checkpoint *file, const char *name, struct matrix *m)
{
    *m = (struct matrix){find_companion(file, name, "weight_orig"), find_companion(file, name, "weight_u"), 1, 0, 1};
    if (!m->weights || !m->u || m->weights->shape.rank < 2 || m->u->shape.rank != 1)
        return false;
    const struct gfla_shape shape = m->weights->shape;
    const bool transposed = shape.dim[0] != m->u->shape.dim[0];
    m->rows = shape.dim[transposed];
    m->outer = transposed ? shape.dim[0] : 1;
    for (int i = 1 + transposed; i < shape.rank; i++)
        m->inner *= shape.dim[i];
    return m->rows > 0 && m->rows == m->u->shape.dim[0];
}

bool gfla_published_has_weight_v(const gfla_checkpoint *file, const char *name, int64_t count)
{
    struct matrix m;
    return find_matrix(file, name, &m) && m.outer * m.inner == count;
}

gfla_status gfla_published_weight_v(gfla_checkpoint *file, const char *name, float *values)
{
    gfla_status status = GFLA_OK;
    float *weights = NULL, *u = NULL;
    struct matrix m;
    REQUIRE(find_matrix(file, name, &m), GFLA_ERROR_USAGE, "\"%s\" cannot be computed from this file", name);
    TRY(gfla_calloc(&weights, (size_t)gfla_shape_count(m.weights->shape), sizeof *weights, "a tensor"));
    TRY(gfla_calloc(&u, (size_t)m.rows, sizeof *u, "a tensor"));
    TRY(gfla_checkpoint_fetch(file, m.weights, weights));
    TRY(gfla_checkpoint_fetch(file, m.u, u));
    multiply(weights, u, m.outer, m.rows, m.inner, values);
fail:
    free(weights);
    free(u);
    return status;
}

bool gfla_published_has(const gfla_checkpoint *file, const char *name, struct gfla_shape shape)
{
    const int64_t count = gfla_shape_count(shape);
    return gfla_published_find(file, name) || gfla_published_has_batch_norm(file, name, count) ||
           gfla_published_has_weight_v(file, name, count) || gfla_published_has_weight_norm(file, name, shape);
}

gfla_status gfla_published_fetch(gfla_checkpoint *file, const char *path, const char *name, struct gfla_shape shape,
                                 float *values)
{
    gfla_status status;
    char mine[96], theirs[96], note[256];
    const struct gfla_checkpoint_tensor *found = gfla_published_find(file, name);
    const int64_t count = gfla_shape_count(shape);
    const bool folds = gfla_published_has_batch_norm(file, name, count);
    const bool norms = !found && gfla_published_has_weight_norm(file, name, shape);
    const bool made = folds || norms || (!found && gfla_published_has_weight_v(file, name, count));
    REQUIRE(found || made, GFLA_ERROR_INPUT, "%s: no tensor \"%s\": these are weights of another network%s", path, name,
            gfla_checkpoint_note(file, note, sizeof note));
    REQUIRE(!found || gfla_shape_equal(found->shape, shape), GFLA_ERROR_INPUT,
            "%s: tensor \"%s\" is %s, the network has %s. hint: another width, size or form of the network", path, name,
            gfla_shape_text(found->shape, theirs, sizeof theirs), gfla_shape_text(shape, mine, sizeof mine));
    TRY(folds   ? gfla_published_fold(file, name, values)
        : norms ? gfla_published_weight_norm(file, name, values)
        : made  ? gfla_published_weight_v(file, name, values)
                : gfla_checkpoint_fetch(file, found, values));
fail:
    return status;
}
