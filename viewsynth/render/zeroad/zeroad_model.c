#include "viewsynth/render/zeroad/zeroad_model.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define MAX_COORDINATE 1e6f

/* What is left of a file. After the first read beyond its end all reads give zeros, and the end is told once. */
struct bytes {
    const uint8_t *at;
    size_t left;
    bool over;
};

static void take(struct bytes *b, void *out, size_t n)
{
    if (b->over || n > b->left) {
        b->over = true;
        memset(out, 0, n);
        return;
    }
    memcpy(out, b->at, n);
    b->at += n;
    b->left -= n;
}

static uint32_t take_u32(struct bytes *b)
{
    uint8_t v[4];
    take(b, v, sizeof v);
    return v[0] | (uint32_t)v[1] << 8 | (uint32_t)v[2] << 16 | (uint32_t)v[3] << 24;
}

static void take_floats(struct bytes *b, float *out, int n)
{
    for (int i = 0; i < n; i++) {
        const uint32_t bits = take_u32(b);
        memcpy(&out[i], &bits, sizeof bits);
    }
}

static bool are_numbers(const float *v, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabsf(v[i]) <= MAX_COORDINATE))
            return false;
    return true;
}

/* A count that elements of `size` bytes follow, so that nothing is allocated for what is not there. */
static gfla_status take_count(struct bytes *b, size_t size, uint32_t most, const char *what, size_t *n)
{
    const uint32_t count = take_u32(b);
    if (b->over)
        return gfla_fail(GFLA_ERROR_INPUT, "the file ends before the number of its %s", what);
    if (count > most || count > b->left / size)
        return gfla_fail(GFLA_ERROR_INPUT, "%u %s; the limit is %u, and %zu bytes follow", count, what, most, b->left);
    *n = count;
    return GFLA_OK;
}

/* Magic, version, and the bytes that follow, which the file says again. */
static gfla_status take_head(struct bytes *b, const char *magic, uint32_t most, uint32_t *version)
{
    char found[4];
    take(b, found, sizeof found);
    *version = take_u32(b);
    take_u32(b);
    if (b->over || memcmp(found, magic, 4) != 0)
        return gfla_fail(GFLA_ERROR_INPUT, "does not begin with %s", magic);
    if (*version < 1 || *version > most)
        return gfla_fail(GFLA_ERROR_INPUT, "version %u, and versions 1 to %u are known", *version, most);
    return GFLA_OK;
}

/* Mirrored at z = 0, a turn by a quaternion is one by that with x and y negated. */
static gfla_status take_place(struct bytes *b, struct zeroad_place *place)
{
    float v[7];
    take_floats(b, v, 7);
    const double x = -(double)v[3], y = -(double)v[4], z = (double)v[5], w = (double)v[6],
                 n = x * x + y * y + z * z + w * w;
    if (!are_numbers(v, 7) || !(n > 1e-6))
        return gfla_fail(GFLA_ERROR_INPUT,
                         b->over ? "the file ends in the place of a bone" : "the place of a bone is none");
    const double s = 2 / n;
    place->move = (struct vector){(double)v[0], (double)v[1], -(double)v[2]};
    place->turn = (struct turn){{1 - s * (y * y + z * z), s * (x * y - w * z), s * (x * z + w * y), s * (x * y + w * z),
                                 1 - s * (x * x + z * z), s * (y * z - w * x), s * (x * z - w * y), s * (y * z + w * x),
                                 1 - s * (x * x + y * y)}};
    return GFLA_OK;
}

/* ---- meshes ---- */

