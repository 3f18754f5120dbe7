#include "models/gfla/feature_net.h"

#include <math.h>
#include <stdio.h>

#include "models/gfla/blocks.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/l1_loss.h"
#include "ops/l2_loss.h"
#include "ops/resize.h"
#include "ops/softmax_cross_entropy.h"

#define PI 3.14159265358979323846
#define COMPARED_LEVELS 4

#define WEIGHT_MODEL 1.0f
#define WEIGHT_VIEW 4.0f

static int channels_of(int level, int width)
{
    return width << (level < 3 ? level : 3);
}

static gfla_tensor *relu_conv(gfla_graph *g, gfla_tensor *x, int level, int number, int oc)
{
    char name[24];
    snprintf(name, sizeof name, "level%d.conv%d", level, number);
    return gfla_relu(g, gfla_conv_layer(g, x, name, &(struct gfla_conv_layer){.oc = oc, .k = 3, .pad = 1}));
}

gfla_status gfla_feature_net_build(gfla_graph *g, gfla_tensor *image, int width, struct gfla_vgg *features)
{
    *features = (struct gfla_vgg){0};
    if (!image)
        return gfla_graph_status(g);
    /* White becomes 0, as what lies beyond the border is. */
    gfla_tensor *x = gfla_add_scaled(g, image, 1, gfla_fill(g, image->shape, GFLA_LAYOUT_BLOCKED, 1), -1);
    for (int level = 0; level < GFLA_FEATURE_LEVELS; level++) {
        const int oc = channels_of(level, width);
        x = relu_conv(g, level > 0 ? gfla_avg_pool2(g, x) : x, level, 0, oc);
        features->relu[level][0] = x;
        x = relu_conv(g, x, level, 1, oc);
        for (int i = 1; i < GFLA_VGG_LAYERS; i++)
            features->relu[level][i] = x;
    }
    return gfla_graph_status(g);
}

/* ---- training ---- */

/* A fully connected layer of all that there is. */
static gfla_tensor *connect(gfla_graph *g, gfla_tensor *x, const char *name, int oc)
{
    return x ? gfla_conv_layer(g, x, name, &(struct gfla_conv_layer){.oc = oc, .k = (int)x->shape.dim[2]}) : NULL;
}

gfla_status gfla_feature_training_build(gfla_graph *g, int batch, int size, int width, int n_models,
                                        struct gfla_feature_training *t)
{
    gfla_status status;
    *t = (struct gfla_feature_training){0};
    REQUIRE(width >= 1 && width <= 128, GFLA_ERROR_USAGE, "width %d is not within 1 .. 128", width);
    t->image = gfla_graph_input(g, "x", gfla_shape_4d(batch, 3, size, size), GFLA_LAYOUT_BLOCKED);
    t->model = gfla_graph_input(g, "model", gfla_shape_4d(batch, n_models, 1, 1), GFLA_LAYOUT_BLOCKED);
    t->view = gfla_graph_input(g, "view", gfla_shape_4d(batch, GFLA_FEATURE_VIEW, 1, 1), GFLA_LAYOUT_BLOCKED);
    TRY(gfla_feature_net_build(g, t->image, width, &t->features));
    gfla_tensor *whole = t->features.relu[GFLA_FEATURE_LEVELS - 1][1];
    whole = gfla_relu(g, connect(g, whole, "heads.fc", channels_of(GFLA_FEATURE_LEVELS - 1, width)));
    t->logits = gfla_graph_keep(connect(g, whole, "heads.model", n_models));
    t->guess = gfla_graph_keep(connect(g, whole, "heads.view", GFLA_FEATURE_VIEW));
    gfla_loss_add(g, &t->terms, "model", gfla_softmax_cross_entropy(g, t->logits, t->model, WEIGHT_MODEL));
    gfla_loss_add(g, &t->terms, "view", gfla_l2_loss(g, t->guess, t->view, NULL, WEIGHT_VIEW));
    gfla_graph_keep(t->terms.total);
    return gfla_graph_status(g);
fail:
    return status;
}

void gfla_feature_view(double azimuth, double elevation, float view[GFLA_FEATURE_VIEW])
{
    const double a = azimuth * PI / 180, e = elevation * PI / 180;
    const double values[GFLA_FEATURE_VIEW] = {cos(a), sin(a), cos(2 * a), sin(2 * a), cos(e), sin(e)};
    for (int i = 0; i < GFLA_FEATURE_VIEW; i++)
        view[i] = (float)values[i];
}

void gfla_feature_net_init(const gfla_tensor *param, struct gfla_random *random, float *values)
{
    const int64_t count = gfla_shape_count(param->shape);
    const float bound = param->shape.rank < 4 ? 0 : sqrtf(6 / (float)(count / param->shape.dim[0]));
    for (int64_t i = 0; i < count; i++)
        values[i] = bound > 0 ? gfla_random_uniform(random, -bound, bound) : 0;
}

/* ---- losses ---- */

gfla_status gfla_features_build(gfla_graph *g, gfla_tensor *image, const struct gfla_features *features,
                                struct gfla_vgg *built)
{
    gfla_status status;
    if (!features->is_feature_net)
        return gfla_vgg_build(g, image, features->width, built);
    gfla_graph_freeze(g, GFLA_VGG_PREFIX);
    gfla_graph_push(g, "%.*s", (int)sizeof GFLA_VGG_PREFIX - 2, GFLA_VGG_PREFIX); /* without its period */
    status = gfla_feature_net_build(g, image, features->width, built);
    gfla_graph_pop(g);
    return status;
}

gfla_tensor *gfla_feature_loss(gfla_graph *g, const struct gfla_features *features, gfla_tensor *image,
                               gfla_tensor *target, float scale)
{
    struct gfla_vgg made, real;
    gfla_tensor *sum = NULL;
    if (!features->width || gfla_features_build(g, image, features, &made) != GFLA_OK ||
        gfla_features_build(g, target, features, &real) != GFLA_OK)
        return NULL;
    for (int level = 0; level < COMPARED_LEVELS; level++)
        sum = gfla_loss_sum(g, sum,
                            gfla_l1_loss(g, made.relu[level][1], real.relu[level][1], NULL, scale / COMPARED_LEVELS));
    return sum;
}
