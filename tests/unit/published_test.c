/* What checkpoints of the published code hold under another name, or not at all. */
#include "scratch.h"

#include <math.h>

#include "io/weights/safetensors.h"
#include "train/branch.h"
#include "train/published.h"

#define N_ENTRIES 14

static const struct gfla_safetensors_entry entries[N_ENTRIES] = {
    {"flow.jump0.model.2.weight", {1, {3}}, false},
    {"flow.jump1.conv1.bias", {1, {2}}, false},
    {"d.conv.weight_orig", {4, {2, 3, 1, 1}}, false},
    {"d.conv.weight_u", {1, {2}}, false},
    {"d.up.weight_orig", {3, {2, 3, 2}}, false},
    {"d.up.weight_u", {1, {3}}, false},
    {"n.parametrizations.weight.original", {2, {2, 2}}, false},
    {"n.parametrizations.weight.0._u", {1, {2}}, false},
    {"m.weight_g", {2, {2, 1}}, false},
    {"m.weight_v", {2, {2, 2}}, false},
    {"o.parametrizations.weight.original0", {2, {1, 1}}, false},
    {"o.parametrizations.weight.original1", {2, {1, 2}}, false},
    {"net_G.x.bias", {1, {1}}, false},
    {"ema.x.bias", {1, {1}}, false},
};
static const float contents[N_ENTRIES][12] = {
    {1, 2, 3},
    {4, 5},
    {1, 2, 3, 4, 5, 6},
    {0.6f, 0.8f},
    {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
    {1, 0, -1},
    {1, 2, 3, 4},
    {0, 1},
    {5, 2},
    {3, 4, 0, 1},
    {10},
    {4, 3},
    {1},
    {2},
};

static gfla_checkpoint *file;

static int write_and_open(void **state)
{
    gfla_safetensors_writer *writer;
    if (scratch_create(state) != 0 ||
        gfla_safetensors_create(&writer, scratch("w.safetensors"), entries, N_ENTRIES, NULL, 0) != GFLA_OK)
        return 1;
    for (size_t i = 0; i < N_ENTRIES; i++)
        gfla_safetensors_put(writer, i, contents[i]);
    return gfla_safetensors_commit(&writer) != GFLA_OK ||
           gfla_checkpoint_open(&file, scratch("w.safetensors")) != GFLA_OK;
}

static int close_and_remove(void **state)
{
    gfla_checkpoint_close(&file);
    return scratch_remove(state);
}

static void second_names_are_found(void **state)
{
    assert_string_equal(gfla_published_find(file, "flow.jump0.model.2.weight")->name, "flow.jump0.model.2.weight");
    assert_string_equal(gfla_published_find(file, "flow.jump0.conv1.weight")->name, "flow.jump0.model.2.weight");
    assert_string_equal(gfla_published_find(file, "flow.jump1.model.2.bias")->name, "flow.jump1.conv1.bias");
    assert_null(gfla_published_find(file, "flow.jump2.model.2.bias"));
    assert_null(gfla_published_find(file, "flow.jump0.model.3.weight"));
}

/* v = W^T u / |W^T u|, by hand. */
static void missing_vectors_are_computed(void **state)
{
    const float conv[3] = {0.6f * 1 + 0.8f * 4, 0.6f * 2 + 0.8f * 5, 0.6f * 3 + 0.8f * 6};
    const float up[4] = {1 - 5, 2 - 6, 7 - 11, 8 - 12}; /* transposed: the rows are the second dimension */
    const float length = sqrtf(conv[0] * conv[0] + conv[1] * conv[1] + conv[2] * conv[2]);
    float values[4];
    assert_true(gfla_published_has_weight_v(file, "d.conv.weight_v", 3));
    assert_ok(gfla_published_weight_v(file, "d.conv.weight_v", values));
    for (int i = 0; i < 3; i++)
        assert_float_equal(values[i], conv[i] / length, 1e-6);
    assert_true(gfla_published_has_weight_v(file, "d.up.weight_v", 4));
    assert_ok(gfla_published_weight_v(file, "d.up.weight_v", values));
    for (int i = 0; i < 4; i++)
        assert_float_equal(values[i], up[i] / 8, 1e-6);
    assert_false(gfla_published_has_weight_v(file, "d.conv.weight_v", 4));
    assert_false(gfla_published_has_weight_v(file, "d.other.weight_v", 3));
    assert_false(gfla_published_has_weight_v(file, "d.conv.weight_w", 3));
    assert_fails(gfla_published_weight_v(file, "d.other.weight_v", values), GFLA_ERROR_USAGE, "d.other.weight_v");
}

/* What newer PyTorch calls the tensors of a spectral norm; its weight_v is computed here. */
static void parametrised_names_are_found(void **state)
{
    float values[2];
    assert_string_equal(gfla_published_find(file, "n.weight_orig")->name, "n.parametrizations.weight.original");
    assert_string_equal(gfla_published_find(file, "n.weight_u")->name, "n.parametrizations.weight.0._u");
    assert_null(gfla_published_find(file, "n.weight_v"));
    assert_true(gfla_published_has_weight_v(file, "n.weight_v", 2));
    assert_ok(gfla_published_weight_v(file, "n.weight_v", values));
    assert_float_equal(values[0], 0.6, 1e-6);
    assert_float_equal(values[1], 0.8, 1e-6);
}

/* g v / |v|. */
static void weight_norms_are_multiplied_out(void **state)
{
    const struct gfla_shape two = {2, {2, 2}}, one = {2, {1, 2}};
    float values[4];
    assert_ok(gfla_published_fetch(file, "w", "m.weight", two, values));
    for (int i = 0; i < 4; i++)
        assert_float_equal(values[i], ((const float[]){3, 4, 0, 2})[i], 1e-6);
    assert_true(gfla_published_has(file, "o.weight", one));
    assert_ok(gfla_published_fetch(file, "w", "o.weight", one, values));
    assert_float_equal(values[0], 8, 1e-6);
    assert_float_equal(values[1], 6, 1e-6);
    assert_false(gfla_published_has(file, "o.weight", two));
    assert_false(gfla_published_has(file, "p.weight", one));
}

/* At the top where it is there; below a prefix where one alone has it. */
static void branches_are_found(void **state)
{
    static const char *const top[] = {"m.weight_g", "x.bias"}, *const inner[] = {"jump0.model.2.weight", "none"};
    static const char *const twice[] = {"x.bias", NULL}, *const none[] = {"y"};
    assert_ok(gfla_branch_find(file, "w", top, 2));
    assert_string_equal(gfla_checkpoint_prefix(file), "");
    assert_ok(gfla_branch_find(file, "w", inner, 2));
    assert_string_equal(gfla_checkpoint_prefix(file), "flow.");
    assert_non_null(gfla_published_find(file, "jump1.model.2.bias"));
    assert_ok(gfla_branch_find(file, "w", none, 1));
    assert_string_equal(gfla_checkpoint_prefix(file), "");
    assert_fails(gfla_branch_find(file, "w.pth", twice, 2), GFLA_ERROR_INPUT,
                 "w.pth: holds this network 2 times: ema, net_G. hint: w.pth:ema takes one of them");
    assert_string_equal(gfla_checkpoint_prefix(file), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second_names_are_found),       cmocka_unit_test(missing_vectors_are_computed),
        cmocka_unit_test(parametrised_names_are_found), cmocka_unit_test(weight_norms_are_multiplied_out),
        cmocka_unit_test(branches_are_found),
    };
    return cmocka_run_group_tests(tests, write_and_open, close_and_remove);
}
