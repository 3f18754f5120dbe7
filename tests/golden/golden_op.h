/* tests/golden/golden_op.h - one op against numbers made elsewhere: a folder of .npy files with its inputs, output and
 * gradients, where the gradients are those of sum(out * grad_out). See tests/golden/README.md. Every parameter that
 * `build` creates, NAME, is read from param_NAME and its gradient compared with grad_param_NAME. */
#ifndef GFLA_TESTS_GOLDEN_OP_H
#define GFLA_TESTS_GOLDEN_OP_H

#include "graph/graph.h"

struct golden_tensor {
    const char *file;     /* "in_source"; the tensor's shape is the file's */
    const char *gradient; /* "grad_in_source"; NULL: not compared */
    bool is_plain;        /* parameters; maps are blocked */
};

struct golden_op {
    const char *folder; /* below tests/golden/ops */
    int n_in;
    struct golden_tensor in[GFLA_MAX_NODE_TENSORS];
    const char *out;      /* file of the output */
    const char *grad_out; /* NULL: the output is a scalar loss; NULL and no gradients: the value alone */
    bool is_plain;        /* the output, so grad_out too */
    /* Another file and the name of the activation that it holds; may be NULL. */
    const char *tap_file, *tap_name;
    /* Instead of param_* files: a safetensors file of tests/golden, and what its names are to be preceded by. */
    const char *weights, *weights_prefix;
    gfla_tensor *(*build)(gfla_graph *graph, gfla_tensor *const *in);
    double tolerance, grad_tolerance; /* relative to the largest magnitude of the file */
    double grad_noise; /* added to the tolerance of gradients: some are zero but for rounding (biases before a norm) */
};

/* Compares everything; the message names the file, the place and both values of what fails first. */
gfla_status golden_op_run(const struct golden_op *op, gfla_device *device);

#endif
