/* Sampling ops and the affine regularisation against tensors made by the published code. */
#include "ops/add.h"
#include "ops/affine_reg.h"
#include "ops/block_extract.h"
#include "ops/conv_transpose2d.h"
#include "ops/resample_gaussian.h"
#include "tests/device_fixture.h"
#include "tests/golden/golden_op.h"

static gfla_tensor *build_block3(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_block_extract(graph, in[0], in[1], 3);
}

static gfla_tensor *build_block4(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_block_extract(graph, in[0], in[1], 4);
}

static gfla_tensor *build_block5(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_block_extract(graph, in[0], in[1], 5);
}

static gfla_tensor *build_resample(gfla_graph *graph, gfla_tensor *const *in)
{
    const struct gfla_resample_gaussian_params params = {.kernel = 4, .sigma = 2};
    return gfla_resample_gaussian(graph, in[0], in[1], &params);
}

static gfla_tensor *build_affine3(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_affine_reg(graph, in[0], 3, 1);
}

static gfla_tensor *build_affine5(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_affine_reg(graph, in[0], 5, 1);
}

/* Both levels; flows deepest first. */
static gfla_tensor *build_affine_levels(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_add(graph, gfla_affine_reg(graph, in[0], 3, 1), gfla_affine_reg(graph, in[1], 5, 1));
}

/* The published attention lays its k k channels of softmax side by side as blocks of k x k pixels, which ours never
 * does. It is a transposed convolution whose channel i k + j has its only 1 in row i, column j. */
static gfla_tensor *build_reshape(gfla_graph *graph, gfla_tensor *const *in)
{
    const int k = (int)in[1]->shape.dim[3];
    return gfla_conv_transpose2d(graph, in[0], in[1], NULL, &(struct gfla_conv_transpose2d_params){.stride = k});
}

#define TOLERANCES .tolerance = 1e-5, .grad_tolerance = 2e-5
#define BLOCKS(k)                                                                                                      \
    {                                                                                                                  \
        .folder = "block_extractor_k" #k, .n_in = 2,                                                                   \
        .in = {{"in_source", "grad_in_source"}, {"in_flow", "grad_in_flow"}}, .out = "out", .grad_out = "grad_out",    \
        .build = build_block##k, TOLERANCES                                                                            \
    }
#define AFFINE(k, size)                                                                                                \
    {                                                                                                                  \
        .folder = "affine_reg_kz" #k "_" size, .n_in = 1, .in = {{"in_flow", "grad_in_flow"}}, .out = "loss",          \
        .build = build_affine##k, TOLERANCES                                                                           \
    }

#define RESHAPE(k)                                                                                                     \
    {                                                                                                                  \
        .folder = "local_attn_reshape_k" #k, .n_in = 2,                                                                \
        .in = {{"in_x", "grad_in_x"}, {"one_hot", NULL, .is_plain = true}}, .out = "out", .grad_out = "grad_out",      \
        .build = build_reshape, TOLERANCES                                                                             \
    }

static const struct golden_op ops[] = {
    BLOCKS(3),
    BLOCKS(4),
    BLOCKS(5),
    {
        .folder = "resample2d_k4_s2",
        .n_in = 2,
        .in = {{"in_source", "grad_in_source_true"}, {"in_flow", "grad_in_flow"}},
        .out = "out",
        .grad_out = "grad_out",
        .build = build_resample,
        TOLERANCES,
    },
    AFFINE(3, "9x11"),
    AFFINE(5, "13x10"),
    AFFINE(5, "64x64"),
    {
        .folder = "affine_reg_multi",
        .n_in = 2,
        .in = {{"in_flow0", "grad_in_flow0"}, {"in_flow1", "grad_in_flow1"}},
        .out = "loss",
        .build = build_affine_levels,
        TOLERANCES,
    },
    RESHAPE(3),
    RESHAPE(5),
};

static void matches(void **state)
{
    (void)state;
    if (!device)
        skip();
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
        if (golden_op_run(&ops[i], device) != GFLA_OK)
            fail_msg("%s", gfla_error_message());
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(matches)};
    return cmocka_run_group_tests(tests, open_device, close_device);
}
