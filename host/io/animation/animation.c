#include "io/animation/animation.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "io/animation/animation_format.h"

#define MAX_DELAY 60000
#define MAX_FPS 1000
#define DEFAULT_QUALITY 90

static const struct gfla_animation_format *const file_formats[] = {
    &gfla_animation_gif, &gfla_animation_apng, &gfla_animation_webp, &gfla_animation_mp4, &gfla_animation_webm,
};
enum { N_FILE_FORMATS = sizeof file_formats / sizeof file_formats[0] };

const char *gfla_animation_extensions(void)
{
    return ".gif, .apng, .webp, .mp4, .webm";
}

static const char *extension_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');

    return dot && dot != name ? dot : "";
}

/* NULL when there is none. */
static const struct gfla_animation_format *format_of(const char *path)
{
    const char *extension = extension_of(path);

    if (!*extension)
        return &gfla_animation_folder;
    for (int i = 0; i < N_FILE_FORMATS; i++)
        if (strcasecmp(extension, file_formats[i]->extension) == 0)
            return file_formats[i];
    return NULL;
}

bool gfla_animation_can_write(const char *path)
{
    const struct gfla_animation_format *format = format_of(path);

    return format && format != &gfla_animation_folder;
}

gfla_status gfla_animation_check(const char *path)
{
    const struct gfla_animation_format *format = format_of(path);
    gfla_status status = GFLA_OK;
    const char *absent;

    REQUIRE(strcmp(path, "-") != 0, GFLA_ERROR_USAGE,
            "standard output takes one image, not an animation. hint: a file (%s), or a folder",
            gfla_animation_extensions());
    REQUIRE(format, GFLA_ERROR_USAGE,
            "%s: no animation has the extension '%s'. hint: use %s, or a folder for single pictures", path,
            extension_of(path), gfla_animation_extensions());
    absent = format->absent ? format->absent() : NULL;
    REQUIRE(!absent, GFLA_ERROR_USAGE, "%s: %s", path, absent);
fail:
    return status;
}

static gfla_status check_params(const char *path, const struct gfla_animation_params *p)
{
    gfla_status status = GFLA_OK;

    REQUIRE(p->width >= 1 && p->height >= 1 && p->width <= GFLA_BITMAP_MAX_SIDE && p->height <= GFLA_BITMAP_MAX_SIDE,
            GFLA_ERROR_USAGE, "%s: frames of %d x %d pixels, 1 to %d a side are possible", path, p->width, p->height,
            GFLA_BITMAP_MAX_SIDE);
    if (p->fps == 0)
        REQUIRE(p->delay >= 1 && p->delay <= MAX_DELAY, GFLA_ERROR_USAGE, "%s: %d ms a frame, 1 to %d are possible",
                path, p->delay, MAX_DELAY);
    else
        REQUIRE(p->fps >= 1000.0 / MAX_DELAY && p->fps <= MAX_FPS, GFLA_ERROR_USAGE,
                "%s: %g frames a second, 1/%d to %d are possible", path, p->fps, MAX_DELAY / 1000, MAX_FPS);
    REQUIRE(p->quality >= 0 && p->quality <= 100, GFLA_ERROR_USAGE, "%s: quality %d, 1 to 100 are possible", path,
            p->quality);
fail:
    return status;
}

gfla_status gfla_animation_open(gfla_animation **out, const char *path, const struct gfla_animation_params *params)
{
    const struct gfla_animation_format *format = format_of(path);
    gfla_animation *animation = NULL;
    gfla_status status = GFLA_OK;

    *out = NULL;
    TRY(gfla_animation_check(path));
    TRY(check_params(path, params));
    TRY(gfla_calloc(&animation, 1, sizeof *animation, path));
    animation->format = format;
    animation->params = *params;
    if (params->quality == 0)
        animation->params.quality = DEFAULT_QUALITY;
    TRY(gfla_calloc(&animation->path, strlen(path) + 1, 1, path));
    memcpy(animation->path, path, strlen(path));
    if (format == &gfla_animation_folder)
        TRY(gfla_folder_create(path));
    else
        TRY(gfla_file_out_open(&animation->out, path));
    TRY(format->open(animation));
    *out = animation;
    return GFLA_OK;
fail:
    gfla_animation_discard(&animation);
    return status;
}

gfla_status gfla_animation_add(gfla_animation *animation, const struct gfla_bitmap *frame)
{
    struct gfla_bitmap narrow = {0};
    gfla_status status = GFLA_OK;

    REQUIRE(frame->width == animation->params.width && frame->height == animation->params.height, GFLA_ERROR_USAGE,
            "%s: frame %zu has %d x %d pixels, not %d x %d", animation->path, animation->n_frames, frame->width,
            frame->height, animation->params.width, animation->params.height);
    if (frame->bits != 8)
        TRY(gfla_bitmap_to_8_bits(frame, &narrow));
    TRY(animation->format->add(animation, frame->bits == 8 ? frame : &narrow));
    animation->n_frames++;
fail:
    gfla_bitmap_free(&narrow);
    return status;
}

gfla_status gfla_animation_finish(gfla_animation **animation)
{
    gfla_animation *a = *animation;
    gfla_status status = GFLA_OK;

    REQUIRE(a->n_frames > 0, GFLA_ERROR_USAGE, "%s: an animation without frames", a->path);
    TRY(a->format->finish(a));
    if (a->out.stream)
        TRY(gfla_file_out_commit(&a->out));
fail:
    gfla_animation_discard(animation);
    return status;
}

void gfla_animation_discard(gfla_animation **animation)
{
    gfla_animation *a = *animation;

    if (!a)
        return;
    a->format->destroy(a->state);
    gfla_file_out_discard(&a->out);
    free(a->path);
    free(a);
    *animation = NULL;
}

int gfla_animation_ticks(const struct gfla_animation *animation, size_t frame, int per_second)
{
    const struct gfla_animation_params *p = &animation->params;
    const double ticks = per_second * (p->fps > 0 ? 1 / p->fps : p->delay / 1000.0);
    const int n = (int)(floor((double)(frame + 1) * ticks + 0.5) - floor((double)frame * ticks + 0.5));

    return n > 1 ? n : 1;
}

gfla_status gfla_animation_move(struct gfla_animation *animation, long offset, int whence)
{
    if (fseek(animation->out.stream, offset, whence) == 0)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_OUTPUT, "%s: %s%s", animation->path, strerror(errno),
                     errno == ESPIPE ? ". hint: this format is written to files, not to pipes" : "");
}

/* ---- a folder of images ---- */

static gfla_status folder_open(struct gfla_animation *animation)
{
    (void)animation;
    return GFLA_OK;
}

static gfla_status folder_add(struct gfla_animation *animation, const struct gfla_bitmap *frame)
{
    const size_t size = strlen(animation->path) + 32;
    gfla_status status = GFLA_OK;
    char *path = NULL;

    TRY(gfla_calloc(&path, size, 1, animation->path));
    snprintf(path, size, "%s/%05zu.png", animation->path, animation->n_frames);
    TRY(gfla_bitmap_write(path, frame, NULL));
fail:
    free(path);
    return status;
}

static void folder_destroy(void *state)
{
    (void)state;
}

const struct gfla_animation_format gfla_animation_folder = {
    .extension = "",
    .open = folder_open,
    .add = folder_add,
    .finish = folder_open,
    .destroy = folder_destroy,
};
