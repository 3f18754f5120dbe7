/* Decodes one view and brings it to the size that is asked for. */
#include <stdio.h>
#include <string.h>

#include "io/image.h"
#include "viewsynth/data/views_hdf5.h"
#include "viewsynth/render/layout.h"

/* Depths of a block that belong to its nearest surface, in steps of the file. */
#define SAME_SURFACE ((int)(0.05f / GFLA_DEPTH_RANGE * 65535))

static gfla_status read_file(const struct gfla_view_model *model, struct gfla_pose pose, const char *ending,
                             const struct gfla_image_read_params *params, struct gfla_image *image)
{
    char name[GFLA_POSE_NAME_SIZE], path[4096];
    gfla_status status = GFLA_OK;
    int n = snprintf(path, sizeof path, "%s/%s%s.png", model->folder, gfla_pose_name(pose, name), ending);
    REQUIRE(n > 0 && (size_t)n < sizeof path, GFLA_ERROR_INPUT, "%s: path of %d characters, at most %zu", model->folder, n,
            sizeof path - 1);
    TRY(gfla_image_read(path, params, image));
fail:
    return status;
}

static gfla_status check_size(const struct gfla_image *image, const struct gfla_view_model *model, struct gfla_pose pose,
                              int size)
{
    if (image->width == size && image->height == size)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_INPUT,
                     "%s: view %d_%d of %s has %d x %d pixels, but the set has %d x %d. hint: render the model again",
                     model->folder, 20 * pose.azimuth, 10 * pose.elevation, model->id, image->width, image->height, size,
                     size);
}

static void shrink_block(const uint8_t *src, size_t row, int k, uint8_t dst[4])
{
    uint32_t sum[4] = {0}, n = (uint32_t)(k * k);
    for (int y = 0; y < k; y++)
        for (int x = 0; x < k; x++) {
            const uint8_t *p = src + (size_t)y * row + 4 * (size_t)x;
            for (int c = 0; c < 3; c++)
                sum[c] += (uint32_t)p[c] * p[3];
            sum[3] += p[3];
        }
    for (int c = 0; c < 3; c++)
        dst[c] = sum[3] ? (uint8_t)((sum[c] + sum[3] / 2) / sum[3]) : 0;
    dst[3] = (uint8_t)((sum[3] + n / 2) / n);
}

static uint16_t nearest_depth(const uint16_t *src, size_t row, int k)
{
    uint32_t nearest = 0, sum = 0, n = 0;
    for (int i = 0; i < k * k; i++) {
        uint16_t v = src[(size_t)(i / k) * row + i % k];
        if (v && (!nearest || v < nearest))
            nearest = v;
    }
    for (int i = 0; i < k * k; i++) {
        uint16_t v = src[(size_t)(i / k) * row + i % k];
        if (v && v <= nearest + SAME_SURFACE) {
            sum += v;
            n++;
        }
    }
    return n ? (uint16_t)((sum + n / 2) / n) : 0;
}

static void take_rgba(const struct gfla_image *image, int size, uint8_t *rgba)
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

static void take_depth(const struct gfla_image *image, int size, uint16_t *depth)
{
    const uint16_t *src = image->pixels;
    int k = image->width / size;
    size_t row = (size_t)image->width;
    if (k == 1)
        memcpy(depth, src, 2 * row * image->height);
    else
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++)
                depth[(size_t)y * size + x] = nearest_depth(src + (size_t)y * k * row + (size_t)x * k, row, k);
}

gfla_status gfla_views_read(const gfla_views *views, int model, struct gfla_pose pose, int size, uint8_t *rgba,
                            uint16_t *depth)
{
    const struct gfla_view_model *m = gfla_views_model(views, model);
    int full = gfla_views_size(views);
    struct gfla_image image = {0};
    gfla_status status = GFLA_OK;
    REQUIRE(size > 0 && full % size == 0, GFLA_ERROR_USAGE,
            "views of %d pixels asked for, but the set has %d. hint: ask for %d, or a size that divides it", size, full, full);
    REQUIRE(!depth || gfla_views_have_depth(views), GFLA_ERROR_INPUT, "%s: an HDF5 set has no depths", m->folder);
    TRY(gfla_views_file(views) ? gfla_hdf5_view(gfla_views_file(views), m->id, pose, &image)
                               : read_file(m, pose, "", NULL, &image));
    TRY(check_size(&image, m, pose, full));
    REQUIRE(image.channels == 4, GFLA_ERROR_INPUT, "%s: views without alpha. hint: render them without --white", m->folder);
    take_rgba(&image, size, rgba);
    if (depth) {
        gfla_image_free(&image);
        TRY(read_file(m, pose, "_depth", &(struct gfla_image_read_params){.channels = 1, .keep_16 = true}, &image));
        TRY(check_size(&image, m, pose, full));
        REQUIRE(image.bits == 16, GFLA_ERROR_INPUT, "%s: depths of view %d_%d have 8 bits, 16 expected", m->folder,
                20 * pose.azimuth, 10 * pose.elevation);
        take_depth(&image, size, depth);
    }
fail:
    gfla_image_free(&image);
    return status;
}
