/* tasks/clip/clip_session.h - a network of people or faces in memory: a reference image with its key points, then key
 * points to frame after frame. */
#ifndef GFLA_TASKS_CLIP_CLIP_SESSION_H
#define GFLA_TASKS_CLIP_CLIP_SESSION_H

#include "tasks/clip/clip_model.h"
#include "tasks/pose/face_maps.h"
#include "tasks/pose/structure.h"
#include "people/fit.h"

#define GFLA_CLIP_BACKGROUND 255 /* around images whose aspect is kept */

enum gfla_clip_kind { GFLA_CLIP_DANCE, GFLA_CLIP_FACE };

/* Belongs to one thread; the device must outlive it. */
struct gfla_clip_session {
    enum gfla_clip_kind kind;
    bool pad; /* keep the aspect of images, as the network figure always does */
    /* a face network sees the edges of reference and driving frames: of both, or of none. Set before the reference */
    bool sees_edges;
    gfla_device *device;
    struct gfla_clip_model model;
    struct gfla_structure_maps poses; /* those of the kind */
    struct gfla_face_maps faces;
    struct gfla_fit fit;                           /* of the reference image */
    struct gfla_bitmap reference;                  /* of the network's size; empty before there is one */
    struct gfla_keypoints reference_points, drawn; /* in pixels of the network's images; drawn: of the last frame */
    float *structure, *image;                      /* room for a frame: [c, h, w], [3, h, w] in [-1, 1] */
};

/* model->models is set by this function; of GFLA_CLIP_DANCE, weights and opened NULL: GFLA_PEOPLE_MODEL. */
gfla_status gfla_clip_session_open(struct gfla_clip_session *session, gfla_device *device, enum gfla_clip_kind kind,
                                   const struct gfla_people_options *model, bool pad);
void gfla_clip_session_close(struct gfla_clip_session *session);

/* How an image of this size comes into the network's. */
struct gfla_fit gfla_clip_session_fit(const struct gfla_clip_session *session, int width, int height);

/* The image that all frames take from; points in its pixels. The next frame is the first. GFLA_ERROR_INPUT: the points
 * show nobody, or are not of the kind; the message names no file. */
gfla_status gfla_clip_session_set_reference(struct gfla_clip_session *session, const struct gfla_bitmap *image,
                                            const struct gfla_keypoints *points);
/* The next frame is the first again. */
gfla_status gfla_clip_session_restart(struct gfla_clip_session *session);
/* Goes on after a frame that was made before: its image as session->image holds it after it was made, its points and
 * its driving frame as below. */
gfla_status gfla_clip_session_continue(struct gfla_clip_session *session, const struct gfla_keypoints *points,
                                       const struct gfla_bitmap *driving);
/* Makes the next frame into session->image. points: in pixels of the network's images; nobody gives empty maps.
 * driving: the frame that they are of, of the network's size, where the session sees edges. Blocks. *seconds, which may
 * be NULL, grows by what the network took. GFLA_ERROR_INPUT: points that are not of the kind; the next frame goes on
 * from the last that was made. */
gfla_status gfla_clip_session_frame(struct gfla_clip_session *session, const struct gfla_keypoints *points,
                                    const struct gfla_bitmap *driving, double *seconds);
/* session->image without what was put around the reference. */
gfla_status gfla_clip_session_image(const struct gfla_clip_session *session, struct gfla_bitmap *image);

#endif
