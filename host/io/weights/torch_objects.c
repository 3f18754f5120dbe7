#include "io/weights/torch_objects.h"

#include <stdlib.h>
#include <string.h>

/* ---- storages ---- */

static gfla_status check_id(const struct gfla_torch *torch, const struct gfla_pickle_value *id)
{
    const size_t n_members = torch->has_views ? 6 : 5;
    const struct gfla_pickle_value *v;
    gfla_status status = GFLA_OK;

    REQUIRE(id->kind == GFLA_PICKLE_TUPLE && id->items->count == n_members, GFLA_ERROR_INPUT,
            "a persistent id is no tuple of %zu members", n_members);
    v = id->items->values;
    REQUIRE(v[0].kind == GFLA_PICKLE_TEXT && strcmp(v[0].text, "storage") == 0, GFLA_ERROR_INPUT,
            "a persistent id names no storage");
    REQUIRE(v[1].kind == GFLA_PICKLE_NAME && v[1].name->role == GFLA_TORCH_STORAGE_TYPE, GFLA_ERROR_INPUT,
            "a storage has no type");
    REQUIRE(v[2].kind == GFLA_PICKLE_TEXT, GFLA_ERROR_INPUT, "a storage's key is %s", gfla_pickle_kind_name(v[2].kind));
    REQUIRE(v[4].kind == GFLA_PICKLE_INT && v[4].integer >= 0, GFLA_ERROR_INPUT, "storage '%.64s' has no size",
            v[2].text);
fail:
    return status;
}

/* The sixth member: None, or a key, an offset and a size, the part of the storage that tensors count from. */
static gfla_status take_view(const struct gfla_pickle_value *part, struct gfla_torch_view *view)
{
    const struct gfla_pickle_value *v = part->kind == GFLA_PICKLE_TUPLE ? part->items->values : NULL;
    gfla_status status = GFLA_OK;

    if (part->kind == GFLA_PICKLE_NONE)
        return GFLA_OK;
    REQUIRE(v && part->items->count == 3 && v[1].kind == GFLA_PICKLE_INT && v[2].kind == GFLA_PICKLE_INT,
            GFLA_ERROR_INPUT, "storage '%.64s': its view is no key, offset and size", view->storage->key);
    REQUIRE(v[1].integer >= 0 && v[2].integer >= 0 && (uint64_t)v[1].integer <= view->count &&
                (uint64_t)v[2].integer <= view->count - (uint64_t)v[1].integer,
            GFLA_ERROR_INPUT, "storage '%.64s' of %llu numbers: a view of %lld from %lld on lies outside",
            view->storage->key, (unsigned long long)view->count, (long long)v[2].integer, (long long)v[1].integer);
    view->first = (uint64_t)v[1].integer;
    view->count = (uint64_t)v[2].integer;
fail:
    return status;
}

gfla_status gfla_torch_make_storage(struct gfla_torch *torch, const struct gfla_pickle_value *id,
                                    struct gfla_pickle_value *value)
{
    const struct gfla_pickle_value *v;
    struct gfla_torch_storage *storage;
    struct gfla_torch_view *view;
    gfla_status status;

    TRY(check_id(torch, id));
    v = id->items->values;
    TRY(gfla_pickle_alloc(&torch->heap, sizeof *storage, &storage));
    TRY(gfla_pickle_alloc(&torch->heap, sizeof *view, &view));
    *storage =
        (struct gfla_torch_storage){.key = v[2].text, .dtype = v[1].name->dtype, .count = (uint64_t)v[4].integer};
    REQUIRE(gfla_dtype_measure(storage->dtype, gfla_shape_1d(v[4].integer), NULL, &storage->bytes), GFLA_ERROR_INPUT,
            "storage '%.64s': %lld numbers are too many", storage->key, (long long)v[4].integer);
    *view = (struct gfla_torch_view){storage, 0, storage->count};
    if (torch->has_views)
        TRY(take_view(&v[5], view));
    storage->next = torch->newest;
    torch->newest = storage;
    torch->n_mentioned++;
    *value = (struct gfla_pickle_value){.kind = GFLA_PICKLE_STORAGE, .view = view};
fail:
    return status;
}

static int by_key(const void *a, const void *b)
{
    struct gfla_torch_storage *const *x = a, *const *y = b;

    return strcmp((*x)->key, (*y)->key);
}

