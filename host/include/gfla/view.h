/* gfla/view.h - novel views of the object in an image.
 *
 *     gfla_device *device;
 *     gfla_view *view;
 *     struct gfla_image chair, turned;
 *     const struct gfla_view_angles from = {60, 10}, to = {120, 10};
 *
 *     if (gfla_device_open(&device, NULL, NULL) != GFLA_OK || gfla_view_open(&view, device, NULL, NULL) != GFLA_OK ||
 *         gfla_image_read(&chair, "chair.png", NULL) != GFLA_OK ||
 *         gfla_view_set_source(view, &chair, &from, NULL, NULL) != GFLA_OK ||
 *         gfla_view_render(view, &to, 1, &turned) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *     gfla_image_write(&turned, "turned.png", NULL);
 *
 * Views are square, of an object alone on white. An image of any size, whose object stands on a plain or a transparent
 * background, is cut out and framed first. The network makes views of one size; those of any other are enlarged from
 * them, with the texture of the image (gfla_view_source_params.size).
 * Thread safety: a gfla_view belongs to one thread at a time, as its device does. Two views on two devices may run in
 * two threads. All functions but the _init ones block. Whatever runs for the device's context hears of progress
 * ("views", and "kernels" while these are compiled) and can be cancelled: GFLA_ERROR_INTERRUPTED. */
#ifndef GFLA_VIEW_H
#define GFLA_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include <gfla/device.h>
#include <gfla/image.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A model on a device, with room for what it computes. Closed before its device. */
typedef struct gfla_view gfla_view;

/* Where a camera is that looks at the object's centre, in degrees. azimuth 90 faces the object's front, 0 its left
 * side; whole turns do not count. elevation is above the horizon, GFLA_VIEW_MIN_ELEVATION .. GFLA_VIEW_MAX_ELEVATION.
 * What a model has not been trained on it makes worse: "view-furniture-128" knows elevations from 0 to 20. */
struct gfla_view_angles {
    double azimuth, elevation;
};
#define GFLA_VIEW_MIN_ELEVATION (-20)
#define GFLA_VIEW_MAX_ELEVATION 60

/* Zero is the default of each. */
struct gfla_view_params {
    size_t struct_size; /* set by gfla_view_params_init */
    int batch; /* views made in one run of the network, 1 .. 1024: more are faster and take more memory; 0: 6 */
};
GFLA_API void gfla_view_params_init(struct gfla_view_params *params);

/* Loads a model and prepares it for the device; its kernels are compiled beside, and at the first render. model: the
 * name of a bundled model or the path of a file of weights; NULL: the default, "view-furniture-128". params may be
 * NULL. GFLA_ERROR_INPUT: no such model, or its file is damaged or of another task. */
GFLA_API gfla_status gfla_view_open(gfla_view **view, gfla_device *device, const char *model,
                                    const struct gfla_view_params *params);
/* NULL is fine. */
GFLA_API void gfla_view_close(gfla_view **view);

/* What was opened. */
struct gfla_view_info {
    const char *model; /* as it was named; valid as long as the view */
    int size;          /* width and height of the views, pixels: the network's own, until a source says otherwise */
    int batch;
};
GFLA_API struct gfla_view_info gfla_view_get_info(const gfla_view *view);

