/* Images of views, each in a file of its own, written by threads. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/thread.h"
#include "base/memory.h"
#include "io/weights/npy.h"
#include "viewsynth/render/flow.h"
#include "viewsynth/render/layout/layout.h"

#define MAX_THREADS 64
#define MAX_PATH 4096

/* ---- depth ---- */

uint16_t gfla_depth_encode(float depth)
{
    if (!(depth > 0))
        return 0;
    float v = rintf((depth - GFLA_DEPTH_NEAR) / GFLA_DEPTH_RANGE * 65535.0f);
    return (uint16_t)(v < 1 ? 1 : v > 65535 ? 65535 : v);
}

float gfla_depth_decode(uint16_t value)
{
    return value == 0 ? 0 : GFLA_DEPTH_NEAR + GFLA_DEPTH_RANGE * (float)value / 65535.0f;
}

uint16_t gfla_depth_encode_at(double depth, double distance)
{
    return depth > 0 ? gfla_depth_encode((float)(depth - distance + (GFLA_DEPTH_NEAR + 1))) : 0;
}

/* ---- one image ---- */

/* One of the threads that write views; thread i takes views i, i + step, ... of those that were drawn. */
struct writer {
    const gfla_layout_set *set;
    const struct gfla_layout_model *model;
    const struct gfla_render_out *drawn;
    const char *folder;
    int first_view, first, step, n;
    gfla_status status;
    char message[512]; /* of the failure, which belongs to the thread */
};

static const struct gfla_bitmap_write_params fast = {.fast = true};

static gfla_status write_colour(const struct writer *w, const char *path, const uint8_t *rgba)
{
    const int size = w->set->params.size;
    struct gfla_bitmap image = {size, size, 4, 8, (void *)(uintptr_t)rgba}, white;
    if (!w->set->params.white)
        return gfla_bitmap_write(path, &image, &fast);
    gfla_status status = gfla_bitmap_composite_white(&image, &white);
    if (status != GFLA_OK)
        return status;
    status = gfla_bitmap_write(path, &white, &fast);
    gfla_bitmap_free(&white);
    return status;
}

static gfla_status write_depth_npy(const struct writer *w, const char *path, const float *depth)
{
    gfla_status status;
    const int size = w->set->params.size;
    const size_t plane = (size_t)size * (size_t)size;
    float *scaled = NULL;
    TRY(gfla_calloc(&scaled, plane, sizeof *scaled, "depths"));
    for (size_t i = 0; i < plane; i++)
        scaled[i] = (float)(depth[i] * w->model->unit);
    TRY(gfla_npy_write(path, (struct gfla_shape){.rank = 2, .dim = {size, size}}, scaled));
fail:
    free(scaled);
    return status;
}

static gfla_status write_depth(const struct writer *w, int view, const char *path, const float *depth)
{
    gfla_status status = GFLA_OK;
    const struct gfla_layout *layout = w->set->layout;
    const int size = w->set->params.size;
    struct gfla_bitmap image;
    if (w->set->params.depth_npy)
        return write_depth_npy(w, path, depth);
    TRY(gfla_bitmap_create(&image, size, size, 1, layout->eight_bits ? 8 : 16));
    for (size_t i = 0; i < (size_t)size * (size_t)size; i++)
        if (layout->eight_bits)
            ((uint8_t *)image.pixels)[i] =
                (uint8_t)lrint(255 * (depth[i] > 0 ? layout->depth_value(depth[i] * w->model->unit) : 1));
        else
            ((uint16_t *)image.pixels)[i] = gfla_depth_encode_at(depth[i], w->model->cameras[view].distance);
    status = gfla_bitmap_write(path, &image, &fast);
    gfla_bitmap_free(&image);
fail:
    return status;
}

