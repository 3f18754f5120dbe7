/* exchange_mpi.c - ranks that are processes of an MPI job: a module of its own, gfla_mpi.so, which nothing else of gfla
 * is linked into, and which alone is linked to MPI.
 *
 * A sum is cut into a slice for each rank. Every rank sends its slices to their owners, the owner adds what came in the
 * order of train/pairwise.h, and sends the sum to all: each number crosses the network twice, whatever the number of
 * ranks, and the order of the additions does not depend on when messages arrive. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "train/exchange_kind.h"
#include "train/pairwise.h"

#define MOST_BYTES ((size_t)1 << 30) /* MPI counts in int */

/* Where a sum is. */
enum stage { IDLE, SCATTERING, SCATTERED, GATHERING };

struct bucket {
    enum stage stage;
    float *values, *received; /* received[n_ranks][size of our slice] */
    size_t capacity;          /* of received */
    int *counts, *starts;     /* [n_ranks]: the slices of values */
    int *places, *sizes;      /* [n_ranks]: the slices of received */
    MPI_Request request;
};

struct ranks {
    int rank, n;
    bool is_ours;                    /* MPI was initialised here */
    MPI_Comm small, scatter, gather; /* each is used in an order that all ranks have in common */
    MPI_Request request;             /* of small */
    struct bucket *buckets;
    int n_buckets;
    const float **parts; /* [n] */
    char text[MPI_MAX_ERROR_STRING + 64];
};

static const char *explain(struct ranks *r, const char *call, int code)
{
    char text[MPI_MAX_ERROR_STRING] = "";
    int length = 0;
    MPI_Error_string(code, text, &length);
    snprintf(r->text, sizeof r->text, "%s: %s", call, text);
    return r->text;
}

