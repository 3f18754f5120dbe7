#include "runtime/compile_pool.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/context.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/thread.h"
#include "runtime/compile_helper.h"
#include "runtime/compile_wire.h"
#include "runtime/compiled.h"

#define MOST_HELPERS 16  /* each holds a compiler: some 150 MB */
#define LEAST_KERNELS 2  /* one is compiled here as soon as there */
#define MOST_FAILURES 2  /* of one helper, each in a process of its own */
#define IDLE_SECONDS 2.0 /* then a helper ends, and another is started when there is something to do */

enum job_state { WAITING, TAKEN, DONE, LOST /* nobody's */ };

struct job {
    uint64_t hash, program;
    struct gfla_byte_writer bytes;
    enum job_state state;
    struct gfla_compile_times times; /* DONE */
};

/* A thread and the process that it speaks to. */
struct worker {
    struct gfla_compile_pool *pool;
    pthread_t thread;
    struct gfla_compile_helper helper;
    uint64_t program; /* of its last job */
    int n_failures;
};

struct gfla_compile_pool {
    gfla_device *device; /* of which what does not change is read */
    struct gfla_byte_writer greeting;
    bool is_late;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    struct job **jobs; /* each stays where it is */
    size_t n_jobs, capacity;
    struct worker workers[MOST_HELPERS];
    int n_workers, n_alive, most_workers;
    bool stop;
};

static double patience = GFLA_COMPILE_HANGS_AFTER;

void gfla_compile_pool_set_patience(double seconds)
{
    patience = seconds;
}

/* ---- jobs; the caller holds the lock ---- */

static struct job *find(const struct gfla_compile_pool *pool, uint64_t hash)
{
    for (size_t i = 0; i < pool->n_jobs; i++)
        if (pool->jobs[i]->hash == hash)
            return pool->jobs[i];
    return NULL;
}

static size_t count_waiting(const struct gfla_compile_pool *pool)
{
    size_t n = 0;
    for (size_t i = 0; i < pool->n_jobs; i++)
        n += pool->jobs[i]->state == WAITING;
    return n;
}

static bool is_being_built(const struct gfla_compile_pool *pool, uint64_t program)
{
    for (size_t i = 0; i < pool->n_jobs; i++)
        if (pool->jobs[i]->state == TAKEN && pool->jobs[i]->program == program)
            return true;
    return false;
}

/* A helper that has a program goes on with it, for it is parsed there; else one that no other helper is parsing. */
static struct job *choose(const struct gfla_compile_pool *pool, uint64_t last)
{
    struct job *other = NULL, *same = NULL;
    for (size_t i = 0; i < pool->n_jobs; i++) {
        struct job *job = pool->jobs[i];
        if (job->state != WAITING)
            continue;
        if (job->program == last)
            return job;
        if (!is_being_built(pool, job->program))
            other = other ? other : job;
        else if (pool->is_late)
            same = same ? same : job;
    }
    return other ? other : same;
}

static void finish(struct gfla_compile_pool *pool, struct job *job, bool is_done)
{
    job->state = is_done ? DONE : LOST;
    for (size_t i = 0; i < pool->n_jobs && is_done && !pool->is_late; i++)
        if (pool->jobs[i]->program == job->program) /* built as a whole */
            pool->jobs[i]->state = DONE;
    pthread_cond_broadcast(&pool->changed);
}

/* ---- a helper's thread ---- */

static bool must_stop(void *context)
{
    struct gfla_compile_pool *pool = context;
    pthread_mutex_lock(&pool->lock);
    const bool stop = pool->stop;
    pthread_mutex_unlock(&pool->lock);
    return stop;
}

/* With the lock. NULL: the pool is being destroyed. */
static struct job *next_job(struct worker *w)
{
    struct gfla_compile_pool *pool = w->pool;
    struct timespec deadline = gfla_thread_deadline(IDLE_SECONDS);
    struct job *job;
    while (!pool->stop && !(job = choose(pool, w->program)))
        if (pthread_cond_timedwait(&pool->changed, &pool->lock, &deadline) != 0) {
            gfla_compile_helper_stop(&w->helper);
            deadline = gfla_thread_deadline(IDLE_SECONDS);
        }
    return pool->stop ? NULL : job;
}

static void *work(void *context)
{
    struct worker *w = context;
    struct gfla_compile_pool *pool = w->pool;
    struct job *job;
    pthread_mutex_lock(&pool->lock);
    while (w->n_failures < MOST_FAILURES && (job = next_job(w))) {
        job->state = TAKEN;
        w->program = job->program;
        pthread_mutex_unlock(&pool->lock);
        struct gfla_compile_times times = {0};
        const enum gfla_compile_result result = gfla_compile_helper_do(&w->helper, &job->bytes, &times);
        pthread_mutex_lock(&pool->lock);
        job->times = times;
        w->n_failures += result == GFLA_COMPILE_NO_HELPER;
        finish(pool, job, result == GFLA_COMPILE_DONE);
    }
    pool->n_alive--;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    gfla_compile_helper_stop(&w->helper);
    return NULL;
}

/* ---- the pool ---- */

static int most_threads(void)
{
    const int wanted = gfla_context_settings()->n_threads;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const int most = wanted ? wanted : (int)cores;
    return most < MOST_HELPERS ? most : MOST_HELPERS;
}

