#include "subject.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "models/gfla/architectures.h"
#include "models/gfla/orthogonal.h"
#include "models/gfla/paper_made.h"
#include "ops/attention_block.h"
#include "ops/conv2d.h"
#include "ops/conv_transpose2d.h"

#define LEARNING_RATE 1e-4f

/* ---- graphs ---- */

/* Of words that begin with MODEL BATCH. */
static gfla_status build_net(gfla_graph *graph, const char *words)
{
    gfla_status status;
    char name[64];
    struct gfla_model_net net;
    int batch;
    REQUIRE(sscanf(words, "%63s %d", name, &batch) == 2 && gfla_architecture_find(name), GFLA_ERROR_USAGE,
            "%s: not MODEL BATCH", words);
    const struct gfla_architecture *model = gfla_architecture_find(name);
    struct gfla_network_config config = model->config;
    config.batch = batch;
    TRY(gfla_architecture_build(model, graph, &config, &net));
fail:
    return status;
}

static gfla_tensor *add_input(gfla_graph *graph, const char *name, int n, int c, int h, int w)
{
    return gfla_graph_input(graph, name, gfla_shape_4d(n, c, h, w), GFLA_LAYOUT_BLOCKED);
}

static gfla_status build_conv(gfla_graph *graph, const char *words)
{
    gfla_status status;
    int n, ic, h, w, oc, k, stride, pad;
    REQUIRE(sscanf(words, "%d %d %d %d %d %d %d %d", &n, &ic, &h, &w, &oc, &k, &stride, &pad) == 8, GFLA_ERROR_USAGE,
            "conv %s: not N IC H W OC K STRIDE PAD", words);
    gfla_tensor *src = add_input(graph, "src", n, ic, h, w);
    gfla_tensor *weights = gfla_graph_param(graph, "weights", gfla_shape_4d(oc, ic, k, k));
    gfla_tensor *bias = gfla_graph_param(graph, "bias", gfla_shape_1d(oc));
    gfla_graph_keep(gfla_conv2d(graph, src, weights, bias, &(struct gfla_conv2d_params){.stride = stride, .pad = pad}));
    TRY(gfla_graph_status(graph));
fail:
    return status;
}

static gfla_status build_transposed(gfla_graph *graph, const char *words)
{
    gfla_status status;
    int n, ic, h, w, oc, k;
    struct gfla_conv_transpose2d_params params;
    REQUIRE(sscanf(words, "%d %d %d %d %d %d %d %d %d", &n, &ic, &h, &w, &oc, &k, &params.stride, &params.pad,
                   &params.output_pad) == 9,
            GFLA_ERROR_USAGE, "transposed %s: not N IC H W OC K STRIDE PAD OUTPUT_PAD", words);
    gfla_tensor *src = add_input(graph, "src", n, ic, h, w);
    gfla_tensor *weights = gfla_graph_param(graph, "weights", gfla_shape_4d(ic, oc, k, k));
    gfla_tensor *bias = gfla_graph_param(graph, "bias", gfla_shape_1d(oc));
    gfla_graph_keep(gfla_conv_transpose2d(graph, src, weights, bias, &params));
    TRY(gfla_graph_status(graph));
fail:
    return status;
}

static gfla_status build_attention(gfla_graph *graph, const char *words)
{
    gfla_status status;
    int n, c, h, w, hidden, k;
    REQUIRE(sscanf(words, "%d %d %d %d %d %d", &n, &c, &h, &w, &hidden, &k) == 6, GFLA_ERROR_USAGE,
            "attention %s: not N C H W HIDDEN K", words);
    gfla_tensor *source = add_input(graph, "source", n, c, h, w), *target = add_input(graph, "target", n, c, h, w);
    gfla_tensor *flow = add_input(graph, "flow", n, 2, h, w);
    const struct gfla_attention_block_weights weights = {
        .weights0 = gfla_graph_param(graph, "weights0", gfla_shape_4d(hidden, 2 * c, k, k)),
        .bias0 = gfla_graph_param(graph, "bias0", gfla_shape_1d(hidden)),
        .weights2 = gfla_graph_param(graph, "weights2", gfla_shape_4d(k * k, hidden, 1, 1)),
        .bias2 = gfla_graph_param(graph, "bias2", gfla_shape_1d(k * k)),
    };
    const struct gfla_attention_block_params params = {.k = k, .scale = 1.0f / (float)(k * k)};
    gfla_graph_keep(gfla_attention_block(graph, source, target, flow, &weights, &params));
    TRY(gfla_graph_status(graph));
fail:
    return status;
}

