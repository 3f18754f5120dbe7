#include "ref/spectral_norm_ref.h"

#include <stdlib.h>

#include "onnx/op.h"

enum { WEIGHT, SIGMA, U, V };

/* The weights come divided in the file, so there must be numbers to divide; sigma is computed with them. */
static gfla_onnx_value *estimate(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    return gfla_onnx_none(b);
}

/* W / (u . W v), in double precision. */
static gfla_status compute(const gfla_onnx_value *weight, const float *u, const float *v, float *result)
{
    gfla_status status;
    double *numbers = NULL;
    const int64_t rows = weight->shape.dim[0], count = gfla_shape_count(weight->shape), columns = count / rows;
    TRY(gfla_calloc(&numbers, (size_t)(2 * count + rows + columns), sizeof *numbers, "a weight"));
    double *w = numbers, *divided = w + count, *us = divided + count, *vs = us + rows;
    for (int64_t i = 0; i < count; i++)
        w[i] = (double)((const float *)weight->data)[i];
    for (int64_t i = 0; i < rows; i++)
        us[i] = (double)u[i];
    for (int64_t i = 0; i < columns; i++)
        vs[i] = (double)v[i];
    gfla_spectral_norm_ref_fwd((int)rows, (int)columns, w, us, vs, divided);
    for (int64_t i = 0; i < count; i++)
        result[i] = (float)divided[i];
fail:
    free(numbers);
    return status;
}

static gfla_onnx_value *divide(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    gfla_status status;
    float *values = NULL;
    gfla_onnx_value *result = NULL;
    if (!in[WEIGHT] || !in[U] || !in[V])
        return NULL;
    REQUIRE(in[WEIGHT]->data && in[U]->data && in[V]->data, GFLA_ERROR_USAGE,
            "the spectral norm of weights that are computed has no form in ONNX");
    const char *name = gfla_arena_printf(gfla_onnx_builder_arena(b), "%s / sigma", in[WEIGHT]->name);
    result = name ? gfla_onnx_find_parameter(b, name) : gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    if (result || !name)
        return result;
    result = gfla_onnx_parameter(b, name, in[WEIGHT]->shape, &values);
    if (result)
        TRY(compute(in[WEIGHT], in[U]->data, in[V]->data, values));
    return result;
fail:
    return gfla_onnx_builder_fail(b, status);
}

static const struct gfla_onnx_op ops[] = {{"spectral_norm_estimate", estimate}, {"spectral_norm_divide", divide}};

const struct gfla_onnx_ops spectral_norm_onnx = {ops, sizeof ops / sizeof *ops};
