/* Things made ahead by threads: in order, from any number, each once, and failures where they belong. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/prefetch.h"
#include "tests/ok.h"

#define PLACES 5

struct made {
    uint64_t value[PLACES];
    uint64_t bad; /* this one fails */
};

static gfla_status make(void *context, int thread, int place, uint64_t step)
{
    struct made *made = context;
    usleep((useconds_t)(step * 37 % 11) * 50); /* so that they are not ready in their order */
    made->value[place] = step * step;
    return step == made->bad ? gfla_fail(GFLA_ERROR_INPUT, "number %d is bad", (int)step) : GFLA_OK;
}

static gfla_prefetch *open_ahead(struct made *made, int n_threads)
{
    gfla_prefetch *prefetch;
    ok(gfla_prefetch_create(&prefetch, &(struct gfla_prefetch_params){
                                           .n_threads = n_threads, .n_places = PLACES, .make = make, .context = made}));
    return prefetch;
}

static void expect(gfla_prefetch *prefetch, const struct made *made, uint64_t from, int n)
{
    for (uint64_t step = from; step < from + (uint64_t)n; step++) {
        int place;
        ok(gfla_prefetch_next(prefetch, &place));
        assert_int_equal(made->value[place], step * step);
    }
}

static void they_come_in_order(void **state)
{
    for (int n_threads = 1; n_threads <= 4; n_threads += 3) {
        struct made made = {.bad = UINT64_MAX};
        gfla_prefetch *prefetch = open_ahead(&made, n_threads);
        expect(prefetch, &made, 0, 40);
        gfla_prefetch_seek(prefetch, 1000);
        expect(prefetch, &made, 1000, 7);
        gfla_prefetch_seek(prefetch, 3);
        gfla_prefetch_seek(prefetch, 4);
        expect(prefetch, &made, 4, 12);
        gfla_prefetch_destroy(&prefetch);
        assert_null(prefetch);
    }
}

static void a_failure_is_delivered_in_its_place(void **state)
{
    struct made made = {.bad = 9};
    int place;
    gfla_prefetch *prefetch = open_ahead(&made, 3);
    expect(prefetch, &made, 0, 9);
    assert_int_equal(gfla_prefetch_next(prefetch, &place), GFLA_ERROR_INPUT);
    assert_string_equal(gfla_error_message(), "number 9 is bad");
    expect(prefetch, &made, 10, 8);
    gfla_prefetch_destroy(&prefetch);
}

static void what_is_never_asked_for_may_stay(void **state)
{
    struct made made = {.bad = 0};
    gfla_prefetch *prefetch = open_ahead(&made, 2);
    gfla_prefetch_destroy(&prefetch); /* nothing was begun */
    prefetch = open_ahead(&made, 2);
    gfla_prefetch_seek(prefetch, 0); /* begun, and failing */
    gfla_prefetch_destroy(&prefetch);
    gfla_prefetch_destroy(&prefetch);
}

static void numbers_out_of_range_are_refused(void **state)
{
    gfla_prefetch *prefetch;
    assert_int_equal(
        gfla_prefetch_create(&prefetch, &(struct gfla_prefetch_params){.n_threads = 0, .n_places = 2, .make = make}),
        GFLA_ERROR_USAGE);
    assert_null(prefetch);
    assert_int_equal(gfla_prefetch_check(GFLA_PREFETCH_MAX_THREADS + 1, 2), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_prefetch_check(1, 1), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_prefetch_check(1, GFLA_PREFETCH_MAX_PLACES), GFLA_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_come_in_order),
        cmocka_unit_test(a_failure_is_delivered_in_its_place),
        cmocka_unit_test(what_is_never_asked_for_may_stay),
        cmocka_unit_test(numbers_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
