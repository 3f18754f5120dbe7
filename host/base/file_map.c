#include "base/file_map.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"

gfla_status gfla_file_map_open(struct gfla_file_map *map, const char *path)
{
    gfla_status status;
    struct stat about;
    FILE *file = NULL;
    *map = (struct gfla_file_map){0};
    TRY(gfla_file_open_regular(path, &file));
    REQUIRE(fstat(fileno(file), &about) == 0, gfla_memory_or(GFLA_ERROR_INPUT), "%s: %s", path, strerror(errno));
    REQUIRE(about.st_size > 0, GFLA_ERROR_INPUT, "%s: the file is empty", path);
    REQUIRE((uintmax_t)about.st_size <= SIZE_MAX, GFLA_ERROR_INPUT, "%s: larger than memory can address", path);
    void *const data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fileno(file), 0);
    REQUIRE(data != MAP_FAILED, gfla_memory_or(GFLA_ERROR_INPUT), "%s: %s", path, strerror(errno));
    posix_madvise(data, (size_t)about.st_size, POSIX_MADV_RANDOM); /* only a hint */
    *map = (struct gfla_file_map){data, (size_t)about.st_size};
fail:
    if (file)
        fclose(file);
    return status;
}

void gfla_file_map_close(struct gfla_file_map *map)
{
    if (map->data)
        munmap((void *)(uintptr_t)map->data, map->size);
    *map = (struct gfla_file_map){0};
}
