#include <gfla/model.h>

#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "tasks/model/model_file.h"
#include "tasks/model/model_session.h"
#include "tasks/model/net_guess.h"

#define FIRST_BYTES ((size_t)1 << 16)
#define MOST_BYTES ((size_t)1 << 36) /* of a file that a callback hands out */

const char *gfla_model_network_name(size_t index)
{
    return index < gfla_n_architectures ? gfla_architectures[index].name : NULL;
}

const char *gfla_model_network_summary(size_t index)
{
    return index < gfla_n_architectures ? gfla_architectures[index].summary : NULL;
}

/* Pointers, then the text that they point to. */
static gfla_status copy_names(const struct gfla_model_list *list, const char ***names)
{
    gfla_status status;
    size_t size = 0;
    char *memory = NULL;
    for (size_t i = 0; i < list->n; i++)
        size += sizeof(char *) + strlen(list->items[i].name) + 1;
    TRY(gfla_calloc(&memory, size + 1, 1, "a list of models"));
    *names = (const char **)(void *)memory;
    memory += list->n * sizeof(char *);
    for (size_t i = 0; i < list->n; i++) {
        const size_t length = strlen(list->items[i].name) + 1;
        memcpy(memory, list->items[i].name, length);
        (*names)[i] = memory;
        memory += length;
    }
fail:
    return status;
}

gfla_status gfla_model_list(const char ***names, size_t *count, gfla_context *context)
{
    gfla_status status;
    gfla_context *const before = gfla_context_enter(context);
    struct gfla_model_list list = {.n = 0};
    *names = NULL;
    *count = 0;
    TRY(gfla_model_list_read(&list));
    TRY(copy_names(&list, names));
    *count = list.n;
fail:
    gfla_model_list_free(&list);
    gfla_context_enter(before);
    return status;
}

void gfla_model_params_init(struct gfla_model_params *params)
{
    *params = (struct gfla_model_params){.struct_size = sizeof *params};
}

static const char *get_metadata(const void *file, const char *key)
{
    return gfla_checkpoint_get(file, key);
}

/* Whether the weights are those of the network. */
static gfla_status check_weights(const gfla_model *model)
{
    gfla_status status;
    struct gfla_net_model net = model->net;
    TRY(gfla_net_model_build(&net));
    status = gfla_net_model_check_weights(&net);
fail:
    gfla_graph_destroy(&net.graph);
    return status;
}

/* The network of the weights that were opened. */
static gfla_status settle(gfla_model *model, const char *name, const char *network)
{
    gfla_status status;
    const struct gfla_architecture *found = NULL;
    if (!network) {
        TRY(gfla_metadata_network(&found, get_metadata, model->weights));
        if (!found)
            TRY(gfla_net_guess_open(model->weights, name, &found));
        network = found->name;
    }
    TRY(gfla_net_model_borrow(&model->net, model->weights, name, &(struct gfla_net_options){.model = network}));
    TRY(check_weights(model));
fail:
    return status;
}

static gfla_status open_path(gfla_model *model, const char *name, const char *network)
{
    gfla_status status;
    char path[sizeof model->net.path];
    if (!network && gfla_architecture_find(name))
        return gfla_net_model_choose(&model->net, &(struct gfla_net_options){.model = name});
    TRY(gfla_model_file_find(name, path, sizeof path));
    TRY(gfla_checkpoint_open(&model->weights, path));
    status = settle(model, path, network);
fail:
    return status;
}

static gfla_status open_memory(gfla_model *model, const void *data, size_t size, const char *network)
{
    static const char name[] = "weights in memory";
    gfla_status status;
    TRY(gfla_checkpoint_open_memory(&model->weights, data, size, name));
    TRY(settle(model, name, network));
    model->net.path[0] = '\0';
fail:
    return status;
}

static gfla_status read_all(gfla_model *model, gfla_read_callback read, void *user_data, size_t *size)
{
    gfla_status status;
    size_t capacity = 0, got;
    *size = 0;
    do {
        TRY(gfla_check_cancelled());
        TRY(gfla_grow(&model->bytes, &capacity, *size + FIRST_BYTES, 1, "weights in memory"));
        got = read(user_data, (char *)model->bytes + *size, capacity - *size);
        REQUIRE(got <= capacity - *size, GFLA_ERROR_INPUT, "weights: the callback that reads them failed at byte %zu",
                *size);
        *size += got;
        REQUIRE(*size <= MOST_BYTES, GFLA_ERROR_INPUT, "weights: the callback hands out more than %zu bytes",
                MOST_BYTES);
    } while (got > 0);
fail:
    return status;
}

/* From where a model comes: one of the three. */
struct origin {
    const char *name;
    const void *data;
    size_t size;
    gfla_read_callback read;
    void *user_data;
};

static gfla_status open_origin(gfla_model *model, const struct origin *origin, const char *network)
{
    gfla_status status;
    size_t size;
    if (origin->name)
        return open_path(model, origin->name, network);
    if (!origin->read)
        return open_memory(model, origin->data, origin->size, network);
    TRY(read_all(model, origin->read, origin->user_data, &size));
    status = open_memory(model, model->bytes, size, network);
fail:
    return status;
}

static gfla_status open_model(gfla_model **model, gfla_context *context, const struct origin *origin,
                              const struct gfla_model_params *params)
{
    gfla_status status;
    struct gfla_model_params p;
    gfla_context *const before = gfla_context_enter(context);
    *model = NULL;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_model_params"));
    REQUIRE(origin->name || origin->data || origin->read, GFLA_ERROR_USAGE, "gfla_model_open: the model is NULL");
    TRY(gfla_calloc(model, 1, sizeof **model, "a model"));
    (*model)->library = context;
    pthread_mutex_init(&(*model)->lock, NULL);
    status = open_origin(*model, origin, p.network);
    if (status != GFLA_OK)
        gfla_model_close(model);
fail:
    gfla_context_enter(before);
    return status;
}

gfla_status gfla_model_open(gfla_model **model, gfla_context *context, const char *name,
                            const struct gfla_model_params *params)
{
    return open_model(model, context, &(struct origin){.name = name}, params);
}

gfla_status gfla_model_open_memory(gfla_model **model, gfla_context *context, const void *data, size_t size,
                                   const struct gfla_model_params *params)
{
    return open_model(model, context, &(struct origin){.data = data, .size = size}, params);
}

gfla_status gfla_model_open_callback(gfla_model **model, gfla_context *context, gfla_read_callback read,
                                     void *user_data, const struct gfla_model_params *params)
{
    return open_model(model, context, &(struct origin){.read = read, .user_data = user_data}, params);
}

void gfla_model_close(gfla_model **model)
{
    if (!model || !*model)
        return;
    gfla_net_model_close(&(*model)->net);
    gfla_checkpoint_close(&(*model)->weights);
    free((*model)->bytes);
    pthread_mutex_destroy(&(*model)->lock);
    free(*model);
    *model = NULL;
}

void gfla_model_get_info(const gfla_model *model, struct gfla_model_info *info)
{
    const struct gfla_network_config *c = &model->net.config;
    *info = (struct gfla_model_info){.network = model->net.model->name,
                                     .summary = model->net.model->summary,
                                     .path = model->net.path,
                                     .has_weights = model->weights != NULL,
                                     .width = c->width,
                                     .height = c->height,
                                     .frames = c->frames};
}

const char *gfla_model_metadata(const gfla_model *model, const char *key)
{
    return model->weights ? gfla_checkpoint_get(model->weights, key) : NULL;
}
