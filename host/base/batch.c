#include "base/batch.h"

#include <string.h>

#include "base/context.h"
#include "base/log.h"
#include "base/memory.h"

bool gfla_batch_has(const struct gfla_batch *batch, size_t index)
{
    return batch->n_shards <= 1 || index % (size_t)batch->n_shards == (size_t)batch->shard;
}

size_t gfla_batch_count(const struct gfla_batch *batch, size_t n)
{
    if (batch->n_shards <= 1)
        return n;
    const size_t n_shards = (size_t)batch->n_shards, shard = (size_t)batch->shard;
    return n / n_shards + (n % n_shards > shard);
}

gfla_status gfla_batch_list(const struct gfla_batch *batch, size_t n, size_t **mine, size_t *n_mine)
{
    gfla_status status;
    *n_mine = 0;
    TRY(gfla_calloc(mine, n + 1, sizeof **mine, "the items of a batch"));
    for (size_t i = 0; i < n; i++)
        if (gfla_batch_has(batch, i))
            (*mine)[(*n_mine)++] = i;
fail:
    return status;
}

void gfla_batch_done(struct gfla_batch *batch)
{
    batch->n_items++;
}

void gfla_batch_skipped(struct gfla_batch *batch)
{
    batch->n_items++;
    batch->n_skipped++;
}

void gfla_batch_failed(struct gfla_batch *batch, const char *item, gfla_status status)
{
    if (batch->n_failed == 0)
        batch->first_failure = status;
    batch->n_items++;
    batch->n_failed++;
    const char *message = gfla_error_message();
    const size_t length = strlen(item);
    if (strncmp(message, item, length) == 0 && message[length] == ':') /* as that of a file which is the item */
        gfla_log(GFLA_LOG_ERROR, "%s", message);
    else
        gfla_log(GFLA_LOG_ERROR, "%s: %s", item, message);
}

void gfla_batch_take(struct gfla_batch *batch, const char *item, gfla_status status, bool is_skipped)
{
    if (status != GFLA_OK)
        gfla_batch_failed(batch, item, status);
    else if (is_skipped)
        gfla_batch_skipped(batch);
    else
        gfla_batch_done(batch);
}

gfla_status gfla_batch_status(const struct gfla_batch *batch)
{
    if (gfla_is_cancelled())
        return gfla_fail(GFLA_ERROR_INTERRUPTED, "interrupted after %zu items; what was done is kept", batch->n_items);
    if (batch->n_failed == 0)
        return GFLA_OK;
    if (batch->n_failed == batch->n_items)
        return gfla_fail(batch->first_failure, "%zu of %zu items failed: nothing was made", batch->n_failed,
                         batch->n_items);
    return gfla_fail(GFLA_ERROR_PARTIAL, "%zu of %zu items failed", batch->n_failed, batch->n_items);
}

gfla_status gfla_batch_end(const struct gfla_batch *batch, gfla_status run)
{
    return run == GFLA_OK || run == GFLA_ERROR_INTERRUPTED ? gfla_batch_status(batch) : run;
}
