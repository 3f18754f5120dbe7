/* The blocks of every network against tensors made by the published code. */
#include "models/gfla/spectral.h"
#include "tests/device_fixture.h"
#include "tests/golden/golden_op.h"

static gfla_tensor *build_encoder(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_encoder_block(graph, in[0], 6, GFLA_NORM_INSTANCE);
}

/* From 4 channels to 4, and from 5 to 4. */
static gfla_tensor *build_res_block(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_res_block(graph, in[0], 4, 4, GFLA_NORM_INSTANCE);
}

static gfla_tensor *build_decoder(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_res_block_decoder(graph, in[0], 3, 4, GFLA_NORM_INSTANCE);
}

static gfla_tensor *build_jump(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_jump(graph, in[0], 4);
}

static gfla_tensor *build_output(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_output(graph, in[0], 3);
}

static gfla_tensor *build_res_encoder(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_res_block_encoder(graph, in[0], 5, 4, true);
}

/* Biases in front of a norm have no gradient but rounding noise. */
#define BLOCK(name, function)                                                                                          \
    {                                                                                                                  \
        .folder = name, .n_in = 1, .in = {{"in_x", "grad_in_x"}}, .out = "out", .grad_out = "grad_out",                \
        .build = function, .tolerance = 1e-5, .grad_tolerance = 2e-5, .grad_noise = 1e-5                               \
    }

static const struct golden_op blocks[] = {
    BLOCK("encoder_block", build_encoder),
    BLOCK("resblock", build_res_block),
    BLOCK("resblock_proj", build_res_block),
    BLOCK("resblock_decoder", build_decoder),
    BLOCK("jump_block", build_jump),
    BLOCK("output_block", build_output),
    BLOCK("resblock_encoder_spectral", build_res_encoder),
};

static void blocks_match(void **state)
{
    if (!device)
        skip();
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (golden_op_run(&blocks[i], device) != GFLA_OK)
            fail_msg("%s", gfla_error_message());
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(blocks_match)};
    return cmocka_run_group_tests(tests, open_device, close_device);
}
