/* render/body/body_data.h - the CC0 base mesh of people in memory: faces by group, joints, bone weights, morph targets.
 * Private to viewsynth/render. Belongs to one thread. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_DATA_H
#define VIEWSYNTH_RENDER_BODY_BODY_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "viewsynth/render/body/body_store.h"
#include "viewsynth/render/figure/figure.h"

#define BODY_MAX_VERTICES 65535
#define BODY_MAX_FACES 65535
#define BODY_LIMIT 1000.0f /* of coordinates, decimetres */
#define BODY_TARGET_CACHE ((size_t)96 << 20)

/* Groups of faces that are used. */
enum body_group { BODY_SKIN, BODY_TIGHTS, BODY_SKIRT, BODY_L_EYE, BODY_R_EYE, BODY_GROUP_COUNT };

/* Little cubes whose centres are joints. */
enum body_joint {
    BODY_PELVIS,
    BODY_SPINE_4,
    BODY_SPINE_2,
    BODY_NECK,
    BODY_HEAD,
    BODY_HEAD_TOP,
    BODY_MOUTH,
    BODY_R_EYE_CENTRE,
    BODY_R_CLAVICLE,
    BODY_R_SHOULDER,
    BODY_R_ELBOW,
    BODY_R_WRIST,
    BODY_R_KNUCKLE,
    BODY_R_HIP,
    BODY_R_KNEE,
    BODY_R_ANKLE,
    BODY_R_TOES,
    BODY_L_EYE_CENTRE,
    BODY_L_CLAVICLE,
    BODY_L_SHOULDER,
    BODY_L_ELBOW,
    BODY_L_WRIST,
    BODY_L_KNUCKLE,
    BODY_L_HIP,
    BODY_L_KNEE,
    BODY_L_ANKLE,
    BODY_L_TOES,
    BODY_R_FIRST, /* where the first and the last finger begin */
    BODY_R_LAST,
    BODY_L_FIRST,
    BODY_L_LAST,
    BODY_JOINT_COUNT
};

struct body_quad {
    int v[4]; /* vertices, counter-clockwise seen from outside */
    int t[4]; /* texture coordinates */
};

struct body_faces {
    struct body_quad *quads;
    size_t n, capacity;
};

/* A morph: what it adds to some vertices. */
struct body_offset {
    int vertex;
    float add[3]; /* decimetres */
};

struct body_target {
    char *name;
    struct body_offset *offsets;
    size_t n;
    uint64_t used; /* when last: the oldest leave the cache first */
};

/* A texel of the head's texture (body_head.h): where it lies on the unshaped head, and what is alike on every head. */
struct body_texel {
    float at[3];        /* decimetres */
    float scalp, beard; /* how far inside the hairline and the beard, 0 .. 1 */
    float speckle;      /* unevenness of the skin, -1 .. 1 */
};

struct body_data {
    struct body_store store;
    int n_vertices, n_uvs;
    float (*positions)[3]; /* decimetres, y up, facing +z */
    float (*uvs)[2];
    struct body_faces groups[BODY_GROUP_COUNT];
    struct body_faces joints[BODY_JOINT_COUNT];
    float (*weights)[GFLA_FIGURE_BONE_ROLES]; /* of each vertex, by role; sum 1 */
    struct body_texel *head;                  /* BODY_HEAD_WIDTH x BODY_HEAD_HEIGHT */
    struct body_target *targets;
    size_t n_targets, target_capacity, target_bytes;
    uint64_t clock;
};

/* Reads base mesh and weights. GFLA_ERROR_INPUT names the file and what is wrong in it. */
gfla_status body_data_open(struct body_data **data, const char *path);
void body_data_close(struct body_data **data);

/* Parses of text that ends with a zero byte; name is for messages. */
gfla_status body_mesh_parse(struct body_data *data, const char *text, const char *name);
gfla_status body_weights_parse(struct body_data *data, const char *text, size_t size, const char *name);
gfla_status body_target_parse(const char *text, const char *name, int n_vertices, struct body_target *target);
void body_target_free(struct body_target *target);

/* positions += weight * target, of data->n_vertices. name as below targets/, without its ending. Read on first use. */
gfla_status body_target_add(struct body_data *data, const char *name, float weight, float (*positions)[3]);

/* The centre of a joint of a shaped body. */
void body_joint_at(const struct body_data *data, const float (*positions)[3], enum body_joint joint, float at[3]);

#endif
