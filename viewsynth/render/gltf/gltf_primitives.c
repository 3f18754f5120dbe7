/* Meshes: which accessors each primitive is made of, and how many triangles it has. */
#include "viewsynth/render/gltf/gltf.h"

#include <stdio.h>

#include <cjson/cJSON.h>

#include "viewsynth/render/mesh_notes.h"

#define POINTS_AND_LINES 3 /* modes 0 .. 3 */
#define TRIANGLES 4
#define TRIANGLE_FAN 6

/* The accessor of an attribute in *accessor, NULL where there is none. Every vertex must have an element, of at least
 * so many components. decoded: where it is taken from instead, or NULL. */
static gfla_status take_attribute(struct gltf *g, const cJSON *attributes, const char *name, int n_components,
                                  size_t n_vertices, const struct aiMesh *decoded,
                                  const struct gltf_accessor **accessor)
{
    gfla_status status = GFLA_OK;
    size_t index = GLTF_NONE;
    const struct gltf_accessor *a = NULL;
    TRY(gfla_gltf_reference(g, attributes, name, GLTF_ACCESSORS, &index));
    if (index == GLTF_NONE)
        return GFLA_OK;
    TRY(decoded ? gfla_gltf_draco_attribute(g, decoded, name, &a) : gfla_gltf_accessor(g, index, &a));
    if (!a)
        return GFLA_OK;
    REQUIRE(a->n_components >= n_components && a->n_components <= 4, GFLA_ERROR_INPUT, "%s has %d components, not %d",
            name, a->n_components, n_components);
    REQUIRE(a->count >= n_vertices, GFLA_ERROR_INPUT, "%s has %zu values for %zu vertices", name, a->count, n_vertices);
    *accessor = a;
fail:
    return status;
}

/* The same for what changes the looks alone: one that is wrong is noted and left out. */
static gfla_status take_look(struct gltf *g, const struct gltf_primitive *p, const cJSON *attributes, const char *name,
                             int n_components, const struct gltf_accessor **accessor)
{
    gfla_status status = take_attribute(g, attributes, name, n_components, p->position->count, p->decoded, accessor);
    if (status != GFLA_ERROR_INPUT)
        return status;
    gfla_mesh_note(g->mesh, "%s: left out", gfla_error_message());
    return GFLA_OK;
}

static gfla_status take_coordinates(struct gltf *g, const struct gltf_primitive *p, const cJSON *attributes,
                                    const struct gltf_uv *uv, const struct gltf_accessor **accessor)
{
    char name[32];
    if (uv->set == GLTF_NONE)
        return GFLA_OK;
    snprintf(name, sizeof name, "TEXCOORD_%zu", uv->set);
    return take_look(g, p, attributes, name, 2, accessor);
}

static gfla_status take_joints(struct gltf *g, const cJSON *attributes, struct gltf_primitive *p)
{
    gfla_status status = GFLA_OK;
    char name[32];
    for (int i = 0; i < GLTF_MAX_SETS; i++) {
        snprintf(name, sizeof name, "JOINTS_%d", i);
        TRY(take_attribute(g, attributes, name, 4, p->position->count, p->decoded, &p->joints[i]));
        snprintf(name, sizeof name, "WEIGHTS_%d", i);
        TRY(take_attribute(g, attributes, name, 4, p->position->count, p->decoded, &p->weights[i]));
        if (!p->joints[i] || !p->weights[i])
            break;
        REQUIRE(p->joints[i]->component == GLTF_UNSIGNED_BYTE || p->joints[i]->component == GLTF_UNSIGNED_SHORT ||
                    p->decoded,
                GFLA_ERROR_INPUT, "JOINTS_%d has componentType %d", i, (int)p->joints[i]->component);
        p->n_sets = i + 1;
    }
fail:
    return status;
}

static gfla_status take_targets(struct gltf *g, const cJSON *json, struct gltf_primitive *p)
{
    gfla_status status = GFLA_OK;
    const cJSON *targets = NULL, *item;
    size_t n = 0;
    TRY(gfla_gltf_array(json, "targets", &targets, &n));
    TRY(gfla_gltf_alloc(g, &p->targets, n, sizeof *p->targets));
    cJSON_ArrayForEach(item, targets)
    {
        struct gltf_target *target = &p->targets[p->n_targets];
        REQUIRE(cJSON_IsObject(item), GFLA_ERROR_INPUT, "target %zu is no object", p->n_targets);
        TRY(take_attribute(g, item, "POSITION", 3, p->position->count, NULL, &target->position));
        TRY(take_attribute(g, item, "NORMAL", 3, p->position->count, NULL, &target->normal));
        p->n_targets++;
    }
fail:
    return status;
}

