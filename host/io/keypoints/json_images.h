/* io/keypoints/json_images.h - COCO's list of images: names and sizes by number. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_JSON_IMAGES_H
#define GFLA_IO_KEYPOINTS_JSON_IMAGES_H

#include "base/memory.h"
#include "base/text_table.h"
#include "io/keypoints/json_parts.h"

struct gfla_json_image {
    const char *name, *id; /* id: another name of it (COCO's number); NULL: it says none */
    int width, height;     /* 0: it does not say */
};

/* {0} is empty. */
struct gfla_json_images {
    gfla_arena *texts;
    struct gfla_json_image *items;
    size_t n, capacity;
    struct gfla_text_table by_id;
};
/* list: [{"id": .., "file_name": .., "width": .., "height": ..} ...] */
gfla_status gfla_json_images_read(struct gfla_json_images *images, const char *file, const struct gfla_json_part *list);
/* NULL: not listed. */
const struct gfla_json_image *gfla_json_images_find(const struct gfla_json_images *images, const char *id);
void gfla_json_images_free(struct gfla_json_images *images);

/* A number, or a text that is one, as a side of an image; 0: it is none. */
int gfla_json_side(const struct cJSON *value);
/* A text or number as a text; NULL: it is neither. */
#define GFLA_JSON_NUMBER 32
const char *gfla_json_text(const struct cJSON *value, char number[GFLA_JSON_NUMBER]);

#endif
