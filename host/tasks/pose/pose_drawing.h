/* tasks/pose/pose_drawing.h - key points of files drawn into an image, a sheet, an animation or a folder. A caller
 * prepares, runs and closes. */
#ifndef GFLA_TASKS_POSE_POSE_DRAWING_H
#define GFLA_TASKS_POSE_POSE_DRAWING_H

#include "base/batch.h"
#include "tasks/pose/pose_output.h"
#include "tasks/pose/pose_painter.h"

/* Strings are borrowed as long as the drawing is open. */
struct gfla_pose_drawing_options {
    struct gfla_pose_source_params source;
    int width, height; /* of the drawing; 0: as pose_width and pose_height */
    int pose_width,
        pose_height;        /* of the image that the points were found in, which is stretched to the drawing; 0: of a
                                    drawing its own, else of the background, else the drawing's, else what holds them */
    const char *background; /* an image to draw on; NULL: black */
    enum gfla_pose_show show;
    double fps; /* of an animation */
    const char *output;
    enum gfla_existing existing;
};

/* Starts as {0}. Belongs to one thread. */
struct gfla_pose_drawing {
    struct gfla_pose_drawing_options options; /* with all sizes, once it runs */
    struct gfla_pose_source source;
    struct gfla_bitmap background;
    struct gfla_pose_painter painter;
    struct gfla_pose_output output;
    struct gfla_keypoints last; /* of the people drawn */
    size_t n_drawn, n_nobody;   /* n_nobody: drawings of nobody, among the drawn */
    struct gfla_batch counts;
};

/* Opens the poses and asks whether the output may be written; *skip: it exists and stays. */
gfla_status gfla_pose_drawing_prepare(struct gfla_pose_drawing *drawing,
                                      const struct gfla_pose_drawing_options *options, bool *skip);
/* Draws all. device: NULL where the skeleton is shown. Of several poses, one that cannot be read is logged and left
 * out: GFLA_ERROR_PARTIAL, and the output is complete but for these. */
gfla_status gfla_pose_drawing_run(struct gfla_pose_drawing *drawing, gfla_device *device);
void gfla_pose_drawing_close(struct gfla_pose_drawing *drawing);

#endif
