/* render/figure/figure_view.h - a posed figure before a camera: where the camera stands, how the light falls, what of
 * the person is seen.
 *
 * The renderer draws squares; an image of w x h pixels is the middle of a square whose side is the longer of the
 * two. */
#ifndef VIEWSYNTH_RENDER_FIGURE_FIGURE_VIEW_H
#define VIEWSYNTH_RENDER_FIGURE_FIGURE_VIEW_H

#include "base/random.h"
#include "viewsynth/render/raster.h"
#include "viewsynth/render/figure/figure.h"
#include "viewsynth/render/turn.h"

struct gfla_figure_view {
    double azimuth;   /* degrees around the person who faces +z: 0 in the face, 90 at the right side, 180 from behind */
    double elevation; /* degrees from above */
    double distance;  /* metres */
    double margin;    /* at each border, in parts of the image, below 0.5 */
    double shift[2];  /* of the person in the image, in parts of its sides */
    int width, height;
};

/* Side of the square, and where the image begins in it. */
int gfla_figure_view_square(int width, int height);
void gfla_figure_view_corner(int width, int height, int *left, int *top);

/* The camera that has these n world points as large in the image as margin lets them. */
struct gfla_camera gfla_figure_view_camera(const struct gfla_figure_view *view, const float (*points)[3], size_t n);

/* One or two lamps and an even light, differing by the random numbers; the camera looks from `azimuth`. */
struct raster_lighting gfla_figure_view_lighting(double azimuth, struct gfla_random *random);

/* As COCO marks key points. */
enum gfla_figure_visibility { GFLA_FIGURE_OUT, GFLA_FIGURE_HIDDEN, GFLA_FIGURE_SEEN };

struct gfla_figure_key_point {
    double x, y; /* pixels of the image; of points that are out of it too */
    enum gfla_figure_visibility seen;
};

/* The joints in the image. Hidden is what lies further behind the surface there than the joint's radius. depth: of the
 * square, as gfla_renderer_draw gives it. */
void gfla_figure_view_joints(const struct gfla_figure *figure, const struct gfla_figure_place *place,
                             const struct gfla_camera *camera, int width, int height, const float *depth,
                             struct gfla_figure_key_point points[GFLA_FIGURE_JOINTS]);

#endif
