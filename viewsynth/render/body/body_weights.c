/* Bone weights: the 163 bones of the default rig, gathered into those that poses turn. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/json.h"
#include "viewsynth/render/body/body_data.h"

/* The first entry that a bone's name begins with; ".L" and ".R" at its end choose the side. */
static const struct {
    const char *prefix;
    int role; /* of the right side where there are two */
} bone_roles[] = {
    {"root", GFLA_FIGURE_HIPS},
    {"pelvis", GFLA_FIGURE_HIPS},
    {"spine05", GFLA_FIGURE_HIPS},
    {"spine04", GFLA_FIGURE_SPINE},
    {"spine03", GFLA_FIGURE_SPINE},
    {"spine02", GFLA_FIGURE_CHEST},
    {"spine01", GFLA_FIGURE_CHEST},
    {"breast", GFLA_FIGURE_CHEST},
    {"neck", GFLA_FIGURE_NECK},
    {"head", GFLA_FIGURE_HEAD},
    {"eye", GFLA_FIGURE_HEAD},
    {"jaw", GFLA_FIGURE_HEAD},
    {"levator", GFLA_FIGURE_HEAD},
    {"oculi", GFLA_FIGURE_HEAD},
    {"orbicularis", GFLA_FIGURE_HEAD},
    {"oris", GFLA_FIGURE_HEAD},
    {"risorius", GFLA_FIGURE_HEAD},
    {"special", GFLA_FIGURE_HEAD},
    {"temporalis", GFLA_FIGURE_HEAD},
    {"tongue", GFLA_FIGURE_HEAD},
    {"clavicle", GFLA_FIGURE_R_CLAVICLE},
    {"shoulder", GFLA_FIGURE_R_CLAVICLE},
    {"upperarm", GFLA_FIGURE_R_UPPER_ARM},
    {"lowerarm", GFLA_FIGURE_R_FOREARM},
    {"wrist", GFLA_FIGURE_R_HAND},
    {"metacarpal", GFLA_FIGURE_R_HAND},
    {"finger", GFLA_FIGURE_R_HAND},
    {"upperleg", GFLA_FIGURE_R_THIGH},
    {"lowerleg", GFLA_FIGURE_R_SHIN},
    {"foot", GFLA_FIGURE_R_FOOT},
    {"toe", GFLA_FIGURE_R_FOOT},
};

static int other_side(int role)
{
    if (role >= GFLA_FIGURE_R_CLAVICLE && role <= GFLA_FIGURE_R_HAND)
        return role + GFLA_FIGURE_L_CLAVICLE - GFLA_FIGURE_R_CLAVICLE;
    if (role >= GFLA_FIGURE_R_THIGH && role <= GFLA_FIGURE_R_FOOT)
        return role + GFLA_FIGURE_L_THIGH - GFLA_FIGURE_R_THIGH;
    return role;
}

static int role_of(const char *bone)
{
    const size_t length = strlen(bone);
    for (size_t i = 0; i < sizeof bone_roles / sizeof *bone_roles; i++)
        if (strncmp(bone, bone_roles[i].prefix, strlen(bone_roles[i].prefix)) == 0)
            return length > 2 && strcmp(bone + length - 2, ".L") == 0 ? other_side(bone_roles[i].role)
                                                                      : bone_roles[i].role;
    return -1;
}

static gfla_status add_pair(struct body_data *data, const cJSON *pair, int role, const char *name, const char *bone)
{
    gfla_status status = GFLA_OK;
    const cJSON *vertex = cJSON_IsArray(pair) ? pair->child : NULL, *weight = vertex ? vertex->next : NULL;
    REQUIRE(cJSON_IsNumber(vertex) && cJSON_IsNumber(weight) && !weight->next, GFLA_ERROR_INPUT,
            "%s: bone \"%s\": not a list of [vertex, weight]", name, bone);
    REQUIRE(vertex->valuedouble >= 0 && vertex->valuedouble < data->n_vertices && weight->valuedouble >= 0 &&
                weight->valuedouble <= 1,
            GFLA_ERROR_INPUT, "%s: bone \"%s\": vertex %g with weight %g; vertices 0 .. %d, weights 0 .. 1", name, bone,
            vertex->valuedouble, weight->valuedouble, data->n_vertices - 1);
    data->weights[(int)vertex->valuedouble][role] += (float)weight->valuedouble;
fail:
    return status;
}

static gfla_status add_bones(struct body_data *data, const cJSON *bones, const char *name)
{
    gfla_status status = GFLA_OK;
    const cJSON *bone, *pair;
    cJSON_ArrayForEach(bone, bones)
    {
        const int role = role_of(bone->string);
        REQUIRE(role >= 0, GFLA_ERROR_INPUT, "%s: unknown bone \"%s\"", name, bone->string);
        REQUIRE(cJSON_IsArray(bone), GFLA_ERROR_INPUT, "%s: bone \"%s\": not a list", name, bone->string);
        cJSON_ArrayForEach(pair, bone) TRY(add_pair(data, pair, role, name, bone->string));
    }
fail:
    return status;
}

/* Each vertex's weights sum to 1. */
static gfla_status normalise(struct body_data *data, const char *name)
{
    gfla_status status = GFLA_OK;
    for (int v = 0; v < data->n_vertices; v++) {
        float sum = 0;
        for (int r = 0; r < GFLA_FIGURE_BONE_ROLES; r++)
            sum += data->weights[v][r];
        REQUIRE(sum > 1e-3f, GFLA_ERROR_INPUT, "%s: vertex %d hangs on no bone", name, v);
        for (int r = 0; r < GFLA_FIGURE_BONE_ROLES; r++)
            data->weights[v][r] /= sum;
    }
fail:
    return status;
}

gfla_status body_weights_parse(struct body_data *data, const char *text, size_t size, const char *name)
{
    gfla_status status = GFLA_OK;
    cJSON *json = NULL;
    TRY(gfla_json_read(&json, text, size, NULL, name));
    const cJSON *bones = cJSON_GetObjectItemCaseSensitive(json, "weights");
    REQUIRE(cJSON_IsObject(bones), GFLA_ERROR_INPUT, "%s: not JSON with an object \"weights\"", name);
    TRY(gfla_calloc(&data->weights, (size_t)data->n_vertices, sizeof *data->weights, "bone weights"));
    TRY(add_bones(data, bones, name));
    TRY(normalise(data, name));
fail:
    cJSON_Delete(json);
    return status;
}
