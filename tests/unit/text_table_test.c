/* A number for each of many texts. */
#include "base/memory.h"
#include "base/text_table.h"
#include "tests/unit/scratch.h"

static void many_texts_are_found(void **state)
{
    enum { N = 20000 };
    static char texts[N][8];
    struct gfla_text_table table = {0};
    assert_null(gfla_text_table_find(&table, "none"));
    for (size_t i = 0; i < N; i++) {
        snprintf(texts[i], sizeof texts[i], "%zu", i);
        assert_ok(gfla_text_table_put(&table, texts[i], i));
    }
    assert_int_equal(table.n, N);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(*gfla_text_table_find(&table, texts[i]), i);
    assert_null(gfla_text_table_find(&table, "20000"));
    assert_null(gfla_text_table_find(&table, ""));
    gfla_text_table_free(&table);
}

static void values_are_replaced(void **state)
{
    struct gfla_text_table table = {0};
    assert_ok(gfla_text_table_put(&table, "a", 1));
    assert_ok(gfla_text_table_put(&table, "", 2));
    assert_ok(gfla_text_table_put(&table, "a", 3));
    assert_int_equal(table.n, 2);
    assert_int_equal(*gfla_text_table_find(&table, "a"), 3);
    *gfla_text_table_find(&table, "") = 4;
    assert_int_equal(*gfla_text_table_find(&table, ""), 4);
    gfla_text_table_free(&table);
    assert_null(gfla_text_table_find(&table, "a"));
}

static void failing_memory_keeps_the_table(void **state)
{
    struct gfla_text_table table = {0};
    gfla_memory_fail_at(1);
    assert_int_equal(gfla_text_table_put(&table, "a", 1), GFLA_ERROR_MEMORY);
    gfla_memory_fail_at(0);
    assert_int_equal(table.n, 0);
    assert_ok(gfla_text_table_put(&table, "a", 1));
    gfla_text_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_texts_are_found),
        cmocka_unit_test(values_are_replaced),
        cmocka_unit_test(failing_memory_keeps_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
