/* render/layout.h - rendered views on disk, in the layout "views":
 *
 *   DIR/<id>/<az>_<el>.png        RGBA, 8 bits, alpha not premultiplied (RGB on white when asked for)
 *   DIR/<id>/<az>_<el>_depth.png  16-bit grey: camera z = 3 + 2 * v / 65535, 0 empty
 *   DIR/<id>/cameras.json         written last: a folder that has it is complete
 *
 * az and el are whole degrees of three and two digits (020_10). */
#ifndef VIEWSYNTH_RENDER_LAYOUT_H
#define VIEWSYNTH_RENDER_LAYOUT_H

#include "viewsynth/render/camera.h"
#include "viewsynth/render/library.h"

#define GFLA_DEPTH_NEAR 3.0f
#define GFLA_DEPTH_RANGE 2.0f

/* Depth as it is stored: 0 stays 0, others lie in 1 .. 65535. */
uint16_t gfla_depth_encode(float depth);
float gfla_depth_decode(uint16_t value);

struct gfla_layout_params {
    int size;   /* side of the pictures */
    bool white; /* on white, without alpha */
    bool no_depth;
    int n_threads; /* that compress; 0: 1 */
};

/* Writes "020_10" for a view of whole degrees; returns name. */
char *gfla_view_name(const struct gfla_camera *camera, char name[16]);

/* Writes the pictures of n views into the folder, which exists; rgba and depth are as gfla_renderer_draw leaves them.
 */
gfla_status gfla_layout_write_views(const char *folder, const struct gfla_layout_params *params,
                                    const struct gfla_camera *cameras, int n, const uint8_t *rgba, const float *depth);

/* Writes cameras.json: what the catalogue says of the model, picture size, field of view, distance, and of each view
 * its files, angles and 3 x 4 world-to-camera matrix. */
gfla_status gfla_layout_write_cameras(const char *folder, const struct gfla_layout_params *params,
                                      const struct gfla_model_entry *entry, const struct gfla_camera *cameras, int n);

/* Writes the exact flow from the view `target` to the view `source` (indices of cameras, depths as drawn):
 * flow_<source>_to_<target>.npy, float32 [2, size, size], x then y: the target at p is the source at p + flow; and
 * ..._visible.png: 255 where the source shows the point, 128 where it is hidden there, 0 where the target is empty. */
gfla_status gfla_layout_write_flow(const char *folder, const struct gfla_layout_params *params,
                                   const struct gfla_camera *cameras, const float *depth, int source, int target);

/* The members of a JSON object that tell of a model, without braces: id, catalogue_id, name, category, creator,
 * licence, source, size_cm and rotation (null where unknown). */
void gfla_entry_add_json(struct gfla_text *json, const struct gfla_model_entry *entry);

#endif
