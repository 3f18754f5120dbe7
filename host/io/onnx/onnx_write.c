#include "io/onnx/onnx.h"

#include <stdlib.h>
#include <string.h>

#include <gfla/api.h>

#include "base/file.h"
#include "io/onnx/onnx_messages.h"

#define IR_VERSION 8
#define MOST_BYTES ((size_t)INT32_MAX) /* of any protobuf message */

static gfla_status describe_attribute(struct gfla_onnx_writing *w, const struct gfla_onnx_attribute *attribute,
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
    TRY(gfla_onnx_allocate(w, out, 1, sizeof **out));
    a = *out;
    onnx__attribute_proto__init(a);
    a->name = gfla_onnx_text(attribute->name);
    a->has_type = true;
    a->type = types[attribute->kind];
    a->has_f = attribute->kind == GFLA_ONNX_ATTRIBUTE_REAL;
    a->f = attribute->real;
    a->has_i = attribute->kind == GFLA_ONNX_ATTRIBUTE_INT;
    a->i = attribute->ints[0];
    a->has_s = attribute->kind == GFLA_ONNX_ATTRIBUTE_TEXT;
    if (a->has_s)
        a->s = (ProtobufCBinaryData){strlen(attribute->text), (uint8_t *)gfla_onnx_text(attribute->text)};
    if (attribute->kind == GFLA_ONNX_ATTRIBUTE_INTS) {
        a->n_ints = (size_t)attribute->n_ints;
        a->ints = (int64_t *)(uintptr_t)attribute->ints;
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_names(struct gfla_onnx_writing *w, struct gfla_onnx_value *const *values, int n,
                                  char ***out)
{
    gfla_status status;
    TRY(gfla_onnx_allocate(w, out, (size_t)n, sizeof **out));
    for (int i = 0; i < n; i++)
        (*out)[i] = gfla_onnx_text(values[i]->name);
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_node(struct gfla_onnx_writing *w, const struct gfla_onnx_node *node, Onnx__NodeProto **out)
{
    gfla_status status;
    Onnx__NodeProto *n;
    TRY(gfla_onnx_allocate(w, out, 1, sizeof **out));
    n = *out;
    onnx__node_proto__init(n);
    n->op_type = gfla_onnx_text(node->op);
    n->name = gfla_onnx_text(node->name);
    n->n_input = (size_t)node->n_in;
    n->n_output = 1;
    TRY(describe_names(w, node->in, node->n_in, &n->input));
    TRY(describe_names(w, &node->out, 1, &n->output));
    TRY(gfla_onnx_allocate(w, &n->attribute, GFLA_ONNX_MAX_ATTRIBUTES, sizeof *n->attribute));
    for (int i = 0; i < GFLA_ONNX_MAX_ATTRIBUTES && node->attribute[i].kind != GFLA_ONNX_ATTRIBUTE_NONE; i++)
        TRY(describe_attribute(w, &node->attribute[i], &n->attribute[n->n_attribute++]));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_graph(struct gfla_onnx_writing *w, Onnx__GraphProto **out)
{
    gfla_status status;
    const struct gfla_onnx_model *model = w->model;
    Onnx__GraphProto *graph;
    TRY(gfla_onnx_allocate(w, out, 1, sizeof **out));
    graph = *out;
    onnx__graph_proto__init(graph);
    graph->name = gfla_onnx_text(model->name);
    graph->doc_string = gfla_onnx_text(model->summary);
    graph->n_node = w->report.n_nodes = model->n_nodes;
    TRY(gfla_onnx_allocate(w, &graph->node, model->n_nodes, sizeof *graph->node));
    for (size_t i = 0; i < model->n_nodes; i++)
        TRY(describe_node(w, model->nodes[i], &graph->node[i]));
    graph->n_input = model->n_inputs;
    TRY(gfla_onnx_describe_values(w, model->inputs, model->n_inputs, &graph->input));
    graph->n_output = model->n_outputs;
    TRY(gfla_onnx_describe_values(w, model->outputs, model->n_outputs, &graph->output));
    TRY(gfla_onnx_describe_constants(w, graph));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_metadata(struct gfla_onnx_writing *w, Onnx__ModelProto *root)
{
    gfla_status status;
    TRY(gfla_onnx_allocate(w, &root->metadata_props, w->model->n_metadata, sizeof *root->metadata_props));
    for (size_t i = 0; i < w->model->n_metadata; i++) {
        TRY(gfla_onnx_allocate(w, &root->metadata_props[i], 1, sizeof **root->metadata_props));
        onnx__string_string_entry_proto__init(root->metadata_props[i]);
        root->metadata_props[i]->key = gfla_onnx_text(w->model->metadata[i].key);
        root->metadata_props[i]->value = gfla_onnx_text(w->model->metadata[i].value);
        root->n_metadata_props++;
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status describe_model(struct gfla_onnx_writing *w, Onnx__ModelProto *root)
{
    gfla_status status;
    Onnx__OperatorSetIdProto *opset;
    onnx__model_proto__init(root);
    root->has_ir_version = true;
    root->ir_version = IR_VERSION;
    root->producer_name = gfla_onnx_text("gfla");
    root->producer_version = gfla_onnx_text(GFLA_VERSION);
    TRY(gfla_onnx_allocate(w, &opset, 1, sizeof *opset));
    TRY(gfla_onnx_allocate(w, &root->opset_import, 1, sizeof *root->opset_import));
    onnx__operator_set_id_proto__init(opset);
    opset->domain = gfla_onnx_text(""); /* the operators of ONNX itself */
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
    struct gfla_onnx_writing w = {.model = model};
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
