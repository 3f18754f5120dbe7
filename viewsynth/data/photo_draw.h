/* data/photo_draw.h - one image of photo_batches.h: what is drawn at random, and how it is put together. Private to
 * this folder. */
#ifndef VIEWSYNTH_DATA_PHOTO_DRAW_H
#define VIEWSYNTH_DATA_PHOTO_DRAW_H

#include "base/random.h"
#include "io/image/bitmap.h"
#include "viewsynth/data/photo_frame.h"
#include "viewsynth/data/views.h"

/* A canvas in the making: colours 0 .. 1 and alpha of the object. */
struct gfla_photo_canvas {
    int size;
    float *rgb, *alpha; /* [size][size][3], [size][size] */
    float *scratch;     /* 3 size^2 */
    uint8_t *rgba;      /* a decoded view, */
    int view_size;      /* of so many pixels */
};
gfla_status gfla_photo_canvas_create(struct gfla_photo_canvas *canvas, int size, int view_size);
void gfla_photo_canvas_destroy(struct gfla_photo_canvas *canvas);

/* Decodes a view into canvas->rgba; box: of its object. width 0: it shows nothing. */
gfla_status gfla_photo_read(struct gfla_photo_canvas *canvas, const gfla_views *views, int model, int view,
                            struct gfla_frame_box *box);
/* The object of the view that was read last, by its box, in another size: RGBA, at least a pixel, mirrored where flip.
 */
gfla_status gfla_photo_object(struct gfla_photo_canvas *canvas, struct gfla_frame_box box, bool flip, double scale,
                              struct gfla_bitmap *object);
/* Changes colours: channels in another order, brightness, contrast and tint, as other lamps and cameras would. */
void gfla_photo_tint(struct gfla_bitmap *object, struct gfla_random *random);
/* Puts the object with its corner at x, y over the colours; and over alpha, or, hiding, takes it from there. */
void gfla_photo_put(struct gfla_photo_canvas *canvas, const struct gfla_bitmap *object, int x, int y, bool hides);

/* The image of GFLA_PHOTO_CUT_OUT: random NULL is `plain`. */
gfla_status gfla_photo_draw_cut_out(struct gfla_photo_canvas *canvas, const gfla_views *views, int model, int view,
                                    bool flip, struct gfla_random *random);

/* The image of GFLA_PHOTO_SCENE. `other`, a view of any model, stands about where the draw wants it. */
struct gfla_photo_view {
    const gfla_views *views;
    int model, view;
};
gfla_status gfla_photo_draw_scene(struct gfla_photo_canvas *canvas, struct gfla_photo_view object,
                                  struct gfla_photo_view other, const struct gfla_bitmap *background, bool flip,
                                  struct gfla_random *random);

#endif
