/* Whether a GIF was cut, told by its blocks, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "io/image/gif_blocks.h"

/* 1 x 1 pixels: two colours of the whole; a comment; an image with four colours of its own; one without; the end. */
#define SCREEN "GIF89a\1\0\1\0\x80\0\0"
#define COLOURS "\0\0\0\xff\xff\xff"
#define COMMENT "!\xfe\5hello\0"
#define OWN_COLOURS ",\0\0\0\0\1\0\1\0\x81" COLOURS COLOURS "\2\2\x44\1\0"
#define PLAIN ",\0\0\0\0\1\0\1\0\0\2\2\x44\1\1\0\0"
static const char gif[] = SCREEN COLOURS COMMENT OWN_COLOURS PLAIN ";";
enum { SIZE = sizeof gif - 1 };

static struct gfla_gif_blocks count(const void *data, size_t size)
{
    FILE *file = fmemopen((void *)(uintptr_t)data, size, "rb");
    assert_non_null(file);
    const struct gfla_gif_blocks found = gfla_gif_count_blocks(file);
    assert_int_equal(ftell(file), 0);
    fclose(file);
    return found;
}

static void a_whole_file_ends_between_blocks(void **state)
{
    /* where blocks end: the colours, the comment, both images, the file */
    static const size_t ends[] = {sizeof SCREEN COLOURS - 1, sizeof SCREEN COLOURS COMMENT - 1,
                                  sizeof SCREEN COLOURS COMMENT OWN_COLOURS - 1, SIZE - 1, SIZE};
    size_t next = 0;
    for (size_t size = ends[0]; size <= SIZE; size++) {
        const bool is_end = size == ends[next];
        next += is_end;
        const struct gfla_gif_blocks found = count(gif, size);
        if (found.is_cut != !is_end)
            fail_msg("%zu of %d bytes are %s", size, SIZE, is_end ? "whole" : "cut");
        assert_int_equal(found.n_images, next > 3 ? 2 : next == 3 ? 1 : 0);
    }
    assert_int_equal(next, 5);
    (void)state;
}

static void what_follows_or_is_no_gif_is_not_cut(void **state)
{
    static const char more[] = SCREEN COLOURS PLAIN ";behind\377\377";
    assert_false(count(more, sizeof more - 1).is_cut);
    assert_int_equal(count(more, sizeof more - 1).n_images, 1);
    assert_false(count("GIF8", 4).is_cut);
    assert_false(count("\x89PNG\r\n\x1a\n and so on", 20).is_cut);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_file_ends_between_blocks),
        cmocka_unit_test(what_follows_or_is_no_gif_is_not_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
