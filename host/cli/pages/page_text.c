/* page_text.c - short texts for shells. */
#include <string.h>

#include "cli/pages/pages.h"

/* Where a sentence ends: at a semicolon, or at a colon or a bracket once something was said. */
static size_t sentence_length(const char *doc)
{
    for (size_t i = 0; doc[i]; i++)
        if (doc[i] == ';' || (i > 11 && (strncmp(doc + i, " (", 2) == 0 || strncmp(doc + i, ": ", 2) == 0)))
            return i;
    return strlen(doc);
}

void page_summary(char *summary, size_t size, const char *doc)
{
    size_t n = sentence_length(doc);
    if (n >= size) {
        n = size - 1;
        while (n > 0 && doc[n] != ' ') /* whole words */
            n--;
    }
    memcpy(summary, doc, n);
    while (n > 0 && strchr(" ,:;", summary[n - 1]))
        n--;
    summary[n] = '\0';
}