/* How the source image becomes one that the network knows. Zero is the default of each. */
struct gfla_view_source_params {
    size_t struct_size; /* set by gfla_view_source_params_init */
    bool whole_image;   /* it is framed like a rendered view already: only resize it, do not look for the object */
    /* the larger side of the object as a part of the frame, 0.1 .. 1; 0: as large as the network knows objects
     * (gfla_view_framing) */
    float fill;
    float tolerance; /* how far a colour of the background may be from their median, 0 .. 255; 0: 24 */
    /* Width and height of the views, GFLA_VIEW_MIN_SIZE .. GFLA_VIEW_MAX_SIZE pixels, or GFLA_VIEW_SIZE_OF_SOURCE; 0:
     * the network's own. Other sizes are made from what the network decides at its own, with the texture of the image
     * at its resolution. */
    int size;
    /* How large things are in the views, as through a lens: the field of view narrows around the middle, the camera
     * stays. GFLA_VIEW_MIN_ZOOM .. GFLA_VIEW_MAX_ZOOM; 0: 1 */
    double zoom;
    bool soft_edges; /* the outlines of the views are made anew and give `masks`, whatever the size */
    /* where the object is: white there and black elsewhere, or its alpha where it has one; of the image's aspect and
     * any size. Borrowed; NULL: found */
    const struct gfla_image *mask;
    /* How large the object is in the frame, GFLA_VIEW_MIN_SCALE .. GFLA_VIEW_MAX_SCALE, and how far right and down of
     * the middle, in frames; as gfla_view_source_info says of a source that was framed before. 0: found */
    double scale, right, down;
};
#define GFLA_VIEW_MIN_SCALE 0.25
#define GFLA_VIEW_MAX_SCALE 2.0
#define GFLA_VIEW_MIN_SIZE 32
#define GFLA_VIEW_MAX_SIZE 1024
#define GFLA_VIEW_SIZE_OF_SOURCE                                                                                       \
    (-1) /* the larger side of the image, but not less than the network's, nor above 1024 */
#define GFLA_VIEW_MIN_ZOOM 0.25
#define GFLA_VIEW_MAX_ZOOM 8.0
GFLA_API void gfla_view_source_params_init(struct gfla_view_source_params *params);

/* The object that was found, in pixels of the source image. */
struct gfla_view_found {
    int x, y, width, height;     /* its box; the whole image with whole_image */
    bool has_alpha;              /* cut out by alpha: the image's own, a mask, or the matte network's */
    unsigned char background[3]; /* the colour of a plain background; else 0 */
};

/* How the object was found. */
typedef enum gfla_view_method {
    GFLA_VIEW_METHOD_WHOLE,      /* whole_image: it was not looked for */
    GFLA_VIEW_METHOD_ALPHA,      /* by the image's own alpha */
    GFLA_VIEW_METHOD_BACKGROUND, /* from a plain background */
    GFLA_VIEW_METHOD_MASK,       /* by the mask that was given */
    GFLA_VIEW_METHOD_NETWORK,    /* by the matte network */
    GFLA_VIEW_METHOD_COUNT
} gfla_view_method;

/* Where the angles of the source come from. */
typedef enum gfla_view_origin {
    GFLA_VIEW_ORIGIN_GIVEN,
    GFLA_VIEW_ORIGIN_ESTIMATED, /* by the angle network, from the image */
    GFLA_VIEW_ORIGIN_ASSUMED,   /* {60, 10}: that network is not installed, or a whole image shows no outline */
    GFLA_VIEW_ORIGIN_COUNT
} gfla_view_origin;

/* What the angle network says of the object. */
typedef enum gfla_view_symmetry {
    GFLA_VIEW_SYMMETRY_NONE,
    GFLA_VIEW_SYMMETRY_OPPOSITE, /* it looks alike from the opposite side, and may have been seen from there */
    GFLA_VIEW_SYMMETRY_ROUND,    /* it looks alike from all sides, or like nothing that the network knows */
    GFLA_VIEW_SYMMETRY_COUNT
} gfla_view_symmetry;

/* What says how large the object is in the frame, and where. Networks learned objects by the diagonal of their box, in
 * three dimensions; an image shows two. */
typedef enum gfla_view_framing {
    GFLA_VIEW_FRAMING_WHOLE, /* whole_image: the image is the frame */
    GFLA_VIEW_FRAMING_FILL,  /* params.fill */
    GFLA_VIEW_FRAMING_GIVEN, /* params.scale */
    GFLA_VIEW_FRAMING_OUTLINE, /* its outline alone, whose diagonal is 0.9 of the frame: of a model without a shape net, or
                                * where that net was not sure */
    GFLA_VIEW_FRAMING_SHAPE, /* its outline, and what the model's shape net sees of its depth */
    GFLA_VIEW_FRAMING_COUNT
} gfla_view_framing;

