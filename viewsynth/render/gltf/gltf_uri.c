/* URIs: data in themselves, or files beside the model. */
#include "viewsynth/render/gltf/gltf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "viewsynth/render/mesh_source.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Resolves %XX in place; what is no such escape stays. Returns the length. */
static size_t decode_percent(char *text)
{
    char *out = text;
    for (const char *in = text; *in; in++) {
        int hi = in[0] == '%' ? hex_digit(in[1]) : -1, lo = hi >= 0 ? hex_digit(in[2]) : -1;
        *out++ = lo >= 0 ? (char)(hi * 16 + lo) : *in;
        in += lo >= 0 ? 2 : 0;
    }
    *out = 0;
    return (size_t)(out - text);
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Groups of four digits; the last may end in one or two '=', or lack them. */
static gfla_status decode_base64(const char *text, void **data, size_t *size)
{
    gfla_status status = GFLA_OK;
    size_t n = strlen(text), padding = 0, used = 0;
    uint32_t bits = 0;
    uint8_t *out = NULL;
    while (padding < 2 && n > padding && n % 4 == 0 && text[n - 1 - padding] == '=')
        padding++;
    n -= padding;
    REQUIRE(n % 4 != 1, GFLA_ERROR_INPUT, "a data URI holds %zu digits of base64: one is missing or too many", n);
    TRY(gfla_calloc(&out, n / 4 * 3 + 4, 1, "data URI"));
    for (size_t i = 0; i < n; i++) {
        int digit = base64_digit(text[i]);
        REQUIRE(digit >= 0, GFLA_ERROR_INPUT, "a data URI holds what is no base64, at its digit %zu", i);
        bits = bits << 6 | (uint32_t)digit;
        if (i % 4 != 0)
            out[used++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
    }
    *data = out;
    *size = used;
    return GFLA_OK;
fail:
    free(out);
    return status;
}

/* data:TYPE;base64,DIGITS or data:TYPE,TEXT */
static gfla_status read_data(const char *uri, void **data, size_t *size)
{
    const char *comma = strchr(uri, ',');
    if (!comma)
        return gfla_fail(GFLA_ERROR_INPUT, "a data URI without a comma");
    if (comma - uri >= 7 && strncasecmp(comma - 7, ";base64", 7) == 0)
        return decode_base64(comma + 1, data, size);
    size_t n = strlen(comma + 1);
    gfla_status status = gfla_calloc(data, n + 1, 1, "data URI");
    if (status == GFLA_OK) {
        memcpy(*data, comma + 1, n);
        *size = decode_percent(*data);
    }
    return status;
}

/* Letters in front of a colon, two or more: one is a disk. */
static size_t scheme_length(const char *uri)
{
    size_t n = strspn(uri, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    return n >= 2 && uri[n] == ':' ? n : 0;
}

gfla_status gfla_gltf_uri_read(const struct gltf *g, const char *uri, void **data, size_t *size)
{
    gfla_status status = GFLA_OK;
    char *name = NULL;
    *data = NULL;
    *size = 0;
    if (strncasecmp(uri, "data:", 5) == 0)
        return read_data(uri + 5, data, size);
    size_t scheme = scheme_length(uri), n = strlen(uri);
    if (strncasecmp(uri, "file:", 5) != 0)
        REQUIRE(scheme == 0, GFLA_ERROR_INPUT, "%.40s: only data: and files beside the model are read",
                gfla_gltf_plain(uri));
    else
        uri += 5, n -= 5;
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "an empty URI");
    TRY(gfla_calloc(&name, n + 1, 1, "URI"));
    memcpy(name, uri, n);
    REQUIRE(decode_percent(name) == strlen(name), GFLA_ERROR_INPUT, "a URI holds a zero byte");
    status = gfla_source_read_beside(g->source, name, data, size);
    if (status == GFLA_ERROR_INPUT && strcmp(name, uri) != 0) { /* some writers do not escape their names */
        memcpy(name, uri, n + 1);
        status = gfla_source_read_beside(g->source, name, data, size);
    }
fail:
    free(name);
    return status;
}
