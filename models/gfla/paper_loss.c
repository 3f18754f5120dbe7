#include "models/gfla/paper_loss.h"

#include <string.h>

#include "models/gfla/image_loss.h"
#include "models/gfla/res_discriminator.h"
#include "models/gfla/sampling_correctness.h"
#include "models/gfla/temporal_discriminator.h"
#include "ops/add.h"
#include "ops/affine_reg.h"
#include "ops/l1_loss.h"

/* As published: of both stages, of the flow stage and of the full stage. */
#define WEIGHT_CORRECTNESS(full) ((full) ? 5.0f : 20.0f)
#define WEIGHT_AFFINE(full) ((full) ? 0.0025f : 0.01f)
#define WEIGHT_IMAGE 5.0f
#define WEIGHT_ADVERSARIAL 2.0f
#define WEIGHT_CONTENT 0.5f
#define WEIGHT_STYLE 500.0f

/* The deepest flow (H/8) is taught by relu4_1, the next by relu3_1, ... */
#define DEEPEST_STAGE 3

/* ---- discriminators ---- */

/* What a discriminator's verdict costs that party. */
static gfla_tensor *judge(gfla_graph *g, gfla_tensor *shown, int layers, enum gfla_gan_party party,
                          const struct gfla_paper_loss_config *config, float scale)
{
    const int width = config->discriminator_width;
    const struct gfla_res_discriminator res = {.width = width, .layers = layers, .training = true};
    const struct gfla_temporal_discriminator temporal = {.width = width, .training = true};
    gfla_tensor *verdict = shown->shape.rank == 5 ? gfla_temporal_discriminator_build(g, shown, &temporal)
                                                  : gfla_res_discriminator_build(g, shown, &res);
    return gfla_gan_loss(g, config->gan, party, verdict, scale);
}

/* The same of one of the two kinds of judges; names begin with prefix, whose last character is a period. */
static gfla_tensor *judge_as(gfla_graph *g, const char *prefix, gfla_tensor *shown, int layers,
                             enum gfla_gan_party party, const struct gfla_paper_loss_config *config, float scale)
{
    gfla_graph_push(g, "%.*s", (int)strlen(prefix) - 1, prefix);
    gfla_tensor *cost = judge(g, shown, layers, party, config, scale);
    gfla_graph_pop(g);
    return cost;
}

static gfla_tensor *learn_to_judge(gfla_graph *g, const char *prefix, const struct gfla_paper_judged *judged,
                                   const struct gfla_paper_loss_config *config)
{
    if (!judged->made || !config->discriminator_width)
        return NULL;
    gfla_tensor *real = judge_as(g, prefix, judged->real, judged->layers, GFLA_GAN_REAL, config, 0.5f);
    gfla_tensor *made =
        judge_as(g, prefix, gfla_graph_detach(g, judged->made), judged->layers, GFLA_GAN_MADE, config, 0.5f);
    return gfla_add(g, real, made);
}

gfla_status gfla_paper_adversary_build(gfla_graph *g, const struct gfla_paper_made *made,
                                       const struct gfla_paper_loss_config *config, struct gfla_loss_terms *terms,
                                       gfla_tensor **adversary)
{
    *terms = (struct gfla_loss_terms){0};
    gfla_tensor *of_images = learn_to_judge(g, GFLA_DISCRIMINATOR_PREFIX, &made->images, config);
    gfla_tensor *of_sequence = learn_to_judge(g, GFLA_SEQUENCE_PREFIX, &made->sequence, config);
    gfla_loss_add_adversary(g, terms, "discriminator", of_images);
    gfla_loss_add_adversary(g, terms, "discriminator_time", of_sequence);
    *adversary = of_sequence ? gfla_loss_sum(g, of_images, of_sequence) : of_images;
    return gfla_graph_status(g);
}

static gfla_tensor *convince(gfla_graph *g, const char *prefix, const struct gfla_paper_judged *judged,
                             const struct gfla_paper_loss_config *config)
{
    if (!judged->made || !config->discriminator_width)
        return NULL;
    gfla_graph_freeze(g, prefix);
    return judge_as(g, prefix, judged->made, judged->layers, GFLA_GAN_MAKER, config, WEIGHT_ADVERSARIAL);
}

/* ---- features ---- */

/* VGG-19 of every image that a loss looks at, applied to each once: a frame's target is the next frame's source. */
struct features {
    const struct gfla_paper_loss_config *config;
    struct {
        const gfla_tensor *picture;
        struct gfla_vgg vgg;
    } known[3 * GFLA_PAPER_FRAMES + 1];
    int n;
};

