#include "train/weights.h"

#include "io/weights/checkpoint.h"
#include "train/branch.h"
#include "train/published.h"
#include "train/tensor_file.h"

static bool is_param(const gfla_tensor *tensor)
{
    return tensor->role == GFLA_ROLE_PARAM;
}

gfla_status gfla_weights_load(gfla_plan *plan, gfla_graph *graph, const char *path, enum gfla_weights_need need,
                              size_t *n_read)
{
    return gfla_tensor_file_load(plan, graph, path, &(struct gfla_tensor_choice){.is_kind = is_param},
                                 need == GFLA_WEIGHTS_ALL, n_read);
}

gfla_status gfla_weights_save(gfla_plan *plan, gfla_graph *graph, const char *path, bool half,
                              const char *const *metadata)
{
    return gfla_tensor_file_save(plan, graph, path, &(struct gfla_tensor_choice){.is_kind = is_param}, half, metadata);
}

gfla_status gfla_weights_load_part(gfla_plan *plan, gfla_graph *graph, const char *path, const char *prefix,
                                   size_t *n_read)
{
    const struct gfla_tensor_choice choice = {.is_kind = is_param, .prefix = prefix};
    return gfla_tensor_file_load(plan, graph, path, &choice, true, n_read);
}

gfla_status gfla_weights_load_open(gfla_plan *plan, gfla_graph *graph, struct gfla_checkpoint *file, const char *name,
                                   const char *prefix)
{
    const struct gfla_tensor_choice choice = {.is_kind = is_param, .prefix = prefix};
    return gfla_tensor_file_load_from(plan, graph, file, name, &choice, true, NULL);
}

gfla_status gfla_weights_shape(const char *path, const char *name, struct gfla_shape *shape)
{
    gfla_status status;
    gfla_checkpoint *file = NULL;
    char note[256];
    TRY(gfla_checkpoint_open(&file, path));
    TRY(gfla_branch_find(file, path, &name, 1));
    const struct gfla_checkpoint_tensor *found = gfla_published_find(file, name);
    REQUIRE(found, GFLA_ERROR_INPUT, "%s: no tensor \"%s\": these are weights of another network%s", path, name,
            gfla_checkpoint_note(file, note, sizeof note));
    *shape = found->shape;
fail:
    gfla_checkpoint_close(&file);
    return status;
}
