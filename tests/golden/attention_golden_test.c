/* The attention block against tensors made by the published code: value, softmax map and all gradients. */
#include "ops/attention_block.h"
#include "tests/device_fixture.h"
#include "tests/golden/golden_op.h"

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, int k)
{
    const struct gfla_attention_block_weights weights = {in[3], in[4], in[5], in[6]};
    const struct gfla_attention_block_params params = {.k = k, .slope = 0.1f, .scale = 1.0f / (float)(k * k)};
    return gfla_attention_block(graph, in[0], in[1], in[2], &weights, &params);
}

static gfla_tensor *build3(gfla_graph *graph, gfla_tensor *const *in)
{
    return build(graph, in, 3);
}

static gfla_tensor *build5(gfla_graph *graph, gfla_tensor *const *in)
{
    return build(graph, in, 5);
}

#define PARAM(name)                                                                                                    \
    {                                                                                                                  \
        "param_fully_connect_layer." name, "grad_param_fully_connect_layer." name, .is_plain = true                    \
    }
#define ATTENTION(k)                                                                                                   \
    {                                                                                                                  \
        .folder = "extractor_attn_k" #k, .n_in = 7,                                                                    \
        .in = {{"in_source", "grad_in_source"},                                                                        \
               {"in_target", "grad_in_target"},                                                                        \
               {"in_flow", "grad_in_flow"},                                                                            \
               PARAM("0.weight"),                                                                                      \
               PARAM("0.bias"),                                                                                        \
               PARAM("2.weight"),                                                                                      \
               PARAM("2.bias")},                                                                                       \
        .out = "out", .grad_out = "grad_out", .tap_file = "attn_softmax", .tap_name = "fully_connect_layer",           \
        .build = build##k, .tolerance = 1e-5, .grad_tolerance = 5e-5,                                                  \
    }

static const struct golden_op ops[] = {ATTENTION(3), ATTENTION(5)};

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
