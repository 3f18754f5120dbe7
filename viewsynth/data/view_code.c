#include "viewsynth/data/view_code.h"

#include <stdlib.h>
#include <string.h>

#include "viewsynth/data/number_block.h"

#define BLOCK GFLA_BLOCK

/* How a channel lies in memory, and what its numbers are less. */
struct channel {
    uint8_t *bytes;      /* of 8 bits, four apart; or: */
    uint16_t *words;     /* of 16 bits, one apart */
    const uint8_t *less; /* bytes, likewise; NULL: nothing */
    const uint16_t *less_words;
    bool line; /* less a line through the two before */
};

/* Channels of a layer; same: its pixels are those of the layer two before. Returns their number. */
static int list_channels(const struct gfla_view_pixels *p, enum gfla_view_layer layer, bool same, struct channel c[4])
{
    memset(c, 0, 4 * sizeof *c);
    if (layer == GFLA_LAYER_DEPTH || layer == GFLA_LAYER_BACK_DEPTH) {
        c[0].words = layer == GFLA_LAYER_DEPTH ? p->depth : p->back_depth;
        c[0].less_words = same ? p->depth : NULL;
        c[0].line = !same;
        return 1;
    }
    uint8_t *const rgba = layer == GFLA_LAYER_COLOUR ? p->rgba : p->back_rgba;
    static const int order[] = {1, 0, 2, 3};
    for (int i = 0; i < 4; i++)
        c[i].bytes = rgba + order[i];
    c[1].less = c[2].less = rgba + 1;
    c[3].less = same ? p->rgba + 3 : NULL;
    return 4;
}

static bool layer_is_asked(const struct gfla_view_pixels *p, enum gfla_view_layer layer)
{
    const void *const parts[GFLA_LAYER_COUNT] = {p->rgba, p->depth, p->back_rgba, p->back_depth};
    return parts[layer] != NULL;
}

/* ---- runs ---- */

static bool is_held(const struct gfla_view_pixels *p, enum gfla_view_layer layer, size_t i)
{
    static const uint8_t none[4] = {0};
    switch (layer) {
    case GFLA_LAYER_COLOUR:
        return memcmp(p->rgba + 4 * i, none, 4) != 0;
    case GFLA_LAYER_DEPTH:
        return p->depth[i] != 0;
    case GFLA_LAYER_BACK_COLOUR:
        return memcmp(p->back_rgba + 4 * i, none, 4) != 0;
    default:
        return p->back_depth[i] != 0;
    }
}

static bool is_same(const struct gfla_view_pixels *p, enum gfla_view_layer layer, size_t plane)
{
    if (layer < 2)
        return false;
    for (size_t i = 0; i < plane; i++)
        if (is_held(p, layer, i) != is_held(p, layer - 2, i))
            return false;
    return true;
}

static void add_runs(const struct gfla_view_pixels *p, enum gfla_view_layer layer, size_t plane,
                     struct gfla_byte_writer *bytes)
{
    bool held = false;
    for (size_t i = 0; i < plane; held = !held) {
        const size_t first = i;
        while (i < plane && is_held(p, layer, i) == held)
            i++;
        gfla_byte_writer_add_varint(bytes, (uint32_t)(i - first));
    }
}

/* Goes over runs that were checked. */
struct runs {
    struct gfla_byte_reader reader;
    size_t at, plane; /* pixels told */
};

/* The next run of pixels that are held: *n of them from *first. False at the end. */
static bool next_run(struct runs *r, size_t *first, size_t *n)
{
    if (r->at >= r->plane)
        return false;
    *first = r->at + gfla_byte_reader_take_varint(&r->reader);
    *n = *first < r->plane ? gfla_byte_reader_take_varint(&r->reader) : 0;
    r->at = *first + *n;
    return *n > 0;
}

/* The runs at the reader, which moves behind them. */
static bool take_runs(struct gfla_byte_reader *reader, size_t plane, struct runs *runs)
{
    *runs = (struct runs){*reader, 0, plane};
    size_t told = 0;
    for (int turn = 0; told < plane; turn++) {
        const uint32_t n = gfla_byte_reader_take_varint(reader);
        if (reader->failed || n > plane - told || (n == 0 && turn > 0))
            return false;
        told += n;
    }
    return true;
}

/* ---- channels ---- */

static uint32_t value_of(const struct channel *c, size_t i)
{
    if (c->words)
        return (uint32_t)c->words[i] - (c->less_words ? c->less_words[i] : 0);
    return (uint32_t)c->bytes[4 * i] - (c->less ? c->less[4 * i] : 0);
}

static void add_channel(const struct channel *c, struct runs runs, struct gfla_byte_writer *bytes)
{
    uint32_t block[BLOCK] = {0}, before = 0;
    int used = 0;
    for (size_t first, n; next_run(&runs, &first, &n);) {
        uint32_t slope = 0;
        for (size_t i = first; i < first + n; i++) {
            const uint32_t value = value_of(c, i);
            block[used++] = gfla_block_fold(value - before - slope, c->words ? 16 : 8);
            slope = c->line && i > first ? value - before : 0;
            before = value;
            if (used < BLOCK)
                continue;
            gfla_block_add(block, bytes);
            memset(block, 0, sizeof block);
            used = 0;
        }
    }
    if (used)
        gfla_block_add(block, bytes);
}

