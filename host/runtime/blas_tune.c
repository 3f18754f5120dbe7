#include "runtime/blas_tune.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "runtime/tuning.h"

#define RUNS 5
#define SMALLEST 1e-6 /* errors are relative to the largest value, and to no less than this */
#define ALWAYS 1      /* XGEMM_MIN_INDIRECT_SIZE: the kernel that the parameters are of computes all products */

/* GEMMK KREG KWG KWI MDIMA MDIMC MWG NDIMB NDIMC NWG SA SB STRM STRN VWM VWN, minimum size. */
static const struct gfla_blas_config for_cpus[] = {
    {{0, 1, 64, 1, 1, 1, 32, 1, 1, 16, 0, 0, 0, 0, 16, 1, ALWAYS}}, /* the best of 52 on PoCL with AVX-512 */
    {{0, 1, 64, 1, 1, 1, 16, 1, 1, 8, 0, 0, 0, 0, 8, 1, ALWAYS}},   /* for half as wide, half as many registers */
};
static const struct gfla_blas_config for_gpus[] = {
    {{0, 1, 32, 2, 16, 16, 128, 16, 16, 64, 1, 1, 0, 0, 2, 2, ALWAYS}},
    {{0, 1, 16, 2, 8, 8, 64, 8, 8, 64, 1, 1, 0, 0, 4, 4, ALWAYS}},
    {{0, 1, 16, 2, 16, 16, 128, 16, 16, 128, 1, 1, 0, 0, 4, 4, ALWAYS}},
    {{0, 1, 32, 2, 8, 16, 64, 8, 8, 128, 0, 0, 0, 0, 4, 4, ALWAYS}},
};

/* Products as the three steps of a convolution have them (host/ops/conv/conv_gemm.c); odd ones to be checked alone. */
struct product {
    int m, n, k;
    bool a_transposed, b_transposed;
    bool is_timed;
};
static const struct product products[] = {
    {71, 333, 130, false, false, false},   {129, 75, 37, true, false, false},  {33, 146, 301, false, true, false},
    {64, 4096, 576, false, false, true},   {576, 4096, 64, true, false, true}, {64, 576, 4096, false, true, true},
    {256, 1024, 2304, false, false, true},
};
enum { N_PRODUCTS = sizeof products / sizeof *products, CHECKED = 4096 /* results of each */ };

static const struct gfla_blas_config *candidates(const gfla_device *device, int *n)
{
    const bool is_cpu = gfla_device_get_info(device)->kind == GFLA_DEVICE_CPU;
    *n = is_cpu ? (int)(sizeof for_cpus / sizeof *for_cpus) : (int)(sizeof for_gpus / sizeof *for_gpus);
    return is_cpu ? for_cpus : for_gpus;
}

int gfla_blas_n_trials(const gfla_device *device)
{
    int n;
    candidates(device, &n);
    return n + 1;
}

/* ---- one product ---- */

struct matrices {
    gfla_buffer *device[3];
    float *host[3];
    size_t count[3];
    gfla_commands *commands;
};

static void matrices_free(struct matrices *m)
{
    gfla_commands_destroy(&m->commands);
    for (int i = 0; i < 3; i++) {
        gfla_buffer_destroy(&m->device[i]);
        free(m->host[i]);
    }
}

static gfla_status matrices_create(struct matrices *m, gfla_device *device, const struct product *p)
{
    gfla_status status;
    struct gfla_random random = gfla_random_seed(1, 0);
    const struct gfla_gemm gemm_sizes = {.m = p->m,
                                         .n = p->n,
                                         .k = p->k,
                                         .alpha = 1,
                                         .lda = p->a_transposed ? p->m : p->k,
                                         .ldb = p->b_transposed ? p->k : p->n,
                                         .ldc = p->n,
                                         .a_transposed = p->a_transposed,
                                         .b_transposed = p->b_transposed,
                                         .label = "trial"};
    struct gfla_gemm gemm = gemm_sizes;
    *m = (struct matrices){
        .count = {(size_t)p->m * (size_t)p->k, (size_t)p->k * (size_t)p->n, (size_t)p->m * (size_t)p->n}};
    for (int i = 0; i < 3; i++) {
        TRY(gfla_calloc(&m->host[i], m->count[i], sizeof(float), "a matrix"));
        TRY(gfla_buffer_create(&m->device[i], device, m->count[i] * sizeof(float), GFLA_MEMORY_ACTIVATIONS,
                               "a matrix"));
        for (size_t j = 0; j < m->count[i]; j++)
            m->host[i][j] = gfla_random_uniform(&random, -1, 1);
        TRY(gfla_buffer_write(m->device[i], 0, m->host[i], m->count[i] * sizeof(float)));
    }
    gemm.a = m->device[0], gemm.b = m->device[1], gemm.c = m->device[2];
    TRY(gfla_commands_create(&m->commands, device));
    TRY(gfla_blas_gemm(m->commands, &gemm));
    return GFLA_OK;
fail:
    matrices_free(m);
    return status;
}

