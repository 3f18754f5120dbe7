/* base/file_map.h - a file mapped into memory, to be read at any place without reading the rest. */
#ifndef GFLA_BASE_FILE_MAP_H
#define GFLA_BASE_FILE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* {0} maps nothing. A file that is replaced (renamed over) stays as it was for those who mapped it; one that another
 * program cuts short while it is mapped kills whoever reads the part that is gone. */
struct gfla_file_map {
    const uint8_t *data;
    size_t size;
};

/* A regular file that is not empty, for reading at places in no order. GFLA_ERROR_INPUT otherwise. */
gfla_status gfla_file_map_open(struct gfla_file_map *map, const char *path);
void gfla_file_map_close(struct gfla_file_map *map);

#endif
