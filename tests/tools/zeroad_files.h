/* tests/tools/zeroad_files.h - small meshes, clips and actors in the formats of 0 A.D., made up: a biped of
 * tetrahedra. */
#ifndef GFLA_TESTS_ZEROAD_FILES_H
#define GFLA_TESTS_ZEROAD_FILES_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct zeroad_bytes {
    uint8_t data[1 << 16];
    size_t size;
};

static inline void zeroad_u32(struct zeroad_bytes *b, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        b->data[b->size++] = (uint8_t)(v >> 8 * i);
}

static inline void zeroad_floats(struct zeroad_bytes *b, const float *v, int n)
{
    for (int i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &v[i], 4);
        zeroad_u32(b, bits);
    }
}

static inline void zeroad_raw(struct zeroad_bytes *b, const void *data, size_t n)
{
    memcpy(b->data + b->size, data, n);
    b->size += n;
}

/* Where the 46 bones of a biped are at rest, in the game's axes: facing -z, left at +x. */
static inline void zeroad_bone_at(int bone, float at[3])
{
    static const struct {
        int bone;
        float at[3];
    } known[] = {{0, {0, 2.2f, 0}},      {1, {0, 2.4f, 0}},      {2, {0, 2.6f, 0}},      {3, {0, 2.8f, 0}},
                 {4, {0.1f, 3.4f, 0}},   {5, {0.4f, 3.4f, 0}},   {6, {0.7f, 2.9f, 0}},   {7, {1.0f, 2.4f, 0}},
                 {15, {0, 3.5f, 0}},     {16, {0, 3.7f, 0}},     {19, {-0.1f, 3.4f, 0}}, {20, {-0.4f, 3.4f, 0}},
                 {21, {-0.7f, 2.9f, 0}}, {22, {-1.0f, 2.4f, 0}}, {30, {0.2f, 2.2f, 0}},  {31, {0.2f, 1.2f, 0}},
                 {32, {0.2f, 0.2f, 0}},  {33, {-0.2f, 2.2f, 0}}, {34, {-0.2f, 1.2f, 0}}, {35, {-0.2f, 0.2f, 0}}};
    memset(at, 0, 3 * sizeof *at);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].bone == bone)
            memcpy(at, known[i].at, 3 * sizeof *at);
}

static inline void zeroad_place_at(struct zeroad_bytes *b, const float at[3])
{
    const float upright[4] = {0, 0, 0, 1};
    zeroad_floats(b, at, 3);
    zeroad_floats(b, upright, 4);
}

/* A tetrahedron around a point. */
static inline void zeroad_vertices(struct zeroad_bytes *b, const float at[3], int bone, float size)
{
    for (int k = 0; k < 4; k++) {
        const float corner[4][3] = {{0, 1, 0}, {-1, -1, -1}, {1, -1, -1}, {0, -1, 1}};
        const float length =
            sqrtf(corner[k][0] * corner[k][0] + corner[k][1] * corner[k][1] + corner[k][2] * corner[k][2]);
        const uint8_t bones[4] = {(uint8_t)bone, 255, 255, 255};
        const float weights[4] = {bone == 255 ? 0 : 1, 0, 0, 0}, uv[2] = {0.25f * (float)k, 0.5f};
        float position[3], normal[3];
        for (int i = 0; i < 3; i++) {
            position[i] = at[i] + size * corner[k][i];
            normal[i] = corner[k][i] / length;
        }
        zeroad_floats(b, position, 3);
        zeroad_floats(b, normal, 3);
        zeroad_floats(b, uv, 2);
        zeroad_raw(b, bones, 4);
        zeroad_floats(b, weights, 4);
    }
}

static inline void zeroad_faces(struct zeroad_bytes *b, int n)
{
    zeroad_u32(b, (uint32_t)(4 * n));
    for (int i = 0; i < n; i++) {
        static const int faces[12] = {0, 1, 2, 0, 2, 3, 0, 3, 1, 1, 3, 2};
        for (int k = 0; k < 12; k++) {
            const uint16_t v = (uint16_t)(4 * i + faces[k]);
            zeroad_raw(b, (uint8_t[2]){(uint8_t)v, (uint8_t)(v >> 8)}, 2);
        }
    }
}

