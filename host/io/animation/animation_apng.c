/* Animated PNG: the frames are PNGs of their own, whose compressed pixels are put into one file. The first frame's lie
 * in IDAT chunks, so that a program without animation shows it; the others' in fdAT chunks, which are numbered. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "io/animation/animation_format.h"

#define SIGNATURE_SIZE 8
#define CHUNK_OVERHEAD 12                                  /* length, type, checksum */
#define HEADER_SIZE (SIGNATURE_SIZE + CHUNK_OVERHEAD + 13) /* the signature and IHDR; acTL follows */
#define DELAY_UNITS 1000                                   /* a second */

struct apng {
    int channels;      /* of the first frame, and so of every other */
    uint32_t sequence; /* of the next fcTL or fdAT chunk */
};

static gfla_status apng_open(struct gfla_animation *animation)
{
    gfla_status status = GFLA_OK;

    TRY(gfla_animation_move(animation, 0, SEEK_SET));
    TRY(gfla_calloc(&animation->state, 1, sizeof(struct apng), "an animation"));
fail:
    return status;
}

/* ---- chunks ---- */

static void put_u16(unsigned char *p, unsigned value)
{
    p[0] = (unsigned char)(value >> 8);
    p[1] = (unsigned char)value;
}

static void put_u32(unsigned char *p, uint32_t value)
{
    put_u16(p, value >> 16);
    put_u16(p + 2, value & 0xffff);
}

static uint32_t get_u32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* A chunk whose content is `head` followed by `data`. */
static void write_chunk(FILE *stream, const char *type, const unsigned char *head, size_t head_size,
                        const unsigned char *data, size_t size)
{
    unsigned char before[8], after[4];
    uLong sum = crc32(0, (const Bytef *)type, 4);

    put_u32(before, (uint32_t)(head_size + size));
    memcpy(before + 4, type, 4);
    if (head_size > 0)
        sum = crc32(sum, head, (uInt)head_size);
    if (size > 0)
        sum = crc32(sum, data, (uInt)size);
    put_u32(after, (uint32_t)sum);
    fwrite(before, 1, sizeof before, stream);
    if (head_size > 0)
        fwrite(head, 1, head_size, stream);
    if (size > 0)
        fwrite(data, 1, size, stream);
    fwrite(after, 1, sizeof after, stream);
}

/* Frames and repetitions, 0: for ever. */
static void write_counts(FILE *stream, size_t n_frames)
{
    unsigned char counts[8] = {0};

    put_u32(counts, (uint32_t)n_frames);
    write_chunk(stream, "acTL", counts, sizeof counts, NULL, 0);
}

/* Size and delay of a frame; drawn over the whole image, which stays until the next. */
static void write_control(struct gfla_animation *animation, struct apng *apng)
{
    unsigned char control[26] = {0};

    put_u32(control, apng->sequence++);
    put_u32(control + 4, (uint32_t)animation->params.width);
    put_u32(control + 8, (uint32_t)animation->params.height);
    put_u16(control + 20, (unsigned)gfla_animation_ticks(animation, animation->n_frames, DELAY_UNITS));
    put_u16(control + 22, DELAY_UNITS);
    write_chunk(animation->out.stream, "fcTL", control, sizeof control, NULL, 0);
}

/* The IDAT chunks of one frame: as they are for the first, numbered for the others. The PNG is our own, so it is whole.
 */
static void write_pixels(FILE *stream, struct apng *apng, const unsigned char *png, size_t png_size, bool is_first)
{
    for (size_t at = SIGNATURE_SIZE; at + CHUNK_OVERHEAD <= png_size;) {
        const unsigned char *chunk = png + at;
        const size_t size = get_u32(chunk);

        at += size + CHUNK_OVERHEAD;
        if (memcmp(chunk + 4, "IDAT", 4) != 0)
            continue;
        if (is_first) {
            fwrite(chunk, 1, size + CHUNK_OVERHEAD, stream);
        } else {
            unsigned char number[4];

            put_u32(number, apng->sequence++);
            write_chunk(stream, "fdAT", number, sizeof number, chunk + 8, size);
        }
    }
}

static gfla_status apng_add(struct gfla_animation *animation, const struct gfla_bitmap *frame)
{
    const bool is_first = animation->n_frames == 0;
    struct apng *apng = animation->state;
    struct gfla_bitmap image = {0};
    gfla_status status = GFLA_OK;
    unsigned char *png = NULL;
    size_t size = 0;

    if (is_first)
        apng->channels = frame->channels == 2 || frame->channels == 4 ? 4 : 3;
    TRY(gfla_bitmap_convert(frame, apng->channels, &image));
    TRY(gfla_bitmap_encode(".png", &image, NULL, (void **)&png, &size));
    if (is_first) {
        fwrite(png, 1, HEADER_SIZE, animation->out.stream);
        write_counts(animation->out.stream, 0); /* not known yet */
    }
    write_control(animation, apng);
    write_pixels(animation->out.stream, apng, png, size, is_first);
fail:
    free(png);
    gfla_bitmap_free(&image);
    return status;
}

static gfla_status apng_finish(struct gfla_animation *animation)
{
    gfla_status status = GFLA_OK;

    write_chunk(animation->out.stream, "IEND", NULL, 0, NULL, 0);
    TRY(gfla_animation_move(animation, HEADER_SIZE, SEEK_SET));
    write_counts(animation->out.stream, animation->n_frames);
fail:
    return status;
}

const struct gfla_animation_format gfla_animation_apng = {
    .extension = ".apng",
    .open = apng_open,
    .add = apng_add,
    .finish = apng_finish,
    .destroy = free,
};
