#include "viewsynth/render/mesh_source.h"

#include "base/file.h"
#include "viewsynth/render/find_file.h"

const char *gfla_source_name(const struct gfla_mesh_source *source)
{
    return source->archive ? source->member : source->path;
}

static gfla_status read_one(const struct gfla_mesh_source *source, const char *path, void **data, size_t *size)
{
    if (source->archive)
        return gfla_archive_read(source->archive, path, data, size);
    char found[4096];
    gfla_status status = gfla_file_read_regular(path, GFLA_ARCHIVE_MAX_MEMBER, data, size);
    if (status != GFLA_ERROR_INPUT || gfla_file_exists(path) || !gfla_find_file(path, found, sizeof found))
        return status;
    return gfla_file_read_regular(found, GFLA_ARCHIVE_MAX_MEMBER, data, size);
}

gfla_status gfla_source_read(const struct gfla_mesh_source *source, void **data, size_t *size)
{
    return read_one(source, gfla_source_name(source), data, size);
}

gfla_status gfla_source_read_beside(const struct gfla_mesh_source *source, const char *name, void **data, size_t *size)
{
    char path[1024];
    gfla_path_beside(gfla_source_name(source), name, path, sizeof path);
    gfla_status status = read_one(source, path, data, size);
    const char *last = name;
    for (const char *c = name; *c; c++)
        if (*c == '/' || *c == '\\')
            last = c + 1;
    if (status != GFLA_ERROR_INPUT || last == name)
        return status;
    return read_one(source, gfla_path_beside(gfla_source_name(source), last, path, sizeof path), data, size);
}
