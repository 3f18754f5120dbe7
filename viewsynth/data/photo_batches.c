#include "viewsynth/data/photo_batches.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/prefetch.h"
#include "viewsynth/data/photo_draw.h"
#include "viewsynth/data/refused.h"

#define MAX_BACKGROUNDS 1000
#define BACKGROUND_SIDE 384 /* they are kept no larger */
#define BAND 2              /* pixels */

struct set {
    const gfla_views *views;
    const int *models;
    int n_models;
    gfla_refused *refused;
};

struct gfla_photo_batches {
    struct gfla_photo_batches_params params;
    struct set sets[GFLA_PAIRS_MAX_SETS];
    float weights[GFLA_PAIRS_MAX_SETS];
    int n_sets, n_places;
    struct gfla_bitmap *backgrounds;
    int n_backgrounds;
    struct gfla_photo_batch *batches;   /* a place each */
    struct gfla_photo_canvas *canvases; /* a thread each */
    gfla_prefetch *prefetch;
};

/* ---- one image ---- */

static void write_planes(const struct gfla_photo_canvas *c, struct gfla_photo_batch *batch, int i)
{
    const size_t area = (size_t)c->size * (size_t)c->size;
    float *image = batch->image + 3 * area * (size_t)i;
    memcpy(batch->alpha + area * (size_t)i, c->alpha, area * sizeof *c->alpha);
    for (size_t p = 0; p < 3 * area; p++)
        image[p] = 2 * c->rgb[3 * (p % area) + p / area] - 1;
}

/* 1 where alpha is not the same all around. */
static void write_band(const struct gfla_photo_canvas *c, float *band)
{
    const int n = c->size;
    for (int y = 0; y < n; y++)
        for (int x = 0; x < n; x++) {
            float lo = 1, hi = 0;
            for (int v = y > BAND ? y - BAND : 0; v <= y + BAND && v < n; v++)
                for (int u = x > BAND ? x - BAND : 0; u <= x + BAND && u < n; u++) {
                    lo = fminf(lo, c->alpha[v * n + u]);
                    hi = fmaxf(hi, c->alpha[v * n + u]);
                }
            band[y * n + x] = hi - lo > 0.5f;
        }
}

static struct gfla_photo_item draw_item(const gfla_photo_batches *b, uint64_t step, int place)
{
    const uint64_t key[5] = {b->params.seed, step, (uint64_t)place, 2, 0};
    struct gfla_random r = gfla_random_seed(gfla_hash_bytes(key, sizeof key), b->params.seed);
    struct gfla_photo_item item = {.set = gfla_pair_draw_set(b->params.seed, b->weights, b->n_sets, step, place)};
    const struct set *set = &b->sets[item.set];
    item.model = set->models[gfla_random_below(&r, (uint32_t)set->n_models)];
    item.view = (int)gfla_random_below(&r, (uint32_t)gfla_views_model(set->views, item.model)->n_views);
    item.flip = gfla_random_below(&r, 2) && !b->params.plain;
    const struct gfla_camera camera = gfla_views_camera(set->views, item.model, item.view);
    item.azimuth = fmod((item.flip ? 180 - camera.azimuth : camera.azimuth) + 720, 360);
    item.elevation = camera.elevation;
    return item;
}

static gfla_status draw_scene(const gfla_photo_batches *b, struct gfla_photo_canvas *canvas,
                              const struct gfla_photo_item *item, const struct gfla_photo_item *other,
                              struct gfla_random *random)
{
    const struct gfla_bitmap *background =
        b->n_backgrounds ? &b->backgrounds[gfla_random_below(random, (uint32_t)b->n_backgrounds)] : NULL;
    return gfla_photo_draw_scene(canvas, (struct gfla_photo_view){b->sets[item->set].views, item->model, item->view},
                                 (struct gfla_photo_view){b->sets[other->set].views, other->model, other->view},
                                 background, item->flip, random);
}

/* number: that of the draw, which is the place in the whole batch unless an earlier draw could not be read. */
static gfla_status make_item(gfla_photo_batches *b, struct gfla_photo_canvas *canvas, struct gfla_photo_batch *batch,
                             uint64_t step, int place, int number)
{
    gfla_status status;
    struct gfla_photo_item *item = &batch->item[place];
    const uint64_t key[4] = {b->params.seed, step, (uint64_t)number, 3};
    struct gfla_random random = gfla_random_seed(gfla_hash_bytes(key, sizeof key), b->params.seed);
    *item = draw_item(b, step, number);
    if (b->params.kind == GFLA_PHOTO_SCENE) {
        const struct gfla_photo_item other =
            draw_item(b, step, batch->n * (int)gfla_share_all(b->params.share) + number);
        status = draw_scene(b, canvas, item, &other, &random);
    } else {
        status = gfla_photo_draw_cut_out(canvas, b->sets[item->set].views, item->model, item->view, item->flip,
                                         b->params.plain ? NULL : &random);
    }
    if (status == GFLA_ERROR_INPUT)
        gfla_refused_add(b->sets[item->set].refused, item->model);
    return status;
}