static double expected(const struct matrices *m, const struct product *p, size_t row, size_t column)
{
    const size_t rows = (size_t)p->m, columns = (size_t)p->n, terms = (size_t)p->k;
    double sum = 0;
    for (size_t k = 0; k < terms; k++)
        sum += (double)m->host[0][p->a_transposed ? k * rows + row : row * terms + k] *
               (double)m->host[1][p->b_transposed ? column * terms + k : k * columns + column];
    return sum;
}

/* Small products as a whole; of large ones results all over, so that every tile of a kernel is met. */
static double compare(const struct matrices *m, const struct product *p)
{
    const size_t step = m->count[2] > 8 * CHECKED ? m->count[2] / CHECKED | 1 : 1;
    double most = 0, largest = SMALLEST;
    for (size_t i = 0; i < m->count[2]; i += step) {
        const double e = expected(m, p, i / (size_t)p->n, i % (size_t)p->n),
                     difference = fabs((double)m->host[2][i] - e);
        if (isnan(difference))
            return INFINITY;
        most = fmax(most, difference);
        largest = fmax(largest, fabs(e));
    }
    return most / largest;
}

static gfla_status run_once(gfla_device *device, const struct matrices *m, double *seconds)
{
    gfla_status status;
    const double start = gfla_clock();
    TRY(gfla_commands_run(m->commands, 0, 1));
    TRY(gfla_device_finish(device));
    *seconds = gfla_clock() - start;
fail:
    return status;
}

static gfla_status try_product(gfla_device *device, const struct product *p, struct gfla_blas_trial *trial)
{
    gfla_status status;
    struct matrices m;
    double least = INFINITY, seconds;
    TRY(matrices_create(&m, device, p));
    TRY(run_once(device, &m, &seconds)); /* compiles */
    TRY(gfla_buffer_read(m.device[2], 0, m.host[2], m.count[2] * sizeof(float)));
    trial->error = fmax(trial->error, compare(&m, p));
    for (int i = 0; i < RUNS && p->is_timed; i++) {
        TRY(run_once(device, &m, &seconds));
        least = fmin(least, seconds);
    }
    if (p->is_timed) {
        trial->seconds += least;
        trial->flops += 2.0 * p->m * p->n * p->k;
    }
fail:
    matrices_free(&m);
    return status;
}

/* ---- one set of parameters ---- */

gfla_status gfla_blas_try(gfla_device *device, int index, struct gfla_blas_trial *trial)
{
    gfla_status status;
    int n;
    const struct gfla_blas_config *list = candidates(device, &n);
    *trial = (struct gfla_blas_trial){.is_own = index == 0};
    REQUIRE(index >= 0 && index <= n, GFLA_ERROR_USAGE, "parameters %d of %d", index, n + 1);
    if (index > 0)
        trial->config = list[index - 1];
    status = gfla_blas_configure(device, index > 0 ? &trial->config : NULL);
    for (int i = 0; i < N_PRODUCTS && status == GFLA_OK && trial->error <= GFLA_BLAS_TOLERANCE; i++)
        status = try_product(device, &products[i], trial);
    if (status != GFLA_OK) {
        trial->verdict = GFLA_BLAS_FAILED;
        snprintf(trial->message, sizeof trial->message, "%s", gfla_error_message());
    } else {
        trial->verdict = trial->error <= GFLA_BLAS_TOLERANCE ? GFLA_BLAS_TIMED : GFLA_BLAS_WRONG;
    }
    return GFLA_OK;
fail:
    return status;
}

const struct gfla_blas_trial *gfla_blas_keep_fastest(gfla_device *device, const struct gfla_blas_trial *trials, int n)
{
    const struct gfla_blas_trial *best = NULL;
    char text[GFLA_BLAS_TEXT_SIZE];
    for (int i = 0; i < n; i++)
        if (trials[i].verdict == GFLA_BLAS_TIMED && (!best || trials[i].seconds < best->seconds))
            best = &trials[i];
    if (best)
        gfla_tuning_put(device, GFLA_BLAS_KEY, best->is_own ? "own" : gfla_blas_config_text(&best->config, text));
    return best;
}
