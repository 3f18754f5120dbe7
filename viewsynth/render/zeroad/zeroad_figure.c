/* The people of 0 A.D. as figures: the mesh of an actor on foot, with head and helmet, on the game's biped skeleton. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/figure/figure_source.h"
#include "viewsynth/render/zeroad/zeroad.h"
#include "viewsynth/render/zeroad/zeroad_pieces.h"

#define GAME_HEIGHT 3.85 /* of a body, in the game's units */
#define MAX_TRIES 8      /* other actors, where one lacks a mesh or a texture */

struct zeroad {
    gfla_archive *archive;
    const char **actors; /* below art/actors; point into the archive's names; the last n_test are for tests */
    size_t n_actors, n_test, capacity;
};

/* ---- which actors ---- */

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* Whole peoples are held out: within one, units share textures. */
static bool is_for_tests(const char *actor)
{
    static const char *const folders[] = {"/athenians/", "/britons/", "/han/", "/kushites/", "/mauryas/"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (strstr(actor, folders[i]))
            return true;
    return false;
}

/* Puts those for tests last, in their order. */
static gfla_status part_actors(struct zeroad *z)
{
    gfla_status status;
    const char **parted = NULL;
    size_t n = 0;
    TRY(gfla_calloc(&parted, z->n_actors, sizeof *parted, "actors"));
    for (int test = 0; test < 2; test++) {
        z->n_test = n; /* in the end, how many come before */
        for (size_t i = 0; i < z->n_actors; i++)
            if (is_for_tests(z->actors[i]) == (test == 1))
                parted[n++] = z->actors[i];
    }
    z->n_test = n - z->n_test;
    memcpy(z->actors, parted, n * sizeof *parted);
fail:
    free(parted);
    return status;
}

/* Units of people on foot: riders share their meshes, and animals and engines have others. */
static gfla_status list_actors(struct zeroad *z)
{
    gfla_status status = GFLA_OK;
    static const char folder[] = "art/actors/units/";
    for (size_t i = 0; i < gfla_archive_count(z->archive); i++) {
        const char *name = gfla_archive_name(z->archive, i);
        void *data;
        size_t size;
        if (strncmp(name, folder, sizeof folder - 1) != 0 || !ends_with(name, ".xml"))
            continue;
        TRY(gfla_archive_read(z->archive, name, &data, &size));
        const bool is_person = strstr(data, ">skeletal/new/") != NULL;
        free(data);
        if (!is_person)
            continue;
        TRY(gfla_grow(&z->actors, &z->capacity, z->n_actors + 1, sizeof *z->actors, "actors"));
        z->actors[z->n_actors++] = name + strlen("art/actors/");
    }
    REQUIRE(z->n_actors > 0, GFLA_ERROR_INPUT, "no person among its actors. hint: public.zip of 0ad-data");
    TRY(part_actors(z));
fail:
    return status;
}

static void zeroad_close(void **state)
{
    struct zeroad *z = *state;
    if (!z)
        return;
    free(z->actors);
    gfla_archive_destroy(&z->archive);
    free(z);
    *state = NULL;
}

static gfla_status zeroad_open(void **state, const char *path)
{
    gfla_status status;
    struct zeroad *z = NULL;
    void *opened;
    path = path ? path : GFLA_ZEROAD_ARCHIVE;
    *state = NULL;
    TRY(gfla_calloc(&z, 1, sizeof *z, "people of 0 A.D."));
    opened = z;
    TRY(gfla_archive_open(&z->archive, path));
    status = list_actors(z);
    if (status != GFLA_OK) {
        gfla_fail_context(status, "%s", path);
        goto fail;
    }
    *state = z;
    return GFLA_OK;
fail:
    opened = z;
    zeroad_close(&opened);
    return status;
}

/* ---- the figure ---- */

/* What of a person a triangle shows: the game's textures do not tell skin from cloth, so this is by the bone. */
static enum gfla_figure_part part_of(const struct zeroad_piece *p, int bone, bool skirt)
{
    if (p->is_hair)
        return GFLA_PART_HAIR;
    if (p->is_worn || (p->bone != ZEROAD_NO_BONE && !p->is_head))
        return GFLA_PART_ACCESSORY;
    if (p->is_head || bone == ZEROAD_HEAD || bone == ZEROAD_NECK)
        return GFLA_PART_SKIN_HEAD;
    if (bone == ZEROAD_THIGH_L || bone == ZEROAD_THIGH_R || bone == ZEROAD_HIP)
        return skirt ? GFLA_PART_SKIRT : GFLA_PART_TROUSERS;
    if (bone == ZEROAD_LEG_L || bone == ZEROAD_LEG_R)
        return skirt ? GFLA_PART_SKIN_LEGS : GFLA_PART_TROUSERS;
    if (bone == ZEROAD_FOOT_L || bone == ZEROAD_FOOT_R)
        return GFLA_PART_SHOES;
    const bool arm = bone == ZEROAD_ARM_L || bone == ZEROAD_ARM_R;
    const bool forearm =
        (bone >= ZEROAD_FOREARM_L && bone < ZEROAD_NECK) || (bone >= ZEROAD_FOREARM_R && bone < ZEROAD_CAPE);
    return forearm ? GFLA_PART_SKIN_ARMS : arm ? GFLA_PART_SLEEVES : GFLA_PART_TOP;
}

static int dominant(const struct gfla_figure *f, size_t corner)
{
    int best = 0;
    for (int k = 1; k < GFLA_FIGURE_WEIGHTS; k++)
        if (f->corner_weights[GFLA_FIGURE_WEIGHTS * corner + k] >
            f->corner_weights[GFLA_FIGURE_WEIGHTS * corner + best])
            best = k;
    return f->corner_bones[GFLA_FIGURE_WEIGHTS * corner + best];
}

static void put_corner(const struct zeroad_piece *p, const struct zeroad_vertex *v, double scale, struct gfla_figure *f,
                       size_t at)
{
    struct raster_corner *c = &f->mesh->corners[at];
    const struct vector position = zeroad_place_point(&p->place, v->position);
    const struct vector normal =
        turn_apply(p->place.turn, (struct vector){(double)v->normal[0], (double)v->normal[1], (double)v->normal[2]});
    memcpy(c->position,
           (float[3]){(float)(scale * position.x), (float)(scale * position.y), (float)(scale * position.z)},
           sizeof c->position);
    memcpy(c->normal, (float[3]){(float)normal.x, (float)normal.y, (float)normal.z}, sizeof c->normal);
    memcpy(c->uv, v->uv, sizeof c->uv);
    c->colour = 0xffffffffu;
    uint8_t *bones = f->corner_bones + GFLA_FIGURE_WEIGHTS * at;
    float *weights = f->corner_weights + GFLA_FIGURE_WEIGHTS * at;
    const bool hangs = p->bone == ZEROAD_NO_BONE && v->weights[0] + v->weights[1] + v->weights[2] + v->weights[3] > 0;
    for (int k = 0; k < 4; k++) {
        bones[k] = hangs && v->weights[k] > 0 ? v->bones[k] : 0;
        weights[k] = hangs ? v->weights[k] : 0;
    }
    if (!hangs) {
        bones[0] = (uint8_t)(p->bone == ZEROAD_NO_BONE ? ZEROAD_HIP : p->bone);
        weights[0] = 1;
    }
}

static gfla_status allocate(struct zeroad_making *m, struct gfla_figure *f)
{
    gfla_status status;
    size_t n = 0;
    for (int i = 0; i < m->n; i++)
        n += m->pieces[i].model.n_faces;
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "a person without faces");
    TRY(gfla_calloc(&f->mesh, 1, sizeof *f->mesh, "a figure"));
    TRY(gfla_calloc(&f->mesh->corners, 3 * n, sizeof *f->mesh->corners, "corners of a figure"));
    TRY(gfla_calloc(&f->mesh->triangle_materials, n, sizeof *f->mesh->triangle_materials, "triangles of a figure"));
    TRY(gfla_calloc(&f->mesh->materials, (size_t)m->n, sizeof *f->mesh->materials, "materials of a figure"));
    TRY(gfla_calloc(&f->mesh->textures, (size_t)m->n, sizeof *f->mesh->textures, "textures of a figure"));
    TRY(gfla_calloc(&f->corner_bones, 3 * n, GFLA_FIGURE_WEIGHTS, "bones of corners"));
    TRY(gfla_calloc(&f->corner_weights, 3 * n * GFLA_FIGURE_WEIGHTS, sizeof(float), "weights of corners"));
    TRY(gfla_calloc(&f->parts, n, 1, "parts of a figure"));
fail:
    return status;
}

