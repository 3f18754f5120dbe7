#include "models/gfla/photo_blocks.h"

#include <math.h>

#include "ops/activation.h"

gfla_tensor *gfla_photo_conv(gfla_graph *g, gfla_tensor *src, const char *name, int oc, int stride)
{
    const struct gfla_conv_layer layer = {.oc = oc, .k = 3, .stride = stride, .pad = 1};
    return gfla_leaky_relu(g, gfla_conv_layer(g, src, name, &layer), GFLA_SLOPE);
}

gfla_tensor *gfla_photo_encode(gfla_graph *g, gfla_tensor *src, const struct gfla_network_config *c,
                               gfla_tensor *levels[GFLA_PHOTO_LEVELS])
{
    gfla_tensor *x = src;
    for (int i = 0; i < GFLA_PHOTO_LEVELS; i++) {
        const int oc = c->channels << i < c->most ? c->channels << i : c->most;
        gfla_graph_push(g, "encoder%d", i);
        x = gfla_photo_conv(g, gfla_photo_conv(g, x, "down", oc, 2), "same", oc, 1);
        gfla_graph_pop(g);
        levels[i] = gfla_graph_name(g, x, "encoder%d", i);
    }
    return x;
}

void gfla_photo_init(const gfla_tensor *param, struct gfla_random *random, float *values)
{
    const int64_t count = gfla_shape_count(param->shape);
    const bool is_bias = param->shape.rank < 2;
    const float fan_in = is_bias ? 1 : (float)(count / param->shape.dim[0]);
    const float bound = is_bias ? 0 : sqrtf(6 / ((1 + GFLA_SLOPE * GFLA_SLOPE) * fan_in));
    for (int64_t i = 0; i < count; i++)
        values[i] = is_bias ? 0 : gfla_random_uniform(random, -bound, bound);
}
