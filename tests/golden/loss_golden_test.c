/* The losses of the paper against numbers made by the published code. */
#include "models/gfla/image_loss.h"
#include "models/gfla/sampling_correctness.h"
#include "ops/add.h"
#include "ops/l2_loss.h"
#include "tests/device_fixture.h"
#include "tests/golden/golden_op.h"

#define VGG_WIDTH 8

/* in: source, target, and the flows from relu4_1 on, then the mask. */
static gfla_tensor *correctness(gfla_graph *graph, gfla_tensor *const *in, int first_stage, int n_levels,
                                gfla_tensor *mask)
{
    struct gfla_vgg source, target;
    gfla_tensor *total = NULL;
    if (gfla_vgg_build(graph, in[0], VGG_WIDTH, &source) != GFLA_OK ||
        gfla_vgg_build(graph, in[1], VGG_WIDTH, &target) != GFLA_OK)
        return NULL;
    for (int i = 0; i < n_levels; i++) {
        const struct gfla_sampling_correctness terms = {.source = source.relu[first_stage - i][0],
                                                        .target = target.relu[first_stage - i][0],
                                                        .flow = in[2 + i],
                                                        .mask = mask,
                                                        .scale = 1};
        gfla_tensor *term = gfla_sampling_correctness(graph, &terms);
        total = total ? gfla_add(graph, total, term) : term;
    }
    return total;
}

static gfla_tensor *build_correctness(gfla_graph *graph, gfla_tensor *const *in)
{
    return correctness(graph, in, 3, 2, NULL);
}

static gfla_tensor *build_masked(gfla_graph *graph, gfla_tensor *const *in)
{
    return correctness(graph, in, 3, 2, in[4]);
}

/* One attention, at the finer map. */
static gfla_tensor *build_market(gfla_graph *graph, gfla_tensor *const *in)
{
    return correctness(graph, in, 2, 1, NULL);
}

/* Features alone. What the published code calls relu3_2 is relu3_3. */
static gfla_tensor *vgg_features(gfla_graph *graph, gfla_tensor *image, int stage, int layer)
{
    struct gfla_vgg vgg;
    return gfla_vgg_build(graph, image, VGG_WIDTH, &vgg) == GFLA_OK ? vgg.relu[stage][layer] : NULL;
}

static gfla_tensor *build_relu3(gfla_graph *graph, gfla_tensor *const *in)
{
    return vgg_features(graph, in[0], 2, 2);
}

static gfla_tensor *build_relu5(gfla_graph *graph, gfla_tensor *const *in)
{
    return vgg_features(graph, in[0], 4, 1);
}

static gfla_tensor *image_loss(gfla_graph *graph, gfla_tensor *const *in,
                               gfla_tensor *(*loss)(gfla_graph *, const struct gfla_vgg *, const struct gfla_vgg *,
                                                    float))
{
    struct gfla_vgg x, y;
    if (gfla_vgg_build(graph, in[0], VGG_WIDTH, &x) != GFLA_OK ||
        gfla_vgg_build(graph, in[1], VGG_WIDTH, &y) != GFLA_OK)
        return NULL;
    return loss(graph, &x, &y, 1);
}

static gfla_tensor *build_content(gfla_graph *graph, gfla_tensor *const *in)
{
    return image_loss(graph, in, gfla_content_loss);
}

static gfla_tensor *build_style(gfla_graph *graph, gfla_tensor *const *in)
{
    return image_loss(graph, in, gfla_style_loss);
}

static gfla_tensor *build_real(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_l2_loss(graph, in[0], gfla_fill(graph, in[0]->shape, in[0]->layout, 1), NULL, 1);
}

static gfla_tensor *build_fake(gfla_graph *graph, gfla_tensor *const *in)
{
    return gfla_l2_loss(graph, in[0], gfla_fill(graph, in[0]->shape, in[0]->layout, 0), NULL, 1);
}

#define TOLERANCES .tolerance = 2e-5, .grad_tolerance = 1e-4
#define VGG .weights = "vgg19_div8.safetensors", .weights_prefix = GFLA_VGG_PREFIX
/* The same for all three; kept once. */
#define IMAGES                                                                                                         \
    {"../perceptual_correctness/source", NULL},                                                                        \
    {                                                                                                                  \
        "../perceptual_correctness/target", NULL                                                                       \
    }
#define FLOWS                                                                                                          \
    {"in_flow0", "grad_in_flow0"},                                                                                     \
    {                                                                                                                  \
        "in_flow1", "grad_in_flow1"                                                                                    \
    }

/* Tolerances: float32 through up to twelve layers on both sides; the published code's own float32 runs differ from
 * float64 by as much (2e-4 relative for gradients in the median). */
static const struct golden_op ops[] = {
    {.folder = "perceptual_correctness",
     .n_in = 4,
     .in = {{"source", NULL}, {"target", NULL}, FLOWS},
     .out = "loss",
     .build = build_correctness,
     VGG,
     TOLERANCES},
    {.folder = "perceptual_correctness",
     .n_in = 5,
     .in = {{"source", NULL},
            {"target", NULL},
            {"in_flow0", "grad_masked_flow0"},
            {"in_flow1", "grad_masked_flow1"},
            {"mask", NULL}},
     .out = "loss_masked",
     .build = build_masked,
     VGG,
     TOLERANCES},
    {.folder = "perceptual_correctness_upsampled",
     .n_in = 4,
     .in = {IMAGES, FLOWS},
     .out = "loss",
     .build = build_correctness,
     VGG,
     TOLERANCES},
    {.folder = "perceptual_correctness_market",
     .n_in = 3,
     .in = {IMAGES, {"in_flow0", "grad_in_flow0"}},
     .out = "loss",
     .build = build_market,
     VGG,
     TOLERANCES},
    {.folder = "vgg19_div8_features",
     .n_in = 1,
     .in = {{"../vgg_loss/in_x", NULL}},
     .out = "relu3_2",
     .build = build_relu3,
     VGG,
     TOLERANCES},
    {.folder = "vgg19_div8_features",
     .n_in = 1,
     .in = {{"../vgg_loss/in_x", NULL}},
     .out = "relu5_2",
     .build = build_relu5,
     VGG,
     TOLERANCES},
    {.folder = "vgg_loss",
     .n_in = 2,
     .in = {{"in_x", "grad_content_x"}, {"in_y", NULL}},
     .out = "content",
     .build = build_content,
     VGG,
     TOLERANCES},
    {.folder = "vgg_loss",
     .n_in = 2,
     .in = {{"in_x", "grad_style_x"}, {"in_y", NULL}},
     .out = "style",
     .build = build_style,
     VGG,
     TOLERANCES},
    {.folder = "lsgan", .n_in = 1, .in = {{"in_x", "grad_real"}}, .out = "loss_real", .build = build_real, TOLERANCES},
    {.folder = "lsgan", .n_in = 1, .in = {{"in_x", "grad_fake"}}, .out = "loss_fake", .build = build_fake, TOLERANCES},
};

static void losses_match(void **state)
{
    if (!device)
        skip();
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
        if (golden_op_run(&ops[i], device) != GFLA_OK)
            fail_msg("%s", gfla_error_message());
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(losses_match)};
    return cmocka_run_group_tests(tests, open_device, close_device);
}