/* ---- numbers ---- */

/* Weights keep the size of activations, so flows are about a pixel. */
static float range_of(const gfla_tensor *tensor)
{
    if (tensor->role != GFLA_ROLE_PARAM || tensor->shape.rank < 2)
        return 1;
    return 1.7f / sqrtf((float)gfla_shape_count(tensor->shape) / (float)tensor->shape.dim[0]);
}

static gfla_status make_values(const gfla_tensor *tensor, struct gfla_random *random, float **values)
{
    gfla_status status;
    const int64_t count = gfla_shape_count(tensor->shape);
    const float range = range_of(tensor);
    TRY(gfla_calloc(values, (size_t)count, sizeof **values, "random numbers"));
    for (int64_t i = 0; i < count; i++)
        (*values)[i] = gfla_random_uniform(random, -range, range);
fail:
    return status;
}

static gfla_status fill(gfla_plan *plan, gfla_tensor *tensor, struct gfla_random *random)
{
    gfla_status status;
    float *values = NULL;
    TRY(make_values(tensor, random, &values));
    TRY(gfla_tensor_write(plan, tensor, values));
fail:
    free(values);
    return status;
}

static gfla_status fill_all(const struct subject *subject)
{
    gfla_status status = GFLA_OK;
    struct gfla_random random = gfla_random_seed(1, 0);
    for (size_t i = 0; i < gfla_graph_n_tensors(subject->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(subject->graph, i);
        const bool is_random =
            tensor->role == GFLA_ROLE_INPUT || (tensor->role == GFLA_ROLE_PARAM && !subject->trainer);
        if (!tensor->view_of && tensor->buffer && is_random)
            TRY(fill(subject->plan, tensor, &random));
    }
    gfla_plan_weights_changed(subject->plan);
fail:
    return status;
}

static void init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    (void)context;
    gfla_orthogonal_init(param, random, values);
}

static gfla_status open_feed(const struct subject *subject, const char *name, struct subject_feed *feed)
{
    gfla_status status;
    struct gfla_random random = gfla_random_seed(2, 0);
    feed->tensor = gfla_graph_find(subject->graph, name);
    REQUIRE(feed->tensor && feed->tensor->role == GFLA_ROLE_INPUT, GFLA_ERROR_USAGE, "there is no input %s", name);
    TRY(make_values(feed->tensor, &random, &feed->values));
fail:
    return status;
}

static gfla_status open_turn(struct subject *subject, const char *words)
{
    gfla_status status;
    char first[64], each[64];
    REQUIRE(sscanf(words, "%*s %*d %d %63s %63s", &subject->n_steps, first, each) == 3 && subject->n_steps > 0,
            GFLA_ERROR_USAGE, "turn %s: not MODEL BATCH STEPS FIRST EACH", words);
    TRY(build_net(subject->graph, words));
    TRY(open_feed(subject, first, &subject->first));
    TRY(open_feed(subject, each, &subject->each));
    TRY(gfla_plan_create(&subject->plan, subject->graph, subject->device,
                         &(struct gfla_plan_params){.skip_unchanged = true}));
fail:
    return status;
}

