/* Small data of people for body_fuzz: the first byte says what it is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tests/fuzz/seeds.h"

static void write_text(const char *name, unsigned char kind, const char *text)
{
    const size_t n = strlen(text);
    unsigned char *whole = malloc(n + 1);
    if (!whole)
        must(gfla_fail(GFLA_ERROR_MEMORY, "no memory for a seed"));
    whole[0] = kind;
    memcpy(whole + 1, text, n);
    write_seeds("body", name, whole, n + 1);
    free(whole);
}

static void write_packed(const char *text)
{
    unsigned char whole[512] = {3};
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)text,
                       .avail_in = (unsigned)strlen(text),
                       .next_out = whole + 1,
                       .avail_out = sizeof whole - 1};
    if (deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
        deflate(&stream, Z_FINISH) != Z_STREAM_END)
        must(gfla_fail(GFLA_ERROR_FAILED, "a seed was not packed"));
    const size_t n = 1 + stream.total_out;
    deflateEnd(&stream);
    write_seeds("body", "packed", whole, n);
}

void write_body_seeds(void)
{
    static const char target[] = "# basis: hm08\n0 .5 -1e-1 +2.25\n3 0 0.125 -.001\n";
    write_text("mesh", 0,
               "# base\nv -1.5 2e0 .5\nv 0 0 0\nv 1 0 0\nv 1 1 0\nvt 0 0\nvt 1 1\ng body\nf 1/1 2/2 3/1 4/2\n"
               "g joint-neck\nf 1/1 2/2 3/1/7 4/2\ng other\nf 9 9 9\n");
    write_text("weights", 1,
               "{\"license\": \"CC0\", \"weights\": {\"head\": [[0, 1], [1, 0.5]], \"toe1-1.L\": [[1, 0.5], [2, 1]], "
               "\"spine04\": [[3, 1]]}}");
    write_text("target", 2, target);
    write_packed(target);
}