/* Vectors within -1 .. 1 as colours: 0.5 + 0.5 v; where is none, 0. In 8 bits with alpha, in 16 without. */
static gfla_status write_vectors(const struct writer *w, const char *path, const float *vectors, const float *depth)
{
    gfla_status status;
    const struct gfla_layout *layout = w->set->layout;
    const int size = w->set->params.size, channels = layout->eight_bits ? 4 : 3;
    struct gfla_bitmap image;
    TRY(gfla_bitmap_create(&image, size, size, channels, layout->eight_bits ? 8 : 16));
    for (size_t i = 0; i < (size_t)size * (size_t)size; i++) {
        float v[3];
        if (!(depth[i] > 0))
            continue;
        gfla_layout_turn(layout, vectors + 3 * i, v);
        for (int c = 0; c < 3; c++) {
            const float share = fminf(fmaxf(0.5f + 0.5f * v[c], 0), 1);
            if (layout->eight_bits)
                ((uint8_t *)image.pixels)[4 * i + (size_t)c] = (uint8_t)lrintf(255 * share);
            else
                ((uint16_t *)image.pixels)[3 * i + (size_t)c] = (uint16_t)lrintf(65535 * share);
        }
        if (layout->eight_bits)
            ((uint8_t *)image.pixels)[4 * i + 3] = 255;
    }
    status = gfla_bitmap_write(path, &image, &fast);
    gfla_bitmap_free(&image);
fail:
    return status;
}

static gfla_status write_mask(const struct writer *w, const char *path, const uint8_t *rgba)
{
    gfla_status status;
    struct gfla_bitmap image;
    const int size = w->set->params.size;
    TRY(gfla_bitmap_create(&image, size, size, 1, 8));
    for (size_t i = 0; i < (size_t)size * (size_t)size; i++)
        ((uint8_t *)image.pixels)[i] = rgba[4 * i + 3] >= 128 ? 255 : 0;
    status = gfla_bitmap_write(path, &image, &fast);
    gfla_bitmap_free(&image);
fail:
    return status;
}

/* ---- all of some views ---- */

static gfla_status write_image(const struct writer *w, int i, enum gfla_layout_image picture, const char *path)
{
    const struct gfla_render_out *d = w->drawn;
    const size_t at = (size_t)w->set->params.size * (size_t)w->set->params.size * (size_t)i;
    switch (picture) {
    case GFLA_LAYOUT_COLOUR:
        return write_colour(w, path, d->rgba + 4 * at);
    case GFLA_LAYOUT_BACK:
        return write_colour(w, path, d->back_rgba + 4 * at);
    case GFLA_LAYOUT_DEPTH:
        return write_depth(w, w->first_view + i, path, d->depth + at);
    case GFLA_LAYOUT_BACK_DEPTH:
        return write_depth(w, w->first_view + i, path, d->back_depth + at);
    case GFLA_LAYOUT_NORMAL:
        return write_vectors(w, path, d->normal + 3 * at, d->depth + at);
    case GFLA_LAYOUT_COORDINATES:
        return write_vectors(w, path, d->position + 3 * at, d->depth + at);
    case GFLA_LAYOUT_MASK:
        return write_mask(w, path, d->rgba + 4 * at);
    case GFLA_LAYOUT_COUNT:
        break;
    }
    return GFLA_OK;
}

/* Images that are not written are removed: they would be of an earlier run, and of another view. */
static gfla_status write_view(const struct writer *w, int i)
{
    gfla_status status = GFLA_OK;
    char file[512], path[MAX_PATH + 512];
    for (int p = 0; p < GFLA_LAYOUT_COUNT; p++) {
        const enum gfla_layout_image picture = (enum gfla_layout_image)p;
        if (!w->set->layout->files[p].after)
            continue;
        gfla_layout_file(w->set, w->model, w->first_view + i, picture, file, sizeof file);
        snprintf(path, sizeof path, "%s/%s", w->folder, file);
        if (gfla_layout_writes(w->set, picture))
            TRY(write_image(w, i, picture, path));
        else
            remove(path);
        strcpy(path + strlen(path) - 4, w->set->params.depth_npy ? ".png" : ".npy");
        if (picture == GFLA_LAYOUT_DEPTH || picture == GFLA_LAYOUT_BACK_DEPTH)
            remove(path);
    }
fail:
    return status;
}

static void *write_some(void *context)
{
    struct writer *w = context;
    for (int i = w->first; i < w->n && w->status == GFLA_OK; i += w->step)
        w->status = write_view(w, i);
    if (w->status != GFLA_OK)
        snprintf(w->message, sizeof w->message, "%s", gfla_error_message());
    return NULL;
}

