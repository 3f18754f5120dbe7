/* train_features.c - the features task of `gfla train`: a net that tells which model an image shows, and from where,
 * whose features losses compare images by (models/gfla/feature_net.h). */
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/random.h"
#include "models/gfla/feature_net.h"
#include "tasks/train/task_settings.h"
#include "tasks/train/tasks.h"
#include "tasks/train/train_losses.h"
#include "tasks/train/view_sets.h"
#include "train/sheet.h"
#include "viewsynth/data/pairs.h"

/* An image as it is learned from: moved by up to so much of its side, each channel darker or lighter by so much, with
 * noise of that deviation. White stays white. */
#define MOST_SHIFT 0.04f
#define MOST_GAIN 0.15f
#define NOISE 0.02f
#define AUGMENT_STREAM 0x66656174u

static const char *const network_words[] = {"features", NULL};

static const struct gfla_setting list[] = {
    {.key = "network", .kind = GFLA_SETTING_WORD, .offset = GFLA_TASK_FIELD(form), .words = network_words},
    {.key = "size",
     .name = "size",
     .kind = GFLA_SETTING_SIZE,
     .offset = GFLA_TASK_FIELD(network.height),
     .lo = 32,
     .hi = 1024},
    {.key = "width", .name = "width", .offset = GFLA_TASK_FIELD(network.channels), .lo = 1, .hi = 128},
    GFLA_SETTINGS_ROWS(struct gfla_task_settings),
};
static const struct gfla_settings_table table = GFLA_TASK_TABLE(list);

struct features_training {
    struct gfla_feature_training net;
    gfla_views *views[GFLA_PAIRS_MAX_SETS];
    int *class_of[GFLA_PAIRS_MAX_SETS]; /* of each model of a set; -1: not learned from */
    int n_models;
    gfla_pairs *pairs;
    float *images, *models, *angles; /* a batch */
};

static void defaults(const struct gfla_train_task *task, const char *data, const void *chosen, void *settings)
{
    (void)task;
    (void)data;
    (void)chosen;
    *(struct gfla_task_settings *)settings = (struct gfla_task_settings){
        .train = {.batch = 16, .steps = 10000, .learning_rate = 1e-3, .flow_rate = 1, .schedule = GFLA_TRAIN_COSINE},
        .network = {.width = 128, .height = 128, .channels = 16},
        .losses = GFLA_LOSSES_CLASSES};
}

/* ---- data ---- */

/* The models that are learned from have the next numbers. */
static gfla_status number_models(struct features_training *f, int set, const char *path, struct gfla_train_data *data)
{
    gfla_status status;
    const int *models, n = gfla_views_split(f->views[set], GFLA_SPLIT_TRAIN, &models),
                       n_all = gfla_views_count(f->views[set]);
    TRY(gfla_calloc(&f->class_of[set], (size_t)n_all, sizeof **f->class_of, "the numbers of models"));
    for (int i = 0; i < n_all; i++)
        f->class_of[set][i] = -1;
    for (int i = 0; i < n; i++)
        f->class_of[set][models[i]] = f->n_models++;
    TRY(gfla_view_sets_identify(f->views[set], path, GFLA_SPLIT_TRAIN, data));
fail:
    return status;
}

static gfla_status open_sets(gfla_training *t)
{
    gfla_status status = GFLA_OK;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct features_training *f = t->state;
    REQUIRE(t->whole_batch % 2 == 0, GFLA_ERROR_USAGE,
            "batch %d: images come in pairs of one model. hint: an even number", t->whole_batch);
    REQUIRE(s->train.batch % 2 == 0, GFLA_ERROR_USAGE,
            "batch %d in parts of %d: images come in pairs of one model. hint: an even number in each part",
            t->whole_batch, s->train.batch);
    REQUIRE(s->network.width == s->network.height && s->network.width % 16 == 0, GFLA_ERROR_USAGE,
            "images of %d x %d pixels: the features net takes square ones with sides that are multiples of 16",
            s->network.width, s->network.height);
    TRY(gfla_train_losses_open(t));
    for (int i = 0; i < (int)t->params.n_sets; i++) {
        const int before = f->n_models;
        TRY(gfla_views_open(&f->views[i], t->params.sets[i].path, NULL));
        TRY(number_models(f, i, t->params.sets[i].path, &t->data[i]));
        gfla_log(GFLA_LOG_INFO, "%s: %d model%s for training", t->params.sets[i].path, f->n_models - before,
                 f->n_models - before == 1 ? "" : "s");
    }
    TRY(gfla_view_sets_compare(t, f->views, (int)t->params.n_sets));
    REQUIRE(f->n_models >= 2, GFLA_ERROR_INPUT, "%s: %d model to learn from cannot be told from another",
            t->params.sets[0].path, f->n_models);
fail:
    return status;
}

/* ---- network ---- */

static void init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    (void)context;
    gfla_feature_net_init(param, random, values);
}

static gfla_status build(gfla_training *t)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct features_training *f = t->state;
    const int batch = s->train.batch, size = s->network.width;
    TRY(gfla_feature_training_build(t->graph, batch, size, s->network.channels, f->n_models, &f->net));
    TRY(gfla_calloc(&f->images, (size_t)batch * 3 * size * size, sizeof *f->images, "images"));
    TRY(gfla_calloc(&f->models, (size_t)batch * (size_t)f->n_models, sizeof *f->models, "numbers of models"));
    TRY(gfla_calloc(&f->angles, (size_t)batch * GFLA_FEATURE_VIEW, sizeof *f->angles, "views"));
    gfla_train_losses_set(t, &f->net.terms);
    t->optimiser = (struct gfla_trainer_params){.adam.clip = 1};
    t->init = init;
