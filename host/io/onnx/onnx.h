/* io/onnx/onnx.h - ONNX files (https://onnx.ai, IR version 8, opset 16): a graph of operators, described by plain
 * structs, is written. What the operators mean is for the caller to know. Nothing here is read back. */
#ifndef GFLA_IO_ONNX_ONNX_H
#define GFLA_IO_ONNX_ONNX_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/shape.h"

#define GFLA_ONNX_OPSET 16
#define GFLA_ONNX_MAX_INPUTS 8
#define GFLA_ONNX_MAX_ATTRIBUTES 6
#define GFLA_ONNX_MAX_INTS 8

/* Types of elements, numbered as in the file (TensorProto.DataType). */
enum gfla_onnx_type { GFLA_ONNX_FLOAT = 1, GFLA_ONNX_INT64 = 7 };

/* What flows from node to node: an input of the graph, a constant, or what a node computes. */
struct gfla_onnx_value {
    const char *name; /* unique in the graph; "": an optional input of a node that is left out */
    /* Of inputs and outputs of the graph, and of constants. */
    enum gfla_onnx_type type;
    struct gfla_shape shape;
    const char *free_dim; /* what the first dimension is called where every size of it will do; NULL: it is fixed */
    const void *data;     /* of a constant: gfla_shape_count(shape) elements; NULL for everything else */
};

enum gfla_onnx_kind {
    GFLA_ONNX_ATTRIBUTE_NONE,
    GFLA_ONNX_ATTRIBUTE_INT,
    GFLA_ONNX_ATTRIBUTE_INTS,
    GFLA_ONNX_ATTRIBUTE_REAL,
    GFLA_ONNX_ATTRIBUTE_TEXT
};

struct gfla_onnx_attribute {
    const char *name;
    enum gfla_onnx_kind kind;         /* NONE ends a list that is not full */
    int64_t ints[GFLA_ONNX_MAX_INTS]; /* INT: the first */
    int n_ints;
    float real;
    const char *text;
};

struct gfla_onnx_node {
    const char *op, *name;
    struct gfla_onnx_value *in[GFLA_ONNX_MAX_INPUTS], *out;
    int n_in;
    struct gfla_onnx_attribute attribute[GFLA_ONNX_MAX_ATTRIBUTES];
};

struct gfla_onnx_pair {
    const char *key, *value;
};

struct gfla_onnx_model {
    const char *name, *summary;          /* of the graph */
    struct gfla_onnx_node *const *nodes; /* each after those whose results it takes */
    size_t n_nodes;
    struct gfla_onnx_value *const *inputs, *const *outputs;
    size_t n_inputs, n_outputs;
    const struct gfla_onnx_pair *metadata;
    size_t n_metadata;
};

/* What was written. */
struct gfla_onnx_report {
    size_t n_nodes, n_constants;
    uint64_t n_numbers; /* of the constants that hold real numbers */
    uint64_t bytes;
};

/* Writes the file, which appears whole or not at all. Constants are those that nodes or outputs refer to, each once.
 * GFLA_ERROR_USAGE where the file would exceed the 2 GiB that the format can have. `report` may be NULL. */
gfla_status gfla_onnx_write(const char *path, const struct gfla_onnx_model *model, struct gfla_onnx_report *report);

#endif
