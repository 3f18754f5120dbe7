#include "people/clip_batches.h"

#include <stdlib.h>
#include <string.h>

#include "base/prefetch.h"
#include "base/memory.h"
#include "base/random.h"

struct gfla_clip_batches {
    struct gfla_clip_batches_params params;
    const gfla_clip_data *data;
    struct gfla_clip_batch *batches; /* a place each */
    size_t **wanted;                 /* a thread each: [frames + 2] numbers of frames */
    float **images;                  /* a thread each: [frames + 2] images of one item */
    gfla_prefetch *prefetch;
};

/* What one item of a clip is: the same in all of its steps. */
struct clip {
    size_t video, first, reference, n; /* n: frames of the video */
};

/* Keys are hashed: neighbouring streams of one seed start alike. */
static struct gfla_random random_of(uint64_t seed, uint64_t kind, uint64_t number, uint64_t item)
{
    const uint64_t key[4] = {seed, kind, number, item};
    return gfla_random_seed(gfla_hash_bytes(key, sizeof key), seed);
}

static struct clip draw_clip(const gfla_clip_batches *b, uint64_t number, uint64_t item)
{
    struct gfla_random random = random_of(b->params.seed, 0, number, item);
    struct clip clip = {.video = gfla_random_below(&random, (uint32_t)gfla_clip_data_count(b->data))};
    clip.n = gfla_clip_data_frames(b->data, clip.video);
    const size_t length = (size_t)b->params.clip, starts = clip.n > length ? clip.n - length + 1 : 1;
    clip.first = gfla_random_below(&random, (uint32_t)starts);
    clip.reference = gfla_random_below(&random, (uint32_t)clip.n);
    return clip;
}

/* Frame number i of a clip in its video. */
static size_t frame_of(const struct clip *clip, uint64_t i)
{
    return clip->first + i < clip->n ? clip->first + (size_t)i : clip->n - 1;
}

static gfla_status read_pose(const gfla_clip_batches *b, const struct clip *clip, size_t frame,
                             enum gfla_clip_poses poses, struct gfla_keypoints *points)
{
    gfla_status status;
    TRY(gfla_clip_data_points(b->data, clip->video, frame, poses, b->params.width, b->params.height, points));
    TRY(gfla_clip_data_somebody(b->data, clip->video, frame, poses, points));
fail:
    return status;
}

static enum gfla_clip_poses poses_before(const struct gfla_clip_batch *batch)
{
    return batch->begins ? GFLA_CLIP_NOISY : GFLA_CLIP_CLEAN;
}

static gfla_status read_points(const gfla_clip_batches *b, const struct clip *clip, const size_t *wanted, int item,
                               struct gfla_clip_batch *batch)
{
    gfla_status status;
    TRY(read_pose(b, clip, wanted[0], GFLA_CLIP_NOISY, &batch->reference_points[item]));
    TRY(read_pose(b, clip, wanted[1], poses_before(batch), &batch->previous_points[item]));
    for (int i = 0; i < batch->frames; i++)
        TRY(read_pose(b, clip, wanted[2 + i], GFLA_CLIP_CLEAN, &batch->points[i * batch->n + item]));
fail:
    return status;
}

static gfla_status read_images(const gfla_clip_batches *b, const struct clip *clip, const size_t *wanted,
                               float *scratch, int item, struct gfla_clip_batch *batch)
{
    gfla_status status;
    const int w = batch->width, h = batch->height;
    const size_t area = (size_t)w * (size_t)h, n = (size_t)batch->n, at = (size_t)item;
    TRY(gfla_clip_data_images(b->data, clip->video, wanted, batch->frames + 2, w, h, scratch));
    memcpy(batch->reference + at * 3 * area, scratch, 3 * area * sizeof *scratch);
    memcpy(batch->previous + at * 3 * area, scratch + 3 * area, 3 * area * sizeof *scratch);
    for (size_t i = 0; i < (size_t)batch->frames; i++)
        memcpy(batch->target + (i * n + at) * 3 * area, scratch + (2 + i) * 3 * area, 3 * area * sizeof *scratch);
    if (!batch->mask)
        return GFLA_OK;
    TRY(gfla_clip_data_masks(b->data, clip->video, wanted + 2, batch->frames, w, h, scratch));
    for (size_t i = 0; i < (size_t)batch->frames; i++)
        memcpy(batch->mask + (i * n + at) * area, scratch + i * area, area * sizeof *scratch);
fail:
    return status;
}

