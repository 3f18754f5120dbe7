#include "base/text_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"

#define FIRST_SLOTS 64

/* The slot of a text, or the free one where it belongs. There is always a free one. */
static struct gfla_text_slot *slot_of(const struct gfla_text_table *table, const char *text, uint64_t hash)
{
    size_t i = (size_t)(hash ^ hash >> 32) & (table->n_slots - 1);
    while (table->slots[i].text && (table->slots[i].hash != hash || strcmp(table->slots[i].text, text) != 0))
        i = (i + 1) & (table->n_slots - 1);
    return &table->slots[i];
}

static gfla_status double_slots(struct gfla_text_table *table)
{
    struct gfla_text_table larger = {.n = table->n, .n_slots = table->n_slots ? 2 * table->n_slots : FIRST_SLOTS};
    gfla_status status = gfla_calloc(&larger.slots, larger.n_slots, sizeof *larger.slots, "table of texts");
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < table->n_slots; i++)
        if (table->slots[i].text)
            *slot_of(&larger, table->slots[i].text, table->slots[i].hash) = table->slots[i];
    free(table->slots);
    *table = larger;
    return GFLA_OK;
}

size_t *gfla_text_table_find(const struct gfla_text_table *table, const char *text)
{
    if (table->n == 0)
        return NULL;
    struct gfla_text_slot *slot = slot_of(table, text, gfla_hash_text(text));
    return slot->text ? &slot->value : NULL;
}

gfla_status gfla_text_table_put(struct gfla_text_table *table, const char *text, size_t value)
{
    const uint64_t hash = gfla_hash_text(text);
    if (2 * (table->n + 1) > table->n_slots) {
        gfla_status status = double_slots(table);
        if (status != GFLA_OK)
            return status;
    }
    struct gfla_text_slot *slot = slot_of(table, text, hash);
    table->n += !slot->text;
    *slot = (struct gfla_text_slot){slot->text ? slot->text : text, hash, value};
    return GFLA_OK;
}

void gfla_text_table_free(struct gfla_text_table *table)
{
    free(table->slots);
    *table = (struct gfla_text_table){0};
}