/* Whether helpers can be had, and leave what they compile where this process finds it. */
static bool may_help(const gfla_device *device)
{
    return gfla_context_settings()->compile_program && !gfla_device_is_null(device) && !device->is_wrapped &&
           device->info.index >= 0 && most_threads() > 1 && gfla_compiled_is_shared(device);
}

static struct gfla_compile_pool *create(gfla_device *device)
{
    struct gfla_compile_pool *pool;
    if (gfla_calloc(&pool, 1, sizeof *pool, "helpers that compile") != GFLA_OK)
        return NULL;
    pool->device = device;
    pool->is_late = gfla_device_compiles_late(device);
    pool->most_workers = most_threads();
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    gfla_compile_write_greeting(&pool->greeting, device);
    return pool;
}

static void add_job(struct gfla_compile_pool *pool, const struct gfla_launch *launch, uint64_t hash)
{
    struct job *job;
    if (gfla_calloc(&job, 1, sizeof *job, "a kernel to compile") != GFLA_OK)
        return;
    job->hash = hash;
    job->program = gfla_hash_text(launch->source) ^ 31 * (launch->options ? gfla_hash_text(launch->options) : 0);
    gfla_compile_write_job(&job->bytes, launch);
    pthread_mutex_lock(&pool->lock);
    if (!job->bytes.failed && !find(pool, hash) &&
        gfla_grow(&pool->jobs, &pool->capacity, pool->n_jobs + 1, sizeof(struct job *), "kernels to compile") ==
            GFLA_OK) {
        pool->jobs[pool->n_jobs++] = job;
        job = NULL;
        pthread_cond_broadcast(&pool->changed);
    }
    pthread_mutex_unlock(&pool->lock);
    if (job)
        free(job->bytes.data);
    free(job);
}

void gfla_compile_pool_post(gfla_device *device, const struct gfla_launch *launch, uint64_t hash)
{
    if (!may_help(device) || launch->n_args > GFLA_COMPILE_MOST_ARGS || gfla_compiled_is_known(device, launch, hash))
        return;
    if (!device->compilers)
        device->compilers = create(device);
    if (device->compilers)
        add_job(device->compilers, launch, hash);
}

void gfla_compile_pool_start(gfla_device *device)
{
    struct gfla_compile_pool *pool = device->compilers;
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    const int n = (int)count_waiting(pool);
    while (n >= LEAST_KERNELS && pool->n_workers < n && pool->n_workers < pool->most_workers) {
        struct worker *w = &pool->workers[pool->n_workers];
        *w = (struct worker){.pool = pool};
        w->helper = (struct gfla_compile_helper){
            .greeting = &pool->greeting, .patience = patience, .stop = must_stop, .context = pool};
        if (gfla_thread_create(&w->thread, work, w, "a helper that compiles") != GFLA_OK)
            break;
        pool->n_workers++;
        pool->n_alive++;
    }
    pthread_mutex_unlock(&pool->lock);
}

bool gfla_compile_pool_wait(gfla_device *device, uint64_t hash, double seconds)
{
    struct gfla_compile_pool *pool = device->compilers;
    const struct timespec deadline = gfla_thread_deadline(seconds);
    if (!pool)
        return true;
    pthread_mutex_lock(&pool->lock);
    struct job *job = find(pool, hash);
    int error = 0;
    while (job && error == 0 && (job->state == TAKEN || (job->state == WAITING && pool->n_alive > 0)))
        error = pthread_cond_timedwait(&pool->changed, &pool->lock, &deadline);
    if (job && job->state == WAITING && pool->n_alive == 0)
        job->state = LOST;
    const bool is_free = !job || job->state == DONE || job->state == LOST;
    pthread_mutex_unlock(&pool->lock);
    return is_free;
}

void gfla_compile_pool_count(gfla_device *device, size_t *n, size_t *n_done)
{
    struct gfla_compile_pool *pool = device->compilers;
    *n = *n_done = 0;
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    *n = pool->n_jobs;
    for (size_t i = 0; i < pool->n_jobs; i++)
        *n_done += pool->jobs[i]->state == DONE || pool->jobs[i]->state == LOST;
    pthread_mutex_unlock(&pool->lock);
}

bool gfla_compile_pool_did(gfla_device *device, uint64_t hash, double *build, double *compile)
{
    struct gfla_compile_pool *pool = device->compilers;
    if (!pool)
        return false;
    pthread_mutex_lock(&pool->lock);
    const struct job *job = find(pool, hash);
    const bool did = job && job->state == DONE;
    *build = did ? job->times.build : 0;
    *compile = did ? job->times.kernel : 0;
    pthread_mutex_unlock(&pool->lock);
    return did;
}

void gfla_compile_pool_destroy(gfla_device *device)
{
    struct gfla_compile_pool *p = device->compilers;
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->n_workers; i++)
        pthread_join(p->workers[i].thread, NULL);
    for (size_t i = 0; i < p->n_jobs; i++) {
        free(p->jobs[i]->bytes.data);
        free(p->jobs[i]);
    }
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->changed);
    free(p->greeting.data);
    free(p->jobs);
    free(p);
    device->compilers = NULL;
}
