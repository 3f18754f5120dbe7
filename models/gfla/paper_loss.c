#include "models/gfla/paper_loss.h"

#include "models/gfla/picture_loss.h"
#include "models/gfla/res_discriminator.h"
#include "models/gfla/sampling_correctness.h"
#include "ops/add.h"
#include "ops/affine_reg.h"
#include "ops/l1_loss.h"

#define LEVELS 2 /* of the flow that the losses look at: H/8, H/4 */

/* As published: of both stages, of the flow stage and of the full stage. */
#define WEIGHT_CORRECTNESS(full) ((full) ? 5.0f : 20.0f)
#define WEIGHT_AFFINE(full) ((full) ? 0.0025f : 0.01f)
#define WEIGHT_IMAGE 5.0f
#define WEIGHT_ADVERSARIAL 2.0f
#define WEIGHT_CONTENT 0.5f
#define WEIGHT_STYLE 500.0f

static gfla_tensor *sum(gfla_graph *g, gfla_tensor *a, gfla_tensor *b)
{
    return a ? gfla_add(g, a, b) : b;
}

static void list_term(struct gfla_view_loss *loss, const char *name, gfla_tensor *term)
{
    loss->term_name[loss->n_terms] = name;
    loss->term[loss->n_terms++] = gfla_graph_keep(term);
}

static void add_term(gfla_graph *g, struct gfla_view_loss *loss, const char *name, gfla_tensor *term)
{
    list_term(loss, name, term);
    loss->total = sum(g, loss->total, term);
}

static void add_target(gfla_graph *g, const struct gfla_shapenet *net, struct gfla_view_loss *loss)
{
    if (!loss->truth.target)
        loss->truth.target = gfla_graph_input(g, "target", net->source->shape, GFLA_LAYOUT_BLOCKED);
}

/* What the discriminator's verdict on the picture costs that party. */
static gfla_tensor *judge(gfla_graph *g, gfla_tensor *picture, enum gfla_gan_party party,
                          const struct gfla_paper_loss_config *config, float scale)
{
    const struct gfla_res_discriminator discriminator = {.width = config->discriminator_width, .training = true};
    gfla_graph_push(g, "loss.dis");
    gfla_tensor *verdict = gfla_res_discriminator_build(g, picture, &discriminator);
    gfla_graph_pop(g);
    return gfla_gan_loss(g, config->gan, party, verdict, scale);
}

gfla_status gfla_paper_adversary_build(gfla_graph *g, const struct gfla_shapenet *net,
                                       const struct gfla_paper_loss_config *config, struct gfla_view_loss *loss,
                                       gfla_tensor **adversary)
{
    *loss = (struct gfla_view_loss){0};
    *adversary = NULL;
    if (!net->image || !config->discriminator_width)
        return gfla_graph_status(g);
    add_target(g, net, loss);
    gfla_tensor *real = judge(g, loss->truth.target, GFLA_GAN_REAL, config, 0.5f);
    gfla_tensor *made = judge(g, gfla_graph_detach(g, net->image), GFLA_GAN_MADE, config, 0.5f);
    *adversary = gfla_add(g, real, made);
    list_term(loss, "discriminator", *adversary);
    loss->n_adversary_terms = 1;
    return gfla_graph_status(g);
}

/* Features of relu4_1 for the flow at H/8, of relu3_1 for that at H/4. */
static void add_flow_terms(gfla_graph *g, const struct gfla_shapenet *net, const struct gfla_vgg *source,
                           const struct gfla_vgg *target, struct gfla_view_loss *loss)
{
    static const int window[LEVELS] = {3, 5}, stage[LEVELS] = {3, 2};
    const bool full = net->image != NULL;
    gfla_tensor *correctness = NULL, *affine = NULL;
    for (int i = 0; i < LEVELS; i++) {
        affine = sum(g, affine, gfla_affine_reg(g, net->flow[i], window[i], WEIGHT_AFFINE(full)));
        if (!target)
            continue;
        const struct gfla_sampling_correctness terms = {.source = source->relu[stage[i]][0],
                                                        .target = target->relu[stage[i]][0],
                                                        .flow = net->flow[i],
                                                        .scale = WEIGHT_CORRECTNESS(full)};
        correctness = sum(g, correctness, gfla_sampling_correctness(g, &terms));
    }
    if (correctness)
        add_term(g, loss, "correctness", correctness);
    add_term(g, loss, "affine", affine);
}

static void add_image_terms(gfla_graph *g, const struct gfla_shapenet *net, const struct gfla_paper_loss_config *config,
                            const struct gfla_vgg *target, struct gfla_view_loss *loss)
{
    struct gfla_vgg made;
    add_term(g, loss, "image", gfla_l1_loss(g, net->image, loss->truth.target, NULL, WEIGHT_IMAGE));
    if (target && gfla_vgg_build(g, net->image, config->vgg_width, &made) == GFLA_OK) {
        add_term(g, loss, "content", gfla_content_loss(g, &made, target, WEIGHT_CONTENT));
        add_term(g, loss, "style", gfla_style_loss(g, &made, target, WEIGHT_STYLE));
    }
    if (!config->discriminator_width)
        return;
    gfla_graph_freeze(g, GFLA_DISCRIMINATOR_PREFIX);
    add_term(g, loss, "adversarial", judge(g, net->image, GFLA_GAN_MAKER, config, WEIGHT_ADVERSARIAL));
}

gfla_status gfla_paper_loss_build(gfla_graph *g, const struct gfla_shapenet *net,
                                  const struct gfla_paper_loss_config *config, struct gfla_view_loss *loss)
{
    gfla_status status;
    struct gfla_vgg source, target;
    const bool has_vgg = config->vgg_width > 0;
    REQUIRE(has_vgg || net->image, GFLA_ERROR_USAGE,
            "the paper's flow stage learns from VGG-19 features alone. hint: name VGG-19 weights, or train the full stage");
    add_target(g, net, loss);
    if (has_vgg) {
        TRY(gfla_vgg_build(g, net->source, config->vgg_width, &source));
        TRY(gfla_vgg_build(g, loss->truth.target, config->vgg_width, &target));
    }
    add_flow_terms(g, net, &source, has_vgg ? &target : NULL, loss);
    if (net->image)
        add_image_terms(g, net, config, has_vgg ? &target : NULL, loss);
    gfla_graph_keep(loss->total);
    return gfla_graph_status(g);
fail:
    return status;
}
