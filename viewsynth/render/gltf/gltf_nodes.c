/* The scene: a forest of nodes. Walked without recursion, so that no depth is too deep. */
#include "viewsynth/render/gltf/gltf.h"

#include <cjson/cJSON.h>

static gfla_status read_place(const cJSON *json, struct gltf_place *place)
{
    gfla_status status = GFLA_OK;
    double matrix[16] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    double translation[3] = {0}, rotation[4] = {0, 0, 0, 1}, scale[3] = {1, 1, 1};
    TRY(gfla_gltf_numbers(json, "matrix", 16, matrix));
    TRY(gfla_gltf_numbers(json, "translation", 3, translation));
    TRY(gfla_gltf_numbers(json, "rotation", 4, rotation));
    TRY(gfla_gltf_numbers(json, "scale", 3, scale));
    *place = cJSON_GetObjectItemCaseSensitive(json, "matrix") ? gfla_gltf_from_columns(matrix)
                                                              : gfla_gltf_compose(translation, rotation, scale);
fail:
    return status;
}

static gfla_status read_children(struct gltf *g, const cJSON *json, size_t index)
{
    gfla_status status = GFLA_OK;
    const cJSON *children = NULL, *item;
    size_t n = 0, child;
    TRY(gfla_gltf_array(json, "children", &children, &n));
    cJSON_ArrayForEach(item, children)
    {
        TRY(gfla_gltf_element(g, item, GLTF_NODES, &child));
        REQUIRE(g->nodes[child].parent == GLTF_NONE, GFLA_ERROR_INPUT, "its child %zu has another parent, node %zu",
                child, g->nodes[child].parent);
        g->nodes[child].parent = index;
    }
fail:
    return status;
}

static gfla_status read_node(struct gltf *g, size_t index)
{
    gfla_status status = GFLA_OK;
    const cJSON *json = g->lists[GLTF_NODES].items[index], *visibility = NULL;
    struct gltf_node *node = &g->nodes[index];
    bool visible = true;
    TRY(gfla_gltf_reference(g, json, "mesh", GLTF_MESHES, &node->mesh));
    TRY(gfla_gltf_reference(g, json, "skin", GLTF_SKINS, &node->skin));
    TRY(gfla_gltf_extension(json, "KHR_node_visibility", &visibility));
    TRY(gfla_gltf_flag(visibility, "visible", &visible));
    node->hidden = !visible;
    TRY(read_place(json, &node->place));
    TRY(read_children(g, json, index));
fail:
    return status;
}

/* The roots that the scene names, or, where there is no scene, all. */
static gfla_status mark_roots(struct gltf *g)
{
    gfla_status status = GFLA_OK;
    const cJSON *roots = NULL, *item;
    size_t scene = GLTF_NONE, n = 0, root;
    TRY(gfla_gltf_reference(g, g->json, "scene", GLTF_SCENES, &scene));
    if (g->lists[GLTF_SCENES].n == 0) {
        for (size_t i = 0; i < g->lists[GLTF_NODES].n; i++)
            g->nodes[i].in_scene = g->nodes[i].parent == GLTF_NONE;
        return GFLA_OK;
    }
    TRY(gfla_gltf_array(g->lists[GLTF_SCENES].items[scene == GLTF_NONE ? 0 : scene], "nodes", &roots, &n));
    cJSON_ArrayForEach(item, roots)
    {
        TRY(gfla_gltf_element(g, item, GLTF_NODES, &root));
        g->nodes[root].in_scene = true;
    }
fail:
    return status;
}

/* Places a node and its ancestors in the world. path has room for all nodes. */
static gfla_status place_node(struct gltf *g, size_t index, size_t *path)
{
    size_t n = 0;
    for (size_t i = index; i != GLTF_NONE && !g->nodes[i].placed; i = g->nodes[i].parent) {
        if (n == g->lists[GLTF_NODES].n)
            return gfla_fail(GFLA_ERROR_INPUT, "node %zu is its own ancestor", index);
        path[n++] = i;
    }
    while (n-- > 0) {
        struct gltf_node *node = &g->nodes[path[n]];
        const struct gltf_node *parent = node->parent == GLTF_NONE ? NULL : &g->nodes[node->parent];
        if (parent) {
            node->place = gfla_gltf_product(&parent->place, &node->place);
            node->in_scene |= parent->in_scene;
            node->hidden |= parent->hidden;
        }
        node->placed = true;
    }
    return GFLA_OK;
}

gfla_status gfla_gltf_nodes(struct gltf *g)
{
    gfla_status status = GFLA_OK;
    const size_t n = g->lists[GLTF_NODES].n;
    size_t *path;
    TRY(gfla_gltf_alloc(g, &g->nodes, n, sizeof *g->nodes));
    TRY(gfla_gltf_alloc(g, &path, n, sizeof *path));
    for (size_t i = 0; i < n; i++)
        g->nodes[i] = (struct gltf_node){.parent = GLTF_NONE, .mesh = GLTF_NONE, .skin = GLTF_NONE};
    for (size_t i = 0; i < n; i++) {
        status = read_node(g, i);
        if (status != GFLA_OK)
            return gfla_fail_context(status, "node %zu", i);
    }
    TRY(mark_roots(g));
    for (size_t i = 0; i < n; i++)
        TRY(place_node(g, i, path));
fail:
    return status;
}