/* What is known of the source. */
struct gfla_view_source_info {
    size_t struct_size; /* set by gfla_view_source_info_init */
    struct gfla_view_angles angles;
    gfla_view_origin origin;
    double confidence;           /* of estimated angles, 0 .. 1: how likely they are within 25 degrees; else 0 */
    gfla_view_symmetry symmetry; /* of estimated angles */
    gfla_view_method method;
    int x, y, width, height; /* box of the object, in pixels of the image */
    int frame;               /* side of the square around it that is seen, in pixels of the image */
    gfla_view_framing framing;
    double
        scale; /* how large the object is in the frame; 1: as GFLA_VIEW_FRAMING_OUTLINE has it; an object that is seen
                   * from its narrow end is smaller */
    double scale_error; /* standard deviation of the logarithm of scale; 0 unless by GFLA_VIEW_FRAMING_SHAPE */
    double right, down; /* of the object's middle from that of the frame, in frames, beyond GFLA_VIEW_FRAMING_OUTLINE */
};
GFLA_API void gfla_view_source_info_init(struct gfla_view_source_info *info);
/* GFLA_ERROR_USAGE: no source was set, or a struct_size that this library does not know. */
GFLA_API gfla_status gfla_view_get_source_info(const gfla_view *view, struct gfla_view_source_info *info);

/* From now on, the object looks like `image` seen from `angles`; NULL: as the bundled model "angle-64" sees it, or
 * {60, 10} where that is not installed. A background that is not plain is taken away by the bundled model "matte-128".
 * image is borrowed for the call. params and found may be NULL. GFLA_ERROR_INPUT: no object, a small one (under 16
 * pixels), one cut off by the border, a background that is not plain where that model is not installed, or a mask that
 * does not fit, with the value, the limit and what to do; GFLA_ERROR_USAGE: angles out of range or an image that is
 * none. After a failure the source before stays. Warns in the log of a whole image that plainly is not on white. */
GFLA_API gfla_status gfla_view_set_source(gfla_view *view, const struct gfla_image *image,
                                          const struct gfla_view_angles *angles,
                                          const struct gfla_view_source_params *params, struct gfla_view_found *found);

/* How near a view is to the truth, over [0, 1]. */
struct gfla_view_scores {
    double l1;   /* mean of absolute differences */
    double psnr; /* dB; 100 for equal images */
    double ssim; /* Gaussian 11 x 11, sigma 1.5, per channel, valid windows */
};

/* What a render gives, each an array of one per target, or NULL where it is not wanted. Images are RGB of
 * GFLA_TYPE_U8, maps of GFLA_TYPE_F32; all are `size` wide and high and freed with gfla_image_free. */
struct gfla_view_outputs {
    size_t struct_size;         /* set by gfla_view_outputs_init */
    struct gfla_image *images;  /* the views */
    struct gfla_image *warped;  /* the source alone, moved by the flow */
    struct gfla_image *points;  /* what the source alone shows of the view: its pixels turned as points */
    struct gfla_image *flows;   /* 2 channels, x and y: how far from a pixel of the view its source is, in pixels */
    struct gfla_image *masks;   /* 1 channel, 0 .. 1: foreground */
    struct gfla_image *matches; /* like flows: the way to the source pixel whose features are most alike. Costs time */
    const struct gfla_image *truth;  /* the true views, of any size: what `scores` compares with. Borrowed */
    struct gfla_view_scores *scores; /* with truth alone */
};
GFLA_API void gfla_view_outputs_init(struct gfla_view_outputs *outputs);

/* Makes the views of the source from n >= 1 targets: images[n], which on failure are all empty. GFLA_ERROR_USAGE before
 * the first gfla_view_set_source. The first call after it computes what all views of a source share. */
GFLA_API gfla_status gfla_view_render(gfla_view *view, const struct gfla_view_angles *targets, int n,
                                      struct gfla_image *images);
/* The same with all that `outputs` names. */
GFLA_API gfla_status gfla_view_render_outputs(gfla_view *view, const struct gfla_view_angles *targets, int n,
                                              const struct gfla_view_outputs *outputs);

#ifdef __cplusplus
}
#endif
#endif
