#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "runtime/embedded.h"
#include "runtime/internal.h"

#define MAX_SOURCE ((uint64_t)16 << 20)
#define MAX_FILES 32

/* One expansion: the text so far and the files in it. Included unconditionally and once, whatever #if is around it. */
struct expansion {
    struct gfla_text text;
    char *seen[MAX_FILES];
    int n_seen;
};

static gfla_status read_override(const char *folder, const char *path, char **text)
{
    struct gfla_text name = {0};
    void *data;
    size_t size;
    gfla_text_add(&name, "%s/%s", folder, path);
    gfla_status status = name.failed ? GFLA_ERROR_MEMORY : gfla_file_read(name.data, MAX_SOURCE, &data, &size);
    gfla_text_free(&name);
    if (status != GFLA_OK)
        return gfla_fail_context(status, "kernel %s (from the kernels folder %s)", path, folder);
    *text = data;
    return GFLA_OK;
}

static gfla_status copy_embedded(const char *path, char **text)
{
    for (const struct gfla_embedded_source *s = gfla_embedded_sources; s->path; s++) {
        if (strcmp(s->path, path) != 0)
            continue;
        size_t size = strlen(s->text);
        gfla_status status = gfla_calloc(text, size + 1, 1, path);
        if (status == GFLA_OK)
            memcpy(*text, s->text, size);
        return status;
    }
    return gfla_fail(GFLA_ERROR_DEVICE, "kernel %s: no such file among the embedded sources", path);
}

bool gfla_source_is_replaced(void)
{
    return gfla_context_settings()->kernels_folder != NULL;
}

/* A folder replaces all sources, so that what runs is what lies in that folder and nothing else. */
static gfla_status read_file(const char *path, char **text)
{
    *text = NULL;
    return gfla_source_is_replaced() ? read_override(gfla_context_settings()->kernels_folder, path, text)
                                     : copy_embedded(path, text);
}

/* Is the line `#include "name"`? Then its name. <names> are the compiler's business. */
static bool parse_include(const char *line, size_t length, char *name, size_t size)
{
    char copy[256];
    if (length >= sizeof copy)
        return false;
    memcpy(copy, line, length);
    copy[length] = 0;
    char format[32];
    snprintf(format, sizeof format, " # include \"%%%zu[^\"\n]", size - 1);
    return sscanf(copy, format, name) == 1;
}

static bool was_seen(const struct expansion *e, const char *path)
{
    for (int i = 0; i < e->n_seen; i++)
        if (strcmp(e->seen[i], path) == 0)
            return true;
    return false;
}

static gfla_status remember(struct expansion *e, const char *path)
{
    if (e->n_seen == MAX_FILES)
        return gfla_fail(GFLA_ERROR_DEVICE, "kernel %s: more than %d files included", path, MAX_FILES);
    gfla_status status = gfla_calloc(&e->seen[e->n_seen], strlen(path) + 1, 1, path);
    if (status == GFLA_OK)
        memcpy(e->seen[e->n_seen++], path, strlen(path));
    return status;
}

static gfla_status expand(struct expansion *e, const char *path)
{
    gfla_status status;
    char *source = NULL, name[256];
    int number = 1;
    if (was_seen(e, path))
        return GFLA_OK;
    TRY(remember(e, path));
    TRY(read_file(path, &source));
    gfla_text_add(&e->text, "#line 1 \"%s\"\n", path);
    for (const char *line = source; *line; number++) {
        size_t length = strcspn(line, "\n");
        if (parse_include(line, length, name, sizeof name)) {
            status = expand(e, name);
            if (status != GFLA_OK) {
                gfla_fail_context(status, "%s:%d", path, number);
                goto fail;
            }
            gfla_text_add(&e->text, "#line %d \"%s\"\n", number + 1, path);
        } else {
            gfla_text_add(&e->text, "%.*s\n", (int)length, line);
        }
        line += length + (line[length] != 0);
    }
    REQUIRE(!e->text.failed, GFLA_ERROR_MEMORY, "kernel %s: out of memory", path);
fail:
    free(source);
    return status;
}

gfla_status gfla_source_load(const char *path, char **text)
{
    struct expansion e = {0};
    *text = NULL;
    gfla_status status = expand(&e, path);
    for (int i = 0; i < e.n_seen; i++)
        free(e.seen[i]);
    if (status == GFLA_OK)
        *text = e.text.data;
    else
        gfla_text_free(&e.text);
    return status;
}
