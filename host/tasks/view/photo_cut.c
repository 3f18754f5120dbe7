#include "tasks/view/photo_cut.h"

#include <math.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "tasks/model/model_file.h"
#include "tasks/view/photo.h"
#include "tasks/view/photo_matte.h"
#include "tasks/view/photo_refine.h"
#include "tasks/view/photo_work.h"

#define MAX_ASPECT_ERROR 0.02 /* of a mask */
#define MAX_COVERED 0.97      /* of the image */
#define MAX_ON_BORDER 0.25    /* of the outermost pixels: an object beyond is not all there */
#define ON_BORDER 0.01        /* from here on it is said */
#define NEARLY_WHITE 230
#define BLANK 12         /* of 255: an image whose colours differ by less shows nothing */
#define MAX_COLOURED 0.1 /* of the border of an image that is said to be on white */

void gfla_photo_cut_free(struct gfla_photo_cut *cut)
{
    gfla_bitmap_free(&cut->rgba);
    *cut = (struct gfla_photo_cut){0};
}

const char *gfla_photo_method_words(enum gfla_photo_method method)
{
    static const char *const words[GFLA_PHOTO_METHOD_COUNT] = {[GFLA_PHOTO_METHOD_WHOLE] = "whole image",
                                                               [GFLA_PHOTO_METHOD_ALPHA] = "its own alpha",
                                                               [GFLA_PHOTO_METHOD_BACKGROUND] = "plain background",
                                                               [GFLA_PHOTO_METHOD_MASK] = "the mask",
                                                               [GFLA_PHOTO_METHOD_NETWORK] = "the matte network"};
    return words[method];
}

static double covered(const struct gfla_matte *m)
{
    const size_t n = (size_t)m->width * (size_t)m->height;
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += m->alpha[i] >= 128;
    return (double)sum / (double)n;
}

/* Alpha to the image, with the object's own colours where it is soft. */
static gfla_status cut_out(struct gfla_bitmap *rgba, const struct gfla_matte *m)
{
    gfla_status status;
    uint8_t *pixels = rgba->pixels;
    TRY(gfla_matte_unmix(rgba, m));
    for (size_t i = 0; i < (size_t)m->width * (size_t)m->height; i++)
        pixels[4 * i + 3] = m->alpha[i];
fail:
    return status;
}

/* ---- a mask ---- */

/* Alpha where the mask has one that says something, else brightness: grey of the mask's size. */
static gfla_status read_mask(const struct gfla_bitmap *mask, struct gfla_bitmap *grey)
{
    gfla_status status;
    struct gfla_bitmap rgba = {0};
    TRY(gfla_photo_bring_to_work(mask, &rgba));
    if (!gfla_matte_has_alpha(&rgba)) {
        status = gfla_bitmap_convert(&rgba, 1, grey);
        goto fail;
    }
    TRY(gfla_bitmap_create(grey, rgba.width, rgba.height, 1, 8));
    for (size_t i = 0; i < (size_t)rgba.width * (size_t)rgba.height; i++)
        ((uint8_t *)grey->pixels)[i] = ((const uint8_t *)rgba.pixels)[4 * i + 3];
fail:
    gfla_bitmap_free(&rgba);
    return status;
}

static gfla_status check_aspect(const struct gfla_bitmap *photo, const struct gfla_bitmap *mask)
{
    gfla_status status = GFLA_OK;
    const double aspect = (double)photo->width / photo->height, other = (double)mask->width / mask->height;
    /* a side of a small mask may be rounded by half a pixel */
    const double allowed = MAX_ASPECT_ERROR + 0.5 / (mask->width < mask->height ? mask->width : mask->height);
    REQUIRE(fabs(other / aspect - 1) <= allowed, GFLA_ERROR_INPUT,
            "the mask has %d x %d pixels, another shape than the image's %d x %d. hint: a mask of all of the image, of "
            "any size",
            mask->width, mask->height, photo->width, photo->height);
fail:
    return status;
}

static gfla_status by_mask(const struct gfla_bitmap *photo, const struct gfla_bitmap *mask, struct gfla_photo_cut *cut)
{
    gfla_status status;
    struct gfla_bitmap grey = {0}, sized = {0};
    struct gfla_matte m = {0};
    TRY(check_aspect(photo, mask));
    TRY(read_mask(mask, &grey));
    TRY(gfla_bitmap_resize(&grey, cut->rgba.width, cut->rgba.height, GFLA_FILTER_BILINEAR, &sized));
    m = (struct gfla_matte){.width = sized.width, .height = sized.height, .alpha = sized.pixels};
    const double part = covered(&m);
    REQUIRE(part > 0, GFLA_ERROR_INPUT,
            "the mask is empty: nothing in it is white. hint: white where the object is, black elsewhere");
    REQUIRE(part <= MAX_COVERED, GFLA_ERROR_INPUT,
            "the mask covers %.0f %% of the image, limit %.0f %%. hint: white where the object is, black elsewhere; "
            "--whole-image takes all of it",
            100 * part, 100 * MAX_COVERED);
    TRY(cut_out(&cut->rgba, &m));
    cut->method = GFLA_PHOTO_METHOD_MASK;
fail:
    gfla_bitmap_free(&grey);
    gfla_bitmap_free(&sized);
    return status;
}

/* ---- the network ---- */

