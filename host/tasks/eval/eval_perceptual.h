/* tasks/eval/eval_perceptual.h - LPIPS and FID of answers, by networks whose weights the user has. */
#ifndef GFLA_TASKS_EVAL_EVAL_PERCEPTUAL_H
#define GFLA_TASKS_EVAL_EVAL_PERCEPTUAL_H

#include "graph/plan.h"
#include "tasks/eval/eval_fid.h"

/* What to measure, and by which weights. */
struct gfla_eval_perceptual_options {
    /* "ALEXNET,LAYERS": torchvision's weights, and LPIPS's of the layers; one file when it has both; NULL: off */
    const char *lpips;
    const char *fid;   /* Inception's weights; NULL: off */
    const char *truth; /* a folder of the images that FID compares with; NULL: the truth of the test */
    enum gfla_fid_convention convention; /* GFLA_FID_CONVENTIONS: that of the weights */
};

/* A network with one image as input. */
struct gfla_eval_network {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *image;
};

/* Both networks, the features of the truth at hand, and those of FID that nobody has taken yet. Belongs to one thread;
 * the device must outlive it. */
struct gfla_eval_perceptual {
    int height, width; /* of all images */
    bool has_lpips, has_fid;
    enum gfla_fid_convention convention;
    struct gfla_eval_network alexnet, inception;
    gfla_tensor *relu[GFLA_ALEXNET_LAYERS], *pooled;
    float *weights[GFLA_ALEXNET_LAYERS]; /* of the layers' channels */
    float *truth[GFLA_ALEXNET_LAYERS], *answer[GFLA_ALEXNET_LAYERS];
    float *scaled, *features; /* room */
    bool keeps_truth;         /* the truth of the test joins its set */
    struct gfla_eval_fid fid; /* since the last gfla_eval_perceptual_take */
};

/* GFLA_ERROR_INPUT names the weights that are of another network; images of fewer than GFLA_ALEXNET_MIN_SIDE pixels are
 * GFLA_ERROR_USAGE with LPIPS. Nothing is opened when both are off. */
gfla_status gfla_eval_perceptual_open(struct gfla_eval_perceptual *p, gfla_device *device,
                                      const struct gfla_eval_perceptual_options *options, int height, int width);
void gfla_eval_perceptual_close(struct gfla_eval_perceptual *p);

/* Where FID compares with a folder of images: reads it, and its features are the truth's. For one of several devices. */
gfla_status gfla_eval_perceptual_read_truth(struct gfla_eval_perceptual *p,
                                            const struct gfla_eval_perceptual_options *options);
/* The truth of the answers that follow: planes [3, height, width] in [0, 1]. once: it was the truth before, and is in
 * its set. */
gfla_status gfla_eval_perceptual_set_truth(struct gfla_eval_perceptual *p, const float *planes, bool once);
/* An answer to it joins its method's set; *lpips only where LPIPS is on. */
gfla_status gfla_eval_perceptual_add(struct gfla_eval_perceptual *p, int method, const float *planes, double *lpips);
/* Moves the features of FID that came since the last call to *fid, which has none. */
void gfla_eval_perceptual_take(struct gfla_eval_perceptual *p, struct gfla_eval_fid *fid);

#endif
