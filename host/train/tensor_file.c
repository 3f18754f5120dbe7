#include "train/tensor_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/weights/checkpoint.h"
#include "io/weights/safetensors.h"
#include "train/branch.h"
#include "train/published.h"

static bool begins(const char *text, const char *prefix)
{
    return prefix && strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_chosen(const gfla_tensor *tensor, const struct gfla_tensor_choice *choice)
{
    return !tensor->view_of && choice->is_kind(tensor) && (!choice->prefix || begins(tensor->name, choice->prefix)) &&
           !begins(tensor->name, choice->except);
}

/* As the file calls it. */
static const char *name_in_file(const gfla_tensor *tensor, const struct gfla_tensor_choice *choice)
{
    return tensor->name + (choice->prefix ? strlen(choice->prefix) : 0);
}

gfla_tensor *gfla_tensor_stand_in(const gfla_graph *graph, gfla_tensor *tensor, const char *instead)
{
    char name[256];
    if (!instead)
        return tensor;
    snprintf(name, sizeof name, "%s%s", instead, tensor->name);
    gfla_tensor *found = gfla_graph_find(graph, name);
    return found ? found : tensor;
}

static size_t list_chosen(gfla_graph *graph, const struct gfla_tensor_choice *choice, gfla_tensor **list)
{
    size_t count = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (is_chosen(tensor, choice))
            list[count++] = tensor;
    }
    return count;
}

static bool is_whole(const gfla_tensor *tensor, const struct gfla_tensor_choice *choice)
{
    return choice->whole && strcmp(tensor->name, choice->whole->name) == 0;
}

/* In the file. */
static struct gfla_shape shape_in_file(const gfla_tensor *tensor, const struct gfla_tensor_choice *choice)
{
    struct gfla_shape shape = tensor->shape;
    shape.dim[0] = is_whole(tensor, choice) ? choice->whole->n : shape.dim[0];
    return shape;
}

static size_t count_pairs(const char *const *metadata)
{
    size_t n = 0;
    while (metadata && metadata[2 * n])
        n++;
    return n;
}

static size_t largest_count(gfla_tensor *const *list, size_t count)
{
    size_t largest = 1;
    for (size_t i = 0; i < count; i++) {
        size_t n = (size_t)gfla_shape_count(list[i]->shape);
        largest = n > largest ? n : largest;
    }
    return largest;
}

gfla_status gfla_tensor_file_save(gfla_plan *plan, gfla_graph *graph, const char *path,
                                  const struct gfla_tensor_choice *choice, bool half, const char *const *metadata)
{
    gfla_status status;
    gfla_safetensors_writer *writer = NULL;
    struct gfla_safetensors_entry *entries = NULL;
    struct gfla_safetensors_pair *pairs = NULL;
    gfla_tensor **list = NULL;
    float *values = NULL;
    size_t n_pairs = count_pairs(metadata), count;
    TRY(gfla_calloc(&list, gfla_graph_n_tensors(graph) + 1, sizeof *list, "a list of tensors"));
    count = list_chosen(graph, choice, list);
    TRY(gfla_calloc(&entries, count + 1, sizeof *entries, "a list of tensors"));
    TRY(gfla_calloc(&pairs, n_pairs + 1, sizeof *pairs, "metadata"));
    TRY(gfla_calloc(&values, largest_count(list, count), sizeof *values, "a tensor"));
    for (size_t i = 0; i < count; i++)
        entries[i] =
            (struct gfla_safetensors_entry){name_in_file(list[i], choice), shape_in_file(list[i], choice), half};
    for (size_t i = 0; i < n_pairs; i++)
        pairs[i] = (struct gfla_safetensors_pair){metadata[2 * i], metadata[2 * i + 1]};
    TRY(gfla_safetensors_create(&writer, path, entries, count, pairs, n_pairs));
    for (size_t i = 0; i < count; i++) {
        if (!is_whole(list[i], choice))
            TRY(gfla_tensor_read(plan, gfla_tensor_stand_in(graph, list[i], choice->instead), values));
        TRY(gfla_safetensors_put(writer, i, is_whole(list[i], choice) ? choice->whole->values : values));
    }
    status = gfla_safetensors_commit(&writer);
fail:
    gfla_safetensors_discard(&writer);
    free(list);
    free(entries);
    free(pairs);
    free(values);
    return status;
}

/* Reads one tensor, or leaves it alone where the file need not have it. */
static gfla_status load_one(gfla_plan *plan, gfla_checkpoint *file, const char *path, gfla_tensor *tensor,
                            const char *name, bool all, float *values, size_t *n_read)
{
    gfla_status status;
    if (!all && !gfla_published_has(file, name, tensor->shape))
        return GFLA_OK;
    TRY(gfla_published_fetch(file, path, name, tensor->shape, values));
    TRY(gfla_tensor_write(plan, tensor, values));
    ++*n_read;
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_tensor_file_load_from(gfla_plan *plan, gfla_graph *graph, gfla_checkpoint *file, const char *name,
                                       const struct gfla_tensor_choice *choice, bool all, size_t *n_read)
{
    gfla_status status;
    gfla_tensor **list = NULL;
    const char **names = NULL;
    float *values = NULL;
    size_t count, read = 0;
    TRY(gfla_calloc(&list, gfla_graph_n_tensors(graph) + 1, sizeof *list, "a list of tensors"));
    count = list_chosen(graph, choice, list);
    TRY(gfla_calloc(&names, count + 1, sizeof *names, "a list of tensors"));
    for (size_t i = 0; i < count; i++)
        names[i] = name_in_file(list[i], choice);
    TRY(gfla_branch_find(file, name, names, count));
    TRY(gfla_calloc(&values, largest_count(list, count), sizeof *values, "a tensor"));
    for (size_t i = 0; i < count; i++)
        TRY(is_whole(list[i], choice)
                ? gfla_published_fetch(file, name, names[i], shape_in_file(list[i], choice), choice->whole->values)
                : load_one(plan, file, name, list[i], names[i], all, values, &read));
    REQUIRE(read > 0, GFLA_ERROR_INPUT, "%s: none of its tensors belongs to this network", name);
    gfla_plan_weights_changed(plan);
    if (n_read)
        *n_read = read;
    status = GFLA_OK;
fail:
    free(list);
    free(names);
    free(values);
    return status;
}

gfla_status gfla_tensor_file_load(gfla_plan *plan, gfla_graph *graph, const char *path,
                                  const struct gfla_tensor_choice *choice, bool all, size_t *n_read)
{
    gfla_status status;
    gfla_checkpoint *file = NULL;
    TRY(gfla_checkpoint_open(&file, path));
    status = gfla_tensor_file_load_from(plan, graph, file, path, choice, all, n_read);
fail:
    gfla_checkpoint_close(&file);
    return status;
}

gfla_status gfla_tensor_file_metadata(const char *path, const char *key, char *value, size_t size)
{
    gfla_status status;
    gfla_checkpoint *file = NULL;
    TRY(gfla_checkpoint_open(&file, path));
    const char *found = gfla_checkpoint_get(file, key);
    snprintf(value, size, "%s", found ? found : "");
    gfla_checkpoint_close(&file);
    return GFLA_OK;
fail:
    return status;
}
