#include "tasks/train/train_losses.h"

#include <stdio.h>

#include "base/log.h"
#include "models/gfla/compare_loss.h"
#include "models/gfla/orthogonal.h"
#include "train/weights.h"

/* Of exact losses, where nobody chose them; the paper's have their own. */
#define WEIGHT_FEATURES 1.0
#define WEIGHT_ADVERSARIAL 0.1

/* The losses that are off for want of VGG-19, as a JSON list; NULL: none. */
static const char *losses_off(const struct gfla_task_settings *s)
{
    if (s->losses != GFLA_LOSSES_PAPER || s->vgg_width > 0)
        return NULL;
    return s->flow_only ? "[\"correctness\"]" : "[\"correctness\",\"content\",\"style\"]";
}

/* Which of the two nets the file is of, and the channels of its first convolution. */
static gfla_status read_features(const char *path, struct gfla_features *features)
{
    gfla_status status;
    struct gfla_shape shape;
    features->is_feature_net = gfla_weights_shape(path, "level0.conv0.weight", &shape) == GFLA_OK;
    if (!features->is_feature_net)
        TRY(gfla_weights_shape(path, "features.0.weight", &shape));
    REQUIRE(shape.rank == 4 && shape.dim[0] <= 1024 && shape.dim[1] == 3, GFLA_ERROR_INPUT,
            "%s: its first layer is not that of VGG-19. hint: weights of torchvision's vgg19, or of `gfla train "
            "features`",
            path);
    features->width = (int)shape.dim[0];
fail:
    return status;
}

struct gfla_features gfla_train_losses_features(const struct gfla_task_settings *s)
{
    return (struct gfla_features){.width = s->vgg_width, .is_feature_net = s->feature_net > 0};
}

/* "VGG-19 of width 64". Returns text. */
static const char *name_net(struct gfla_features features, char text[48])
{
    if (features.width)
        snprintf(text, 48, "%s of width %d", features.is_feature_net ? "a features net" : "VGG-19", features.width);
    else
        snprintf(text, 48, "no VGG-19");
    return text;
}

gfla_status gfla_train_losses_check_compared(const struct gfla_task_settings *s, bool is_ours, const char *ours)
{
    gfla_status status = GFLA_OK;
    const struct gfla_task_weights *w = &s->weights;
    const bool is_compared = w->ssim > 0 || w->gradient > 0 || w->adversarial > 0;
    REQUIRE(is_ours || !is_compared, GFLA_ERROR_USAGE,
            "\"ssim_weight\", \"gradient_weight\" and \"adversarial_weight\" are settings of %s. hint: leave them out",
            ours);
    REQUIRE(!is_ours || s->flow_only == GFLA_TRAIN_WHOLE ||
                (!is_compared && w->features <= 0 && !s->discriminator_width),
            GFLA_ERROR_USAGE,
            "\"ssim_weight\", \"gradient_weight\", \"features_weight\", \"adversarial_weight\" and "
            "\"discriminator_width\" are of images, and stage \"%s\" makes none. hint: stage \"full\"",
            s->flow_only == GFLA_TRAIN_FLOW_NET ? "flow" : "shape");
fail:
    return status;
}

static bool is_judged(const struct gfla_task_settings *s)
{
    return (s->losses == GFLA_LOSSES_PAPER || s->losses == GFLA_LOSSES_EXACT) && s->discriminator_width > 0 &&
           !s->flow_only;
}

/* A weight that was chosen of something that the run has not is a mistake; one that was not has a default. */
static gfla_status settle_weights(struct gfla_task_settings *s)
{
    gfla_status status = GFLA_OK;
    struct gfla_task_weights *weights = &s->weights;
    const bool is_exact = s->losses == GFLA_LOSSES_EXACT;
    REQUIRE(weights->features <= 0 || (is_exact && s->vgg_width), GFLA_ERROR_USAGE,
            "\"features_weight\" %g: %s. hint: %s", weights->features,
            is_exact ? "no features were named" : "losses \"paper\" weigh features as the paper does",
            is_exact ? "name weights of `gfla train features`" : "leave it out");
    REQUIRE(weights->adversarial <= 0 || (is_exact && is_judged(s)), GFLA_ERROR_USAGE, "\"adversarial_weight\" %g: %s",
            weights->adversarial,
            is_exact ? "there is no discriminator. hint: \"discriminator_width\", 16 is enough"
                     : "losses \"paper\" weigh it as the paper does. hint: leave it out");
    if (is_exact && s->vgg_width && weights->features <= 0)
        weights->features = WEIGHT_FEATURES;
    if (is_exact && is_judged(s) && weights->adversarial <= 0)
        weights->adversarial = WEIGHT_ADVERSARIAL;
fail:
    return status;
}

