#include "people/person_batches.h"

#include <stdlib.h>

#include "base/prefetch.h"
#include "base/memory.h"

struct gfla_person_batches {
    struct gfla_person_batches_params params;
    const gfla_person_data *data;
    struct gfla_person_batch *batches; /* a place each */
    float **images;                    /* a thread each: an image before it is augmented */
    gfla_prefetch *prefetch;
};

/* One image of a pair. scratch: room for it before it is augmented. */
static gfla_status make_image(const gfla_person_batches *b, float *scratch, const char *name,
                              struct gfla_random *random, float *planes, struct gfla_keypoints *points)
{
    gfla_status status;
    const struct gfla_person_batches_params *p = &b->params;
    TRY(gfla_person_data_read(b->data, name, p->width, p->height, p->augment ? scratch : planes, points));
    if (p->augment) {
        const struct gfla_affine affine = gfla_augment_draw(p->augment, p->width, p->height, random);
        gfla_affine_planes(&affine, scratch, 3, p->width, p->height, p->augment->fill, planes);
        gfla_affine_points(&affine, points);
    }
fail:
    return status;
}

static gfla_status make_truth(const gfla_person_batches *b, struct gfla_person_batch *batch, int i)
{
    gfla_status status;
    enum { FULL = GFLA_PERSON_SCALES - 1 };
    const struct gfla_person_truth own = gfla_person_truth_of(&batch->truth, i, batch->width, batch->height);
    TRY(gfla_person_data_flow(b->data, batch->pair[i], batch->width, batch->height, own.flow[FULL], own.weight[FULL]));
    gfla_person_truth_reduce(&own, batch->width, batch->height);
fail:
    return status;
}

#define MOST_TRIES 100 /* pairs that cannot be read, one after the other */

/* Hashed: neighbouring streams of one seed start alike. */
static struct gfla_random random_of(const gfla_person_batches *b, uint64_t step, uint64_t item, uint64_t attempt)
{
    const uint64_t key[4] = {b->params.seed, step, item, attempt};
    return gfla_random_seed(gfla_hash_bytes(key, (attempt ? 4 : 3) * sizeof *key), b->params.seed);
}

static gfla_status make_pair(gfla_person_batches *b, int thread, struct gfla_random *random, size_t index,
                             struct gfla_person_batch *batch, int i)
{
    gfla_status status;
    const size_t image = (size_t)3 * batch->width * batch->height;
    const struct gfla_name_pair pair = batch->pair[i] = gfla_person_data_pair(b->data, index);
    TRY(make_image(b, b->images[thread], pair.from, random, batch->source + i * image, &batch->source_points[i]));
    TRY(make_image(b, b->images[thread], pair.to, random, batch->target + i * image, &batch->target_points[i]));
    if (b->params.exact)
        TRY(make_truth(b, batch, i));
fail:
    return status;
}

/* Item i, which is number first + i of the whole batch. A pair that cannot be read is said, and another one drawn:
 * which, the files and the step alone decide. */
static gfla_status make_item(gfla_person_batches *b, int thread, struct gfla_person_batch *batch, int first, int i)
{
    gfla_status status = GFLA_OK;
    for (uint64_t attempt = 0; attempt < MOST_TRIES; attempt++) {
        struct gfla_random random = random_of(b, batch->step, (uint64_t)(first + i), attempt);
        const size_t index = gfla_random_below(&random, (uint32_t)gfla_person_data_count(b->data));
        status = make_pair(b, thread, &random, index, batch, i);
        if (status != GFLA_ERROR_INPUT)
            break;
        gfla_person_data_refuse(b->data, index);
    }
    return status;
}

static gfla_status make_batch(void *context, int thread, int place, uint64_t number)
{
    gfla_status status = GFLA_OK;
    gfla_person_batches *b = context;
    struct gfla_person_batch *batch = &b->batches[place];
    const int first = gfla_share_place(b->params.share, number, batch->n);
    batch->step = gfla_share_step(b->params.share, number);
    for (int i = 0; i < batch->n; i++)
        TRY(make_item(b, thread, batch, first, i));
fail:
    return status;
}

