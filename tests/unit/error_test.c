/* Status table and messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "surroundings.h"

static const gfla_status all[] = {GFLA_OK,           GFLA_ERROR_FAILED,     GFLA_ERROR_USAGE,
                                  GFLA_ERROR_INPUT,  GFLA_ERROR_NO_DEVICE,  GFLA_ERROR_DEVICE,
                                  GFLA_ERROR_MEMORY, GFLA_ERROR_OUTPUT,     GFLA_ERROR_PARTIAL,
                                  GFLA_ERROR_CHECK,  GFLA_ERROR_INTERRUPTED};
#define N_ALL (sizeof all / sizeof all[0])

static void test_table(void **state)
{
    for (size_t i = 0; i < N_ALL; i++) {
        assert_string_not_equal(gfla_status_name(all[i]), "unknown");
        assert_true(strlen(gfla_status_sentence(all[i])) > 0);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(gfla_status_name(all[i]), gfla_status_name(all[k]));
    }
    assert_string_equal(gfla_status_name(GFLA_ERROR_NO_DEVICE), "no-device");
    assert_string_equal(gfla_status_name((gfla_status)77), "unknown");
}

static void test_message(void **state)
{
    assert_int_equal(gfla_fail(GFLA_ERROR_INPUT, "line %d", 3), GFLA_ERROR_INPUT);
    assert_string_equal(gfla_error_message(), "line 3");
    gfla_fail(GFLA_ERROR_INPUT, "again: %s", gfla_error_message());
    assert_string_equal(gfla_error_message(), "again: line 3");
    assert_int_equal(gfla_fail_context(GFLA_ERROR_INPUT, "%s", "a.json"), GFLA_ERROR_INPUT);
    assert_string_equal(gfla_error_message(), "a.json: again: line 3");
    gfla_fail(GFLA_ERROR_INTERRUPTED, "interrupted");
    assert_int_equal(gfla_fail_context(GFLA_ERROR_INTERRUPTED, "a.json"), GFLA_ERROR_INTERRUPTED);
    assert_string_equal(gfla_error_message(), "interrupted");
}

static void test_long_message(void **state)
{
    static char text[20000];
    memset(text, 'x', sizeof text - 1);
    gfla_fail(GFLA_ERROR_FAILED, "%s", text);
    size_t size = strlen(gfla_error_message());
    assert_true(size > 4000 && size < sizeof text);
    gfla_fail_context(GFLA_ERROR_FAILED, "file");
    assert_int_equal(strlen(gfla_error_message()), size);
    assert_memory_equal(gfla_error_message(), "file: xxx", 9);
    gfla_fail_context(GFLA_ERROR_FAILED, "%s", text);
    assert_int_equal(strlen(gfla_error_message()), size);
}

static void *fail_elsewhere(void *message)
{
    gfla_fail(GFLA_ERROR_FAILED, "other thread");
    strcpy(message, gfla_error_message());
    return NULL;
}

static void test_message_per_thread(void **state)
{
    pthread_t thread;
    char other[64];
    gfla_fail(GFLA_ERROR_FAILED, "this thread");
    pthread_create(&thread, NULL, fail_elsewhere, other);
    pthread_join(thread, NULL);
    assert_string_equal(other, "other thread");
    assert_string_equal(gfla_error_message(), "this thread");
}

static gfla_status try_all(int *reached, gfla_status first, bool second)
{
    gfla_status status;
    TRY(first);
    *reached = 1;
    REQUIRE(second, GFLA_ERROR_CHECK, "second of %d", 2);
    *reached = 2;
fail:
    return status;
}

static void test_macros(void **state)
{
    int reached = 0;
    assert_int_equal(try_all(&reached, GFLA_ERROR_MEMORY, true), GFLA_ERROR_MEMORY);
    assert_int_equal(reached, 0);
    assert_int_equal(try_all(&reached, GFLA_OK, false), GFLA_ERROR_CHECK);
    assert_int_equal(reached, 1);
    assert_string_equal(gfla_error_message(), "second of 2");
    assert_int_equal(try_all(&reached, GFLA_OK, true), GFLA_OK);
    assert_int_equal(reached, 2);
}

struct heard {
    int count;
    gfla_log_level level;
    size_t size;
};

static void hear(void *context, gfla_log_level level, const char *message)
{
    struct heard *heard = context;
    heard->count++;
    heard->level = level;
    heard->size = strlen(message);
}

static void test_log(void **state)
{
    static char text[5000];
    struct heard heard = {0};
    memset(text, 'x', sizeof text - 1);
    gfla_log(GFLA_LOG_ERROR, "nobody listens");
    surround(hear, &heard, GFLA_LOG_INFO);
    gfla_log(GFLA_LOG_VERBOSE, "too talkative");
    assert_int_equal(heard.count, 0);
    gfla_log(GFLA_LOG_WARNING, "%s%s", text, "end");
    assert_int_equal(heard.count, 1);
    assert_int_equal(heard.level, GFLA_LOG_WARNING);
    assert_int_equal(heard.size, sizeof text - 1 + 3);
    surround(NULL, NULL, GFLA_LOG_ERROR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),  cmocka_unit_test(test_message), cmocka_unit_test(test_long_message),
        cmocka_unit_test(test_macros), cmocka_unit_test(test_log),     cmocka_unit_test(test_message_per_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
