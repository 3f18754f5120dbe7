/* Decodes one view and brings it to the size that is asked for. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/image/bitmap.h"
#include "io/weights/npy.h"
#include "viewsynth/data/views_hdf5.h"
#include "viewsynth/data/views_set.h"

/* Depths of a block that belong to one surface: in units of a set whose cameras are 4 away. */
#define SAME_SURFACE 0.05f

#define MAX_PATH 4096

/* ---- paths ---- */

enum part { COLOUR, DEPTH, BACK, BACK_DEPTH };

static gfla_status path_of(const struct gfla_set_object *m, int view, enum part part, char path[MAX_PATH])
{
    static const char *const endings[] = {"", "_depth", "_back", "_back_depth"};
    gfla_status status = GFLA_OK;
    char name[GFLA_POSE_NAME_SIZE];
    const struct gfla_set_view *v = m->views ? &m->views[view] : NULL;
    const char *const paths[] = {v ? v->image : NULL, v ? v->depth : NULL, v ? v->back : NULL,
                                 v ? v->back_depth : NULL};
    const int n = v ? snprintf(path, MAX_PATH, "%s", paths[part])
                    : snprintf(path, MAX_PATH, "%s/%s%s.png", m->folder,
                               gfla_pose_name(gfla_pose_of_number(view), name), endings[part]);
    REQUIRE(n > 0 && n < MAX_PATH, GFLA_ERROR_INPUT, "%s: path of %d characters, at most %d", m->folder, n,
            MAX_PATH - 1);
fail:
    return status;
}

static gfla_status check_size(const struct gfla_bitmap *image, const char *path, int size)
{
    if (image->width == size && image->height == size)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_INPUT, "%s: %d x %d pixels, but the set has %d x %d. hint: render the model again",
                     path, image->width, image->height, size, size);
}

/* ---- smaller ---- */

static void shrink_block(const uint8_t *src, size_t row, int k, uint8_t dst[4])
{
    uint32_t sum[4] = {0}, n = (uint32_t)(k * k), alphas = 0;
    for (int y = 0; y < k; y++)
        for (int x = 0; x < k; x++)
            alphas |= src[(size_t)y * row + 4 * (size_t)x + 3];
    if (!alphas) { /* most of an image */
        memset(dst, 0, 4);
        return;
    }
    for (int y = 0; y < k; y++)
        for (int x = 0; x < k; x++) {
            const uint8_t *p = src + (size_t)y * row + 4 * (size_t)x;
            for (int c = 0; c < 3; c++)
                sum[c] += (uint32_t)p[c] * p[3];
            sum[3] += p[3];
        }
    for (int c = 0; c < 3; c++)
        dst[c] = (uint8_t)(sum[3] ? (sum[c] + sum[3] / 2) / sum[3] : 0);
    dst[3] = (uint8_t)((sum[3] + n / 2) / n);
}

/* The mean of a block's depths that are near the least of them, or, farthest, the greatest. */
static uint16_t surface_depth(const uint16_t *src, size_t row, int k, bool farthest, int same)
{
    uint32_t edge = 0, sum = 0, n = 0;
    for (int i = 0; i < k * k; i++) {
        uint16_t v = src[(size_t)(i / k) * row + i % k];
        if (v && (!edge || (farthest ? v > edge : v < edge)))
            edge = v;
    }
    for (int i = 0; i < k * k && edge; i++) {
        uint16_t v = src[(size_t)(i / k) * row + i % k];
        if (v && abs((int)v - (int)edge) <= same) {
            sum += v;
            n++;
        }
    }
    return (uint16_t)(n ? (sum + n / 2) / n : 0);
}

static void take_rgba(const struct gfla_bitmap *image, int size, uint8_t *rgba)
{
    const uint8_t *src = image->pixels;
    int k = image->width / size;
    size_t row = 4 * (size_t)image->width;
    if (k == 1)
        memcpy(rgba, src, row * image->height);
    else
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++)
                shrink_block(src + (size_t)y * k * row + 4 * (size_t)x * k, row, k, rgba + 4 * ((size_t)y * size + x));
}

static void take_depth(const struct gfla_bitmap *image, int size, bool farthest, float range, uint16_t *depth)
{
    const uint16_t *src = image->pixels;
    /* no codes are farther apart than 65535, however small a range a pack tells */
    const int k = image->width / size, same = (int)fminf(SAME_SURFACE / range * 65535, 65535);
    size_t row = (size_t)image->width;
    if (k == 1)
        memcpy(depth, src, 2 * row * image->height);
    else
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++)
                depth[(size_t)y * size + x] =
                    surface_depth(src + (size_t)y * k * row + (size_t)x * k, row, k, farthest, same);
}

