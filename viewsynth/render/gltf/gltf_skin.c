#include "viewsynth/render/gltf/gltf.h"

#include <cjson/cJSON.h>

static gfla_status read_skin(struct gltf *g, const cJSON *json, struct gltf_skin *skin)
{
    gfla_status status = GFLA_OK;
    const cJSON *joints = NULL, *item;
    const struct gltf_accessor *inverse = NULL;
    size_t n = 0, index = GLTF_NONE, node;
    TRY(gfla_gltf_array(json, "joints", &joints, &n));
    TRY(gfla_gltf_reference(g, json, "inverseBindMatrices", GLTF_ACCESSORS, &index));
    if (index != GLTF_NONE) {
        TRY(gfla_gltf_accessor(g, index, &inverse));
        REQUIRE(inverse->n_components == 16 && inverse->count >= n, GFLA_ERROR_INPUT,
                "accessor %zu holds no matrix for each of the %zu joints", index, n);
    }
    TRY(gfla_gltf_alloc(g, &skin->joints, n, sizeof *skin->joints));
    cJSON_ArrayForEach(item, joints)
    {
        double matrix[16];
        TRY(gfla_gltf_element(g, item, GLTF_NODES, &node));
        struct gltf_place *joint = &skin->joints[skin->n_joints];
        *joint = g->nodes[node].place;
        if (inverse) {
            gfla_gltf_get(inverse, skin->n_joints, 16, matrix);
            struct gltf_place bind = gfla_gltf_from_columns(matrix);
            *joint = gfla_gltf_product(joint, &bind);
        }
        skin->n_joints++;
    }
    skin->is_read = true;
fail:
    return status;
}

gfla_status gfla_gltf_skin(struct gltf *g, size_t index, const struct gltf_skin **skin)
{
    gfla_status status = GFLA_OK;
    if (!g->skins)
        TRY(gfla_gltf_alloc(g, &g->skins, g->lists[GLTF_SKINS].n, sizeof *g->skins));
    if (!g->skins[index].is_read)
        TRY(read_skin(g, g->lists[GLTF_SKINS].items[index], &g->skins[index]));
    *skin = &g->skins[index];
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "skin %zu", index);
}