/* Writes n values from pixel i on; returns the last one. */
static uint32_t put_bytes(const struct channel *c, size_t i, size_t n, const uint32_t *numbers, uint32_t before)
{
    uint8_t *dst = c->bytes + 4 * i;
    if (c->less)
        for (size_t k = 0; k < n; k++) {
            before += gfla_block_unfold(numbers[k]);
            dst[4 * k] = (uint8_t)(before + c->less[4 * (i + k)]);
        }
    else
        for (size_t k = 0; k < n; k++) {
            before += gfla_block_unfold(numbers[k]);
            dst[4 * k] = (uint8_t)before;
        }
    return before;
}

static bool take_bytes(const struct channel *c, struct runs runs, struct gfla_byte_reader *reader)
{
    uint32_t block[BLOCK], before = 0;
    size_t left = 0;
    for (size_t first, n; next_run(&runs, &first, &n);)
        while (n > 0) {
            if (left == 0 && !gfla_block_take(reader, block))
                return false;
            left = left ? left : BLOCK;
            const size_t now = n < left ? n : left;
            before = put_bytes(c, first, now, block + BLOCK - left, before);
            first += now;
            n -= now;
            left -= now;
        }
    return true;
}

static bool take_words(const struct channel *c, struct runs runs, struct gfla_byte_reader *reader)
{
    uint32_t block[BLOCK], before = 0;
    size_t left = 0;
    for (size_t first, n; next_run(&runs, &first, &n);) {
        uint32_t slope = 0;
        for (size_t i = first; i < first + n; i++, left--) {
            if (left == 0 && !gfla_block_take(reader, block))
                return false;
            left = left ? left : BLOCK;
            const uint32_t value = before + slope + gfla_block_unfold(block[BLOCK - left]);
            slope = c->line && i > first ? value - before : 0;
            before = value;
            c->words[i] = (uint16_t)(value + (c->less_words ? c->less_words[i] : 0));
        }
    }
    return true;
}

/* ---- views ---- */

void gfla_view_encode(const struct gfla_view_pixels *p, int size, struct gfla_byte_writer *bytes)
{
    const size_t plane = (size_t)size * (size_t)size, head = bytes->size;
    struct runs runs[GFLA_LAYER_COUNT] = {0};
    size_t run_at[GFLA_LAYER_COUNT] = {0};
    for (int layer = 0; layer < GFLA_LAYER_COUNT; layer++)
        gfla_byte_writer_add_u32(bytes, 0);
    for (int layer = 0; layer < GFLA_LAYER_COUNT; layer++) {
        const size_t start = bytes->size;
        struct channel channels[4];
        if (!layer_is_asked(p, layer))
            continue;
        const bool same = is_same(p, layer, plane);
        gfla_byte_writer_add_u8(bytes, same);
        run_at[layer] = same ? run_at[layer - 2] : bytes->size;
        if (!same)
            add_runs(p, layer, plane, bytes);
        const int n = list_channels(p, layer, same, channels);
        for (int i = 0; i < n && !bytes->failed; i++) {
            runs[layer] = (struct runs){
                {bytes->data + run_at[layer], bytes->data + bytes->size, false}, 0, plane}; /* data moves as it grows */
            struct gfla_byte_writer numbers = {0};
            add_channel(&channels[i], runs[layer], &numbers);
            gfla_byte_writer_add(bytes, numbers.data, numbers.size);
            bytes->failed = bytes->failed || numbers.failed;
            free(numbers.data);
        }
        const uint32_t length = (uint32_t)(bytes->size - start);
        for (int k = 0; k < 4 && !bytes->failed; k++)
            bytes->data[head + 4 * (size_t)layer + (size_t)k] = (uint8_t)(length >> 8 * k);
    }
}

static bool decode_layer(const struct gfla_view_pixels *p, enum gfla_view_layer layer, size_t plane,
                         struct gfla_byte_reader reader, struct runs runs[GFLA_LAYER_COUNT])
{
    struct channel channels[4];
    const uint8_t same = gfla_byte_reader_take_u8(&reader);
    if (reader.failed || same > 1 || (same && (layer < 2 || !runs[layer - 2].plane)))
        return false;
    if (same)
        runs[layer] = runs[layer - 2];
    else if (!take_runs(&reader, plane, &runs[layer]))
        return false;
    const int n = list_channels(p, layer, same, channels);
    memset(n == 4 ? (void *)(channels[1].bytes) : (void *)channels[0].words, 0, plane * (n == 4 ? 4 : 2));
    for (int i = 0; i < n; i++)
        if (!(n == 4 ? take_bytes : take_words)(&channels[i], runs[layer], &reader))
            return false;
    return reader.at == reader.end;
}

bool gfla_view_decode(const uint8_t *data, size_t n, int size, const struct gfla_view_pixels *p)
{
    const size_t plane = (size_t)size * (size_t)size;
    struct gfla_byte_reader reader = {data, data + n, false};
    struct runs runs[GFLA_LAYER_COUNT] = {0};
    uint32_t lengths[GFLA_LAYER_COUNT];
    for (int layer = 0; layer < GFLA_LAYER_COUNT; layer++)
        lengths[layer] = gfla_byte_reader_take_u32(&reader);
    for (int layer = 0; layer < GFLA_LAYER_COUNT; layer++) {
        const uint8_t *const at = gfla_byte_reader_take(&reader, lengths[layer]);
        if (!at)
            return false;
        if (layer_is_asked(p, layer) &&
            (lengths[layer] == 0 ||
             !decode_layer(p, layer, plane, (struct gfla_byte_reader){at, at + lengths[layer], false}, runs)))
            return false;
    }
    return reader.at == reader.end;
}
