#include "onnx/builder.h"

#include <stdlib.h>
#include <string.h>

struct value_list {
    gfla_onnx_value **items;
    size_t count, capacity;
};

struct gfla_onnx_builder {
    gfla_arena *arena;
    struct gfla_onnx_node **nodes;
    size_t n_nodes, node_capacity;
    struct value_list inputs, outputs, constants, parameters;
    gfla_onnx_value *batch; /* [1], how many samples there are; NULL before it is asked for */
    const char *scope;
    gfla_status status; /* the first failure, and its message */
    const char *message;
};

gfla_status gfla_onnx_builder_create(gfla_onnx_builder **builder)
{
    gfla_status status;
    gfla_onnx_builder *b = NULL;
    *builder = NULL;
    TRY(gfla_calloc(&b, 1, sizeof *b, "an ONNX graph"));
    TRY(gfla_arena_create(&b->arena));
    b->scope = "";
    *builder = b;
    return GFLA_OK;
fail:
    gfla_onnx_builder_destroy(&b);
    return status;
}

void gfla_onnx_builder_destroy(gfla_onnx_builder **builder)
{
    if (!builder || !*builder)
        return;
    gfla_arena_destroy(&(*builder)->arena);
    free((*builder)->nodes);
    free((*builder)->inputs.items);
    free((*builder)->outputs.items);
    free((*builder)->constants.items);
    free((*builder)->parameters.items);
    free(*builder);
    *builder = NULL;
}

gfla_onnx_value *gfla_onnx_builder_fail(gfla_onnx_builder *b, gfla_status code)
{
    if (b->status == GFLA_OK) {
        b->status = code;
        b->message = gfla_arena_strdup(b->arena, gfla_error_message());
    }
    return NULL;
}

gfla_status gfla_onnx_builder_status(const gfla_onnx_builder *b)
{
    if (b->status == GFLA_OK)
        return GFLA_OK;
    return gfla_fail(b->status, "%s",
                     b->message ? b->message : "an ONNX graph that is being built: host memory ran out");
}

gfla_arena *gfla_onnx_builder_arena(gfla_onnx_builder *b)
{
    return b->arena;
}

void gfla_onnx_scope(gfla_onnx_builder *b, const char *scope)
{
    char *copy = gfla_arena_strdup(b->arena, scope);
    const size_t length = strlen(scope);
    if (!copy) {
        gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
        return;
    }
    if (length > 0 && copy[length - 1] == '.')
        copy[length - 1] = '\0';
    b->scope = copy;
}

static gfla_onnx_value *new_value(gfla_onnx_builder *b, const char *name, struct gfla_shape shape)
{
    gfla_onnx_value *value = b->status == GFLA_OK && name ? gfla_arena_alloc(b->arena, sizeof *value) : NULL;
    if (!value)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    value->name = name;
    value->type = GFLA_ONNX_FLOAT;
    value->shape = shape;
    return value;
}

static gfla_status append(struct value_list *list, gfla_onnx_value *value)
{
    gfla_status status;
    TRY(gfla_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items, "values of an ONNX graph"));
    list->items[list->count++] = value;
    return GFLA_OK;
fail:
    return status;
}

/* The value, or NULL where a list has no room for it. */
static gfla_onnx_value *list_value(gfla_onnx_builder *b, struct value_list *list, gfla_onnx_value *value)
{
    const gfla_status status = value ? append(list, value) : GFLA_OK;
    return status == GFLA_OK ? value : gfla_onnx_builder_fail(b, status);
}

gfla_onnx_value *gfla_onnx_input(gfla_onnx_builder *b, const char *name, struct gfla_shape shape, const char *free_dim)
{
    gfla_onnx_value *value = new_value(b, gfla_arena_strdup(b->arena, name), shape);
    if (value)
        value->free_dim = free_dim;
    return list_value(b, &b->inputs, value);
}

