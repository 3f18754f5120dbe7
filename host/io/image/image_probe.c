/* What can be told of an image file without its pixels being decoded: from its first and last bytes. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/image/image_codec.h"

#define HEAD_BYTES 4096
#define TAIL_BYTES 12

/* Both ends of a file; they overlap where it is short. */
struct ends {
    unsigned char head[HEAD_BYTES], tail[TAIL_BYTES];
    size_t n_head, n_tail;
};

static gfla_status read_ends(const char *path, struct ends *ends)
{
    gfla_status status;
    FILE *stream;
    TRY(gfla_file_open_regular(path, &stream));
    ends->n_head = fread(ends->head, 1, sizeof ends->head, stream);
    ends->n_tail = 0;
    if (fseek(stream, -TAIL_BYTES, SEEK_END) == 0)
        ends->n_tail = fread(ends->tail, 1, sizeof ends->tail, stream);
    const bool failed = ferror(stream);
    fclose(stream);
    REQUIRE(!failed, GFLA_ERROR_INPUT, "%s: cannot be read", path);
    REQUIRE(ends->n_head > 0, GFLA_ERROR_INPUT, "%s: the file is empty", path);
fail:
    return status;
}

static bool png_is_whole(const struct ends *ends, struct gfla_bitmap_about *about)
{
    static const unsigned char end[TAIL_BYTES] = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};
    const unsigned char *p = ends->head;
    if (!gfla_bitmap_is_png(p, ends->n_head) || ends->n_head < 33 || memcmp(p + 12, "IHDR", 4) != 0 ||
        ends->n_tail < TAIL_BYTES || memcmp(ends->tail, end, TAIL_BYTES) != 0)
        return false;
    *about = (struct gfla_bitmap_about){(int)(gfla_be32(p + 16) & INT32_MAX), (int)(gfla_be32(p + 20) & INT32_MAX)};
    return true;
}

/* A frame of one or three components; EXIF may turn it and is left to the decoder, as whatever lies far behind. */
static bool jpeg_is_whole(const struct ends *ends, struct gfla_bitmap_about *about)
{
    const unsigned char *p = ends->head;
    if (ends->n_head < 4 || p[0] != 0xff || p[1] != 0xd8 || ends->n_tail < TAIL_BYTES || ends->tail[10] != 0xff ||
        ends->tail[11] != 0xd9)
        return false;
    for (size_t at = 2; at + 10 <= ends->n_head && p[at] == 0xff;) {
        const unsigned marker = p[at + 1];
        const bool is_frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (is_frame) {
            *about = (struct gfla_bitmap_about){(int)gfla_be16(p + at + 7), (int)gfla_be16(p + at + 5)};
            return p[at + 9] == 1 || p[at + 9] == 3;
        }
        if (marker == 0xe1 || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda))
            return false;
        at += 2 + gfla_be16(p + at + 2);
    }
    return false;
}

static gfla_status decode(const char *path, struct gfla_bitmap_about *about)
{
    struct gfla_bitmap image = {0};
    const gfla_status status = gfla_bitmap_read(path, NULL, &image);
    *about = (struct gfla_bitmap_about){image.width, image.height};
    gfla_bitmap_free(&image);
    return status;
}

gfla_status gfla_bitmap_probe(const char *path, struct gfla_bitmap_about *about)
{
    gfla_status status;
    struct ends ends;
    struct gfla_bitmap_about found = {0};
    TRY(read_ends(path, &ends));
    if (!png_is_whole(&ends, &found) && !jpeg_is_whole(&ends, &found))
        TRY(decode(path, &found));
    status = gfla_bitmap_check_size((uint64_t)found.width, (uint64_t)found.height);
    if (status != GFLA_OK)
        return gfla_fail_context(status, "%s", path);
    if (about)
        *about = found;
fail:
    return status;
}
