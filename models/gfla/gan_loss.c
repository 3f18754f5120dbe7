#include "models/gfla/gan_loss.h"

#include "graph/share.h"
#include "ops/add.h"
#include "ops/dot_loss.h"
#include "ops/hinge_loss.h"
#include "ops/l2_loss.h"
#include "ops/logistic_loss.h"

static gfla_tensor *everywhere(gfla_graph *g, const gfla_tensor *verdict, float value)
{
    return gfla_fill(g, verdict->shape, verdict->layout, value);
}

gfla_tensor *gfla_gan_loss(gfla_graph *g, enum gfla_gan gan, enum gfla_gan_party party, gfla_tensor *verdict,
                           float scale)
{
    if (!verdict)
        return NULL;
    const bool should_pass = party != GFLA_GAN_MADE;
    const float side = should_pass ? 1.0f : -1.0f;
    switch (gan) {
    case GFLA_GAN_HINGE:
        if (party == GFLA_GAN_MAKER) {
            /* a mean over the whole batch */
            const float count = (float)gfla_shape_count(verdict->shape) * (float)gfla_graph_n_shares(g);
            return gfla_dot(g, verdict, everywhere(g, verdict, -scale / count));
        }
        return gfla_hinge_loss(g, verdict, everywhere(g, verdict, side), scale);
    case GFLA_GAN_NON_SATURATING:
        return gfla_logistic_loss(g, verdict, everywhere(g, verdict, side), scale);
    default:
        return gfla_l2_loss(g, verdict, everywhere(g, verdict, should_pass ? 1.0f : 0.0f), NULL, scale);
    }
}
