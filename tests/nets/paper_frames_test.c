/* The paper's losses of several frames with flows from two sources, and of two discriminators. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "models/gfla/architectures.h"
#include "models/gfla/paper_made.h"
#include "graph/plan.h"
#include "tests/device_fixture.h"

#define SIDE 32
#define N_FRAMES 2

static const struct gfla_paper_loss_config vgg_alone = {.features.width = 4}, judges_alone = {.discriminator_width = 4};

static gfla_tensor *map(gfla_graph *g, const char *name, int channels, int side)
{
    return gfla_graph_input(g, name, gfla_shape_4d(1, channels, side, side), GFLA_LAYOUT_BLOCKED);
}

static struct gfla_paper_flows flows_into(gfla_graph *g, gfla_tensor *source, const char *deep, const char *fine)
{
    return (struct gfla_paper_flows){.source = source, .flow = {map(g, deep, 2, SIDE / 8), map(g, fine, 2, SIDE / 4)}};
}

/* A reference, and two frames, the second of which also has a flow into the first one's target. */
static struct gfla_paper_made clip(gfla_graph *g)
{
    struct gfla_paper_made made = {.n_frames = N_FRAMES, .window = {3, 5}};
    gfla_tensor *reference = map(g, "reference", 3, SIDE);
    made.frame[0] = (struct gfla_paper_frame){
        .image = map(g, "image0", 3, SIDE), .target = map(g, "target0", 3, SIDE), .n_flows = 1};
    made.frame[1] = (struct gfla_paper_frame){
        .image = map(g, "image1", 3, SIDE), .target = map(g, "target1", 3, SIDE), .n_flows = 2};
    made.frame[0].flows[0] = flows_into(g, reference, "flow0", "flow1");
    made.frame[1].flows[0] = flows_into(g, reference, "flow2", "flow3");
    made.frame[1].flows[1] = flows_into(g, made.frame[0].target, "flow4", "flow5");
    return made;
}

static struct gfla_loss_terms terms_of(gfla_graph *g, const struct gfla_paper_frame *frame,
                                       const struct gfla_paper_made *like)
{
    struct gfla_paper_made made = *like;
    struct gfla_loss_terms terms = {NULL};
    if (frame) {
        made.n_frames = 1;
        made.frame[0] = *frame;
    }
    ok(gfla_paper_loss_build(g, &made, &vgg_alone, &terms));
    return terms;
}

static void fill_everything(gfla_graph *g, gfla_plan *plan)
{
    struct gfla_random random = gfla_random_seed(8, 0);
    for (size_t i = 0; i < gfla_graph_n_tensors(g); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(g, i);
        if ((tensor->role != GFLA_ROLE_INPUT && tensor->role != GFLA_ROLE_PARAM) || tensor->view_of)
            continue;
        size_t count = (size_t)gfla_shape_count(tensor->shape);
        float *values = calloc(count, sizeof *values), bound = tensor->role == GFLA_ROLE_PARAM ? 0.2f : 1;
        for (size_t k = 0; k < count; k++)
            values[k] = gfla_random_uniform(&random, -bound, bound);
        ok(gfla_tensor_write(plan, tensor, values));
        free(values);
    }
}

static double term(gfla_plan *plan, const struct gfla_loss_terms *terms, const char *name)
{
    float value;
    for (int i = 0; i < terms->n; i++)
        if (strcmp(terms->name[i], name) == 0) {
            ok(gfla_tensor_read(plan, terms->term[i], &value));
            return value;
        }
    fail_msg("there is no loss \"%s\"", name);
    return 0;
}

static int count_nodes(gfla_graph *g, const char *op)
{
    int n = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(g); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(g, i);
        n += tensor->producer && tensor->producer->out[0] == tensor && strcmp(tensor->producer->op->name, op) == 0;
    }
    return n;
}

static void terms_are_sums_over_frames_and_flows(void **state)
{
    static const char *const names[] = {"correctness", "affine", "image", "content", "style"};
    gfla_graph *g;
    gfla_plan *plan;
    if (!device)
        skip();
    ok(gfla_graph_create(&g));
    struct gfla_paper_made made = clip(g);
    struct gfla_loss_terms all = terms_of(g, NULL, &made), part[N_FRAMES], reference, previous;
    struct gfla_paper_frame one = made.frame[1];
    /* VGG up to relu5_2, of the reference, two targets and two images */
    assert_int_equal(count_nodes(g, "conv2d_fwd"), 5 * 14);
    for (int i = 0; i < N_FRAMES; i++)
        part[i] = terms_of(g, &made.frame[i], &made);
    one.n_flows = 1;
    reference = terms_of(g, &one, &made);
    one.flows[0] = made.frame[1].flows[1];
    previous = terms_of(g, &one, &made);
    ok(gfla_plan_create(&plan, g, device, NULL));
    fill_everything(g, plan);
    ok(gfla_plan_run(plan));
    for (int i = 0; i < 5; i++) {
        double sum = term(plan, &part[0], names[i]) + term(plan, &part[1], names[i]),
               found = term(plan, &all, names[i]);
        assert_true(term(plan, &part[0], names[i]) > 0 && fabs(found / sum - 1) < 1e-5);
    }
    for (int i = 0; i < 2; i++) {
        double sum = term(plan, &reference, names[i]) + term(plan, &previous, names[i]),
               found = term(plan, &part[1], names[i]);
        assert_true(term(plan, &previous, names[i]) > 0 && fabs(found / sum - 1) < 1e-5);
    }
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&g);
}

