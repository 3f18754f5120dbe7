/* Geometry that Draco has compressed, as Assimp decodes it: arrays of its scene take the place of accessors. Its nodes
 * are those of the file's scene in the same order, and a node has one of its meshes for each primitive. */
#include "viewsynth/render/gltf/gltf.h"

#include <stdlib.h>
#include <string.h>

#include <assimp/cimport.h>
#include <cjson/cJSON.h>

#include "viewsynth/render/import.h"
#include "viewsynth/render/mesh_notes.h"

#define TRIANGLES 4

struct gltf_draco {
    const struct aiScene *scene;
    const struct aiNode **nodes; /* of each node of the file; NULL: none */
    size_t *queue, n_queued;     /* nodes whose children are still to be found */
    const unsigned **meshes;     /* of each mesh of the file, one for each primitive; NULL: none */
};

/* ---- the same nodes and meshes in both ---- */

static void match_node(const struct gltf *g, size_t index, const struct aiNode *node)
{
    g->draco->nodes[index] = node;
    g->draco->queue[g->draco->n_queued++] = index;
}

/* The nodes of a list are the children of an Assimp node. False where they are not as many. */
static bool match_nodes(const struct gltf *g, const cJSON *list, const struct aiNode *parent)
{
    const cJSON *item;
    unsigned i = 0;
    if ((unsigned)cJSON_GetArraySize(list) != parent->mNumChildren)
        return false;
    cJSON_ArrayForEach(item, list)
    {
        size_t index;
        if (gfla_gltf_element(g, item, GLTF_NODES, &index) != GFLA_OK || g->draco->nodes[index] ||
            !parent->mChildren[i])
            return false;
        match_node(g, index, parent->mChildren[i++]);
    }
    return true;
}

/* A scene of one root has it as its root; of several, as the children of one more node. */
static bool match_roots(const struct gltf *g)
{
    size_t scene = 0;
    const struct aiNode *root = g->draco->scene->mRootNode;
    if (gfla_gltf_reference(g, g->json, "scene", GLTF_SCENES, &scene) != GFLA_OK || scene >= g->lists[GLTF_SCENES].n)
        return false;
    const cJSON *roots = cJSON_GetObjectItemCaseSensitive(g->lists[GLTF_SCENES].items[scene], "nodes");
    size_t only;
    if (cJSON_GetArraySize(roots) != 1)
        return match_nodes(g, roots, root);
    if (gfla_gltf_element(g, cJSON_GetArrayItem(roots, 0), GLTF_NODES, &only) != GFLA_OK)
        return false;
    match_node(g, only, root);
    return true;
}

static bool match_mesh(const struct gltf *g, size_t index)
{
    const size_t mesh = g->nodes[index].mesh;
    const struct aiNode *node = g->draco->nodes[index];
    if (mesh == GLTF_NONE)
        return node->mNumMeshes == 0;
    const cJSON *primitives = cJSON_GetObjectItemCaseSensitive(g->lists[GLTF_MESHES].items[mesh], "primitives");
    if ((unsigned)cJSON_GetArraySize(primitives) != node->mNumMeshes)
        return false;
    for (unsigned i = 0; i < node->mNumMeshes; i++)
        if (node->mMeshes[i] >= g->draco->scene->mNumMeshes)
            return false;
    g->draco->meshes[mesh] = node->mMeshes;
    return true;
}

static bool match(const struct gltf *g)
{
    if (!match_roots(g))
        return false;
    for (size_t i = 0; i < g->draco->n_queued; i++) {
        const size_t index = g->draco->queue[i];
        const cJSON *children = cJSON_GetObjectItemCaseSensitive(g->lists[GLTF_NODES].items[index], "children");
        if (!match_mesh(g, index) || !match_nodes(g, children, g->draco->nodes[index]))
            return false;
    }
    return true;
}

/* ---- what is compressed ---- */

