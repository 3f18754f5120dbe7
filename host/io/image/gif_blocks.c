#include "io/image/gif_blocks.h"

#include <string.h>

#define SCREEN_BYTES 13
#define PLACE_BYTES 9   /* of an image, behind its first byte */
#define HAS_TABLE 0x80u /* of colours */

/* The bytes of a table of colours, by the flags that announce it. */
static long table_bytes(unsigned flags)
{
    return flags & HAS_TABLE ? 3L << ((flags & 7u) + 1) : 0;
}

/* Bytes that are not there can be skipped, too: reading notices. */
static bool skip(FILE *file, long count)
{
    return count == 0 || fseek(file, count, SEEK_CUR) == 0;
}

/* Pieces of up to 255 bytes, ended by an empty one. */
static bool skip_pieces(FILE *file)
{
    int count;
    while ((count = fgetc(file)) > 0)
        if (!skip(file, count))
            return false;
    return count == 0;
}

static bool skip_image(FILE *file)
{
    unsigned char place[PLACE_BYTES];
    return fread(place, 1, sizeof place, file) == sizeof place && skip(file, table_bytes(place[8]) + 1) &&
           skip_pieces(file);
}

/* Goes on behind the colours of the whole. */
static void walk(FILE *file, struct gfla_gif_blocks *found)
{
    while (!found->is_cut)
        switch (fgetc(file)) {
        case '!':
            found->is_cut = fgetc(file) == EOF || !skip_pieces(file);
            break;
        case ',':
            found->is_cut = !skip_image(file);
            found->n_images += !found->is_cut;
            break;
        default: /* the end, or nothing that is known */
            return;
        }
}

struct gfla_gif_blocks gfla_gif_count_blocks(FILE *file)
{
    unsigned char screen[SCREEN_BYTES];
    struct gfla_gif_blocks found = {0};
    if (fseek(file, 0, SEEK_SET) != 0)
        return found;
    if (fread(screen, 1, sizeof screen, file) == sizeof screen && memcmp(screen, "GIF8", 4) == 0 &&
        skip(file, table_bytes(screen[10])))
        walk(file, &found);
    rewind(file);
    return found;
}
