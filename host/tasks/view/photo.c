#include "tasks/view/photo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/view/photo_matte.h"
#include "tasks/view/photo_work.h"
#include "viewsynth/data/photo_frame.h"

#define DEFAULT_SIZE 256
#define DEFAULT_TOLERANCE 24
#define MIN_OBJECT 16
#define MAX_ON_BORDER 0.01

static int most_of(int a, int b)
{
    return a > b ? a : b;
}

static gfla_status find_matte(const struct gfla_bitmap *rgba, float tolerance, struct gfla_matte *matte,
                              bool *used_alpha)
{
    gfla_status status = GFLA_OK;
    *used_alpha = gfla_matte_has_alpha(rgba);
    if (*used_alpha)
        TRY(gfla_matte_from_alpha(rgba, matte));
    else
        TRY(gfla_matte_from_background(rgba, tolerance, matte));
    TRY(gfla_matte_clean(matte));
    int side = most_of(matte->box_width, matte->box_height);
    double on_border = *used_alpha ? 0 : gfla_matte_on_border(matte); /* a cut-out may well be cropped to its object */
    REQUIRE(side > 0, GFLA_ERROR_INPUT, "%s. hint: %s",
            *used_alpha ? "the picture is transparent all over" : "nothing stands out from the background",
            *used_alpha ? "check how it was cut out" : "choose a background of another colour than the object");
    REQUIRE(on_border <= MAX_ON_BORDER, GFLA_ERROR_INPUT,
            "the object touches the border of the picture (%.1f %% of it, limit %.0f %%). hint: leave a margin around "
            "the object",
            100 * on_border, 100 * MAX_ON_BORDER);
    REQUIRE(side >= MIN_OBJECT, GFLA_ERROR_INPUT,
            "the object is only %d x %d pixels, at least %d wide or high needed. hint: move "
            "closer, or crop the picture",
            matte->box_width, matte->box_height, MIN_OBJECT);
fail:
    return status;
}

/* The frame, in pixels of the image, beyond which it may reach. */
struct square {
    int x, y, side;
};

/* A square of `side` pixels from x0, y0 on: colours on white, and the matte. Where the matte is soft,
 * what shines through of the background is replaced by white. */
static void take_square(const struct gfla_bitmap *rgba, const struct gfla_matte *m, struct square square,
                        bool used_alpha, uint8_t *rgb, uint8_t *alpha)
{
    const int side = square.side, x0 = square.x, y0 = square.y;
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            int sx = x0 + x, sy = y0 + y;
            size_t to = (size_t)y * side + x, from = (size_t)sy * m->width + sx;
            bool inside = sx >= 0 && sy >= 0 && sx < m->width && sy < m->height;
            float a = inside ? (float)m->alpha[from] / 255 : 0;
            alpha[to] = inside ? m->alpha[from] : 0;
            for (int c = 0; c < 3; c++) {
                float v = inside ? ((const uint8_t *)rgba->pixels)[4 * from + c] : 255;
                float on_white = used_alpha ? v * a + 255 * (1 - a) : v + (1 - a) * (float)(255 - m->background[c]);
                rgb[3 * to + c] = (uint8_t)(a <= 0 || on_white > 255 ? 255 : on_white + 0.5f);
            }
        }
}

static gfla_status join(const struct gfla_bitmap *rgb, const struct gfla_bitmap *alpha, struct gfla_bitmap *view)
{
    gfla_status status = GFLA_OK;
    TRY(gfla_bitmap_create(view, rgb->width, rgb->height, 4, 8));
    uint8_t *dst = view->pixels;
    const uint8_t *colours = rgb->pixels, *a = alpha->pixels;
    for (size_t i = 0; i < (size_t)rgb->width * rgb->height; i++) {
        memcpy(dst + 4 * i, colours + 3 * i, 3);
        dst[4 * i + 3] = a[i];
    }
fail:
    return status;
}

