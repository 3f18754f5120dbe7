/* Accessors: numbers of any component type, packed or strided, with some elements replaced. */
#include "viewsynth/render/gltf/gltf.h"

#include <math.h>
#include <string.h>

#include <cjson/cJSON.h>

static size_t size_of(enum gltf_component component)
{
    switch (component) {
    case GLTF_BYTE:
    case GLTF_UNSIGNED_BYTE:
        return 1;
    case GLTF_SHORT:
    case GLTF_UNSIGNED_SHORT:
        return 2;
    case GLTF_UNSIGNED_INT:
    case GLTF_FLOAT:
        return 4;
    }
    return 0;
}

static gfla_status read_component(const cJSON *json, enum gltf_component *component)
{
    size_t number = 0;
    gfla_status status = gfla_gltf_whole(json, "componentType", &number);
    *component = number < 10000 ? (enum gltf_component)number : (enum gltf_component)0;
    if (status == GFLA_OK && size_of(*component) == 0)
        return gfla_fail(GFLA_ERROR_INPUT, "componentType %zu is unknown", number);
    return status;
}

static gfla_status read_type(const cJSON *json, int *n_components)
{
    static const struct {
        const char *name;
        int n;
    } types[] = {{"SCALAR", 1}, {"VEC2", 2}, {"VEC3", 3}, {"VEC4", 4}, {"MAT4", 16}};
    const char *type = "(none)";
    gfla_status status = gfla_gltf_text(json, "type", &type);
    for (size_t i = 0; i < sizeof types / sizeof *types && status == GFLA_OK; i++)
        if (strcmp(type, types[i].name) == 0)
            *n_components = types[i].n;
    if (status == GFLA_OK && *n_components == 0)
        return gfla_fail(GFLA_ERROR_INPUT, "type %s is none that a model is made of", gfla_gltf_plain(type));
    return status;
}

/* Where `count` elements of `size` bytes begin in the bufferView that json names; NULL when it names none. */
static gfla_status locate(struct gltf *g, const cJSON *json, size_t count, size_t size, size_t *stride,
                          const uint8_t **data)
{
    gfla_status status = GFLA_OK;
    size_t index = GLTF_NONE, offset = 0;
    struct gltf_bytes view;
    TRY(gfla_gltf_reference(g, json, "bufferView", GLTF_BUFFER_VIEWS, &index));
    TRY(gfla_gltf_whole(json, "byteOffset", &offset));
    *data = NULL;
    *stride = size;
    if (index == GLTF_NONE)
        return GFLA_OK;
    TRY(gfla_gltf_view(g, index, &view));
    if (view.stride)
        *stride = view.stride;
    REQUIRE(*stride >= size, GFLA_ERROR_INPUT, "elements of %zu bytes every %zu bytes", size, *stride);
    REQUIRE(offset <= view.size && size <= view.size - offset && count - 1 <= (view.size - offset - size) / *stride,
            GFLA_ERROR_INPUT,
            "%zu elements of %zu bytes from byte %zu on do not fit into the %zu bytes of buffer view %zu", count, size,
            offset, view.size, index);
    *data = view.data + offset;
fail:
    return status;
}

static uint32_t whole_at(const uint8_t *p, enum gltf_component component)
{
    switch (size_of(component)) {
    case 1:
        return p[0];
    case 2:
        return p[0] | (uint32_t)p[1] << 8;
    default:
        return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    }
}

static uint32_t replaced_at(const struct gltf_accessor *a, size_t i)
{
    return whole_at(a->replaced + i * size_of(a->replaced_component), a->replaced_component);
}

static gfla_status read_sparse(struct gltf *g, const cJSON *json, struct gltf_accessor *a)
{
    gfla_status status = GFLA_OK;
    const cJSON *sparse = NULL, *indices = NULL, *values = NULL;
    size_t n = 0, stride;
    TRY(gfla_gltf_object(json, "sparse", &sparse));
    if (!sparse)
        return GFLA_OK;
    TRY(gfla_gltf_whole(sparse, "count", &n));
    TRY(gfla_gltf_object(sparse, "indices", &indices));
    TRY(gfla_gltf_object(sparse, "values", &values));
    REQUIRE(n > 0 && n <= a->count && indices && values, GFLA_ERROR_INPUT, "sparse: %zu of %zu elements", n, a->count);
    TRY(read_component(indices, &a->replaced_component));
    REQUIRE(a->replaced_component != GLTF_FLOAT, GFLA_ERROR_INPUT, "sparse: indices of floats");
    TRY(locate(g, indices, n, size_of(a->replaced_component), &stride, &a->replaced));
    REQUIRE(a->replaced && stride == size_of(a->replaced_component), GFLA_ERROR_INPUT, "sparse: no plain indices");
    TRY(locate(g, values, n, size_of(a->component) * (size_t)a->n_components, &stride, &a->values));
    REQUIRE(a->values && stride == size_of(a->component) * (size_t)a->n_components, GFLA_ERROR_INPUT,
            "sparse: no plain values");
    for (size_t i = 0; i < n; i++)
        REQUIRE(replaced_at(a, i) < a->count && (i == 0 || replaced_at(a, i) > replaced_at(a, i - 1)), GFLA_ERROR_INPUT,
                "sparse: index %zu is %u; they must rise and stay below %zu", i, replaced_at(a, i), a->count);
    a->n_replaced = n;
fail:
    return status;
}

