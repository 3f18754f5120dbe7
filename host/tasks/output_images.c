#include "tasks/output_images.h"

#include <string.h>

#include "base/file.h"
#include "io/animation/animation.h"

gfla_status gfla_output_allow_images(enum gfla_existing existing, const char *path, bool *skip)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const gfla_status status = gfla_animation_can_write(path) ? gfla_animation_check(path) : GFLA_OK;
    if (status != GFLA_OK)
        return status;
    if (gfla_animation_can_write(path) || gfla_bitmap_can_write(path))
        return gfla_output_allow_file(existing, path, skip);
    if (!strchr(name, '.') || gfla_file_exists(path))
        return gfla_output_allow(existing, path, skip);
    return gfla_fail(GFLA_ERROR_USAGE, "%s: no format that pictures are written in. hint: %s, %s, or a folder", path,
                     gfla_bitmap_extensions(), gfla_animation_extensions());
}
