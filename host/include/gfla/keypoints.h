/* gfla/keypoints.h - key points of people and faces: from files of pose detectors and data sets, or from arrays.
 *
 *     struct gfla_keypoints me, one;
 *     float found[18][3] = {{120, 40, 0.9f}, {118, 82, 0.8f}};
 *
 *     if (gfla_keypoints_read(&me, "me_keypoints.json", NULL) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *     gfla_keypoints_from_array(&one, GFLA_JOINTS_COCO_18, &found[0][0], 18);
 *     printf("%d and %d joints\n", gfla_keypoints_count(&me), gfla_keypoints_count(&one));
 *
 * Coordinates are pixels of the image that the points were found in: x to the right, y down, 0 at the left and upper
 * border. A struct gfla_keypoints is plain data, which may be copied; {0} is nobody.
 * Thread safety: nothing here keeps state; every function may run in any thread. */
#ifndef GFLA_KEYPOINTS_H
#define GFLA_KEYPOINTS_H

#include <stdbool.h>
#include <stddef.h>

#include <gfla/image.h>
#include <gfla/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum gfla_joint_set {
    /* OpenPose's order: nose, neck, right arm, left arm, right leg, left leg, right and left eye, ear */
    GFLA_JOINTS_COCO_18,
    GFLA_JOINTS_BODY_25, /* OpenPose: COCO-18 with the middle of the hips, and feet */
    GFLA_JOINTS_COCO_17, /* COCO, AlphaPose: no neck; left before right */
    GFLA_JOINTS_H36M_17, /* Human3.6M: hip, right leg, left leg, spine, thorax, neck, head, left arm, right arm */
    GFLA_JOINTS_FACE_68, /* dlib: jaw 0..16, brows 17..26, nose 27..35, eyes 36..47, mouth 48..67 */
    GFLA_JOINTS_SETS
} gfla_joint_set;
#define GFLA_MAX_JOINTS 68

struct gfla_joint {
    double x, y;       /* pixels */
    double confidence; /* as the file says, 1 where it says nothing; 0: missing, whatever x and y */
};

/* The points of one person, or of one face. */
struct gfla_keypoints {
    gfla_joint_set set;
    int n; /* joints of the set; 0: nobody was found */
    struct gfla_joint joint[GFLA_MAX_JOINTS];
};

/* "COCO-18", "BODY-25", ... Static storage. */
GFLA_API const char *gfla_joint_set_name(gfla_joint_set set);
/* Joints of a set: 18, 25, ... */
GFLA_API int gfla_joint_set_size(gfla_joint_set set);
/* "nose", "left shoulder", ...; of a face the part: "jaw". joint: 0 to one less than the size. Static storage. */
GFLA_API const char *gfla_joint_name(gfla_joint_set set, int joint);

/* Which points of a file. Zero is the default of each. Strings are borrowed for the call. */
struct gfla_keypoints_params {
    size_t struct_size; /* set by gfla_keypoints_params_init */
    int person;         /* of several people this one, from 1; 0: the one whose points span the largest rectangle */
    const char *name;   /* the image's name, in files about many images; NULL: the only one */
    bool face;          /* the face of a person in a JSON file, not the body */
    bool
        coco_17; /* 17 joints in JSON of OpenPose's form are COCO's; neither this nor h36m_17: see gfla_keypoints_read */
    double fps;  /* of motion capture: poses per second; 0: as the file has them */
    double azimuth; /* likewise, degrees: 0 sees the person from the front, 90 from the person's right */
    bool in_place;  /* likewise: the person does not walk away */
    /* of the image that the points are of: coordinates that are fractions of it are scaled by it (0: such files are
     * refused), and motion capture is seen in it (0: 256) */
    int width, height;
    bool h36m_17; /* 17 joints are Human3.6M's */
};
GFLA_API void gfla_keypoints_params_init(struct gfla_keypoints_params *params);

/* Reads one person from a file, by its content: JSON of OpenPose (BODY_25, COCO-18) or AlphaPose, an annotation CSV of
 * Fashion or Market-1501, 68 lines x,y of a face, a PNG that `gfla pose` drew, and more (docs/formats.md). Which of two
 * orders 17 or 25 joints are in is told from where they lie, for a sequence as a whole; 17 that cannot be told are
 * Human3.6M's. A path FILE.csv:NAME or
 * FILE.json:NAME names the image. params may be NULL. A file that shows nobody gives nobody and GFLA_OK.
 * GFLA_ERROR_INPUT: the file cannot be read, or lacks the person or name; *points is nobody then. */
GFLA_API gfla_status gfla_keypoints_read(struct gfla_keypoints *points, const char *path,
                                         const struct gfla_keypoints_params *params);
/* The same of `size` bytes in memory, whose content is such a file's. */
GFLA_API gfla_status gfla_keypoints_read_memory(struct gfla_keypoints *points, const void *data, size_t size,
                                                const struct gfla_keypoints_params *params);

/* Reads poses that follow each other: of a folder of such files in the order of their numbers, of JSON about many
 * images, of a text file with a path in each line, or of motion capture (.bvh, .fbx, .dae, .glb, .gltf). (*poses)[n] is
 * freed with gfla_keypoints_free. A pose that cannot be read fails the call: GFLA_ERROR_INPUT. Files of
 * motion capture are read in this process, and a broken one may end it: leave those of strangers to `gfla pose`. */
GFLA_API gfla_status gfla_keypoints_read_sequence(struct gfla_keypoints **poses, size_t *n_poses, const char *path,
                                                  const struct gfla_keypoints_params *params);
/* NULL is fine. */
GFLA_API void gfla_keypoints_free(struct gfla_keypoints **poses);

/* Points from values[n_joints][3]: x, y and confidence (0: missing). n_joints is the size of the set, or 0: nobody.
 * GFLA_ERROR_USAGE: another number, or values that are no numbers or beyond +-1e6. */
GFLA_API gfla_status gfla_keypoints_from_array(struct gfla_keypoints *points, gfla_joint_set set, const float *values,
                                               int n_joints);

/* Joints that are there. */
GFLA_API int gfla_keypoints_count(const struct gfla_keypoints *points);
/* x scale_x + move_x and y scale_y + move_y of all joints. */
GFLA_API void gfla_keypoints_scale(struct gfla_keypoints *points, double scale_x, double scale_y, double move_x,
                                   double move_y);
/* The same person in another set. A joint that src lacks is the mean of its neighbours where there is a rule (a neck is
 * the mean of the shoulders), or missing. dst may be src. GFLA_ERROR_USAGE: faces do not become bodies. */
GFLA_API gfla_status gfla_keypoints_convert(struct gfla_keypoints *dst, gfla_joint_set set,
                                            const struct gfla_keypoints *src);
/* Draws the limbs and joints on black: *image has three channels of 8 bits and is freed with gfla_image_free. */
GFLA_API gfla_status gfla_keypoints_draw(const struct gfla_keypoints *points, int width, int height,
                                         struct gfla_image *image);

#ifdef __cplusplus
}
#endif
#endif
