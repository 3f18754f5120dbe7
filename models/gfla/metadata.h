/* models/gfla/metadata.h - what a file of weights says of its network, as text under keys: the one description that
 * inference, training and `gfla describe` read and write. docs/formats.md lists the keys. */
#ifndef GFLA_MODELS_GFLA_METADATA_H
#define GFLA_MODELS_GFLA_METADATA_H

#include "models/gfla/architectures.h"

/* The text under a key of the caller's file, or NULL. */
typedef const char *gfla_metadata_getter(const void *file, const char *key);

/* *network: of the file's `network`, or of its `form`, which is all that weights of views said once, with `flow_only`.
 * NULL: it names none. GFLA_ERROR_INPUT: one that is not in the table. */
gfla_status gfla_metadata_network(const struct gfla_architecture **network, gfla_metadata_getter *get,
                                  const void *file);

/* Takes what the parameters do not show: `size`, pixels as N or WxH, `fov`, degrees,`surfaces`, `mirror` and `sampling`. What is absent stays.
 * GFLA_ERROR_INPUT: it is no such number. */
gfla_status gfla_metadata_read(struct gfla_network_config *config, gfla_metadata_getter *get, const void *file);

/* Pairs of key and text, ended by NULL; the text lives in the struct. */
#define GFLA_METADATA_PAIRS 13
struct gfla_metadata {
    const char *pairs[2 * GFLA_METADATA_PAIRS + 1];
    char text[GFLA_METADATA_PAIRS][32];
    int n;
};
/* All that the two functions above read, and the widths, for people. */
void gfla_metadata_write(struct gfla_metadata *metadata, const struct gfla_architecture *network,
                         const struct gfla_network_config *config);

/* "128" or "128x64": width and height, 1 .. 4096. GFLA_ERROR_INPUT: anything else. */
gfla_status gfla_metadata_parse_size(const char *text, int *width, int *height);

/* "person, dance, ...": the names of all networks, for messages. Lives in text. */
const char *gfla_architecture_names(char *text, size_t size);

#endif