/* The frames that the clip says, or in the place of one that cannot be read the nearest that can. */
static gfla_status choose_frames(const gfla_clip_batches *b, const struct clip *clip, uint64_t begin,
                                 const struct gfla_clip_batch *batch, size_t *wanted)
{
    gfla_status status = GFLA_OK;
    wanted[0] = clip->reference;
    wanted[1] = batch->begins ? clip->reference : frame_of(clip, begin - 1);
    for (int i = 0; i < batch->frames; i++)
        wanted[2 + i] = frame_of(clip, begin + (uint64_t)i);
    for (int i = 0; i < batch->frames + 2; i++) {
        const enum gfla_clip_poses poses = i == 0 ? GFLA_CLIP_NOISY : i == 1 ? poses_before(batch) : GFLA_CLIP_CLEAN;
        wanted[i] = gfla_clip_data_usable(b->data, clip->video, wanted[i], poses);
        REQUIRE(wanted[i] != SIZE_MAX, GFLA_ERROR_INPUT, "%s: none of its %zu frames can be used",
                gfla_clip_data_name(b->data, clip->video), clip->n);
    }
fail:
    return status;
}

/* What a file that cannot be read is replaced by depends on the files alone, not on when that is found. */
static gfla_status make_item(const gfla_clip_batches *b, int thread, uint64_t number, uint64_t begin, int first,
                             int item, struct gfla_clip_batch *batch)
{
    gfla_status status;
    const struct clip clip = draw_clip(b, number, (uint64_t)(first + item));
    struct gfla_random random = random_of(b->params.seed, 1, batch->step, (uint64_t)(first + item));
    size_t *wanted = b->wanted[thread], n_refused;
    batch->judged[item] = (int)gfla_random_below(&random, (uint32_t)batch->frames);
    batch->triple[item] = batch->frames > 3 ? (int)gfla_random_below(&random, (uint32_t)batch->frames - 2) : 0;
    do {
        n_refused = gfla_clip_data_refused(b->data);
        TRY(choose_frames(b, &clip, begin, batch, wanted));
        status = read_points(b, &clip, wanted, item, batch);
        if (status == GFLA_OK)
            status = read_images(b, &clip, wanted, b->images[thread], item, batch);
    } while (status == GFLA_ERROR_INPUT && gfla_clip_data_refused(b->data) > n_refused);
fail:
    return status;
}

static gfla_status make_batch(void *context, int thread, int place, uint64_t number)
{
    gfla_status status = GFLA_OK;
    gfla_clip_batches *b = context;
    struct gfla_clip_batch *batch = &b->batches[place];
    const uint64_t steps = (uint64_t)(b->params.clip / b->params.frames); /* of a clip */
    const uint64_t step = gfla_share_step(b->params.share, number);
    const int first = gfla_share_place(b->params.share, number, batch->n);
    batch->step = step;
    batch->begins = step % steps == 0;
    for (int i = 0; i < batch->n; i++)
        TRY(make_item(b, thread, step / steps, step % steps * (uint64_t)batch->frames, first, i, batch));
fail:
    return status;
}

/* ---- memory ---- */

static gfla_status create_batch(const gfla_clip_batches *b, struct gfla_clip_batch *batch)
{
    gfla_status status;
    const struct gfla_clip_batches_params *p = &b->params;
    const size_t n = (size_t)p->batch, all = n * (size_t)p->frames, area = (size_t)p->width * (size_t)p->height;
    *batch = (struct gfla_clip_batch){.n = p->batch, .frames = p->frames, .width = p->width, .height = p->height};
    TRY(gfla_calloc(&batch->reference, n * 3 * area, sizeof *batch->reference, "a batch"));
    TRY(gfla_calloc(&batch->previous, n * 3 * area, sizeof *batch->previous, "a batch"));
    TRY(gfla_calloc(&batch->target, all * 3 * area, sizeof *batch->target, "a batch"));
    if (gfla_clip_data_has_masks(b->data))
        TRY(gfla_calloc(&batch->mask, all * area, sizeof *batch->mask, "a batch"));
    TRY(gfla_calloc(&batch->reference_points, n, sizeof *batch->reference_points, "a batch"));
    TRY(gfla_calloc(&batch->previous_points, n, sizeof *batch->previous_points, "a batch"));
    TRY(gfla_calloc(&batch->points, all, sizeof *batch->points, "a batch"));
    TRY(gfla_calloc(&batch->judged, n, sizeof *batch->judged, "a batch"));
    TRY(gfla_calloc(&batch->triple, n, sizeof *batch->triple, "a batch"));
fail:
    return status;
}

