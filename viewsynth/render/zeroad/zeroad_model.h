/* render/zeroad/zeroad_model.h - the compiled meshes (.pmd) and clips (.psa) of 0 A.D. Private to viewsynth/render.
 *
 * Both are read as hostile input. The files are left-handed and face -z; what is read here is as figure.h has it:
 * right-handed, facing +z, left at +x; lengths stay those of the files. */
#ifndef VIEWSYNTH_RENDER_ZEROAD_ZEROAD_MODEL_H
#define VIEWSYNTH_RENDER_ZEROAD_ZEROAD_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "viewsynth/render/turn.h"

#define ZEROAD_NO_BONE 255
#define ZEROAD_MAX_VERTICES 65536
#define ZEROAD_MAX_FACES 200000
#define ZEROAD_MAX_BONES 254
#define ZEROAD_MAX_POINTS 1024
#define ZEROAD_MAX_FRAMES 10000

/* out = turn * in + move. */
struct zeroad_place {
    struct turn turn;
    struct vector move;
};

struct zeroad_vertex {
    float position[3], normal[3], uv[2];
    uint8_t bones[4]; /* ZEROAD_NO_BONE: none, and its weight is 0 */
    float weights[4]; /* sum 1, or 0 of what no bone moves */
};

/* Where another model is attached. */
struct zeroad_point {
    char name[64];
    int bone;                  /* ZEROAD_NO_BONE: the model itself */
    struct zeroad_place place; /* within the bone */
};

struct zeroad_model {
    size_t n_vertices, n_faces;
    struct zeroad_vertex *vertices;
    uint16_t (*faces)[3];
    int n_bones, n_points;
    struct zeroad_place *bones; /* at rest, in the model */
    struct zeroad_point *points;
};

struct zeroad_clip {
    double frame_ms;
    int n_bones, n_frames;
    struct zeroad_place *bones; /* [n_frames][n_bones], in the model */
};

/* GFLA_ERROR_INPUT says what is wrong, without the name of the file. On failure the result is empty. */
gfla_status zeroad_model_read(const void *data, size_t size, struct zeroad_model *model);
void zeroad_model_free(struct zeroad_model *model);
gfla_status zeroad_clip_read(const void *data, size_t size, struct zeroad_clip *clip);
void zeroad_clip_free(struct zeroad_clip *clip);

/* The point of a name, or NULL. */
const struct zeroad_point *zeroad_model_point(const struct zeroad_model *model, const char *name);

#endif
