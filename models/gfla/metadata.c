#include "models/gfla/metadata.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define FLOW_ENDING "-flow"

/* What networks are called that `form` names, as trainings write it. */
static const char *network_of_form(const char *form)
{
    static const char *const names[][2] = {{"published", "shapenet"}, {"solid", "view-solid"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(form, names[i][0]) == 0)
            return names[i][1];
    return form;
}

/* What `flow_only` says of a network: that it is a part. */
static const char *ending_of(const char *part)
{
    if (!part || strcmp(part, "0") == 0)
        return "";
    return strcmp(part, "2") == 0 ? "-shape" : FLOW_ENDING;
}

const char *gfla_architecture_names(char *text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < gfla_n_architectures && length < size; i++)
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? ", " : "", gfla_architectures[i].name);
    return text;
}

gfla_status gfla_metadata_network(const struct gfla_architecture **network, gfla_metadata_getter *get, const void *file)
{
    gfla_status status = GFLA_OK;
    const char *form = get(file, "form"), *named = get(file, "network"), *flow_only = get(file, "flow_only");
    char names[512], name[64];
    *network = NULL;
    if (!form && !named)
        return GFLA_OK;
    snprintf(name, sizeof name, "%.40s%s", named ? named : network_of_form(form), ending_of(flow_only));
    *network = gfla_architecture_find(name);
    REQUIRE(*network || named, GFLA_ERROR_INPUT, "metadata: form \"%.40s\" is neither published nor view nor solid",
            form);
    REQUIRE(*network, GFLA_ERROR_INPUT, "metadata: network \"%.40s\" is none of %s", named,
            gfla_architecture_names(names, sizeof names));
fail:
    return status;
}

gfla_status gfla_metadata_parse_size(const char *text, int *width, int *height)
{
    const char *second = strchr(text, 'x');
    long long w, h;
    char first[16];
    snprintf(first, sizeof first, "%.*s", second ? (int)(second - text) : (int)strlen(text), text);
    if (gfla_parse_int(first, 1, 4096, "size", &w) != GFLA_OK ||
        gfla_parse_int(second ? second + 1 : text, 1, 4096, "size", &h) != GFLA_OK)
        return gfla_fail(GFLA_ERROR_INPUT, "size \"%.40s\" is no number of pixels", text);
    *width = (int)w;
    *height = (int)h;
    return GFLA_OK;
}

static const char *const mirror_words[] = {"no", "yes", NULL}, *const sampling_words[] = {"attention", "bilinear",
                                                                                          "none", NULL};

/* A word of a list as its number, where the file has the key. */
static gfla_status read_word(gfla_metadata_getter *get, const void *file, const char *key, const char *const *words,
                             int *number)
{
    const char *text = get(file, key);
    if (!text)
        return GFLA_OK;
    for (int i = 0; words[i]; i++)
        if (strcmp(text, words[i]) == 0) {
            *number = i;
            return GFLA_OK;
        }
    return gfla_fail(GFLA_ERROR_INPUT, "%s \"%.40s\" is none that can be", key, text);
}

gfla_status gfla_metadata_read(struct gfla_network_config *config, gfla_metadata_getter *get, const void *file)
{
    gfla_status status = GFLA_OK;
    const char *size = get(file, "size"), *fov = get(file, "fov"), *surfaces = get(file, "surfaces");
    long long n_surfaces;
    if (size)
        TRY(gfla_metadata_parse_size(size, &config->width, &config->height));
    TRY(read_word(get, file, "mirror", mirror_words, &config->mirror));
    TRY(read_word(get, file, "sampling", sampling_words, &config->sampling));
    if (surfaces) {
        TRY(gfla_parse_int(surfaces, 0, 2, "surfaces", &n_surfaces));
        config->surfaces = (int)n_surfaces;
    }
    if (fov && gfla_parse_double(fov, 0, 150, "fov", &config->fov) != GFLA_OK)
        status = gfla_fail(GFLA_ERROR_INPUT, "%s", gfla_error_message());
fail:
    return status == GFLA_OK ? GFLA_OK : gfla_fail_context(status, "metadata");
}

static char *add(struct gfla_metadata *m, const char *key)
{
    char *const text = m->text[m->n];
    m->pairs[2 * m->n] = key;
    m->pairs[2 * m->n + 1] = text;
    m->pairs[2 * ++m->n] = NULL;
    return text;
}

static void add_int(struct gfla_metadata *m, const char *key, int value)
{
    if (value)
        snprintf(add(m, key), sizeof m->text[0], "%d", value);
}

/* Of another network of the table: appearance-flow is none. */
static bool is_flow_net(const char *name)
{
    const size_t length = strlen(name), ending = strlen(FLOW_ENDING);
    char whole[64];
    if (length <= ending || strcmp(name + length - ending, FLOW_ENDING) != 0)
        return false;
    snprintf(whole, sizeof whole, "%.*s", (int)(length - ending), name);
    return gfla_architecture_find(whole) != NULL;
}

void gfla_metadata_write(struct gfla_metadata *m, const struct gfla_architecture *network,
                         const struct gfla_network_config *c)
{
    const size_t length = strlen(network->name), ending = strlen(FLOW_ENDING);
    const bool is_flow = is_flow_net(network->name);
    *m = (struct gfla_metadata){.n = 0};
    snprintf(add(m, "network"), sizeof m->text[0], "%.*s", (int)(length - (is_flow ? ending : 0)), network->name);
    snprintf(add(m, "flow_only"), sizeof m->text[0], "%d", is_flow);
    if (c->width)
        snprintf(add(m, "size"), sizeof m->text[0], "%dx%d", c->width, c->height);
    if (c->fov != 0)
        snprintf(add(m, "fov"), sizeof m->text[0], "%.9g", c->fov);
    add_int(m, "width", c->channels);
    add_int(m, "flow_width", c->flow_channels);
    add_int(m, "attention_width", c->attention_channels);
    add_int(m, "shape_width", c->shape_channels);
    add_int(m, "surfaces", c->surfaces);
    if (c->surfaces) {
        snprintf(add(m, "mirror"), sizeof m->text[0], "%s", mirror_words[c->mirror]);
        snprintf(add(m, "sampling"), sizeof m->text[0], "%s", sampling_words[c->sampling]);
    }
    add_int(m, "frames", c->frames);
}