static gfla_status make_batch(void *context, int thread, int place, uint64_t number)
{
    gfla_status status = GFLA_OK;
    gfla_photo_batches *b = context;
    struct gfla_photo_batch *batch = &b->batches[place];
    struct gfla_photo_canvas *canvas = &b->canvases[thread];
    const size_t area = (size_t)canvas->size * (size_t)canvas->size;
    const uint64_t step = gfla_share_step(b->params.share, number);
    const int first = gfla_share_place(b->params.share, number, batch->n);
    for (int i = 0; i < batch->n; i++) {
        status = GFLA_ERROR_INPUT;
        for (int k = 0; k < GFLA_MOST_DRAWS && status == GFLA_ERROR_INPUT; k++)
            status = make_item(b, canvas, batch, step, i, first + i + k * GFLA_DRAWS_APART);
        TRY(status);
        write_planes(canvas, batch, i);
        write_band(canvas, batch->band + area * (size_t)i);
    }
fail:
    return status;
}

/* ---- opening ---- */

static gfla_status take_sets(gfla_photo_batches *b, const struct gfla_pairs_set *sets)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < b->n_sets; i++) {
        struct set *set = &b->sets[i];
        set->views = sets[i].views;
        b->weights[i] = sets[i].weight;
        set->n_models = gfla_views_split(set->views, b->params.split, &set->models);
        REQUIRE(set->n_models > 0, GFLA_ERROR_INPUT, "no model in this part of the set (%d in all). hint: render more",
                gfla_views_count(set->views));
        TRY(gfla_refused_create(&set->refused, gfla_views_count(set->views)));
    }
fail:
    return status;
}

/* Files that are no images are passed over. */
static gfla_status read_backgrounds(gfla_photo_batches *b)
{
    gfla_status status;
    char **names = NULL, path[1024];
    size_t n = 0;
    const struct gfla_bitmap_read_params rgb = {.channels = 3};
    TRY(gfla_folder_list(b->params.backgrounds, &names, &n));
    TRY(gfla_calloc(&b->backgrounds, MAX_BACKGROUNDS, sizeof *b->backgrounds, "backgrounds"));
    for (size_t i = 0; i < n && b->n_backgrounds < MAX_BACKGROUNDS; i++) {
        struct gfla_bitmap image;
        snprintf(path, sizeof path, "%s/%s", b->params.backgrounds, names[i]);
        if (gfla_bitmap_read(path, &rgb, &image) != GFLA_OK)
            continue;
        const double scale = (double)BACKGROUND_SIDE / (image.width > image.height ? image.width : image.height);
        status = scale < 1
                     ? gfla_bitmap_resize(&image, (int)fmax(1, image.width * scale), (int)fmax(1, image.height * scale),
                                          GFLA_FILTER_BILINEAR, &b->backgrounds[b->n_backgrounds])
                     : gfla_bitmap_copy(&image, &b->backgrounds[b->n_backgrounds]);
        gfla_bitmap_free(&image);
        TRY(status);
        b->n_backgrounds++;
    }
    REQUIRE(b->n_backgrounds > 0, GFLA_ERROR_INPUT,
            "%s: no image among %zu files. hint: a folder of " GFLA_BITMAP_FORMATS, b->params.backgrounds, n);
fail:
    free(names);
    return status;
}

static gfla_status create_batch(struct gfla_photo_batch *batch, int n, int size)
{
    gfla_status status;
    const size_t area = (size_t)size * (size_t)size, count = (size_t)n;
    *batch = (struct gfla_photo_batch){.n = n, .size = size};
    TRY(gfla_calloc(&batch->image, 3 * area * count, sizeof *batch->image, "a batch of images"));
    TRY(gfla_calloc(&batch->alpha, area * count, sizeof *batch->alpha, "a batch of images"));
    TRY(gfla_calloc(&batch->band, area * count, sizeof *batch->band, "a batch of images"));
    TRY(gfla_calloc(&batch->item, count, sizeof *batch->item, "a batch of images"));
fail:
    return status;
}

static gfla_status create_memory(gfla_photo_batches *b)
{
    gfla_status status;
    int view_size = 0;
    for (int i = 0; i < b->n_sets; i++)
        view_size = gfla_views_size(b->sets[i].views) > view_size ? gfla_views_size(b->sets[i].views) : view_size;
    TRY(gfla_calloc(&b->batches, (size_t)b->n_places, sizeof *b->batches, "a queue of batches"));
    TRY(gfla_calloc(&b->canvases, (size_t)b->params.n_threads, sizeof *b->canvases, "threads"));
    for (int i = 0; i < b->n_places; i++)
        TRY(create_batch(&b->batches[i], b->params.batch, b->params.size));
    for (int i = 0; i < b->params.n_threads; i++)
        TRY(gfla_photo_canvas_create(&b->canvases[i], b->params.size, view_size));
fail:
    return status;
}