/* Whether Draco's geometry is all there is of a primitive. */
static gfla_status is_compressed(const struct gltf *g, const cJSON *primitive, bool *compressed)
{
    gfla_status status = GFLA_OK;
    const cJSON *draco = NULL, *attributes = NULL;
    size_t position = GLTF_NONE;
    *compressed = false;
    TRY(gfla_gltf_extension(primitive, "KHR_draco_mesh_compression", &draco));
    if (!draco)
        return GFLA_OK;
    TRY(gfla_gltf_object(primitive, "attributes", &attributes));
    TRY(gfla_gltf_reference(g, attributes, "POSITION", GLTF_ACCESSORS, &position));
    *compressed = position != GLTF_NONE &&
                  !cJSON_GetObjectItemCaseSensitive(g->lists[GLTF_ACCESSORS].items[position], "bufferView");
fail:
    return status;
}

static gfla_status find_compressed(const struct gltf *g, bool *found)
{
    gfla_status status = GFLA_OK;
    *found = false;
    for (size_t i = 0; i < g->lists[GLTF_MESHES].n; i++) {
        const cJSON *item;
        cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(g->lists[GLTF_MESHES].items[i], "primitives"))
        {
            bool compressed;
            TRY(is_compressed(g, item, &compressed));
            *found |= compressed;
        }
    }
fail:
    return status;
}

gfla_status gfla_gltf_draco_open(struct gltf *g, bool *other)
{
    gfla_status status = GFLA_OK;
    const size_t n = g->lists[GLTF_NODES].n;
    bool found;
    TRY(find_compressed(g, &found));
    if (!found)
        return GFLA_OK;
    TRY(gfla_gltf_alloc(g, &g->draco, 1, sizeof *g->draco));
    TRY(gfla_gltf_alloc(g, &g->draco->nodes, n, sizeof *g->draco->nodes));
    TRY(gfla_gltf_alloc(g, &g->draco->queue, n, sizeof *g->draco->queue));
    TRY(gfla_gltf_alloc(g, &g->draco->meshes, g->lists[GLTF_MESHES].n, sizeof *g->draco->meshes));
    status = gfla_import_scene(g->source, 0, &g->draco->scene);
    if (status != GFLA_OK)
        return gfla_fail_context(status, "Draco has compressed it, and Assimp, which decodes that, says");
    *other = !match(g);
    if (*other)
        gfla_mesh_note(g->mesh,
                       "its Draco geometry is read by Assimp alone: alpha modes, texture transforms, wrap modes "
                       "and skins are lost");
fail:
    return status;
}

gfla_status gfla_gltf_draco_find(const struct gltf *g, size_t mesh, size_t primitive, const struct cJSON *json,
                                 struct gltf_primitive *p)
{
    gfla_status status = GFLA_OK;
    bool compressed;
    TRY(is_compressed(g, json, &compressed));
    if (!compressed)
        return GFLA_OK;
    REQUIRE(g->draco && g->draco->meshes[mesh], GFLA_ERROR_INPUT, "Draco has compressed it, and nothing decodes that");
    p->decoded = g->draco->scene->mMeshes[g->draco->meshes[mesh][primitive]];
fail:
    return status;
}

void gfla_gltf_draco_free(struct gltf *g)
{
    if (g->draco && g->draco->scene)
        aiReleaseImport(g->draco->scene);
}

/* ---- decoded arrays as accessors ---- */

/* An accessor of these values; it belongs to the arena, they are the caller's. */
static gfla_status wrap(struct gltf *g, const void *values, enum gltf_component component, int n_components,
                        size_t stride, size_t count, const struct gltf_accessor **accessor)
{
    struct gltf_accessor *a;
    gfla_status status = gfla_gltf_alloc(g, &a, 1, sizeof *a);
    if (status != GFLA_OK)
        return status;
    *a = (struct gltf_accessor){.is_read = true,
                                .data = values,
                                .count = count,
                                .stride = stride,
                                .n_components = n_components,
                                .component = component};
    *accessor = a;
    return GFLA_OK;
}

static gfla_status wrap_coordinates(struct gltf *g, const struct aiMesh *mesh, const struct aiVector3D *in,
                                    const struct gltf_accessor **accessor)
{
    gfla_status status = GFLA_OK;
    float *uv;
    TRY(gfla_gltf_alloc(g, &uv, mesh->mNumVertices, 2 * sizeof *uv));
    for (size_t i = 0; i < mesh->mNumVertices; i++) {
        uv[2 * i] = in[i].x;
        uv[2 * i + 1] = 1 - in[i].y; /* Assimp's v rises */
    }
    TRY(wrap(g, uv, GLTF_FLOAT, 2, 2 * sizeof *uv, mesh->mNumVertices, accessor));
fail:
    return status;
}

