/* The loss is 1 less the score that pictures are judged by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "base/random.h"
#include "ref/ssim_loss_ref.h"
#include "tasks/eval/metrics.h"
#include "tests/ok.h"

enum { CHANNELS = 3, HEIGHT = 19, WIDTH = 24, COUNT = CHANNELS * HEIGHT * WIDTH };

static void loss_is_one_less_the_score(void **state)
{
    struct gfla_random random = gfla_random_seed(7, 0);
    double a[COUNT], b[COUNT], score;
    float shown_a[COUNT], shown_b[COUNT];
    for (int i = 0; i < COUNT; i++) {
        shown_a[i] = gfla_random_uniform(&random, 0, 1);
        shown_b[i] = 0.7f * shown_a[i] + gfla_random_uniform(&random, 0, 0.3f);
        a[i] = 2 * (double)shown_a[i] - 1;
        b[i] = 2 * (double)shown_b[i] - 1;
    }
    ok(gfla_metric_ssim(shown_a, shown_b, CHANNELS, HEIGHT, WIDTH, &score));
    const struct gfla_ssim_loss_ref size = {1, CHANNELS, HEIGHT, WIDTH, 1};
    assert_true(score > 0.5 && score < 0.99);
    assert_true(fabs(gfla_ssim_loss_ref_fwd(&size, a, b, NULL) - (1 - score)) < 1e-9);
    assert_true(fabs(gfla_ssim_loss_ref_fwd(&size, a, a, NULL)) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(loss_is_one_less_the_score)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
