/* What an importer and a reader of HDF5 and their helpers say to one another. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/hdf5/hdf5_wire.h"
#include "tests/fuzz/seeds.h"
#include "viewsynth/render/import_wire.h"
#include "viewsynth/render/mesh_wire.h"
#include "viewsynth/render/skeleton_wire.h"

#define N_KEYS 3

static unsigned char bytes[65536];
static size_t n_bytes;

static gfla_status append(void *context, const void *data, size_t size)
{
    (void)context;
    if (size > sizeof bytes - n_bytes)
        return gfla_fail(GFLA_ERROR_MEMORY, "a seed is too long");
    if (size > 0)
        memcpy(bytes + n_bytes, data, size);
    n_bytes += size;
    return GFLA_OK;
}
static const struct gfla_wire_out out = {append, NULL};

static void flush(const char *reader, const char *name)
{
    write_seeds(reader, name, bytes, n_bytes);
    n_bytes = 0;
}

/* Two triangles, two materials with names, a texture, a note. */
static void write_mesh(void)
{
    struct gfla_mesh *m;
    must(gfla_calloc(&m, 1, sizeof *m, "mesh"));
    m->n_triangles = m->n_materials = 2;
    m->n_textures = 1;
    must(gfla_calloc(&m->corners, 6, sizeof *m->corners, "corners"));
    must(gfla_calloc(&m->triangle_materials, 2, sizeof *m->triangle_materials, "materials"));
    must(gfla_calloc(&m->materials, 2, sizeof *m->materials, "materials"));
    must(gfla_calloc(&m->textures, 1, sizeof *m->textures, "textures"));
    must(gfla_bitmap_create(&m->textures[0], 3, 2, 4, 8));
    for (int i = 0; i < 6; i++)
        m->corners[i].position[i % 3] = (float)i;
    for (int i = 0; i < 2; i++)
        m->materials[i] = (struct raster_material){.colour = {1, 0.5f, 0, 1}, .texture = i - 1, .emission_texture = -1};
    m->triangle_materials[1] = 1;
    gfla_text_add(&m->material_names, "wood%c%c", 0, 0);
    gfla_text_add(&m->notes, "a texture is lost\n");
    must(gfla_mesh_wire_write(m, &out));
    flush("mesh_wire", "square");
    gfla_mesh_destroy(&m);
}

/* A person who moves; the keys are shared. */
static void write_skeleton(void)
{
    static const struct {
        const char *name;
        int parent;
    } nodes[] = {{"Hips", -1},        {"Spine", 0},    {"Neck", 1},          {"Head", 2},       {"HeadTop_End", 3},
                 {"RightUpLeg", 0},   {"RightLeg", 5}, {"RightFoot", 6},     {"LeftUpLeg", 0},  {"LeftLeg", 8},
                 {"LeftFoot", 9},     {"RightArm", 1}, {"RightForeArm", 11}, {"RightHand", 12}, {"LeftArm", 1},
                 {"LeftForeArm", 14}, {"LeftHand", 15}};
    struct gfla_skeleton *s;
    must(gfla_calloc(&s, 1, sizeof *s, "skeleton"));
    s->n_nodes = sizeof nodes / sizeof *nodes;
    s->n_keys = s->most_keys = N_KEYS;
    s->duration = N_KEYS - 1;
    s->ticks = 30;
    must(gfla_calloc(&s->nodes, s->n_nodes, sizeof *s->nodes, "nodes"));
    must(gfla_calloc(&s->keys, N_KEYS, sizeof *s->keys, "keys"));
    for (int k = 0; k < N_KEYS; k++)
        s->keys[k] = (struct gfla_skeleton_key){k, {1, 0.25f * (float)k, 0, 0}};
    for (int i = 0; i < (int)s->n_nodes; i++) {
        s->nodes[i] = (struct gfla_skeleton_node){.parent = nodes[i].parent,
                                                  .name = (uint32_t)s->names.size,
                                                  .rest = {{1, 0, 0, 0, 1, 0, 0, 0, 1}, {i % 3, i % 5, i % 2}},
                                                  .positions = {0, N_KEYS},
                                                  .turns = {0, N_KEYS}};
        gfla_text_add(&s->names, "%s%c", nodes[i].name, 0);
    }
    must(gfla_skeleton_wire_write(s, &out));
    flush("skeleton_wire", "person");
    gfla_skeleton_destroy(&s);
}

static void add_request(uint32_t kind, const char *path, const char *member)
{
    const struct gfla_import_request request = {.magic = GFLA_IMPORT_REQUEST,
                                                .kind = kind,
                                                .params = {.max_texture = 64},
                                                .path_size = (uint32_t)strlen(path) + 1,
                                                .member_size = member ? (uint32_t)strlen(member) + 1 : 0};
    must(append(NULL, &request, sizeof request));
    must(append(NULL, path, request.path_size));
    if (member)
        must(append(NULL, member, request.member_size));
}

static void add_reply(const char *name, struct gfla_hdf5_reply reply, const char *content, size_t size)
{
    reply.magic = GFLA_HDF5_REPLY;
    reply.size = size;
    must(append(NULL, &reply, sizeof reply));
    must(append(NULL, content, size));
    flush("hdf5_reply", name);
}

static void write_replies(void)
{
    static const char message[] = "a.hdf5: b_0_0: the group is missing";
    add_reply("nothing", (struct gfla_hdf5_reply){0}, "", 0);
    add_reply("names", (struct gfla_hdf5_reply){0}, "a_0_0\0b_34_20", 14);
    add_reply("view", (struct gfla_hdf5_reply){.width = 2, .height = 2, .pose = {34, 20}}, "0123456789ab", 12);
    add_reply("sides", (struct gfla_hdf5_reply){.which = 1, .width = 256, .height = 256}, "", 0);
    add_reply("failure", (struct gfla_hdf5_reply){.status = GFLA_ERROR_INPUT}, message, sizeof message - 1);
}

void write_wire_seeds(void)
{
    write_mesh();
    write_skeleton();
    add_request(GFLA_IMPORT_MESH, "#.obj", NULL);
    add_request(GFLA_IMPORT_SKELETON, "#.bvh", NULL);
    add_request(GFLA_IMPORT_MESH, "#.zip", "a.glb");
    flush("import_worker", "three");
    write_replies();
}
