/* data_bench - how many pairs a second the data source makes, and how long the metrics take.
 * usage: data_bench DIR [SIZE [THREADS [BATCH]]]; DIR is a set made by `gfla render`. Prints one JSON object per line:
 * opening the set, a first pass that decodes, and a second one over the same steps that finds every view in memory. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tasks/eval/metrics.h"
#include "viewsynth/data/pairs.h"

#define N_BATCHES 100

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Processor time of all threads: what a pair costs, whatever else runs. */
static double processor(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static double thread_processor(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static gfla_status run_pass(gfla_pairs *pairs, const char *name)
{
    gfla_status status = GFLA_OK;
    const struct gfla_pair_batch *batch = NULL;
    double begin = now(), begin_processor = processor();
    TRY(gfla_pairs_seek(pairs, 0));
    for (int i = 0; i < N_BATCHES; i++)
        TRY(gfla_pairs_next(pairs, &batch));
    double n = (double)N_BATCHES * batch->n;
    printf("{\"pass\":\"%s\",\"pairs\":%.0f,\"pairs_per_s\":%.1f,\"cpu_ms_per_pair\":%.3f,\"cache_mb\":%.0f}\n", name,
           n, n / (now() - begin), 1e3 * (processor() - begin_processor) / n,
           (double)gfla_pairs_cached_bytes(pairs) / 1e6);
fail:
    return status;
}

static gfla_status run_metrics(const struct gfla_pair_batch *b)
{
    gfla_status status = GFLA_OK;
    double ssim, begin = thread_processor();
    TRY(gfla_metric_ssim(b->source, b->target, 3, b->size, b->size, &ssim));
    double after_ssim = thread_processor();
    gfla_metric_l1(b->source, b->target, 3, b->size, b->size);
    gfla_metric_psnr(b->source, b->target, 3, b->size, b->size);
    printf("{\"metric_ms\":{\"ssim\":%.2f,\"l1_psnr\":%.2f}}\n", 1e3 * (after_ssim - begin),
           1e3 * (thread_processor() - after_ssim));
fail:
    return status;
}

static gfla_status run(int argc, char **argv)
{
    gfla_status status = GFLA_OK;
    gfla_views *views = NULL;
    gfla_pairs *pairs = NULL;
    const struct gfla_pair_batch *batch = NULL;
    const int *list = NULL;
    double begin = now();
    struct gfla_pairs_params params = {
        .size = argc > 2 ? atoi(argv[2]) : 0,
        .n_threads = argc > 3 ? atoi(argv[3]) : 1,
        .batch = argc > 4 ? atoi(argv[4]) : 8,
        .split = GFLA_SPLIT_TRAIN,
        .other_elevation = 0.5f,
        .flip = true,
        .permute_colours = true,
    };
    TRY(gfla_views_open(&views, argv[1], NULL));
    printf("{\"open_s\":%.2f,\"models\":%d,\"train\":%d,\"held_out\":%d,\"skipped\":%d,\"size\":%d}\n", now() - begin,
           gfla_views_count(views), gfla_views_split(views, GFLA_SPLIT_TRAIN, &list),
           gfla_views_split(views, GFLA_SPLIT_HELD_OUT, &list), gfla_views_skipped(views), gfla_views_size(views));
    TRY(gfla_pairs_open(&pairs, views, &params));
    TRY(run_pass(pairs, "decoding"));
    TRY(run_pass(pairs, "in memory"));
    TRY(gfla_pairs_next(pairs, &batch));
    TRY(run_metrics(batch));
fail:
    gfla_pairs_destroy(&pairs);
    gfla_views_destroy(&views);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: data_bench DIR [SIZE [THREADS [BATCH]]]\n");
        return GFLA_ERROR_USAGE;
    }
    gfla_status status = run(argc, argv);
    if (status)
        fprintf(stderr, "data_bench: %s\n", gfla_error_message());
    return (int)status;
}