static gfla_status frame(const struct gfla_bitmap *rgba, const struct gfla_matte *matte, struct square square,
                         bool used_alpha, int size, struct gfla_bitmap *view)
{
    gfla_status status = GFLA_OK;
    const int side = square.side;
    struct gfla_bitmap rgb = {0}, alpha = {0}, small_rgb = {0}, small_alpha = {0};
    TRY(gfla_bitmap_create(&rgb, side, side, 3, 8));
    TRY(gfla_bitmap_create(&alpha, side, side, 1, 8));
    take_square(rgba, matte, square, used_alpha, rgb.pixels, alpha.pixels);
    TRY(gfla_bitmap_resize(&rgb, size, size, GFLA_FILTER_BILINEAR, &small_rgb));
    TRY(gfla_bitmap_resize(&alpha, size, size, GFLA_FILTER_BILINEAR, &small_alpha));
    TRY(join(&small_rgb, &small_alpha, view));
fail:
    gfla_bitmap_free(&rgb);
    gfla_bitmap_free(&alpha);
    gfla_bitmap_free(&small_rgb);
    gfla_bitmap_free(&small_alpha);
    return status;
}

/* As rendered views have their object, to the pixel. */
static struct square place_frame(const struct gfla_matte *m, const struct gfla_photo_params *p)
{
    const struct gfla_frame_box box = {m->x, m->y, m->box_width, m->box_height};
    struct gfla_frame_square square = gfla_frame_around(box, (double)p->fill);
    if (p->scale > 0)
        square = gfla_frame_around(box, p->scale * most_of(box.width, box.height) / square.side);
    return (struct square){(int)lround(square.x - p->right * square.side),
                           (int)lround(square.y - p->down * square.side), (int)lround(square.side)};
}

static gfla_status frame_whole(const struct gfla_bitmap *rgba, int size, struct gfla_bitmap *view)
{
    gfla_status status = GFLA_OK;
    struct gfla_matte whole = {0};
    TRY(gfla_matte_from_alpha(rgba, &whole));
    const int side = most_of(rgba->width, rgba->height);
    const struct square square = {rgba->width / 2 - side / 2, rgba->height / 2 - side / 2, side};
    TRY(frame(rgba, &whole, square, true, size, view));
fail:
    gfla_matte_free(&whole);
    return status;
}

static void fill_report(struct gfla_photo_report *report, const struct gfla_bitmap *photo, const struct gfla_matte *m,
                        int side, bool used_alpha)
{
    double scale = (double)photo->width / m->width;
    *report = (struct gfla_photo_report){
        .used_alpha = used_alpha,
        .spread = m->spread,
        .x = (int)lround(scale * m->x),
        .y = (int)lround(scale * m->y),
        .width = (int)lround(scale * m->box_width),
        .height = (int)lround(scale * m->box_height),
        .frame = (int)lround(scale * side),
    };
    memcpy(report->background, m->background, 3);
}

gfla_status gfla_photo_frame(const struct gfla_bitmap *photo, const struct gfla_photo_params *params,
                             struct gfla_bitmap *view, struct gfla_photo_report *report)
{
    gfla_status status = GFLA_OK;
    struct gfla_photo_params p = params ? *params : (struct gfla_photo_params){0};
    struct gfla_bitmap rgba = {0};
    struct gfla_matte matte = {0};
    bool used_alpha = false;
    *view = (struct gfla_bitmap){0};
    p.size = p.size ? p.size : DEFAULT_SIZE;
    p.tolerance = p.tolerance > 0 ? p.tolerance : DEFAULT_TOLERANCE;
    REQUIRE(p.size >= 8 && p.size <= 4096, GFLA_ERROR_USAGE, "a frame of %d pixels, 8..4096 expected", p.size);
    REQUIRE(p.fill == 0 || (p.fill >= 0.1f && p.fill <= 1), GFLA_ERROR_USAGE,
            "the object shall fill %g of the frame, 0.1..1 expected", (double)p.fill);
    TRY(gfla_photo_bring_to_work(photo, &rgba));
    if (p.whole_image) {
        status = frame_whole(&rgba, p.size, view);
        if (report)
            *report = (struct gfla_photo_report){.used_alpha = true,
                                                 .width = photo->width,
                                                 .height = photo->height,
                                                 .frame = most_of(photo->width, photo->height)};
        goto fail;
    }
    TRY(find_matte(&rgba, p.tolerance, &matte, &used_alpha));
    const struct square square = place_frame(&matte, &p);
    TRY(frame(&rgba, &matte, square, used_alpha, p.size, view));
    if (report)
        fill_report(report, photo, &matte, square.side, used_alpha);
fail:
    gfla_bitmap_free(&rgba);
    gfla_matte_free(&matte);
    return status;
}
