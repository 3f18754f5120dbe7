#include "tasks/model/infer_inputs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "io/weights/npy.h"

#define MOST_SIDE 1000000 /* of any input; the networks say what they can take */

static const struct gfla_infer_input *find(const struct gfla_infer_inputs *inputs, const char *name)
{
    for (int i = 0; i < inputs->n; i++)
        if (strcmp(inputs->items[i].name, name) == 0)
            return &inputs->items[i];
    return NULL;
}

gfla_status gfla_infer_inputs_add(struct gfla_infer_inputs *inputs, const char *text)
{
    gfla_status status = GFLA_OK;
    const char *equal = strchr(text, '=');
    REQUIRE(equal && equal != text && equal[1] && (size_t)(equal - text) < sizeof inputs->items[0].name,
            GFLA_ERROR_USAGE, "--input: '%s' is not NAME=FILE.npy", text);
    REQUIRE(inputs->n < GFLA_MODEL_INPUTS, GFLA_ERROR_USAGE, "more than %d inputs", GFLA_MODEL_INPUTS);
    struct gfla_infer_input *item = &inputs->items[inputs->n];
    snprintf(item->name, sizeof item->name, "%.*s", (int)(equal - text), text);
    REQUIRE(!find(inputs, item->name), GFLA_ERROR_USAGE, "--input: %s is named twice", item->name);
    item->path = equal + 1;
    inputs->n++;
fail:
    return status;
}

/* What is no number makes the whole result none; it is computed, for those who look for where that begins. */
static void warn_of_no_numbers(const struct gfla_infer_input *item)
{
    size_t n = 1, n_odd = 0, first = 0;
    for (int i = 0; i < item->shape.rank; i++)
        n *= (size_t)item->shape.dim[i];
    for (size_t i = n; i-- > 0;)
        if (!isfinite(item->values[i])) {
            n_odd++;
            first = i;
        }
    if (n_odd > 0)
        gfla_log(GFLA_LOG_WARNING, "%s: %zu of %zu numbers are not finite, the first is number %zu: %g", item->path,
                 n_odd, n, first, (double)item->values[first]);
}

gfla_status gfla_infer_inputs_read(struct gfla_infer_inputs *inputs)
{
    gfla_status status;
    for (int i = 0; i < inputs->n; i++) {
        TRY(gfla_npy_read(inputs->items[i].path, &inputs->items[i].shape, &inputs->items[i].values));
        warn_of_no_numbers(&inputs->items[i]);
    }
    return GFLA_OK;
fail:
    return status;
}

void gfla_infer_inputs_destroy(struct gfla_infer_inputs *inputs)
{
    for (int i = 0; i < inputs->n; i++)
        free(inputs->items[i].values);
    *inputs = (struct gfla_infer_inputs){.n = 0};
}

static gfla_status missing(const char *name, const struct gfla_net_model *net)
{
    return gfla_fail(GFLA_ERROR_USAGE, "%s needs the input %s. hint: --input %s=FILE.npy", net->model->name, name,
                     name);
}

gfla_status gfla_infer_inputs_size(struct gfla_infer_inputs *inputs, struct gfla_net_model *net)
{
    gfla_status status;
    char text[96];
    const struct gfla_infer_input *item = find(inputs, net->model->sizing);
    if (!item)
        return missing(net->model->sizing, net);
    REQUIRE(item->shape.rank >= 3, GFLA_ERROR_INPUT,
            "%s: %s is [batch, channels, ...], of three dimensions at least, not %s", item->path, item->name,
            gfla_shape_text(item->shape, text, sizeof text));
    for (int i = 0; i < item->shape.rank; i++)
        REQUIRE(item->shape.dim[i] > 0, GFLA_ERROR_INPUT, "%s: %s is %s: the array is empty", item->path, item->name,
                gfla_shape_text(item->shape, text, sizeof text));
    for (int i = 0; i < item->shape.rank; i++)
        REQUIRE(item->shape.dim[i] <= MOST_SIDE, GFLA_ERROR_INPUT, "%s: %s is %s, no side of which may exceed %d",
                item->path, item->name, gfla_shape_text(item->shape, text, sizeof text), MOST_SIDE);
    gfla_network_config_size(&net->config, item->shape);
    inputs->n_items = inputs->n_parts = net->config.batch;
    inputs->part = net->config.batch = 1;
    return GFLA_OK;
fail:
    return status;
}

static bool is_carried(const struct gfla_model_net *net, const gfla_tensor *input)
{
    for (int i = 0; i < net->n_carries; i++)
        if (net->carry[i].to == input)
            return true;
    return false;
}

static const gfla_tensor *find_input(const struct gfla_model_net *net, const char *name)
{
    for (int i = 0; i < net->n_inputs; i++)
        if (strcmp(net->input[i]->name, name) == 0)
            return net->input[i];
    return NULL;
}

static const char *input_names(const struct gfla_model_net *net, char *text, size_t size)
{
    size_t length = 0;
    for (int i = 0; i < net->n_inputs && length < size; i++)
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? ", " : "", net->input[i]->name);
    return text;
}

