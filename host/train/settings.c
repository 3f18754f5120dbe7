#include "train/settings.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "io/weights/checkpoint.h"

const char *const gfla_train_schedule_words[] = {
    [GFLA_TRAIN_CONSTANT] = "constant", [GFLA_TRAIN_COSINE] = "cosine", [GFLA_TRAIN_COSINE + 1] = NULL};

/* Both of a GFLA_SETTING_SIZE. */
struct sides {
    int height, width;
};

void gfla_train_metadata_add(struct gfla_train_metadata *metadata, const char *key, const char *value)
{
    if (metadata->n_pairs == GFLA_TRAIN_MAX_PAIRS)
        return;
    metadata->pairs[2 * metadata->n_pairs] = key;
    metadata->pairs[2 * metadata->n_pairs + 1] = value;
    metadata->pairs[2 * ++metadata->n_pairs] = NULL;
}

static const void *field_of(const struct gfla_setting *setting, const void *settings)
{
    return (const char *)settings + setting->offset;
}

static void format_setting(const struct gfla_setting *setting, const void *settings, char *text, size_t size)
{
    const void *field = field_of(setting, settings);
    const struct sides *sides = field;
    switch (setting->kind) {
    case GFLA_SETTING_WORD:
        snprintf(text, size, "%s", setting->words[*(const int *)field]);
        break;
    case GFLA_SETTING_INT:
        snprintf(text, size, "%d", *(const int *)field);
        break;
    case GFLA_SETTING_LONG:
        snprintf(text, size, "%lld", *(const long long *)field);
        break;
    case GFLA_SETTING_SIZE:
        snprintf(text, size, sides->width == sides->height ? "%d" : "%dx%d", sides->width, sides->height);
        break;
    case GFLA_SETTING_TEXT:
        snprintf(text, size, "%s", (const char *)field);
        break;
    default:
        snprintf(text, size, "%.9g", *(const double *)field);
    }
}

void gfla_settings_describe(const struct gfla_settings_table *table, const void *settings,
                            struct gfla_train_metadata *metadata)
{
    for (int i = 0; i < table->n && metadata->n_pairs < GFLA_TRAIN_MAX_PAIRS; i++) {
        if (!table->list[i].key)
            continue;
        char *text = metadata->storage[metadata->n_pairs];
        format_setting(&table->list[i], settings, text, sizeof metadata->storage[0]);
        if (!text[0])
            continue;
        gfla_train_metadata_add(metadata, table->list[i].key, text);
    }
}

static gfla_status parse_word(const char *const *words, const char *what, const char *text, int *value)
{
    struct gfla_text list = {0};
    for (int i = 0; words[i]; i++) {
        if (strcmp(text, words[i]) == 0) {
            gfla_text_free(&list);
            *value = i;
            return GFLA_OK;
        }
        gfla_text_add(&list, "%s%s", i ? ", " : "", words[i]);
    }
    const gfla_status status =
        gfla_fail(GFLA_ERROR_USAGE, "%s: '%.40s' is none of %s", what, text, list.data ? list.data : "");
    gfla_text_free(&list);
    return status;
}

static gfla_status parse_sides(const struct gfla_setting *setting, const char *what, const char *text,
                               struct sides *sides)
{
    gfla_status status;
    char first[32];
    const char *x = strchr(text, 'x');
    const long long lo = (long long)setting->lo, hi = (long long)setting->hi;
    long long width, height;
    snprintf(first, sizeof first, "%.*s", x ? (int)(x - text) : (int)strlen(text), text);
    TRY(gfla_parse_int(first, lo, hi, what, &width));
    height = width;
    if (x)
        TRY(gfla_parse_int(x + 1, lo, hi, what, &height));
    *sides = (struct sides){.width = (int)width, .height = (int)height};
fail:
    return status;
}

static gfla_status parse_text(const char *what, const char *text, char *field)
{
    gfla_status status = GFLA_OK;
    REQUIRE(strlen(text) < GFLA_SETTING_TEXT_SIZE, GFLA_ERROR_USAGE, "%s: '%.20s...' has more than %d characters", what,
            text, GFLA_SETTING_TEXT_SIZE - 1);
    strcpy(field, text);
fail:
    return status;
}

static gfla_status parse_setting(const struct gfla_setting *setting, const char *const *words, const char *what,
                                 const char *text, void *settings)
{
    gfla_status status;
    void *field = (char *)settings + setting->offset;
    long long whole;
    if (words)
        return parse_word(words, what, text, field);
    if (setting->kind == GFLA_SETTING_SIZE)
        return parse_sides(setting, what, text, field);
    if (setting->kind == GFLA_SETTING_TEXT)
        return parse_text(what, text, field);
    if (setting->kind == GFLA_SETTING_DOUBLE)
        return gfla_parse_double(text, setting->lo, setting->hi, what, field);
    TRY(gfla_parse_int(text, (long long)setting->lo, (long long)setting->hi, what, &whole));
    if (setting->kind == GFLA_SETTING_INT)
        *(int *)field = (int)whole;
    else
        *(long long *)field = whole;
    return GFLA_OK;
fail:
    return status;
}

