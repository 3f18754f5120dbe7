#include "train/part_inputs.h"

#include <stdlib.h>

#include "graph/share.h"

struct gfla_part_inputs {
    gfla_buffer **buffers; /* the plan's */
    size_t n, bytes;       /* bytes of all of them */
    char *values;          /* [n_parts][bytes] */
};

static bool is_norm(const gfla_graph *graph, const gfla_tensor *tensor)
{
    for (size_t i = 0; i < gfla_graph_n_norms(graph); i++)
        if (gfla_graph_get_norm(graph, i).sum == tensor)
            return true;
    return false;
}

gfla_status gfla_part_inputs_create(gfla_part_inputs **inputs, const gfla_graph *graph, int n_parts)
{
    gfla_status status;
    gfla_part_inputs *p = NULL;
    *inputs = NULL;
    TRY(gfla_calloc(&p, 1, sizeof *p, "inputs"));
    TRY(gfla_calloc(&p->buffers, gfla_graph_n_tensors(graph) + 1, sizeof(gfla_buffer *), "inputs"));
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role != GFLA_ROLE_INPUT || tensor->view_of || !tensor->buffer || is_norm(graph, tensor))
            continue;
        p->buffers[p->n++] = tensor->buffer;
        p->bytes += gfla_buffer_size(tensor->buffer);
    }
    TRY(gfla_calloc(&p->values, p->bytes * (size_t)n_parts + 1, 1, "the inputs of the parts of a batch"));
    *inputs = p;
    return GFLA_OK;
fail:
    gfla_part_inputs_destroy(&p);
    return status;
}

void gfla_part_inputs_destroy(gfla_part_inputs **inputs)
{
    if (!inputs || !*inputs)
        return;
    free((*inputs)->buffers);
    free((*inputs)->values);
    free(*inputs);
    *inputs = NULL;
}

gfla_status gfla_part_inputs_keep(gfla_part_inputs *inputs, int number)
{
    gfla_status status = GFLA_OK;
    char *values = inputs->values + (size_t)number * inputs->bytes;
    for (size_t i = 0; i < inputs->n; i++) {
        TRY(gfla_buffer_read(inputs->buffers[i], 0, values, gfla_buffer_size(inputs->buffers[i])));
        values += gfla_buffer_size(inputs->buffers[i]);
    }
fail:
    return status;
}

gfla_status gfla_part_inputs_put_back(gfla_part_inputs *inputs, int number)
{
    gfla_status status = GFLA_OK;
    const char *values = inputs->values + (size_t)number * inputs->bytes;
    for (size_t i = 0; i < inputs->n; i++) {
        TRY(gfla_buffer_write(inputs->buffers[i], 0, values, gfla_buffer_size(inputs->buffers[i])));
        values += gfla_buffer_size(inputs->buffers[i]);
    }
fail:
    return status;
}