/* The node that computes a value; NULL of inputs and constants. */
static const struct gfla_onnx_node *find_node(const gfla_onnx_builder *b, const gfla_onnx_value *value)
{
    for (size_t i = b->n_nodes; i > 0; i--)
        if (b->nodes[i - 1]->out == value)
            return b->nodes[i - 1];
    return NULL;
}

static bool is_output(const gfla_onnx_builder *b, const gfla_onnx_value *value)
{
    for (size_t i = 0; i < b->outputs.count; i++)
        if (b->outputs.items[i] == value)
            return true;
    return false;
}

void gfla_onnx_output(gfla_onnx_builder *b, gfla_onnx_value *value, const char *name, struct gfla_shape shape,
                      const char *free_dim)
{
    if (value && (is_output(b, value) || !find_node(b, value)))
        value = gfla_onnx_unary(b, "Identity", value);
    const char *copy = value ? gfla_arena_strdup(b->arena, name) : NULL;
    if (value && !copy)
        gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    if (!copy)
        return;
    value->name = copy;
    value->shape = shape;
    value->free_dim = free_dim;
    list_value(b, &b->outputs, value);
}

void gfla_onnx_name(gfla_onnx_builder *b, gfla_onnx_value *value, const char *name)
{
    const struct gfla_onnx_node *node = value && name[0] ? find_node(b, value) : NULL;
    if (!node || value->name != node->name)
        return;
    const char *copy = gfla_arena_strdup(b->arena, name);
    if (copy)
        value->name = copy;
    else
        gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
}

gfla_onnx_value *gfla_onnx_add(gfla_onnx_builder *b, struct gfla_onnx_node node)
{
    gfla_status status;
    const char *dot = b->scope[0] ? "." : "";
    struct gfla_onnx_node *copy = b->status == GFLA_OK ? gfla_arena_alloc(b->arena, sizeof *copy) : NULL;
    if (!copy)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    *copy = node;
    while (copy->n_in < GFLA_ONNX_MAX_INPUTS && copy->in[copy->n_in])
        copy->n_in++;
    copy->name = gfla_arena_printf(b->arena, "%s%s%s_%zu", b->scope, dot, node.op, b->n_nodes);
    copy->out = new_value(b, copy->name, (struct gfla_shape){0});
    TRY(b->status);
    TRY(gfla_grow(&b->nodes, &b->node_capacity, b->n_nodes + 1, sizeof(struct gfla_onnx_node *),
                  "nodes of an ONNX graph"));
    b->nodes[b->n_nodes++] = copy;
    return copy->out;
fail:
    return gfla_onnx_builder_fail(b, status);
}

gfla_onnx_value *gfla_onnx_unary(gfla_onnx_builder *b, const char *op, gfla_onnx_value *x)
{
    return gfla_onnx_add(b, (struct gfla_onnx_node){.op = op, .in = {x}});
}

gfla_onnx_value *gfla_onnx_binary(gfla_onnx_builder *b, const char *op, gfla_onnx_value *x, gfla_onnx_value *y)
{
    return gfla_onnx_add(b, (struct gfla_onnx_node){.op = op, .in = {x, y}});
}

gfla_onnx_value *gfla_onnx_none(gfla_onnx_builder *b)
{
    return new_value(b, "", (struct gfla_shape){0});
}

/* A constant like this that is there already. */
static gfla_onnx_value *find_constant(const gfla_onnx_builder *b, enum gfla_onnx_type type, struct gfla_shape shape,
                                      const void *data, size_t size)
{
    for (size_t i = 0; i < b->constants.count; i++) {
        gfla_onnx_value *value = b->constants.items[i];
        if (value->type == type && gfla_shape_equal(value->shape, shape) && memcmp(value->data, data, size) == 0)
            return value;
    }
    return NULL;
}

