#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/weights/torch_objects.h"

#define MAX_DEPTH 8
#define MAX_ENTRIES ((size_t)1 << 20) /* visited; dictionaries can hold one another many times */
#define MAX_NAME_BYTES 1024
/* Tensors may share numbers, but a small file must not make its reader write a vast one. */
#define MAX_SHARING 64
#define FREE_BYTES ((uint64_t)1 << 20)

struct list {
    struct gfla_torch *torch;
    struct gfla_checkpoint_tensor *tensors;
    size_t n_tensors, n_visited, n_others;
    uint64_t bytes_left; /* that tensors may yet show */
};

/* "prefix.key"; keys are texts or, in optimisers' states, whole numbers. */
static gfla_status join_name(struct list *list, const char *prefix, const struct gfla_pickle_value *key,
                             const char **name)
{
    char text[MAX_NAME_BYTES];
    gfla_status status = GFLA_OK;
    char *copy;
    int n;

    REQUIRE(key->kind == GFLA_PICKLE_TEXT || key->kind == GFLA_PICKLE_INT, GFLA_ERROR_INPUT,
            "the key of a tensor is %s", gfla_pickle_kind_name(key->kind));
    if (key->kind == GFLA_PICKLE_TEXT)
        n = snprintf(text, sizeof text, "%s%s%s", prefix, *prefix ? "." : "", key->text);
    else
        n = snprintf(text, sizeof text, "%s%s%lld", prefix, *prefix ? "." : "", (long long)key->integer);
    REQUIRE(n >= 0 && (size_t)n < sizeof text, GFLA_ERROR_INPUT, "the name '%.64s...' has more than %d bytes", text,
            MAX_NAME_BYTES - 1);
    TRY(gfla_pickle_alloc(&list->torch->heap, (size_t)n + 1, &copy));
    memcpy(copy, text, (size_t)n);
    *name = copy;
fail:
    return status;
}

static struct gfla_checkpoint_tensor describe(const char *name, const struct gfla_torch_tensor *tensor)
{
    const struct gfla_torch_storage *storage = tensor->storage->same;
    struct gfla_checkpoint_tensor t = {.name = name,
                                       .dtype = tensor->dtype,
                                       .shape = tensor->shape,
                                       .offset = storage->offset + tensor->first,
                                       .storage = storage->number};

    memcpy(t.stride, tensor->stride, sizeof t.stride);
    return t;
}

/* A tensor shows at most its storage, of which the formats have found every byte in the file. */
static uint64_t bytes_allowed(const struct gfla_torch *torch)
{
    uint64_t bytes = 0;

    for (size_t i = 0; i < torch->n_joined; i++)
        bytes += torch->joined[i]->bytes;
    return bytes * MAX_SHARING + FREE_BYTES;
}

/* The tensor counts, and its numbers. */
static gfla_status take_tensor(struct list *list, const char *name, const struct gfla_torch_tensor *tensor)
{
    gfla_status status = GFLA_OK;
    uint64_t bytes;

    REQUIRE(
        gfla_dtype_measure(tensor->dtype, tensor->shape, NULL, &bytes) && bytes <= list->bytes_left, GFLA_ERROR_INPUT,
        "with '%.128s' the tensors show each number of the file more than %d times. hint: leave out names that share a "
        "storage",
        name, MAX_SHARING);
    list->bytes_left -= bytes;
    if (list->tensors)
        list->tensors[list->n_tensors] = describe(name, tensor);
    list->n_tensors++;
fail:
    return status;
}

/* With tensors NULL, only counts. */
static gfla_status visit(struct list *list, const char *prefix, const struct gfla_pickle_items *dict, int depth)
{
    gfla_status status = GFLA_OK;
    const char *name;

    REQUIRE(depth < MAX_DEPTH, GFLA_ERROR_INPUT, "dictionaries are nested deeper than %d", MAX_DEPTH);
    for (size_t i = 0; i + 1 < dict->count; i += 2) {
        const struct gfla_pickle_value *key = &dict->values[i], *value = key + 1;

        REQUIRE(++list->n_visited < MAX_ENTRIES, GFLA_ERROR_INPUT, "the pickle has more than %zu entries", MAX_ENTRIES);
        if (value->kind != GFLA_PICKLE_TENSOR && value->kind != GFLA_PICKLE_DICT) {
            list->n_others++;
            continue;
        }
        TRY(join_name(list, prefix, key, &name));
        if (value->kind == GFLA_PICKLE_DICT)
            TRY(visit(list, name, value->items, depth + 1));
        else
            TRY(take_tensor(list, name, value->tensor));
        list->torch->has_branches = list->torch->has_branches || value->kind == GFLA_PICKLE_DICT;
    }
fail:
    return status;
}

/* Whether another entry holds what the state dictionary does, as its moving average would. */
static bool has_twin(const struct gfla_pickle_value *root, const struct gfla_pickle_value *inner)
{
    const struct gfla_pickle_items *dict = root->items;

    if (inner->items->count < 2 || inner->items->values[0].kind != GFLA_PICKLE_TEXT)
        return false;
    for (size_t i = 0; i + 1 < dict->count; i += 2) {
        const struct gfla_pickle_value *value = &dict->values[i + 1];

        if (value != inner && value->kind == GFLA_PICKLE_DICT && value->items != inner->items &&
            gfla_pickle_find(value, inner->items->values[0].text))
            return true;
    }
    return false;
}

gfla_status gfla_torch_list(struct gfla_torch *torch, const struct gfla_pickle_value *root,
                            struct gfla_checkpoint_tensor **tensors, size_t *n_tensors, size_t *n_others)
{
    struct list list = {.torch = torch, .bytes_left = bytes_allowed(torch)};
    const struct gfla_pickle_value *inner;
    gfla_status status = GFLA_OK;

    REQUIRE(root->kind == GFLA_PICKLE_DICT, GFLA_ERROR_INPUT,
            "the file holds %s, not a dictionary of tensors. hint: torch.save(net.state_dict(), FILE)",
            gfla_pickle_kind_name(root->kind));
    inner = gfla_pickle_find(root, "state_dict");
    if (inner && inner->kind == GFLA_PICKLE_DICT && !has_twin(root, inner))
        root = inner;
    TRY(visit(&list, "", root->items, 0));
    TRY(gfla_pickle_alloc(&torch->heap, list.n_tensors * sizeof *list.tensors, &list.tensors));
    list.n_tensors = list.n_visited = list.n_others = 0;
    list.bytes_left = bytes_allowed(torch);
    TRY(visit(&list, "", root->items, 0));
    *tensors = list.tensors;
    *n_tensors = list.n_tensors;
    *n_others = list.n_others;
fail:
    return status;
}
