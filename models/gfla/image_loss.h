/* models/gfla/image_loss.h - how different two images are in the eyes of VGG-19. */
#ifndef GFLA_MODELS_GFLA_BITMAP_LOSS_H
#define GFLA_MODELS_GFLA_BITMAP_LOSS_H

#include "models/gfla/vgg.h"

/* scale * the sum over relu1_1, relu2_1, ..., relu5_1 of the mean absolute difference of features. A scalar. */
gfla_tensor *gfla_content_loss(gfla_graph *graph, const struct gfla_vgg *a, const struct gfla_vgg *b, float scale);

/* scale * the sum over relu2_2, relu3_4, relu4_4, relu5_2 of the mean absolute difference of Gram matrices. A
 * scalar. */
gfla_tensor *gfla_style_loss(gfla_graph *graph, const struct gfla_vgg *a, const struct gfla_vgg *b, float scale);

#endif
