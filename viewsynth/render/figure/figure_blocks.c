/* A small articulated figure made in code: tubes around its bones. For tests, and for trying things without any
 * data. */
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "viewsynth/render/figure/figure_source.h"
#include "viewsynth/render/figure/figure_tube.h"

#define MAX_TRIANGLES 6000
#define TEXTURE 64

enum { SKIN, TOP, TROUSERS, SHOES, HAIR, EYES, MATERIALS };

/* Heights and widths in metres of a person of 1.7. The left side; right is mirrored. */
static const struct {
    int parent;
    float head[3], tail[3];
} bones[GFLA_FIGURE_BONE_ROLES] = {
    [GFLA_FIGURE_HIPS] = {-1, {0, 0.92f, 0}, {0, 1.04f, 0}},
    [GFLA_FIGURE_SPINE] = {GFLA_FIGURE_HIPS, {0, 1.04f, 0}, {0, 1.22f, 0}},
    [GFLA_FIGURE_CHEST] = {GFLA_FIGURE_SPINE, {0, 1.22f, 0}, {0, 1.42f, 0}},
    [GFLA_FIGURE_NECK] = {GFLA_FIGURE_CHEST, {0, 1.42f, 0}, {0, 1.5f, 0.01f}},
    [GFLA_FIGURE_HEAD] = {GFLA_FIGURE_NECK, {0, 1.5f, 0.01f}, {0, 1.7f, 0.02f}},
    [GFLA_FIGURE_R_CLAVICLE] = {GFLA_FIGURE_CHEST, {-0.03f, 1.39f, 0}, {-0.18f, 1.4f, 0}},
    [GFLA_FIGURE_R_UPPER_ARM] = {GFLA_FIGURE_R_CLAVICLE, {-0.18f, 1.4f, 0}, {-0.38f, 1.2f, 0}},
    [GFLA_FIGURE_R_FOREARM] = {GFLA_FIGURE_R_UPPER_ARM, {-0.38f, 1.2f, 0}, {-0.56f, 1.02f, 0}},
    [GFLA_FIGURE_R_HAND] = {GFLA_FIGURE_R_FOREARM, {-0.56f, 1.02f, 0}, {-0.67f, 0.91f, 0}},
    [GFLA_FIGURE_L_CLAVICLE] = {GFLA_FIGURE_CHEST, {0.03f, 1.39f, 0}, {0.18f, 1.4f, 0}},
    [GFLA_FIGURE_L_UPPER_ARM] = {GFLA_FIGURE_L_CLAVICLE, {0.18f, 1.4f, 0}, {0.38f, 1.2f, 0}},
    [GFLA_FIGURE_L_FOREARM] = {GFLA_FIGURE_L_UPPER_ARM, {0.38f, 1.2f, 0}, {0.56f, 1.02f, 0}},
    [GFLA_FIGURE_L_HAND] = {GFLA_FIGURE_L_FOREARM, {0.56f, 1.02f, 0}, {0.67f, 0.91f, 0}},
    [GFLA_FIGURE_R_THIGH] = {GFLA_FIGURE_HIPS, {-0.09f, 0.9f, 0}, {-0.1f, 0.48f, 0}},
    [GFLA_FIGURE_R_SHIN] = {GFLA_FIGURE_R_THIGH, {-0.1f, 0.48f, 0}, {-0.1f, 0.08f, -0.01f}},
    [GFLA_FIGURE_R_FOOT] = {GFLA_FIGURE_R_SHIN, {-0.1f, 0.08f, -0.01f}, {-0.11f, 0.03f, 0.16f}},
    [GFLA_FIGURE_L_THIGH] = {GFLA_FIGURE_HIPS, {0.09f, 0.9f, 0}, {0.1f, 0.48f, 0}},
    [GFLA_FIGURE_L_SHIN] = {GFLA_FIGURE_L_THIGH, {0.1f, 0.48f, 0}, {0.1f, 0.08f, -0.01f}},
    [GFLA_FIGURE_L_FOOT] = {GFLA_FIGURE_L_SHIN, {0.1f, 0.08f, -0.01f}, {0.11f, 0.03f, 0.16f}},
};

