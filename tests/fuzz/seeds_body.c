/* Small data of people for body_fuzz: the first byte says what it is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/text.h"
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

/* A base mesh that lacks no group: of all the same face. */
static void write_whole_mesh(void)
{
    static const char *const names[] = {"body", "helper-tights", "helper-skirt", "helper-l-eye", "helper-r-eye"};
    static const char *const middle[] = {"pelvis", "spine-4", "spine-2", "neck", "head", "head-2", "mouth"};
    static const char *const sided[] = {"eye",       "clavicle", "shoulder", "elbow",   "hand",       "finger-3-1",
                                        "upper-leg", "knee",     "ankle",    "toe-2-1", "finger-2-1", "finger-5-1"};
    static const char face[] = "f 1/1 2/2 3/1 4/2";
    struct gfla_text text = {0};
    gfla_text_add(&text, "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 1\n");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        gfla_text_add(&text, "g %s\n%s\n", names[i], face);
    for (size_t i = 0; i < sizeof middle / sizeof *middle; i++)
        gfla_text_add(&text, "g joint-%s\n%s\n", middle[i], face);
    for (size_t i = 0; i < 2 * sizeof sided / sizeof *sided; i++)
        gfla_text_add(&text, "g joint-%c-%s\n%s\n", i % 2 ? 'l' : 'r', sided[i / 2], face);
    if (text.failed)
        abort();
    write_text("whole", 0, text.data);
    gfla_text_free(&text);
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
    write_whole_mesh();
}
