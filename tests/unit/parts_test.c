/* Steps whose batch is computed in parts (train/parts.h): the losses and weights of the whole batch, with weights of losses
 * that differ from item to item, an adversary, and states that a step moves on. */
#include "tests/unit/device_scratch.h"

#include "graph/share.h"
#include "models/gfla/spectral.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv2d.h"
#include "ops/hinge_loss.h"
#include "ops/l1_loss.h"
#include "ops/ssim_loss.h"
#include "train/parts.h"
#include "train/trainer.h"

enum { BATCH = 4, SIDE = 16, IMAGE = 3 * SIDE * SIDE, N_LOSSES = 3, STEPS = 3, MOST_VALUES = 4096 };

/* A network that draws an image, and an adversary that judges it. */
struct duel {
    gfla_graph *graph;
    gfla_trainer *trainer;
    gfla_parts *parts; /* NULL: the batch is whole */
    gfla_tensor *source, *target, *weight, *side, *losses[N_LOSSES];
    int n; /* items of a part */
};

static gfla_tensor *draw(gfla_graph *g, gfla_tensor *source)
{
    gfla_tensor *weight = gfla_graph_param(g, "net.weight", gfla_shape_4d(3, 3, 3, 3)),
                *bias = gfla_graph_param(g, "net.bias", gfla_shape_1d(3));
    return gfla_tanh(g, gfla_conv2d(g, source, weight, bias, &(struct gfla_conv2d_params){.pad = 1}));
}

static gfla_tensor *judge(gfla_graph *g, gfla_tensor *image)
{
    gfla_graph_push(g, "foe");
    gfla_tensor *verdict =
        gfla_spectral_conv_layer(g, image, "conv", &(struct gfla_conv_layer){.oc = 1, .k = 3, .pad = 1}, true);
    gfla_graph_pop(g);
    return verdict;
}

static void build(struct duel *d, int n_parts)
{
    gfla_graph *g;
    assert_ok(gfla_graph_create(&g));
    *d = (struct duel){.graph = g, .n = BATCH / n_parts};
    gfla_graph_set_shares(g, n_parts);
    const struct gfla_shape image = gfla_shape_4d(d->n, 3, SIDE, SIDE), map = gfla_shape_4d(d->n, 1, SIDE, SIDE);
    d->source = gfla_graph_input(g, "source", image, GFLA_LAYOUT_BLOCKED);
    d->target = gfla_graph_input(g, "target", image, GFLA_LAYOUT_BLOCKED);
    d->weight = gfla_graph_input(g, "map", map, GFLA_LAYOUT_BLOCKED);
    d->side = gfla_graph_input(g, "side", map, GFLA_LAYOUT_BLOCKED);
    gfla_tensor *made = draw(g, d->source), *real = judge(g, d->target), *fake = judge(g, gfla_graph_detach(g, made));
    d->losses[0] = gfla_graph_keep(
        gfla_add(g, gfla_hinge_loss(g, real, d->side, 1), gfla_l1_loss(g, fake, d->side, d->weight, 1)));
    assert_ok(gfla_trainer_adversary(g, d->losses[0]));
    gfla_graph_freeze(g, "foe.");
    d->losses[1] = gfla_graph_keep(gfla_l1_loss(g, made, d->target, gfla_relu(g, d->weight), 2));
    gfla_tensor *like = gfla_ssim_loss(g, made, d->target, d->weight, 1);
    d->losses[2] = gfla_graph_keep(gfla_add(g, like, gfla_hinge_loss(g, judge(g, made), d->side, 0.1f)));
    assert_ok(gfla_trainer_create(&d->trainer, g, gfla_add(g, d->losses[1], d->losses[2]), device,
                                  &(struct gfla_trainer_params){.adversary_factor = 0.5}));
}

static void init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    (void)context;
    for (int64_t i = 0; i < gfla_shape_count(param->shape); i++)
        values[i] = gfla_random_uniform(random, -0.3f, 0.3f);
}

static void create(struct duel *d, int n_parts, size_t bucket_bytes)
{
    build(d, n_parts);
    assert_ok(gfla_trainer_init(d->trainer, 5, init, NULL));
    if (n_parts > 1)
        assert_ok(gfla_parts_create(&d->parts, &(struct gfla_parts_params){.plan = gfla_trainer_plan(d->trainer),
                                                                           .graph = d->graph,
                                                                           .device = device,
                                                                           .n_parts = n_parts,
                                                                           .losses = d->losses,
                                                                           .n_losses = N_LOSSES,
                                                                           .bucket_bytes = bucket_bytes}));
}

static void destroy(struct duel *d)
{
    gfla_parts_destroy(&d->parts);
    gfla_trainer_destroy(&d->trainer);
    gfla_graph_destroy(&d->graph);
}