/* Gradients of the parameters whose names begin so: how many there are of how many. */
static int count_gradients(gfla_graph *g, const char *prefix, int *n_params)
{
    int n = 0;
    *n_params = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(g); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(g, i);
        if (tensor->role != GFLA_ROLE_PARAM || tensor->view_of || strncmp(tensor->name, prefix, strlen(prefix)) != 0)
            continue;
        n += tensor->grad != NULL;
        ++*n_params;
    }
    return n;
}

/* Both learn from the adversary's loss, and neither from the network's. */
static void check_two_judges(gfla_tensor *(*judged)(gfla_graph *g, const char *name))
{
    static const char *const prefixes[] = {GFLA_DISCRIMINATOR_PREFIX, GFLA_SEQUENCE_PREFIX};
    struct gfla_loss_terms terms;
    gfla_tensor *adversary;
    gfla_graph *g;
    int n_params;
    ok(gfla_graph_create(&g));
    struct gfla_paper_made made = clip(g);
    made.frame[0].image->needs_grad = true;
    made.images = (struct gfla_paper_judged){.made = made.frame[0].image, .real = made.frame[0].target, .layers = 3};
    made.sequence = (struct gfla_paper_judged){.made = judged(g, "made"), .real = judged(g, "real")};
    ok(gfla_paper_adversary_build(g, &made, &judges_alone, &terms, &adversary));
    assert_int_equal(terms.n, 2);
    assert_int_equal(terms.n_adversary, 2);
    assert_string_equal(terms.name[1], "discriminator_time");
    ok(gfla_graph_differentiate(g, adversary));
    for (int i = 0; i < 2; i++) {
        const int n_learning = count_gradients(g, prefixes[i], &n_params);
        assert_true(n_learning > 0 && n_learning == n_params / 2); /* weight_u and weight_v have none */
    }
    /* three layers, as asked for */
    assert_null(gfla_graph_find(g, GFLA_DISCRIMINATOR_PREFIX "encoder2.model.1.weight_orig"));
    gfla_graph_forget_grads(g);
    ok(gfla_paper_loss_build(g, &made, &judges_alone, &terms));
    assert_string_equal(terms.name[terms.n - 1], "adversarial_time");
    ok(gfla_graph_differentiate(g, terms.total));
    for (int i = 0; i < 2; i++)
        assert_int_equal(count_gradients(g, prefixes[i], &n_params), 0);
    assert_non_null(made.frame[0].image->grad);
    gfla_graph_destroy(&g);
}

static gfla_tensor *differences(gfla_graph *g, const char *name)
{
    return map(g, name, 6, SIDE);
}

static gfla_tensor *six_frames(gfla_graph *g, const char *name)
{
    return gfla_graph_input(g, name, (struct gfla_shape){5, {1, 3, 6, SIDE, SIDE}}, GFLA_LAYOUT_PLAIN);
}

static void two_discriminators_learn_beside_the_network(void **state)
{
    check_two_judges(differences);
    check_two_judges(six_frames);
}

/* Of both networks of people, in either stage: every weight of the network learns. */
static void check_person(const char *name, bool flow_only, bool has_deep_flow)
{
    struct gfla_network_config config = gfla_architecture_find(name)->config;
    struct gfla_person net;
    struct gfla_paper_made made;
    struct gfla_loss_terms terms = {NULL};
    gfla_graph *g;
    int n_params;
    config.height = config.width = 64;
    config.channels = config.flow_channels = config.attention_channels = 4;
    config.flow_most = 16;
    ok(gfla_graph_create(&g));
    ok(gfla_person_build(g, &config, flow_only, &net));
    gfla_paper_made_person(g, &net, &config, &made);
    assert_true((made.frame[0].flows[0].flow[0] != NULL) == has_deep_flow && made.frame[0].flows[0].flow[1] != NULL);
    assert_true((made.frame[0].image == NULL) == flow_only && (made.images.made == NULL) == flow_only);
    assert_int_equal(made.images.layers, has_deep_flow ? 4 : 3);
    gfla_graph_freeze(g, GFLA_LOSS_PREFIX);
    ok(gfla_paper_loss_build(g, &made, &vgg_alone, &terms));
    ok(gfla_graph_differentiate(g, terms.total));
    const int n_learning = count_gradients(g, flow_only ? "flow_net." : "", &n_params);
    const int n_masks = has_deep_flow ? 4 : 2;                 /* they count in images alone */
    const int n_unused = 2 * 14 + (has_deep_flow ? 0 : 2 * 4); /* VGG-19; source.encoder1, which nothing attends to */
    assert_int_equal(n_params - n_learning, flow_only ? n_masks : n_unused);
    gfla_graph_destroy(&g);
}

static void networks_of_people_learn_as_a_whole(void **state)
{
    for (int flow_only = 0; flow_only < 2; flow_only++) {
        check_person("person", flow_only != 0, true);
        check_person("person-market", flow_only != 0, false);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_sums_over_frames_and_flows),
        cmocka_unit_test(two_discriminators_learn_beside_the_network),
        cmocka_unit_test(networks_of_people_learn_as_a_whole),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
