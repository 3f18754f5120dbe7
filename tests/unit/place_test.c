/* Placement in an arena: nothing that lives at the same time overlaps, whatever the sizes and lifetimes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "graph/place.h"

#define ALIGNMENT 128
#define MAX_ITEMS 60

struct result {
    size_t *chunk_sizes, n_chunks;
};

static size_t total(const struct result *r)
{
    size_t sum = 0;
    for (size_t i = 0; i < r->n_chunks; i++)
        sum += r->chunk_sizes[i];
    return sum;
}

static struct result place(struct gfla_place *items, size_t n, size_t limit)
{
    struct result r;
    assert_int_equal(gfla_place_all(items, n, ALIGNMENT, limit, &r.chunk_sizes, &r.n_chunks), GFLA_OK);
    return r;
}

static bool overlap(const struct gfla_place *a, const struct gfla_place *b)
{
    const bool together = a->first <= b->last && b->first <= a->last;
    return together && a->chunk == b->chunk && a->offset < b->offset + b->size && b->offset < a->offset + a->size;
}

static void check(const struct gfla_place *items, size_t n, const struct result *r, size_t limit)
{
    for (size_t i = 0; i < n; i++) {
        const struct gfla_place *a = &items[i];
        assert_true(a->chunk >= 0 && (size_t)a->chunk < r->n_chunks);
        assert_true(a->offset % ALIGNMENT == 0 && a->offset + a->size <= r->chunk_sizes[a->chunk]);
        for (size_t j = 0; j < i; j++)
            assert_false(overlap(a, &items[j]));
    }
    for (size_t i = 0; i < r->n_chunks; i++)
        assert_true(r->chunk_sizes[i] <= limit && r->chunk_sizes[i] > 0);
}

static void random_lifetimes_never_overlap(void **state)
{
    struct gfla_random random = gfla_random_seed(1, 0);
    struct gfla_place items[MAX_ITEMS];
    for (int round = 0; round < 1000; round++) {
        const size_t n = gfla_random_below(&random, MAX_ITEMS) + 1, largest = 1 + gfla_random_below(&random, 20000);
        const size_t limit = round % 2 ? SIZE_MAX / 2 : (largest + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
        for (size_t i = 0; i < n; i++) {
            const int first = (int)gfla_random_below(&random, 40);
            items[i] = (struct gfla_place){.size = 1 + gfla_random_below(&random, (uint32_t)largest),
                                           .first = first,
                                           .last = first + (int)gfla_random_below(&random, 12)};
        }
        struct result r = place(items, n, limit);
        check(items, n, &r, limit);
        free(r.chunk_sizes);
    }
}

/* A chain, each link alive with its neighbours only: room for two is enough. */
static void a_chain_needs_two_places(void **state)
{
    struct gfla_place items[20];
    for (int i = 0; i < 20; i++)
        items[i] = (struct gfla_place){.size = 1000, .first = i, .last = i + 1};
    struct result r = place(items, 20, SIZE_MAX / 2);
    check(items, 20, &r, SIZE_MAX / 2);
    assert_int_equal(r.n_chunks, 1);
    assert_int_equal(r.chunk_sizes[0], 2 * 1024);
    free(r.chunk_sizes);
}

static void what_lives_forever_adds_up(void **state)
{
    struct gfla_place items[5];
    for (int i = 0; i < 5; i++)
        items[i] = (struct gfla_place){.size = ALIGNMENT * (size_t)(i + 1), .first = i, .last = 100};
    struct result r = place(items, 5, SIZE_MAX / 2);
    check(items, 5, &r, SIZE_MAX / 2);
    assert_int_equal(total(&r), 15 * ALIGNMENT);
    free(r.chunk_sizes);
}

/* Three of 1 KiB at once where one allocation holds two. */
static void chunks_hold_the_limit(void **state)
{
    struct gfla_place items[3];
    for (int i = 0; i < 3; i++)
        items[i] = (struct gfla_place){.size = 1024, .first = 0, .last = 5};
    struct result r = place(items, 3, 2048);
    check(items, 3, &r, 2048);
    assert_int_equal(r.n_chunks, 2);
    assert_int_equal(total(&r), 3072);
    free(r.chunk_sizes);
}

static void one_item_beyond_the_limit_is_refused(void **state)
{
    struct gfla_place items[] = {{.size = 1000}, {.size = 5u << 20}};
    struct result r;
    assert_int_equal(gfla_place_all(items, 2, ALIGNMENT, 4u << 20, &r.chunk_sizes, &r.n_chunks), GFLA_ERROR_MEMORY);
    assert_non_null(strstr(gfla_error_message(), "5 MiB"));
    assert_non_null(strstr(gfla_error_message(), "4 MiB"));
    assert_non_null(strstr(gfla_error_message(), "hint:"));
    free(r.chunk_sizes);
}

static void nothing_needs_nothing(void **state)
{
    struct result r = place(NULL, 0, 1024);
    assert_int_equal(r.n_chunks, 0);
    free(r.chunk_sizes);
}

static void equal_items_are_placed_alike(void **state)
{
    struct gfla_place a[30], b[30];
    for (int i = 0; i < 30; i++)
        a[i] = b[i] = (struct gfla_place){.size = 256, .first = i % 7, .last = i % 7 + 3};
    struct result r = place(a, 30, 4096), s = place(b, 30, 4096);
    assert_memory_equal(a, b, sizeof a);
    free(r.chunk_sizes);
    free(s.chunk_sizes);
}

static void allocations_may_fail(void **state)
{
    for (long n = 1;; n++) {
        struct gfla_place items[3] = {{.size = 10}, {.size = 20}, {.size = 30}};
        struct result r;
        gfla_memory_fail_at(n);
        gfla_status status = gfla_place_all(items, 3, ALIGNMENT, 1024, &r.chunk_sizes, &r.n_chunks);
        gfla_memory_fail_at(0);
        free(r.chunk_sizes);
        if (status == GFLA_OK) {
            assert_int_equal(n, 4); /* two tables and the chunks */
            return;
        }
        assert_int_equal(status, GFLA_ERROR_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_lifetimes_never_overlap),       cmocka_unit_test(a_chain_needs_two_places),
        cmocka_unit_test(what_lives_forever_adds_up),           cmocka_unit_test(chunks_hold_the_limit),
        cmocka_unit_test(one_item_beyond_the_limit_is_refused), cmocka_unit_test(nothing_needs_nothing),
        cmocka_unit_test(equal_items_are_placed_alike),         cmocka_unit_test(allocations_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
