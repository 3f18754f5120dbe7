/* graph/place.h - placing activations in an arena by liveness. */
#ifndef GFLA_GRAPH_PLACE_H
#define GFLA_GRAPH_PLACE_H

#include "base/error.h"

#include <stddef.h>

/* A tensor's bytes are in use from node `first` to node `last`, both included. */
struct gfla_place {
    size_t size;
    int first, last;
    int chunk;     /* result: which piece of the arena, */
    size_t offset; /* and where in it */
};

/* Places the items so that no two that live at the same time overlap: largest first, each at the lowest free offset.
 * Offsets are multiples of `alignment`; a chunk holds at most `limit` bytes. *chunk_sizes is freed by the caller.
 * GFLA_ERROR_MEMORY when one item alone is larger than the limit. */
gfla_status gfla_place_all(struct gfla_place *items, size_t n_items, size_t alignment, size_t limit,
                           size_t **chunk_sizes, size_t *n_chunks);

#endif
