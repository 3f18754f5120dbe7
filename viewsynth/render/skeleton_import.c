/* Skeletons out of what Assimp makes of a file. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <assimp/cimport.h>
#include <assimp/config.h>
#include <assimp/scene.h>

#include "base/memory.h"
#include "viewsynth/render/import_files.h"
#include "viewsynth/render/skeleton.h"

#define MAX_DEPTH 256

/* Meshes are not needed to look at skeletons, and FBX no nodes for the pivots of its joints. */
static gfla_status read_scene(const char *path, const struct aiScene **scene)
{
    struct aiPropertyStore *store = aiCreatePropertyStore();
    if (!store)
        return gfla_fail(GFLA_ERROR_MEMORY, "host memory ran out");
    aiSetImportPropertyInteger(store, AI_CONFIG_IMPORT_NO_SKELETON_MESHES, 1);
    aiSetImportPropertyInteger(store, AI_CONFIG_IMPORT_FBX_PRESERVE_PIVOTS, 0);
    const struct gfla_mesh_source source = {.path = path};
    struct gfla_import_files files = {.source = &source};
    gfla_status status = GFLA_OK;
    *scene = aiImportFileExWithProperties(path, 0, gfla_import_files_io(&files), store);
    aiReleasePropertyStore(store);
    if (!*scene || !(*scene)->mRootNode)
        status = gfla_fail(GFLA_ERROR_INPUT, "%s",
                           *scene            ? "no scene in it"
                           : files.reason[0] ? files.reason
                                             : aiGetErrorString());
    gfla_import_files_free(&files);
    return status;
}

static gfla_status find_animation(const struct aiScene *scene, int number, const struct aiAnimation **animation)
{
    const int n = (int)scene->mNumAnimations;
    if (n == 0)
        return gfla_fail(GFLA_ERROR_INPUT, "no animation in it. hint: motion capture in BVH, or an animated character");
    if (number < 0 || number >= n)
        return gfla_fail(GFLA_ERROR_INPUT, "animation %d was asked for, and there are %d, counted from 0", number, n);
    *animation = scene->mAnimations[number];
    if ((*animation)->mNumChannels > GFLA_SKELETON_MAX_NODES)
        return gfla_fail(GFLA_ERROR_INPUT, "%u channels, at most %d are read", (*animation)->mNumChannels,
                         GFLA_SKELETON_MAX_NODES);
    return GFLA_OK;
}

/* ---- keys ---- */

/* Room for n more keys at the end; *track is where. */
static gfla_status add_track(struct gfla_skeleton *s, size_t *capacity, unsigned n, struct gfla_skeleton_track *track)
{
    if (n > GFLA_SKELETON_MAX_KEYS - s->n_keys)
        return gfla_fail(GFLA_ERROR_INPUT, "more than %d keys. hint: fewer frames", GFLA_SKELETON_MAX_KEYS);
    gfla_status status = gfla_grow(&s->keys, capacity, s->n_keys + n, sizeof *s->keys, "keys of an animation");
    if (status != GFLA_OK)
        return status;
    *track = (struct gfla_skeleton_track){(uint32_t)s->n_keys, n};
    s->n_keys += n;
    return GFLA_OK;
}

static gfla_status add_vectors(struct gfla_skeleton *s, size_t *capacity, const struct aiVectorKey *keys, unsigned n,
                               struct gfla_skeleton_track *track)
{
    gfla_status status = add_track(s, capacity, n, track);
    for (unsigned i = 0; status == GFLA_OK && i < n; i++)
        s->keys[track->first + i] =
            (struct gfla_skeleton_key){keys[i].mTime, {keys[i].mValue.x, keys[i].mValue.y, keys[i].mValue.z}};
    return status;
}

static gfla_status add_turns(struct gfla_skeleton *s, size_t *capacity, const struct aiQuatKey *keys, unsigned n,
                             struct gfla_skeleton_track *track)
{
    gfla_status status = add_track(s, capacity, n, track);
    for (unsigned i = 0; status == GFLA_OK && i < n; i++) {
        const struct aiQuaternion q = keys[i].mValue;
        s->keys[track->first + i] = (struct gfla_skeleton_key){keys[i].mTime, {q.w, q.x, q.y, q.z}};
    }
    return status;
}

