/* What a GPU is given to run: groups of work-items that share their work, and of the algorithms of convolutions those
 * that are made for it. No device is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ops/conv/conv_group.h"
#include "ops/group.h"

static const struct gfla_device_info gpu = {
    .kind = GFLA_DEVICE_GPU, .n_compute_units = 132, .max_work_group = 1024, .local_memory = 32768};
/* All that algorithms ask for but wide vectors: one that does not say it is made for those would be taken. */
static const struct gfla_device_info roomy_gpu = {
    .kind = GFLA_DEVICE_GPU, .n_compute_units = 132, .max_work_group = 1024, .local_memory = 1 << 20};
static const struct gfla_device_info cpu = {
    .kind = GFLA_DEVICE_CPU, .n_compute_units = 8, .max_work_group = 4096, .local_memory = 1 << 20};

static struct gfla_conv_case square(enum gfla_conv_step step, int channels, int size, int k, int stride)
{
    const int out = (size - 1) / stride + 1;
    return (struct gfla_conv_case){.g = {.n = 1,
                                         .ic = channels,
                                         .ih = size,
                                         .iw = size,
                                         .oc = channels,
                                         .oh = out,
                                         .ow = out,
                                         .kh = k,
                                         .kw = k,
                                         .stride = stride,
                                         .pad = k / 2},
                                   .step = step,
                                   .training = true};
}

/* Every shape for which something of a CPU's would be chosen there. */
static const struct {
    int channels, size, k, stride;
} shapes[] = {{64, 64, 3, 1}, {64, 64, 5, 1}, {64, 64, 4, 2}, {512, 8, 3, 1},
              {3, 64, 3, 1},  {64, 32, 1, 1}, {28, 64, 3, 1}};

static void check_choice(const struct gfla_conv_case *c, const struct gfla_device_info *info)
{
    int n;
    const struct gfla_conv_algorithm *const *all = gfla_conv_algorithms(&n);
    assert_string_equal(gfla_conv_default(c, info)->name, "group");
    for (int a = 0; a < n; a++)
        if (gfla_conv_competes(all[a], c, info))
            assert_true(strcmp(all[a]->name, "group") == 0 || strcmp(all[a]->name, "gemm") == 0 ||
                        strcmp(all[a]->name, "naive") == 0);
}

static void test_gpus_choose_and_measure_no_algorithm_of_wide_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (int step = 0; step < GFLA_CONV_STEP_COUNT; step++) {
            const struct gfla_conv_case c =
                square((enum gfla_conv_step)step, shapes[i].channels, shapes[i].size, shapes[i].k, shapes[i].stride);
            check_choice(&c, &gpu);
            check_choice(&c, &roomy_gpu);
        }
}

static void test_named_algorithms_run_on_gpus_and_cpus_measure_all(void **state)
{
    const struct gfla_conv_case c = square(GFLA_CONV_FWD, 64, 64, 3, 1);
    (void)state;
    assert_string_equal(gfla_conv_named("tile", &c, &gpu)->name, "tile");
    assert_string_equal(gfla_conv_named("winograd4_steps", &c, &gpu)->name, "winograd4_steps");
    assert_true(gfla_conv_competes(&gfla_conv_tile, &c, &cpu));
    assert_true(gfla_conv_default(&c, &cpu)->for_wide_vectors);
}

/* Groups of fewer than 128 leave the weight gradient, whose groups have 64. */
static void test_small_groups_are_respected(void **state)
{
    struct gfla_device_info small = gpu;
    struct gfla_conv_case c = square(GFLA_CONV_FWD, 64, 64, 3, 1);
    (void)state;
    small.max_work_group = 64;
    assert_string_equal(gfla_conv_default(&c, &small)->name, "gemm");
    c.step = GFLA_CONV_BWD_WEIGHTS;
    assert_string_equal(gfla_conv_default(&c, &small)->name, "group");
    assert_true(gfla_takes_groups(&small));
    small.max_work_group = 32;
    assert_string_equal(gfla_conv_default(&c, &small)->name, "gemm");
    assert_false(gfla_takes_groups(&small));
}

static void test_gpus_in_software_and_cpus_share_nothing(void **state)
{
    struct gfla_device_info software = gpu;
    (void)state;
    software.is_software_gpu = true;
    assert_true(gfla_takes_groups(&gpu));
    assert_false(gfla_takes_groups(&software));
    assert_false(gfla_takes_groups(&cpu));
}

/* 8 x 8 with 512 channels: one tile and 8 groups of output channels, so that each of 32 blocks is a split of its own. */
static void test_source_channels_are_split_where_tiles_are_few(void **state)
{
    (void)state;
    assert_int_equal(gfla_conv_group_split(&gpu, 64, 8, 32, 9), 1);
    assert_int_equal(gfla_conv_group_scratch(64, 512, 32, 1), 32 * 64 * 512);
    /* Enough of them: no split, and nothing to add up. */
    assert_int_equal(gfla_conv_group_split(&gpu, 65536, 1, 4, 9), 4);
    assert_int_equal(gfla_conv_group_scratch(65536, 64, 4, 4), 0);
    /* Splits of single taps would have less to do than to add up. */
    assert_int_equal(gfla_conv_group_split(&gpu, 64, 8, 32, 1), 8);
    assert_int_equal(gfla_conv_group_split(&gpu, 64, 8, 2, 1), 2);
}

static void test_weights_are_summed_over_ranges_that_keep_digits(void **state)
{
    const struct gfla_conv many = square(GFLA_CONV_BWD_WEIGHTS, 512, 256, 3, 1).g;
    const struct gfla_conv few = square(GFLA_CONV_BWD_WEIGHTS, 16, 8, 1, 1).g;
    (void)state;
    assert_int_equal(gfla_conv_group_range(&many, 65536, &gpu), 4096);
    assert_int_equal(gfla_conv_group_range(&few, 64, &gpu), 64);
    assert_int_equal(gfla_conv_group_range(&few, 1000, &gpu) % GFLA_CONV_GROUP_STEP, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gpus_choose_and_measure_no_algorithm_of_wide_vectors),
        cmocka_unit_test(test_named_algorithms_run_on_gpus_and_cpus_measure_all),
        cmocka_unit_test(test_small_groups_are_respected),
        cmocka_unit_test(test_gpus_in_software_and_cpus_share_nothing),
        cmocka_unit_test(test_source_channels_are_split_where_tiles_are_few),
        cmocka_unit_test(test_weights_are_summed_over_ranges_that_keep_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
