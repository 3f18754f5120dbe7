/* output_names_test.c - no two outputs of a batch have one name. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/output_names.h"

#define MOST 8

static const char *const endings[] = {"_keypoints", "_pose", NULL};
static const struct gfla_output_names_params people = {.endings = endings};

static const struct {
    const char *paths[MOST], *names[MOST];
} cases[] = {
    /* one name says enough */
    {{"me.png"}, {"me"}},
    {{"a/walk_0001_keypoints.json", "b/walk_0002_pose.png"}, {"walk_0001", "walk_0002"}},
    {{"Pose 10:30:45.json", "Pose 11:31:45.json"}, {"Pose 10:30:45", "Pose 11:31:45"}},
    {{"v1.2.final.json", ".hidden", "plain"}, {"v1.2.final", ".hidden", "plain"}},
    {{"_keypoints.json", "_pose"}, {"_keypoints", "_pose"}},
    /* folders, endings, extensions */
    {{"walk/0001.json", "run/0001.json", "walk/0002.json"}, {"walk-0001", "run-0001", "0002"}},
    {{"walk/0001.json", "run/0001.json", "walk/0001_keypoints.json"}, {"walk-0001", "run-0001", "0001_keypoints"}},
    {{"0001.json", "0001.png"}, {"0001.json", "0001.png"}},
    {{"WOMEN/a/01.jpg", "WOMEN/b/01.jpg", "MEN/a/01.jpg"}, {"WOMEN-a-01", "b-01", "MEN-a-01"}},
    {{"/data/x/1.json", "/data/y/../y/./1.json"}, {"x-1", "y-1"}},
    {{"1.json", "x/1.json"}, {"1", "x-1"}},
    {{"box.png", "set/../box.png", "box.jpg"}, {"box.png", "set-box", "box.jpg"}},
    /* a file is called as another one and its folder */
    {{"walk/1.json", "run/1.json", "walk-1.json"}, {"1", "run-1", "walk-1"}},
    /* letters of another case; what nothing tells apart */
    {{"A.json", "a.json", "b.json"}, {"A", "a-2", "b"}},
    {{"x/A.json", "y/a.json"}, {"x-A", "y-a"}},
    {{"x/1.json", "x//1.json", "./x/1.json"}, {"1", "1-2", "1-3"}},
    /* one path, one name */
    {{"a.json", "b.json", "a.json"}, {"a", "b", "a"}},
    {{"x/a.json", "y/a.json", "x/a.json"}, {"x-a", "y-a", "x-a"}},
    /* no name at all, and what a terminal would obey */
    {{"..", "."}, {"unnamed", "unnamed-2"}},
    {{"x/"}, {"x"}},
    {{"a\n\033b.json"}, {"a__b"}},
};

static void names_of(const char *const *paths, size_t n, const struct gfla_output_names_params *params,
                     const char **names, gfla_arena **arena)
{
    assert_int_equal(gfla_arena_create(arena), GFLA_OK);
    assert_int_equal(gfla_output_names(paths, n, params, *arena, names), GFLA_OK);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const char *names[MOST] = {NULL};
        gfla_arena *arena;
        size_t n = 0;
        while (n < MOST && cases[c].paths[n])
            n++;
        names_of(cases[c].paths, n, &people, names, &arena);
        for (size_t i = 0; i < n; i++)
            if (strcmp(names[i], cases[c].names[i]) != 0)
                fail_msg("case %zu, %s: %s, wanted %s", c, cases[c].paths[i], names[i], cases[c].names[i]);
        gfla_arena_destroy(&arena);
    }
}

/* The order of paths changes no name. */
static void test_order(void **state)
{
    (void)state;
    const char *paths[] = {"walk/0001.json", "run/0001.json", "walk/0001_keypoints.json", "walk-0001.json"};
    const char *turned[] = {paths[3], paths[2], paths[1], paths[0]}, *names[4], *others[4];
    gfla_arena *arena, *other;
    names_of(paths, 4, &people, names, &arena);
    names_of(turned, 4, &people, others, &other);
    for (int i = 0; i < 4; i++)
        assert_string_equal(names[i], others[3 - i]);
    gfla_arena_destroy(&arena);
    gfla_arena_destroy(&other);
}