static gfla_status take_vertices(struct bytes *b, uint32_t version, struct zeroad_model *m)
{
    gfla_status status;
    uint32_t n_uv = 1;
    TRY(take_count(b, 52, ZEROAD_MAX_VERTICES, "vertices", &m->n_vertices));
    if (version >= 4)
        n_uv = take_u32(b);
    REQUIRE(n_uv >= 1 && n_uv <= 8, GFLA_ERROR_INPUT, "%u sets of texture coordinates; 1 to 8 are possible", n_uv);
    REQUIRE(m->n_vertices > 0 && b->left / (44 + 8 * n_uv) >= m->n_vertices, GFLA_ERROR_INPUT,
            "%zu vertices do not fit in the file", m->n_vertices);
    TRY(gfla_calloc(&m->vertices, m->n_vertices, sizeof *m->vertices, "vertices"));
    for (size_t i = 0; i < m->n_vertices; i++) {
        struct zeroad_vertex *v = &m->vertices[i];
        float other[14];
        take_floats(b, v->position, 3);
        take_floats(b, v->normal, 3);
        take_floats(b, v->uv, 2);
        take_floats(b, other, 2 * (int)n_uv - 2);
        take(b, v->bones, 4);
        take_floats(b, v->weights, 4);
        REQUIRE(are_numbers(v->position, 3) && are_numbers(v->normal, 3) && are_numbers(v->uv, 2) &&
                    are_numbers(v->weights, 4),
                GFLA_ERROR_INPUT, "vertex %zu: a coordinate is not a finite number up to %g", i,
                (double)MAX_COORDINATE);
        v->position[2] = -v->position[2];
        v->normal[2] = -v->normal[2];
    }
fail:
    return status;
}

/* The mirror turns faces inside out, so two corners change places. */
static gfla_status take_faces(struct bytes *b, struct zeroad_model *m)
{
    gfla_status status;
    TRY(take_count(b, 6, ZEROAD_MAX_FACES, "faces", &m->n_faces));
    TRY(gfla_calloc(&m->faces, m->n_faces ? m->n_faces : 1, sizeof *m->faces, "faces"));
    for (size_t i = 0; i < 3 * m->n_faces; i++) {
        static const size_t order[3] = {0, 2, 1};
        uint8_t v[2];
        take(b, v, sizeof v);
        const uint16_t vertex = (uint16_t)(v[0] | v[1] << 8);
        REQUIRE(vertex < m->n_vertices, GFLA_ERROR_INPUT, "face %zu has vertex %u of %zu", i / 3, vertex,
                m->n_vertices);
        m->faces[i / 3][order[i % 3]] = vertex;
    }
fail:
    return status;
}

static gfla_status take_bones(struct bytes *b, struct zeroad_model *m)
{
    gfla_status status;
    size_t n;
    TRY(take_count(b, 28, ZEROAD_MAX_BONES, "bones", &n));
    TRY(gfla_calloc(&m->bones, n ? n : 1, sizeof *m->bones, "bones"));
    m->n_bones = (int)n;
    for (int i = 0; i < m->n_bones; i++)
        TRY(take_place(b, &m->bones[i]));
fail:
    return status;
}

static gfla_status take_points(struct bytes *b, struct zeroad_model *m)
{
    gfla_status status;
    size_t n;
    TRY(take_count(b, 33, ZEROAD_MAX_POINTS, "points of attachment", &n));
    TRY(gfla_calloc(&m->points, n ? n : 1, sizeof *m->points, "points of attachment"));
    for (size_t i = 0; i < n; i++) {
        struct zeroad_point *p = &m->points[i];
        uint8_t bone;
        const uint32_t length = take_u32(b);
        REQUIRE(length < sizeof p->name && length <= b->left, GFLA_ERROR_INPUT,
                "a name of %u letters, at most %zu are possible", length, sizeof p->name - 1);
        take(b, p->name, length);
        TRY(take_place(b, &p->place));
        take(b, &bone, 1);
        REQUIRE(bone == ZEROAD_NO_BONE || bone < m->n_bones, GFLA_ERROR_INPUT,
                "point of attachment %zu is on bone %u of %d", i, bone, m->n_bones);
        p->bone = bone;
        m->n_points++;
    }
    REQUIRE(!b->over, GFLA_ERROR_INPUT, "the file ends in its points of attachment");
fail:
    return status;
}

