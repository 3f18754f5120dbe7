#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/context.h"
#include "base/file.h"
#include "tasks/api/image_api.h"

void gfla_image_read_params_init(struct gfla_image_read_params *params)
{
    *params = (struct gfla_image_read_params){.struct_size = sizeof *params};
}

void gfla_image_write_params_init(struct gfla_image_write_params *params)
{
    *params = (struct gfla_image_write_params){.struct_size = sizeof *params};
}

/* Reads the file of `path`, or that in data. */
static gfla_status read_any(struct gfla_image *image, const char *path, const void *data, size_t size,
                            const struct gfla_image_read_params *params)
{
    gfla_status status;
    struct gfla_image_read_params p;
    struct gfla_bitmap bitmap = {0};
    *image = (struct gfla_image){0};
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_image_read_params"));
    REQUIRE(p.channels >= 0 && p.channels <= 4 && p.type < GFLA_TYPE_COUNT, GFLA_ERROR_USAGE,
            "gfla_image_read_params: channels %d or type %d is out of range", p.channels, (int)p.type);
    const struct gfla_bitmap_read_params internal = {.channels = p.channels, .keep_16 = p.type != GFLA_TYPE_U8};
    if (path)
        TRY(gfla_bitmap_read(path, &internal, &bitmap));
    else
        TRY(gfla_bitmap_read_memory(data, size, "image in memory", &internal, &bitmap));
    TRY(gfla_image_convert_bitmap(image, &bitmap, p.type));
fail:
    gfla_bitmap_free(&bitmap);
    return status;
}

gfla_status gfla_image_read(struct gfla_image *image, const char *path, const struct gfla_image_read_params *params)
{
    return read_any(image, path, NULL, 0, params);
}

gfla_status gfla_image_read_memory(struct gfla_image *image, const void *data, size_t size,
                                   const struct gfla_image_read_params *params)
{
    return read_any(image, NULL, data, size, params);
}

static bool is_jpeg(const char *name)
{
    const char *const dot = strrchr(name, '.');
    return dot && (strcasecmp(dot, ".jpg") == 0 || strcasecmp(dot, ".jpeg") == 0);
}

gfla_status gfla_image_encode(void **data, size_t *size, const struct gfla_image *image, const char *name,
                              const struct gfla_image_write_params *params)
{
    gfla_status status;
    struct gfla_image_write_params p;
    struct gfla_bitmap bitmap = {0}, narrow = {0};
    *data = NULL;
    *size = 0;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_image_write_params"));
    REQUIRE(p.quality >= 0 && p.quality <= 100, GFLA_ERROR_USAGE,
            "gfla_image_write_params: quality %d, 1 to 100 is possible", p.quality);
    TRY(gfla_bitmap_from_image(&bitmap, image, name));
    const struct gfla_bitmap_write_params internal = {.quality = p.quality, .fast = p.fast};
    const bool narrows = bitmap.bits == 16 && is_jpeg(name);
    if (narrows)
        TRY(gfla_bitmap_to_8_bits(&bitmap, &narrow));
    TRY(gfla_bitmap_encode(name, narrows ? &narrow : &bitmap, &internal, data, size));
fail:
    gfla_bitmap_free(&bitmap);
    gfla_bitmap_free(&narrow);
    return status;
}

gfla_status gfla_image_write(const struct gfla_image *image, const char *path,
                             const struct gfla_image_write_params *params)
{
    gfla_status status;
    void *data = NULL;
    size_t size = 0;
    TRY(gfla_image_encode(&data, &size, image, path, params));
    TRY(gfla_file_write(path, data, size));
fail:
    free(data);
    return status;
}