/* Expects `struct ranks *r`. */
#define MPI(call)                                                                                                      \
    do {                                                                                                               \
        const int code_ = (call);                                                                                      \
        if (code_ != MPI_SUCCESS)                                                                                      \
            return explain(r, #call, code_);                                                                           \
    } while (0)

static const char *gather(void *self, const void *mine, size_t size, void *all)
{
    struct ranks *r = self;
    if (size > MOST_BYTES)
        return "more than 1 GiB of each rank";
    MPI(MPI_Iallgather(mine, (int)size, MPI_BYTE, all, (int)size, MPI_BYTE, r->small, &r->request));
    return NULL;
}

static const char *broadcast(void *self, void *data, size_t size)
{
    struct ranks *r = self;
    if (size > MOST_BYTES)
        return "a broadcast of more than 1 GiB";
    MPI(MPI_Ibcast(data, (int)size, MPI_BYTE, 0, r->small, &r->request));
    return NULL;
}

static const char *test(void *self, bool *is_done)
{
    struct ranks *r = self;
    int done = 0;
    MPI(MPI_Test(&r->request, &done, MPI_STATUS_IGNORE));
    *is_done = done;
    return NULL;
}

/* ---- sums ---- */

static void free_bucket(struct bucket *b)
{
    free(b->received);
    free(b->counts);
    *b = (struct bucket){.stage = IDLE, .request = MPI_REQUEST_NULL};
}

static bool need_bucket(struct ranks *r, int number)
{
    while (r->n_buckets <= number) {
        struct bucket *buckets = realloc(r->buckets, (size_t)(r->n_buckets + 1) * sizeof *buckets);
        if (!buckets)
            return false;
        r->buckets = buckets;
        struct bucket *b = &buckets[r->n_buckets];
        *b = (struct bucket){.request = MPI_REQUEST_NULL};
        b->counts = malloc((size_t)(4 * r->n) * sizeof *b->counts);
        if (!b->counts)
            return false;
        b->starts = b->counts + r->n;
        b->places = b->starts + r->n;
        b->sizes = b->places + r->n;
        r->n_buckets++;
    }
    return true;
}

/* Slices that differ by a number at most. */
static bool cut(const struct ranks *r, struct bucket *b, size_t n)
{
    for (int i = 0; i < r->n; i++) {
        const size_t start = n * (size_t)i / (size_t)r->n, end = n * (size_t)(i + 1) / (size_t)r->n;
        b->starts[i] = (int)start;
        b->counts[i] = (int)(end - start);
    }
    const int ours = b->counts[r->rank];
    for (int i = 0; i < r->n; i++) {
        b->sizes[i] = ours;
        b->places[i] = i * ours;
    }
    const size_t needed = (size_t)ours * (size_t)r->n;
    if (needed <= b->capacity)
        return true;
    free(b->received);
    b->received = malloc(needed * sizeof *b->received);
    b->capacity = b->received ? needed : 0;
    return b->received != NULL;
}

static const char *sum(void *self, int number, float *values, size_t n)
{
    struct ranks *r = self;
    if (n > (size_t)1 << 28)
        return "a sum of more than 2^28 numbers";
    if (!need_bucket(r, number) || !cut(r, &r->buckets[number], n))
        return "host memory ran out";
    struct bucket *b = &r->buckets[number];
    b->values = values;
    MPI(MPI_Ialltoallv(values, b->counts, b->starts, MPI_FLOAT, b->received, b->sizes, b->places, MPI_FLOAT, r->scatter,
                       &b->request));
    b->stage = SCATTERING;
    return NULL;
}

static void add_slices(struct ranks *r, struct bucket *b)
{
    const int ours = b->counts[r->rank];
    for (int i = 0; i < r->n; i++)
        r->parts[i] = b->received + b->places[i];
    gfla_pairwise_sum(r->parts, (unsigned)r->n, b->values + b->starts[r->rank], (size_t)ours);
}

/* Sums are gathered in the order of their buckets on every rank, as collectives of one communicator have to be: one waits
 * for those in front of it. */
static const char *move_on(struct ranks *r)
{
    bool may_gather = true;
    for (int i = 0; i < r->n_buckets; i++) {
        struct bucket *b = &r->buckets[i];
        int done = 0;
        if (b->stage == SCATTERING || b->stage == GATHERING)
            MPI(MPI_Test(&b->request, &done, MPI_STATUS_IGNORE));
        if (done && b->stage == GATHERING)
            b->stage = IDLE;
        else if (done) {
            add_slices(r, b);
            b->stage = SCATTERED;
        }
        if (b->stage == SCATTERED && may_gather) {
            MPI(MPI_Iallgatherv(MPI_IN_PLACE, 0, MPI_FLOAT, b->values, b->counts, b->starts, MPI_FLOAT, r->gather,
                                &b->request));
            b->stage = GATHERING;
        }
        may_gather = may_gather && (b->stage == IDLE || b->stage == GATHERING);
    }
    return NULL;
}

static const char *test_sum(void *self, int number, bool *is_done)
{
    struct ranks *r = self;
    const char *failure = move_on(r);
    *is_done = !failure && (number >= r->n_buckets || r->buckets[number].stage == IDLE);
    return failure;
}

/* ---- coming and going ---- */

static void leave(void *self)
{
    struct ranks *r = self;
    for (int i = 0; i < r->n_buckets; i++)
        free_bucket(&r->buckets[i]);
    free(r->buckets);
    free(r->parts);
    if (r->n > 0) {
        MPI_Comm_free(&r->small);
        MPI_Comm_free(&r->scatter);
        MPI_Comm_free(&r->gather);
    }
    if (r->is_ours)
        MPI_Finalize();
    free(r);
}

static void abandon(void *self, int code)
{
    MPI_Abort(MPI_COMM_WORLD, code);
}

static const struct gfla_exchange_kind mpi = {.name = "MPI",
                                              .gather = gather,
                                              .broadcast = broadcast,
                                              .test = test,
                                              .sum = sum,
                                              .test_sum = test_sum,
                                              .leave = leave,
                                              .abandon = abandon};

static const char *copy_communicators(struct ranks *r)
{
    MPI_Comm *const copies[] = {&r->small, &r->scatter, &r->gather};
    for (int i = 0; i < 3; i++) {
        MPI(MPI_Comm_dup(MPI_COMM_WORLD, copies[i]));
        MPI(MPI_Comm_set_errhandler(*copies[i], MPI_ERRORS_RETURN));
    }
    return NULL;
}

static const char *find_place(struct ranks *r, struct gfla_exchange_place *place)
{
    MPI_Comm local;
    MPI(MPI_Comm_rank(MPI_COMM_WORLD, &place->rank));
    MPI(MPI_Comm_size(MPI_COMM_WORLD, &place->n_ranks));
    MPI(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, place->rank, MPI_INFO_NULL, &local));
    MPI(MPI_Comm_rank(local, &place->local_rank));
    MPI(MPI_Comm_size(local, &place->n_local));
    MPI(MPI_Comm_free(&local));
    if (gethostname(place->host, sizeof place->host) != 0)
        snprintf(place->host, sizeof place->host, "a machine without a name");
    place->host[sizeof place->host - 1] = '\0';
    return NULL;
}

static const char *start(struct ranks *r, struct gfla_exchange_place *place)
{
    int initialised = 0, level;
    const char *failure;
    MPI(MPI_Initialized(&initialised));
    if (!initialised)
        MPI(MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level));
    r->is_ours = !initialised;
    failure = find_place(r, place);
    if (failure)
        return failure;
    r->rank = place->rank;
    r->parts = malloc((size_t)place->n_ranks * sizeof *r->parts);
    if (!r->parts)
        return "host memory ran out";
    failure = copy_communicators(r);
    r->n = failure ? 0 : place->n_ranks;
    return failure;
}

__attribute__((visibility("default"))) gfla_exchange_join_function gfla_exchange_join;

const char *gfla_exchange_join(const struct gfla_exchange_kind **kind, void **self, struct gfla_exchange_place *place)
{
    static char failure[MPI_MAX_ERROR_STRING + 64];
    struct ranks *r = calloc(1, sizeof *r);
    if (!r)
        return "host memory ran out";
    const char *what = start(r, place);
    if (what) {
        snprintf(failure, sizeof failure, "%s", what);
        leave(r);
        return failure;
    }
    r->request = MPI_REQUEST_NULL;
    *kind = &mpi;
    *self = r;
    return NULL;
}