static gfla_status check_network_matte(const struct gfla_matte *m)
{
    gfla_status status = GFLA_OK;
    const double part = covered(m), on_border = gfla_matte_on_border(m);
    REQUIRE(part > 0, GFLA_ERROR_INPUT,
            "no object stands out from the background. hint: move closer, photograph it before something plainer, or "
            "say with --mask FILE where it is");
    REQUIRE(
        part <= MAX_COVERED && on_border <= MAX_ON_BORDER, GFLA_ERROR_INPUT,
        "the object seems to cover %.0f %% of the image and %.0f %% of its border, limits %.0f %% and %.0f %%. hint: "
        "leave a margin around the object, or say with --mask FILE where it is",
        100 * part, 100 * on_border, 100 * MAX_COVERED, 100 * MAX_ON_BORDER);
    if (on_border > ON_BORDER)
        gfla_log(GFLA_LOG_WARNING, "the object reaches the border of the image: what is beyond is not seen");
fail:
    return status;
}

static gfla_status by_network(struct gfla_photo_networks *networks, struct gfla_photo_cut *cut)
{
    gfla_status status;
    struct gfla_matte m = {.width = cut->rgba.width, .height = cut->rgba.height};
    float *alpha = NULL;
    const size_t n = (size_t)m.width * (size_t)m.height;
    TRY(gfla_calloc(&alpha, n, sizeof *alpha, "a matte"));
    TRY(gfla_calloc(&m.alpha, n, 1, "a matte"));
    TRY(gfla_photo_networks_matte(networks, &cut->rgba, alpha));
    gfla_matte_decide(alpha, &m);
    TRY(gfla_matte_keep_largest(&m));
    TRY(check_network_matte(&m));
    TRY(cut_out(&cut->rgba, &m));
    cut->method = GFLA_PHOTO_METHOD_NETWORK;
fail:
    free(alpha);
    gfla_matte_free(&m);
    return status;
}

/* ---- the choice ---- */

static void warn_of_whole(const struct gfla_bitmap *rgba)
{
    const uint8_t *pixels = rgba->pixels;
    const int w = rgba->width, h = rgba->height;
    long n = 0, n_coloured = 0;
    if (gfla_matte_has_alpha(rgba))
        return;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x += y == 0 || y == h - 1 || x == w - 1 || w == 1 ? 1 : w - 1, n++) {
            const uint8_t *p = pixels + 4 * ((size_t)y * (size_t)w + (size_t)x);
            n_coloured += p[0] < NEARLY_WHITE || p[1] < NEARLY_WHITE || p[2] < NEARLY_WHITE;
        }
    if ((double)n_coloured > MAX_COLOURED * (double)n)
        gfla_log(
            GFLA_LOG_WARNING,
            "%.0f %% of the image's border is not white, so that it is plainly no object on white, and views of it "
            "will have holes. hint: leave out --whole-image, or say with --mask FILE where the object is",
            100 * (double)n_coloured / (double)n);
}

/* Of an empty wall the network would still find something. */
static bool is_blank(const struct gfla_bitmap *rgba)
{
    const uint8_t *pixels = rgba->pixels;
    const size_t n = (size_t)rgba->width * (size_t)rgba->height;
    for (int k = 0; k < 3; k++) {
        uint8_t least = 255, most = 0;
        for (size_t i = 0; i < n; i++) {
            const uint8_t value = pixels[4 * i + (size_t)k];
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
        if (most - least >= BLANK)
            return false;
    }
    return true;
}

/* GFLA_ERROR_INPUT: there is no plain background, with the reason. */
static gfla_status try_plain(const struct gfla_bitmap *rgba, float tolerance)
{
    struct gfla_bitmap view = {0};
    const struct gfla_photo_params params = {.size = 32, .tolerance = tolerance};
    const gfla_status status = gfla_photo_frame(rgba, &params, &view, NULL);
    gfla_bitmap_free(&view);
    return status;
}

gfla_status gfla_photo_find(struct gfla_photo_networks *networks, const struct gfla_bitmap *photo,
                            const struct gfla_photo_cut_params *params, struct gfla_photo_cut *cut)
{
    gfla_status status;
    *cut = (struct gfla_photo_cut){0};
    TRY(gfla_photo_bring_to_work(photo, &cut->rgba));
    cut->scale = (double)photo->width / cut->rgba.width;
    if (params->whole_image) {
        warn_of_whole(&cut->rgba);
    } else if (params->mask) {
        TRY(by_mask(photo, params->mask, cut));
        return GFLA_OK;
    } else if (gfla_matte_has_alpha(&cut->rgba)) {
        cut->method = GFLA_PHOTO_METHOD_ALPHA;
    } else {
        cut->method = GFLA_PHOTO_METHOD_BACKGROUND;
        status = try_plain(&cut->rgba, params->tolerance);
        if (status == GFLA_ERROR_INPUT && networks && !is_blank(&cut->rgba) &&
            gfla_model_is_installed(GFLA_MATTE_MODEL)) {
            TRY(by_network(networks, cut));
            return GFLA_OK;
        }
        TRY(status == GFLA_ERROR_INPUT ? try_plain(&cut->rgba, params->tolerance) : status);
    }
    cut->scale = 1;
    gfla_bitmap_free(&cut->rgba);
    return GFLA_OK;
fail:
    gfla_photo_cut_free(cut);
    return status;
}
