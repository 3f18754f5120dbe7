#include "tasks/train/train_settings.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tasks/model/net_model.h"
#include "io/weights/checkpoint.h"

const char *const gfla_train_stage_words[] = {"full", "flow", NULL};

/* Both of a GFLA_TRAIN_SIZE. */
struct sides {
    int width, height;
};

void gfla_train_metadata_add(struct gfla_train_metadata *metadata, const char *key, const char *value)
{
    if (metadata->n_pairs == GFLA_TRAIN_MAX_PAIRS)
        return;
    metadata->pairs[2 * metadata->n_pairs] = key;
    metadata->pairs[2 * metadata->n_pairs + 1] = value;
    metadata->pairs[2 * ++metadata->n_pairs] = NULL;
}

static const void *field_of(const struct gfla_train_setting *setting, const struct gfla_train_settings *settings)
{
    return (const char *)settings + setting->offset;
}

static void format_setting(const struct gfla_train_setting *setting, const struct gfla_train_settings *settings,
                           char *text, size_t size)
{
    const void *field = field_of(setting, settings);
    const struct sides *sides = field;
    switch (setting->kind) {
    case GFLA_TRAIN_WORD:
        snprintf(text, size, "%s", setting->words[*(const int *)field]);
        break;
    case GFLA_TRAIN_INT:
        snprintf(text, size, "%d", *(const int *)field);
        break;
    case GFLA_TRAIN_LONG:
        snprintf(text, size, "%lld", *(const long long *)field);
        break;
    case GFLA_TRAIN_SIZE:
        snprintf(text, size, "%dx%d", sides->width, sides->height);
        break;
    default:
        snprintf(text, size, "%.9g", *(const double *)field);
    }
}

void gfla_train_settings_describe(const struct gfla_train_settings_table *table,
                                  const struct gfla_train_settings *settings, struct gfla_train_metadata *metadata)
{
    for (int i = 0; i < table->n; i++) {
        char *text = metadata->storage[metadata->n_pairs];
        format_setting(&table->list[i], settings, text, sizeof metadata->storage[0]);
        gfla_train_metadata_add(metadata, table->list[i].key, text);
    }
}

static gfla_status parse_word(const struct gfla_train_setting *setting, const char *text, int *value)
{
    struct gfla_text list = {0};
    for (int i = 0; setting->words[i]; i++) {
        gfla_text_add(&list, "%s%s", i ? " nor " : setting->words[1] ? "neither " : "not ", setting->words[i]);
        if (strcmp(text, setting->words[i]) == 0) {
            gfla_text_free(&list);
            *value = i;
            return GFLA_OK;
        }
    }
    gfla_fail(GFLA_ERROR_INPUT, "%s \"%s\" is %s", setting->key, text, list.data ? list.data : "none");
    gfla_text_free(&list);
    return GFLA_ERROR_INPUT;
}

