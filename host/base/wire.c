#include "base/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define PIECE ((size_t)16 << 20)

/* In pieces, so that memory is asked for as bytes come, not as a header says. */
gfla_status gfla_wire_read_array(const struct gfla_wire_in *in, void *out, size_t count, size_t size, const char *what)
{
    gfla_status status;
    char *data = NULL;
    size_t done = 0, capacity = 0;
    const size_t total = count * size;
    *(void **)out = NULL;
    do {
        const size_t most = done > PIECE ? done : PIECE, n = total - done < most ? total - done : most;
        TRY(gfla_grow(&data, &capacity, done + n + (total == 0), 1, what));
        TRY(in->read(in->context, data + done, n));
        done += n;
    } while (done < total);
    *(void **)out = data;
    return GFLA_OK;
fail:
    free(data);
    return status;
}

gfla_status gfla_wire_read_text(const struct gfla_wire_in *in, struct gfla_text *text, size_t limit)
{
    gfla_status status;
    uint64_t size;
    *text = (struct gfla_text){0};
    TRY(in->read(in->context, &size, sizeof size));
    REQUIRE(size <= limit, GFLA_ERROR_INPUT, "a text of %llu bytes, the limit is %zu", (unsigned long long)size, limit);
    if (size == 0)
        return GFLA_OK;
    TRY(gfla_calloc(&text->data, (size_t)size + 1, 1, "text"));
    TRY(in->read(in->context, text->data, (size_t)size));
    text->size = (size_t)size;
    text->capacity = (size_t)size + 1;
    return GFLA_OK;
fail:
    gfla_text_free(text);
    return status;
}

gfla_status gfla_wire_write_text(const struct gfla_wire_out *out, const char *text, size_t size)
{
    const uint64_t n = size;
    gfla_status status = out->write(out->context, &n, sizeof n);
    return status == GFLA_OK && size > 0 ? out->write(out->context, text, size) : status;
}

void gfla_wire_clean(char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        const size_t n = gfla_utf8_length(text + i);
        if (text[i] != '\n' && (n == 0 || !gfla_utf8_is_plain(text + i, n)))
            text[i++] = '?';
        else
            i += n;
    }
}

void gfla_wire_clean_names(struct gfla_text *names)
{
    for (size_t at = 0; at < names->size; at++) {
        const size_t length = strlen(names->data + at);
        gfla_wire_clean(names->data + at, length);
        at += length;
    }
}

gfla_status gfla_wire_memory_read(void *memory, void *data, size_t size)
{
    struct gfla_wire_memory *m = memory;
    if (size > m->size - m->at)
        return gfla_fail(GFLA_ERROR_INPUT, "ends after %zu bytes", m->size);
    memcpy(data, m->data + m->at, size);
    m->at += size;
    return GFLA_OK;
}