gfla_status gfla_train_losses_open(gfla_training *t)
{
    gfla_status status = GFLA_OK;
    struct gfla_task_settings *s = gfla_task_settings(t);
    const char *path = t->params.vgg_weights;
    const bool compares = s->losses == GFLA_LOSSES_PAPER || (s->losses == GFLA_LOSSES_EXACT && !s->flow_only);
    const struct gfla_features had = gfla_train_losses_features(s);
    struct gfla_features features = {0};
    char own[48], named[48];
    REQUIRE(!path || compares, GFLA_ERROR_USAGE,
            "VGG-19 weights are for the losses of the paper on images, and for images that are made. hint: leave them "
            "out");
    REQUIRE(s->gan == GFLA_GAN_LEAST_SQUARES || is_judged(s), GFLA_ERROR_USAGE,
            "gan: %s is a loss of discriminators, and this run has none. hint: losses \"paper\" and stage \"full\", "
            "or leave \"gan\" out",
            gfla_train_gan_words[s->gan]);
    if (path)
        TRY(read_features(path, &features));
    REQUIRE(!t->params.resume || !compares ||
                (features.width == had.width && features.is_feature_net == had.is_feature_net),
            GFLA_ERROR_USAGE,
            "the run has %s, %s was named. hint: name the same weights again, or none where there were none",
            name_net(had, own), name_net(features, named));
    s->vgg_width = features.width;
    s->feature_net = features.is_feature_net;
    TRY(settle_weights(s));
    t->off = losses_off(s);
    if (t->off)
        gfla_log(GFLA_LOG_INFO, "the losses %s are off. hint: name VGG-19 weights",
                 s->flow_only ? "correctness" : "correctness, content and style");
fail:
    return status;
}

/* The initial value of a parameter in the paper's training. */
static void init_orthogonal(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    (void)context;
    gfla_orthogonal_init(param, random, values);
}

struct gfla_trainer_params gfla_train_losses_optimiser(const struct gfla_task_settings *s)
{
    struct gfla_trainer_params params = {.slow_prefix = "flow_net.", .slow_factor = s->train.flow_rate};
    if (s->losses != GFLA_LOSSES_EXACT) {
        params.adam.beta1 = -1;
        params.adversary_factor = GFLA_DISCRIMINATOR_RATE;
        params.borrowed_prefix = GFLA_VGG_PREFIX;
    } else {
        params.adam.clip = 1;
        params.borrowed_prefix = s->vgg_width ? GFLA_VGG_PREFIX : NULL;
        params.adversary_factor = 1;
    }
    return params;
}

void gfla_train_losses_set(gfla_training *t, const struct gfla_loss_terms *loss)
{
    const struct gfla_task_settings *s = gfla_task_settings(t);
    t->terms = (struct gfla_train_terms){
        .total = loss->total, .tensor = loss->term, .name = loss->name, .n = loss->n, .n_adversary = loss->n_adversary};
    t->optimiser = gfla_train_losses_optimiser(s);
    t->init = init_orthogonal;
    t->loss_prefix = GFLA_LOSS_PREFIX;
}

gfla_status gfla_train_losses_paper(gfla_graph *graph, const struct gfla_paper_made *made,
                                    const struct gfla_task_settings *s, struct gfla_loss_terms *loss)
{
    gfla_status status;
    gfla_tensor *adversary;
    const struct gfla_paper_loss_config config = {.features = gfla_train_losses_features(s),
                                                  .discriminator_width = s->discriminator_width,
                                                  .gan = (enum gfla_gan)s->gan};
    TRY(gfla_paper_adversary_build(graph, made, &config, loss, &adversary));
    if (adversary)
        TRY(gfla_trainer_adversary(graph, adversary));
    TRY(gfla_paper_loss_build(graph, made, &config, loss));
fail:
    return status;
}

gfla_status gfla_train_losses_compare(gfla_training *t, gfla_tensor *image, gfla_tensor *target, gfla_tensor *outline,
                                      struct gfla_loss_terms *loss)
{
    gfla_status status = GFLA_OK;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    const struct gfla_compare_loss compare = {.made = image,
                                              .real = target,
                                              .outline = outline,
                                              .ssim = s->weights.ssim,
                                              .gradient = s->weights.gradient,
                                              .features = s->weights.features,
                                              .net = gfla_train_losses_features(s),
                                              .adversarial = s->weights.adversarial,
                                              .discriminator_width = s->discriminator_width,
                                              .gan = (enum gfla_gan)s->gan};
    gfla_tensor *adversary;
    if (!image)
        return GFLA_OK;
    TRY(gfla_compare_adversary_build(t->graph, &compare, loss, &adversary));
    if (adversary)
        TRY(gfla_trainer_adversary(t->graph, adversary));
    TRY(gfla_compare_loss_build(t->graph, &compare, loss));
    gfla_graph_keep(loss->total);
fail:
    return status;
}

gfla_status gfla_train_losses_build(gfla_training *t, const struct gfla_paper_made *made, struct gfla_loss_terms *loss)
{
    gfla_status status;
    TRY(gfla_train_losses_paper(t->graph, made, gfla_task_settings(t), loss));
    gfla_train_losses_set(t, loss);
fail:
    return status;
}