/* Triangles, material and texture of a piece. */
static void put_piece(struct zeroad_making *m, int number, double scale, bool skirt, struct gfla_figure *f)
{
    struct zeroad_piece *p = &m->pieces[number];
    struct gfla_mesh *mesh = f->mesh;
    for (size_t i = 0; i < p->model.n_faces; i++) {
        const size_t t = mesh->n_triangles++;
        for (size_t k = 0; k < 3; k++)
            put_corner(p, &p->model.vertices[p->model.faces[i][k]], scale, f, 3 * t + k);
        mesh->triangle_materials[t] = number;
        f->parts[t] = (uint8_t)part_of(p, dominant(f, 3 * t), skirt);
    }
    mesh->materials[number] =
        (struct raster_material){.colour = {1, 1, 1, 1}, .texture = number, .emission_texture = -1};
    mesh->textures[number] = p->texture;
    p->texture = (struct gfla_bitmap){0};
    mesh->n_materials = mesh->n_textures = number + 1;
}

static gfla_status assemble(struct zeroad_making *m, const char *actor, struct gfla_figure *f)
{
    gfla_status status;
    const double scale = (double)gfla_random_uniform(&m->random, 1.58f, 1.9f) / GAME_HEIGHT;
    const struct zeroad_model *body = &m->pieces[0].model;
    bool has_head = false;
    TRY(allocate(m, f));
    REQUIRE(body->n_bones >= ZEROAD_BONES, GFLA_ERROR_INPUT, "%s has %d bones, a biped %d", actor, body->n_bones,
            ZEROAD_BONES);
    for (int i = 0; i < m->n; i++)
        has_head = has_head || m->pieces[i].is_head;
    REQUIRE(has_head, GFLA_ERROR_INPUT, "%s has no head", actor);
    for (int i = 0; i < m->n; i++)
        put_piece(m, i, scale, !m->pants, f);
    zeroad_biped_set(body, scale, f);
    gfla_text_add(&f->description, "\"actor\":");
    gfla_text_add_json(&f->description, actor);
    gfla_text_add(&f->description, ",\"attribution\":\"Wildfire Games, 0 A.D.\"");
    REQUIRE(!f->description.failed, GFLA_ERROR_MEMORY, "a figure: host memory ran out");
    f->licence = gfla_figure_source_zeroad.licence;
fail:
    return status;
}