static const struct aiNodeAnim *find_channel(const struct aiAnimation *animation, const struct aiNode *node)
{
    for (unsigned i = 0; i < animation->mNumChannels; i++)
        if (strcmp(animation->mChannels[i]->mNodeName.data, node->mName.data) == 0)
            return animation->mChannels[i];
    return NULL;
}

static gfla_status add_channel(struct gfla_skeleton *s, size_t *capacity, const struct aiNodeAnim *c,
                               struct gfla_skeleton_node *node)
{
    gfla_status status;
    if (!c || c->mNumPositionKeys == 0 || c->mNumRotationKeys == 0)
        return GFLA_OK;
    TRY(add_vectors(s, capacity, c->mPositionKeys, c->mNumPositionKeys, &node->positions));
    TRY(add_turns(s, capacity, c->mRotationKeys, c->mNumRotationKeys, &node->turns));
    TRY(add_vectors(s, capacity, c->mScalingKeys, c->mNumScalingKeys, &node->scales));
fail:
    return status;
}

static size_t most_keys(const struct aiAnimation *animation)
{
    unsigned most = 0;
    for (unsigned i = 0; i < animation->mNumChannels; i++) {
        const struct aiNodeAnim *c = animation->mChannels[i];
        most = c->mNumRotationKeys > most ? c->mNumRotationKeys : most;
        most = c->mNumPositionKeys > most ? c->mNumPositionKeys : most;
    }
    return most;
}

/* ---- nodes ---- */

static struct gfla_rig_place rest_place(const struct aiNode *node)
{
    const struct aiMatrix4x4 m = node->mTransformation;
    return (struct gfla_rig_place){{m.a1, m.a2, m.a3, m.b1, m.b2, m.b3, m.c1, m.c2, m.c3}, {m.a4, m.b4, m.c4}};
}

static void add_name(struct gfla_text *names, const struct aiString *name)
{
    gfla_text_add(names, "%s%c", name->data, 0); /* up to its first zero */
}

static gfla_status add_nodes(struct gfla_skeleton *s, size_t *capacity, const struct aiAnimation *animation,
                             const struct aiNode *node, int parent, int depth)
{
    gfla_status status = GFLA_OK;
    const size_t self = s->n_nodes;
    REQUIRE(self < GFLA_SKELETON_MAX_NODES && depth < MAX_DEPTH, GFLA_ERROR_INPUT,
            "more than %d nodes, or nested more than %d deep", GFLA_SKELETON_MAX_NODES, MAX_DEPTH);
    s->nodes[s->n_nodes++] =
        (struct gfla_skeleton_node){.parent = parent, .name = (uint32_t)s->names.size, .rest = rest_place(node)};
    add_name(&s->names, &node->mName);
    TRY(add_channel(s, capacity, find_channel(animation, node), &s->nodes[self]));
    for (unsigned i = 0; i < node->mNumChildren; i++)
        if (node->mChildren[i])
            TRY(add_nodes(s, capacity, animation, node->mChildren[i], (int)self, depth + 1));
fail:
    return status;
}

gfla_status gfla_skeleton_import(struct gfla_skeleton **skeleton, const char *path, int animation)
{
    gfla_status status;
    const struct aiScene *scene = NULL;
    const struct aiAnimation *chosen = NULL;
    struct gfla_skeleton *s = NULL;
    size_t capacity = 0;
    *skeleton = NULL;
    TRY(gfla_calloc(&s, 1, sizeof *s, "skeleton"));
    TRY(read_scene(path, &scene));
    TRY(find_animation(scene, animation, &chosen));
    TRY(gfla_calloc(&s->nodes, GFLA_SKELETON_MAX_NODES, sizeof *s->nodes, "nodes of a skeleton"));
    TRY(add_nodes(s, &capacity, chosen, scene->mRootNode, -1, 0));
    REQUIRE(!s->names.failed, GFLA_ERROR_MEMORY, "the names of a skeleton: host memory ran out");
    s->duration = chosen->mDuration;
    /* a frame time of 0 says nothing */
    s->ticks = chosen->mTicksPerSecond > 0 && isfinite(chosen->mTicksPerSecond) ? chosen->mTicksPerSecond : 0;
    s->most_keys = most_keys(chosen);
    *skeleton = s;
    s = NULL;
fail:
    gfla_skeleton_destroy(&s);
    if (scene)
        aiReleaseImport(scene);
    return status;
}