void gfla_train_settings_complete(struct gfla_train_settings *settings, const struct gfla_train_settings *chosen)
{
    const bool falls = settings->schedule == GFLA_TRAIN_COSINE;
    settings->warm_up = chosen->warm_up >= 0 ? chosen->warm_up : falls ? 200 : 0;
    settings->final_rate = chosen->final_rate >= 0 ? chosen->final_rate : falls ? 0.02 : 1;
    settings->validate_every = chosen->validate_every >= 0  ? chosen->validate_every
                               : settings->steps / 40 > 500 ? settings->steps / 40
                                                            : 500;
    settings->average = chosen->average >= 0 ? chosen->average : 0.999;
}

static const struct gfla_setting *find(const struct gfla_settings_table *table, const char *name)
{
    for (int i = 0; i < table->n; i++)
        if (table->list[i].name && strcmp(table->list[i].name, name) == 0)
            return &table->list[i];
    return NULL;
}

bool gfla_settings_has(const struct gfla_settings_table *table, const char *name)
{
    return find(table, name) != NULL;
}

gfla_status gfla_settings_set(const struct gfla_settings_table *table, void *settings, const char *name,
                              const char *what, const char *text)
{
    const struct gfla_setting *setting = find(table, name);
    if (!setting)
        return gfla_fail(GFLA_ERROR_USAGE, "%s: there is no such setting", what);
    return parse_setting(setting, setting->name_words ? setting->name_words : setting->words, what, text, settings);
}

gfla_status gfla_settings_read(const struct gfla_settings_table *table, void *settings, const char *path)
{
    gfla_status status;
    gfla_checkpoint *file = NULL;
    TRY(gfla_checkpoint_open(&file, path));
    for (int i = 0; i < table->n; i++) {
        const struct gfla_setting *setting = &table->list[i];
        const char *text = setting->key ? gfla_checkpoint_get(file, setting->key) : NULL;
        if (text && parse_setting(setting, setting->words, setting->key, text, settings) != GFLA_OK) {
            status = gfla_fail_context(GFLA_ERROR_INPUT, "%s: metadata", path);
            goto fail;
        }
    }
    status = GFLA_OK;
fail:
    gfla_checkpoint_close(&file);
    return status;
}

static size_t setting_size(const struct gfla_setting *setting)
{
    static const size_t sizes[] = {
        [GFLA_SETTING_INT] = sizeof(int),           [GFLA_SETTING_WORD] = sizeof(int),
        [GFLA_SETTING_DOUBLE] = sizeof(double),     [GFLA_SETTING_LONG] = sizeof(long long),
        [GFLA_SETTING_SIZE] = sizeof(struct sides), [GFLA_SETTING_TEXT] = GFLA_SETTING_TEXT_SIZE};
    return sizes[setting->kind];
}

static const char no_text[GFLA_SETTING_TEXT_SIZE] = "\n"; /* of a text that nobody set */

static bool is_set(const struct gfla_setting *setting, const void *settings)
{
    const void *field = field_of(setting, settings);
    if (setting->kind == GFLA_SETTING_DOUBLE)
        return *(const double *)field >= 0;
    if (setting->kind == GFLA_SETTING_TEXT)
        return strcmp(field, no_text) != 0;
    return setting->kind == GFLA_SETTING_LONG ? *(const long long *)field >= 0 : *(const int *)field >= 0;
}

void gfla_settings_unset(const struct gfla_settings_table *table, void *settings)
{
    static const double no_double = -1;
    static const long long no_long = -1;
    static const struct sides no_sides = {-1, -1};
    memset(settings, 0, table->size);
    for (int i = 0; i < table->n; i++) {
        const struct gfla_setting *setting = &table->list[i];
        const void *value = setting->kind == GFLA_SETTING_DOUBLE ? (const void *)&no_double
                            : setting->kind == GFLA_SETTING_LONG ? (const void *)&no_long
                            : setting->kind == GFLA_SETTING_TEXT ? (const void *)no_text
                                                                 : &no_sides;
        memcpy((char *)settings + setting->offset, value, setting_size(setting));
    }
}

bool gfla_settings_is_set(const struct gfla_settings_table *table, const void *chosen, const char *name)
{
    const struct gfla_setting *setting = find(table, name);
    return setting && is_set(setting, chosen);
}

void gfla_settings_apply(const struct gfla_settings_table *table, void *settings, const void *chosen)
{
    for (int i = 0; i < table->n; i++) {
        const struct gfla_setting *setting = &table->list[i];
        if (is_set(setting, chosen))
            memcpy((char *)settings + setting->offset, field_of(setting, chosen), setting_size(setting));
    }
}

/* As gfla_settings_set takes it. */
static void format_as_set(const struct gfla_setting *setting, const void *settings, char *text, size_t size)
{
    if (setting->name_words)
        snprintf(text, size, "%s", setting->name_words[*(const int *)field_of(setting, settings)]);
    else
        format_setting(setting, settings, text, size);
}

gfla_status gfla_settings_agree(const struct gfla_settings_table *table, const void *chosen, const void *have)
{
    for (int i = 0; i < table->n; i++) {
        const struct gfla_setting *setting = &table->list[i];
        char mine[64], theirs[64];
        if (!is_set(setting, chosen))
            continue;
        format_as_set(setting, have, theirs, sizeof theirs);
        format_as_set(setting, chosen, mine, sizeof mine);
        if (strcmp(mine, theirs) != 0)
            return gfla_fail(GFLA_ERROR_USAGE, "%s: %s was asked for, the run has %s. hint: leave it out",
                             setting->name ? setting->name : setting->key, mine, theirs);
    }
    return GFLA_OK;
}
