/* EXT_meshopt_compression: buffer views that are decoded before they are read. */
#include "viewsynth/render/gltf/gltf.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

bool gfla_gltf_reads_meshopt(void)
{
#ifdef GFLA_MESHOPT
    return true;
#else
    return false;
#endif
}

#ifdef GFLA_MESHOPT
#include <meshoptimizer.h>

struct compressed {
    const char *mode, *filter;
    size_t count, stride;
};

static bool is(const char *text, const char *word)
{
    return strcmp(text, word) == 0;
}

/* The sizes that the decoder takes for granted. */
static gfla_status check(const struct compressed *c)
{
    gfla_status status = GFLA_OK;
    const bool attributes = is(c->mode, "ATTRIBUTES"), triangles = is(c->mode, "TRIANGLES");
    REQUIRE(attributes || triangles || is(c->mode, "INDICES"), GFLA_ERROR_INPUT, "mode %s is unknown",
            gfla_gltf_plain(c->mode));
    REQUIRE(attributes ? c->stride % 4 == 0 && c->stride > 0 && c->stride <= 256 : c->stride == 2 || c->stride == 4,
            GFLA_ERROR_INPUT, "byteStride %zu with mode %s", c->stride, c->mode);
    REQUIRE(!triangles || c->count % 3 == 0, GFLA_ERROR_INPUT, "%zu indices of triangles", c->count);
    REQUIRE(is(c->filter, "NONE") || (attributes && is(c->filter, "EXPONENTIAL")) ||
                (attributes && is(c->filter, "OCTAHEDRAL") && (c->stride == 4 || c->stride == 8)) ||
                (attributes && is(c->filter, "QUATERNION") && c->stride == 8),
            GFLA_ERROR_INPUT, "filter %s with byteStride %zu", gfla_gltf_plain(c->filter), c->stride);
fail:
    return status;
}

static int decode(const struct compressed *c, const struct gltf_bytes *in, void *out)
{
    if (is(c->mode, "TRIANGLES"))
        return meshopt_decodeIndexBuffer(out, c->count, c->stride, in->data, in->size);
    if (is(c->mode, "INDICES"))
        return meshopt_decodeIndexSequence(out, c->count, c->stride, in->data, in->size);
    return meshopt_decodeVertexBuffer(out, c->count, c->stride, in->data, in->size);
}

static void undo_filter(const struct compressed *c, void *out)
{
    if (is(c->filter, "OCTAHEDRAL"))
        meshopt_decodeFilterOct(out, c->count, c->stride);
    if (is(c->filter, "QUATERNION"))
        meshopt_decodeFilterQuat(out, c->count, c->stride);
    if (is(c->filter, "EXPONENTIAL"))
        meshopt_decodeFilterExp(out, c->count, c->stride);
}

gfla_status gfla_gltf_meshopt(struct gltf *g, const cJSON *json, size_t length, const struct gltf_bytes *in,
                              const uint8_t **decoded)
{
    gfla_status status = GFLA_OK;
    struct compressed c = {.mode = "(none)", .filter = "NONE"};
    uint8_t *out;
    TRY(gfla_gltf_text(json, "mode", &c.mode));
    TRY(gfla_gltf_text(json, "filter", &c.filter));
    TRY(gfla_gltf_whole(json, "count", &c.count));
    TRY(gfla_gltf_whole(json, "byteStride", &c.stride));
    TRY(check(&c));
    REQUIRE(c.count <= length / c.stride && c.count * c.stride == length, GFLA_ERROR_INPUT,
            "%zu elements of %zu bytes are not the %zu of the buffer view", c.count, c.stride, length);
    TRY(gfla_gltf_count_bytes(g, length));
    TRY(gfla_gltf_alloc(g, &out, length, 1));
    REQUIRE(decode(&c, in, out) == 0, GFLA_ERROR_INPUT, "its %zu bytes are damaged", in->size);
    undo_filter(&c, out);
    *decoded = out;
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "EXT_meshopt_compression");
}

#else

gfla_status gfla_gltf_meshopt(struct gltf *g, const cJSON *json, size_t length, const struct gltf_bytes *in,
                              const uint8_t **decoded)
{
    return gfla_fail(GFLA_ERROR_INPUT, "EXT_meshopt_compression is not read by this build");
}

#endif