/* Weights become shares of the bones that there are. */
static gfla_status settle_weights(struct zeroad_model *m)
{
    for (size_t i = 0; i < m->n_vertices; i++) {
        struct zeroad_vertex *v = &m->vertices[i];
        float sum = 0;
        for (int k = 0; k < 4; k++) {
            if (v->bones[k] != ZEROAD_NO_BONE && v->bones[k] >= m->n_bones)
                return gfla_fail(GFLA_ERROR_INPUT, "vertex %zu hangs on bone %u of %d", i, v->bones[k], m->n_bones);
            v->weights[k] = v->bones[k] == ZEROAD_NO_BONE || v->weights[k] < 0 ? 0 : v->weights[k];
            sum += v->weights[k];
        }
        for (int k = 0; k < 4; k++)
            v->weights[k] = sum > 1e-6f ? v->weights[k] / sum : 0;
    }
    return GFLA_OK;
}

gfla_status zeroad_model_read(const void *data, size_t size, struct zeroad_model *model)
{
    gfla_status status;
    struct bytes b = {data, size, false};
    uint32_t version;
    *model = (struct zeroad_model){0};
    TRY(take_head(&b, "PSMD", 4, &version));
    TRY(take_vertices(&b, version, model));
    TRY(take_faces(&b, model));
    TRY(take_bones(&b, model));
    if (version >= 2)
        TRY(take_points(&b, model));
    TRY(settle_weights(model));
    return GFLA_OK;
fail:
    zeroad_model_free(model);
    return status;
}

void zeroad_model_free(struct zeroad_model *model)
{
    free(model->vertices);
    free(model->faces);
    free(model->bones);
    free(model->points);
    *model = (struct zeroad_model){0};
}

const struct zeroad_point *zeroad_model_point(const struct zeroad_model *model, const char *name)
{
    for (int i = 0; i < model->n_points; i++)
        if (strcmp(model->points[i].name, name) == 0)
            return &model->points[i];
    return NULL;
}

/* ---- clips ---- */

gfla_status zeroad_clip_read(const void *data, size_t size, struct zeroad_clip *clip)
{
    gfla_status status;
    struct bytes b = {data, size, false};
    uint32_t version, length, n_bones, n_frames;
    float frame_ms;
    *clip = (struct zeroad_clip){0};
    TRY(take_head(&b, "PSSA", 1, &version));
    length = take_u32(&b);
    REQUIRE(!b.over && length <= b.left, GFLA_ERROR_INPUT, "a name of %u letters does not fit in the file", length);
    b.at += length;
    b.left -= length;
    take_floats(&b, &frame_ms, 1);
    n_bones = take_u32(&b);
    n_frames = take_u32(&b);
    REQUIRE(n_bones >= 1 && n_bones <= ZEROAD_MAX_BONES && n_frames >= 1 && n_frames <= ZEROAD_MAX_FRAMES,
            GFLA_ERROR_INPUT, "%u bones, %u frames; 1 to %d and 1 to %d are possible", n_bones, n_frames,
            ZEROAD_MAX_BONES, ZEROAD_MAX_FRAMES);
    REQUIRE(b.left / 28 / n_bones >= n_frames, GFLA_ERROR_INPUT, "%u frames of %u bones do not fit in the file",
            n_frames, n_bones);
    REQUIRE(frame_ms > 0 && frame_ms <= 10000, GFLA_ERROR_INPUT, "a frame of %g ms", (double)frame_ms);
    TRY(gfla_calloc(&clip->bones, (size_t)n_bones * n_frames, sizeof *clip->bones, "frames"));
    clip->frame_ms = (double)frame_ms;
    clip->n_bones = (int)n_bones;
    clip->n_frames = (int)n_frames;
    for (size_t i = 0; i < (size_t)n_bones * n_frames; i++)
        TRY(take_place(&b, &clip->bones[i]));
    return GFLA_OK;
fail:
    zeroad_clip_free(clip);
    return status;
}

void zeroad_clip_free(struct zeroad_clip *clip)
{
    free(clip->bones);
    *clip = (struct zeroad_clip){0};
}
