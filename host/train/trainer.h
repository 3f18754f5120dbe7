/* train/trainer.h - one network in training: gradients, Adam, checkpoints. Knows no task: the caller builds the graph
 * with its losses, fills the inputs, and asks for steps. Belongs to one thread. */
#ifndef GFLA_TRAIN_TRAINER_H
#define GFLA_TRAIN_TRAINER_H

#include <stdint.h>

#include "base/random.h"
#include "ops/adam.h"
#include "graph/plan.h"
#include "train/exchange.h"

typedef struct gfla_trainer gfla_trainer;

struct gfla_trainer_params {
    /* Zeros: betas 0.5 and 0.999, eps 1e-8; a negative beta1 is 0; lr is ignored. average above 0: the trainer keeps
     * moving averages of all that it learns, but for an adversary's. */
    struct gfla_adam_params adam;
    const char *slow_prefix; /* parameters whose names begin so learn at slow_factor times the rate; NULL: none; */
    const char *other_slow_prefix; /* likewise */
    double slow_factor;            /* the text must live as long as the trainer */
    double adversary_factor;       /* of the rate, for what gfla_trainer_adversary updates; 0: 1 */
    /* parameters whose names begin so belong to others: not initialised, not in checkpoints; NULL: none */
    const char *borrowed_prefix;
};

/* For an adversarial training, before gfla_trainer_create: differentiates the adversary's loss, appends an Adam update
 * for every parameter that has a gradient, and forgets the gradients. In each step these updates come first; what is
 * built from here on, with the adversary's parameters frozen, sees them updated. */
gfla_status gfla_trainer_adversary(gfla_graph *graph, gfla_tensor *loss);

/* Differentiates `loss`, appends an Adam update for every parameter that has a gradient, and plans. params may be NULL.
 * The graph stays the caller's and must outlive the trainer. */
gfla_status gfla_trainer_create(gfla_trainer **trainer, gfla_graph *graph, gfla_tensor *loss, gfla_device *device,
                                const struct gfla_trainer_params *params);
void gfla_trainer_destroy(gfla_trainer **trainer);

/* From here on checkpoints hold this in the place of the state of its name (train/tensor_file.h). It must live as long. */
struct gfla_whole_state;
void gfla_trainer_keep_whole(gfla_trainer *trainer, const struct gfla_whole_state *whole);

gfla_plan *gfla_trainer_plan(gfla_trainer *trainer);
uint64_t gfla_trainer_steps(const gfla_trainer *trainer); /* updates done so far; of NULL 0 */

/* Fills every parameter by `init`, in the order of the graph, from one stream of numbers. */
typedef void (*gfla_init_callback)(void *context, const gfla_tensor *param, struct gfla_random *random, float *values);
gfla_status gfla_trainer_init(gfla_trainer *trainer, uint64_t seed, gfla_init_callback init, void *context);

/* One forward, backward and update with this learning rate. Queued; reading a loss waits for it. */
gfla_status gfla_trainer_step(gfla_trainer *trainer, float learning_rate);

/* The same with `run` in the place of a run of the plan: it makes the updates, with the learning rates that are written. */
gfla_status gfla_trainer_step_by(gfla_trainer *trainer, float learning_rate, gfla_status (*run)(void *context),
                                 void *context);

/* All that a checkpoint holds becomes what rank 0 has, on every rank. All ranks call it. */
gfla_status gfla_trainer_broadcast(gfla_trainer *trainer, gfla_exchange *exchange);

/* A checkpoint holds parameters, moments, averages and the number of steps: training goes on from it bit by bit as if never
 * stopped. `metadata`: pairs of key and value, ended by NULL. Written whole, then renamed. */
gfla_status gfla_trainer_save(gfla_trainer *trainer, const char *path, const char *const *metadata);
/* Writes the parameters, but for those whose names begin with `except` (NULL: none), as float16 if half: the moving
 * averages where there are any. */
gfla_status gfla_trainer_save_weights(gfla_trainer *trainer, const char *path, const char *except, bool half,
                                      const char *const *metadata);
/* Calls `look` while the parameters have the values that gfla_trainer_save_weights writes; afterwards, whatever it
 * returns, they are as before. It may run parts of the plan (gfla_plan_run_for). */
gfla_status gfla_trainer_with_averages(gfla_trainer *trainer, gfla_status (*look)(void *context), void *context);
/* GFLA_ERROR_INPUT, naming the first tensor that is missing or has another shape, when the file is of another
 * network. */
gfla_status gfla_trainer_load(gfla_trainer *trainer, const char *path);
/* The steps that a checkpoint says were done. GFLA_ERROR_INPUT: it says none, or more than any training makes. */
#define GFLA_TRAINER_MAX_STEPS 1000000000LL
gfla_status gfla_trainer_steps_in(const char *path, uint64_t *n_steps);

#endif