/* Bone i is joint i; four of a vertex are kept. */
static gfla_status wrap_joints(struct gltf *g, const struct aiMesh *mesh, bool weights,
                               const struct gltf_accessor **accessor)
{
    gfla_status status = GFLA_OK;
    const size_t n = mesh->mNumVertices;
    uint32_t *joints;
    float *shares;
    unsigned char *used;
    TRY(gfla_gltf_alloc(g, &joints, n, 4 * sizeof *joints));
    TRY(gfla_gltf_alloc(g, &shares, n, 4 * sizeof *shares));
    TRY(gfla_gltf_alloc(g, &used, n, 1));
    for (unsigned b = 0; b < mesh->mNumBones; b++) {
        for (unsigned i = 0; i < mesh->mBones[b]->mNumWeights; i++) {
            struct aiVertexWeight w = mesh->mBones[b]->mWeights[i];
            if (w.mVertexId >= n || used[w.mVertexId] == 4 || !(w.mWeight > 0))
                continue;
            size_t at = 4 * (size_t)w.mVertexId + used[w.mVertexId]++;
            joints[at] = b;
            shares[at] = w.mWeight;
        }
    }
    TRY(weights ? wrap(g, shares, GLTF_FLOAT, 4, 4 * sizeof *shares, n, accessor)
                : wrap(g, joints, GLTF_UNSIGNED_INT, 4, 4 * sizeof *joints, n, accessor));
fail:
    return status;
}

gfla_status gfla_gltf_draco_attribute(struct gltf *g, const struct aiMesh *mesh, const char *name,
                                      const struct gltf_accessor **accessor)
{
    const size_t vector = sizeof(struct aiVector3D), n = mesh->mNumVertices;
    if (strcmp(name, "POSITION") == 0 && mesh->mVertices)
        return wrap(g, mesh->mVertices, GLTF_FLOAT, 3, vector, n, accessor);
    if (strcmp(name, "NORMAL") == 0 && mesh->mNormals)
        return wrap(g, mesh->mNormals, GLTF_FLOAT, 3, vector, n, accessor);
    if (strcmp(name, "COLOR_0") == 0 && mesh->mColors[0])
        return wrap(g, mesh->mColors[0], GLTF_FLOAT, 4, sizeof(struct aiColor4D), n, accessor);
    if (strncmp(name, "TEXCOORD_", 9) == 0) {
        unsigned long set = strtoul(name + 9, NULL, 10);
        if (set < AI_MAX_NUMBER_OF_TEXTURECOORDS && mesh->mTextureCoords[set])
            return wrap_coordinates(g, mesh, mesh->mTextureCoords[set], accessor);
    }
    bool weights = strcmp(name, "WEIGHTS_0") == 0;
    if ((weights || strcmp(name, "JOINTS_0") == 0) && mesh->mNumBones > 0)
        return wrap_joints(g, mesh, weights, accessor);
    return GFLA_OK;
}

/* Assimp has made triangles of strips and fans. */
gfla_status gfla_gltf_draco_faces(struct gltf *g, struct gltf_primitive *p)
{
    gfla_status status = GFLA_OK;
    const struct aiMesh *mesh = p->decoded;
    uint32_t *indices;
    size_t n = 0;
    TRY(gfla_gltf_alloc(g, &indices, mesh->mNumFaces, 3 * sizeof *indices));
    for (unsigned f = 0; f < mesh->mNumFaces; f++) {
        if (mesh->mFaces[f].mNumIndices != 3)
            continue;
        for (int k = 0; k < 3; k++)
            indices[3 * n + (size_t)k] = mesh->mFaces[f].mIndices[k];
        n++;
    }
    p->mode = TRIANGLES;
    p->n_triangles = n;
    TRY(wrap(g, indices, GLTF_UNSIGNED_INT, 1, sizeof *indices, 3 * n, &p->indices));
fail:
    return status;
}