/* In the order of COCO-18, with the right side first. */
static const struct {
    int bone;
    float at[3], radius;
} joints[GFLA_FIGURE_JOINTS] = {
    {GFLA_FIGURE_HEAD, {0, 1.56f, 0.115f}, 0.05f},       {GFLA_FIGURE_CHEST, {0, 1.41f, 0}, 0.14f},
    {GFLA_FIGURE_R_UPPER_ARM, {-0.18f, 1.4f, 0}, 0.12f}, {GFLA_FIGURE_R_FOREARM, {-0.38f, 1.2f, 0}, 0.09f},
    {GFLA_FIGURE_R_HAND, {-0.56f, 1.02f, 0}, 0.07f},     {GFLA_FIGURE_L_UPPER_ARM, {0.18f, 1.4f, 0}, 0.12f},
    {GFLA_FIGURE_L_FOREARM, {0.38f, 1.2f, 0}, 0.09f},    {GFLA_FIGURE_L_HAND, {0.56f, 1.02f, 0}, 0.07f},
    {GFLA_FIGURE_R_THIGH, {-0.09f, 0.9f, 0}, 0.16f},     {GFLA_FIGURE_R_SHIN, {-0.1f, 0.48f, 0}, 0.11f},
    {GFLA_FIGURE_R_FOOT, {-0.1f, 0.08f, -0.01f}, 0.09f}, {GFLA_FIGURE_L_THIGH, {0.09f, 0.9f, 0}, 0.16f},
    {GFLA_FIGURE_L_SHIN, {0.1f, 0.48f, 0}, 0.11f},       {GFLA_FIGURE_L_FOOT, {0.1f, 0.08f, -0.01f}, 0.09f},
    {GFLA_FIGURE_HEAD, {-0.035f, 1.6f, 0.095f}, 0.04f},  {GFLA_FIGURE_HEAD, {0.035f, 1.6f, 0.095f}, 0.04f},
    {GFLA_FIGURE_HEAD, {-0.085f, 1.58f, 0.01f}, 0.05f},  {GFLA_FIGURE_HEAD, {0.085f, 1.58f, 0.01f}, 0.05f},
};

/* ---- the shapes ---- */

static void add_trunk_and_head(struct making *m)
{
    enum {
        HIPS = GFLA_FIGURE_HIPS,
        SPINE = GFLA_FIGURE_SPINE,
        CHEST = GFLA_FIGURE_CHEST,
        NECK = GFLA_FIGURE_NECK,
        HEAD = GFLA_FIGURE_HEAD
    };
    const struct tube trunk = {9,
                               {{{0, 0.84f, 0}, 0.12f, 0.085f, HIPS, 0, 0},
                                {{0, 0.92f, 0}, 0.16f, 0.105f, HIPS, 0, 0},
                                {{0, 1.0f, 0}, 0.15f, 0.1f, HIPS, SPINE, 0.4f},
                                {{0, 1.1f, 0}, 0.135f, 0.092f, SPINE, HIPS, 0.1f},
                                {{0, 1.2f, 0}, 0.15f, 0.1f, SPINE, CHEST, 0.5f},
                                {{0, 1.3f, 0}, 0.17f, 0.105f, CHEST, 0, 0},
                                {{0, 1.38f, 0}, 0.16f, 0.085f, CHEST, 0, 0},
                                {{0, 1.42f, 0}, 0.09f, 0.062f, CHEST, NECK, 0.2f},
                                {{0, 1.44f, 0}, 0.055f, 0.05f, CHEST, NECK, 0.4f}},
                               2,
                               {TROUSERS, TOP},
                               {GFLA_PART_TROUSERS, GFLA_PART_TOP}};
    const struct tube neck = {
        2,
        {{{0, 1.4f, 0}, 0.05f, 0.05f, CHEST, NECK, 0.5f}, {{0, 1.52f, 0.01f}, 0.048f, 0.05f, NECK, HEAD, 0.6f}},
        2,
        {SKIN, SKIN},
        {GFLA_PART_SKIN_HEAD, GFLA_PART_SKIN_HEAD}};
    const struct tube head = {6,
                              {{{0, 1.485f, 0.03f}, 0.03f, 0.035f, HEAD, 0, 0},
                               {{0, 1.51f, 0.03f}, 0.06f, 0.075f, HEAD, 0, 0},
                               {{0, 1.56f, 0.025f}, 0.078f, 0.09f, HEAD, 0, 0},
                               {{0, 1.63f, 0.01f}, 0.08f, 0.095f, HEAD, 0, 0},
                               {{0, 1.68f, 0}, 0.065f, 0.078f, HEAD, 0, 0},
                               {{0, 1.71f, 0}, 0.03f, 0.035f, HEAD, 0, 0}},
                              3,
                              {SKIN, HAIR},
                              {GFLA_PART_SKIN_HEAD, GFLA_PART_HAIR}};
    const struct tube eye = {
        2,
        {{{0.035f, 1.6f, 0.08f}, 0.014f, 0.012f, HEAD, 0, 0}, {{0.035f, 1.6f, 0.106f}, 0.012f, 0.01f, HEAD, 0, 0}},
        2,
        {EYES, EYES},
        {GFLA_PART_EYES, GFLA_PART_EYES}};
    figure_add_tube(m, &trunk);
    figure_add_tube(m, &neck);
    figure_add_tube(m, &head);
    figure_add_both(m, &eye);
}

