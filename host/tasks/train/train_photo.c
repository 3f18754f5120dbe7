#include "tasks/train/train_photo.h"

#include "models/gfla/photo_blocks.h"
#include "tasks/train/train_losses.h"
#include "tasks/train/view_sets.h"

#define GROWTH 8 /* from the first to the greatest width of the encoder */

static const char *const model_words[] = {[GFLA_TRAIN_MATTE] = "matte", [GFLA_TRAIN_ANGLE] = "angle", NULL};

static const struct gfla_setting list[] = {
    {.key = "network", .kind = GFLA_SETTING_WORD, .offset = GFLA_TASK_FIELD(form), .words = model_words},
    {.key = "size",
     .name = "size",
     .kind = GFLA_SETTING_SIZE,
     .offset = GFLA_TASK_FIELD(network.height),
     .lo = 64,
     .hi = 512},
    {.key = "width", .name = "width", .offset = GFLA_TASK_FIELD(network.channels), .lo = 2, .hi = 64},
    {.key = "backgrounds", .offset = GFLA_TASK_FIELD(n_backgrounds), .hi = 1e9},
    GFLA_SETTINGS_ROWS(struct gfla_task_settings),
};
const struct gfla_settings_table gfla_train_photo_table = GFLA_TASK_TABLE(list);

void gfla_train_photo_defaults(const struct gfla_train_task *task, const char *data, const void *chosen, void *settings)
{
    const struct gfla_train_photo_kind *kind = task->kind;
    (void)data;
    (void)chosen;
    *(struct gfla_task_settings *)settings = (struct gfla_task_settings){
        .train = {.batch = kind->batch,
                  .steps = kind->steps,
                  .learning_rate = 1e-3,
                  .flow_rate = 1,
                  .schedule = GFLA_TRAIN_COSINE},
        .form = kind->form,
        .network = gfla_architecture_find(model_words[kind->form])->config,
    };
}

/* Models of the validation are left out, so that `gfla eval` can score them. */
static enum gfla_split learned(const gfla_training *t)
{
    const struct gfla_train_photo *photo = t->state;
    return gfla_view_sets_can_validate(photo->views, (int)t->params.n_sets) ? GFLA_SPLIT_LEARN : GFLA_SPLIT_TRAIN;
}

static gfla_status open_sets(gfla_training *t)
{
    gfla_status status = GFLA_OK;
    struct gfla_train_photo *photo = t->state;
    const int n = (int)t->params.n_sets;
    for (int i = 0; i < n; i++) {
        TRY(gfla_views_open(&photo->views[i], t->params.sets[i].path, NULL));
        photo->sets[i] = (struct gfla_pairs_set){photo->views[i], (float)t->params.sets[i].weight};
    }
    for (int i = 0; i < n; i++) {
        gfla_view_sets_count(photo->views[i], t->params.sets[i].path, learned(t));
        TRY(gfla_view_sets_identify(photo->views[i], t->params.sets[i].path, learned(t), &t->data[i]));
    }
    status = gfla_view_sets_compare(t, photo->views, n);
fail:
    return status;
}

gfla_status gfla_train_photo_open(gfla_training *t)
{
    gfla_status status = GFLA_OK;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    REQUIRE(!t->params.vgg_weights, GFLA_ERROR_USAGE,
            "VGG-19 weights are for the losses of the paper on images. hint: leave them out");
    REQUIRE(s->network.height == s->network.width && s->network.width % GFLA_PHOTO_NET_MULTIPLE == 0, GFLA_ERROR_USAGE,
            "images of %d x %d pixels: square ones of a multiple of %d expected", s->network.width, s->network.height,
            GFLA_PHOTO_NET_MULTIPLE);
    status = open_sets(t);
fail:
    return status;
}

struct gfla_network_config gfla_train_photo_network(const struct gfla_task_settings *s)
{
    struct gfla_network_config config = s->network;
    config.batch = s->train.batch;
    config.most = GROWTH * config.channels;
    return config;
}

static void init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    (void)context;
    gfla_photo_init(param, random, values);
}

void gfla_train_photo_losses(gfla_training *t, const struct gfla_loss_terms *terms)
{
    gfla_train_losses_set(t, terms);
    t->optimiser = (struct gfla_trainer_params){.adam = {.beta1 = 0.9f, .clip = 1}};
    t->init = init;
}

gfla_status gfla_train_photo_start(gfla_training *t)
{
    gfla_status status;
    struct gfla_train_photo *photo = t->state;
    const struct gfla_train_photo_kind *kind = t->task->kind;
    struct gfla_task_settings *s = gfla_task_settings(t);
    const struct gfla_photo_batches_params params = {.kind = kind->images,
                                                     .batch = s->train.batch,
                                                     .size = s->network.width,
                                                     .split = learned(t),
                                                     .seed = (uint64_t)s->train.seed,
                                                     .share = t->share,
                                                     .backgrounds = t->params.backgrounds};
    TRY(gfla_view_sets_attribution(t, photo->views, (int)t->params.n_sets));
    TRY(gfla_photo_batches_open(&photo->batches, photo->sets, (int)t->params.n_sets, &params));
    const int n = gfla_photo_batches_n_backgrounds(photo->batches);
    REQUIRE(!t->params.resume || n == s->n_backgrounds, GFLA_ERROR_USAGE,
            "the run has backgrounds from a folder of %d, %d were found. hint: name the same folder again, or none "
            "where there was none",
            s->n_backgrounds, n);
    s->n_backgrounds = n;
    gfla_photo_batches_seek(photo->batches, gfla_training_next_number(t));
fail:
    return status;
}

gfla_status gfla_train_photo_next(struct gfla_train_photo *photo)
{
    return gfla_photo_batches_next(photo->batches, &photo->batch);
}

void gfla_train_photo_close(gfla_training *t)
{
    struct gfla_train_photo *photo = t->state;
    gfla_photo_batches_destroy(&photo->batches);
    for (int i = 0; i < (int)t->params.n_sets; i++)
        gfla_views_destroy(&photo->views[i]);
}
