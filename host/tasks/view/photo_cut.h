/* tasks/view/photo_cut.h - the object of a user's image, found by the surest means that there is: a mask that was given,
 * the image's own alpha, a plain background, or the matte network. */
#ifndef GFLA_TASKS_VIEW_PHOTO_CUT_H
#define GFLA_TASKS_VIEW_PHOTO_CUT_H

#include "tasks/view/photo_net.h"

enum gfla_photo_method {
    GFLA_PHOTO_METHOD_WHOLE, /* not looked for */
    GFLA_PHOTO_METHOD_ALPHA,
    GFLA_PHOTO_METHOD_BACKGROUND,
    GFLA_PHOTO_METHOD_MASK,
    GFLA_PHOTO_METHOD_NETWORK,
    GFLA_PHOTO_METHOD_COUNT
};

struct gfla_photo_cut_params {
    const struct gfla_bitmap
        *mask; /* white where the object is, of any size; or its alpha, where it has one; or NULL */
    bool whole_image;
    float tolerance; /* of gfla_photo_params */
};

struct gfla_photo_cut {
    struct gfla_bitmap rgba; /* MASK, NETWORK: the image with that alpha and the object's own colours; else empty: the
                              * image is as good itself */
    enum gfla_photo_method method;
    double scale; /* pixels of the image in one of rgba */
};
void gfla_photo_cut_free(struct gfla_photo_cut *cut);

/* GFLA_ERROR_INPUT: a mask that is empty, full, or of another aspect than the image; no object; an object that fills
 * the image or hangs over its border; a background that is not plain where the matte network is not installed. Warns in
 * the log of a whole image that is plainly not of an object on white, and of an object that reaches the border. */
gfla_status gfla_photo_find(struct gfla_photo_networks *networks, const struct gfla_bitmap *photo,
                            const struct gfla_photo_cut_params *params, struct gfla_photo_cut *cut);

/* The method in words, for messages: "the matte network". */
const char *gfla_photo_method_words(enum gfla_photo_method method);

#endif
