#include "viewsynth/render/properties.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct cursor {
    const char *at, *end;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

static void skip_blanks(struct cursor *c)
{
    while (c->at < c->end && is_blank(*c->at))
        c->at++;
}

static bool at_line_end(const struct cursor *c)
{
    return c->at >= c->end || *c->at == '\n' || *c->at == '\r';
}

static void skip_line_end(struct cursor *c)
{
    if (c->at < c->end && *c->at == '\r')
        c->at++;
    if (c->at < c->end && *c->at == '\n')
        c->at++;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Appends a code point below 0x10000 as UTF-8; halves of surrogate pairs and zero become '?'. */
static char *put_utf8(char *out, unsigned c)
{
    if (c == 0 || (c >= 0xd800 && c < 0xe000))
        c = '?';
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xc0 | c >> 6);
        *out++ = (char)(0x80 | (c & 63));
    } else {
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 63));
        *out++ = (char)(0x80 | (c & 63));
    }
    return out;
}

/* What follows a backslash. A line end joins the next line without its leading blanks. */
static char *put_escaped(struct cursor *c, char *out)
{
    if (at_line_end(c)) {
        skip_line_end(c);
        skip_blanks(c);
        return out;
    }
    char letter = *c->at++;
    if (letter == 'u' && c->end - c->at >= 4) {
        int code = 0;
        for (int i = 0; i < 4; i++)
            code = code < 0 || hex_digit(c->at[i]) < 0 ? -1 : code * 16 + hex_digit(c->at[i]);
        if (code >= 0) {
            c->at += 4;
            return put_utf8(out, (unsigned)code);
        }
    }
    const char *named = strchr("t\tn\nr\rf\f", letter);
    return put_utf8(out, named && letter != 0 && (unsigned char)letter > 32 ? (unsigned char)named[1]
                                                                            : (unsigned char)letter);
}

/* Copies up to the end of the line, or of the key, to out, which has room for twice the bytes. */
static char *put_part(struct cursor *c, char *out, bool is_key)
{
    while (!at_line_end(c)) {
        if (is_key && (*c->at == '=' || *c->at == ':' || is_blank(*c->at)))
            break;
        char letter = *c->at++;
        out = letter == '\\' ? put_escaped(c, out) : put_utf8(out, (unsigned char)letter);
    }
    *out++ = 0;
    return out;
}

static gfla_status read_item(struct gfla_properties *p, struct cursor *c)
{
    gfla_status status = GFLA_OK;
    char *text = NULL;
    const char *last = c->at;
    while (last < c->end &&
           !(*last == '\n' && last[-1] != '\\' && !(last[-1] == '\r' && last - 2 >= c->at && last[-2] == '\\')))
        last++;
    TRY(gfla_calloc(&text, 2 * (size_t)(last - c->at) + 2, 1, "line of a properties file"));
    TRY(gfla_grow(&p->items, &p->capacity, p->n_items + 1, sizeof *p->items, "properties"));
    char *value = put_part(c, text, true);
    skip_blanks(c);
    if (c->at < c->end && (*c->at == '=' || *c->at == ':'))
        c->at++;
    skip_blanks(c);
    put_part(c, value, false);
    TRY(gfla_text_table_put(&p->last, text, p->n_items));
    p->items[p->n_items++] = (struct gfla_property){.key = text, .value = value};
    return GFLA_OK;
fail:
    free(text);
    return status;
}

gfla_status gfla_properties_read(struct gfla_properties *properties, const char *text, size_t size)
{
    gfla_status status = GFLA_OK;
    struct cursor c = {text, text + size};
    *properties = (struct gfla_properties){0};
    while (c.at < c.end) {
        skip_blanks(&c);
        if (c.at < c.end && (*c.at == '#' || *c.at == '!'))
            while (!at_line_end(&c))
                c.at++;
        if (!at_line_end(&c))
            TRY(read_item(properties, &c));
        skip_line_end(&c);
    }
    return GFLA_OK;
fail:
    gfla_properties_free(properties);
    return status;
}

void gfla_properties_free(struct gfla_properties *properties)
{
    for (size_t i = 0; i < properties->n_items; i++)
        free(properties->items[i].key);
    free(properties->items);
    gfla_text_table_free(&properties->last);
    *properties = (struct gfla_properties){0};
}

const char *gfla_properties_get(const struct gfla_properties *properties, const char *key)
{
    const size_t *item = gfla_text_table_find(&properties->last, key);
    return item ? properties->items[*item].value : NULL;
}

const char *gfla_properties_get_numbered(const struct gfla_properties *properties, const char *field, int number)
{
    char key[64];
    snprintf(key, sizeof key, "%s#%d", field, number);
    return gfla_properties_get(properties, key);
}
