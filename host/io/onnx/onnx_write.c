#include "io/onnx/onnx.h"

#include <stdlib.h>
#include <string.h>

#include <gfla/api.h>
#include <onnx.pb-c.h>

#include "base/file.h"
#include "base/memory.h"

#define IR_VERSION 8
#define MOST_BYTES ((size_t)INT32_MAX) /* of any protobuf message */

_Static_assert(sizeof(float) == 4, "floats are written as they lie in memory");

/* What is being written. Messages live in the arena; texts and numbers stay where the caller has them, which protobuf-c does not change. */
struct writing {
    gfla_arena *arena;
    const struct gfla_onnx_model *model;
    struct gfla_onnx_report report;
};

/* Zeros for `count` elements in *out, a pointer. */
static gfla_status allocate(struct writing *w, void *out, size_t count, size_t size)
{
    void *data = gfla_arena_alloc(w->arena, count * size);
    memcpy(out, &data, sizeof data);
    return data || count == 0 ? GFLA_OK : GFLA_ERROR_MEMORY;
}

static char *text_of(const char *text)
{
    return (char *)(uintptr_t)text; /* protobuf-c's structs have no const */
}

static gfla_status describe_dim(struct writing *w, const struct gfla_onnx_value *value, int i,
                                Onnx__TensorShapeProto__Dimension **out)
{
    gfla_status status;
    Onnx__TensorShapeProto__Dimension *dim;
    TRY(allocate(w, out, 1, sizeof **out));
    dim = *out;
    onnx__tensor_shape_proto__dimension__init(dim);
    if (i == 0 && value->free_dim) {
        dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
        dim->dim_param = text_of(value->free_dim);
    } else {
        dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
        dim->dim_value = value->shape.dim[i];
    }
    return GFLA_OK;
fail:
    return status;
}

