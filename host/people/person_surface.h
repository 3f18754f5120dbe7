/* people/person_surface.h - exact flow between any two images of a drawn person, from the surface that each shows.
 *
 * Beside the images of ROOT/PHASE, a set that `gfla render --people` drew has in ROOT/PHASE_surface
 *
 *   PICTURE.png   16-bit grey [h][w]: 1 + the number of the triangle that the pixel shows, 0 where there is none
 *   PICTURE.npy   int16 [n, 3]: where the person's points are in the image. With S the longer side in pixels, x is at
 *                 (w - 1) / 2 + v S / 16384, y likewise, and the depth is 1 + v / 16384 distances of the camera
 *   PERSON.npy    int32 [m, 3]: the points of each triangle, the same in all images of a person
 *
 * PICTURE is the image's name without its extension, PERSON what it has in front of its last '_'. A point of a triangle
 * is found in another image by its barycentric coordinates, so any pair has exact flow, and none is stored. */
#ifndef GFLA_PEOPLE_PERSON_SURFACE_H
#define GFLA_PEOPLE_PERSON_SURFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define GFLA_PERSON_SURFACE_MAX 65535 /* triangles, points: far more than an image shows */

/* Which points the triangles of a person have. */
struct gfla_person_triangles {
    size_t n;
    int32_t (*points)[3];
};

/* What one image shows. */
struct gfla_person_surface {
    int width, height;
    size_t n_points;
    float (*points)[3]; /* x and y in pixels, pixel centres at whole numbers; depth in distances of the camera */
    int32_t *triangles; /* [height][width], -1 where there is none */
};

void gfla_person_triangles_free(struct gfla_person_triangles *triangles);
void gfla_person_surface_free(struct gfla_person_surface *surface);

/* folder: ROOT/PHASE_surface, which exists; person, image: names without folder; an image may have its extension.
 * Points are rounded as the format says, to S / 32768 pixels; what lies further out than 2 S is moved there. */
gfla_status gfla_person_triangles_write(const char *folder, const char *person,
                                        const struct gfla_person_triangles *triangles);
gfla_status gfla_person_surface_write(const char *folder, const char *image, const struct gfla_person_surface *surface);

/* GFLA_ERROR_INPUT names the file and what does not fit: shapes, numbers of triangles and points. On failure the result
 * is empty. */
gfla_status gfla_person_triangles_read(const char *folder, const char *person, struct gfla_person_triangles *triangles);
gfla_status gfla_person_surface_read(const char *folder, const char *image,
                                     const struct gfla_person_triangles *triangles,
                                     struct gfla_person_surface *surface);

/* Flow from the target to the source on a grid of width x height that both images are stretched to, in pixels of the
 * grid: what is at p of the target is at p + flow of the source. flow: [2][height][width], x then y; 0 where the target
 * shows no person. visible: [height][width], 1 where the source shows the same point, 0.5 where it is hidden there or
 * out of the image, 0 where the target shows no person. Either may be NULL. The surfaces are of one person, whose
 * triangles these are. */
void gfla_person_surface_flow(const struct gfla_person_triangles *triangles, const struct gfla_person_surface *source,
                              const struct gfla_person_surface *target, int width, int height, float *flow,
                              float *visible);

/* Whether the images of ROOT/PHASE have surfaces. */
bool gfla_person_set_has_surfaces(const char *root, const char *phase);

/* All of that for two images of ROOT/PHASE by name. GFLA_ERROR_USAGE: they are of two persons. */
gfla_status gfla_person_flow_read(const char *root, const char *phase, const char *from, const char *to, int width,
                                  int height, float *flow, float *visible);

#endif