/* Names of 300 bytes are cut between characters, and are told apart. */
static void test_long(void **state)
{
    (void)state;
    char first[320], second[320];
    const char *paths[] = {first, second}, *names[2];
    gfla_arena *arena;
    for (int i = 0; i < 100; i++)
        memcpy(first + 3 * i, "\xe6\xad\xa9", 3);
    memcpy(second, first, 300);
    strcpy(first + 300, "1.json");
    strcpy(second + 300, "2.json");
    names_of(paths, 2, &(struct gfla_output_names_params){.most_bytes = 100}, names, &arena);
    assert_int_equal(strlen(names[0]), 99);
    assert_int_equal(strlen(names[1]), 101);
    assert_memory_equal(names[0], names[1], 99);
    gfla_arena_destroy(&arena);
    memset(first, 0x8c, 310); /* no text at all */
    first[310] = 0;
    names_of(paths, 1, &(struct gfla_output_names_params){.most_bytes = 100}, names, &arena);
    assert_in_range(strlen(names[0]), 97, 100);
    gfla_arena_destroy(&arena);
}

static void test_number(void **state)
{
    (void)state;
    const char *names[] = {"a", "a-2", "A", "a", "b", "a-2"};
    static const char *const wanted[] = {"a", "a-2", "A-3", "a-4", "b", "a-2-2"};
    gfla_arena *arena;
    assert_int_equal(gfla_arena_create(&arena), GFLA_OK);
    assert_int_equal(gfla_output_names_number(names, 6, arena), GFLA_OK);
    for (int i = 0; i < 6; i++)
        assert_string_equal(names[i], wanted[i]);
    gfla_arena_destroy(&arena);
}

/* 3000 paths of few parts: whatever they are, no two names are alike, and no name leaves its folder. */
static void test_many(void **state)
{
    (void)state;
    enum { N = 3000 };
    static const char *const parts[] = {"a", "A", "a-a", "b", "..", ".", "a.json", "a.png", "a_pose.json", "a-2"};
    static char texts[N][40];
    static const char *paths[N], *names[N];
    gfla_arena *arena;
    uint32_t x = 1;
    for (int i = 0; i < N; i++) {
        int at = 0;
        for (int k = 0; k < 3; k++) {
            x = x * 1664525u + 1013904223u;
            at += snprintf(texts[i] + at, sizeof texts[i] - (size_t)at, "%s%s", k ? "/" : "", parts[(x >> 16) % 10]);
        }
        paths[i] = texts[i];
    }
    names_of(paths, N, &people, names, &arena);
    for (int i = 0; i < N; i++) {
        assert_null(strchr(names[i], '/'));
        assert_true(names[i][0]);
        for (int k = 0; k < i; k++)
            if (strcasecmp(names[i], names[k]) == 0 && strcmp(paths[i], paths[k]) != 0)
                fail_msg("%s and %s are both %s", paths[i], paths[k], names[i]);
    }
    gfla_arena_destroy(&arena);
}

static void test_no_memory(void **state)
{
    (void)state;
    const char *paths[] = {"x/a.json", "y/a.json"}, *names[2];
    for (long at = 1;; at++) {
        gfla_arena *arena;
        assert_int_equal(gfla_arena_create(&arena), GFLA_OK);
        gfla_memory_fail_at(at);
        const gfla_status status = gfla_output_names(paths, 2, &people, arena, names);
        gfla_memory_fail_at(0);
        gfla_arena_destroy(&arena);
        if (status == GFLA_OK) {
            assert_true(at > 3);
            return;
        }
        assert_int_equal(status, GFLA_ERROR_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),  cmocka_unit_test(test_order), cmocka_unit_test(test_long),
        cmocka_unit_test(test_number), cmocka_unit_test(test_many),  cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
