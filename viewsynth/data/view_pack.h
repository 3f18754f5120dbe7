/* data/view_pack.h - a set of views in one file, SET.gflapack, that is mapped into memory: any view is read at once,
 * without a codec of images and without a cache, so that reading never limits a training. A pack stands for the set it
 * was made of wherever a set is opened: the same models in the same order, the same cameras, the same pixels, and so
 * the same batches.
 *
 * All numbers are little-endian:
 *   header    64 bytes: "gflapack", u32 version 1, u32 side of the images, u32 flags, u32 models, u64 views, u64 where
 *             the tables begin, u64 their bytes, u32 their CRC-32, 8 zeros, u32 CRC-32 of the 60 bytes before it
 *   views     one after the other as view_code.h has them, the models' views in their order
 *   tables    up to the end of the file:
 *     models  texts (varint bytes, then UTF-8) id, catalogue id, name, category, creator, licence, why it is left out;
 *             u8 flags 1 listed, 2 held out, 4 left out; u32 views; f64 coverage, thickness
 *     views   u64 where it begins, u32 bytes, u32 CRC-32 of them; a model that is left out has zeros here
 *     cameras unless the set is a grid: f64 azimuth, elevation, distance, fov, eye [3], world to camera [3][4], near,
 *             range; u8 azimuth and elevation of its pose, 255 off the grid
 * A reader takes its own version alone. What split.h leaves out is left out when the set is packed; what it holds out
 * is worked out from the ids when the pack is opened. */
#ifndef VIEWSYNTH_DATA_VIEW_PACK_H
#define VIEWSYNTH_DATA_VIEW_PACK_H

#include "viewsynth/data/views.h"

struct gfla_pack_result {
    int n_models, n_left_out; /* n_left_out of n_models */
    uint64_t n_views, n_bytes;
};

/* Packs an opened set into the file at path, which appears whole or not at all; progress is told in views. n_threads: 0
 * for one. A view that cannot be read is GFLA_ERROR_INPUT. Blocks. */
gfla_status gfla_views_pack(const gfla_views *views, const char *path, int n_threads, struct gfla_pack_result *result);

#endif