static void add_limbs(struct making *m, int sleeve)
{
    enum {
        COLLAR = GFLA_FIGURE_L_CLAVICLE,
        UPPER = GFLA_FIGURE_L_UPPER_ARM,
        FOREARM = GFLA_FIGURE_L_FOREARM,
        HAND = GFLA_FIGURE_L_HAND
    };
    enum { HIPS = GFLA_FIGURE_HIPS, THIGH = GFLA_FIGURE_L_THIGH, SHIN = GFLA_FIGURE_L_SHIN, FOOT = GFLA_FIGURE_L_FOOT };
    const struct tube arm = {12,
                             {{{0.12f, 1.385f, 0}, 0.05f, 0.06f, COLLAR, UPPER, 0.3f},
                              {{0.17f, 1.39f, 0}, 0.055f, 0.06f, COLLAR, UPPER, 0.6f},
                              {{0.22f, 1.36f, 0}, 0.055f, 0.056f, UPPER, COLLAR, 0.1f},
                              {{0.29f, 1.29f, 0}, 0.048f, 0.05f, UPPER, FOREARM, 0},
                              {{0.345f, 1.235f, 0}, 0.044f, 0.044f, UPPER, FOREARM, 0.2f},
                              {{0.38f, 1.2f, 0}, 0.042f, 0.042f, UPPER, FOREARM, 0.5f},
                              {{0.415f, 1.165f, 0}, 0.042f, 0.042f, UPPER, FOREARM, 0.8f},
                              {{0.48f, 1.1f, 0}, 0.038f, 0.038f, FOREARM, HAND, 0},
                              {{0.545f, 1.035f, 0}, 0.028f, 0.032f, FOREARM, HAND, 0.4f},
                              {{0.58f, 1.0f, 0}, 0.022f, 0.038f, HAND, FOREARM, 0.1f},
                              {{0.64f, 0.94f, 0}, 0.018f, 0.036f, HAND, FOREARM, 0},
                              {{0.68f, 0.9f, 0}, 0.01f, 0.02f, HAND, FOREARM, 0}},
                             sleeve,
                             {TOP, SKIN},
                             {GFLA_PART_SLEEVES, GFLA_PART_SKIN_ARMS}};
    const struct tube leg = {10,
                             {{{0.08f, 0.95f, 0}, 0.07f, 0.09f, HIPS, THIGH, 0.3f},
                              {{0.09f, 0.84f, 0}, 0.084f, 0.095f, THIGH, HIPS, 0.2f},
                              {{0.1f, 0.66f, 0}, 0.072f, 0.078f, THIGH, SHIN, 0},
                              {{0.1f, 0.54f, 0}, 0.06f, 0.062f, THIGH, SHIN, 0.2f},
                              {{0.1f, 0.48f, 0}, 0.056f, 0.06f, THIGH, SHIN, 0.5f},
                              {{0.1f, 0.42f, 0}, 0.055f, 0.06f, THIGH, SHIN, 0.8f},
                              {{0.1f, 0.3f, -0.01f}, 0.05f, 0.055f, SHIN, FOOT, 0},
                              {{0.1f, 0.15f, -0.01f}, 0.04f, 0.042f, SHIN, FOOT, 0.1f},
                              {{0.1f, 0.08f, -0.01f}, 0.04f, 0.04f, SHIN, FOOT, 0.5f},
                              {{0.1f, 0.05f, -0.01f}, 0.036f, 0.036f, FOOT, SHIN, 0.1f}},
                             8,
                             {TROUSERS, SHOES},
                             {GFLA_PART_TROUSERS, GFLA_PART_SHOES}};
    const struct tube foot = {5,
                              {{{0.1f, 0.04f, -0.065f}, 0.03f, 0.03f, FOOT, 0, 0},
                               {{0.1f, 0.045f, -0.02f}, 0.042f, 0.045f, FOOT, 0, 0},
                               {{0.105f, 0.038f, 0.06f}, 0.046f, 0.038f, FOOT, 0, 0},
                               {{0.11f, 0.028f, 0.14f}, 0.04f, 0.028f, FOOT, 0, 0},
                               {{0.11f, 0.022f, 0.185f}, 0.018f, 0.018f, FOOT, 0, 0}},
                              5,
                              {SHOES, SHOES},
                              {GFLA_PART_SHOES, GFLA_PART_SHOES}};
    figure_add_both(m, &arm);
    figure_add_both(m, &leg);
    figure_add_both(m, &foot);
}

