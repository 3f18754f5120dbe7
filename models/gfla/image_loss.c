#include "models/gfla/image_loss.h"

#include "ops/add.h"
#include "ops/gram.h"
#include "ops/l1_loss.h"

static gfla_tensor *sum(gfla_graph *g, gfla_tensor *a, gfla_tensor *b)
{
    return a ? gfla_add(g, a, b) : b;
}

gfla_tensor *gfla_content_loss(gfla_graph *g, const struct gfla_vgg *a, const struct gfla_vgg *b, float scale)
{
    gfla_tensor *total = NULL;
    for (int stage = 0; stage < GFLA_VGG_STAGES; stage++)
        total = sum(g, total, gfla_l1_loss(g, a->relu[stage][0], b->relu[stage][0], NULL, scale));
    return total;
}

gfla_tensor *gfla_style_loss(gfla_graph *g, const struct gfla_vgg *a, const struct gfla_vgg *b, float scale)
{
    static const int layer[GFLA_VGG_STAGES] = {-1, 1, 3, 3, 1};
    gfla_tensor *total = NULL;
    for (int stage = 1; stage < GFLA_VGG_STAGES; stage++)
        total = sum(g, total,
                    gfla_l1_loss(g, gfla_gram(g, a->relu[stage][layer[stage]]),
                                 gfla_gram(g, b->relu[stage][layer[stage]]), NULL, scale));
    return total;
}