/* Mode, positions, indices and with them the number of triangles; 0 where nothing is to be drawn. */
static gfla_status take_shape(struct gltf *g, const cJSON *json, const cJSON *attributes, struct gltf_primitive *p)
{
    gfla_status status = GFLA_OK;
    size_t mode = TRIANGLES, indices = GLTF_NONE, n;
    TRY(gfla_gltf_whole(json, "mode", &mode));
    REQUIRE(mode <= TRIANGLE_FAN, GFLA_ERROR_INPUT, "mode %zu is unknown", mode);
    p->mode = (int)mode;
    g->n_undrawn += mode <= POINTS_AND_LINES;
    if (mode <= POINTS_AND_LINES)
        return GFLA_OK;
    TRY(take_attribute(g, attributes, "POSITION", 3, 0, p->decoded, &p->position));
    if (!p->position)
        return GFLA_OK;
    if (p->decoded)
        return gfla_gltf_draco_faces(g, p);
    TRY(gfla_gltf_reference(g, json, "indices", GLTF_ACCESSORS, &indices));
    if (indices != GLTF_NONE) {
        TRY(gfla_gltf_accessor(g, indices, &p->indices));
        REQUIRE(p->indices->n_components == 1, GFLA_ERROR_INPUT, "indices: accessor %zu is no SCALAR", indices);
        REQUIRE(p->indices->component == GLTF_UNSIGNED_BYTE || p->indices->component == GLTF_UNSIGNED_SHORT ||
                    p->indices->component == GLTF_UNSIGNED_INT,
                GFLA_ERROR_INPUT, "indices: accessor %zu has componentType %d", indices, (int)p->indices->component);
    }
    n = p->indices ? p->indices->count : p->position->count;
    p->n_triangles = mode == TRIANGLES ? n / 3 : n < 3 ? 0 : n - 2;
fail:
    return status;
}

/* p is empty but for what Draco has decoded of it. */
static gfla_status take_primitive(struct gltf *g, const cJSON *json, const cJSON *attributes, struct gltf_primitive *p)
{
    gfla_status status = GFLA_OK;
    const struct gltf_material *material;
    TRY(take_shape(g, json, attributes, p));
    if (p->n_triangles == 0)
        return GFLA_OK;
    p->material = g->lists[GLTF_MATERIALS].n;
    TRY(gfla_gltf_reference(g, json, "material", GLTF_MATERIALS, &p->material));
    TRY(gfla_gltf_material(g, p->material, &material));
    TRY(take_look(g, p, attributes, "NORMAL", 3, &p->normal));
    TRY(take_look(g, p, attributes, "COLOR_0", 3, &p->colour));
    TRY(take_coordinates(g, p, attributes, &material->uv, &p->uv));
    TRY(take_coordinates(g, p, attributes, &material->emission_uv, &p->emission_uv));
    TRY(take_joints(g, attributes, p));
    TRY(take_targets(g, json, p));
fail:
    return status;
}

gfla_status gfla_gltf_weights(struct gltf *g, const cJSON *parent, size_t *n, double **weights)
{
    gfla_status status = GFLA_OK;
    const cJSON *array = NULL;
    *n = 0;
    TRY(gfla_gltf_array(parent, "weights", &array, n));
    TRY(gfla_gltf_alloc(g, weights, *n, sizeof **weights));
    TRY(gfla_gltf_numbers(parent, "weights", *n, *weights));
fail:
    return status;
}

/* Primitive `index` of mesh `mesh`. */
static gfla_status read_primitive(struct gltf *g, size_t mesh, size_t index, const cJSON *json,
                                  struct gltf_primitive *p)
{
    gfla_status status = GFLA_OK;
    const cJSON *attributes = NULL;
    *p = (struct gltf_primitive){0};
    REQUIRE(cJSON_IsObject(json), GFLA_ERROR_INPUT, "no object");
    TRY(gfla_gltf_object(json, "attributes", &attributes));
    TRY(gfla_gltf_draco_find(g, mesh, index, json, p));
    TRY(take_primitive(g, json, attributes, p));
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "primitive %zu", index);
}

static gfla_status read_mesh(struct gltf *g, size_t index, struct gltf_mesh *mesh)
{
    gfla_status status = GFLA_OK;
    const cJSON *json = g->lists[GLTF_MESHES].items[index], *primitives = NULL, *item;
    size_t n = 0, i = 0;
    TRY(gfla_gltf_array(json, "primitives", &primitives, &n));
    TRY(gfla_gltf_alloc(g, &mesh->primitives, n, sizeof *mesh->primitives));
    TRY(gfla_gltf_weights(g, json, &mesh->n_weights, &mesh->weights));
    cJSON_ArrayForEach(item, primitives)
    {
        struct gltf_primitive *p = &mesh->primitives[mesh->n_primitives];
        TRY(read_primitive(g, index, i++, item, p));
        mesh->n_primitives += p->n_triangles > 0;
    }
    mesh->is_read = true;
fail:
    return status;
}

gfla_status gfla_gltf_mesh(struct gltf *g, size_t index, const struct gltf_mesh **mesh)
{
    gfla_status status = GFLA_OK;
    if (!g->meshes)
        TRY(gfla_gltf_alloc(g, &g->meshes, g->lists[GLTF_MESHES].n, sizeof *g->meshes));
    if (!g->meshes[index].is_read)
        TRY(read_mesh(g, index, &g->meshes[index]));
    *mesh = &g->meshes[index];
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "mesh %zu", index);
}
