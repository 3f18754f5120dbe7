/* onnx/builder.h - an ONNX graph that is put together operator by operator; for the files of this folder.
 *
 * As with the builders of networks, the first failure is kept: later calls return NULL and do nothing, NULL inputs
 * included, so that expressions nest. One owner, one thread; values live as long as the builder. */
#ifndef GFLA_ONNX_BUILDER_H
#define GFLA_ONNX_BUILDER_H

#include "base/memory.h"
#include "io/onnx/onnx.h"

typedef struct gfla_onnx_builder gfla_onnx_builder;
typedef struct gfla_onnx_value gfla_onnx_value;

gfla_status gfla_onnx_builder_create(gfla_onnx_builder **builder);
void gfla_onnx_builder_destroy(gfla_onnx_builder **builder);
/* The first failure; its message is restored as this thread's message. */
gfla_status gfla_onnx_builder_status(const gfla_onnx_builder *builder);
/* Keeps a failure that this thread has recorded; returns NULL. */
gfla_onnx_value *gfla_onnx_builder_fail(gfla_onnx_builder *builder, gfla_status code);
gfla_arena *gfla_onnx_builder_arena(gfla_onnx_builder *builder);

/* What the nodes that follow are named after: the part of the network that they compute, with or without a dot at
 * its end. */
void gfla_onnx_scope(gfla_onnx_builder *builder, const char *scope);

/* An input of the graph. free_dim: see struct gfla_onnx_value. The first one that has a free dimension tells the batch
 * (gfla_onnx_batch_shape). */
gfla_onnx_value *gfla_onnx_input(gfla_onnx_builder *builder, const char *name, struct gfla_shape shape,
                                 const char *free_dim);
/* Makes `value` an output of the graph under this name. */
void gfla_onnx_output(gfla_onnx_builder *builder, gfla_onnx_value *value, const char *name, struct gfla_shape shape,
                      const char *free_dim);
/* Calls a value by this name, which is copied, if a node computes it and it was not named before. */
void gfla_onnx_name(gfla_onnx_builder *builder, gfla_onnx_value *value, const char *name);

/* Appends node.op with its inputs, up to the first NULL, and its attributes; returns its output. The rest of the node
 * is filled in.
 *     gfla_onnx_add(b, (struct gfla_onnx_node){.op = "Softmax", .in = {x}, .attribute = {GFLA_ONNX_INT("axis", 1)}}) */
gfla_onnx_value *gfla_onnx_add(gfla_onnx_builder *builder, struct gfla_onnx_node node);
gfla_onnx_value *gfla_onnx_unary(gfla_onnx_builder *builder, const char *op, gfla_onnx_value *x);
gfla_onnx_value *gfla_onnx_binary(gfla_onnx_builder *builder, const char *op, gfla_onnx_value *a, gfla_onnx_value *b);

#define GFLA_ONNX_INT(name_, value_)                                                                                   \
    {                                                                                                                  \
        .name = name_, .kind = GFLA_ONNX_ATTRIBUTE_INT, .ints = { value_ }                                             \
    }
#define GFLA_ONNX_INTS(name_, n_, ...)                                                                                 \
    {                                                                                                                  \
        .name = name_, .kind = GFLA_ONNX_ATTRIBUTE_INTS, .n_ints = n_, .ints = { __VA_ARGS__ }                         \
    }
#define GFLA_ONNX_REAL(name_, value_)                                                                                  \
    {                                                                                                                  \
        .name = name_, .kind = GFLA_ONNX_ATTRIBUTE_REAL, .real = value_                                                \
    }
#define GFLA_ONNX_TEXT(name_, value_)                                                                                  \
    {                                                                                                                  \
        .name = name_, .kind = GFLA_ONNX_ATTRIBUTE_TEXT, .text = value_                                                \
    }

/* An optional input that is left out before others that are not. */
gfla_onnx_value *gfla_onnx_none(gfla_onnx_builder *builder);

/* Constants. Numbers are copied; equal ones are shared. */
gfla_onnx_value *gfla_onnx_scalar(gfla_onnx_builder *builder, double value);
gfla_onnx_value *gfla_onnx_floats(gfla_onnx_builder *builder, struct gfla_shape shape, const float *values);
gfla_onnx_value *gfla_onnx_ints(gfla_onnx_builder *builder, int64_t n, const int64_t *values);
#define GFLA_ONNX_LIST(builder, ...)                                                                                   \
    gfla_onnx_ints(builder, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t), (const int64_t[]){__VA_ARGS__})
/* A constant with a name of its own, whose numbers, in *values, are still to be set; and one that is there; NULL
 * when it is not. */
gfla_onnx_value *gfla_onnx_parameter(gfla_onnx_builder *builder, const char *name, struct gfla_shape shape,
                                     float **values);
gfla_onnx_value *gfla_onnx_find_parameter(const gfla_onnx_builder *builder, const char *name);

gfla_onnx_value *gfla_onnx_constant(gfla_onnx_builder *builder, struct gfla_shape shape,
                                    float value); /* the same number everywhere */
/* A constant with its numbers in another shape. */
gfla_onnx_value *gfla_onnx_reshaped(gfla_onnx_builder *builder, const gfla_onnx_value *constant,
                                    struct gfla_shape shape);
/* A shape as a value, [rank]; its first dimension is the batch, taken from an input where it is free. */
gfla_onnx_value *gfla_onnx_batch_shape(gfla_onnx_builder *builder, struct gfla_shape shape);

/* Expressions. Dimensions: 0 is as it was, -1 what is left (not of constants, which are reshaped at once). */
gfla_onnx_value *gfla_onnx_reshape(gfla_onnx_builder *builder, gfla_onnx_value *x, int rank, const int64_t *dims);
gfla_onnx_value *gfla_onnx_transpose(gfla_onnx_builder *builder, gfla_onnx_value *x, int rank, const int64_t *order);
#define GFLA_ONNX_RESHAPE(builder, x, ...)                                                                             \
    gfla_onnx_reshape(builder, x, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t),                            \
                      (const int64_t[]){__VA_ARGS__})
#define GFLA_ONNX_TRANSPOSE(builder, x, ...)                                                                           \
    gfla_onnx_transpose(builder, x, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t),                          \
                        (const int64_t[]){__VA_ARGS__})
gfla_onnx_value *gfla_onnx_slice(gfla_onnx_builder *builder, gfla_onnx_value *x, int axis, int64_t first,
                                 int64_t count);
gfla_onnx_value *gfla_onnx_concat(gfla_onnx_builder *builder, int axis, int n, gfla_onnx_value *const *parts);
gfla_onnx_value *gfla_onnx_leaky_relu(gfla_onnx_builder *builder, gfla_onnx_value *x, float slope);
/* `pads` more elements before and after the others, for each of the four dimensions; mode: "constant" (zeros),
 * "reflect", "edge". */
gfla_onnx_value *gfla_onnx_pad(gfla_onnx_builder *builder, gfla_onnx_value *x, const char *mode,
                               const int64_t before[4], const int64_t after[4]);

/* What was built, as a file is written from it; lives as long as the builder, and until something is added. */
struct gfla_onnx_model gfla_onnx_builder_model(const gfla_onnx_builder *builder);

#endif
