/* tasks/view/view_enlarge.h - views of any size from a network of one size, and views that are zoomed.
 *
 * What the network decides is smooth: where each pixel comes from, what is object, and where the source or the paint is
 * to be believed. That is enlarged. Texture is not smooth: it is copied from the source at its own resolution, through
 * the enlarged flows. At outlines, values of the inside alone are enlarged, and the outline is drawn as narrow as the
 * large pixels are.
 *
 * Zoom is that of a lens: the field of view becomes narrower around the middle of the image, and the camera stays. An
 * object is zoom times as large. */
#ifndef GFLA_TASKS_VIEW_VIEW_ENLARGE_H
#define GFLA_TASKS_VIEW_VIEW_ENLARGE_H

#include <gfla/view.h>

#include "graph/plan.h"
#include "io/image/bitmap.h"

struct gfla_view_enlarger_params {
    int net;      /* side of the network's images */
    int size;     /* side of the views, GFLA_VIEW_MIN_SIZE .. GFLA_VIEW_MAX_SIZE */
    double zoom;  /* GFLA_VIEW_MIN_ZOOM .. GFLA_VIEW_MAX_ZOOM */
    bool blended; /* the network paints and blends; else it warps alone */
};

/* Of one thread and device, as the plan is. {0} is closed. */
struct gfla_view_enlarger {
    struct gfla_view_enlarger_params params;
    int drawn;    /* side of what is drawn: the view, or with zoom below 1 its middle */
    int side;     /* side of what the device makes: drawn times a whole number, where the views are small */
    double scale; /* pixels of that in a pixel of the network */
    int source;   /* side of the source that is warped */
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *in_source, *in_window, *in_flow, *in_mirror, *in_gates[2], *in_painted, *in_logit;
    gfla_tensor *colours, *warped, *alpha;
    float *scratch, *result, *large; /* planes of net, side, and source */
};

gfla_status gfla_view_enlarger_open(struct gfla_view_enlarger *enlarger, gfla_device *device,
                                    const struct gfla_view_enlarger_params *params);
void gfla_view_enlarger_close(struct gfla_view_enlarger *enlarger);

/* The source as framed for the network, RGBA of 8 bits, enlarger->source pixels a side, colours on white. */
gfla_status gfla_view_enlarger_set_source(struct gfla_view_enlarger *enlarger, const struct gfla_bitmap *rgba);

/* Planes of what the network made of one view; painted and gates with `blended`; mirror_flow NULL: no mirror
 * image. Borrowed. */
struct gfla_view_small {
    const float *image, *painted;    /* [3] in 0 .. 1, on white */
    const float *gates;              /* [2]: how much the source counts, and its mirror image before that */
    const float *flow, *mirror_flow; /* [2] in pixels of the network */
    const float *alpha;              /* [1] */
    bool is_unmixed;                 /* painted are the object's own colours, not on white */
};
/* The view: image and warped [3] in 0 .. 1 on white, alpha [1], size x size; each may be NULL. */
gfla_status gfla_view_enlarger_run(struct gfla_view_enlarger *enlarger, const struct gfla_view_small *small,
                                   float *image, float *alpha, float *warped);

/* Where the middle of pixel i of a view lies along the network's images, in their pixels. */
double gfla_view_enlarger_place(const struct gfla_view_enlarger *enlarger, int i);
/* Other planes of the network, by bilinear interpolation; `empty` stands outside. */
void gfla_view_enlarger_planes(const struct gfla_view_enlarger *enlarger, const float *small, int channels, float empty,
                               float *planes);
/* A flow, to how far from each pixel of the view its source lies in a source of the view's size. */
void gfla_view_enlarger_flow(const struct gfla_view_enlarger *enlarger, const float *small, float *flow);

#endif
