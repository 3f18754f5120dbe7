/* Growing strings, JSON quoting, numbers from text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static void test_add(void **state)
{
    struct gfla_text t = {0};
    for (int i = 0; i < 1000; i++)
        gfla_text_add(&t, "%d,", i % 10);
    assert_int_equal(t.size, 2000);
    assert_int_equal(strlen(t.data), 2000);
    assert_memory_equal(t.data + 1990, "5,6,7,8,9,", 11);
    gfla_text_free(&t);
    assert_null(t.data);
}

static void test_out_of_memory(void **state)
{
    struct gfla_text t = {0};
    gfla_text_add(&t, "kept");
    gfla_memory_fail_at(1);
    gfla_text_add(&t, "%0500d", 1);
    gfla_memory_fail_at(0);
    gfla_text_add(&t, "ignored");
    assert_true(t.failed);
    assert_string_equal(t.data, "kept");
    gfla_text_free(&t);
}

static void assert_json(const char *value, const char *expected)
{
    struct gfla_text t = {0};
    gfla_text_add_json(&t, value);
    assert_string_equal(t.data, expected);
    gfla_text_free(&t);
}

static void test_json(void **state)
{
    assert_json("", "\"\"");
    assert_json("a\"b\\c", "\"a\\\"b\\\\c\"");
    assert_json("x\ny\tz\x01", "\"x\\ny\\tz\\u0001\"");
    assert_json("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x99\x82",
                "\"gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x99\x82\"");
    assert_json("a\xff"
                "b",
                "\"a\\ufffdb\"");
    assert_json("\xc0\xaf", "\"\\ufffd\\ufffd\"");            /* overlong */
    assert_json("\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""); /* a surrogate */
    assert_json("\xe2\x82", "\"\\ufffd\\ufffd\"");            /* cut off */
}

static void test_parse_int(void **state)
{
    long long v;
    assert_int_equal(gfla_parse_int("-12", -20, 20, "--n", &v), GFLA_OK);
    assert_true(v == -12);
    static const char *const wrong[] = {"", " 1", "1 ", "1x", "0x10", "1.5", "21", "-21", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(gfla_parse_int(wrong[i], -20, 20, "--n", &v), GFLA_ERROR_USAGE);
        assert_non_null(strstr(gfla_error_message(), "--n"));
    }
    assert_int_equal(gfla_parse_int("9223372036854775807", 0, INT64_MAX, "--n", &v), GFLA_OK);
    assert_int_equal(gfla_parse_int("9223372036854775808", 0, INT64_MAX, "--n", &v), GFLA_ERROR_USAGE);
}

static void test_parse_double(void **state)
{
    double v;
    assert_int_equal(gfla_parse_double("1e-3", 0, 1, "--lr", &v), GFLA_OK);
    assert_true(v == 1e-3);
    static const char *const wrong[] = {"", " 1", "0.5f", "nan", "inf", "-0.1", "1.01", "1e999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(gfla_parse_double(wrong[i], 0, 1, "--lr", &v), GFLA_ERROR_USAGE);
    gfla_parse_double("2", 0, 1, "--lr", &v);
    assert_string_equal(gfla_error_message(), "--lr: 2 is not in 0 .. 1");
}

static void ends_are_told(void **state)
{
    (void)state;
    assert_true(gfla_text_ends("target.gate.bias", ".bias"));
    assert_true(gfla_text_ends("bias", "bias"));
    assert_true(gfla_text_ends("bias", ""));
    assert_false(gfla_text_ends("bias", ".bias"));
    assert_false(gfla_text_ends("a.bias.", ".bias"));
    assert_false(gfla_text_ends("a.BIAS", ".bias"));
}

static void marks_are_skipped_and_encodings_named(void **state)
{
    static const struct {
        const char *bytes;
        size_t size, skipped;
        const char *encoding; /* NULL: read */
    } cases[] = {
        {"\xef\xbb\xbf{}", 5, 3, NULL},
        {"\xef\xbb\xbf", 3, 3, NULL},
        {"\xef\xbb", 2, 0, NULL},
        {"", 0, 0, NULL},
        {"{}", 2, 0, NULL},
        {"\xff\xfe{\0", 4, 0, "UTF-16"},
        {"\xfe\xff\0{", 4, 0, "UTF-16"},
        {"\xff\xfe\0\0", 4, 0, "UTF-32"},
        {"\0\0\xfe\xff", 4, 0, "UTF-32"},
        {"{\0}\0", 4, 0, "UTF-16"},
        {"\0{\0}", 4, 0, "UTF-16"},
        {"\0\0\0\0", 4, 0, NULL},
        {"\xc3\xa4=1", 4, 0, NULL},
        {"{\0}", 3, 0, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[8];
        memcpy(text, cases[i].bytes, cases[i].size + 1);
        assert_int_equal(gfla_text_start(text, cases[i].size) - text, cases[i].skipped);
        const gfla_status status = gfla_text_check_encoding(text, cases[i].size);
        assert_int_equal(status, cases[i].encoding ? GFLA_ERROR_INPUT : GFLA_OK);
        if (cases[i].encoding)
            assert_non_null(strstr(gfla_error_message(), cases[i].encoding));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_parse_int),
        cmocka_unit_test(ends_are_told),
        cmocka_unit_test(test_parse_double),
        cmocka_unit_test(marks_are_skipped_and_encodings_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
