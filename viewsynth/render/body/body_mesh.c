/* The base mesh: a Wavefront file of quads in named groups. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/body/body_data.h"

static const char *const group_names[BODY_GROUP_COUNT] = {
    [BODY_SKIN] = "body",          [BODY_TIGHTS] = "helper-tights", [BODY_SKIRT] = "helper-skirt",
    [BODY_L_EYE] = "helper-l-eye", [BODY_R_EYE] = "helper-r-eye",
};

static const char *const joint_names[BODY_JOINT_COUNT] = {
    [BODY_PELVIS] = "joint-pelvis",
    [BODY_SPINE_4] = "joint-spine-4",
    [BODY_SPINE_2] = "joint-spine-2",
    [BODY_NECK] = "joint-neck",
    [BODY_HEAD] = "joint-head",
    [BODY_HEAD_TOP] = "joint-head-2",
    [BODY_MOUTH] = "joint-mouth",
    [BODY_R_EYE_CENTRE] = "joint-r-eye",
    [BODY_R_CLAVICLE] = "joint-r-clavicle",
    [BODY_R_SHOULDER] = "joint-r-shoulder",
    [BODY_R_ELBOW] = "joint-r-elbow",
    [BODY_R_WRIST] = "joint-r-hand",
    [BODY_R_KNUCKLE] = "joint-r-finger-3-1",
    [BODY_R_HIP] = "joint-r-upper-leg",
    [BODY_R_KNEE] = "joint-r-knee",
    [BODY_R_ANKLE] = "joint-r-ankle",
    [BODY_R_TOES] = "joint-r-toe-2-1",
    [BODY_L_EYE_CENTRE] = "joint-l-eye",
    [BODY_L_CLAVICLE] = "joint-l-clavicle",
    [BODY_L_SHOULDER] = "joint-l-shoulder",
    [BODY_L_ELBOW] = "joint-l-elbow",
    [BODY_L_WRIST] = "joint-l-hand",
    [BODY_L_KNUCKLE] = "joint-l-finger-3-1",
    [BODY_L_HIP] = "joint-l-upper-leg",
    [BODY_L_KNEE] = "joint-l-knee",
    [BODY_L_ANKLE] = "joint-l-ankle",
    [BODY_L_TOES] = "joint-l-toe-2-1",
    [BODY_R_FIRST] = "joint-r-finger-2-1",
    [BODY_R_LAST] = "joint-r-finger-5-1",
    [BODY_L_FIRST] = "joint-l-finger-2-1",
    [BODY_L_LAST] = "joint-l-finger-5-1",
};

/* What is known while the lines go by. */
struct mesh_reader {
    struct body_data *data;
    const char *name;
    long line;
    size_t vertex_capacity, uv_capacity;
    struct body_faces *faces; /* of the group; NULL: not wanted */
};

static size_t word_length(const char *at)
{
    return strcspn(at, " \t\r\n");
}

static bool is_word(const char *at, const char *word)
{
    const size_t length = word_length(at);
    return strlen(word) == length && memcmp(at, word, length) == 0;
}

static struct body_faces *find_group(struct body_data *data, const char *at)
{
    at += strspn(at, " \t");
    for (int i = 0; i < BODY_GROUP_COUNT; i++)
        if (is_word(at, group_names[i]))
            return &data->groups[i];
    for (int i = 0; i < BODY_JOINT_COUNT; i++)
        if (is_word(at, joint_names[i]))
            return &data->joints[i];
    return NULL;
}

static gfla_status add_vertex(struct mesh_reader *r, const char *at)
{
    gfla_status status = GFLA_OK;
    struct body_data *d = r->data;
    REQUIRE(d->n_vertices < BODY_MAX_VERTICES, GFLA_ERROR_INPUT, "%s, line %ld: more than %d vertices", r->name,
            r->line, BODY_MAX_VERTICES);
    TRY(gfla_grow(&d->positions, &r->vertex_capacity, (size_t)d->n_vertices + 1, sizeof *d->positions, "vertices"));
    for (int i = 0; i < 3; i++)
        REQUIRE(body_parse_number(&at, BODY_LIMIT, &d->positions[d->n_vertices][i]), GFLA_ERROR_INPUT,
                "%s, line %ld: a vertex needs three numbers within %g", r->name, r->line, (double)BODY_LIMIT);
    d->n_vertices++;
fail:
    return status;
}

