/* data/view_pack_file.h - the file of a packed set (view_pack.h), for the files of this folder that write, open and read
 * it. */
#ifndef VIEWSYNTH_DATA_VIEW_PACK_FILE_H
#define VIEWSYNTH_DATA_VIEW_PACK_FILE_H

#include "base/file_map.h"
#include "base/memory.h"
#include "viewsynth/data/pose.h"

#define GFLA_PACK_MAGIC "gflapack"
#define GFLA_PACK_HEADER 64
#define GFLA_PACK_MAX_MODELS 16777216u

/* Flags of the header. */
enum {
    GFLA_PACK_GRID = 1,
    GFLA_PACK_DEPTH = 2,
    GFLA_PACK_BACK = 4,
    GFLA_PACK_FLAGS = 7,
};

struct gfla_view_pixels; /* views.h */

/* Where a view lies in the file, checked to be within it. */
struct gfla_pack_view {
    uint64_t at;
    uint32_t n, crc;
};

struct gfla_pack {
    struct gfla_file_map map;
    const char *path;             /* in the arena */
    struct gfla_pack_view *views; /* [n_views]; freed by gfla_pack_close */
    size_t *first;                /* [n_models + 1] of each model's views; likewise */
    int size;
    bool has_depth, has_back, has_cameras;
};

/* Whether the file at path begins as a pack does. */
bool gfla_pack_is(const char *path);
/* Opens a pack and lists its models, with their texts and cameras in the arena; *models is freed with free(). At most
 * max_models, 0: all. Nothing in the file is believed: GFLA_ERROR_INPUT names what is wrong. */
gfla_status gfla_pack_open(struct gfla_pack *pack, const char *path, gfla_arena *arena, int max_models,
                           struct gfla_set_object **models, size_t *n_models);
void gfla_pack_close(struct gfla_pack *pack);

/* A view of size x size as it was packed; a last surface only beside the first. */
gfla_status gfla_pack_read(const struct gfla_pack *pack, int model, int view, const struct gfla_view_pixels *pixels);

#endif
