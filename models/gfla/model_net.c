#include "models/gfla/model_net.h"

#include <stdio.h>
#include <stdlib.h>

const char *gfla_model_output_name(const struct gfla_model_output *output, int frame, char *text, size_t size)
{
    int length = snprintf(text, size, "%s", output->group);
    if (frame >= 0 && length > 0 && (size_t)length < size)
        length += snprintf(text + length, size - (size_t)length, ".%d", frame);
    if (output->index >= 0 && length > 0 && (size_t)length < size)
        snprintf(text + length, size - (size_t)length, ".%d", output->index);
    return text;
}

gfla_status gfla_model_carry_over(gfla_plan *plan, const struct gfla_model_carry *carry, bool is_first)
{
    gfla_status status;
    float *values = NULL;
    gfla_tensor *from = is_first ? carry->first : carry->from;
    TRY(gfla_calloc(&values, (size_t)gfla_shape_count(from->shape), sizeof *values, "a frame"));
    TRY(gfla_tensor_read(plan, from, values));
    TRY(gfla_tensor_write(plan, carry->to, values));
fail:
    free(values);
    return status;
}

void gfla_model_add_input(struct gfla_model_net *net, gfla_tensor *tensor)
{
    if (tensor)
        net->input[net->n_inputs++] = tensor;
}

void gfla_model_add_output(struct gfla_model_net *net, gfla_tensor *tensor, const char *group, int index)
{
    struct gfla_model_output *output = &net->output[net->n_outputs];
    if (!tensor)
        return;
    snprintf(output->group, sizeof output->group, "%s", group);
    output->index = index;
    output->tensor = gfla_graph_keep(tensor);
    net->n_outputs++;
}

void gfla_model_add_maps(struct gfla_model_net *net, gfla_tensor *const *maps, int n, const char *group)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        if (maps[i])
            gfla_model_add_output(net, maps[i], group, count++);
}