/* ---- files ---- */

/* Alpha of an image that has none: of its mask, or 0 where it is white. */
static gfla_status add_alpha(struct gfla_bitmap *image, const char *mask)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap read = {0};
    uint8_t *rgba = image->pixels;
    if (mask) {
        TRY(gfla_bitmap_read(mask, &(struct gfla_bitmap_read_params){.channels = 1}, &read));
        REQUIRE(read.width == image->width && read.height == image->height, GFLA_ERROR_INPUT,
                "%s: %d x %d pixels, its picture has %d x %d", mask, read.width, read.height, image->width,
                image->height);
    }
    for (size_t i = 0; i < (size_t)image->width * (size_t)image->height; i++)
        if (mask)
            rgba[4 * i + 3] = ((uint8_t *)read.pixels)[i];
        else if (rgba[4 * i] == 255 && rgba[4 * i + 1] == 255 && rgba[4 * i + 2] == 255)
            rgba[4 * i + 3] = 0;
fail:
    gfla_bitmap_free(&read);
    return status;
}

static gfla_status read_colour(const struct gfla_set_object *m, const char *path, int view, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap read = {0};
    *image = (struct gfla_bitmap){0};
    TRY(gfla_bitmap_read(path, NULL, &read));
    REQUIRE(m->views || read.channels == 4, GFLA_ERROR_INPUT,
            "%s: views without alpha. hint: render them without --white", m->folder);
    TRY(gfla_bitmap_convert(&read, 4, image));
    if (m->views && read.channels != 2 && read.channels != 4)
        TRY(add_alpha(image, m->views[view].mask));
    gfla_bitmap_free(&read);
    return GFLA_OK;
fail:
    gfla_bitmap_free(&read);
    gfla_bitmap_free(image);
    return status;
}

