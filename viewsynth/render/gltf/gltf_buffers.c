#include "viewsynth/render/gltf/gltf.h"

#include <stdlib.h>

#include <cjson/cJSON.h>

#define MAX_BYTES ((size_t)2 << 30) /* in all buffers of a file */

struct gltf_buffer {
    bool is_read, failed;
    void *owned; /* or NULL: the binary chunk's */
    const uint8_t *data;
    size_t size;
};

gfla_status gfla_gltf_count_bytes(struct gltf *g, size_t n)
{
    if (n > MAX_BYTES - g->buffer_bytes)
        return gfla_fail(GFLA_ERROR_INPUT, "the buffers hold more than %zu bytes", MAX_BYTES);
    g->buffer_bytes += n;
    return GFLA_OK;
}

static gfla_status read_buffer(struct gltf *g, size_t index, struct gltf_buffer *buffer)
{
    gfla_status status = GFLA_OK;
    const cJSON *json = g->lists[GLTF_BUFFERS].items[index], *meshopt = NULL;
    const char *uri = NULL;
    size_t length = 0, found = 0;
    TRY(gfla_gltf_whole(json, "byteLength", &length));
    TRY(gfla_gltf_text(json, "uri", &uri));
    TRY(gfla_gltf_extension(json, "EXT_meshopt_compression", &meshopt));
    if (uri) {
        TRY(gfla_gltf_uri_read(g, uri, &buffer->owned, &found));
        buffer->data = buffer->owned;
    } else {
        REQUIRE(index == 0 && g->chunk, GFLA_ERROR_INPUT, "no data%s",
                meshopt ? ": EXT_meshopt_compression is not read; hint: export the model without it" : "");
        buffer->data = g->chunk;
        found = g->chunk_size;
    }
    REQUIRE(found >= length, GFLA_ERROR_INPUT, "%zu bytes of the %zu that it says", found, length);
    TRY(gfla_gltf_count_bytes(g, found));
    buffer->size = length;
    buffer->is_read = true;
    return GFLA_OK;
fail:
    buffer->failed = true;
    return gfla_fail_context(status, "buffer %zu", index);
}

/* The bytes that json's buffer, byteOffset and byteLength say. */
static gfla_status read_range(struct gltf *g, const cJSON *json, struct gltf_bytes *bytes)
{
    gfla_status status = GFLA_OK;
    size_t from = GLTF_NONE, offset = 0;
    TRY(gfla_gltf_reference(g, json, "buffer", GLTF_BUFFERS, &from));
    TRY(gfla_gltf_whole(json, "byteOffset", &offset));
    TRY(gfla_gltf_whole(json, "byteLength", &bytes->size));
    REQUIRE(from != GLTF_NONE, GFLA_ERROR_INPUT, "no buffer");
    struct gltf_buffer *buffer = &g->buffers[from];
    REQUIRE(!buffer->failed, GFLA_ERROR_INPUT, "buffer %zu cannot be had", from);
    if (!buffer->is_read)
        TRY(read_buffer(g, from, buffer));
    REQUIRE(offset <= buffer->size && bytes->size <= buffer->size - offset, GFLA_ERROR_INPUT,
            "bytes %zu to %zu of the %zu in buffer %zu", offset, offset + bytes->size, buffer->size, from);
    bytes->data = buffer->data + offset;
fail:
    return status;
}

/* What a compressed view holds, decoded when first asked for. */
static gfla_status read_compressed(struct gltf *g, size_t index, const cJSON *json, const cJSON *meshopt,
                                   struct gltf_bytes *view)
{
    gfla_status status = GFLA_OK;
    struct gltf_bytes packed = {0};
    TRY(gfla_gltf_whole(json, "byteLength", &view->size));
    if (!g->decoded_views[index]) {
        TRY(read_range(g, meshopt, &packed));
        TRY(gfla_gltf_meshopt(g, meshopt, view->size, &packed, &g->decoded_views[index]));
    }
    view->data = g->decoded_views[index];
fail:
    return status;
}

gfla_status gfla_gltf_view(struct gltf *g, size_t index, struct gltf_bytes *view)
{
    gfla_status status = GFLA_OK;
    const cJSON *json = g->lists[GLTF_BUFFER_VIEWS].items[index], *meshopt = NULL;
    *view = (struct gltf_bytes){0};
    if (!g->buffers)
        TRY(gfla_gltf_alloc(g, &g->buffers, g->lists[GLTF_BUFFERS].n, sizeof *g->buffers));
    if (!g->decoded_views)
        TRY(gfla_gltf_alloc(g, &g->decoded_views, g->lists[GLTF_BUFFER_VIEWS].n, sizeof *g->decoded_views));
    TRY(gfla_gltf_whole(json, "byteStride", &view->stride));
    REQUIRE(view->stride <= 252, GFLA_ERROR_INPUT, "byteStride is %zu; at most 252 is allowed", view->stride);
    TRY(gfla_gltf_extension(json, "EXT_meshopt_compression", &meshopt));
    if (meshopt && gfla_gltf_reads_meshopt())
        TRY(read_compressed(g, index, json, meshopt, view));
    else
        TRY(read_range(g, json, view));
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "buffer view %zu", index);
}

void gfla_gltf_buffers_free(struct gltf *g)
{
    for (size_t i = 0; g->buffers && i < g->lists[GLTF_BUFFERS].n; i++)
        free(g->buffers[i].owned);
}
