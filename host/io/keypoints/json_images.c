#include "io/keypoints/json_images.h"

#include <stdio.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

#include "io/image/bitmap.h"

int gfla_json_side(const cJSON *value)
{
    const double side = cJSON_IsNumber(value) ? value->valuedouble : 0;
    return side >= 1 && side <= GFLA_BITMAP_MAX_SIDE ? (int)side : 0;
}

const char *gfla_json_text(const cJSON *value, char number[GFLA_JSON_NUMBER])
{
    if (cJSON_IsString(value))
        return value->valuestring;
    if (!cJSON_IsNumber(value))
        return NULL;
    snprintf(number, GFLA_JSON_NUMBER, "%.15g", value->valuedouble);
    return number;
}

static gfla_status add(struct gfla_json_images *images, const cJSON *image)
{
    gfla_status status;
    char number[GFLA_JSON_NUMBER];
    const char *id = gfla_json_text(cJSON_GetObjectItemCaseSensitive(image, "id"), number);
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(image, "file_name");
    if (!id || !cJSON_IsString(name))
        return GFLA_OK;
    TRY(gfla_grow(&images->items, &images->capacity, images->n + 1, sizeof *images->items, "images"));
    struct gfla_json_image *item = &images->items[images->n];
    *item = (struct gfla_json_image){.name = gfla_arena_strdup(images->texts, name->valuestring),
                                     .id = gfla_arena_strdup(images->texts, id),
                                     .width = gfla_json_side(cJSON_GetObjectItemCaseSensitive(image, "width")),
                                     .height = gfla_json_side(cJSON_GetObjectItemCaseSensitive(image, "height"))};
    REQUIRE(item->name && item->id, GFLA_ERROR_MEMORY, "names of images: host memory ran out");
    TRY(gfla_text_table_put(&images->by_id, item->id, images->n));
    images->n++;
fail:
    return status;
}

gfla_status gfla_json_images_read(struct gfla_json_images *images, const char *file, const struct gfla_json_part *list)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part part;
    cJSON *image = NULL;
    bool more;
    if (!images->texts)
        TRY(gfla_arena_create(&images->texts));
    TRY(gfla_json_parts_open(&parts, file, list->value, list->value_size));
    for (;;) {
        TRY(gfla_json_parts_next(&parts, &part, &more));
        if (!more)
            break;
        TRY(gfla_json_parse(file, part.value, part.value_size, &image));
        TRY(add(images, image));
        cJSON_Delete(image);
        image = NULL;
    }
fail:
    cJSON_Delete(image);
    return status;
}

const struct gfla_json_image *gfla_json_images_find(const struct gfla_json_images *images, const char *id)
{
    const size_t *at = gfla_text_table_find(&images->by_id, id);
    return at ? &images->items[*at] : NULL;
}

void gfla_json_images_free(struct gfla_json_images *images)
{
    gfla_text_table_free(&images->by_id);
    free(images->items);
    gfla_arena_destroy(&images->texts);
    *images = (struct gfla_json_images){0};
}
