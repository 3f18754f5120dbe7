#include "base/batch.h"

#include <string.h>

#include "base/context.h"
#include "base/log.h"

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
