#include "base/parallel.h"
#include "base/thread.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

#define MAX_THREADS 64

struct share {
    pthread_mutex_t lock; /* of what follows */
    int next, n, failed;  /* failed: the smallest index that did, or n */
    gfla_status status;
    char message[512];
    gfla_status (*work)(void *context, int index);
    void *context;
};

static int take(struct share *share)
{
    pthread_mutex_lock(&share->lock);
    const int index = share->failed < share->n ? share->n : share->next++;
    pthread_mutex_unlock(&share->lock);
    return index;
}

static void *run(void *context)
{
    struct share *share = context;
    for (int i; (i = take(share)) < share->n;) {
        const gfla_status status = share->work(share->context, i);
        if (status == GFLA_OK)
            continue;
        pthread_mutex_lock(&share->lock);
        if (i < share->failed) {
            share->failed = i;
            share->status = status;
            snprintf(share->message, sizeof share->message, "%s", gfla_error_message());
        }
        pthread_mutex_unlock(&share->lock);
    }
    return NULL;
}

gfla_status gfla_parallel(int n_threads, int n, gfla_status (*work)(void *context, int index), void *context)
{
    struct share share = {.lock = PTHREAD_MUTEX_INITIALIZER, .n = n, .failed = n, .work = work, .context = context};
    pthread_t threads[MAX_THREADS];
    const int wanted = n_threads < n ? n_threads : n;
    int running = 0;
    while (running + 1 < wanted && running < MAX_THREADS &&
           gfla_thread_create(&threads[running], run, &share, "a thread") == GFLA_OK)
        running++;
    run(&share); /* whatever no thread could be had for */
    while (running > 0)
        pthread_join(threads[--running], NULL);
    return share.failed < n ? gfla_fail(share.status, "%s", share.message) : GFLA_OK;
}
