#include "io/keypoints/json_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/memory.h"
#include "io/keypoints/json_parts.h"

static gfla_status add_piece(struct gfla_json_index *index, const char *name, const char *file,
                             const struct gfla_json_part *part)
{
    gfla_status status;
    const size_t at = index->names.size;
    TRY(gfla_grow(&index->pieces, &index->capacity, index->n_pieces + 1, sizeof *index->pieces, "index of pictures"));
    TRY(gfla_string_list_add(&index->names, name, "index of pictures"));
    index->pieces[index->n_pieces++] = (struct gfla_json_piece){at, (uint64_t)(part->value - file), part->value_size};
fail:
    return status;
}

/* One person of a list; *named false: without the name of an image. */
static gfla_status add_person(struct gfla_json_index *index, const char *file, const struct gfla_json_part *part,
                              bool *named)
{
    gfla_status status;
    cJSON *person = NULL;
    char number[GFLA_IMAGE_NUMBER];
    const char *name;
    TRY(gfla_json_parse(file, part->value, part->value_size, &person));
    name = gfla_json_image_name(person, number);
    *named = name != NULL;
    if (name)
        TRY(add_piece(index, name, file, part));
fail:
    cJSON_Delete(person);
    return status;
}

static gfla_status add_people(struct gfla_json_index *index, const char *file, const char *list, size_t size)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part part;
    bool more, named = true;
    index->is_list = true;
    TRY(gfla_json_parts_open(&parts, file, list, size));
    for (size_t i = 0;; i++) {
        TRY(gfla_json_parts_next(&parts, &part, &more));
        if (!more)
            break;
        bool before = named;
        TRY(add_person(index, file, &part, &named));
        REQUIRE(i == 0 || named == before, GFLA_ERROR_INPUT, "person %zu has %s \"image_id\", and those before have %s",
                i, named ? "an" : "no", named ? "none" : "one");
    }
fail:
    return status;
}

static gfla_status add_image(struct gfla_json_index *index, const char *file, const struct gfla_json_part *part)
{
    gfla_status status;
    cJSON *key = NULL;
    TRY(gfla_json_parse(file, part->key, part->key_size, &key));
    TRY(add_piece(index, key->valuestring, file, part));
fail:
    cJSON_Delete(key);
    return status;
}

static gfla_status add_members(struct gfla_json_index *index, const char *file, size_t size)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part part;
    const char *text = gfla_text_start(file, size);
    bool more, is_one = false;
    TRY(gfla_json_parts_open(&parts, file, text, size - (size_t)(text - file)));
    for (;;) {
        TRY(gfla_json_parts_next(&parts, &part, &more));
        if (!more)
            break;
        is_one = is_one || gfla_json_key_is(&part, "people") || gfla_json_key_is(&part, "bodies");
        if (gfla_json_key_is(&part, "annotations")) {
            index->n_pieces = 0;
            return add_people(index, file, part.value, part.value_size);
        }
        if (part.value[0] == '{')
            TRY(add_image(index, file, &part));
    }
    if (is_one)
        index->n_pieces = 0;
fail:
    return status;
}

/* ---- grouping ---- */

/* qsort has no context: pieces carry their names' addresses while they are sorted. */
struct keyed {
    const char *name;
    struct gfla_json_piece piece;
};

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = gfla_natural_compare(x->name, y->name);
    return order ? order : x->piece.offset < y->piece.offset ? -1 : 1;
}

static gfla_status group(struct gfla_json_index *index)
{
    gfla_status status;
    struct keyed *keyed = NULL;
    TRY(gfla_calloc(&keyed, index->n_pieces + 1, sizeof *keyed, "index of pictures"));
    TRY(gfla_calloc(&index->firsts, index->n_pieces + 1, sizeof *index->firsts, "index of pictures"));
    for (size_t i = 0; i < index->n_pieces; i++)
        keyed[i] = (struct keyed){index->names.bytes + index->pieces[i].name, index->pieces[i]};
    qsort(keyed, index->n_pieces, sizeof *keyed, compare_keyed);
    for (size_t i = 0; i < index->n_pieces; i++) {
        index->pieces[i] = keyed[i].piece;
        if (i == 0 || strcmp(keyed[i].name, keyed[i - 1].name) != 0)
            index->firsts[index->n++] = i;
    }
    index->firsts[index->n] = index->n_pieces;
fail:
    free(keyed);
    return status;
}

gfla_status gfla_json_index_open(struct gfla_json_index *index, const char *path, const char *text, size_t size)
{
    gfla_status status;
    *index = (struct gfla_json_index){.reader.fd = -1};
    const char *start = gfla_text_start(text, size);
    if (start[strspn(start, " \t\r\n")] == '[')
        status = add_people(index, text, start, size - (size_t)(start - text));
    else
        status = add_members(index, text, size);
    if (status == GFLA_OK)
        status = group(index);
    if (status == GFLA_OK && index->n > 0)
        status = gfla_reader_open(&index->reader, NULL, 0, path);
    if (status != GFLA_OK)
        gfla_json_index_close(index);
    return status;
}

void gfla_json_index_close(struct gfla_json_index *index)
{
    gfla_reader_close(&index->reader);
    gfla_string_list_free(&index->names);
    free(index->pieces);
    free(index->firsts);
    *index = (struct gfla_json_index){.reader.fd = -1};
}

const char *gfla_json_index_name(const struct gfla_json_index *index, size_t image)
{
    return index->names.bytes + index->pieces[index->firsts[image]].name;
}

/* ---- reading ---- */

/* People of a list become a list again: each with '[' or ',' in front, and ']' behind the last. */
static gfla_status gather(const struct gfla_json_index *index, size_t image, char **text, size_t *size)
{
    gfla_status status;
    const size_t first = index->firsts[image], behind = index->firsts[image + 1];
    size_t bytes = 2;
    for (size_t i = first; i < behind; i++)
        bytes += index->pieces[i].size + 1;
    TRY(gfla_calloc(text, bytes, 1, "people of a picture"));
    *size = 0;
    for (size_t i = first; i < behind; i++) {
        if (index->is_list)
            (*text)[(*size)++] = i == first ? '[' : ',';
        TRY(gfla_reader_get(&index->reader, index->pieces[i].offset, *text + *size, index->pieces[i].size));
        *size += index->pieces[i].size;
        if (!index->is_list)
            break; /* a name that is there twice: the first counts */
    }
    if (index->is_list)
        (*text)[(*size)++] = ']';
fail:
    return status;
}

gfla_status gfla_json_index_read(const struct gfla_json_index *index, size_t image,
                                 const struct gfla_keypoints_select *params, struct gfla_keypoints *points)
{
    gfla_status status;
    char *text = NULL, shown[48];
    size_t size;
    const char *name = gfla_json_index_name(index, image);
    struct gfla_keypoints_select nameless = *params;
    nameless.name = NULL;
    TRY(gather(index, image, &text, &size));
    TRY(gfla_keypoints_read_json(text, size, &nameless, points));
    free(text);
    return GFLA_OK;
fail:
    free(text);
    *points = (struct gfla_keypoints){0};
    return gfla_fail_context(status, "%s: picture '%s'", index->reader.name, gfla_excerpt(name, strlen(name), shown));
}