/* A body: a tetrahedron on each of 20 bones, and a point for a head; or (`prop`) one tetrahedron that no bone moves. */
static inline void zeroad_write_mesh(struct zeroad_bytes *b, bool prop)
{
    static const int shown[20] = {0, 1, 2, 3, 4, 5, 6, 7, 15, 16, 19, 20, 21, 22, 30, 31, 32, 33, 34, 35};
    const int n = prop ? 1 : 20;
    float at[3] = {0, 0.3f, 0};
    b->size = 0;
    zeroad_raw(b, "PSMD", 4);
    zeroad_u32(b, 4);
    zeroad_u32(b, 0); /* the size, which readers need not believe */
    zeroad_u32(b, (uint32_t)(4 * n));
    zeroad_u32(b, 1);
    for (int i = 0; i < n; i++) {
        if (!prop)
            zeroad_bone_at(shown[i], at);
        zeroad_vertices(b, at, prop ? 255 : shown[i], 0.15f);
    }
    zeroad_faces(b, n);
    zeroad_u32(b, prop ? 0 : 46);
    for (int i = 0; i < 46 && !prop; i++) {
        zeroad_bone_at(i, at);
        zeroad_place_at(b, at);
    }
    zeroad_u32(b, prop ? 0 : 1);
    if (!prop) {
        const float nowhere[3] = {0, 0, 0};
        zeroad_u32(b, 4);
        zeroad_raw(b, "head", 4);
        zeroad_place_at(b, nowhere);
        b->data[b->size++] = 16;
    }
}

/* A clip in which the left arm is raised, frame by frame, until it points to the side and the right knee comes up. */
static inline void zeroad_write_clip(struct zeroad_bytes *b, int n_frames)
{
    const float ms = 40;
    b->size = 0;
    zeroad_raw(b, "PSSA", 4);
    zeroad_u32(b, 1);
    zeroad_u32(b, 0);
    zeroad_u32(b, 4);
    zeroad_raw(b, "wave", 4);
    zeroad_floats(b, &ms, 1);
    zeroad_u32(b, 46);
    zeroad_u32(b, (uint32_t)n_frames);
    for (int f = 0; f < n_frames; f++)
        for (int i = 0; i < 46; i++) {
            const float part = n_frames > 1 ? (float)f / (float)(n_frames - 1) : 0;
            float at[3];
            zeroad_bone_at(i, at);
            if (i == 6)
                at[0] += 0.3f * part, at[1] += 0.5f * part;
            if (i == 7)
                at[0] += 0.6f * part, at[1] += 1.0f * part;
            if (i == 34 || i == 35) /* the thigh forwards: to -z */
                at[1] += 1.0f * part, at[2] -= 1.0f * part;
            zeroad_place_at(b, at);
        }
}

static const char zeroad_unit[] =
    "<?xml version=\"1.0\"?><actor version=\"1\"><group>"
    "<variant frequency=\"1\" name=\"Base\"><mesh>skeletal/new/m_tunic_short.dae</mesh>"
    "<props><prop actor=\"props/head_a.xml\" attachpoint=\"head\"/><prop actor=\"props/spear.xml\" "
    "attachpoint=\"weapon_R\"/></props></variant>"
    "</group><group>"
    "<variant frequency=\"1\"><textures><texture file=\"a.png\" name=\"baseTex\"/><texture file=\"s.png\" "
    "name=\"specTex\"/></textures></variant>"
    "<variant frequency=\"3\"><textures><texture file=\"b.png\" name=\"baseTex\"/></textures></variant>"
    "</group><group><variant file=\"biped/base.xml\"/></group></actor>";
static const char zeroad_head[] =
    "<actor><group><variant><mesh>props/head.dae</mesh><textures><texture file=\"a.png\" name=\"baseTex\"/></textures>"
    "<color>20 10 5</color></variant></group></actor>";
static const char zeroad_base[] = "<variant name=\"base\"><animations/></variant>";

#endif
