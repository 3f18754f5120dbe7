/* models/gfla/shapenet.h - novel views of an object from one image: the ShapeNet task of the paper, in three forms. SOLID
 * has a header of its own (models/gfla/solid.h); of the other two:
 *
 * PUBLISHED has exactly the parameters and the arithmetic of the published checkpoints (at size 256, width 64, flow
 * width 32). VIEW is our training variant, which differs where the published form starves this task of pose and colour:
 *   - no instance norm in the flow net's `cat` and decoder, nor on the raw images of the encoders;
 *   - a depth net predicts how far each pixel of the source is, and points drawn from it (ops/point_splat.h) show what
 *   the turn
 *     makes of the source, and of its mirror image; most objects are alike left and right, so that shows much of what
 *     is hidden. The flow net sees these drawings beside the source, and they are the structure of the target that the
 *     decoder begins with, as the person task begins with the target's pose;
 *   - the flow net also sees the turn from source to target as a one-hot azimuth, and predicts the depth of every
 *   target pixel,
 *     from which geometry makes the flow (ops/depth_flow.h), at H/8, H/4 and H;
 *   - the attention's weights sum to 1 (no division by k^2), and its hidden layer is `attention_width` wide;
 *   - the source, warped at full resolution by the flow, enters the last stage, and so does its mirror image; the image
 *   is a
 *     per-pixel blend of these two and of what the decoder paints, helped by a predicted map of what the source
 *     sees. */
#ifndef GFLA_MODELS_GFLA_SHAPENET_H
#define GFLA_MODELS_GFLA_SHAPENET_H

#include "graph/graph.h"

/* APPEARANCE_FLOW is no form of this network but another one (models/gfla/appearance_flow.h), as tasks see it. */
enum gfla_form { GFLA_FORM_PUBLISHED, GFLA_FORM_VIEW, GFLA_FORM_APPEARANCE_FLOW, GFLA_FORM_SOLID, GFLA_FORM_COUNT };

/* SOLID: how the target's decoder sees the source: by local attention; at the one place where the flow points, as the
 * paper's table 3 has it; or not at all. The last two are there to see what the first is good for. */
enum gfla_sampling { GFLA_SAMPLING_ATTENTION, GFLA_SAMPLING_BILINEAR, GFLA_SAMPLING_NONE, GFLA_SAMPLING_COUNT };

struct gfla_encoder;

#define GFLA_SHAPENET_POSES 21 /* 18 azimuths, then 3 elevations, one-hot */
#define GFLA_SHAPENET_AZIMUTHS 18
#define GFLA_SHAPENET_FLOWS 2                  /* that the attentions use */
#define GFLA_TAN_HALF_FOV 0.26794919243112270f /* of the renderer's 30 degrees */
#define GFLA_SHAPENET_DISTANCE 4.0f
#define GFLA_SHAPENET_RADIUS 1.05f /* depths lie within the distance +- this */

struct gfla_shapenet_config {
    enum gfla_form form;
    int batch;      /* 0: 1 */
    int size;       /* side of the image, a multiple of 32; 0: 256 */
    int width;      /* channels after the first encoder block; 0: 64 */
    int flow_width; /* likewise of the flow net; 0: 32 */
    /* the flow net has at most so many times flow_width channels; 0: 8; the published form has 8 */
    int flow_growth;
    int attention_width; /* hidden channels of the attention; 0: 128; the published form has 128 */
    bool flow_only;      /* the flow net alone, for its own training stage */
    bool shape_only;     /* SOLID: likewise the shape net */
    int shape_width;     /* SOLID: of the shape net; 0: 24 */
    int surfaces;        /* SOLID: how many are drawn: 2, or 1 to see what the second is good for; 0: 2 */
    bool mirror;         /* SOLID: what the plane of symmetry makes of the source is drawn too, as VIEW always does */
    enum gfla_sampling sampling;
    double fov; /* VIEW, SOLID: of the cameras, degrees; 0: the renderer's 30. Lengths are those in which cameras are
                          * GFLA_SHAPENET_DISTANCE away */
};