/* As a file has it: of all items, and [batch, frames, ...] for the input of each frame. */
static struct gfla_shape file_shape(const struct gfla_infer_inputs *inputs, const struct gfla_model_net *net,
                                    const gfla_tensor *input)
{
    struct gfla_shape shape = input->shape;
    shape.dim[0] = shape.dim[0] / inputs->part * inputs->n_items;
    if (input != net->frame)
        return shape;
    for (int i = shape.rank++; i > 1; i--)
        shape.dim[i] = shape.dim[i - 1];
    shape.dim[1] = inputs->n_frames;
    return shape;
}

gfla_status gfla_infer_inputs_match(struct gfla_infer_inputs *inputs, const struct gfla_net_model *model)
{
    gfla_status status;
    const struct gfla_model_net *net = &model->net;
    const struct gfla_infer_input *clip = net->frame ? find(inputs, net->frame->name) : NULL;
    char names[256], mine[96], theirs[96];
    inputs->n_frames = 1;
    if (clip) {
        REQUIRE(clip->shape.rank == net->frame->shape.rank + 1 && clip->shape.dim[1] > 0 &&
                    clip->shape.dim[1] <= 1000000,
                GFLA_ERROR_INPUT, "%s: %s is [batch, frames, ...], of %d dimensions, not %s", clip->path, clip->name,
                net->frame->shape.rank + 1, gfla_shape_text(clip->shape, theirs, sizeof theirs));
        inputs->n_frames = (int)clip->shape.dim[1];
    }
    for (int i = 0; i < net->n_inputs; i++)
        if (!is_carried(net, net->input[i]) && !find(inputs, net->input[i]->name))
            return missing(net->input[i]->name, model);
    for (int i = 0; i < inputs->n; i++) {
        const struct gfla_infer_input *item = &inputs->items[i];
        const gfla_tensor *input = find_input(net, item->name);
        REQUIRE(input, GFLA_ERROR_USAGE, "%s has no input %s. hint: it has %s", model->model->name, item->name,
                input_names(net, names, sizeof names));
        const struct gfla_shape shape = file_shape(inputs, net, input);
        REQUIRE(gfla_shape_equal(item->shape, shape), GFLA_ERROR_INPUT, "%s: %s is %s, the network takes %s",
                item->path, item->name, gfla_shape_text(item->shape, theirs, sizeof theirs),
                gfla_shape_text(shape, mine, sizeof mine));
    }
    return GFLA_OK;
fail:
    return status;
}

static int divide_up(int a, int b)
{
    return (a + b - 1) / b;
}

void gfla_infer_inputs_divide(struct gfla_infer_inputs *inputs, int most)
{
    inputs->part = divide_up(inputs->n_items, divide_up(inputs->n_items, most));
    inputs->n_parts = divide_up(inputs->n_items, inputs->part);
}

/* Of each item of the part a piece of the file: frame number `frame` of n_frames. */
static gfla_status write_part(const struct gfla_infer_inputs *inputs, const struct gfla_infer_input *input,
                              gfla_plan *plan, gfla_tensor *tensor, int part, int n_frames, int frame)
{
    gfla_status status;
    float *values = NULL;
    const size_t count = (size_t)gfla_shape_count(tensor->shape), piece = count / (size_t)inputs->part;
    TRY(gfla_calloc(&values, count, sizeof *values, input->path));
    for (int i = 0; i < inputs->part; i++) {
        const int wanted = part * inputs->part + i, item = wanted < inputs->n_items ? wanted : inputs->n_items - 1;
        const size_t from = (size_t)item * (size_t)n_frames + (size_t)frame;
        memcpy(values + (size_t)i * piece, input->values + from * piece, piece * sizeof *values);
    }
    status = gfla_tensor_write(plan, tensor, values);
fail:
    free(values);
    return status;
}

gfla_status gfla_infer_inputs_write(const struct gfla_infer_inputs *inputs, const struct gfla_net_model *model,
                                    gfla_plan *plan, int part, int frame)
{
    gfla_status status;
    const struct gfla_model_net *net = &model->net;
    for (int i = 0; frame > 0 && i < net->n_carries; i++)
        TRY(gfla_model_carry_over(plan, &net->carry[i], false));
    for (int i = 0; i < net->n_inputs; i++) {
        const struct gfla_infer_input *input = find(inputs, net->input[i]->name);
        if (net->input[i] == net->frame)
            TRY(write_part(inputs, input, plan, net->input[i], part, inputs->n_frames, frame));
        else if (input && frame == 0)
            TRY(write_part(inputs, input, plan, net->input[i], part, 1, 0));
    }
    for (int i = 0; frame == 0 && i < net->n_carries; i++)
        if (!find(inputs, net->carry[i].to->name))
            TRY(gfla_model_carry_over(plan, &net->carry[i], true));
    return GFLA_OK;
fail:
    return status;
}
