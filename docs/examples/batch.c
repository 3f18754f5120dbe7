/* batch.c - many answers of one model in several threads.
 *
 *     cc -o batch batch.c $(pkg-config --cflags --libs gfla) -pthread
 *     ./batch [THREADS [DEVICE]]
 *
 * What is allowed: a gfla_model does not change, and all threads use the same one. A gfla_session and the gfla_device
 * that it was made for belong to one thread at a time, so each thread opens a device of its own: the same processor
 * twice, or one of several. On one GPU threads take turns; they help where work on the CPU lies between the runs.
 * Every item is the same whatever thread makes it: the program makes all of them with one thread, then with several,
 * and compares. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gfla/model.h>

enum { ITEMS = 6, MAX_THREADS = 16 };

/* What the threads share. */
struct batch {
    const gfla_model *model;
    const char *device;
    pthread_mutex_t lock;
    int next; /* item that nobody works on yet */
    float mean[ITEMS];
    gfla_status status; /* of the first failure */
    char message[512];
};

static int take_item(struct batch *batch)
{
    pthread_mutex_lock(&batch->lock);
    const int item = batch->status == GFLA_OK && batch->next < ITEMS ? batch->next++ : -1;
    pthread_mutex_unlock(&batch->lock);
    return item;
}

/* The message belongs to the thread that failed, so it is copied there. */
static void fail(struct batch *batch, gfla_status status)
{
    pthread_mutex_lock(&batch->lock);
    if (batch->status == GFLA_OK) {
        batch->status = status;
        snprintf(batch->message, sizeof batch->message, "%s", gfla_error_message());
    }
    pthread_mutex_unlock(&batch->lock);
}

static size_t count(const struct gfla_tensor_info *info)
{
    size_t n = 1;
    for (int i = 0; i < info->rank; i++)
        n *= (size_t)info->dim[i];
    return n;
}

/* Stands for reading item number `item`: noise, the same for the same item. */
static gfla_status set_inputs(gfla_session *session, const struct gfla_model_description *d, int item)
{
    unsigned random = (unsigned)item + 1;
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < d->n_inputs && status == GFLA_OK; i++) {
        const size_t n = count(&d->inputs[i]);
        float *values = malloc(n * sizeof *values);
        for (size_t j = 0; values && j < n; j++) {
            random = random * 1664525u + 1013904223u;
            values[j] = (float)(random >> 8) / 8388608.0f - 1;
        }
        status = values ? gfla_session_set(session, d->inputs[i].name, values, n) : GFLA_ERROR_MEMORY;
        free(values);
    }
    return status;
}

static gfla_status run_item(gfla_session *session, const struct gfla_model_description *d, int item, float *mean)
{
    const size_t n = count(&d->outputs[0]);
    float *image = malloc(n * sizeof *image);
    double sum = 0;
    gfla_status status = image ? set_inputs(session, d, item) : GFLA_ERROR_MEMORY;
    if (status == GFLA_OK)
        status = gfla_session_run(session);
    if (status == GFLA_OK)
        status = gfla_session_get(session, d->outputs[0].name, image, n);
    for (size_t i = 0; i < n && status == GFLA_OK; i++)
        sum += image[i];
    *mean = (float)(sum / (double)n);
    free(image);
    return status;
}

static void *work(void *argument)
{
    struct batch *batch = argument;
    struct gfla_model_description *description = NULL;
    gfla_device *device = NULL;
    gfla_session *session = NULL;
    gfla_status status = gfla_device_open(&device, NULL, batch->device);
    if (status == GFLA_OK)
        status = gfla_model_describe(&description, batch->model, NULL);
    if (status == GFLA_OK)
        status = gfla_session_create(&session, batch->model, device, NULL);
    for (int item; status == GFLA_OK && (item = take_item(batch)) >= 0;)
        status = run_item(session, description, item, &batch->mean[item]);
    if (status != GFLA_OK)
        fail(batch, status);
    gfla_session_destroy(&session);
    gfla_device_destroy(&device);
    gfla_free(description);
    return NULL;
}

static gfla_status run(struct batch *batch, int n_threads)
{
    pthread_t threads[MAX_THREADS];
    int started = 0;
    batch->next = 0;
    while (started < n_threads && pthread_create(&threads[started], NULL, work, batch) == 0)
        started++;
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    if (started == 0)
        snprintf(batch->message, sizeof batch->message, "no thread can be started");
    if (started == 0 || batch->status != GFLA_OK)
        fprintf(stderr, "%s\n", batch->message);
    return started ? batch->status : GFLA_ERROR_FAILED;
}

int main(int argc, char **argv)
{
    const int asked = argc > 1 ? atoi(argv[1]) : 3;
    const int n_threads = asked < 1 ? 1 : asked > MAX_THREADS ? MAX_THREADS : asked;
    struct batch batch = {.device = argc > 2 ? argv[2] : NULL, .status = GFLA_OK};
    float alone[ITEMS];
    gfla_model *model;
    gfla_status status = gfla_model_open(&model, NULL, "view-furniture-128", NULL);
    if (status != GFLA_OK) {
        fprintf(stderr, "%s\n", gfla_error_message());
        return (int)status;
    }
    batch.model = model;
    pthread_mutex_init(&batch.lock, NULL);
    status = run(&batch, 1);
    memcpy(alone, batch.mean, sizeof alone);
    if (status == GFLA_OK)
        status = run(&batch, n_threads);
    for (int i = 0; i < ITEMS && status == GFLA_OK; i++)
        printf("item %d: mean %.4f\n", i, (double)batch.mean[i]);
    if (status == GFLA_OK && memcmp(alone, batch.mean, sizeof alone) != 0)
        status = GFLA_ERROR_CHECK;
    if (status == GFLA_OK)
        printf("1 thread and %d threads make the same %d items\n", n_threads, ITEMS);
    pthread_mutex_destroy(&batch.lock);
    gfla_model_close(&model);
    return (int)status;
}
