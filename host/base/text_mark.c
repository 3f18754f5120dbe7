/* Byte order marks: UTF-8's is skipped by every reader of texts, other encodings are named. */
#include <string.h>

#include "base/text.h"

static const char mark[] = "\xef\xbb\xbf";
#define MARK_SIZE (sizeof mark - 1)

const char *gfla_text_start(const char *text, size_t size)
{
    return size >= MARK_SIZE && memcmp(text, mark, MARK_SIZE) == 0 ? text + MARK_SIZE : text;
}

/* Without a mark, a text in UTF-16 is told by the zero beside its first letter. */
static const char *other_encoding(const char *text, size_t size)
{
    const unsigned char *b = (const unsigned char *)text;
    if (size < 2)
        return NULL;
    if (b[0] == 0xff && b[1] == 0xfe)
        return size >= 4 && b[2] == 0 && b[3] == 0 ? "UTF-32" : "UTF-16";
    if (b[0] == 0xfe && b[1] == 0xff)
        return "UTF-16";
    if (size >= 4 && b[0] == 0 && b[1] == 0 && b[2] == 0xfe && b[3] == 0xff)
        return "UTF-32";
    if (size < 4 || size % 2 != 0)
        return NULL;
    const bool little = b[0] && !b[1] && b[2] && !b[3], big = !b[0] && b[1] && !b[2] && b[3];
    return little || big ? "UTF-16" : NULL;
}

gfla_status gfla_text_check_encoding(const char *text, size_t size)
{
    const char *encoding = other_encoding(text, size);
    if (!encoding)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_INPUT, "is a text in %s, and UTF-8 is read. hint: iconv -f %s -t UTF-8", encoding,
                     encoding);
}
