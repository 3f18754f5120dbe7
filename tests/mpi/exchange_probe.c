/* exchange_probe.c - run by mpirun: every call of train/exchange.h, with what it must give on each rank. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "train/exchange.h"
#include "train/pairwise.h"

#define MOST_RANKS 8
#define N_BUCKETS 5
#define N 4001 /* numbers in a bucket; no multiple of the ranks */

/* Expects `struct gfla_exchange_place place`. */
#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: rank %d of %d: %s\n", __FILE__, __LINE__, place.rank, place.n_ranks, #condition);  \
            fprintf(stderr, "%s\n", gfla_error_message());                                                             \
            return false;                                                                                              \
        }                                                                                                              \
    } while (0)

static void fill(int rank, int bucket, float *values)
{
    struct gfla_random r = gfla_random_seed((uint64_t)rank, (uint64_t)bucket);
    for (int i = 0; i < N; i++)
        values[i] = gfla_random_normal(&r);
}

/* Sums that go on at once, twice, beside small exchanges: the bits that one process computes. */
static bool check_sums(gfla_exchange *exchange, struct gfla_exchange_place place)
{
    static float values[N_BUCKETS][N], all[MOST_RANKS][N], expected[N];
    const float *parts[MOST_RANKS];
    for (int round = 0; round < 2; round++) {
        for (int b = 0; b < N_BUCKETS; b++) {
            fill(place.rank, b + round, values[b]);
            CHECK(gfla_exchange_sum_start(exchange, b, values[b], N) == GFLA_OK);
        }
        bool is_any = true;
        CHECK(gfla_exchange_any(exchange, false, &is_any) == GFLA_OK && !is_any);
        CHECK(gfla_exchange_any(exchange, place.rank == 0, &is_any) == GFLA_OK && is_any);
        for (int b = N_BUCKETS - 1; b >= 0; b--) {
            CHECK(gfla_exchange_sum_wait(exchange, b) == GFLA_OK);
            for (int i = 0; i < place.n_ranks; i++) {
                fill(i, b + round, all[i]);
                parts[i] = all[i];
            }
            gfla_pairwise_sum(parts, (unsigned)place.n_ranks, expected, N);
            CHECK(memcmp(values[b], expected, sizeof expected) == 0);
        }
    }
    return true;
}

static bool check_small(gfla_exchange *exchange, struct gfla_exchange_place place)
{
    int all[MOST_RANKS], mine = 100 + place.rank;
    float sums[2] = {1, (float)place.rank};
    char text[16] = "";
    CHECK(gfla_exchange_gather(exchange, &mine, sizeof mine, all) == GFLA_OK);
    for (int i = 0; i < place.n_ranks; i++)
        CHECK(all[i] == 100 + i);
    CHECK(gfla_exchange_sum_few(exchange, sums, 2) == GFLA_OK);
    CHECK(sums[0] == (float)place.n_ranks && sums[1] == (float)(place.n_ranks * (place.n_ranks - 1) / 2));
    if (place.rank == 0)
        strcpy(text, "of rank 0");
    CHECK(gfla_exchange_broadcast(exchange, text, sizeof text) == GFLA_OK);
    CHECK(strcmp(text, "of rank 0") == 0);
    CHECK(place.local_rank == place.rank && place.n_local == place.n_ranks); /* one machine */
    return true;
}

/* The failure of the last rank is everybody's; one that all have is told as it is. */
static bool check_failures(gfla_exchange *exchange, struct gfla_exchange_place place)
{
    CHECK(gfla_exchange_agree(exchange, GFLA_OK) == GFLA_OK);
    const bool is_last = place.rank == place.n_ranks - 1;
    const gfla_status own = is_last ? gfla_fail(GFLA_ERROR_INPUT, "no data here") : GFLA_OK;
    CHECK(gfla_exchange_agree(exchange, own) == GFLA_ERROR_INPUT);
    CHECK(gfla_exchange_is_agreed(exchange) && strstr(gfla_error_message(), "no data here"));
    CHECK(place.n_ranks == 1 || strstr(gfla_error_message(), "rank ") == gfla_error_message());
    CHECK(gfla_exchange_agree(exchange, gfla_fail(GFLA_ERROR_USAGE, "all alike")) == GFLA_ERROR_USAGE);
    CHECK(strcmp(gfla_error_message(), "all alike") == 0);
    return true;
}

int main(void)
{
    gfla_exchange *exchange;
    if (gfla_exchange_join_mpi(&exchange, NULL) != GFLA_OK) {
        fprintf(stderr, "%s\n", gfla_error_message());
        return 1;
    }
    const struct gfla_exchange_place place = gfla_exchange_where(exchange);
    const bool is_right = place.n_ranks <= MOST_RANKS && check_small(exchange, place) && check_sums(exchange, place) &&
                          check_failures(exchange, place);
    if (!is_right)
        gfla_exchange_abandon(exchange, 1);
    gfla_exchange_leave(&exchange);
    return is_right ? 0 : 1;
}
