/* device_select.c - which devices a text names: "1", "cpu", "radeon", "0,1", "cpu:2", "cpu:1/2", "gpus". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "runtime/internal.h"

#define MOST_PARTS 1024

/* "0: NAME (PLATFORM), 1: ..." for messages. */
static gfla_status fail_with_names(const struct gfla_device_entry *entries, size_t count, const char *problem)
{
    struct gfla_text names = {0};
    for (size_t i = 0; i < count; i++)
        gfla_text_add(&names, "%s%zu: %s (%s)", i ? ", " : "", i, entries[i].info.name, entries[i].info.platform);
    gfla_fail(GFLA_ERROR_NO_DEVICE, "%s; there is %s; hint: name one by number, part of its name, cpu, gpu or null",
              problem, names.data ? names.data : "(out of memory)");
    gfla_text_free(&names);
    return GFLA_ERROR_NO_DEVICE;
}

static bool is_index(const char *selector)
{
    return *selector && strspn(selector, "0123456789") == strlen(selector);
}

/* Entries are sorted, so that the first match is the best. A device's own name counts before that of its platform. */
static const struct gfla_device_entry *find(const struct gfla_device_entry *entries, size_t count, const char *selector)
{
    if (is_index(selector)) {
        unsigned long index = strtoul(selector, NULL, 10);
        return index < count ? &entries[index] : NULL;
    }
    bool gpu = strcasecmp(selector, "gpu") == 0, cpu = strcasecmp(selector, "cpu") == 0;
    for (size_t i = 0; i < count; i++) {
        gfla_device_kind kind = entries[i].info.kind;
        if (gpu || cpu ? kind == (gpu ? GFLA_DEVICE_GPU : GFLA_DEVICE_CPU)
                       : gfla_text_contains(entries[i].info.name, selector))
            return &entries[i];
    }
    for (size_t i = 0; i < count && !gpu && !cpu; i++)
        if (gfla_text_contains(entries[i].info.platform, selector))
            return &entries[i];
    return NULL;
}

/* What is being chosen from, and what is chosen so far. */
struct selection {
    const struct gfla_device_entry *entries;
    size_t count;
    struct gfla_device_choice *choices;
    size_t n, capacity;
};

static gfla_status add(struct selection *s, const struct gfla_device_entry *entry, int part, int n_parts)
{
    const gfla_status status = gfla_grow(&s->choices, &s->capacity, s->n + 1, sizeof *s->choices, "list of devices");
    if (status == GFLA_OK)
        s->choices[s->n++] = (struct gfla_device_choice){entry, part, n_parts};
    return status;
}

static gfla_status fail_unknown(const struct selection *s, const char *selector)
{
    char problem[256];
    snprintf(problem, sizeof problem, "no device '%.200s'", selector);
    return fail_with_names(s->entries, s->count, problem);
}

/* "null", or a device by its number or name. *found: there is one. */
static gfla_status add_whole(struct selection *s, const char *selector, bool *found)
{
    const bool is_null = strcasecmp(selector, "null") == 0;
    const struct gfla_device_entry *entry = is_null || !*selector ? NULL : find(s->entries, s->count, selector);
    *found = is_null || entry;
    return *found ? add(s, entry, 0, 0) : GFLA_OK;
}

static gfla_status add_gpus(struct selection *s)
{
    gfla_status status = GFLA_OK;
    const size_t before = s->n;
    for (size_t i = 0; i < s->count; i++)
        if (s->entries[i].info.kind == GFLA_DEVICE_GPU && !s->entries[i].info.is_software_gpu)
            TRY(add(s, &s->entries[i], 0, 0));
    if (s->n == before)
        status = fail_with_names(s->entries, s->count, "no GPU");
fail:
    return status;
}

/* "SELECTOR:N", all parts, or "SELECTOR:K/N", one. Changes the text. */
static gfla_status add_parts(struct selection *s, char *selector)
{
    gfla_status status = GFLA_OK;
    char *colon = strrchr(selector, ':'), *slash = colon ? strchr(colon, '/') : NULL;
    long long n, k = 0;
    if (!colon)
        return fail_unknown(s, selector);
    *colon = '\0';
    const struct gfla_device_entry *entry = *selector ? find(s->entries, s->count, selector) : NULL;
    *colon = ':';
    if (!entry)
        return fail_unknown(s, selector);
    if (slash)
        *slash = '\0';
    TRY(gfla_parse_int(slash ? slash + 1 : colon + 1, 1, MOST_PARTS, "parts of a device", &n));
    if (slash)
        TRY(gfla_parse_int(colon + 1, 1, n, "part of a device", &k));
    for (long long i = k ? k - 1 : 0; i < (k ? k : n); i++)
        TRY(add(s, entry, (int)i, (int)n));
fail:
    return status;
}

/* One of the selectors between commas. Changes the text. */
static gfla_status add_selector(struct selection *s, char *selector)
{
    gfla_status status;
    bool found;
    if (strcasecmp(selector, "gpus") == 0)
        return add_gpus(s);
    TRY(add_whole(s, selector, &found));
    if (!found)
        status = add_parts(s, selector);
fail:
    return status;
}

static gfla_status add_all(struct selection *s, char *selectors)
{
    gfla_status status;
    char *rest = selectors, *selector;
    while ((selector = strsep(&rest, ",")) != NULL) {
        size_t length;
        selector += strspn(selector, " ");
        for (length = strlen(selector); length > 0 && selector[length - 1] == ' '; length--)
            selector[length - 1] = '\0';
        REQUIRE(*selector, GFLA_ERROR_USAGE, "a list of devices has an empty place. hint: 0,1");
        TRY(add_selector(s, selector));
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status add_default(struct selection *s)
{
    return s->count && s->entries[0].info.is_default
               ? add(s, &s->entries[0], 0, 0)
               : fail_with_names(s->entries, s->count,
                                 "no device to use by default: software GPUs and others must be named");
}

gfla_status gfla_device_select(const struct gfla_device_entry *entries, size_t count, const char *selectors,
                               struct gfla_device_choice **choices, size_t *n_choices)
{
    gfla_status status;
    struct selection s = {.entries = entries, .count = count};
    char *text = NULL;
    bool found = true;
    *choices = NULL;
    *n_choices = 0;
    if (!selectors || !*selectors)
        TRY(add_default(&s));
    else if (strspn(selectors, "0123456789,:/ ") < strlen(selectors)) /* names may hold commas and colons */
        TRY(add_whole(&s, selectors, &found));
    else
        found = false;
    if (!found) {
        TRY(gfla_calloc(&text, strlen(selectors) + 1, 1, "list of devices"));
        TRY(add_all(&s, strcpy(text, selectors)));
    }
    *choices = s.choices;
    *n_choices = s.n;
    s.choices = NULL;
    status = GFLA_OK;
fail:
    free(text);
    free(s.choices);
    return status;
}
