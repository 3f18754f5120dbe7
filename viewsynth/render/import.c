#include "viewsynth/render/import.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <assimp/cimport.h>
#include <assimp/postprocess.h>

#include "base/memory.h"
#include "viewsynth/render/import_files.h"
#include "viewsynth/render/mesh_format.h"
#include "viewsynth/render/mesh_source.h"
#include "viewsynth/render/phong.h"

#define MAX_NODE_DEPTH 256

/* ---- the scene, flattened ---- */

/* Adds the triangles of a node and its children to *n; faces that are points or lines do not count. */
static gfla_status count_triangles(const struct aiScene *scene, const struct aiNode *node, int depth, size_t *n)
{
    gfla_status status = GFLA_OK;
    REQUIRE(depth < MAX_NODE_DEPTH, GFLA_ERROR_INPUT, "nodes are nested more than %d deep", MAX_NODE_DEPTH);
    for (unsigned i = 0; i < node->mNumMeshes; i++) {
        REQUIRE(node->mMeshes[i] < scene->mNumMeshes, GFLA_ERROR_INPUT, "node %s names mesh %u of %u", node->mName.data,
                node->mMeshes[i], scene->mNumMeshes);
        const struct aiMesh *mesh = scene->mMeshes[node->mMeshes[i]];
        for (unsigned f = 0; f < mesh->mNumFaces; f++)
            *n += mesh->mFaces[f].mNumIndices == 3;
    }
    REQUIRE(*n <= GFLA_MESH_MAX_TRIANGLES, GFLA_ERROR_INPUT, "more than %d triangles; hint: simplify the model",
            GFLA_MESH_MAX_TRIANGLES);
    for (unsigned i = 0; i < node->mNumChildren; i++)
        if (node->mChildren[i]) /* the reader of .raw leaves gaps */
            TRY(count_triangles(scene, node->mChildren[i], depth + 1, n));
fail:
    return status;
}

static unsigned to_byte(float v)
{
    return v > 0.0f ? (unsigned)(fminf(v, 1.0f) * 255.0f + 0.5f) : 0u;
}

static float number_or(float v, float otherwise)
{
    return isfinite(v) ? v : otherwise;
}

/* OFF and others have colours up to 255 instead of 1. */
static float colour_scale_of(const struct aiMesh *mesh)
{
    for (unsigned i = 0; mesh->mColors[0] && i < mesh->mNumVertices; i++) {
        const struct aiColor4D *c = &mesh->mColors[0][i];
        if (c->r > 1 || c->g > 1 || c->b > 1)
            return 1 / 255.0f;
    }
    return 1;
}

static struct aiColor4D scaled(struct aiColor4D c, float scale)
{
    return (struct aiColor4D){c.r * scale, c.g * scale, c.b * scale, c.a > 1 ? c.a * scale : c.a};
}

static void take_uv(const struct aiMesh *mesh, int set, unsigned index, float uv[2])
{
    const struct aiVector3D *values = mesh->mTextureCoords[set] ? mesh->mTextureCoords[set] : mesh->mTextureCoords[0];
    if (!values)
        return;
    uv[0] = number_or(values[index].x, 0);
    uv[1] = number_or(values[index].y, 0);
}

/* One corner in the coordinates of its mesh; false when its position is no number. */
static bool take_corner(const struct aiMesh *mesh, struct gfla_import_uv uv, float colour_scale, unsigned index,
                        struct raster_corner *corner)
{
    struct aiVector3D p = mesh->mVertices[index];
    if (!isfinite(p.x) || !isfinite(p.y) || !isfinite(p.z))
        return false;
    *corner = (struct raster_corner){.position = {p.x, p.y, p.z}, .colour = 0xffffffff};
    if (mesh->mNormals) {
        struct aiVector3D n = mesh->mNormals[index];
        corner->normal[0] = n.x, corner->normal[1] = n.y, corner->normal[2] = n.z;
    }
    take_uv(mesh, uv.colour, index, corner->uv);
    take_uv(mesh, uv.emission, index, corner->emission_uv);
    if (mesh->mColors[0]) {
        struct aiColor4D c = scaled(mesh->mColors[0][index], colour_scale);
        corner->colour = to_byte(c.r) | to_byte(c.g) << 8 | to_byte(c.b) << 16 | to_byte(c.a) << 24;
    }
    return true;
}

static void place_corner(struct raster_corner *corner, struct aiMatrix4x4 m)
{
    struct aiVector3D p = {corner->position[0], corner->position[1], corner->position[2]};
    struct aiVector3D n = {corner->normal[0], corner->normal[1], corner->normal[2]};
    struct aiMatrix3x3 turn;
    aiTransformVecByMatrix4(&p, &m);
    aiMatrix3FromMatrix4(&turn, &m);
    aiMatrix3Inverse(&turn);
    aiTransposeMatrix3(&turn);
    aiTransformVecByMatrix3(&n, &turn);
    float length = sqrtf(n.x * n.x + n.y * n.y + n.z * n.z);
    float scale = length > 0 && isfinite(length) ? 1 / length : 0;
    memcpy(corner->position, (float[3]){p.x, p.y, p.z}, sizeof corner->position);
    memcpy(corner->normal, (float[3]){n.x * scale, n.y * scale, n.z * scale}, sizeof corner->normal);
}

