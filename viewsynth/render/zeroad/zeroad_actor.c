#include "viewsynth/render/zeroad/zeroad_actor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#define MAX_XML ((size_t)1 << 20)
#define MAX_DEPTH 16
#define MAX_FILES 4 /* variants in files within variants in files */

/* One pass through a file. A group's variant is chosen while it is read: each new one replaces the one before by the
 * share that its frequency has in all so far, which gives each its due. */
struct parse {
    XML_Parser parser;
    gfla_archive *archive;
    struct gfla_random *random;
    int depth, files;
    bool is_variant_file;       /* its root is a variant, all of which is taken */
    double frequencies;         /* of the group so far */
    struct zeroad_actor before; /* the group: as it was before any of its variants */
    struct zeroad_actor *out;   /* as it is with the variant chosen so far */
    bool taken;                 /* the variant that is being read */
    char text[ZEROAD_TEXT];     /* of the element that is being read */
    gfla_status status;
};

static gfla_status parse_file(gfla_archive *archive, const char *path, struct gfla_random *random, bool is_variant,
                              int files, struct zeroad_actor *actor);

static const char *attribute(const char **attributes, const char *name)
{
    for (int i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return "";
}

static void stop(struct parse *p, gfla_status status)
{
    if (p->status == GFLA_OK)
        p->status = status;
    XML_StopParser(p->parser, XML_FALSE);
}

static void copy_text(struct parse *p, char out[ZEROAD_TEXT], const char *text)
{
    const size_t n = strlen(text);
    if (n >= ZEROAD_TEXT)
        stop(p, gfla_fail(GFLA_ERROR_INPUT, "a name of %zu letters, at most %d are possible", n, ZEROAD_TEXT - 1));
    else
        memcpy(out, text, n + 1);
}

static void begin_variant(struct parse *p, const char **attributes)
{
    char *end;
    const char *text = attribute(attributes, "frequency"), *file = attribute(attributes, "file");
    double frequency = *text ? strtod(text, &end) : 1;
    frequency = frequency > 0 && frequency < 1e6 ? frequency : 0;
    p->frequencies += frequency;
    /* a group of frequencies 0 gives its first */
    p->taken = p->is_variant_file || p->frequencies == frequency ||
               (double)gfla_random_uniform(p->random, 0, 1) * p->frequencies < frequency;
    if (!p->taken)
        return;
    if (!p->is_variant_file)
        *p->out = p->before;
    p->out->n_variants++;
    if (*file && p->archive) {
        char path[2 * ZEROAD_TEXT];
        if (snprintf(path, sizeof path, "art/variants/%s", file) >= (int)sizeof path)
            return;
        const gfla_status status = parse_file(p->archive, path, p->random, true, p->files + 1, p->out);
        if (status != GFLA_OK)
            stop(p, status);
    }
}

/* What earlier variants attached to the point is taken off. */
static void clear_point(struct zeroad_actor *a, const char *point)
{
    int n = 0;
    for (int i = 0; i < a->n_props; i++)
        if (a->props[i].variant == a->n_variants || strcmp(a->props[i].point, point) != 0)
            a->props[n++] = a->props[i];
    a->n_props = n;
}

static void add_prop(struct parse *p, const char **attributes)
{
    const char *point = attribute(attributes, "attachpoint"), *actor = attribute(attributes, "actor");
    struct zeroad_actor *a = p->out;
    clear_point(a, point);
    if (!*actor)
        return;
    if (a->n_props == ZEROAD_MAX_PROPS) {
        stop(p, gfla_fail(GFLA_ERROR_INPUT, "more than %d things are attached", ZEROAD_MAX_PROPS));
        return;
    }
    struct zeroad_prop *prop = &a->props[a->n_props++];
    prop->variant = a->n_variants;
    copy_text(p, prop->point, point);
    copy_text(p, prop->actor, actor);
}

static void XMLCALL begin_element(void *context, const char *name, const char **attributes)
{
    struct parse *p = context;
    p->text[0] = 0;
    if (++p->depth > MAX_DEPTH) {
        stop(p, gfla_fail(GFLA_ERROR_INPUT, "elements are nested more than %d deep", MAX_DEPTH));
        return;
    }
    if (strcmp(name, "group") == 0) {
        p->frequencies = 0;
        p->before = *p->out;
    } else if (strcmp(name, "variant") == 0) {
        begin_variant(p, attributes);
    } else if (p->taken && strcmp(name, "texture") == 0 && strcmp(attribute(attributes, "name"), "baseTex") == 0) {
        copy_text(p, p->out->texture, attribute(attributes, "file"));
    } else if (p->taken && strcmp(name, "prop") == 0) {
        add_prop(p, attributes);
    }
}

static void XMLCALL add_text(void *context, const char *text, int n)
{
    struct parse *p = context;
    const size_t used = strlen(p->text),
                 more = (size_t)n < sizeof p->text - 1 - used ? (size_t)n : sizeof p->text - 1 - used;
    memcpy(p->text + used, text, more);
    p->text[used + more] = 0;
}

static void trim(char *text)
{
    const size_t skip = strspn(text, " \t\r\n");
    memmove(text, text + skip, strlen(text + skip) + 1);
    for (size_t n = strlen(text); n > 0 && strchr(" \t\r\n", text[n - 1]); n--)
        text[n - 1] = 0;
}

static void XMLCALL end_element(void *context, const char *name)
{
    struct parse *p = context;
    float c[3];
    p->depth--;
    trim(p->text);
    if (p->taken && strcmp(name, "mesh") == 0)
        copy_text(p, p->out->mesh, p->text);
    if (p->taken && strcmp(name, "color") == 0 && sscanf(p->text, "%f %f %f", &c[0], &c[1], &c[2]) == 3) {
        p->out->has_colour = true;
        for (int k = 0; k < 3; k++)
            p->out->colour[k] = c[k] >= 0 && c[k] <= 255 ? c[k] / 255 : 1;
    }
    if (strcmp(name, "variant") == 0)
        p->taken = false;
    p->text[0] = 0;
}

static gfla_status parse_text(const char *data, size_t size, gfla_archive *archive, struct gfla_random *random,
                              bool is_variant, int files, struct zeroad_actor *actor)
{
    struct parse p = {.archive = archive,
                      .random = random,
                      .files = files,
                      .is_variant_file = is_variant,
                      .before = *actor,
                      .out = actor};
    if (size > MAX_XML)
        return gfla_fail(GFLA_ERROR_INPUT, "%zu bytes of XML, at most %zu are read", size, MAX_XML);
    p.parser = XML_ParserCreate(NULL);
    if (!p.parser)
        return gfla_fail(GFLA_ERROR_MEMORY, "XML: host memory ran out");
    XML_SetUserData(p.parser, &p);
    XML_SetElementHandler(p.parser, begin_element, end_element);
    XML_SetCharacterDataHandler(p.parser, add_text);
    if (XML_Parse(p.parser, data, (int)size, 1) != XML_STATUS_OK && p.status == GFLA_OK)
        p.status = gfla_fail(XML_GetErrorCode(p.parser) == XML_ERROR_NO_MEMORY ? GFLA_ERROR_MEMORY : GFLA_ERROR_INPUT,
                             "line %lu: %s", (unsigned long)XML_GetCurrentLineNumber(p.parser),
                             XML_ErrorString(XML_GetErrorCode(p.parser)));
    XML_ParserFree(p.parser);
    return p.status;
}

static gfla_status parse_file(gfla_archive *archive, const char *path, struct gfla_random *random, bool is_variant,
                              int files, struct zeroad_actor *actor)
{
    gfla_status status;
    void *data = NULL;
    size_t size;
    REQUIRE(files <= MAX_FILES, GFLA_ERROR_INPUT, "%s: files are nested more than %d deep", path, MAX_FILES);
    TRY(gfla_archive_read(archive, path, &data, &size));
    status = parse_text(data, size, archive, random, is_variant, files, actor);
    if (status != GFLA_OK)
        gfla_fail_context(status, "%s", path);
fail:
    free(data);
    return status;
}

gfla_status zeroad_actor_parse(const char *data, size_t size, gfla_archive *archive, struct gfla_random *random,
                               struct zeroad_actor *actor)
{
    *actor = (struct zeroad_actor){0};
    return parse_text(data, size, archive, random, false, 0, actor);
}

gfla_status zeroad_actor_choose(gfla_archive *archive, const char *name, struct gfla_random *random,
                                struct zeroad_actor *actor)
{
    char path[2 * ZEROAD_TEXT];
    *actor = (struct zeroad_actor){0};
    if (snprintf(path, sizeof path, "art/actors/%s", name) >= (int)sizeof path)
        return gfla_fail(GFLA_ERROR_INPUT, "an actor's name is longer than %d letters", ZEROAD_TEXT);
    return parse_file(archive, path, random, false, 0, actor);
}
