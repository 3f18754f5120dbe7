/* Instead of the rest of this folder, in builds without libav: videos are refused with the reason. */
#include <stdlib.h>

#include "io/animation/animation_format.h"
#include "io/animation/video_source.h"

#define HINT "hint: install libavformat-dev, libavcodec-dev and libswscale-dev and build again, or "

static const char *absent(void)
{
    return "this gfla was built without libav, which videos need. " HINT "use .webp";
}

const struct gfla_animation_format gfla_animation_mp4 = {.extension = ".mp4", .absent = absent};
const struct gfla_animation_format gfla_animation_webm = {.extension = ".webm", .absent = absent};

static gfla_status refuse(struct gfla_video *video)
{
    return gfla_fail(GFLA_ERROR_INPUT,
                     "%s: not a WebP, and this gfla was built without libav, which other videos need. " HINT
                     "give a folder of pictures",
                     video->path);
}

const struct gfla_video_source gfla_video_libav = {.open = refuse, .destroy = free};
