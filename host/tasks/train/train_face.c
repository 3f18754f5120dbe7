/* train_face.c - the face task of `gfla train`: a face that talks, learned from videos with landmarks. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/train/train_clip.h"
#include "io/image/bitmap.h"
#include "models/gfla/face.h"
#include "ops/face_maps.h"
#include "people/face_parts.h"

static const char *const model_words[] = {"face", NULL};

static const struct gfla_setting list[] = {GFLA_TRAIN_CLIP_SETTINGS(model_words)};
static const struct gfla_settings_table table = GFLA_TASK_TABLE(list);

/* The inputs of a structure, and the numbers of one face in each. */
enum { CURVES, SIDES, GREY };
enum { CURVE_VALUES = GFLA_FACE_CURVES * 8, SIDE_VALUES = GFLA_FACE_SIDES * 6 };

static gfla_tensor *draw_as(struct gfla_train_clip *clip, gfla_graph *g, const char *name,
                            gfla_tensor *input[GFLA_TRAIN_CLIP_BUFFERS])
{
    const struct gfla_network_config *c = &clip->config;
    gfla_graph_push(g, "%s", name);
    input[CURVES] =
        gfla_graph_input(g, "curves", (struct gfla_shape){3, {c->batch, GFLA_FACE_CURVES, 8}}, GFLA_LAYOUT_PLAIN);
    input[SIDES] =
        gfla_graph_input(g, "sides", (struct gfla_shape){3, {c->batch, GFLA_FACE_SIDES, 6}}, GFLA_LAYOUT_PLAIN);
    input[GREY] = gfla_model_map_input(g, c, "grey", 1);
    gfla_graph_pop(g);
    return gfla_face_maps(g, input[CURVES], input[SIDES], input[GREY],
                          &(struct gfla_face_maps_params){c->height, c->width});
}

/* Structures are drawn where the network runs. */
static gfla_status draw(struct gfla_train_clip *clip, gfla_graph *g)
{
    gfla_status status;
    struct gfla_clip_step *step = &clip->step;
    const size_t n = (size_t)clip->config.batch, area = (size_t)clip->config.width * (size_t)clip->config.height;
    TRY(gfla_calloc(&clip->values[CURVES], n * CURVE_VALUES, sizeof(float), "maps of faces"));
    TRY(gfla_calloc(&clip->values[SIDES], n * SIDE_VALUES, sizeof(float), "maps of faces"));
    TRY(gfla_calloc(&clip->values[GREY], n * area, sizeof(float), "maps of faces"));
    step->reference_structure = draw_as(clip, g, "reference", clip->reference);
    step->previous_structure = draw_as(clip, g, "previous", clip->previous);
    for (int i = 0; i < step->n_frames; i++) {
        char name[24];
        snprintf(name, sizeof name, "frame.%d", i);
        step->structure[i] = draw_as(clip, g, name, clip->frame[i]);
    }
    step->structure[0] = gfla_graph_keep(step->structure[0]);
    return gfla_graph_status(g);
fail:
    return status;
}

/* The grey of planes [3, h, w] in [-1, 1] as of the image that they came from, which had 8 bits. */
static gfla_status grey_of(const float *planes, int width, int height, float *values)
{
    gfla_status status;
    const size_t area = (size_t)width * (size_t)height;
    struct gfla_bitmap colour = {0}, grey = {0};
    TRY(gfla_bitmap_create(&colour, width, height, 3, 8));
    for (size_t i = 0; i < 3 * area; i++)
        ((uint8_t *)colour.pixels)[i] = (uint8_t)lroundf((planes[i % 3 * area + i / 3] + 1) * 127.5f);
    TRY(gfla_bitmap_convert(&colour, 1, &grey));
    for (size_t i = 0; i < area; i++)
        values[i] = ((const uint8_t *)grey.pixels)[i];
fail:
    gfla_bitmap_free(&colour);
    gfla_bitmap_free(&grey);
    return status;
}

static gfla_status write_faces(struct gfla_train_clip *clip, gfla_plan *plan, gfla_tensor *const *input,
                               const struct gfla_keypoints *faces, const float *images)
{
    gfla_status status = GFLA_OK;
    const int w = clip->config.width, h = clip->config.height;
    const size_t area = (size_t)w * (size_t)h;
    for (size_t i = 0; i < (size_t)clip->config.batch; i++) {
        struct gfla_face_shape shape;
        TRY(gfla_face_shape(&faces[i], &shape));
        memcpy(clip->values[CURVES] + i * CURVE_VALUES, shape.curves, sizeof shape.curves);
        memcpy(clip->values[SIDES] + i * SIDE_VALUES, shape.sides, sizeof shape.sides);
        TRY(grey_of(images + i * 3 * area, w, h, clip->values[GREY] + i * area));
    }
    for (int i = CURVES; i <= GREY; i++)
        TRY(gfla_tensor_write(plan, input[i], clip->values[i]));
fail:
    return status;
}

static gfla_status feed(struct gfla_train_clip *clip, gfla_plan *plan, const struct gfla_clip_batch *batch)
{
    gfla_status status;
    const size_t images = (size_t)batch->n * 3 * (size_t)batch->width * (size_t)batch->height;
    TRY(write_faces(clip, plan, clip->reference, batch->reference_points, batch->reference));
    TRY(write_faces(clip, plan, clip->previous, batch->previous_points, batch->previous));
    for (int i = 0; i < batch->frames; i++)
        TRY(write_faces(clip, plan, clip->frame[i], batch->points + i * batch->n, batch->target + (size_t)i * images));
fail:
    return status;
}

static const struct gfla_train_clip_kind kind = {.model = model_words,
                                                 .set = GFLA_CLIP_FACE,
                                                 .network = gfla_face_build,
                                                 .judge = GFLA_CLIP_JUDGE_DIFFERENCES,
                                                 .draw = draw,
                                                 .feed = feed};

const struct gfla_train_task gfla_train_task_face = {
    .name = "face",
    .data = "a data set in the layout of FaceForensics",
    .settings = &table,
    .kind = &kind,
    GFLA_TRAIN_CLIP_FUNCTIONS,
};
