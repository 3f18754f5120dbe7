#include "models/gfla/compare_loss.h"

#include "models/gfla/paper_loss.h"
#include "models/gfla/patch_discriminator.h"
#include "ops/add.h"
#include "ops/gradient_loss.h"
#include "ops/ssim_loss.h"

/* What the discriminator's verdict costs that party. */
static gfla_tensor *judge(gfla_graph *g, const struct gfla_compare_loss *c, gfla_tensor *shown,
                          enum gfla_gan_party party, double scale)
{
    const struct gfla_patch_discriminator patches = {
        .width = c->discriminator_width, .layers = GFLA_PATCH_LAYERS, .training = true};
    gfla_graph_push(g, "%.*s", (int)sizeof GFLA_DISCRIMINATOR_PREFIX - 2, GFLA_DISCRIMINATOR_PREFIX);
    gfla_tensor *verdict = gfla_patch_discriminator_build(g, shown, &patches);
    gfla_graph_pop(g);
    return gfla_gan_loss(g, c->gan, party, verdict, (float)scale);
}

static bool is_judged(const struct gfla_compare_loss *c)
{
    return c->discriminator_width > 0 && c->adversarial > 0;
}

gfla_status gfla_compare_adversary_build(gfla_graph *g, const struct gfla_compare_loss *c,
                                         struct gfla_loss_terms *terms, gfla_tensor **adversary)
{
    *adversary = NULL;
    if (!is_judged(c))
        return GFLA_OK;
    gfla_tensor *real = judge(g, c, c->real, GFLA_GAN_REAL, 0.5);
    gfla_tensor *made = judge(g, c, gfla_graph_detach(g, c->made), GFLA_GAN_MADE, 0.5);
    *adversary = gfla_add(g, real, made);
    gfla_loss_add_adversary(g, terms, "discriminator", *adversary);
    return gfla_graph_status(g);
}

/* The discriminator as it is after its update, and for the network's sake alone. */
static gfla_tensor *convince(gfla_graph *g, const struct gfla_compare_loss *c)
{
    if (!is_judged(c))
        return NULL;
    gfla_graph_freeze(g, GFLA_DISCRIMINATOR_PREFIX);
    return judge(g, c, c->made, GFLA_GAN_MAKER, c->adversarial);
}

gfla_status gfla_compare_loss_build(gfla_graph *g, const struct gfla_compare_loss *c, struct gfla_loss_terms *terms)
{
    if (c->ssim > 0)
        gfla_loss_add(g, terms, "ssim", gfla_ssim_loss(g, c->made, c->real, NULL, (float)c->ssim));
    if (c->gradient > 0)
        gfla_loss_add(g, terms, "gradient", gfla_gradient_loss(g, c->made, c->real, c->outline, (float)c->gradient));
    if (c->features > 0)
        gfla_loss_add(g, terms, "features", gfla_feature_loss(g, &c->net, c->made, c->real, (float)c->features));
    gfla_loss_add(g, terms, "adversarial", convince(g, c));
    return gfla_graph_status(g);
}