static gfla_status add_uv(struct mesh_reader *r, const char *at)
{
    gfla_status status = GFLA_OK;
    struct body_data *d = r->data;
    REQUIRE(d->n_uvs < BODY_MAX_VERTICES, GFLA_ERROR_INPUT, "%s, line %ld: more than %d texture coordinates", r->name,
            r->line, BODY_MAX_VERTICES);
    TRY(gfla_grow(&d->uvs, &r->uv_capacity, (size_t)d->n_uvs + 1, sizeof *d->uvs, "texture coordinates"));
    for (int i = 0; i < 2; i++)
        REQUIRE(body_parse_number(&at, BODY_LIMIT, &d->uvs[d->n_uvs][i]), GFLA_ERROR_INPUT,
                "%s, line %ld: a texture coordinate needs two numbers within %g", r->name, r->line, (double)BODY_LIMIT);
    d->n_uvs++;
fail:
    return status;
}

static gfla_status add_face(struct mesh_reader *r, const char *at)
{
    gfla_status status = GFLA_OK;
    struct body_quad quad;
    if (!r->faces)
        return GFLA_OK;
    REQUIRE(r->faces->n < BODY_MAX_FACES, GFLA_ERROR_INPUT, "%s, line %ld: more than %d faces in a group", r->name,
            r->line, BODY_MAX_FACES);
    for (int i = 0; i < 4; i++) {
        REQUIRE(body_parse_index(&at, r->data->n_vertices, &quad.v[i]) && quad.v[i]-- > 0 && *at++ == '/' &&
                    body_parse_index(&at, r->data->n_uvs, &quad.t[i]) && quad.t[i]-- > 0,
                GFLA_ERROR_INPUT,
                "%s, line %ld: a face needs four corners VERTEX/TEXTURE, 1 .. %d and 1 .. %d, of what stands above it",
                r->name, r->line, r->data->n_vertices, r->data->n_uvs);
        at += word_length(at); /* a normal that follows */
    }
    at += strspn(at, " \t\r");
    REQUIRE(*at == '\n' || *at == 0, GFLA_ERROR_INPUT, "%s, line %ld: a face of more than four corners", r->name,
            r->line);
    TRY(gfla_grow(&r->faces->quads, &r->faces->capacity, r->faces->n + 1, sizeof quad, "faces"));
    r->faces->quads[r->faces->n++] = quad;
fail:
    return status;
}

static gfla_status read_line(struct mesh_reader *r, const char *at)
{
    if (is_word(at, "v"))
        return add_vertex(r, at + 1);
    if (is_word(at, "vt"))
        return add_uv(r, at + 2);
    if (is_word(at, "f"))
        return add_face(r, at + 1);
    if (is_word(at, "g"))
        r->faces = find_group(r->data, at + 1);
    return GFLA_OK;
}

static gfla_status check_complete(const struct body_data *data, const char *name)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < BODY_GROUP_COUNT; i++)
        REQUIRE(data->groups[i].n, GFLA_ERROR_INPUT, "%s: the group \"%s\" is missing", name, group_names[i]);
    for (int i = 0; i < BODY_JOINT_COUNT; i++)
        REQUIRE(data->joints[i].n, GFLA_ERROR_INPUT, "%s: the group \"%s\" is missing", name, joint_names[i]);
fail:
    return status;
}

gfla_status body_mesh_parse(struct body_data *data, const char *text, const char *name)
{
    gfla_status status = GFLA_OK;
    struct mesh_reader reader = {.data = data, .name = name, .line = 1};
    for (const char *at = text; *at; reader.line++) {
        TRY(read_line(&reader, at));
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    TRY(check_complete(data, name));
fail:
    return status;
}

void body_joint_at(const struct body_data *data, const float (*positions)[3], enum body_joint joint, float at[3])
{
    const struct body_faces *cube = &data->joints[joint];
    for (int i = 0; i < 3; i++) {
        double sum = 0;
        for (size_t f = 0; f < cube->n; f++)
            for (int k = 0; k < 4; k++)
                sum += positions[cube->quads[f].v[k]][i];
        at[i] = (float)(sum / (4.0 * (double)cube->n));
    }
}
