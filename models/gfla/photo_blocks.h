/* models/gfla/photo_blocks.h - what the two networks that read a user's image share (matte_net.h, angle_net.h). */
#ifndef GFLA_MODELS_GFLA_PHOTO_BLOCKS_H
#define GFLA_MODELS_GFLA_PHOTO_BLOCKS_H

#include "base/random.h"
#include "models/gfla/network_config.h"

#define GFLA_PHOTO_LEVELS 5 /* H/2 .. H/32 */

/* conv k3 of `stride` -> oc, then leaky ReLU; parameters `name`.weight and `name`.bias. */
gfla_tensor *gfla_photo_conv(gfla_graph *graph, gfla_tensor *src, const char *name, int oc, int stride);

/* encoder0, encoder1, ...: each halves height and width, to config->channels, twice that, ..., config->most at the
 * most. levels[i] is the result of number i; the last is returned. Without norms, which would take out how bright an
 * image is. */
gfla_tensor *gfla_photo_encode(gfla_graph *graph, gfla_tensor *src, const struct gfla_network_config *config,
                               gfla_tensor *levels[GFLA_PHOTO_LEVELS]);

/* Initial values: weights uniform, of the variance that leaky ReLUs keep (He et al. 2015), biases 0. */
void gfla_photo_init(const gfla_tensor *param, struct gfla_random *random, float *values);

#endif
