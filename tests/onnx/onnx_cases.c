/* onnx_cases DIR: every case of every op (tests/ops) as DIR/NUMBER.onnx, with its inputs and the result of host/ref
 * as DIR/NUMBER.npz, for check_cases.py. Cases with plain inputs come twice: these as inputs, and as parameters.
 * DIR/cases.txt has a line for each: NUMBER OP inputs|parameters written|REASON, then the case's name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/weights/npz.h"
#include "onnx/network.h"
#include "tests/ops/op_case.h"

struct written_case {
    const struct op_case *c;
    gfla_graph *graph;
    gfla_tensor *in[GFLA_MAX_NODE_TENSORS], *inputs[GFLA_MAX_NODE_TENSORS], *out;
    size_t n_inputs;
    double *values[GFLA_MAX_NODE_TENSORS], *expected;
    float *floats[GFLA_MAX_NODE_TENSORS];
};

static void destroy(struct written_case *w)
{
    for (int i = 0; i < GFLA_MAX_NODE_TENSORS; i++) {
        free(w->values[i]);
        free(w->floats[i]);
    }
    free(w->expected);
    gfla_graph_destroy(&w->graph);
}

static gfla_status build(struct written_case *w, bool has_parameters)
{
    gfla_status status;
    TRY(gfla_graph_create(&w->graph));
    for (int i = 0; i < w->c->n_in; i++) {
        const struct op_input *in = &w->c->in[i];
        char name[16];
        snprintf(name, sizeof name, "in%d", i);
        if (has_parameters && in->layout == GFLA_LAYOUT_PLAIN)
            w->in[i] = gfla_graph_param(w->graph, name, in->shape);
        else
            w->inputs[w->n_inputs++] = w->in[i] = gfla_graph_input(w->graph, name, in->shape, in->layout);
    }
    w->out = w->c->build(w->graph, w->in, w->c);
    TRY(gfla_graph_status(w->graph));
fail:
    return status;
}

/* The numbers that op_case_run takes. */
static gfla_status fill(struct written_case *w)
{
    gfla_status status;
    struct gfla_random random = gfla_random_seed(gfla_hash_text(w->c->name), 1);
    for (int i = 0; i < w->c->n_in; i++) {
        const struct op_input *in = &w->c->in[i];
        const int64_t count = gfla_shape_count(in->shape);
        const bool unset = in->lo == 0 && in->hi == 0;
        TRY(gfla_calloc(&w->values[i], (size_t)count, sizeof(double), "a case"));
        TRY(gfla_calloc(&w->floats[i], (size_t)count, sizeof(float), "a case"));
        if (in->fill)
            in->fill(w->values[i], in->shape, &random);
        for (int64_t j = 0; j < count; j++) {
            const float lo = unset ? -1 : (float)in->lo, hi = unset ? 1 : (float)in->hi;
            w->floats[i][j] = in->fill ? (float)w->values[i][j] : gfla_random_uniform(&random, lo, hi);
            w->values[i][j] = (double)w->floats[i][j];
        }
    }
    TRY(gfla_calloc(&w->expected, (size_t)gfla_shape_count(w->out->shape), sizeof(double), "a case"));
    w->c->forward(w->c, (const double *const *)w->values, w->expected);
fail:
    return status;
}

static gfla_status read_parameter(void *context, const gfla_tensor *parameter, float *values)
{
    const struct written_case *w = context;
    const int i = atoi(parameter->name + strlen("in"));
    memcpy(values, w->floats[i], (size_t)gfla_shape_count(parameter->shape) * sizeof *values);
    return GFLA_OK;
}

static gfla_status write_numbers(const struct written_case *w, const char *path)
{
    struct gfla_npz_array arrays[GFLA_MAX_NODE_TENSORS + 1];
    size_t n = 0;
    for (int i = 0; i < w->c->n_in; i++) {
        if (w->in[i]->role != GFLA_ROLE_INPUT)
            continue;
        arrays[n] = (struct gfla_npz_array){.dtype = GFLA_DTYPE_F32, .shape = w->in[i]->shape, .values = w->floats[i]};
        snprintf(arrays[n++].name, sizeof arrays->name, "in%d", i);
    }
    arrays[n++] = (struct gfla_npz_array){"out", GFLA_DTYPE_F64, w->out->shape, w->expected};
    return gfla_npz_write(path, arrays, n);
}

static gfla_status write_case(const struct op_case *c, const char *folder, int number, bool has_parameters)
{
    gfla_status status;
    struct written_case w = {.c = c};
    char path[512];
    TRY(build(&w, has_parameters));
    TRY(fill(&w));
    const struct gfla_onnx_output output = {"out", w.out};
    const struct gfla_onnx_network network = {.graph = w.graph,
                                              .inputs = w.inputs,
                                              .n_inputs = w.n_inputs,
                                              .outputs = &output,
                                              .n_outputs = 1,
                                              .read = read_parameter,
                                              .context = &w,
                                              .name = c->name};
    snprintf(path, sizeof path, "%s/%d.onnx", folder, number);
    TRY(gfla_onnx_network_write(path, &network, NULL));
    snprintf(path, sizeof path, "%s/%d.npz", folder, number);
    TRY(write_numbers(&w, path));
fail:
    destroy(&w);
    return status;
}

static bool has_plain_input(const struct op_case *c)
{
    for (int i = 0; i < c->n_in; i++)
        if (c->in[i].layout == GFLA_LAYOUT_PLAIN)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    char path[512];
    int number = 0;
    if (argc != 2) {
        fputs("usage: onnx_cases DIR\n", stderr);
        return 2;
    }
    snprintf(path, sizeof path, "%s/cases.txt", argv[1]);
    FILE *list = fopen(path, "w");
    for (int t = 0; list && t < n_op_case_tables; t++)
        for (int i = 0; i < op_case_tables[t]->n_cases; i++)
            for (int variant = 0; variant < 2; variant++) {
                const struct op_case *c = &op_case_tables[t]->cases[i];
                if (variant == 1 && !has_plain_input(c))
                    continue;
                const bool written = write_case(c, argv[1], number, variant == 1) == GFLA_OK;
                fprintf(list, "%d\t%s\t%s\t%s\t%s\n", number++, op_case_tables[t]->op,
                        variant ? "parameters" : "inputs", written ? "written" : gfla_error_message(), c->name);
            }
    return list && fclose(list) == 0 && number > 0 ? 0 : 1;
}