static gfla_status open_training(struct subject *subject, const char *words)
{
    gfla_status status;
    struct gfla_shapenet_config config = {.form = GFLA_FORM_PUBLISHED};
    struct gfla_paper_loss_config losses = {.features.width = 0};
    struct gfla_shapenet net;
    struct gfla_paper_made made;
    struct gfla_loss_terms loss;
    gfla_tensor *adversary;
    const struct gfla_trainer_params params = {.adam = {.beta1 = -1}, .adversary_factor = GFLA_DISCRIMINATOR_RATE};
    REQUIRE(sscanf(words, "%d %d %d %d %d", &config.batch, &config.size, &config.width, &config.flow_width,
                   &losses.discriminator_width) == 5,
            GFLA_ERROR_USAGE, "train %s: not BATCH SIZE WIDTH FLOW_WIDTH DISCRIMINATOR_WIDTH", words);
    TRY(gfla_shapenet_build(subject->graph, &config, &net));
    gfla_paper_made_shapenet(subject->graph, &net, &made);
    TRY(gfla_paper_adversary_build(subject->graph, &made, &losses, &loss, &adversary));
    if (adversary)
        TRY(gfla_trainer_adversary(subject->graph, adversary));
    TRY(gfla_paper_loss_build(subject->graph, &made, &losses, &loss));
    TRY(gfla_trainer_create(&subject->trainer, subject->graph, loss.total, subject->device, &params));
    subject->plan = gfla_trainer_plan(subject->trainer);
    TRY(gfla_trainer_init(subject->trainer, 1, init, NULL));
    return GFLA_OK;
fail:
    return status;
}

/* ---- subjects ---- */

static const struct {
    const char *word;
    gfla_status (*build)(gfla_graph *graph, const char *words);
    gfla_status (*open)(struct subject *subject, const char *words); /* plans too */
} kinds[] = {
    {"net ", .build = build_net},
    {"turn ", .open = open_turn},
    {"conv ", .build = build_conv},
    {"transposed ", .build = build_transposed},
    {"attention ", .build = build_attention},
    {"train ", .open = open_training},
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

gfla_status subject_open(struct subject *subject, const char *device, const char *line)
{
    gfla_status status;
    size_t kind = 0;
    *subject = (struct subject){.n_steps = 1};
    while (kind < N_KINDS && strncmp(line, kinds[kind].word, strlen(kinds[kind].word)) != 0)
        kind++;
    REQUIRE(kind < N_KINDS, GFLA_ERROR_USAGE, "\"%s\": neither net, turn, conv, transposed, attention nor train", line);
    const char *words = line + strlen(kinds[kind].word);
    TRY(gfla_device_open(&subject->device, NULL, device));
    TRY(gfla_graph_create(&subject->graph));
    if (kinds[kind].open) {
        TRY(kinds[kind].open(subject, words));
    } else {
        TRY(kinds[kind].build(subject->graph, words));
        TRY(gfla_plan_create(&subject->plan, subject->graph, subject->device, NULL));
    }
    TRY(fill_all(subject));
    return GFLA_OK;
fail:
    subject_close(subject);
    return status;
}

double subject_gflop(const struct subject *subject)
{
    return 1e-9 * subject->n_steps * gfla_plan_flops(subject->plan);
}

static gfla_status run_steps(struct subject *subject)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < subject->n_steps; i++) {
        if (i == 0 && subject->first.tensor)
            TRY(gfla_tensor_write(subject->plan, subject->first.tensor, subject->first.values));
        if (subject->each.tensor)
            TRY(gfla_tensor_write(subject->plan, subject->each.tensor, subject->each.values));
        TRY(gfla_plan_run(subject->plan));
    }
fail:
    return status;
}

gfla_status subject_run(struct subject *subject, int count)
{
    gfla_status status;
    for (int i = 0; i < count; i++)
        TRY(subject->trainer ? gfla_trainer_step(subject->trainer, LEARNING_RATE) : run_steps(subject));
    TRY(gfla_device_finish(subject->device));
fail:
    return status;
}

void subject_close(struct subject *subject)
{
    if (!subject->trainer)
        gfla_plan_destroy(&subject->plan);
    gfla_trainer_destroy(&subject->trainer);
    gfla_graph_destroy(&subject->graph);
    gfla_device_destroy(&subject->device);
    free(subject->first.values);
    free(subject->each.values);
    *subject = (struct subject){NULL};
}