/* NULL without VGG-19, and where it could not be built, which the graph tells. */
static const struct gfla_vgg *features_of(gfla_graph *g, struct features *features, gfla_tensor *picture)
{
    int i = 0;
    if (!features->config->features.width)
        return NULL;
    while (i < features->n && features->known[i].picture != picture)
        i++;
    if (i < features->n)
        return &features->known[i].vgg;
    if (gfla_features_build(g, picture, &features->config->features, &features->known[i].vgg) != GFLA_OK)
        return NULL;
    features->known[features->n++].picture = picture;
    return &features->known[i].vgg;
}

/* ---- flows and images ---- */

struct sums {
    gfla_tensor *correctness, *affine, *image, *content, *style;
};

static void sum_level(gfla_graph *g, const struct gfla_paper_made *made, const struct gfla_paper_frame *frame,
                      const struct gfla_paper_flows *flows, int level, struct features *features, struct sums *sums)
{
    const bool full = frame->image != NULL;
    const int stage = DEEPEST_STAGE - level;
    gfla_tensor *flow = flows->flow[level];
    sums->affine = gfla_loss_sum(g, sums->affine, gfla_affine_reg(g, flow, made->window[level], WEIGHT_AFFINE(full)));
    const struct gfla_vgg *source = features_of(g, features, flows->source),
                          *target = features_of(g, features, frame->target);
    if (!source || !target)
        return;
    const struct gfla_sampling_correctness terms = {.source = source->relu[stage][0],
                                                    .target = target->relu[stage][0],
                                                    .flow = flow,
                                                    .mask = frame->mask,
                                                    .scale = WEIGHT_CORRECTNESS(full)};
    sums->correctness = gfla_loss_sum(g, sums->correctness, gfla_sampling_correctness(g, &terms));
}

static void sum_flows(gfla_graph *g, const struct gfla_paper_made *made, const struct gfla_paper_frame *frame,
                      struct features *features, struct sums *sums)
{
    for (int s = 0; s < frame->n_flows; s++)
        for (int level = 0; level < GFLA_DECODER_STEPS; level++)
            if (frame->flows[s].flow[level])
                sum_level(g, made, frame, &frame->flows[s], level, features, sums);
}

static void sum_images(gfla_graph *g, const struct gfla_paper_frame *frame, struct features *features,
                       struct sums *sums)
{
    if (!frame->image)
        return;
    sums->image = gfla_loss_sum(g, sums->image, gfla_l1_loss(g, frame->image, frame->target, NULL, WEIGHT_IMAGE));
    const struct gfla_vgg *target = features_of(g, features, frame->target),
                          *image = features_of(g, features, frame->image);
    if (!target || !image)
        return;
    sums->content = gfla_loss_sum(g, sums->content, gfla_content_loss(g, image, target, WEIGHT_CONTENT));
    sums->style = gfla_loss_sum(g, sums->style, gfla_style_loss(g, image, target, WEIGHT_STYLE));
}

gfla_status gfla_paper_loss_build(gfla_graph *g, const struct gfla_paper_made *made,
                                  const struct gfla_paper_loss_config *config, struct gfla_loss_terms *terms)
{
    gfla_status status;
    struct features features = {.config = config};
    struct sums sums = {NULL};
    REQUIRE(
        config->features.width > 0 || made->frame[0].image, GFLA_ERROR_USAGE,
        "the paper's flow stage learns from VGG-19 features alone. hint: name VGG-19 weights, or train the full stage");
    for (int i = 0; i < made->n_frames; i++)
        sum_flows(g, made, &made->frame[i], &features, &sums);
    for (int i = 0; i < made->n_frames; i++)
        sum_images(g, &made->frame[i], &features, &sums);
    gfla_loss_add(g, terms, "correctness", sums.correctness);
    gfla_loss_add(g, terms, "affine", sums.affine);
    gfla_loss_add(g, terms, "image", sums.image);
    gfla_loss_add(g, terms, "content", sums.content);
    gfla_loss_add(g, terms, "style", sums.style);
    gfla_loss_add(g, terms, "adversarial", convince(g, GFLA_DISCRIMINATOR_PREFIX, &made->images, config));
    gfla_loss_add(g, terms, "adversarial_time", convince(g, GFLA_SEQUENCE_PREFIX, &made->sequence, config));
    gfla_graph_keep(terms->total);
    return gfla_graph_status(g);
fail:
    return status;
}
