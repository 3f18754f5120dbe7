#include "tasks/clip/clip_output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "io/weights/safetensors.h"

/* What an unfinished folder remembers: the last image, which frame it is, and of which job. */
#define STATE_FILE "unfinished.safetensors"
#define STATE_IMAGE "image"
#define STATE_FRAME "frame"
#define STATE_JOB "job"

static bool is_file(const struct gfla_clip_output *o)
{
    return gfla_animation_can_write(o->path);
}

static void frame_path(const struct gfla_clip_output *o, size_t index, char *path, size_t size)
{
    snprintf(path, size, "%s/%05zu.png", o->path, index);
}

/* The state of an earlier run of the same job; *frame is the one it ended with. */
static gfla_status read_state(const struct gfla_clip_output *o, size_t *frame, float *image)
{
    gfla_status status;
    gfla_safetensors *file = NULL;
    long long number;
    TRY(gfla_safetensors_open(&file, o->state));
    const char *job = gfla_safetensors_get(file, STATE_JOB), *text = gfla_safetensors_get(file, STATE_FRAME);
    const struct gfla_safetensors_tensor *tensor = gfla_safetensors_find(file, STATE_IMAGE);
    REQUIRE(job && text && tensor && gfla_shape_equal(tensor->shape, o->shape) && strcmp(job, o->job) == 0,
            GFLA_ERROR_OUTPUT, "%s was begun with other images or settings. hint: -y makes it anew", o->path);
    if (gfla_parse_int(text, 0, (long long)o->n_frames - 1, STATE_FRAME, &number) != GFLA_OK)
        TRY(gfla_fail_context(GFLA_ERROR_INPUT, "%s", o->state));
    *frame = (size_t)number;
    if (image)
        TRY(gfla_safetensors_fetch(file, tensor, image));
    status = GFLA_OK;
fail:
    gfla_safetensors_close(&file);
    return status;
}

static bool has_all_frames(const struct gfla_clip_output *o)
{
    char path[1100];
    for (size_t i = 0; i < o->n_frames; i++) {
        frame_path(o, i, path, sizeof path);
        if (!gfla_file_exists(path))
            return false;
    }
    return true;
}

gfla_status gfla_clip_output_allow(struct gfla_clip_output *o, const struct gfla_clip_output_params *params, bool *skip,
                                   size_t *n_done)
{
    gfla_status status;
    size_t last = 0;
    *o = (struct gfla_clip_output){.path = params->path,
                                   .shape = {3, {3, params->height, params->width}},
                                   .n_frames = params->n_frames,
                                   .job = params->job};
    *skip = false;
    *n_done = 0;
    const char *path = params->path, *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    REQUIRE(!dot || dot < slash || is_file(o) || gfla_file_exists(path), GFLA_ERROR_USAGE,
            "%s: no format that animations are written in. hint: %s, or a folder", path, gfla_animation_extensions());
    if (is_file(o) || strcmp(path, "-") == 0)
        TRY(gfla_animation_check(path));
    if (is_file(o))
        return gfla_output_allow_file(params->existing, path, skip);
    snprintf(o->state, sizeof o->state, "%s/" STATE_FILE, path);
    if (params->existing != GFLA_EXISTING_SKIP || !gfla_file_exists(path))
        return gfla_output_allow(params->existing, path, skip);
    if (!gfla_file_exists(o->state)) {
        *skip = has_all_frames(o);
        return GFLA_OK;
    }
    TRY(read_state(o, &last, NULL));
    *n_done = o->n_done = last + 1;
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_clip_output_recall(const struct gfla_clip_output *o, float *image)
{
    size_t frame;
    return read_state(o, &frame, image);
}

static gfla_status remove_old(const char *path)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_OUTPUT, "%s: cannot be removed: %s", path, strerror(errno));
}

static gfla_status begin_folder(const struct gfla_clip_output *o)
{
    gfla_status status;
    char path[1100];
    TRY(gfla_folder_create(o->path));
    if (o->n_done > 0)
        return GFLA_OK;
    TRY(remove_old(o->state));
    for (size_t i = 0; i < o->n_frames; i++) {
        frame_path(o, i, path, sizeof path);
        TRY(remove_old(path));
    }
fail:
    return status;
}

gfla_status gfla_clip_output_open(struct gfla_clip_output *o, int width, int height, double frames_per_second)
{
    if (!is_file(o))
        return begin_folder(o);
    return gfla_animation_open(
        &o->animation, o->path,
        &(struct gfla_animation_params){.width = width, .height = height, .fps = frames_per_second});
}

static gfla_status write_state(const struct gfla_clip_output *o, size_t index, const float *image)
{
    gfla_status status;
    gfla_safetensors_writer *writer = NULL;
    char frame[24];
    const struct gfla_safetensors_entry entry = {.name = STATE_IMAGE, .shape = o->shape};
    const struct gfla_safetensors_pair metadata[] = {{STATE_FRAME, frame}, {STATE_JOB, o->job}};
    snprintf(frame, sizeof frame, "%zu", index);
    TRY(gfla_safetensors_create(&writer, o->state, &entry, 1, metadata, sizeof metadata / sizeof *metadata));
    TRY(gfla_safetensors_put(writer, 0, image));
    status = gfla_safetensors_commit(&writer);
fail:
    gfla_safetensors_discard(&writer);
    return status;
}

gfla_status gfla_clip_output_add(struct gfla_clip_output *o, size_t index, const struct gfla_bitmap *shown,
                                 const float *image)
{
    gfla_status status;
    char path[1100];
    if (o->animation)
        return gfla_animation_add(o->animation, shown);
    frame_path(o, index, path, sizeof path);
    TRY(gfla_bitmap_write(path, shown, NULL));
    TRY(write_state(o, index, image));
fail:
    return status;
}

gfla_status gfla_clip_output_finish(struct gfla_clip_output *o)
{
    if (o->animation)
        return gfla_animation_finish(&o->animation);
    return remove_old(o->state);
}

void gfla_clip_output_close(struct gfla_clip_output *o)
{
    gfla_animation_discard(&o->animation);
}