static gfla_status take_colour(const gfla_views *views, int model, int view, enum part part, int size, uint8_t *rgba)
{
    const struct gfla_set_object *m = gfla_views_model(views, model);
    struct gfla_bitmap image = {0};
    gfla_status status;
    char path[MAX_PATH];
    if (gfla_views_file(views)) {
        TRY(gfla_hdf5_view(gfla_views_file(views), m->id, gfla_pose_of_number(view), &image));
        snprintf(path, sizeof path, "%s", m->folder);
    } else {
        TRY(path_of(m, view, part, path));
        TRY(read_colour(m, path, view, &image));
    }
    TRY(check_size(&image, path, gfla_views_size(views)));
    take_rgba(&image, size, rgba);
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* Depths in an array of floats, in the unit of the file, as the 16 bits of an image. */
static gfla_status read_npy(const char *path, struct gfla_depth_code code, double factor, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_shape shape;
    float *values = NULL;
    TRY(gfla_npy_read(path, &shape, &values));
    REQUIRE(shape.rank == 2 && shape.dim[0] > 0 && shape.dim[0] == shape.dim[1] && shape.dim[0] <= 4096,
            GFLA_ERROR_INPUT, "%s: no square array of depths", path);
    TRY(gfla_bitmap_create(image, (int)shape.dim[1], (int)shape.dim[0], 1, 16));
    for (size_t i = 0; i < (size_t)shape.dim[0] * (size_t)shape.dim[1]; i++) {
        const double v = rint((values[i] * factor - code.near) / code.range * 65535);
        ((uint16_t *)image->pixels)[i] = values[i] > 0 ? (uint16_t)(v < 1 ? 1 : v > 65535 ? 65535 : v) : 0;
    }
fail:
    free(values);
    return status;
}

static gfla_status take_depths(const gfla_views *views, int model, int view, enum part part, int size, uint16_t *depth)
{
    const struct gfla_set_object *m = gfla_views_model(views, model);
    const struct gfla_depth_code code = gfla_views_depth_code(views, model, view);
    struct gfla_bitmap image = {0};
    gfla_status status;
    char path[MAX_PATH];
    TRY(path_of(m, view, part, path));
    const size_t n = strlen(path);
    if (n > 4 && strcmp(path + n - 4, ".npy") == 0)
        TRY(read_npy(path, code, m->views ? m->views[view].factor : 1, &image));
    else
        TRY(gfla_bitmap_read(path, &(struct gfla_bitmap_read_params){.channels = 1, .keep_16 = true}, &image));
    TRY(check_size(&image, path, gfla_views_size(views)));
    REQUIRE(image.bits == 16, GFLA_ERROR_INPUT, "%s: depths of 8 bits, 16 expected", path);
    take_depth(&image, size, part == BACK_DEPTH, code.range, depth);
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* ---- packs ---- */

static struct gfla_bitmap bitmap_of(void *pixels, int size, int channels, int bits)
{
    return (struct gfla_bitmap){.pixels = pixels, .width = size, .height = size, .channels = channels, .bits = bits};
}

/* All at the size of the set, then smaller as the images of a folder are made smaller. */
static gfla_status read_smaller(const struct gfla_pack *pack, int model, int view, int size, float range,
                                const struct gfla_view_pixels *out)
{
    gfla_status status;
    uint8_t *memory = NULL;
    const size_t plane = (size_t)pack->size * (size_t)pack->size;
    TRY(gfla_calloc(&memory, plane, 12, "a view"));
    const struct gfla_view_pixels full = {
        .rgba = out->rgba || out->back_rgba ? memory : NULL,
        .depth = out->depth || out->back_depth ? (uint16_t *)(void *)(memory + 4 * plane) : NULL,
        .back_rgba = out->back_rgba ? memory + 6 * plane : NULL,
        .back_depth = out->back_depth ? (uint16_t *)(void *)(memory + 10 * plane) : NULL};
    TRY(gfla_pack_read(pack, model, view, &full));
    struct gfla_bitmap images[] = {bitmap_of(full.rgba, pack->size, 4, 8), bitmap_of(full.depth, pack->size, 1, 16),
                                   bitmap_of(full.back_rgba, pack->size, 4, 8),
                                   bitmap_of(full.back_depth, pack->size, 1, 16)};
    if (out->rgba)
        take_rgba(&images[0], size, out->rgba);
    if (out->depth)
        take_depth(&images[1], size, false, range, out->depth);
    if (out->back_rgba)
        take_rgba(&images[2], size, out->back_rgba);
    if (out->back_depth)
        take_depth(&images[3], size, true, range, out->back_depth);
fail:
    free(memory);
    return status;
}

/* A last surface is coded beside the first. */
static gfla_status read_packed(const gfla_views *views, int model, int view, int size,
                               const struct gfla_view_pixels *out)
{
    const struct gfla_pack *pack = gfla_views_pack_of(views);
    const bool whole = (out->rgba || !out->back_rgba) && (out->depth || !out->back_depth);
    if (size == pack->size && whole)
        return gfla_pack_read(pack, model, view, out);
    return read_smaller(pack, model, view, size, gfla_views_depth_code(views, model, view).range, out);
}

gfla_status gfla_views_read_number(const gfla_views *views, int model, int view, int size,
                                   const struct gfla_view_pixels *out)
{
    const struct gfla_set_object *m = gfla_views_model(views, model);
    int full = gfla_views_size(views);
    gfla_status status = GFLA_OK;
    REQUIRE(size > 0 && full % size == 0, GFLA_ERROR_USAGE,
            "views of %d pixels asked for, but the set has %d. hint: ask for %d, or a size that divides it", size, full,
            full);
    REQUIRE(!out->depth || gfla_views_have_depth(views), GFLA_ERROR_INPUT, "%s: %s", m->folder,
            gfla_views_file(views) ? "an HDF5 set has no depths" : "the set has no depths");
    REQUIRE((!out->back_rgba && !out->back_depth) || gfla_views_have_back(views), GFLA_ERROR_INPUT,
            "%s: the set has no last surface. hint: render it with --back", m->folder);
    if (gfla_views_pack_of(views))
        return read_packed(views, model, view, size, out);
    if (out->rgba)
        TRY(take_colour(views, model, view, COLOUR, size, out->rgba));
    if (out->depth)
        TRY(take_depths(views, model, view, DEPTH, size, out->depth));
    if (out->back_rgba)
        TRY(take_colour(views, model, view, BACK, size, out->back_rgba));
    if (out->back_depth)
        TRY(take_depths(views, model, view, BACK_DEPTH, size, out->back_depth));
fail:
    return status;
}

gfla_status gfla_views_read(const gfla_views *views, int model, struct gfla_pose pose, int size, uint8_t *rgba,
                            uint16_t *depth)
{
    return gfla_views_read_number(views, model, gfla_pose_number(pose), size,
                                  &(struct gfla_view_pixels){.rgba = rgba, .depth = depth});
}
