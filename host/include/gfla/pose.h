/* gfla/pose.h - pose transfer: the person of an image in other poses.
 *
 *     gfla_device *device;
 *     gfla_pose *pose;
 *     struct gfla_image me, posed;
 *     struct gfla_keypoints mine, wanted;
 *
 *     if (gfla_device_open(&device, NULL, NULL) != GFLA_OK ||
 *         gfla_pose_open(&pose, device, NULL, NULL) != GFLA_OK ||
 *         gfla_image_read(&me, "me.jpg", NULL) != GFLA_OK ||
 *         gfla_keypoints_read(&mine, "me_keypoints.json", NULL) != GFLA_OK ||
 *         gfla_keypoints_read(&wanted, "wanted.json", NULL) != GFLA_OK ||
 *         gfla_pose_set_source(pose, &me, &mine) != GFLA_OK || gfla_pose_render(pose, &wanted, &posed) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *     gfla_image_write(&posed, "posed.png", NULL);
 *
 * The networks are "person" (DeepFashion, 256 x 256) and "person-market" (Market-1501, 64 x 128), published or trained
 * with `gfla train person`, and "figure", our form, of which "person-drawn-192" ships. They know whole people in front
 * of a plain background.
 * Thread safety: a gfla_pose belongs to one thread at a time, as its device does; two on two devices may run in
 * two, and share a model. */
#ifndef GFLA_POSE_H
#define GFLA_POSE_H

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
typedef struct gfla_pose gfla_pose;

/* Zero is the default of each. */
struct gfla_pose_params {
    size_t struct_size;          /* set by gfla_pose_params_init */
    int width, height;           /* of the network's images, multiples of 32; 0: as it was trained */
    int pose_width, pose_height; /* of the image that target key points are of; 0: of the source image */
    bool keep_aspect; /* of the source image, filled up with white, as "figure" always does; false: it is stretched */
    bool keep_attention; /* GFLA_POSE_MAP_ATTENTION will be asked for, which costs memory */
};
GFLA_API void gfla_pose_params_init(struct gfla_pose_params *params);

/* Loads a model and prepares it for the device. model: the path of a file of weights, a published checkpoint (.pth) or
 * .safetensors, or the name of a bundled model; NULL: the default, "person-drawn-192". params may be NULL. Blocks, seconds
 * where kernels are compiled.
 * GFLA_ERROR_INPUT: no such file, or weights of another network; GFLA_ERROR_USAGE: a size that the network cannot
 * take. */
GFLA_API gfla_status gfla_pose_open(gfla_pose **pose, gfla_device *device, const char *model,
                                    const struct gfla_pose_params *params);
/* The same of a model that is open, which other threads may use too, and which may be closed afterwards. */
GFLA_API gfla_status gfla_pose_open_model(gfla_pose **pose, gfla_device *device, const gfla_model *model,
                                          const struct gfla_pose_params *params);
/* NULL is fine. */
GFLA_API void gfla_pose_close(gfla_pose **pose);

/* The image of the person, of any size, and the key points in its pixels; both are borrowed for the call. Encoded once,
 * however many poses follow. GFLA_ERROR_INPUT: the points show nobody, or a face. */
GFLA_API gfla_status gfla_pose_set_source(gfla_pose *pose, const struct gfla_image *image,
                                          const struct gfla_keypoints *points);

/* The person in this pose: *image has three channels of 8 bits and the size of the network's images, without what was
 * filled up; it is freed with gfla_image_free. Blocks. GFLA_ERROR_INPUT: the points show nobody, or a face;
 * GFLA_ERROR_USAGE: no source was set. */
GFLA_API gfla_status gfla_pose_render(gfla_pose *pose, const struct gfla_keypoints *target, struct gfla_image *image);
/* The same for targets[n] into images[n]; reports progress ("poses") and can be cancelled. On failure no image is
 * left. */
GFLA_API gfla_status gfla_pose_render_batch(gfla_pose *pose, const struct gfla_keypoints *targets, size_t n,
                                            struct gfla_image *images);

/* How the network came to the last image. */
typedef enum gfla_pose_map {
    /* where each place looks in the source, from itself: two channels of floats, x and y, in pixels of the map */
    GFLA_POSE_MAP_FLOW,
    GFLA_POSE_MAP_MASK,      /* how much is taken from the source: one channel of floats, 0 .. 1 */
    GFLA_POSE_MAP_ATTENTION, /* the source as local attention takes it: three channels of 8 bits; see keep_attention */
    GFLA_POSE_MAP_COUNT
} gfla_pose_map;
/* The network's finest map, of a size of its own, with what was filled up. Freed with gfla_image_free.
 * GFLA_ERROR_USAGE: nothing was made yet, or the network has no such map. */
GFLA_API gfla_status gfla_pose_get_map(gfla_pose *pose, gfla_pose_map which, struct gfla_image *map);

#ifdef __cplusplus
}
#endif
#endif