/* Items from `first` on of the batch of the next step; each weighs more than the one before it. */
static gfla_status feed(void *context, int part)
{
    gfla_status status = GFLA_OK;
    struct duel *d = context;
    gfla_plan *plan = gfla_trainer_plan(d->trainer);
    static float source[BATCH * IMAGE], target[BATCH * IMAGE], weight[BATCH * IMAGE / 3], side[BATCH * IMAGE / 3];
    for (int n = 0; n < d->n; n++) {
        const int item = part * d->n + n;
        struct gfla_random r = gfla_random_seed(gfla_trainer_steps(d->trainer), (uint64_t)item);
        for (int i = 0; i < IMAGE; i++) {
            source[n * IMAGE + i] = gfla_random_uniform(&r, -1, 1);
            target[n * IMAGE + i] = -0.5f * source[n * IMAGE + i];
        }
        for (int i = 0; i < IMAGE / 3; i++) {
            weight[n * IMAGE / 3 + i] = gfla_random_uniform(&r, 0, 1) < 0.2f * (float)(item + 1) ? 1.0f : 0.0f;
            side[n * IMAGE / 3 + i] = 1;
        }
    }
    TRY(gfla_tensor_write(plan, d->source, source));
    TRY(gfla_tensor_write(plan, d->target, target));
    TRY(gfla_tensor_write(plan, d->weight, weight));
    TRY(gfla_tensor_write(plan, d->side, side));
fail:
    return status;
}

struct run {
    struct duel *duel;
    float *losses;
};

static gfla_status run_parts(void *context)
{
    struct run *run = context;
    return gfla_parts_run(run->duel->parts, run->losses);
}

static void step(struct duel *d, float losses[N_LOSSES])
{
    struct run run = {d, losses};
    if (d->parts) {
        assert_ok(gfla_parts_feed(d->parts, feed, d));
        assert_ok(gfla_parts_norms(d->parts, NULL, 0));
        assert_ok(gfla_trainer_step_by(d->trainer, 0.01f, run_parts, &run));
        return;
    }
    assert_ok(feed(d, 0));
    assert_ok(gfla_trainer_step(d->trainer, 0.01f));
    for (int i = 0; i < N_LOSSES; i++)
        assert_ok(gfla_tensor_read(gfla_trainer_plan(d->trainer), d->losses[i], &losses[i]));
}

/* Parameters, what the spectral norm keeps among them. */
static size_t read_params(struct duel *d, float values[MOST_VALUES])
{
    size_t n = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(d->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(d->graph, i);
        if (tensor->role != GFLA_ROLE_PARAM || tensor->view_of)
            continue;
        assert_true(n + (size_t)gfla_shape_count(tensor->shape) <= MOST_VALUES);
        assert_ok(gfla_tensor_read(gfla_trainer_plan(d->trainer), tensor, values + n));
        n += (size_t)gfla_shape_count(tensor->shape);
    }
    return n;
}

static size_t train(int n_parts, size_t bucket_bytes, float losses[STEPS][N_LOSSES], float params[MOST_VALUES])
{
    struct duel d;
    create(&d, n_parts, bucket_bytes);
    for (int i = 0; i < STEPS; i++)
        step(&d, losses[i]);
    const size_t n = read_params(&d, params);
    if (d.parts && bucket_bytes > 0)
        assert_true(gfla_parts_get_counts(d.parts).n_buckets > 2);
    destroy(&d);
    return n;
}

static void parts_are_the_whole(void **state)
{
    static float whole[MOST_VALUES], made[MOST_VALUES];
    float expected[STEPS][N_LOSSES], losses[STEPS][N_LOSSES];
    if (!device)
        skip();
    const size_t n = train(1, 0, expected, whole);
    for (int n_parts = 2; n_parts <= BATCH; n_parts *= 2) {
        assert_int_equal(train(n_parts, 0, losses, made), n);
        for (int i = 0; i < STEPS * N_LOSSES; i++)
            assert_float_equal(losses[i / N_LOSSES][i % N_LOSSES], expected[i / N_LOSSES][i % N_LOSSES], 2e-5);
        for (size_t i = 0; i < n; i++)
            assert_float_equal(made[i], whole[i], 2e-4); /* Adam moves a weight by 0.01 whatever its gradient */
    }
}

/* How gradients are cut changes no bit, nor does a second run. */
static void buckets_change_nothing(void **state)
{
    static float first[MOST_VALUES], second[MOST_VALUES];
    float losses[2][STEPS][N_LOSSES];
    if (!device)
        skip();
    const size_t n = train(2, 0, losses[0], first);
    assert_int_equal(train(2, 16, losses[1], second), n);
    assert_memory_equal(first, second, n * sizeof *first);
    assert_memory_equal(losses[0], losses[1], sizeof losses[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_are_the_whole), cmocka_unit_test(buckets_change_nothing)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