static void free_batch(struct gfla_clip_batch *batch)
{
    free(batch->reference);
    free(batch->previous);
    free(batch->target);
    free(batch->mask);
    free(batch->reference_points);
    free(batch->previous_points);
    free(batch->points);
    free(batch->judged);
    free(batch->triple);
}

static gfla_status create_memory(gfla_clip_batches *b)
{
    gfla_status status;
    const struct gfla_clip_batches_params *p = &b->params;
    const size_t n_wanted = (size_t)p->frames + 2, image = (size_t)3 * p->width * p->height;
    TRY(gfla_calloc(&b->batches, (size_t)p->queue, sizeof *b->batches, "a queue of batches"));
    TRY(gfla_calloc(&b->wanted, (size_t)p->n_threads, sizeof *b->wanted, "threads"));
    TRY(gfla_calloc(&b->images, (size_t)p->n_threads, sizeof *b->images, "threads"));
    for (int i = 0; i < p->queue; i++)
        TRY(create_batch(b, &b->batches[i]));
    for (int i = 0; i < p->n_threads; i++) {
        TRY(gfla_calloc(&b->wanted[i], n_wanted, sizeof **b->wanted, "frames"));
        TRY(gfla_calloc(&b->images[i], n_wanted * image, sizeof **b->images, "frames"));
    }
fail:
    return status;
}

static gfla_status check(const struct gfla_clip_batches_params *p)
{
    gfla_status status = GFLA_OK;
    REQUIRE(p->batch > 0 && p->batch <= 4096, GFLA_ERROR_USAGE, "batches of %d clips, 1..4096 expected", p->batch);
    REQUIRE(p->width > 0 && p->height > 0, GFLA_ERROR_USAGE, "frames of %d x %d pixels", p->width, p->height);
    REQUIRE(p->frames > 0 && p->clip > 0 && p->clip % p->frames == 0, GFLA_ERROR_USAGE,
            "clips of %d frames cannot be learned %d at a time. hint: a multiple of it", p->clip, p->frames);
    TRY(gfla_prefetch_check(p->n_threads, p->queue));
fail:
    return status;
}

gfla_status gfla_clip_batches_open(gfla_clip_batches **out, const gfla_clip_data *data,
                                   const struct gfla_clip_batches_params *params)
{
    gfla_status status;
    gfla_clip_batches *b = NULL;
    *out = NULL;
    TRY(gfla_calloc(&b, 1, sizeof *b, "a source of batches"));
    b->data = data;
    b->params = *params;
    b->params.n_threads = params->n_threads ? params->n_threads : 2;
    b->params.queue = params->queue ? params->queue : b->params.n_threads + 1;
    TRY(check(&b->params));
    TRY(create_memory(b));
    TRY(gfla_prefetch_create(&b->prefetch, &(struct gfla_prefetch_params){.n_threads = b->params.n_threads,
                                                                          .n_places = b->params.queue,
                                                                          .make = make_batch,
                                                                          .context = b}));
    *out = b;
    return GFLA_OK;
fail:
    gfla_clip_batches_destroy(&b);
    return status;
}

void gfla_clip_batches_destroy(gfla_clip_batches **out)
{
    if (!out || !*out)
        return;
    gfla_clip_batches *b = *out;
    gfla_prefetch_destroy(&b->prefetch);
    for (int i = 0; b->batches && i < b->params.queue; i++)
        free_batch(&b->batches[i]);
    for (int i = 0; b->wanted && b->images && i < b->params.n_threads; i++) {
        free(b->wanted[i]);
        free(b->images[i]);
    }
    free(b->batches);
    free(b->wanted);
    free(b->images);
    free(b);
    *out = NULL;
}

void gfla_clip_batches_seek(gfla_clip_batches *b, uint64_t step)
{
    gfla_prefetch_seek(b->prefetch, step);
}

gfla_status gfla_clip_batches_next(gfla_clip_batches *b, const struct gfla_clip_batch **batch)
{
    gfla_status status;
    int place;
    *batch = NULL;
    TRY(gfla_prefetch_next(b->prefetch, &place));
    *batch = &b->batches[place];
fail:
    return status;
}