gfla_status gfla_torch_join(struct gfla_torch *torch)
{
    gfla_status status;
    size_t n = 0;

    TRY(gfla_pickle_alloc(&torch->heap, torch->n_mentioned * sizeof *torch->joined, &torch->joined));
    for (struct gfla_torch_storage *s = torch->newest; s; s = s->next)
        torch->joined[n++] = s;
    if (n > 0)
        qsort(torch->joined, n, sizeof *torch->joined, by_key);
    for (size_t i = 0; i < n; i++) {
        struct gfla_torch_storage *s = torch->joined[i];
        struct gfla_torch_storage *last = torch->n_joined ? torch->joined[torch->n_joined - 1] : NULL;
        const bool is_new = !last || strcmp(s->key, last->key) != 0;

        REQUIRE(is_new || (s->dtype == last->dtype && s->count == last->count), GFLA_ERROR_INPUT,
                "storage '%.64s' is mentioned with different types or sizes", s->key);
        s->same = is_new ? s : last;
        s->number = torch->n_joined - !is_new;
        if (is_new)
            torch->joined[torch->n_joined++] = s;
    }
fail:
    return status;
}

struct gfla_torch_storage *gfla_torch_find(const struct gfla_torch *torch, const char *key)
{
    size_t low = 0, high = torch->n_joined;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(torch->joined[middle]->key, key);