/* ---- colours, skeleton, all of it ---- */

static void set_colour(struct gfla_mesh *mesh, int material, float r, float g, float b)
{
    mesh->materials[material] = (struct raster_material){.colour = {r, g, b, 1}, .texture = -1, .emission_texture = -1};
}

static gfla_status dress(struct gfla_mesh *mesh, struct gfla_random *random)
{
    gfla_status status;
    struct gfla_bitmap *image;
    const float tone = gfla_random_uniform(random, 0.35f, 0.95f), hair = gfla_random_uniform(random, 0.05f, 0.5f);
    const uint32_t kind = gfla_random_below(random, 3), width = 4 + gfla_random_below(random, 10);
    uint8_t colours[2][3];
    set_colour(mesh, SKIN, tone, tone * 0.78f, tone * 0.65f);
    set_colour(mesh, TROUSERS, gfla_random_uniform(random, 0.1f, 0.7f), gfla_random_uniform(random, 0.1f, 0.6f),
               gfla_random_uniform(random, 0.1f, 0.8f));
    set_colour(mesh, SHOES, 0.2f * tone, 0.15f, 0.12f);
    set_colour(mesh, HAIR, hair, hair * 0.7f, hair * 0.4f);
    set_colour(mesh, EYES, 0.08f, 0.08f, 0.1f);
    set_colour(mesh, TOP, 1, 1, 1);
    mesh->materials[TOP].texture = 0;
    TRY(gfla_calloc(&mesh->textures, 1, sizeof *mesh->textures, "textures"));
    image = &mesh->textures[0];
    TRY(gfla_bitmap_create(image, TEXTURE, TEXTURE, 4, 8));
    mesh->n_textures = 1;
    for (int i = 0; i < 6; i++)
        colours[i / 3][i % 3] = (uint8_t)gfla_random_below(random, 256);
    for (uint32_t i = 0; i < TEXTURE * TEXTURE; i++) {
        const uint32_t x = i % TEXTURE / width % 2, y = i / TEXTURE / width % 2,
                       which = kind == 0   ? x
                               : kind == 1 ? y
                                           : x ^ y;
        uint8_t *out = (uint8_t *)image->pixels + 4 * i;
        memcpy(out, colours[which], 3);
        out[3] = 255;
    }
fail:
    return status;
}

