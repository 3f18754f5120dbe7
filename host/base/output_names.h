/* base/output_names.h - what the files of a batch are called: after their inputs, and no two alike. Ask before the work:
 * what one run writes neither replaces nor skips what the same run wrote. */
#ifndef GFLA_BASE_OUTPUT_NAMES_H
#define GFLA_BASE_OUTPUT_NAMES_H

#include "base/memory.h"

/* How names are made of paths. Zeros are the defaults. */
struct gfla_output_names_params {
    const char *const
        *endings;      /* taken off the stem, in this order, each once: "_keypoints"; ended by NULL; NULL: none */
    size_t most_bytes; /* longer names are cut, between characters; 0: 200, which leaves room for an extension */
};

/* names[i] of paths[i], n of each, in `arena`: the last part of the path without extension and endings. Where two
 * different paths would have one name, each of them keeps its endings, then its extension, then gets the folders above
 * it in front, as few as it takes: "walk-0001" and "run-0001". What is alike even then has its short name again, and "-2", "-3" ... in the
 * order of paths. Names that differ in the case of ASCII letters alone are alike, since some disks take them for one. Equal
 * paths have equal names. Control characters become '_'. Nothing of it depends on the order of paths but the numbers.
 * GFLA_ERROR_MEMORY. */
gfla_status gfla_output_names(const char *const *paths, size_t n, const struct gfla_output_names_params *params,
                              gfla_arena *arena, const char **names);

/* Appends "-2", "-3" ... to names that others before them have already, equal ones too; replaced strings are in
 * `arena`. */
gfla_status gfla_output_names_number(const char **names, size_t n, gfla_arena *arena);

#endif
