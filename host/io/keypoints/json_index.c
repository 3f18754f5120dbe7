/* The people of a JSON file by image, as json_walk.c finds them. */
#include <stdlib.h>

#include "base/memory.h"
#include "io/keypoints/json_walk.h"
#include "io/keypoints/points_index.h"

struct filling {
    struct gfla_points_index *index;
    const char *file;
    size_t n_people, n_nameless;
};

static gfla_status take_image(void *context, const struct gfla_json_image *image, bool *wanted)
{
    struct filling *f = context;
    *wanted = true;
    return gfla_points_index_add(f->index, image->name, 0, 0, (struct gfla_found_size){image->width, image->height});
}

static gfla_status take_person(void *context, const struct gfla_json_image *image, const struct gfla_json_part *part,
                               const struct cJSON *json)
{
    gfla_status status;
    struct filling *f = context;
    f->n_people++;
    if (!image->name)
        f->n_nameless++;
    else
        TRY(gfla_points_index_add(f->index, image->name, (uint64_t)(part->value - f->file), part->value_size,
                                  (struct gfla_found_size){image->width, image->height}));
    REQUIRE(f->n_nameless == 0 || f->n_nameless == f->n_people, GFLA_ERROR_INPUT,
            "person %zu has %s \"image_id\", and those before have %s", f->n_people - 1, image->name ? "an" : "no",
            image->name ? "none" : "one");
fail:
    return status;
}

gfla_status gfla_json_index(struct gfla_points_index *index, const char *text, size_t size)
{
    gfla_status status;
    struct filling f = {.index = index, .file = text};
    const struct gfla_json_walk walk = {&f, take_image, take_person};
    TRY(gfla_calloc(&index->open, 2, 1, "index of pictures"));
    index->open[0] = '[';
    index->between = ",";
    index->close = "]";
    index->read = gfla_keypoints_read_json;
    TRY(gfla_json_walk(&walk, text, size));
fail:
    return status;
}
