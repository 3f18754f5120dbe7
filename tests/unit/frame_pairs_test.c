/* Frames and what was found in them: numbers of names decide, whatever is left out on either side. */
#include <string.h>

#include "io/keypoints/frame_pairs.h"
#include "tests/ok.h"

enum { MAX_NAMES = 16 };

/* Names in one text, with blanks between; pairs as one letter for each of found: a is the first frame, - none. */
struct pair_case {
    const char *frames, *found, *pairs;
    long long shift;
};

static const struct pair_case of_files[] = {
    /* both have all, from the same number or from others */
    {"0.png 1.png 2.png", "0.txt 1.txt 2.txt", "abc", 0},
    {"f_0001.png f_0002.png f_0003.png", "v_000_keypoints.json v_001_keypoints.json v_002_keypoints.json", "abc", 1},
    {"1.png 2.png 3.png", "10.txt 20.txt 30.txt", "abc", -9},
    /* gaps on one side, on both, and as many left */
    {"0.png 1.png 2.png 3.png", "0.txt 1.txt 3.txt", "abd", 0},
    {"0.png 1.png 3.png 4.png", "0.txt 1.txt 2.txt 3.txt 4.txt", "ab-cd", 0},
    {"0.png 1.png 3.png 4.png", "0.txt 1.txt 2.txt 4.txt", "ab-d", 0},
    {"0001.png 0002.png 0003.png", "2.txt 3.txt", "bc", 0},
    {"a/00000.png a/00001.png a/00002.png", "b/c2/00002_keypoints.json", "c", 0},
    /* gaps, and other starts */
    {"1.png 2.png 3.png 4.png", "0.txt 1.txt 3.txt", "abd", 1},
    {"0.png 1.png 2.png 4.png", "1.txt 2.txt 3.txt 5.txt", "abcd", -1},
    {"1.png 2.png 3.png 4.png 5.png", "0.txt 2.txt 3.txt", "acd", 1},
    {"0.png 1.png 2.png 3.png 4.png", "1.txt 2.txt 4.txt", "bce", 0},
    /* other numbers in the names */
    {"v3_0001_2d.png v3_0002_2d.png v3_0004_2d.png", "4x0001.txt 4x0003.txt 4x0004.txt", "a-c", 0},
    {"01_of_12.png 02_of_12.png 03_of_12.png", "01.txt 03.txt", "ac", 0},
    {"c1.5_8.jpg c1.5_9.jpg c1.5_10.jpg", "8.c.txt 10.c.txt", "ac", 0},
    /* no numbers */
    {"ann.png bob.png eve.png", "ann.json eve_keypoints.json", "ac", 0},
    {"ann.png bob.png", "eve.json joe.json zoe.json", "---", 0},
    {"ann.png bob.png", "eve.json joe.json", "ab", 0},
    {"smile.png frown1.png", "frown1.txt smile.txt", "ba", 0},
    /* nothing in common, and not equally many */
    {"1.png 2.png 4.png", "100.txt 101.txt", "--", 0},
};

static const struct {
    size_t n;
    const char *found, *pairs;
    long long shift;
} of_videos[] = {
    {4, "0.txt 1.txt 3.txt", "abd", 0}, {4, "1.txt 2.txt 4.txt", "abd", -1}, {4, "1.txt 3.txt", "ac", -1},
    {4, "2.txt 3.txt", "cd", 0},        {4, "2.txt 4.txt", "bd", -1},        {4, "0.txt 3.txt 5.txt", "ad-", 0},
    {4, "100.txt 102.txt", "ac", -100}, {SIZE_MAX, "1.txt 3.txt", "ac", -1}, {SIZE_MAX, "2.txt 3.txt", "cd", 0},
    {2, "ann.txt bob.txt", "ab", 0},    {3, "ann.txt bob.txt", "--", 0},     {SIZE_MAX, "ann.txt bob.txt", "ab", 0},
};

static struct gfla_frame_names split(const char *text, char storage[512], const char *names[MAX_NAMES])
{
    struct gfla_frame_names list = {names, 0};
    char *rest = NULL;
    strcpy(storage, text);
    for (char *name = strtok_r(storage, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
        names[list.n++] = name;
    return list;
}

static void expect(const struct gfla_frame_names *frames, const struct gfla_frame_names *found, const char *pairs,
                   long long shift)
{
    struct gfla_frame_pairs got;
    char text[MAX_NAMES + 1] = "";
    size_t n = 0;
    ok(gfla_frame_pairs_find(&got, frames, found));
    for (size_t i = 0; i < found->n; i++) {
        text[i] = (char)(got.frame[i] == GFLA_NO_FRAME ? '-' : 'a' + (int)got.frame[i]);
        n += got.frame[i] != GFLA_NO_FRAME;
    }
    assert_string_equal(text, pairs);
    assert_int_equal(got.shift, shift);
    assert_int_equal(got.n_pairs, n);
    assert_int_equal(got.first_left, strchr(pairs, '-') ? (size_t)(strchr(pairs, '-') - pairs) : GFLA_NO_FRAME);
    gfla_frame_pairs_free(&got);
    assert_null(got.frame);
}

static void files_belong_to_files_of_their_number(void **state)
{
    for (size_t i = 0; i < sizeof of_files / sizeof *of_files; i++) {
        char a[512], b[512];
        const char *frame_names[MAX_NAMES], *found_names[MAX_NAMES];
        const struct gfla_frame_names frames = split(of_files[i].frames, a, frame_names),
                                      found = split(of_files[i].found, b, found_names);
        expect(&frames, &found, of_files[i].pairs, of_files[i].shift);
    }
}

static void files_belong_to_frames_of_their_number(void **state)
{
    for (size_t i = 0; i < sizeof of_videos / sizeof *of_videos; i++) {
        char text[512];
        const char *names[MAX_NAMES];
        const struct gfla_frame_names frames = {NULL, of_videos[i].n}, found = split(of_videos[i].found, text, names);
        expect(&frames, &found, of_videos[i].pairs, of_videos[i].shift);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_belong_to_files_of_their_number),
        cmocka_unit_test(files_belong_to_frames_of_their_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