/* One of n actors. */
static gfla_status make_of(gfla_archive *archive, const char *const *actors, size_t n, uint64_t seed,
                           struct gfla_figure *figure)
{
    gfla_status status = GFLA_OK;
    struct zeroad_making m = {.archive = archive, .random = gfla_random_seed(seed, 0x306164)};
    for (int again = 0; again < MAX_TRIES; again++) {
        const char *actor = actors[gfla_random_below(&m.random, (uint32_t)n)];
        const struct zeroad_hold body = {.place = {TURN_NONE, {0, 0, 0}}, .bone = ZEROAD_NO_BONE};
        for (int k = 0; k < 3; k++)
            m.player[k] = gfla_random_uniform(&m.random, 0.1f, 1);
        status = zeroad_piece_add(&m, actor, &body);
        if (status == GFLA_OK)
            status = assemble(&m, actor, figure);
        zeroad_pieces_free(&m);
        if (status != GFLA_ERROR_INPUT)
            break;
        gfla_figure_free(figure);
    }
    return status;
}

static gfla_status zeroad_make(void *state, uint64_t seed, struct gfla_figure *figure)
{
    const struct zeroad *z = state;
    const size_t n = z->n_actors - z->n_test;
    return make_of(z->archive, z->actors, n ? n : z->n_actors, seed, figure);
}

static gfla_status zeroad_make_test(void *state, uint64_t seed, struct gfla_figure *figure)
{
    const struct zeroad *z = state;
    return z->n_test ? make_of(z->archive, z->actors + z->n_actors - z->n_test, z->n_test, seed, figure)
                     : zeroad_make(state, seed, figure);
}

const struct gfla_figure_source gfla_figure_source_zeroad = {.name = "0ad",
                                                             .licence = "CC-BY-SA-3.0",
                                                             .open = zeroad_open,
                                                             .close = zeroad_close,
                                                             .make = zeroad_make,
                                                             .make_test = zeroad_make_test};