fail:
    return status;
}

static gfla_status start(gfla_training *t)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct features_training *f = t->state;
    struct gfla_pairs_set sets[GFLA_PAIRS_MAX_SETS];
    const struct gfla_pairs_params params = {.batch = s->train.batch / 2,
                                             .size = s->network.width,
                                             .split = GFLA_SPLIT_TRAIN,
                                             .seed = (uint64_t)s->train.seed,
                                             .other_elevation = 0.5f,
                                             .flip = true,
                                             .share = t->share};
    for (int i = 0; i < (int)t->params.n_sets; i++)
        sets[i] = (struct gfla_pairs_set){f->views[i], (float)t->params.sets[i].weight};
    TRY(gfla_view_sets_attribution(t, f->views, (int)t->params.n_sets));
    TRY(gfla_pairs_open_sets(&f->pairs, sets, (int)t->params.n_sets, &params));
    TRY(gfla_pairs_seek(f->pairs, gfla_training_next_number(t)));
fail:
    return status;
}

/* ---- batches ---- */

/* src and dst: planes [3][size][size] in [-1, 1]. */
static void augment(struct gfla_random *random, const float *src, int size, float *dst)
{
    const int most = (int)(MOST_SHIFT * (float)size);
    const int dx = (int)gfla_random_below(random, (uint32_t)(2 * most + 1)) - most,
              dy = (int)gfla_random_below(random, (uint32_t)(2 * most + 1)) - most;
    for (int c = 0; c < 3; c++) {
        const float gain = 1 + gfla_random_uniform(random, -MOST_GAIN, MOST_GAIN);
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++) {
                const int sx = x + dx, sy = y + dy;
                const bool inside = sx >= 0 && sx < size && sy >= 0 && sy < size;
                const float value = inside ? src[(c * size + sy) * size + sx] : 1;
                dst[(c * size + y) * size + x] = 1 - gain * (1 - value) + NOISE * gfla_random_normal(random);
            }
    }
}

/* Image number `place` of the batch: of pair place / 2, its source or its target. */
static void fill(const gfla_training *t, const struct gfla_pair_batch *batch, uint64_t number, int place)
{
    const struct gfla_task_settings *s = gfla_task_settings(t);
    const struct features_training *f = t->state;
    const int pair = place / 2;
    const bool is_source = place % 2 == 0;
    const size_t image = (size_t)3 * batch->size * batch->size;
    const int place_of_all = gfla_share_place(t->share, number, s->train.batch) + place;
    const uint64_t key[3] = {(uint64_t)s->train.seed, gfla_share_step(t->share, number), (uint64_t)place_of_all};
    struct gfla_random random = gfla_random_seed(gfla_hash_bytes(key, sizeof key), AUGMENT_STREAM);
    const struct gfla_view_angles angles = is_source ? batch->source_angles[pair] : batch->target_angles[pair];
    augment(&random, (is_source ? batch->source : batch->target) + (size_t)pair * image, batch->size,
            f->images + (size_t)place * image);
    f->models[(size_t)place * (size_t)f->n_models + (size_t)f->class_of[batch->set[pair]][batch->model[pair]]] = 1;
    gfla_feature_view(angles.azimuth, angles.elevation, f->angles + (size_t)place * GFLA_FEATURE_VIEW);
}

static gfla_status feed(gfla_training *t, uint64_t number)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct features_training *f = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    const struct gfla_pair_batch *batch;
    TRY(gfla_pairs_next(f->pairs, &batch));
    for (size_t i = 0; i < (size_t)s->train.batch * (size_t)f->n_models; i++)
        f->models[i] = 0;
    for (int place = 0; place < s->train.batch; place++)
        fill(t, batch, number, place);
    TRY(gfla_tensor_write(plan, f->net.image, f->images));
    TRY(gfla_tensor_write(plan, f->net.model, f->models));
    TRY(gfla_tensor_write(plan, f->net.view, f->angles));
fail:
    return status;
}

/* The images, as they are learned from. */
static gfla_status sheet(gfla_training *t, uint64_t step)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    const struct features_training *f = t->state;
    struct gfla_train_sheet drawing = {.column = 0};
    TRY(gfla_train_sheet_create(&drawing, s->network.width, s->network.width, s->train.batch, 1));
    TRY(gfla_train_sheet_add(&drawing, gfla_trainer_plan(t->trainer), f->net.image, -1));
    TRY(gfla_train_sheet_write(&drawing, t->run.folder, step));
fail:
    gfla_train_sheet_destroy(&drawing);
    return status;
}

static void close_all(gfla_training *t)
{
    struct features_training *f = t->state;
    gfla_pairs_destroy(&f->pairs);
    for (int i = 0; i < GFLA_PAIRS_MAX_SETS; i++) {
        gfla_views_destroy(&f->views[i]);
        free(f->class_of[i]);
    }
    free(f->images);
    free(f->models);
    free(f->angles);
}

const struct gfla_train_task gfla_train_task_features = {
    .name = "features",
    .data = "a set made by `gfla render`, a file data_NAME.hdf5, or a set of SRN, NMR or NeRF",
    .settings = &table,
    .state_size = sizeof(struct features_training),
    .defaults = defaults,
    .many_sets = true,
    .open = open_sets,
    .build = build,
    .start = start,
    .feed = feed,
    .sheet = sheet,
    .close = close_all,
};
