/* Measuring on a device: what a small plan fills in, and that the error of the renderer is a real comparison. */
#include <gfla/context.h>

#include "base/context.h"
#include "bench/submission_run.h"
#include "tests/device_fixture.h"
#include "bench/submission_file.h"
#include "tests/submission/near.h"

static const struct gfla_submission_plan small = {.parts = 1u << GFLA_SUBMISSION_RENDER, .rounds = 2, .effort = {1, 0}};

static struct gfla_submission measure(void)
{
    struct gfla_submission s;
    struct gfla_batch batch = {0};
    const struct gfla_bench_setup setup = {.device = getenv("GFLA_DEVICE"), .batch = &batch, .temporary = scratch(".")};
    assert_ok(gfla_submission_measure(&s, &small, &setup));
    assert_ok(gfla_batch_status(&batch));
    return s;
}

static void each_round_is_kept(void **state)
{
    if (!device)
        skip();
    struct gfla_submission s = measure();
    struct gfla_text json = {0};
    for (int part = 0; part < GFLA_SUBMISSION_PART_COUNT; part++)
        assert_int_equal(s.results[part].n_rounds, small.parts >> part & 1 ? 2 : 0);
    assert_true(s.results[GFLA_SUBMISSION_RENDER].has_error);
    assert_near(s.results[GFLA_SUBMISSION_RENDER].error, 0, 2e-4);
    assert_string_equal(s.device.name, gfla_device_get_info(device)->name);
    assert_int_equal(strlen(s.kernels), 16);
    assert_int_equal(strlen(s.date), 10);
    assert_ok(gfla_submission_json(&s, &json));
    assert_ok(gfla_submission_parse(&s, json.data, json.size, "measured"));
    gfla_text_free(&json);
    assert_int_equal(scratch_count(), 0); /* the caches are gone */
}

/* A renderer that draws everything a little nearer. */
static void a_wrong_renderer_is_found(void **state)
{
    if (!device)
        skip();
    struct gfla_context_params params;
    gfla_context *context, *before;
    struct gfla_submission s;
    struct gfla_text command = {0};
    double score;
    gfla_text_add(&command, "cp -r '%s/cl' '%s' && sed -i 's/%s/%s/' '%s/raster/%s'", GFLA_SOURCE_DIR, scratch("cl"),
                  "depth\\[at\\] = c.depth", "depth[at] = 1.01f * c.depth", scratch("cl"), "draw.cl");
    assert_int_equal(system(command.data), 0);
    gfla_text_free(&command);
    gfla_context_params_init(&params);
    params.kernels_folder = scratch("cl");
    assert_ok(gfla_context_create(&context, &params));
    before = gfla_context_enter(context);
    s = measure();
    gfla_context_enter(before);
    gfla_context_destroy(&context);
    assert_true(s.results[GFLA_SUBMISSION_RENDER].error > gfla_submission_parts[GFLA_SUBMISSION_RENDER].tolerance);
    assert_false(gfla_submission_score(&s, &score, NULL));
}

static void the_null_device_is_refused(void **state)
{
    struct gfla_submission s;
    struct gfla_batch batch = {0};
    const struct gfla_bench_setup setup = {.device = "null", .batch = &batch, .temporary = scratch(".")};
    assert_fails(gfla_submission_measure(&s, &small, &setup), GFLA_ERROR_USAGE, "computes nothing");
}

static void busy_machines_are_refused(void **state)
{
    const struct gfla_machine_mark before = {.all = 100, .idle = 50, .own = 10, .is_known = true};
    struct gfla_machine_mark after = {.all = 104, .idle = 53, .own = 10, .load_average = 3.25, .is_known = true};
    assert_ok(gfla_submission_check_marks(&before, &after)); /* a quarter */
    after.idle = 52.9;
    assert_fails(gfla_submission_check_marks(&before, &after), GFLA_ERROR_FAILED,
                 "busy: other processes take 28 % of its processors' time (load average 3.25)");
    after.own = 11; /* not others */
    assert_ok(gfla_submission_check_marks(&before, &after));
    after.is_known = false;
    assert_ok(gfla_submission_check_marks(&before, &after));
}

static int set_up(void **state)
{
    return scratch_create(state) || open_device(state);
}

static int tear_down(void **state)
{
    return close_device(state) || scratch_remove(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_round_is_kept), cmocka_unit_test(a_wrong_renderer_is_found),
        cmocka_unit_test(the_null_device_is_refused), cmocka_unit_test(busy_machines_are_refused)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