static void set_skeleton(struct gfla_figure *f, float scale)
{
    f->n_bones = GFLA_FIGURE_BONE_ROLES;
    for (int b = 0; b < f->n_bones; b++) {
        f->roles[b] = b;
        f->bones[b].parent = bones[b].parent;
        for (int k = 0; k < 3; k++) {
            f->bones[b].head[k] = scale * bones[b].head[k];
            f->bones[b].tail[k] = scale * bones[b].tail[k];
        }
    }
    for (int j = 0; j < GFLA_FIGURE_JOINTS; j++) {
        f->joints[j].bone = joints[j].bone;
        f->joints[j].radius = scale * joints[j].radius;
        for (int k = 0; k < 3; k++)
            f->joints[j].at[k] = scale * joints[j].at[k];
    }
}

static gfla_status allocate(struct gfla_figure *f)
{
    gfla_status status;
    TRY(gfla_calloc(&f->mesh, 1, sizeof *f->mesh, "a figure"));
    TRY(gfla_calloc(&f->mesh->corners, 3 * MAX_TRIANGLES, sizeof *f->mesh->corners, "corners of a figure"));
    TRY(gfla_calloc(&f->mesh->triangle_materials, MAX_TRIANGLES, sizeof *f->mesh->triangle_materials,
                    "triangles of a figure"));
    TRY(gfla_calloc(&f->mesh->materials, MATERIALS, sizeof *f->mesh->materials, "materials of a figure"));
    TRY(gfla_calloc(&f->corner_bones, 3 * MAX_TRIANGLES, GFLA_FIGURE_WEIGHTS, "bones of corners"));
    TRY(gfla_calloc(&f->corner_weights, 3 * MAX_TRIANGLES * GFLA_FIGURE_WEIGHTS, sizeof(float), "weights of corners"));
    TRY(gfla_calloc(&f->parts, MAX_TRIANGLES, 1, "parts of a figure"));
    f->mesh->n_materials = MATERIALS;
fail:
    return status;
}

static gfla_status blocks_make(void *state, uint64_t seed, struct gfla_figure *figure)
{
    gfla_status status;
    struct gfla_random random = gfla_random_seed(seed, 0x626c6f636b73);
    const float height = gfla_random_uniform(&random, 1.5f, 1.92f), girth = gfla_random_uniform(&random, 0.85f, 1.15f);
    const bool is_short = gfla_random_below(&random, 2);
    struct making m = {.figure = figure, .scale = height / 1.71f, .girth = girth};
    TRY(allocate(figure));
    TRY(dress(figure->mesh, &random));
    set_skeleton(figure, m.scale);
    add_trunk_and_head(&m);
    add_limbs(&m, is_short ? 4 : 8);
    gfla_text_add(&figure->description, "\"height\":%.3f,\"sleeves\":\"%s\"", (double)height,
                  is_short ? "short" : "long");
    REQUIRE(!figure->description.failed, GFLA_ERROR_MEMORY, "a figure: host memory ran out");
    figure->licence = gfla_figure_source_blocks.licence;
fail:
    (void)state;
    return status;
}

static gfla_status blocks_open(void **state, const char *path)
{
    *state = NULL;
    return path ? gfla_fail(GFLA_ERROR_USAGE, "figures of blocks need no data, and '%s' was named", path) : GFLA_OK;
}

static void blocks_close(void **state)
{
    *state = NULL;
}

const struct gfla_figure_source gfla_figure_source_blocks = {
    .name = "blocks", .licence = "CC0-1.0", .open = blocks_open, .close = blocks_close, .make = blocks_make};
