/* models/gfla/feature_net.h - features by which losses compare images, of a small net that is trained here, in place of
 * VGG-19: it is asked which model an image shows, and from where, so its features tell what makes one object differ
 * from another, and one view from another.
 *
 * Five levels, at H, H/2, ... H/16: two convolutions k3 with ReLU each, of width, 2, 4, 8 and 8 times width channels
 * (16 unless said otherwise: 1/26 of the work of VGG-19's layers at that size), behind means of 2 x 2 pixels, which let
 * gradients through to every pixel alike where a maximum picks one. No norms. */
#ifndef GFLA_MODELS_GFLA_FEATURE_NET_H
#define GFLA_MODELS_GFLA_FEATURE_NET_H

#include "base/random.h"
#include "models/gfla/loss_terms.h"
#include "models/gfla/vgg.h"

#define GFLA_FEATURE_LEVELS GFLA_VGG_STAGES
#define GFLA_FEATURE_VIEW                                                                                              \
    6 /* numbers that say a view: cos, sin of azimuth and of twice azimuth, cos, sin of elevation */

/* Appends the levels for image [n, 3, h, w] in [-1, 1], with sides of 16 at the least, under the graph's current name
 * scope; the parameters (level0.conv0.weight ...) get gradients unless they are frozen. May be called for several images
 * of one graph. The result is called like that of VGG-19: relu[i][0] is the first layer of level i, and relu[i][1] and
 * those behind it the last. */
gfla_status gfla_feature_net_build(gfla_graph *graph, gfla_tensor *image, int width, struct gfla_vgg *features);

/* ---- training ---- */

struct gfla_feature_training {
    gfla_tensor *image; /* input [n, 3, size, size] */
    gfla_tensor *model; /* input [n, n_models, 1, 1]: 1 for the model that is shown */
    gfla_tensor *view;  /* input [n, GFLA_FEATURE_VIEW, 1, 1] */
    struct gfla_vgg features;
    gfla_tensor *logits, *guess; /* of model and view: what the net says, kept */
    struct gfla_loss_terms terms;
};

/* Appends the net with a fully connected layer on its last level and two heads, and the losses: "model", the
 * cross-entropy; "view", the mean squared error. GFLA_ERROR_USAGE: a width not within 1 .. 128. */
gfla_status gfla_feature_training_build(gfla_graph *graph, int batch, int size, int width, int n_models,
                                        struct gfla_feature_training *training);

/* Of angles in degrees. */
void gfla_feature_view(double azimuth, double elevation, float view[GFLA_FEATURE_VIEW]);

/* Biases 0, weights uniform with the variance that ReLU keeps. */
void gfla_feature_net_init(const gfla_tensor *param, struct gfla_random *random, float *values);

/* ---- losses ---- */

/* Whose features. */
struct gfla_features {
    int width;           /* of VGG-19 or of the feature net; 0: none */
    bool is_feature_net; /* else VGG-19 */
};

/* The features of an image, with parameters named GFLA_VGG_PREFIX "..." that get no gradients, whichever net has them:
 * content, style and correctness take them like those of VGG-19. */
gfla_status gfla_features_build(gfla_graph *graph, gfla_tensor *image, const struct gfla_features *features,
                                struct gfla_vgg *built);

/* scale * the mean over four levels (H to H/8) of the mean absolute difference of features of image and target, [n, 3,
 * h, w] in [-1, 1]; a scalar. Gradients to the image alone. NULL where features->width is 0. */
gfla_tensor *gfla_feature_loss(gfla_graph *graph, const struct gfla_features *features, gfla_tensor *image,
                               gfla_tensor *target, float scale);

#endif
