/* gfla/animate.h - animation: the person of an image moves as a sequence of poses says.
 *
 *     gfla_device *device;
 *     gfla_animator *animator;
 *     struct gfla_image me;
 *     struct gfla_keypoints mine, *poses;
 *     size_t n;
 *
 *     if (gfla_device_open(&device, NULL, NULL) != GFLA_OK ||
 *         gfla_animator_open(&animator, device, "dance.safetensors", NULL) != GFLA_OK ||
 *         gfla_image_read(&me, "me.jpg", NULL) != GFLA_OK ||
 *         gfla_keypoints_read(&mine, "me_keypoints.json", NULL) != GFLA_OK ||
 *         gfla_animator_set_reference(animator, &me, &mine) != GFLA_OK ||
 *         gfla_keypoints_read_sequence(&poses, &n, "dance/", NULL) != GFLA_OK ||
 *         gfla_animator_write(animator, poses, n, "me.gif", NULL) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *
 * The network "dance" makes each frame from the one before and from the reference, so its frames have an order. The
 * network "figure", of which "person-drawn-192" ships, makes each from the reference alone.
 * Thread safety: a gfla_animator belongs to one thread at a time, as its device does; two on two devices may run in
 * two, and share a model. */
#ifndef GFLA_ANIMATE_H
#define GFLA_ANIMATE_H

#include <stdbool.h>
#include <stddef.h>

#include <gfla/device.h>
#include <gfla/image.h>
#include <gfla/keypoints.h>
#include <gfla/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A network at work on one device. Owned by the caller; close it before its device. */
typedef struct gfla_animator gfla_animator;

/* Zero is the default of each. */
struct gfla_animator_params {
    size_t struct_size;            /* set by gfla_animator_params_init */
    int width, height;             /* of the network's images, multiples of 32; 0: as it was trained */
    int frame_width, frame_height; /* of the frames that poses are of; 0: of the reference image */
    bool keep_aspect; /* of images, filled up with white, as "figure" always does; false: they are stretched */
};
GFLA_API void gfla_animator_params_init(struct gfla_animator_params *params);

/* Loads a model and prepares it for the device. model: the path of a file of weights, a published checkpoint (.pth) or
 * .safetensors, or the name of a bundled model; NULL: the default, "person-drawn-192", which makes each frame by itself.
 * params may be NULL. Blocks, seconds where kernels are compiled.
 * GFLA_ERROR_INPUT: no such file, or weights of another network; GFLA_ERROR_USAGE: a size that the network cannot
 * take. */
GFLA_API gfla_status gfla_animator_open(gfla_animator **animator, gfla_device *device, const char *model,
                                        const struct gfla_animator_params *params);
/* The same of a model that is open, which other threads may use too, and which may be closed afterwards. */
GFLA_API gfla_status gfla_animator_open_model(gfla_animator **animator, gfla_device *device, const gfla_model *model,
                                              const struct gfla_animator_params *params);
/* NULL is fine. */
GFLA_API void gfla_animator_close(gfla_animator **animator);

/* The image that all frames take from, of any size, and the key points in its pixels; both are borrowed for the call.
 * The next frame is the first. GFLA_ERROR_INPUT: the points show nobody, or a face. */
GFLA_API gfla_status gfla_animator_set_reference(gfla_animator *animator, const struct gfla_image *image,
                                                 const struct gfla_keypoints *points);
/* Makes the next frame: *image has three channels of 8 bits and the size of the network's images, without what was
 * filled up; it is freed with gfla_image_free. Nobody in the pose is fine: the network sees empty maps. Blocks.
 * GFLA_ERROR_INPUT: a face; GFLA_ERROR_USAGE: no reference was set. */
GFLA_API gfla_status gfla_animator_frame(gfla_animator *animator, const struct gfla_keypoints *pose,
                                         struct gfla_image *image);

/* Zero is the default of each. */
struct gfla_animator_write_params {
    size_t struct_size; /* set by gfla_animator_write_params_init */
    /* weights of the network "motion", named as a model is. It makes noisy poses of a detector clean, as the published
     * dance network was trained, motion_window poses at a time (0: 24) with 40 more on either side; the window is a
     * part of the result. NULL: poses are taken as they are */
    const char *motion;
    int motion_window;
    double fps;        /* frames per second, 0.02 .. 1000; 0: 25 */
    bool side_by_side; /* reference, pose and frame in one image */
    bool overwrite;    /* what exists at the path; false: GFLA_ERROR_OUTPUT */
};
GFLA_API void gfla_animator_write_params_init(struct gfla_animator_write_params *params);

/* Makes a frame of each pose, from the reference on, and writes them: .gif, .apng, .webp, .mp4, .webm (as the library
 * was built), or without extension a folder 00000.png ... A file appears whole or not at all. Reports progress
 * ("frames") and can be cancelled. params may be NULL. Blocks. GFLA_ERROR_INPUT: one of the poses is a face. */
GFLA_API gfla_status gfla_animator_write(gfla_animator *animator, const struct gfla_keypoints *poses, size_t n,
                                         const char *path, const struct gfla_animator_write_params *params);

#ifdef __cplusplus
}
#endif
#endif