static gfla_status parse_setting(const struct gfla_train_setting *setting, const char *text,
                                 struct gfla_train_settings *settings)
{
    gfla_status status;
    void *field = (char *)settings + setting->offset;
    struct sides *sides = field;
    long long whole;
    if (setting->kind == GFLA_TRAIN_WORD)
        return parse_word(setting, text, field);
    if (setting->kind == GFLA_TRAIN_SIZE)
        return gfla_metadata_parse_size(text, &sides->width, &sides->height);
    if (setting->kind == GFLA_TRAIN_DOUBLE)
        return gfla_parse_double(text, 0, setting->hi, setting->key, field);
    TRY(gfla_parse_int(text, (long long)setting->lo, (long long)setting->hi, setting->key, &whole));
    if (setting->kind == GFLA_TRAIN_INT)
        *(int *)field = (int)whole;
    else
        *(long long *)field = whole;
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_train_settings_read(const struct gfla_train_settings_table *table,
                                     struct gfla_train_settings *settings, const char *path)
{
    gfla_status status;
    gfla_checkpoint *file = NULL;
    TRY(gfla_checkpoint_open(&file, path));
    for (int i = 0; i < table->n; i++) {
        const char *text = gfla_checkpoint_get(file, table->list[i].key);
        if (text && parse_setting(&table->list[i], text, settings) != GFLA_OK) {
            status = gfla_fail_context(GFLA_ERROR_INPUT, "%s: metadata", path);
            goto fail;
        }
    }
    status = GFLA_OK;
fail:
    gfla_checkpoint_close(&file);
    return status;
}

static size_t setting_size(const struct gfla_train_setting *setting)
{
    static const size_t sizes[] = {[GFLA_TRAIN_INT] = sizeof(int),
                                   [GFLA_TRAIN_WORD] = sizeof(int),
                                   [GFLA_TRAIN_DOUBLE] = sizeof(double),
                                   [GFLA_TRAIN_LONG] = sizeof(long long),
                                   [GFLA_TRAIN_SIZE] = sizeof(struct sides)};
    return sizes[setting->kind];
}

static bool is_asked(const struct gfla_train_setting *setting, const struct gfla_train_settings *settings)
{
    const void *field = field_of(setting, settings);
    if (setting->kind == GFLA_TRAIN_DOUBLE)
        return *(const double *)field >= 0;
    return setting->kind == GFLA_TRAIN_LONG ? *(const long long *)field >= 0 : *(const int *)field >= 0;
}

void gfla_train_settings_unasked(const struct gfla_train_settings_table *table, struct gfla_train_settings *settings)
{
    static const double none = -1;
    static const long long no_number = -1;
    static const struct sides no_sides = {-1, -1};
    *settings = (struct gfla_train_settings){0};
    for (int i = 0; i < table->n; i++) {
        const struct gfla_train_setting *setting = &table->list[i];
        const void *value = setting->kind == GFLA_TRAIN_DOUBLE ? (const void *)&none
                            : setting->kind == GFLA_TRAIN_LONG ? (const void *)&no_number
                                                               : &no_sides;
        memcpy((char *)settings + setting->offset, value, setting_size(setting));
    }
}

struct gfla_train_settings gfla_train_settings_or(const struct gfla_train_settings_table *table,
                                                  const struct gfla_train_settings *asked,
                                                  const struct gfla_train_settings *others)
{
    struct gfla_train_settings settings = *others;
    for (int i = 0; i < table->n; i++) {
        const struct gfla_train_setting *setting = &table->list[i];
        if (is_asked(setting, asked))
            memcpy((char *)&settings + setting->offset, field_of(setting, asked), setting_size(setting));
    }
    return settings;
}

gfla_status gfla_train_settings_agree(const struct gfla_train_settings_table *table,
                                      const struct gfla_train_settings *asked, const struct gfla_train_settings *have)
{
    for (int i = 0; i < table->n; i++) {
        const struct gfla_train_setting *setting = &table->list[i];
        char mine[64], theirs[64];
        format_setting(setting, have, theirs, sizeof theirs);
        if (!is_asked(setting, asked))
            continue;
        format_setting(setting, asked, mine, sizeof mine);
        if (strcmp(mine, theirs) != 0)
            return gfla_fail(GFLA_ERROR_USAGE, "%s: %s was asked for, the run has %s. hint: leave it out", setting->key,
                             mine, theirs);
    }
    return GFLA_OK;
}

struct gfla_network_config gfla_train_settings_config(const struct gfla_train_settings *s,
                                                      const struct gfla_architecture *model)
{
    struct gfla_network_config config = model->config;
    const int growth = config.flow_most / config.flow_channels;
    config.batch = s->batch;
    config.width = s->size;
    config.height = s->height;
    config.channels = s->width;
    config.flow_channels = s->flow_width;
    config.flow_most = growth * s->flow_width;
    config.attention_channels = s->attention_width;
    return config;
}