/* What a built network takes and gives; flows and masks deepest first (H/8, H/4). */
struct gfla_shapenet {
    struct gfla_shapenet_config config;     /* with the defaults filled in */
    gfla_tensor *source;                    /* [n, 3, size, size] in [-1, 1] */
    gfla_tensor *source_alpha;              /* SOLID: [n, 1, size, size] in 0 .. 1 */
    gfla_tensor *source_pose, *target_pose; /* [n, 21, 1, 1]; SOLID: [n, GFLA_POSE_NUMBERS], see view_camera.h */
    gfla_tensor *turn;                      /* VIEW: [n, 18, 1, 1], one-hot (target - source azimuth) mod 18 */
    gfla_tensor *camera;                    /* VIEW: [n, 12], see ops/depth_flow.h */
    gfla_tensor *mirror_camera;             /* VIEW: [n, 12], the same through the object's plane of symmetry */
    gfla_tensor *flow[GFLA_SHAPENET_FLOWS]; /* [n, 2, s, s] in pixels of that map */
    /* [n, 1, s, s]: PUBLISHED: how much attention counts; VIEW: foreground */
    gfla_tensor *mask[GFLA_SHAPENET_FLOWS];
    int n_flows;
    /* VIEW: [n, 1, size, size] of the source: (depth - distance) / radius, foreground */
    gfla_tensor *source_depth, *source_mask;
    gfla_tensor *source_back_depth;  /* SOLID: the same of the last surface that a pixel's ray leaves */
    gfla_tensor *source_back_colour; /* SOLID: [n, 3, size, size] in [-1, 1]: its colours */
    /* VIEW: [n, 5, size, size]: the source turned, see ops/point_splat.h; SOLID: with two surfaces 6 channels, and the
     * second NULL without a mirror */
    gfla_tensor *drawn, *mirror_drawn;
    /* VIEW: [n, 1, size, size] of the target: (depth - distance) / radius */
    gfla_tensor *depth;
    gfla_tensor *full_flow, *full_mask; /* VIEW: [n, 2 or 1, size, size] */
    gfla_tensor *mirror_flow;           /* VIEW: as full_flow, into the source seen through the plane of symmetry */
    gfla_tensor *visible;               /* VIEW: [n, 1, size, size], foreground that the source sees */
    /* VIEW: the source warped by full_flow, or through the mirror, on white: image-sized */
    gfla_tensor *warped, *mirrored;
    gfla_tensor *sampled, *mirror_sampled; /* the same without white */
    gfla_tensor *alpha;                    /* SOLID: [n, 1, size, size]: of the image, which lies on white */
    gfla_tensor *image;                    /* [n, 3, size, size]; NULL with flow_only */
};

/* Of a field of view: the tangent of its half, and how far from the distance depths may lie: as the renderer's 30
 * degrees have GFLA_SHAPENET_RADIUS, so much of the sphere that fits into the image. */
float gfla_shapenet_tan_half_fov(const struct gfla_shapenet_config *config);
float gfla_shapenet_radius(const struct gfla_shapenet_config *config);

/* Fills in the defaults. GFLA_ERROR_USAGE names the first setting that cannot be. */
gfla_status gfla_shapenet_complete(struct gfla_shapenet_config *config);

/* Appends the network of one of the first two forms to the graph. Errors are also kept in the graph (gfla_graph_status). */
gfla_status gfla_shapenet_build(gfla_graph *graph, const struct gfla_shapenet_config *config,
                                struct gfla_shapenet *net);

/* Parts, for the files of this folder: deepest first. */
void gfla_shapenet_depth_net(gfla_graph *graph, struct gfla_shapenet *net, const struct gfla_encoder *encoder);
/* The drawings that there are; returns how many. */
int gfla_shapenet_drawings(const struct gfla_shapenet *net, gfla_tensor *parts[2]);
gfla_status gfla_shapenet_flow_net(gfla_graph *graph, struct gfla_shapenet *net);
void gfla_shapenet_source_net(gfla_graph *graph, const struct gfla_shapenet *net, gfla_tensor *features[3]);
void gfla_shapenet_target_net(gfla_graph *graph, struct gfla_shapenet *net, gfla_tensor *const features[3]);

#endif