static gfla_status write_all(const struct writer *work, int n_threads)
{
    struct writer writers[MAX_THREADS], *failed = NULL;
    pthread_t threads[MAX_THREADS];
    bool running[MAX_THREADS] = {false};
    int count = n_threads < 1 ? 1 : n_threads > MAX_THREADS ? MAX_THREADS : n_threads;
    count = count > work->n ? work->n : count;
    for (int i = count - 1; i >= 0; i--) {
        writers[i] = *work;
        writers[i].first = i;
        writers[i].step = count;
        running[i] =
            i > 0 && gfla_thread_create(&threads[i], write_some, &writers[i], "a thread that writes images") == GFLA_OK;
        if (!running[i])
            write_some(&writers[i]); /* the first part, and what no thread could be had for */
    }
    for (int i = 0; i < count; i++) {
        if (running[i])
            pthread_join(threads[i], NULL);
        if (writers[i].status != GFLA_OK && !failed)
            failed = &writers[i];
    }
    return failed ? gfla_fail(failed->status, "%s", failed->message) : GFLA_OK;
}

gfla_status gfla_layout_add(gfla_layout_set *set, const struct gfla_layout_model *model, int first, int n,
                            const struct gfla_render_out *drawn)
{
    gfla_status status;
    char folder[MAX_PATH];
    if (set->layout->add_views)
        return set->layout->add_views(set, model, first, n, drawn);
    TRY(gfla_layout_folder(set, model->entry, folder, sizeof folder));
    TRY(write_all(
        &(struct writer){.set = set, .model = model, .drawn = drawn, .folder = folder, .first_view = first, .n = n},
        set->params.n_threads));
fail:
    return status;
}

/* ---- flow ---- */

static gfla_status write_visibility(const char *path, int size, const uint8_t *mask, const uint8_t *visible)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap image = {0};
    TRY(gfla_bitmap_create(&image, size, size, 1, 8));
    uint8_t *out = image.pixels;
    for (size_t i = 0; i < (size_t)size * (size_t)size; i++)
        out[i] = visible[i] ? 255 : mask[i] ? 128 : 0;
    TRY(gfla_bitmap_write(path, &image, NULL));
fail:
    gfla_bitmap_free(&image);
    return status;
}

gfla_status gfla_layout_add_flow(gfla_layout_set *set, const struct gfla_layout_model *model, const float *depth,
                                 int source, int target)
{
    gfla_status status = GFLA_OK;
    const int size = set->params.size;
    const size_t pixels = (size_t)size * (size_t)size;
    const struct gfla_camera *cameras = model->cameras;
    struct gfla_depth_view views[2] = {{&cameras[source], depth + pixels * (size_t)source, size},
                                       {&cameras[target], depth + pixels * (size_t)target, size}};
    struct gfla_flow_out out = {0};
    char names[2][32], folder[MAX_PATH], path[MAX_PATH + 128];
    gfla_view_name(&cameras[source], names[0]);
    gfla_view_name(&cameras[target], names[1]);
    TRY(gfla_layout_folder(set, model->entry, folder, sizeof folder));
    TRY(gfla_calloc(&out.flow, 2 * pixels, sizeof *out.flow, "flow"));
    TRY(gfla_calloc(&out.mask, pixels, 1, "mask"));
    TRY(gfla_calloc(&out.visible, pixels, 1, "visibility"));
    TRY(gfla_exact_flow(&views[0], &views[1], size, &out));
    snprintf(path, sizeof path, "%s/flow_%s_to_%s.npy", folder, names[0], names[1]);
    TRY(gfla_npy_write(path, (struct gfla_shape){.rank = 3, .dim = {2, size, size}}, out.flow));
    snprintf(path, sizeof path, "%s/flow_%s_to_%s_visible.png", folder, names[0], names[1]);
    TRY(write_visibility(path, size, out.mask, out.visible));
fail:
    free(out.flow);
    free(out.mask);
    free(out.visible);
    return status;
}
