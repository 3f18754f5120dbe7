#include "tasks/model/net_guess.h"

#include <string.h>

#include "tasks/model/net_model.h"

struct candidate {
    const struct gfla_architecture *model;
    size_t n_parameters;
    bool has_published_attention;
};

static size_t count_parameters(const gfla_graph *graph)
{
    size_t n = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        n += tensor->role == GFLA_ROLE_PARAM && !tensor->view_of;
    }
    return n;
}

/* Fails where the weights are of another network. */
static gfla_status try_model(gfla_checkpoint *file, const char *name, const struct gfla_architecture *model,
                             struct candidate *candidate)
{
    gfla_status status;
    struct gfla_net_model net = {.model = NULL};
    TRY(gfla_net_model_borrow(&net, file, name, &(struct gfla_net_options){.model = model->name}));
    TRY(gfla_net_model_build(&net));
    TRY(gfla_net_model_check_weights(&net));
    *candidate = (struct candidate){.model = model,
                                    .n_parameters = count_parameters(net.graph),
                                    .has_published_attention =
                                        memcmp(net.config.kernel, model->config.kernel, sizeof net.config.kernel) == 0};
fail:
    gfla_net_model_close(&net);
    return status;
}

static bool is_better(const struct candidate *a, const struct candidate *b)
{
    if (a->n_parameters != b->n_parameters)
        return a->n_parameters > b->n_parameters;
    return a->has_published_attention && !b->has_published_attention;
}

gfla_status gfla_net_guess_open(gfla_checkpoint *file, const char *name, const struct gfla_architecture **model)
{
    gfla_status status = GFLA_OK;
    struct candidate best = {.model = NULL};
    char names[512], note[256];
    *model = NULL;
    for (size_t i = 0; i < gfla_n_architectures; i++) {
        struct candidate candidate;
        status = try_model(file, name, &gfla_architectures[i], &candidate);
        if (status == GFLA_OK && is_better(&candidate, &best))
            best = candidate;
        REQUIRE(status != GFLA_ERROR_MEMORY, status, "%s", gfla_error_message());
    }
    for (size_t i = 0; !best.model && i < gfla_n_architectures; i++)
        TRY(gfla_net_model_find_branch(file, name, &gfla_architectures[i])); /* a network, but several times? */
    REQUIRE(best.model, GFLA_ERROR_INPUT,
            "%s: has the parameters of no network%s. hint: name one of %s with --for to see what differs", name,
            gfla_checkpoint_note(file, note, sizeof note), gfla_architecture_names(names, sizeof names));
    *model = best.model;
    status = GFLA_OK;
fail:
    return status;
}

gfla_status gfla_net_guess(const char *path, const struct gfla_architecture **model)
{
    gfla_status status;
    gfla_checkpoint *file = NULL;
    *model = NULL;
    TRY(gfla_checkpoint_open(&file, path));
    status = gfla_net_guess_open(file, path, model);
fail:
    gfla_checkpoint_close(&file);
    return status;
}