static gfla_status read_accessor(struct gltf *g, size_t index, struct gltf_accessor *a)
{
    gfla_status status = GFLA_OK;
    const cJSON *json = g->lists[GLTF_ACCESSORS].items[index];
    *a = (struct gltf_accessor){0};
    TRY(read_component(json, &a->component));
    TRY(read_type(json, &a->n_components));
    TRY(gfla_gltf_flag(json, "normalized", &a->normalised));
    TRY(gfla_gltf_whole(json, "count", &a->count));
    REQUIRE(a->count > 0, GFLA_ERROR_INPUT, "no elements in it");
    TRY(locate(g, json, a->count, size_of(a->component) * (size_t)a->n_components, &a->stride, &a->data));
    TRY(read_sparse(g, json, a));
    a->is_read = true;
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "accessor %zu", index);
}

gfla_status gfla_gltf_accessor(struct gltf *g, size_t index, const struct gltf_accessor **accessor)
{
    gfla_status status = GFLA_OK;
    if (!g->accessors)
        TRY(gfla_gltf_alloc(g, &g->accessors, g->lists[GLTF_ACCESSORS].n, sizeof *g->accessors));
    if (!g->accessors[index].is_read)
        TRY(read_accessor(g, index, &g->accessors[index]));
    *accessor = &g->accessors[index];
fail:
    return status;
}

/* Where element `index` lies; NULL: zeros. */
static const uint8_t *find(const struct gltf_accessor *a, size_t index)
{
    size_t lo = 0, hi = a->n_replaced;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (replaced_at(a, middle) < index)
            lo = middle + 1;
        else
            hi = middle;
    }
    if (lo < a->n_replaced && replaced_at(a, lo) == index)
        return a->values + lo * size_of(a->component) * (size_t)a->n_components;
    return a->data ? a->data + index * a->stride : NULL;
}

static double value_at(const uint8_t *p, enum gltf_component component, bool normalised)
{
    uint32_t bits = whole_at(p, component);
    float single;
    switch (component) {
    case GLTF_BYTE:
        return normalised ? fmax((int8_t)bits / 127.0, -1) : (int8_t)bits;
    case GLTF_UNSIGNED_BYTE:
        return normalised ? bits / 255.0 : bits;
    case GLTF_SHORT:
        return normalised ? fmax((int16_t)bits / 32767.0, -1) : (int16_t)bits;
    case GLTF_UNSIGNED_SHORT:
        return normalised ? bits / 65535.0 : bits;
    case GLTF_UNSIGNED_INT:
        return normalised ? bits / 4294967295.0 : bits;
    case GLTF_FLOAT:
        memcpy(&single, &bits, sizeof single);
        return (double)single;
    }
    return 0;
}

void gfla_gltf_get(const struct gltf_accessor *a, size_t index, int n, double *values)
{
    const uint8_t *p = find(a, index);
    const size_t size = size_of(a->component);
    const int m = n < a->n_components ? n : a->n_components;
    if (p && a->component == GLTF_FLOAT) { /* most are: without a choice for each number */
        for (int i = 0; i < m; i++)
            values[i] = value_at(p + 4 * (size_t)i, GLTF_FLOAT, false);
        return;
    }
    for (int i = 0; i < m; i++)
        values[i] = p ? value_at(p + (size_t)i * size, a->component, a->normalised) : 0;
}

void gfla_gltf_get_whole(const struct gltf_accessor *a, size_t index, int n, uint32_t *values)
{
    const uint8_t *p = find(a, index);
    const size_t size = size_of(a->component);
    for (int i = 0; i < n && i < a->n_components; i++)
        values[i] = p ? whole_at(p + (size_t)i * size, a->component) : 0;
}