static bool is_identity(const struct aiMatrix4x4 *m)
{
    struct aiMatrix4x4 one;
    aiIdentityMatrix4(&one);
    return memcmp(m, &one, sizeof one) == 0;
}

static gfla_status add_mesh(struct gfla_mesh *out, const struct gfla_import_uv *uv, const struct aiMesh *mesh,
                            struct aiMatrix4x4 place)
{
    gfla_status status = GFLA_OK;
    const unsigned plain = (unsigned)out->n_materials - 1,
                   material = mesh->mMaterialIndex < plain ? mesh->mMaterialIndex : plain;
    const float colour_scale = colour_scale_of(mesh);
    bool moved = !is_identity(&place);
    for (unsigned f = 0; f < mesh->mNumFaces; f++) {
        const struct aiFace *face = &mesh->mFaces[f];
        if (face->mNumIndices != 3)
            continue;
        struct raster_corner *c = out->corners + 3 * out->n_triangles;
        for (int i = 0; i < 3; i++) {
            unsigned index = face->mIndices[i];
            REQUIRE(index < mesh->mNumVertices, GFLA_ERROR_INPUT, "mesh \"%s\", face %u: vertex %u of %u",
                    mesh->mName.data, f, index, mesh->mNumVertices);
            REQUIRE(take_corner(mesh, uv[material], colour_scale, index, &c[i]), GFLA_ERROR_INPUT,
                    "mesh \"%s\", vertex %u: a coordinate is not a finite number", mesh->mName.data, index);
            if (moved)
                place_corner(&c[i], place);
        }
        out->triangle_materials[out->n_triangles++] = (int32_t)material;
    }
fail:
    return status;
}

static gfla_status add_node(struct gfla_mesh *out, const struct gfla_import_uv *uv, const struct aiScene *scene,
                            const struct aiNode *node, struct aiMatrix4x4 parent)
{
    gfla_status status = GFLA_OK;
    struct aiMatrix4x4 place = parent;
    aiMultiplyMatrix4(&place, &node->mTransformation);
    for (unsigned i = 0; i < node->mNumMeshes; i++)
        TRY(add_mesh(out, uv, scene->mMeshes[node->mMeshes[i]], place));
    for (unsigned i = 0; i < node->mNumChildren; i++)
        if (node->mChildren[i])
            TRY(add_node(out, uv, scene, node->mChildren[i], place));
fail:
    return status;
}

gfla_status gfla_import_scene(const struct gfla_mesh_source *source, unsigned flags, const struct aiScene **scene)
{
    gfla_status status = GFLA_OK;
    struct gfla_import_files files = {.source = source};
    *scene = aiImportFileEx(gfla_source_name(source), flags, gfla_import_files_io(&files));
    if (!*scene || !(*scene)->mRootNode)
        status = gfla_fail(GFLA_ERROR_INPUT, "%s",
                           *scene            ? "no scene in it"
                           : files.reason[0] ? files.reason
                                             : aiGetErrorString());
    gfla_import_files_free(&files);
    return status;
}

static gfla_status fill_mesh(struct gfla_mesh *m, const struct aiScene *scene, const struct gfla_mesh_source *source,
                             const struct gfla_mesh_params *params)
{
    gfla_status status = GFLA_OK;
    struct gfla_import_uv *uv = NULL;
    struct aiMatrix4x4 identity;
    size_t n = 0;
    aiIdentityMatrix4(&identity);
    TRY(count_triangles(scene, scene->mRootNode, 0, &n));
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "no faces in it");
    TRY(gfla_calloc(&m->corners, 3 * n, sizeof *m->corners, "corners of a mesh"));
    TRY(gfla_calloc(&m->triangle_materials, n, sizeof *m->triangle_materials, "materials of triangles"));
    TRY(gfla_import_materials(m, scene, source, gfla_mesh_max_texture(params), &uv));
    TRY(add_node(m, uv, scene, scene->mRootNode, identity));
    TRY(gfla_blend_vertex_alpha(m));
fail:
    free(uv);
    return status;
}

static gfla_status read_assimp(struct gfla_mesh *mesh, const struct gfla_mesh_source *source,
                               const struct gfla_mesh_params *params)
{
    gfla_status status = GFLA_OK;
    const struct aiScene *scene = NULL;
    TRY(gfla_import_scene(source, aiProcess_Triangulate | aiProcess_TransformUVCoords, &scene));
    TRY(fill_mesh(mesh, scene, source, params));
fail:
    if (scene)
        aiReleaseImport(scene);
    return status;
}

const struct gfla_mesh_format gfla_mesh_format_assimp = {.name = "Assimp", .read = read_assimp};
