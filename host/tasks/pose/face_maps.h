/* tasks/pose/face_maps.h - what the face networks see: 68 points and the image they were found in to 16 maps, on a
 * device. For faces what tasks/pose/structure.h is for poses; the maps are those of ops/face_maps.h. */
#ifndef GFLA_TASKS_POSE_FACE_MAPS_H
#define GFLA_TASKS_POSE_FACE_MAPS_H

#include "io/image/bitmap.h"
#include "io/keypoints/keypoints.h"
#include "ops/face_maps.h"
#include "graph/plan.h"

/* A small graph of its own. Belongs to one thread; the device must outlive it. */
struct gfla_face_maps {
    int batch, h, w;
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *curves, *sides, *grey, *maps;
    float *curve_values, *side_values, *grey_values;
};
gfla_status gfla_face_maps_create(struct gfla_face_maps *maps, gfla_device *device, int batch, int h, int w);
void gfla_face_maps_destroy(struct gfla_face_maps *maps);

/* faces[batch], in pixels of the maps (people/fit.h brings them there); images[batch], w x h of any channels and depth,
 * for the edges around the faces: NULL, or NULL in place of one, for none. values[batch][16][h][w]. Nobody has no
 * curves and no labels, and is far from every part. Waits for the result. GFLA_ERROR_USAGE: no faces, or an image of
 * another size; GFLA_ERROR_INPUT: see people/face_parts.h. */
gfla_status gfla_face_maps_run(struct gfla_face_maps *maps, const struct gfla_keypoints *faces,
                               const struct gfla_bitmap *const *images, float *values);

#endif
