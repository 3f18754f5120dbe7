#include "train/data_identity.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "io/weights/safetensors.h"

static const char *const keys[GFLA_TRAIN_MAX_SETS] = {"data.0",  "data.1",  "data.2",  "data.3", "data.4",  "data.5",
                                                      "data.6",  "data.7",  "data.8",  "data.9", "data.10", "data.11",
                                                      "data.12", "data.13", "data.14", "data.15"};
static const char *const content_keys[GFLA_TRAIN_MAX_SETS] = {
    "content.0", "content.1", "content.2",  "content.3",  "content.4",  "content.5",  "content.6",  "content.7",
    "content.8", "content.9", "content.10", "content.11", "content.12", "content.13", "content.14", "content.15"};
#define IDENTITY_SIZE 64

/* The last part of a path, whatever slashes follow it; at most size - 1 bytes. */
static void name_of(const char *path, char *name, size_t size)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/')
        end--;
    size_t begin = end;
    while (begin > 0 && path[begin - 1] != '/')
        begin--;
    snprintf(name, size, "%.*s", (int)(end - begin), path + begin);
}

void gfla_train_data_add(struct gfla_train_data *data, const char *name, uint64_t n)
{
    const uint64_t words[3] = {data->hash, gfla_hash_text(name), n};
    data->hash = gfla_hash_bytes(words, sizeof words);
    data->n_items++;
}

static void describe(const gfla_training *t, size_t i, char text[IDENTITY_SIZE])
{
    const struct gfla_train_data *data = &t->data[i];
    const int length = snprintf(text, IDENTITY_SIZE, "%zu %s %016" PRIx64 " x%.6g ", data->n_items, data->items,
                                data->hash, t->params.sets[i].weight);
    if (length < IDENTITY_SIZE)
        name_of(t->params.sets[i].path, text + length, (size_t)(IDENTITY_SIZE - length));
}

void gfla_train_data_describe(const gfla_training *t, struct gfla_train_metadata *metadata)
{
    for (size_t i = 0; i < t->params.n_sets && metadata->n_pairs + 1 < GFLA_TRAIN_MAX_PAIRS; i++) {
        char *text = metadata->storage[metadata->n_pairs];
        describe(t, i, text);
        gfla_train_metadata_add(metadata, keys[i], text);
        if (!t->data[i].content)
            continue;
        text = metadata->storage[metadata->n_pairs];
        snprintf(text, IDENTITY_SIZE, "%016" PRIx64, t->data[i].content);
        gfla_train_metadata_add(metadata, content_keys[i], text);
    }
}

/* An identity as it was described. */
struct identity {
    size_t n_items;
    char items[16], name[IDENTITY_SIZE];
    uint64_t hash;
    double weight;
};

static bool parse(const char *text, struct identity *identity)
{
    *identity = (struct identity){0};
    return sscanf(text, "%zu %15s %" SCNx64 " x%lf %63[^\n]", &identity->n_items, identity->items, &identity->hash,
                  &identity->weight, identity->name) >= 4;
}

static gfla_status agree(const char *checkpoint, const struct identity *had, const struct identity *have)
{
    gfla_status status = GFLA_OK;
    REQUIRE(had->n_items == have->n_items, GFLA_ERROR_USAGE,
            "%s: the run was trained on %s with %zu %s, and %s has %zu. hint: the same data again, or a new run that "
            "begins with the weights of this one",
            checkpoint, had->name, had->n_items, had->items, have->name, have->n_items);
    REQUIRE(
        had->hash == have->hash, GFLA_ERROR_USAGE,
        "%s: the run was trained on %s with %zu %s, and those of %s have other names. hint: the same data again, or "
        "a new run that begins with the weights of this one",
        checkpoint, had->name, had->n_items, had->items, have->name);
    REQUIRE(had->weight == have->weight, GFLA_ERROR_USAGE, "%s: the run was trained with %s at weight %g, not %g",
            checkpoint, had->name, had->weight, have->weight);
fail:
    return status;
}

/* Known on both sides, or nothing is said. */
static gfla_status agree_on_content(const char *checkpoint, const char *text, uint64_t content,
                                    const struct identity *had, const struct identity *have)
{
    uint64_t was;
    if (!text || !content)
        return GFLA_OK;
    if (sscanf(text, "%" SCNx64, &was) != 1)
        return gfla_fail(GFLA_ERROR_INPUT, "%s: metadata: the content of %s is no number", checkpoint, had->name);
    if (was == content)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_USAGE,
                     "%s: the run was trained on %s, and %s holds other %s of the same names (%016" PRIx64
                     " now, %016" PRIx64
                     " then). hint: the same data again, or a new run that begins with the weights of this one",
                     checkpoint, had->name, have->name, had->items, content, was);
}

gfla_status gfla_train_data_agree(const gfla_training *t, const char *checkpoint)
{
    gfla_status status;
    gfla_safetensors *file = NULL;
    size_t n = 0;
    TRY(gfla_safetensors_open(&file, checkpoint));
    while (n < GFLA_TRAIN_MAX_SETS && gfla_safetensors_get(file, keys[n]))
        n++;
    REQUIRE(n == 0 || n == t->params.n_sets, GFLA_ERROR_USAGE, "%s: the run was trained on %zu set%s of data, not %zu",
            checkpoint, n, n == 1 ? "" : "s", t->params.n_sets);
    for (size_t i = 0; i < n; i++) {
        struct identity had, have;
        char text[IDENTITY_SIZE];
        describe(t, i, text);
        parse(text, &have);
        REQUIRE(parse(gfla_safetensors_get(file, keys[i]), &had), GFLA_ERROR_INPUT,
                "%s: metadata: %s names no set of data", checkpoint, keys[i]);
        TRY(agree(checkpoint, &had, &have));
        TRY(agree_on_content(checkpoint, gfla_safetensors_get(file, content_keys[i]), t->data[i].content, &had, &have));
    }
    status = GFLA_OK;
fail:
    gfla_safetensors_close(&file);
    return status;
}
