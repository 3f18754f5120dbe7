/* models/gfla/angle_net.h - from where an image of an object was taken: azimuth and elevation as distributions over
 * bins, so that an object that looks alike from two sides says so.
 *
 * The image is cut out, on white, and framed as rendered views are. An encoder down to H/32, two layers that see all of
 * it, and a softmax each. Bin k of the azimuth is 10 k degrees (0 the object's left side, 90 its front), bin k of the
 * elevation 10 k - 20 degrees. */
#ifndef GFLA_MODELS_GFLA_ANGLE_NET_H
#define GFLA_MODELS_GFLA_ANGLE_NET_H

#include "models/gfla/loss_terms.h"
#include "models/gfla/network_config.h"

#define GFLA_ANGLE_STEP 10.0 /* degrees from bin to bin */
#define GFLA_ANGLE_AZIMUTHS 36
#define GFLA_ANGLE_ELEVATIONS 9
#define GFLA_ANGLE_LOWEST (-20.0)

struct gfla_angle_net {
    gfla_tensor *source;                        /* [n, 3, size, size] in [-1, 1], on white */
    gfla_tensor *alpha;                         /* [n, 1, size, size] in 0 .. 1 */
    gfla_tensor *azimuth_logits, *azimuth;      /* [n, 36, 1, 1]: the softmax of the logits is azimuth */
    gfla_tensor *elevation_logits, *elevation;  /* [n, 9, 1, 1] */
    gfla_tensor *true_azimuth, *true_elevation; /* inputs of the losses, as distributions; NULL before these */
};

/* Appends the network: square images of a multiple of 32 pixels, 64 and more; `channels` and `most` are those of the
 * encoder. Errors are also kept in the graph. */
gfla_status gfla_angle_net_build(gfla_graph *graph, const struct gfla_network_config *config,
                                 struct gfla_angle_net *net);
/* Appends its losses: the cross-entropy of azimuth, and that of elevation, which counts a third. */
gfla_status gfla_angle_net_loss(gfla_graph *graph, struct gfla_angle_net *net, struct gfla_loss_terms *terms);

/* The target distribution of an angle in degrees over n bins of 10 degrees from `first` on: falls off as a normal
 * distribution of 10 degrees; round: the last bin is beside the first. */
void gfla_angle_target(double degrees, double first, int n, bool round, float *bins);

#endif
