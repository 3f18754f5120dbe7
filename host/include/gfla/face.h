/* gfla/face.h - face animation: the face of an image moves as a sequence of 68 landmarks says.
 *
 *     gfla_device *device;
 *     gfla_face *face;
 *     struct gfla_image me, frame;
 *     struct gfla_keypoints mine, marks;
 *
 *     if (gfla_device_open(&device, NULL, NULL) != GFLA_OK ||
 *         gfla_face_open(&face, device, "face.safetensors", NULL) != GFLA_OK ||
 *         gfla_image_read(&me, "me.jpg", NULL) != GFLA_OK || gfla_keypoints_read(&mine, "me.txt", NULL) != GFLA_OK ||
 *         gfla_face_set_reference(face, &me, &mine) != GFLA_OK ||
 *         gfla_keypoints_read(&marks, "speech/00000.txt", NULL) != GFLA_OK ||
 *         gfla_face_frame(face, &marks, NULL, &frame) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *     gfla_image_write(&frame, "00000.png", NULL);
 *
 * Each frame is made from the one before and from the reference, so frames have an order. The network is "face".
 * Thread safety: a gfla_face belongs to one thread at a time, as its device does; two on two devices may run in
 * two, and share a model. */
#ifndef GFLA_FACE_H
#define GFLA_FACE_H

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
typedef struct gfla_face gfla_face;

/* Zero is the default of each. */
struct gfla_face_params {
    size_t struct_size; /* set by gfla_face_params_init */
    int width, height;  /* of the network's images, multiples of 32; 0: as it was trained */
    int frame_width,
        frame_height; /* of the frames that landmarks are of; 0: of the driving frame, else of the reference */
    bool keep_aspect; /* of images, filled up with white; false: they are stretched, as in training */
    bool has_driving; /* every frame has a driving image, whose edges outside the face the network sees too */
};
GFLA_API void gfla_face_params_init(struct gfla_face_params *params);

/* Loads a model and prepares it for the device. model: the path of a file of weights, a published checkpoint (.pth) or
 * .safetensors, or the name of a bundled model. params may be NULL. Blocks, seconds where kernels are compiled.
 * GFLA_ERROR_INPUT: no such file, or weights of another network; GFLA_ERROR_USAGE: a size that the network cannot
 * take. */
GFLA_API gfla_status gfla_face_open(gfla_face **face, gfla_device *device, const char *model,
                                    const struct gfla_face_params *params);
/* The same of a model that is open, which other threads may use too, and which may be closed afterwards. */
GFLA_API gfla_status gfla_face_open_model(gfla_face **face, gfla_device *device, const gfla_model *model,
                                          const struct gfla_face_params *params);
/* NULL is fine. */
GFLA_API void gfla_face_close(gfla_face **face);

/* The image that all frames take from, of any size, and the 68 points in its pixels; both are borrowed for the call.
 * The next frame is the first. GFLA_ERROR_INPUT: the points are nobody, or no face. */
GFLA_API gfla_status gfla_face_set_reference(gfla_face *face, const struct gfla_image *image,
                                             const struct gfla_keypoints *points);
/* Makes the next frame: *image has three channels of 8 bits and the size of the network's images, without what was
 * filled up; it is freed with gfla_image_free. driving: the frame that the landmarks were found in, of any size,
 * borrowed; NULL unless has_driving. Blocks. GFLA_ERROR_INPUT: points of a body; GFLA_ERROR_USAGE: no reference was
 * set, or driving is not as has_driving says. */
GFLA_API gfla_status gfla_face_frame(gfla_face *face, const struct gfla_keypoints *landmarks,
                                     const struct gfla_image *driving, struct gfla_image *image);

/* Zero is the default of each. */
struct gfla_face_write_params {
    size_t struct_size;  /* set by gfla_face_write_params_init */
    double fps;          /* frames per second, 0.02 .. 1000; 0: of the driving video, else 25 */
    bool side_by_side;   /* reference, driving frame or landmarks, and frame in one image */
    bool overwrite;      /* what exists at the path; false: GFLA_ERROR_OUTPUT */
    const char *driving; /* with has_driving: a video, or a folder of images; number i belongs to landmarks[i] */
};
GFLA_API void gfla_face_write_params_init(struct gfla_face_write_params *params);

/* Makes a frame of each face, from the reference on, and writes them: .gif, .apng, .webp, .mp4, .webm (as the library
 * was built), or without extension a folder 00000.png ... A file appears whole or not at all. Reports progress
 * ("frames") and can be cancelled. params may be NULL. Blocks. GFLA_ERROR_INPUT: points of a body, or fewer driving
 * frames. */
GFLA_API gfla_status gfla_face_write(gfla_face *face, const struct gfla_keypoints *landmarks, size_t n,
                                     const char *path, const struct gfla_face_write_params *params);

#ifdef __cplusplus
}
#endif
#endif
