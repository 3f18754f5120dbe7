/* Checked allocation, arenas, shapes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/shape.h"

static void test_checked_calloc(void **state)
{
    unsigned char *bytes;
    assert_int_equal(gfla_calloc(&bytes, 100, 3, "bytes"), GFLA_OK);
    for (int i = 0; i < 300; i++)
        assert_int_equal(bytes[i], 0);
    free(bytes);
    assert_int_equal(gfla_calloc(&bytes, 0, 8, "nothing"), GFLA_OK);
    assert_non_null(bytes);
    free(bytes);
    assert_int_equal(gfla_calloc(&bytes, SIZE_MAX / 2, 3, "weights"), GFLA_ERROR_MEMORY);
    assert_null(bytes);
    assert_non_null(strstr(gfla_error_message(), "weights"));
}

static void test_grow(void **state)
{
    int32_t *items = NULL;
    size_t capacity = 0;
    for (int32_t i = 0; i < 1000; i++) {
        assert_int_equal(gfla_grow(&items, &capacity, (size_t)i + 1, sizeof *items, "items"), GFLA_OK);
        assert_true(capacity > (size_t)i);
        items[i] = i;
    }
    for (int32_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    assert_int_equal(gfla_grow(&items, &capacity, SIZE_MAX / 2, sizeof *items, "items"), GFLA_ERROR_MEMORY);
    assert_int_equal(items[999], 999);
    free(items);
}

static void test_fail_at(void **state)
{
    void *memory[3];
    gfla_memory_fail_at(2);
    assert_int_equal(gfla_calloc(&memory[0], 1, 1, "first"), GFLA_OK);
    assert_int_equal(gfla_calloc(&memory[1], 1, 1, "second"), GFLA_ERROR_MEMORY);
    assert_null(memory[1]);
    assert_int_equal(gfla_calloc(&memory[2], 1, 1, "third"), GFLA_OK);
    free(memory[0]);
    free(memory[2]);
    gfla_memory_fail_at(1);
    gfla_memory_fail_at(0);
    assert_int_equal(gfla_calloc(&memory[0], 1, 1, "none fails"), GFLA_OK);
    free(memory[0]);
}

static void test_arena(void **state)
{
    gfla_arena *arena;
    assert_int_equal(gfla_arena_create(&arena), GFLA_OK);
    unsigned char *last = NULL;
    for (size_t size = 1; size < 300000; size = size * 3 + 1) {
        unsigned char *data = gfla_arena_alloc(arena, size);
        assert_int_equal((uintptr_t)data % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(data[i], 0);
        memset(data, 0xff, size);
        assert_true(!last || *last == 0xff);
        last = data;
    }
    assert_string_equal(gfla_arena_strdup(arena, "name"), "name");
    assert_string_equal(gfla_arena_printf(arena, "%s.%d", "conv", 7), "conv.7");
    assert_null(gfla_arena_alloc(arena, SIZE_MAX - 3));
    gfla_memory_fail_at(1);
    assert_null(gfla_arena_alloc(arena, 1 << 20));
    gfla_memory_fail_at(0);
    gfla_arena_destroy(&arena);
    assert_null(arena);
    gfla_arena_destroy(&arena);
    gfla_arena_destroy(NULL);
}

static void test_shape(void **state)
{
    char text[64], small[6];
    struct gfla_shape s = gfla_shape_4d(8, 64, 32, 31), scalar = {0};
    assert_string_equal(gfla_shape_text(s, text, sizeof text), "[8, 64, 32, 31]");
    assert_string_equal(gfla_shape_text(scalar, text, sizeof text), "[]");
    assert_string_equal(gfla_shape_text(s, small, sizeof small), "[8, 6");
    assert_true(gfla_shape_count(s) == 8 * 64 * 32 * 31);
    assert_true(gfla_shape_count(scalar) == 1);
    assert_true(gfla_shape_count(gfla_shape_4d(1, 1 << 20, 1 << 20, 4)) == (int64_t)1 << 42);
    assert_true(gfla_shape_equal(s, gfla_shape_4d(8, 64, 32, 31)));
    assert_false(gfla_shape_equal(s, gfla_shape_4d(8, 64, 31, 32)));
    assert_false(gfla_shape_equal(gfla_shape_1d(1), gfla_shape_4d(1, 0, 0, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checked_calloc), cmocka_unit_test(test_grow),  cmocka_unit_test(test_fail_at),
        cmocka_unit_test(test_arena),          cmocka_unit_test(test_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