static gfla_status create_batch(const struct gfla_person_batches_params *p, struct gfla_person_batch *batch)
{
    gfla_status status;
    const size_t n = (size_t)p->batch, image = (size_t)3 * p->width * p->height;
    *batch = (struct gfla_person_batch){.n = p->batch, .width = p->width, .height = p->height};
    TRY(gfla_calloc(&batch->source, n * image, sizeof *batch->source, "a batch"));
    TRY(gfla_calloc(&batch->target, n * image, sizeof *batch->target, "a batch"));
    TRY(gfla_calloc(&batch->source_points, n, sizeof *batch->source_points, "a batch"));
    TRY(gfla_calloc(&batch->target_points, n, sizeof *batch->target_points, "a batch"));
    TRY(gfla_calloc(&batch->pair, n, sizeof *batch->pair, "a batch"));
    if (p->exact)
        TRY(gfla_person_truth_create(&batch->truth, p->batch, p->width, p->height));
    status = GFLA_OK;
fail:
    return status;
}

static gfla_status create_memory(gfla_person_batches *b)
{
    gfla_status status;
    const struct gfla_person_batches_params *p = &b->params;
    TRY(gfla_calloc(&b->batches, (size_t)p->queue, sizeof *b->batches, "a queue of batches"));
    TRY(gfla_calloc(&b->images, (size_t)p->n_threads, sizeof *b->images, "threads"));
    for (int i = 0; i < p->queue; i++)
        TRY(create_batch(p, &b->batches[i]));
    for (int i = 0; i < p->n_threads; i++)
        TRY(gfla_calloc(&b->images[i], (size_t)3 * p->width * p->height, sizeof **b->images, "a picture"));
fail:
    return status;
}

gfla_status gfla_person_batches_open(gfla_person_batches **out, const gfla_person_data *data,
                                     const struct gfla_person_batches_params *params)
{
    gfla_status status;
    gfla_person_batches *b = NULL;
    *out = NULL;
    TRY(gfla_calloc(&b, 1, sizeof *b, "a source of batches"));
    b->data = data;
    b->params = *params;
    b->params.n_threads = params->n_threads ? params->n_threads : 2;
    b->params.queue = params->queue ? params->queue : b->params.n_threads + 1;
    REQUIRE(params->batch > 0 && params->batch <= 4096, GFLA_ERROR_USAGE, "batches of %d pairs, 1..4096 expected",
            params->batch);
    REQUIRE(params->width > 0 && params->height > 0, GFLA_ERROR_USAGE, "pictures of %d x %d pixels", params->width,
            params->height);
    REQUIRE(!params->exact || (!params->augment && params->width % 8 == 0 && params->height % 8 == 0), GFLA_ERROR_USAGE,
            "exact flow of images of %d x %d pixels: sides are multiples of 8, and images are not augmented",
            params->width, params->height);
    TRY(gfla_prefetch_check(b->params.n_threads, b->params.queue));
    TRY(create_memory(b));
    TRY(gfla_prefetch_create(&b->prefetch, &(struct gfla_prefetch_params){.n_threads = b->params.n_threads,
                                                                          .n_places = b->params.queue,
                                                                          .make = make_batch,
                                                                          .context = b}));
    *out = b;
    return GFLA_OK;
fail:
    gfla_person_batches_destroy(&b);
    return status;
}

void gfla_person_batches_destroy(gfla_person_batches **out)
{
    if (!out || !*out)
        return;
    gfla_person_batches *b = *out;
    gfla_prefetch_destroy(&b->prefetch);
    for (int i = 0; b->batches && i < b->params.queue; i++) {
        free(b->batches[i].source);
        free(b->batches[i].target);
        free(b->batches[i].source_points);
        free(b->batches[i].target_points);
        free(b->batches[i].pair);
        gfla_person_truth_destroy(&b->batches[i].truth);
    }
    for (int i = 0; b->images && i < b->params.n_threads; i++)
        free(b->images[i]);
    free(b->batches);
    free(b->images);
    free(b);
    *out = NULL;
}

void gfla_person_batches_seek(gfla_person_batches *b, uint64_t step)
{
    gfla_prefetch_seek(b->prefetch, step);
}

gfla_status gfla_person_batches_next(gfla_person_batches *b, const struct gfla_person_batch **batch)
{
    gfla_status status;
    int place;
    *batch = NULL;
    TRY(gfla_prefetch_next(b->prefetch, &place));
    *batch = &b->batches[place];
fail:
    return status;
}
