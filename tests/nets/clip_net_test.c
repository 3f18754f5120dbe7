/* The recurrent networks, dance and face, on random numbers: two frames in one graph, as training has them, are what
 * two runs of one frame make; dance's flow estimators are person's. Values against the published code:
 * models_golden_test.c. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "models/gfla/dance.h"
#include "models/gfla/face.h"
#include "models/gfla/architectures.h"
#include "models/gfla/person.h"
#include "tests/device_fixture.h"

static struct gfla_network_config small(const char *model)
{
    struct gfla_network_config config = gfla_architecture_find(model)->config;
    config.height = 32;
    config.width = 64;
    config.channels = config.flow_channels = 4;
    config.flow_most = 16;
    config.attention_channels = 8;
    return config;
}

struct network {
    gfla_graph *graph;
    gfla_plan *plan;
};

/* The numbers of a name, the same in every network. */
static void write_numbers(struct network *n, gfla_tensor *tensor, const char *name)
{
    const float range = tensor->role == GFLA_ROLE_PARAM ? 0.3f : 1;
    const int64_t count = gfla_shape_count(tensor->shape);
    struct gfla_random random = gfla_random_seed(gfla_hash_text(name), 0);
    float *values = calloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = gfla_random_uniform(&random, -range, range);
    ok(gfla_tensor_write(n->plan, tensor, values));
    free(values);
}

/* Names that begin with `from` get the numbers of `to` and the rest. By plain kernels alone: fast ones depend on where
 * an image comes from (a first layer reads inputs as they are), and networks so small and random make much of their
 * rounding. */
