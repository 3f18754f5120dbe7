/* What the scene shows: every node's mesh, once or in many copies. */
#include "viewsynth/render/gltf/gltf.h"

#include <cjson/cJSON.h>

#include "viewsynth/render/mesh_notes.h"

/* EXT_mesh_gpu_instancing. */
struct copies {
    bool given;
    size_t n;
    const struct gltf_accessor *translation, *rotation, *scale; /* or NULL */
};

static gfla_status read_copy_attribute(struct gltf *g, const cJSON *attributes, const char *name, int n_components,
                                       struct copies *copies, const struct gltf_accessor **accessor)
{
    gfla_status status = GFLA_OK;
    size_t index = GLTF_NONE;
    TRY(gfla_gltf_reference(g, attributes, name, GLTF_ACCESSORS, &index));
    if (index == GLTF_NONE)
        return GFLA_OK;
    TRY(gfla_gltf_accessor(g, index, accessor));
    REQUIRE((*accessor)->n_components == n_components && (!copies->given || (*accessor)->count == copies->n),
            GFLA_ERROR_INPUT, "EXT_mesh_gpu_instancing: %s has %zu values of %d components", name, (*accessor)->count,
            (*accessor)->n_components);
    copies->given = true;
    copies->n = (*accessor)->count;
fail:
    return status;
}

static gfla_status read_copies(struct gltf *g, const cJSON *json, struct copies *copies)
{
    gfla_status status = GFLA_OK;
    const cJSON *instancing = NULL, *attributes = NULL;
    *copies = (struct copies){.n = 1};
    TRY(gfla_gltf_extension(json, "EXT_mesh_gpu_instancing", &instancing));
    TRY(gfla_gltf_object(instancing, "attributes", &attributes));
    TRY(read_copy_attribute(g, attributes, "TRANSLATION", 3, copies, &copies->translation));
    TRY(read_copy_attribute(g, attributes, "ROTATION", 4, copies, &copies->rotation));
    TRY(read_copy_attribute(g, attributes, "SCALE", 3, copies, &copies->scale));
fail:
    return status;
}

static struct gltf_place place_of_copy(const struct copies *copies, size_t i, const struct gltf_place *node)
{
    double translation[3] = {0}, rotation[4] = {0, 0, 0, 1}, scale[3] = {1, 1, 1};
    if (!copies->given)
        return *node;
    if (copies->translation)
        gfla_gltf_get(copies->translation, i, 3, translation);
    if (copies->rotation)
        gfla_gltf_get(copies->rotation, i, 4, rotation);
    if (copies->scale)
        gfla_gltf_get(copies->scale, i, 3, scale);
    struct gltf_place own = gfla_gltf_compose(translation, rotation, scale);
    return gfla_gltf_product(node, &own);
}

/* A node scaled to nothing is how files hide one. */
static bool has_extent(const struct gltf_place *place)
{
    for (int i = 0; i < 12; i++)
        if (i % 4 != 3 && place->m[i] != 0)
            return true;
    return false;
}

struct walk {
    bool all;   /* what is invisible too */
    bool draws; /* adds triangles; else only counts them */
    size_t n_triangles, n_invisible;
};

static gfla_status count(struct walk *walk, const struct gltf_primitive *p, size_t n_copies)
{
    const size_t left = GFLA_MESH_MAX_TRIANGLES - walk->n_triangles;
    if (n_copies > left / p->n_triangles)
        return gfla_fail(GFLA_ERROR_INPUT, "more than %d triangles; hint: simplify the model", GFLA_MESH_MAX_TRIANGLES);
    walk->n_triangles += n_copies * p->n_triangles;
    return GFLA_OK;
}

static gfla_status check_targets(const struct gltf_drawing *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_weights && i < d->primitive->n_targets; i++)
        n += d->weights[i] != 0;
    if (n > GLTF_MAX_TARGETS)
        return gfla_fail(GFLA_ERROR_INPUT, "%zu morph targets at once; at most %d are read", n, GLTF_MAX_TARGETS);
    return GFLA_OK;
}

static gfla_status walk_primitives(struct gltf *g, struct walk *walk, const struct gltf_mesh *mesh,
                                   struct gltf_drawing *d, const struct gltf_place *node, const struct copies *copies,
                                   const struct gltf_skin *skin)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < mesh->n_primitives; i++) {
        d->primitive = &mesh->primitives[i];
        d->material = &g->materials[d->primitive->material];
        d->skin = d->primitive->n_sets > 0 ? skin : NULL;
        if (!d->skin && !has_extent(node))
            continue;
        walk->n_invisible += d->material->invisible;
        if (d->material->invisible && !walk->all)
            continue;
        if (!walk->draws) {
            TRY(count(walk, d->primitive, copies->n));
            continue;
        }
        TRY(check_targets(d));
        for (size_t k = 0; k < copies->n; k++) {
            d->place = place_of_copy(copies, k, node);
            TRY(gfla_gltf_add(g, d));
        }
    }
fail:
    return status;
}

static gfla_status walk_node(struct gltf *g, struct walk *walk, size_t index)
{
    gfla_status status = GFLA_OK;
    const struct gltf_node *node = &g->nodes[index];
    const cJSON *json = g->lists[GLTF_NODES].items[index];
    const struct gltf_mesh *mesh;
    const struct gltf_skin *skin = NULL;
    struct gltf_drawing d = {0};
    struct copies copies;
    double *weights;
    if (!node->in_scene || node->hidden || node->mesh == GLTF_NONE)
        return GFLA_OK;
    TRY(gfla_gltf_mesh(g, node->mesh, &mesh));
    if (mesh->n_primitives == 0)
        return GFLA_OK;
    d.weights = mesh->weights;
    d.n_weights = mesh->n_weights;
    if (cJSON_GetObjectItemCaseSensitive(json, "weights")) {
        TRY(gfla_gltf_weights(g, json, &d.n_weights, &weights));
        d.weights = weights;
    }
    if (node->skin != GLTF_NONE)
        TRY(gfla_gltf_skin(g, node->skin, &skin));
    TRY(read_copies(g, json, &copies));
    TRY(walk_primitives(g, walk, mesh, &d, &node->place, &copies, skin));
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "node %zu", index);
}

static gfla_status walk_all(struct gltf *g, struct walk *walk)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < g->lists[GLTF_NODES].n && status == GFLA_OK; i++)
        status = walk_node(g, walk, i);
    return status;
}

gfla_status gfla_gltf_draw(struct gltf *g)
{
    gfla_status status = GFLA_OK;
    struct walk walk = {0};
    TRY(walk_all(g, &walk));
    if (walk.n_triangles == 0 && walk.n_invisible > 0) { /* helpers are left out, but for a model of nothing else */
        walk = (struct walk){.all = true};
        TRY(walk_all(g, &walk));
        gfla_mesh_note(g->mesh, "nothing to be seen: all its materials are fully transparent");
    }
    if (g->n_undrawn > 0)
        gfla_mesh_note(g->mesh, "%zu primitives of points or lines are not drawn", g->n_undrawn);
    REQUIRE(walk.n_triangles > 0, GFLA_ERROR_INPUT, "no faces in it");
    TRY(gfla_calloc(&g->mesh->corners, 3 * walk.n_triangles, sizeof *g->mesh->corners, "corners of a mesh"));
    TRY(gfla_calloc(&g->mesh->triangle_materials, walk.n_triangles, sizeof *g->mesh->triangle_materials,
                    "materials of triangles"));
    walk.draws = true;
    TRY(walk_all(g, &walk));
fail:
    return status;
}
