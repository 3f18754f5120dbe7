/* io/onnx: what is written is read back by protobuf-c; what cannot be written leaves nothing. */
#include "tests/onnx/onnx_file.h"

#include "base/memory.h"
#include "io/onnx/onnx.h"

static const float weight[6] = {1, -2, 3.5f, 0, 1e-30f, -0.25f};
static const int64_t axes[1] = {-1};

static struct gfla_onnx_value x = {.name = "x", .type = GFLA_ONNX_FLOAT, .shape = {2, {1, 3}}, .free_dim = "batch"};
static struct gfla_onnx_value w = {.name = "w", .type = GFLA_ONNX_FLOAT, .shape = {2, {3, 2}}, .data = weight};
static struct gfla_onnx_value a = {.name = "a", .type = GFLA_ONNX_INT64, .shape = {1, {1}}, .data = axes};
static struct gfla_onnx_value h = {.name = "h"}, none = {.name = ""};
static struct gfla_onnx_value y = {.name = "y", .type = GFLA_ONNX_FLOAT, .shape = {2, {1, 1}}};

static struct gfla_onnx_node product = {.op = "MatMul", .name = "one", .in = {&x, &w}, .out = &h, .n_in = 2};
static struct gfla_onnx_node sum = {.op = "Op",
                                    .name = "two",
                                    .in = {&h, &none, &a, &w},
                                    .out = &y,
                                    .n_in = 4,
                                    .attribute = {{"i", GFLA_ONNX_ATTRIBUTE_INT, {-7}, 0, 0, NULL},
                                                  {"l", GFLA_ONNX_ATTRIBUTE_INTS, {1, 0, 3}, 3, 0, NULL},
                                                  {"f", GFLA_ONNX_ATTRIBUTE_REAL, {0}, 0, 0.5f, NULL},
                                                  {"s", GFLA_ONNX_ATTRIBUTE_TEXT, {0}, 0, 0, "border"}}};

static struct gfla_onnx_node *const nodes[] = {&product, &sum};
static struct gfla_onnx_value *const inputs[] = {&x}, *const outputs[] = {&y};
static const struct gfla_onnx_pair pairs[] = {{"network", "person"}, {"size", "64x32"}};
static const struct gfla_onnx_model model = {"net", "what it does", nodes, 2, inputs, outputs, 1, 1, pairs, 2};

static void check_attributes(const Onnx__NodeProto *node)
{
    assert_int_equal(node->n_attribute, 4);
    assert_string_equal(node->attribute[0]->name, "i");
    assert_int_equal(node->attribute[0]->type, 2);
    assert_int_equal(node->attribute[0]->i, -7);
    assert_int_equal(node->attribute[1]->type, 7);
    assert_int_equal(node->attribute[1]->n_ints, 3);
    assert_int_equal(node->attribute[1]->ints[2], 3);
    assert_int_equal(node->attribute[2]->type, 1);
    assert_float_equal(node->attribute[2]->f, 0.5f, 0);
    assert_int_equal(node->attribute[3]->type, 3);
    assert_int_equal(node->attribute[3]->s.len, 6);
    assert_memory_equal(node->attribute[3]->s.data, "border", 6);
}

static void check_constants(const Onnx__GraphProto *graph)
{
    assert_int_equal(graph->n_initializer, 2); /* w is there once */
    assert_string_equal(graph->initializer[0]->name, "w");
    assert_int_equal(graph->initializer[0]->data_type, 1);
    assert_int_equal(graph->initializer[0]->n_dims, 2);
    assert_int_equal(graph->initializer[0]->dims[0], 3);
    assert_int_equal(graph->initializer[0]->raw_data.len, sizeof weight);
    assert_memory_equal(graph->initializer[0]->raw_data.data, weight, sizeof weight);
    assert_string_equal(graph->initializer[1]->name, "a");
    assert_int_equal(graph->initializer[1]->data_type, 7);
    assert_memory_equal(graph->initializer[1]->raw_data.data, axes, sizeof axes);
}

static void everything_is_written(void **state)
{
    struct gfla_onnx_report report;
    const char *path = scratch("all.onnx");
    assert_ok(gfla_onnx_write(path, &model, &report));
    Onnx__ModelProto *m = read_onnx(path);
    assert_int_equal(m->ir_version, 8);
    assert_string_equal(m->producer_name, "gfla");
    assert_string_equal(m->producer_version, GFLA_VERSION);
    assert_int_equal(m->n_opset_import, 1);
    assert_string_equal(m->opset_import[0]->domain, "");
    assert_int_equal(m->opset_import[0]->version, 16);
    assert_int_equal(m->n_metadata_props, 2);
    assert_string_equal(m->metadata_props[1]->key, "size");
    assert_string_equal(m->metadata_props[1]->value, "64x32");
    assert_string_equal(m->graph->name, "net");
    assert_string_equal(m->graph->doc_string, "what it does");
    assert_int_equal(m->graph->n_node, 2);
    assert_string_equal(m->graph->node[1]->op_type, "Op");
    assert_string_equal(m->graph->node[1]->name, "two");
    assert_int_equal(m->graph->node[1]->n_input, 4);
    assert_string_equal(m->graph->node[1]->input[1], "");
    assert_string_equal(m->graph->node[1]->output[0], "y");
    check_attributes(m->graph->node[1]);
    check_constants(m->graph);
    assert_string_equal(m->graph->input[0]->name, "x");
    assert_onnx_shape(m->graph->input[0], 2, (int64_t[]){-1, 3});
    assert_onnx_shape(m->graph->output[0], 2, (int64_t[]){1, 1});
    assert_int_equal(report.n_nodes, 2);
    assert_int_equal(report.n_constants, 2);
    assert_int_equal(report.n_numbers, 6);
    onnx__model_proto__free_unpacked(m, NULL);
    unlink(path);
}

/* Its size is known before a byte of it is read. */
static void files_end_at_two_gigabytes(void **state)
{
    struct gfla_onnx_value huge = {.name = "w", .type = GFLA_ONNX_FLOAT, .shape = {2, {23171, 23171}}, .data = weight};
    struct gfla_onnx_node node = {.op = "MatMul", .name = "one", .in = {&x, &huge}, .out = &y, .n_in = 2};
    struct gfla_onnx_node *const list[] = {&node};
    const struct gfla_onnx_model large = {"net", "", list, 1, inputs, outputs, 1, 1, NULL, 0};
    assert_fails(gfla_onnx_write(scratch("large.onnx"), &large, NULL), GFLA_ERROR_USAGE,
                 "an ONNX file ends at 2147483647");
    assert_int_equal(scratch_count(), 0);
}

static void folders_that_are_not_there_are_named(void **state)
{
    assert_fails(gfla_onnx_write(scratch("none/net.onnx"), &model, NULL), GFLA_ERROR_OUTPUT, "none/net.onnx");
}

static void memory_that_runs_out_leaves_nothing(void **state)
{
    gfla_status status = GFLA_ERROR_MEMORY;
    const char *path = scratch("net.onnx");
    for (long i = 1; status == GFLA_ERROR_MEMORY && i < 100; i++) {
        gfla_memory_fail_at(i);
        status = gfla_onnx_write(path, &model, NULL);
        gfla_memory_fail_at(0);
        assert_int_equal(scratch_count(), status == GFLA_OK ? 1 : 0);
    }
    assert_int_equal(status, GFLA_OK);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_written),
        cmocka_unit_test(files_end_at_two_gigabytes),
        cmocka_unit_test(folders_that_are_not_there_are_named),
        cmocka_unit_test(memory_that_runs_out_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