/* An input or output of the graph: its name, type and shape. */
static gfla_status describe_value(struct writing *w, const struct gfla_onnx_value *value, Onnx__ValueInfoProto **out)
{
    gfla_status status;
    Onnx__TypeProto *type;
    Onnx__TypeProto__Tensor *tensor;
    Onnx__TensorShapeProto *shape;
    TRY(allocate(w, out, 1, sizeof **out));
    TRY(allocate(w, &type, 1, sizeof *type));
    TRY(allocate(w, &tensor, 1, sizeof *tensor));
    TRY(allocate(w, &shape, 1, sizeof *shape));
    onnx__value_info_proto__init(*out);
    onnx__type_proto__init(type);
    onnx__type_proto__tensor__init(tensor);
    onnx__tensor_shape_proto__init(shape);
    (*out)->name = text_of(value->name);
    (*out)->type = type;
    type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    type->tensor_type = tensor;
    tensor->has_elem_type = true;
    tensor->elem_type = (int32_t)value->type;
    tensor->shape = shape;
    shape->n_dim = (size_t)value->shape.rank;
    TRY(allocate(w, &shape->dim, shape->n_dim, sizeof *shape->dim));
    for (int i = 0; i < value->shape.rank; i++)
        TRY(describe_dim(w, value, i, &shape->dim[i]));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_values(struct writing *w, struct gfla_onnx_value *const *values, size_t n,
                                   Onnx__ValueInfoProto ***out)
{
    gfla_status status;
    TRY(allocate(w, out, n, sizeof **out));
    for (size_t i = 0; i < n; i++)
        TRY(describe_value(w, values[i], &(*out)[i]));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_attribute(struct writing *w, const struct gfla_onnx_attribute *attribute,
                                      Onnx__AttributeProto **out)
{
    static const Onnx__AttributeProto__AttributeType types[] = {
        [GFLA_ONNX_ATTRIBUTE_INT] = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT,
        [GFLA_ONNX_ATTRIBUTE_INTS] = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS,
        [GFLA_ONNX_ATTRIBUTE_REAL] = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT,
        [GFLA_ONNX_ATTRIBUTE_TEXT] = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING,
    };
    gfla_status status;
    Onnx__AttributeProto *a;
    TRY(allocate(w, out, 1, sizeof **out));
    a = *out;
    onnx__attribute_proto__init(a);
    a->name = text_of(attribute->name);
    a->has_type = true;
    a->type = types[attribute->kind];
    a->has_f = attribute->kind == GFLA_ONNX_ATTRIBUTE_REAL;
    a->f = attribute->real;
    a->has_i = attribute->kind == GFLA_ONNX_ATTRIBUTE_INT;
    a->i = attribute->ints[0];
    a->has_s = attribute->kind == GFLA_ONNX_ATTRIBUTE_TEXT;
    if (a->has_s)
        a->s = (ProtobufCBinaryData){strlen(attribute->text), (uint8_t *)text_of(attribute->text)};
    if (attribute->kind == GFLA_ONNX_ATTRIBUTE_INTS) {
        a->n_ints = (size_t)attribute->n_ints;
        a->ints = (int64_t *)(uintptr_t)attribute->ints;
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_names(struct writing *w, struct gfla_onnx_value *const *values, int n, char ***out)
{
    gfla_status status;
    TRY(allocate(w, out, (size_t)n, sizeof **out));
    for (int i = 0; i < n; i++)
        (*out)[i] = text_of(values[i]->name);
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_node(struct writing *w, const struct gfla_onnx_node *node, Onnx__NodeProto **out)
{
    gfla_status status;
    Onnx__NodeProto *n;
    TRY(allocate(w, out, 1, sizeof **out));
    n = *out;
    onnx__node_proto__init(n);
    n->op_type = text_of(node->op);
    n->name = text_of(node->name);
    n->n_input = (size_t)node->n_in;
    n->n_output = (size_t)node->n_out;
    TRY(describe_names(w, node->in, node->n_in, &n->input));
    TRY(describe_names(w, node->out, node->n_out, &n->output));
    TRY(allocate(w, &n->attribute, GFLA_ONNX_MAX_ATTRIBUTES, sizeof *n->attribute));
    for (int i = 0; i < GFLA_ONNX_MAX_ATTRIBUTES && node->attribute[i].kind != GFLA_ONNX_ATTRIBUTE_NONE; i++)
        TRY(describe_attribute(w, &node->attribute[i], &n->attribute[n->n_attribute++]));
    return GFLA_OK;
fail:
    return status;
}

static size_t size_of(enum gfla_onnx_type type)
{
    return type == GFLA_ONNX_INT64 ? sizeof(int64_t) : sizeof(float);
}

/* The bytes of a constant as the file has them, the least significant first. */
static gfla_status order_bytes(struct writing *w, const struct gfla_onnx_value *value, ProtobufCBinaryData *bytes)
{
    const size_t size = size_of(value->type), count = (size_t)gfla_shape_count(value->shape);
    *bytes = (ProtobufCBinaryData){count * size, (uint8_t *)(uintptr_t)value->data};
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    gfla_status status;
    uint8_t *swapped;
    TRY(allocate(w, &swapped, count, size));
    for (size_t i = 0; i < count * size; i++)
        swapped[i] = bytes->data[i / size * size + size - 1 - i % size];
    bytes->data = swapped;
    return GFLA_OK;
fail:
    return status;
#else
    return GFLA_OK;
#endif
}

static gfla_status describe_constant(struct writing *w, const struct gfla_onnx_value *value, Onnx__TensorProto **out)
{
    gfla_status status;
    Onnx__TensorProto *tensor;
    TRY(allocate(w, out, 1, sizeof **out));
    tensor = *out;
    onnx__tensor_proto__init(tensor);
    tensor->name = text_of(value->name);
    tensor->n_dims = (size_t)value->shape.rank;
    tensor->dims = (int64_t *)(uintptr_t)value->shape.dim;
    tensor->has_data_type = tensor->has_raw_data = true;
    tensor->data_type = (int32_t)value->type;
    TRY(order_bytes(w, value, &tensor->raw_data));
    w->report.n_constants++;
    w->report.n_numbers += value->type == GFLA_ONNX_FLOAT ? (uint64_t)gfla_shape_count(value->shape) : 0;
    return GFLA_OK;
fail:
    return status;
}

/* The constants that nodes refer to, each once, in the order of their first use. `values` has room for all inputs of all nodes. */
static size_t list_constants(const struct gfla_onnx_model *model, const struct gfla_onnx_value **values)
{
    size_t n = 0;
    for (size_t i = 0; i < model->n_nodes; i++)
        for (int j = 0; j < model->nodes[i]->n_in; j++) {
            const struct gfla_onnx_value *value = model->nodes[i]->in[j];
            size_t k = 0;
            while (k < n && values[k] != value)
                k++;
            if (value->data && k == n)
                values[n++] = value;
        }
    return n;
}

static gfla_status describe_constants(struct writing *w, Onnx__GraphProto *graph)
{
    gfla_status status;
    const struct gfla_onnx_value **values;
    TRY(allocate(w, &values, w->model->n_nodes * GFLA_ONNX_MAX_INPUTS, sizeof *values));
    graph->n_initializer = list_constants(w->model, values);
    TRY(allocate(w, &graph->initializer, graph->n_initializer, sizeof *graph->initializer));
    for (size_t i = 0; i < graph->n_initializer; i++)
        TRY(describe_constant(w, values[i], &graph->initializer[i]));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_graph(struct writing *w, Onnx__GraphProto **out)
{
    gfla_status status;
    const struct gfla_onnx_model *model = w->model;
    Onnx__GraphProto *graph;
    TRY(allocate(w, out, 1, sizeof **out));
    graph = *out;
    onnx__graph_proto__init(graph);
    graph->name = text_of(model->name);
    graph->doc_string = text_of(model->summary);
    graph->n_node = w->report.n_nodes = model->n_nodes;
    TRY(allocate(w, &graph->node, model->n_nodes, sizeof *graph->node));
    for (size_t i = 0; i < model->n_nodes; i++)
        TRY(describe_node(w, model->nodes[i], &graph->node[i]));
    graph->n_input = model->n_inputs;
    TRY(describe_values(w, model->inputs, model->n_inputs, &graph->input));
    graph->n_output = model->n_outputs;
    TRY(describe_values(w, model->outputs, model->n_outputs, &graph->output));
    TRY(describe_constants(w, graph));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_metadata(struct writing *w, Onnx__ModelProto *root)
{
    gfla_status status;
    TRY(allocate(w, &root->metadata_props, w->model->n_metadata, sizeof *root->metadata_props));
    for (size_t i = 0; i < w->model->n_metadata; i++) {
        TRY(allocate(w, &root->metadata_props[i], 1, sizeof **root->metadata_props));
        onnx__string_string_entry_proto__init(root->metadata_props[i]);
        root->metadata_props[i]->key = text_of(w->model->metadata[i].key);
        root->metadata_props[i]->value = text_of(w->model->metadata[i].value);
        root->n_metadata_props++;
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_model(struct writing *w, Onnx__ModelProto *root)
{
    gfla_status status;
    Onnx__OperatorSetIdProto *opset;
    onnx__model_proto__init(root);
    root->has_ir_version = true;
    root->ir_version = IR_VERSION;
    root->producer_name = text_of("gfla");
    root->producer_version = text_of(GFLA_VERSION);
    TRY(allocate(w, &opset, 1, sizeof *opset));
    TRY(allocate(w, &root->opset_import, 1, sizeof *root->opset_import));
    onnx__operator_set_id_proto__init(opset);
    opset->domain = text_of(""); /* the operators of ONNX itself */
    opset->has_version = true;
    opset->version = GFLA_ONNX_OPSET;
    root->opset_import[0] = opset;
    root->n_opset_import = 1;
    TRY(describe_graph(w, &root->graph));
    TRY(describe_metadata(w, root));
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_onnx_write(const char *path, const struct gfla_onnx_model *model, struct gfla_onnx_report *report)
{
    gfla_status status;
    struct writing w = {.model = model};
    Onnx__ModelProto root;
    uint8_t *bytes = NULL;
    TRY(gfla_arena_create(&w.arena));
    TRY(describe_model(&w, &root));
    const size_t size = onnx__model_proto__get_packed_size(&root);
    REQUIRE(size <= MOST_BYTES, GFLA_ERROR_USAGE,
            "%s: the network would take %zu bytes; an ONNX file ends at %zu. hint: a narrower network", path, size,
            MOST_BYTES);
    TRY(gfla_calloc(&bytes, size, 1, "an ONNX file"));
    onnx__model_proto__pack(&root, bytes);
    TRY(gfla_file_write(path, bytes, size));
    w.report.bytes = size;
    if (report)
        *report = w.report;
fail:
    free(bytes);
    gfla_arena_destroy(&w.arena);
    return status;
}
