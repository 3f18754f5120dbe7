/* Weights that a checkpoint keeps as direction and length: torch.nn.utils.weight_norm, whose weight is g v / |v|. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "train/published.h"

#define MAX_NAME 512

/* What PyTorch before and since 1.12 calls them, behind the weight's own name. */
static const char *const endings[][2] = {{"_g", "_v"}, {"original0", "original1"}};

/* v has the weight's shape; g as many numbers as its first dimension, the one that torch keeps unless told otherwise. */
struct parts {
    const struct gfla_checkpoint_tensor *g, *v;
    int64_t rows, columns;
};

static const struct gfla_checkpoint_tensor *find(const gfla_checkpoint *file, const char *name, int form, int part)
{
    static const char weight[] = "weight";
    const size_t length = strlen(name), end = sizeof weight - 1;
    char other[MAX_NAME];
    if (length < end || strcmp(name + length - end, weight) != 0)
        return NULL;
    const int n = form == 0 ? snprintf(other, sizeof other, "%s%s", name, endings[form][part])
                            : snprintf(other, sizeof other, "%.*sparametrizations.weight.%s", (int)(length - end), name,
                                       endings[form][part]);
    return n > 0 && (size_t)n < sizeof other ? gfla_published_find(file, other) : NULL;
}

static bool find_parts(const gfla_checkpoint *file, const char *name, struct parts *p)
{
    for (int form = 0; form < 2; form++) {
        *p = (struct parts){find(file, name, form, 0), find(file, name, form, 1), 0, 0};
        if (!p->g || !p->v || p->v->shape.rank < 1)
            continue;
        p->rows = gfla_shape_count(p->g->shape);
        if (p->rows > 0 && p->rows == p->v->shape.dim[0]) {
            p->columns = gfla_shape_count(p->v->shape) / p->rows;
            return true;
        }
    }
    return false;
}

bool gfla_published_has_weight_norm(const gfla_checkpoint *file, const char *name, struct gfla_shape shape)
{
    struct parts p;
    return find_parts(file, name, &p) && gfla_shape_equal(p.v->shape, shape);
}

gfla_status gfla_published_weight_norm(gfla_checkpoint *file, const char *name, float *values)
{
    gfla_status status;
    struct parts p;
    float *lengths = NULL;
    REQUIRE(find_parts(file, name, &p), GFLA_ERROR_USAGE, "\"%s\" cannot be computed from this file", name);
    TRY(gfla_calloc(&lengths, (size_t)p.rows, sizeof *lengths, "a tensor"));
    TRY(gfla_checkpoint_fetch(file, p.g, lengths));
    TRY(gfla_checkpoint_fetch(file, p.v, values));
    for (int64_t r = 0; r < p.rows; r++) {
        float *row = values + r * p.columns;
        double squares = 0;
        for (int64_t i = 0; i < p.columns; i++)
            squares += (double)row[i] * (double)row[i];
        for (int64_t i = 0; squares > 0 && i < p.columns; i++)
            row[i] = (float)((double)row[i] * (double)lengths[r] / sqrt(squares));
    }
fail:
    free(lengths);
    return status;
}
