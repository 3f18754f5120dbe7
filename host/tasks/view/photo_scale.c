#include "tasks/view/photo_scale.h"

#include <math.h>

/* Measured on views of 34 models of the furniture library and 60 generated ones that the network did not learn from;
 * all of logarithms of sizes. */
#define EXPECTED (-0.03)   /* of the diagonal against 2, where the size is right; */
#define SPREAD 0.045       /* and its standard deviation */
#define DEPTH_SPREAD 0.08  /* that of the middle's distance, in radii */
#define LARGER 0.08        /* standard deviation of how much larger than by its outline an object may be, */
#define SMALLER 0.2        /* and the mean of how much smaller, for an outline that is not wide, */
#define LEAST_SMALLER 0.04 /* and for any */
#define MAX_OFF 3.0        /* standard deviations: none of the trials agrees beyond it */
#define MAX_ERROR 0.2      /* beyond it what is found is no better than the outline */
#define N_STEPS 64

/* Between trials. */
struct guess {
    double log_size, right, down;
    double off;    /* squared, in standard deviations */
    double weight; /* how likely it is; its logarithm at first */
};

static double square(double x)
{
    return x * x;
}

static double mix(double a, double b, double part)
{
    return a + part * (b - a);
}

static struct guess guess_between(const struct gfla_photo_trial *a, const struct gfla_photo_trial *b, double part,
                                  double smaller)
{
    struct guess g = {.log_size = mix(log(a->size), log(b->size), part),
                      .right = mix(a->extent.centre[0], b->extent.centre[0], part),
                      .down = mix(a->extent.centre[1], b->extent.centre[1], part)};
    const double diagonal = mix(log(a->extent.diagonal / 2), log(b->extent.diagonal / 2), part);
    const double depth = mix(a->extent.centre[2], b->extent.centre[2], part);
    const double by_outline = g.log_size > 0 ? square(g.log_size / LARGER) / 2 : -g.log_size / smaller;
    g.off = square((diagonal - EXPECTED) / SPREAD) + square(depth / DEPTH_SPREAD);
    g.weight = -g.off / 2 - by_outline;
    return g;
}

static struct guess guess_at(const struct gfla_photo_trial *trials, int n, double smaller, int step)
{
    const double first = log(trials[0].size), last = log(trials[n - 1].size);
    const double at = mix(first, last, (double)step / N_STEPS);
    int i = 0;
    while (i < n - 2 && log(trials[i + 1].size) > at)
        i++;
    const double from = log(trials[i].size), to = log(trials[i + 1].size);
    return guess_between(&trials[i], &trials[i + 1], (at - from) / (to - from), smaller);
}

/* As likely too large as too small; between two guesses, so that rounding on another device changes it little. */
static double median_of(const struct guess *guesses)
{
    const double step = guesses[1].log_size - guesses[0].log_size;
    double sum = 0, below = 0;
    int i = 0;
    for (int k = 0; k <= N_STEPS; k++)
        sum += guesses[k].weight;
    while (i < N_STEPS && below + guesses[i].weight < sum / 2)
        below += guesses[i++].weight;
    return guesses[i].log_size + step * ((sum / 2 - below) / guesses[i].weight - 0.5);
}

/* The means of what lies around it, by weight. */
static struct gfla_photo_scale summarise(const struct guess *guesses)
{
    double sum = 0, mean = 0, squares = 0, right = 0, down = 0;
    for (int i = 0; i <= N_STEPS; i++) {
        const double weight = guesses[i].weight;
        sum += weight;
        mean += weight * guesses[i].log_size;
        squares += weight * square(guesses[i].log_size);
        right += weight * guesses[i].right;
        down += weight * guesses[i].down;
    }
    return (struct gfla_photo_scale){.size = exp(median_of(guesses)),
                                     .error = sqrt(fmax(squares / sum - square(mean / sum), 0)),
                                     .right = right / sum,
                                     .down = down / sum,
                                     .is_sure = true};
}

struct gfla_photo_scale gfla_photo_scale_find(const struct gfla_photo_trial *trials, int n, double aspect)
{
    const struct gfla_photo_scale by_outline = {.size = 1};
    const double smaller = fmax(SMALLER * fmin(1, 1 / aspect), LEAST_SMALLER);
    struct guess guesses[N_STEPS + 1];
    double most = -INFINITY, least_off = INFINITY;
    for (int i = 0; i <= N_STEPS; i++) {
        guesses[i] = guess_at(trials, n, smaller, i);
        most = fmax(most, guesses[i].weight);
        least_off = fmin(least_off, guesses[i].off);
    }
    if (!(least_off <= square(MAX_OFF)))
        return by_outline;
    for (int i = 0; i <= N_STEPS; i++)
        guesses[i].weight = exp(guesses[i].weight - most);
    const struct gfla_photo_scale by_shape = summarise(guesses);
    return by_shape.error <= MAX_ERROR ? by_shape : by_outline;
}