        if (order == 0)
            return torch->joined[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- tensors ---- */

/* A tuple (or torch.Size) of whole numbers of at least 0. */
static gfla_status take_sizes(const struct gfla_pickle_value *value, const char *what, int64_t *sizes, int *rank)
{
    gfla_status status = GFLA_OK;

    REQUIRE(value->kind == GFLA_PICKLE_TUPLE, GFLA_ERROR_INPUT, "a tensor's %s is %s", what,
            gfla_pickle_kind_name(value->kind));
    REQUIRE(value->items->count <= GFLA_MAX_RANK, GFLA_ERROR_INPUT, "a tensor of %zu dimensions; at most %d are read",
            value->items->count, GFLA_MAX_RANK);
    *rank = (int)value->items->count;
    for (int i = 0; i < *rank; i++) {
        const struct gfla_pickle_value *size = &value->items->values[i];

        REQUIRE(size->kind == GFLA_PICKLE_INT && size->integer >= 0, GFLA_ERROR_INPUT,
                "a tensor's %s has a member that is no whole number of at least 0", what);
        sizes[i] = size->integer;
    }
fail:
    return status;
}

/* Bytes from the first to behind the last number that the tensor shows; false when that is no 64-bit number. */
static bool measure_span(const struct gfla_torch_tensor *t, uint64_t *bytes)
{
    uint64_t last = 0, step;

    for (int i = 0; i < t->shape.rank; i++) {
        if (t->shape.dim[i] == 0) {
            *bytes = 0;
            return true;
        }
        if (__builtin_mul_overflow((uint64_t)t->shape.dim[i] - 1, (uint64_t)t->stride[i], &step) ||
            __builtin_add_overflow(last, step, &last))
            return false;
    }
    return !__builtin_add_overflow(last, 1, &last) &&
           !__builtin_mul_overflow(last, (uint64_t)gfla_dtype_infos[t->dtype].bits / 8, bytes);
}

/* The tensor shows nothing outside its part of the storage, and no more numbers than that has. */
static gfla_status check_tensor(struct gfla_torch_tensor *t, const struct gfla_torch_view *view, int64_t offset)
{
    const uint64_t unit = (uint64_t)gfla_dtype_infos[view->storage->dtype].bits / 8;
    const uint64_t there = view->count * unit; /* a part of storage->bytes, which is a 64-bit number */
    const uint64_t size = (uint64_t)gfla_dtype_infos[t->dtype].bits / 8;
    uint64_t bytes, span;
    gfla_status status = GFLA_OK;
    char shape[128];

    gfla_shape_text(t->shape, shape, sizeof shape);
    REQUIRE(gfla_dtype_measure(t->dtype, t->shape, NULL, &bytes) && measure_span(t, &span), GFLA_ERROR_INPUT,
            "a tensor of storage '%.64s' has the shape %s: too large", view->storage->key, shape);
    REQUIRE(offset >= 0 && (uint64_t)offset <= there / size && span <= there - (uint64_t)offset * size,
            GFLA_ERROR_INPUT,
            "a tensor of shape %s from number %lld on reaches outside its storage '%.64s' of %llu bytes", shape,
            (long long)offset, view->storage->key, (unsigned long long)there);
    REQUIRE(
        bytes <= there, GFLA_ERROR_INPUT,
        "a tensor of shape %s repeats the numbers of its storage '%.64s' of %llu bytes. hint: save its .contiguous()",
        shape, view->storage->key, (unsigned long long)there);
    t->first = view->first * unit + (uint64_t)offset * size;
fail:
    return status;
}

/* storage, offset, size, stride, and what is of no use here; the third version has a dtype at [6]. */
static gfla_status make_tensor(struct gfla_torch *torch, enum gfla_torch_role role,
                               const struct gfla_pickle_items *args, struct gfla_pickle_value *value)
{
    const size_t least = role == GFLA_TORCH_TENSOR ? 4 : role == GFLA_TORCH_TENSOR_V2 ? 6 : 7;
    const struct gfla_pickle_value *v = args->values;
    struct gfla_torch_tensor *tensor;
    gfla_status status;
    int n_strides;

    REQUIRE(args->count >= least && args->count <= least + 1, GFLA_ERROR_INPUT, "a tensor of %zu arguments",
            args->count);
    REQUIRE(v[0].kind == GFLA_PICKLE_STORAGE && v[1].kind == GFLA_PICKLE_INT, GFLA_ERROR_INPUT,
            "a tensor has no storage and offset");
    TRY(gfla_pickle_alloc(&torch->heap, sizeof *tensor, &tensor));
    *tensor = (struct gfla_torch_tensor){.storage = v[0].view->storage, .dtype = v[0].view->storage->dtype};
    if (role == GFLA_TORCH_TENSOR_V3) {
        REQUIRE(v[6].kind == GFLA_PICKLE_NAME && v[6].name->role == GFLA_TORCH_DTYPE, GFLA_ERROR_INPUT,
                "a tensor has no dtype");
        tensor->dtype = v[6].name->dtype;
    }
    TRY(take_sizes(&v[2], "size", tensor->shape.dim, &tensor->shape.rank));
    TRY(take_sizes(&v[3], "stride", tensor->stride, &n_strides));
    REQUIRE(n_strides == tensor->shape.rank, GFLA_ERROR_INPUT, "a tensor of %d dimensions has %d strides",
            tensor->shape.rank, n_strides);
    TRY(check_tensor(tensor, v[0].view, v[1].integer));
    *value = (struct gfla_pickle_value){.kind = GFLA_PICKLE_TENSOR, .tensor = tensor};
fail:
    return status;
}

/* ---- calls ---- */

/* Of nothing, or of a list of pairs. */
static gfla_status make_dict(struct gfla_torch *torch, const struct gfla_pickle_items *args,
                             struct gfla_pickle_value *value)
{
    gfla_status status;
    const struct gfla_pickle_value *list = args->values;

    TRY(gfla_pickle_new_items(&torch->heap, GFLA_PICKLE_DICT, value));
    if (args->count == 0)
        return GFLA_OK;
    REQUIRE(args->count == 1 && list->kind == GFLA_PICKLE_LIST, GFLA_ERROR_INPUT, "an OrderedDict of no list of pairs");
    for (size_t i = 0; i < list->items->count; i++) {
        const struct gfla_pickle_value *pair = &list->items->values[i];

        REQUIRE((pair->kind == GFLA_PICKLE_LIST || pair->kind == GFLA_PICKLE_TUPLE) && pair->items->count == 2,
                GFLA_ERROR_INPUT, "an OrderedDict of no list of pairs");
        TRY(gfla_pickle_append(&torch->heap, value->items, pair->items->values, 2));
    }
fail:
    return status;
}

gfla_status gfla_torch_call(struct gfla_torch *torch, const struct gfla_torch_name *name,
                            const struct gfla_pickle_items *args, struct gfla_pickle_value *value)
{
    gfla_status status = GFLA_OK;

    switch (name->role) {
    case GFLA_TORCH_DICT:
        return make_dict(torch, args, value);
    case GFLA_TORCH_SIZE:
        REQUIRE(args->count == 1 && args->values[0].kind == GFLA_PICKLE_TUPLE, GFLA_ERROR_INPUT,
                "a torch.Size of no tuple");
        *value = args->values[0];
        return GFLA_OK;
    case GFLA_TORCH_TENSOR:
    case GFLA_TORCH_TENSOR_V2:
    case GFLA_TORCH_TENSOR_V3:
        return make_tensor(torch, name->role, args, value);
    case GFLA_TORCH_PARAMETER:
        REQUIRE(args->count == 3 && args->values[0].kind == GFLA_PICKLE_TENSOR, GFLA_ERROR_INPUT,
                "a parameter of no tensor");
        *value = args->values[0];
        return GFLA_OK;
    default:
        return gfla_fail(GFLA_ERROR_INPUT, "the pickle calls %s.%s, which is a type", name->module, name->name);
    }
fail:
    return status;
}