static void plan_and_fill(struct network *n, const char *from, const char *to)
{
    const struct gfla_plan_params plain = {.no_fusion = true, .algorithm = "naive"};
    ok(gfla_plan_create(&n->plan, n->graph, device, &plain));
    for (size_t i = 0; i < gfla_graph_n_tensors(n->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(n->graph, i);
        char name[128];
        const bool begins = strncmp(tensor->name, from, strlen(from)) == 0;
        if ((tensor->role != GFLA_ROLE_PARAM && tensor->role != GFLA_ROLE_INPUT) || tensor->view_of)
            continue;
        snprintf(name, sizeof name, "%s%s", begins ? to : "", tensor->name + (begins ? strlen(from) : 0));
        write_numbers(n, tensor, name);
    }
    gfla_plan_weights_changed(n->plan);
}

static void network_close(struct network *n)
{
    gfla_plan_destroy(&n->plan);
    gfla_graph_destroy(&n->graph);
}

static void assert_same(struct network *n, gfla_tensor *tensor, struct network *other, gfla_tensor *other_tensor)
{
    const int64_t count = gfla_shape_count(tensor->shape);
    float *found = calloc((size_t)count, sizeof *found), *expected = calloc((size_t)count, sizeof *expected);
    double worst = 0, largest = 0;
    assert_true(gfla_shape_equal(tensor->shape, other_tensor->shape));
    ok(gfla_tensor_read(n->plan, tensor, found));
    ok(gfla_tensor_read(other->plan, other_tensor, expected));
    for (int64_t i = 0; i < count; i++) {
        const double error = fabs((double)found[i] - expected[i]);
        worst = error <= worst ? worst : error; /* a NaN stays */
        largest = fmax(largest, fabs((double)expected[i]));
    }
    free(found);
    free(expected);
    assert_true(largest > 1e-2);
    if (!(worst <= 1e-6 * largest))
        fail_msg("differs by %.2e of %.2g", worst, largest);
}

typedef gfla_status build_frame(gfla_graph *graph, const struct gfla_network_config *config,
                                struct gfla_clip_frame *frame);

/* The second frame from the image of the first, in one graph; everything but its structure is shared. */
static gfla_tensor *unroll(struct network *n, const char *model, build_frame *build)
{
    const struct gfla_network_config config = small(model);
    struct gfla_clip_frame first = {NULL}, second = {NULL};
    ok(gfla_graph_create(&n->graph));
    first.source_image[GFLA_CLIP_PREVIOUS] = gfla_model_map_input(n->graph, &config, "P_reference", 3);
    first.source_structure[GFLA_CLIP_PREVIOUS] =
        gfla_model_map_input(n->graph, &config, "BP_reference", config.structure);
    first.source_image[GFLA_CLIP_REFERENCE] = first.source_image[GFLA_CLIP_PREVIOUS];
    first.source_structure[GFLA_CLIP_REFERENCE] = first.source_structure[GFLA_CLIP_PREVIOUS];
    ok(build(n->graph, &config, &first));
    second = first;
    second.structure = gfla_model_map_input(n->graph, &config, "next", config.structure);
    second.source_image[GFLA_CLIP_PREVIOUS] = first.image;
    second.source_structure[GFLA_CLIP_PREVIOUS] = first.structure;
    ok(build(n->graph, &config, &second));
    assert_ptr_equal(gfla_graph_find(n->graph, "target.outconv"), first.image);
    plan_and_fill(n, "", "");
    ok(gfla_plan_run(n->plan));
    return second.image;
}

static gfla_tensor *run_twice(struct network *n, const char *model)
{
    const struct gfla_network_config config = small(model);
    struct gfla_model_net net;
    ok(gfla_graph_create(&n->graph));
    ok(gfla_architecture_build(gfla_architecture_find(model), n->graph, &config, &net));
    plan_and_fill(n, "", "");
    for (int frame = 0; frame < 2; frame++) {
        for (int i = 0; i < net.n_carries; i++)
            ok(gfla_model_carry_over(n->plan, &net.carry[i], frame == 0));
        if (frame == 1)
            write_numbers(n, net.frame, "next");
        ok(gfla_plan_run(n->plan));
    }
    return net.output[0].tensor;
}

static void check_unrolled(const char *model, build_frame *build)
{
    struct network apart = {NULL}, together = {NULL};
    if (!device)
        skip();
    gfla_tensor *expected = run_twice(&apart, model);
    gfla_tensor *found = unroll(&together, model, build);
    assert_same(&together, found, &apart, expected);
    network_close(&apart);
    network_close(&together);
}

static void dance_unrolls(void **state)
{
    check_unrolled("dance", gfla_dance_build);
}

static void face_unrolls(void **state)
{
    check_unrolled("face", gfla_face_build);
}

static void check_flow_net(const struct gfla_clip_frame *dance, struct network *n, const char *scope,
                           enum gfla_clip_source source)
{
    struct network flow_only = {NULL};
    struct gfla_person person;
    struct gfla_network_config config = small("person-flow");
    config.structure = GFLA_DANCE_STRUCTURE;
    ok(gfla_graph_create(&flow_only.graph));
    ok(gfla_person_build(flow_only.graph, &config, true, &person));
    plan_and_fill(&flow_only, "flow_net", scope);
    write_numbers(&flow_only, person.source, dance->source_image[source]->name);
    write_numbers(&flow_only, person.source_pose, dance->source_structure[source]->name);
    write_numbers(&flow_only, person.target_pose, dance->structure->name);
    ok(gfla_plan_run(flow_only.plan));
    for (int i = 0; i < 2; i++) {
        assert_same(n, dance->maps[source].flow[i], &flow_only, person.maps.flow[i]);
        assert_same(n, dance->maps[source].mask[i], &flow_only, person.maps.mask[i]);
    }
    network_close(&flow_only);
}

static void dance_estimates_flow_as_person(void **state)
{
    struct network n = {NULL};
    struct gfla_clip_frame frame = {NULL};
    const struct gfla_network_config config = small("dance");
    if (!device)
        skip();
    ok(gfla_graph_create(&n.graph));
    ok(gfla_dance_build(n.graph, &config, &frame));
    plan_and_fill(&n, "", "");
    ok(gfla_plan_run(n.plan));
    check_flow_net(&frame, &n, "flow_net_previous", GFLA_CLIP_PREVIOUS);
    check_flow_net(&frame, &n, "flow_net_reference", GFLA_CLIP_REFERENCE);
    network_close(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dance_unrolls),
        cmocka_unit_test(face_unrolls),
        cmocka_unit_test(dance_estimates_flow_as_person),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