gfla_status gfla_photo_batches_open(gfla_photo_batches **out, const struct gfla_pairs_set *sets, int n_sets,
                                    const struct gfla_photo_batches_params *params)
{
    gfla_status status;
    gfla_photo_batches *b = NULL;
    *out = NULL;
    TRY(gfla_calloc(&b, 1, sizeof *b, "a source of images"));
    b->params = *params;
    b->params.n_threads = b->params.n_threads ? b->params.n_threads : 1;
    b->n_places = b->params.n_threads + 1;
    b->n_sets = n_sets;
    REQUIRE(n_sets >= 1 && n_sets <= GFLA_PAIRS_MAX_SETS, GFLA_ERROR_USAGE, "images of %d sets, 1..%d expected", n_sets,
            GFLA_PAIRS_MAX_SETS);
    REQUIRE(params->batch >= 1 && params->batch <= 4096 && params->size >= 8 && params->size <= 1024, GFLA_ERROR_USAGE,
            "batches of %d images of %d pixels, 1..4096 of 8..1024 expected", params->batch, params->size);
    TRY(gfla_prefetch_check(b->params.n_threads, b->n_places));
    TRY(take_sets(b, sets));
    if (params->backgrounds)
        TRY(read_backgrounds(b));
    TRY(create_memory(b));
    TRY(gfla_prefetch_create(&b->prefetch, &(struct gfla_prefetch_params){.n_threads = b->params.n_threads,
                                                                          .n_places = b->n_places,
                                                                          .make = make_batch,
                                                                          .context = b}));
    *out = b;
    return GFLA_OK;
fail:
    gfla_photo_batches_destroy(&b);
    return status;
}

void gfla_photo_batches_destroy(gfla_photo_batches **out)
{
    if (!out || !*out)
        return;
    gfla_photo_batches *b = *out;
    gfla_prefetch_destroy(&b->prefetch);
    for (int i = 0; b->batches && i < b->n_places; i++) {
        free(b->batches[i].image);
        free(b->batches[i].alpha);
        free(b->batches[i].band);
        free(b->batches[i].item);
    }
    for (int i = 0; b->canvases && i < b->params.n_threads; i++)
        gfla_photo_canvas_destroy(&b->canvases[i]);
    for (int i = 0; i < b->n_backgrounds; i++)
        gfla_bitmap_free(&b->backgrounds[i]);
    for (int i = 0; i < GFLA_PAIRS_MAX_SETS; i++)
        gfla_refused_destroy(&b->sets[i].refused);
    free(b->backgrounds);
    free(b->batches);
    free(b->canvases);
    free(b);
    *out = NULL;
}

void gfla_photo_batches_seek(gfla_photo_batches *batches, uint64_t step)
{
    gfla_prefetch_seek(batches->prefetch, step);
}

gfla_status gfla_photo_batches_next(gfla_photo_batches *batches, const struct gfla_photo_batch **batch)
{
    gfla_status status;
    int place;
    *batch = NULL;
    TRY(gfla_prefetch_next(batches->prefetch, &place));
    *batch = &batches->batches[place];
fail:
    return status;
}

int gfla_photo_batches_n_backgrounds(const gfla_photo_batches *batches)
{
    return batches->n_backgrounds;
}

gfla_status gfla_photo_cut_out(const gfla_views *views, int model, int view, int size, float *image, float *alpha)
{
    gfla_status status;
    struct gfla_photo_canvas canvas;
    struct gfla_photo_batch batch = {.n = 1, .size = size, .image = image, .alpha = alpha};
    TRY(gfla_photo_canvas_create(&canvas, size, gfla_views_size(views)));
    TRY(gfla_photo_draw_cut_out(&canvas, views, model, view, false, NULL));
    write_planes(&canvas, &batch, 0);
fail:
    gfla_photo_canvas_destroy(&canvas);
    return status;
}

gfla_status gfla_photo_scene(const gfla_views *views, const struct gfla_photo_item *item,
                             const struct gfla_photo_item *other, uint64_t seed, int size, float *image, float *alpha)
{
    gfla_status status;
    struct gfla_photo_canvas canvas;
    struct gfla_photo_batch batch = {.n = 1, .size = size, .image = image, .alpha = alpha};
    struct gfla_random random = gfla_random_seed(seed, 0);
    TRY(gfla_photo_canvas_create(&canvas, size, gfla_views_size(views)));
    TRY(gfla_photo_draw_scene(&canvas, (struct gfla_photo_view){views, item->model, item->view},
                              (struct gfla_photo_view){views, other->model, other->view}, NULL, item->flip, &random));
    write_planes(&canvas, &batch, 0);
fail:
    gfla_photo_canvas_destroy(&canvas);
    return status;
}
