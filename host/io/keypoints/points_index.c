#include "io/keypoints/points_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

gfla_status gfla_points_index_add(struct gfla_points_index *index, const char *name, uint64_t offset, size_t size,
                                  struct gfla_found_size image)
{
    gfla_status status;
    const size_t at = index->names.size;
    TRY(gfla_grow(&index->pieces, &index->capacity, index->n_pieces + 1, sizeof *index->pieces, "index of pictures"));
    TRY(gfla_string_list_add(&index->names, name, "index of pictures"));
    index->pieces[index->n_pieces++] = (struct gfla_index_piece){at, offset, size, image};
fail:
    return status;
}

/* ---- grouping ---- */

/* qsort has no context: pieces carry their names' addresses while they are sorted. */
struct keyed {
    const char *name;
    struct gfla_index_piece piece;
};

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = gfla_natural_compare(x->name, y->name);
    if (order == 0)
        order = strcmp(x->name, y->name);
    return order ? order : x->piece.offset < y->piece.offset ? -1 : 1;
}

static gfla_status group(struct gfla_points_index *index)
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

gfla_status gfla_points_index_open(struct gfla_points_index *index, const char *path, gfla_points_indexer *fill,
                                   const char *text, size_t size)
{
    *index = (struct gfla_points_index){.reader.fd = -1};
    gfla_status status = fill(index, text, size);
    if (status == GFLA_OK)
        status = group(index);
    if (status == GFLA_OK && index->n > 0)
        status = gfla_reader_open(&index->reader, NULL, 0, path);
    if (status != GFLA_OK)
        gfla_points_index_close(index);
    return status;
}

void gfla_points_index_close(struct gfla_points_index *index)
{
    gfla_reader_close(&index->reader);
    gfla_string_list_free(&index->names);
    free(index->pieces);
    free(index->firsts);
    free(index->open);
    *index = (struct gfla_points_index){.reader.fd = -1};
}

const char *gfla_points_index_name(const struct gfla_points_index *index, size_t image)
{
    return index->names.bytes + index->pieces[index->firsts[image]].name;
}

/* ---- reading ---- */

static gfla_status gather(const struct gfla_points_index *index, size_t image, char **text, size_t *size)
{
    gfla_status status;
    const size_t first = index->firsts[image], behind = index->firsts[image + 1], between = strlen(index->between);
    size_t bytes = strlen(index->open) + strlen(index->close) + 1;
    bool begun = false;
    for (size_t i = first; i < behind; i++)
        bytes += index->pieces[i].size + between;
    TRY(gfla_calloc(text, bytes, 1, "people of a picture"));
    strcpy(*text, index->open);
    *size = strlen(index->open);
    for (size_t i = first; i < behind; i++) {
        if (index->pieces[i].size == 0)
            continue;
        if (begun) {
            memcpy(*text + *size, index->between, between);
            *size += between;
        }
        TRY(gfla_reader_get(&index->reader, index->pieces[i].offset, *text + *size, index->pieces[i].size));
        *size += index->pieces[i].size;
        begun = true;
    }
    strcpy(*text + *size, index->close);
    *size += strlen(index->close);
fail:
    return status;
}

gfla_status gfla_points_index_read(const struct gfla_points_index *index, size_t image,
                                   const struct gfla_keypoints_select *params, struct gfla_keypoints *points,
                                   struct gfla_found_size *found)
{
    gfla_status status;
    char *text = NULL, shown[48];
    size_t size;
    const char *name = gfla_points_index_name(index, image);
    const struct gfla_found_size own = index->pieces[index->firsts[image]].image;
    struct gfla_keypoints_select nameless = *params;
    nameless.name = NULL;
    if (own.width) {
        nameless.width = own.width;
        nameless.height = own.height;
    }
    TRY(gather(index, image, &text, &size));
    TRY(index->read(text, size, &nameless, points, found));
    if (own.width)
        *found = own;
    free(text);
    return GFLA_OK;
fail:
    free(text);
    *points = (struct gfla_keypoints){0};
    return gfla_fail_context(status, "%s: picture '%s'", index->reader.name, gfla_excerpt(name, strlen(name), shown));
}