static gfla_onnx_value *add_constant(gfla_onnx_builder *b, enum gfla_onnx_type type, struct gfla_shape shape,
                                     const void *data)
{
    const size_t size = (size_t)gfla_shape_count(shape) * (type == GFLA_ONNX_INT64 ? sizeof(int64_t) : sizeof(float));
    gfla_onnx_value *value = find_constant(b, type, shape, data, size);
    if (value)
        return value;
    void *copy = gfla_arena_alloc(b->arena, size);
    value = copy ? new_value(b, gfla_arena_printf(b->arena, "constant_%zu", b->constants.count), shape) : NULL;
    if (!value)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    memcpy(copy, data, size);
    value->type = type;
    value->data = copy;
    return list_value(b, &b->constants, value);
}

gfla_onnx_value *gfla_onnx_scalar(gfla_onnx_builder *b, double value)
{
    const float real = (float)value;
    return add_constant(b, GFLA_ONNX_FLOAT, (struct gfla_shape){0}, &real);
}

gfla_onnx_value *gfla_onnx_floats(gfla_onnx_builder *b, struct gfla_shape shape, const float *values)
{
    return add_constant(b, GFLA_ONNX_FLOAT, shape, values);
}

gfla_onnx_value *gfla_onnx_ints(gfla_onnx_builder *b, int64_t n, const int64_t *values)
{
    return add_constant(b, GFLA_ONNX_INT64, gfla_shape_1d(n), values);
}

gfla_onnx_value *gfla_onnx_find_parameter(const gfla_onnx_builder *b, const char *name)
{
    for (size_t i = 0; i < b->parameters.count; i++)
        if (strcmp(b->parameters.items[i]->name, name) == 0)
            return b->parameters.items[i];
    return NULL;
}

static gfla_onnx_value *add_parameter(gfla_onnx_builder *b, const char *name, struct gfla_shape shape,
                                      const float *values)
{
    gfla_onnx_value *value = values ? new_value(b, gfla_arena_strdup(b->arena, name), shape) : NULL;
    if (!value)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    value->data = values;
    return list_value(b, &b->parameters, value);
}

gfla_onnx_value *gfla_onnx_parameter(gfla_onnx_builder *b, const char *name, struct gfla_shape shape, float **values)
{
    *values = gfla_arena_alloc(b->arena, (size_t)gfla_shape_count(shape) * sizeof **values);
    return add_parameter(b, name, shape, *values);
}

gfla_onnx_value *gfla_onnx_reshaped(gfla_onnx_builder *b, const gfla_onnx_value *constant, struct gfla_shape shape)
{
    char text[96];
    const char *name = gfla_arena_printf(b->arena, "%s:%s", constant->name, gfla_shape_text(shape, text, sizeof text));
    gfla_onnx_value *there = name ? gfla_onnx_find_parameter(b, name) : gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    return there || !name ? there : add_parameter(b, name, shape, constant->data);
}

/* How many samples there are, [1]; NULL where that is fixed. */
static gfla_onnx_value *batch_of(gfla_onnx_builder *b)
{
    for (size_t i = 0; !b->batch && i < b->inputs.count; i++)
        if (b->inputs.items[i]->free_dim)
            b->batch = gfla_onnx_slice(b, gfla_onnx_unary(b, "Shape", b->inputs.items[i]), 0, 0, 1);
    return b->batch;
}

gfla_onnx_value *gfla_onnx_batch_shape(gfla_onnx_builder *b, struct gfla_shape shape)
{
    gfla_onnx_value *parts[] = {batch_of(b), gfla_onnx_ints(b, shape.rank - 1, shape.dim + 1)};
    return parts[0] ? gfla_onnx_concat(b, 0, 2, parts) : gfla_onnx_ints(b, shape.rank, shape.dim);
}

struct gfla_onnx_model gfla_onnx_builder_model(const gfla_onnx_builder *b)
{
    return (struct gfla_onnx_model){.nodes = b->nodes,
                                    .n_nodes = b->n_nodes,
                                    .inputs = b->inputs.items,
                                    .n_inputs = b->inputs.count,
                                    .outputs = b->outputs.items,
                                    .n_outputs = b->outputs.count};
}
