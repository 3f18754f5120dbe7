/* The adversarial losses: each loss of each party against the formula, and where its gradient pulls. */
#include <math.h>

#include "models/gfla/gan_loss.h"
#include "graph/plan.h"
#include "tests/device_fixture.h"

#define N_VERDICTS 4
static const float verdicts[N_VERDICTS] = {-1.5f, -0.25f, 0.5f, 2.0f};
static double formula(enum gfla_gan gan, enum gfla_gan_party party, double v)
{
    const double side = party == GFLA_GAN_MADE ? -1 : 1;
    if (gan == GFLA_GAN_LEAST_SQUARES)
        return party == GFLA_GAN_MADE ? v * v : (v - 1) * (v - 1);
    if (gan == GFLA_GAN_NON_SATURATING)
        return log(1 + exp(-side * v));
    return party == GFLA_GAN_MAKER ? -v : fmax(0, 1 - side * v);
}

static void check(enum gfla_gan gan, enum gfla_gan_party party)
{
    const double scale = 3, step = 1e-6;
    gfla_graph *graph;
    gfla_plan *plan;
    float value, gradient[N_VERDICTS];
    double expected = 0;
    ok(gfla_graph_create(&graph));
    gfla_tensor *verdict = gfla_graph_input(graph, "verdict", gfla_shape_4d(2, 1, 1, 2), GFLA_LAYOUT_BLOCKED);
    verdict->needs_grad = true;
    gfla_tensor *loss = gfla_graph_keep(gfla_gan_loss(graph, gan, party, verdict, (float)scale));
    ok(gfla_graph_status(graph));
    ok(gfla_graph_differentiate(graph, loss));
    gfla_graph_keep(verdict->grad);
    ok(gfla_plan_create(&plan, graph, device, &(struct gfla_plan_params){.training = true}));
    ok(gfla_tensor_write(plan, verdict, verdicts));
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, loss, &value));
    ok(gfla_tensor_read(plan, verdict->grad, gradient));
    for (int i = 0; i < N_VERDICTS; i++) {
        const double v = verdicts[i],
                     slope = (formula(gan, party, v + step) - formula(gan, party, v - step)) / (2 * step);
        expected += scale / N_VERDICTS * formula(gan, party, v);
        assert_true(fabs(gradient[i] - scale / N_VERDICTS * slope) < 1e-5);
    }
    assert_true(fabs(value - expected) < 1e-5);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

static void losses_are_as_defined(void **state)
{
    if (!device)
        skip();
    for (int gan = 0; gan < GFLA_GAN_COUNT; gan++)
        for (int party = GFLA_GAN_REAL; party <= GFLA_GAN_MAKER; party++)
            check((enum gfla_gan)gan, (enum gfla_gan_party)party);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(losses_are_as_defined)};
    return cmocka_run_group_tests(tests, open_device, close_device);
}
