/* render/body/body_head.h - the texture of heads: skin, lips, brows, lids, painted in the base mesh's coordinates.
 * Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_HEAD_H
#define VIEWSYNTH_RENDER_BODY_BODY_HEAD_H

#include "viewsynth/render/body/body_make.h"

#define BODY_HEAD_WIDTH 384
#define BODY_HEAD_HEIGHT 768

/* Whether texture coordinates lie in the head's chart, or in that of the inner mouth. */
bool body_uv_is_head(const float uv[2]);
bool body_uv_is_inner_mouth(const float uv[2]);
/* From the base mesh's texture coordinates to those of the head's texture. */
void body_head_uv(const float uv[2], float out[2]);

/* Fills data->head; where nothing is, texels lie far below the ground. */
gfla_status body_head_map(struct body_data *data);

/* What a face has painted on; shares 0 .. 1. */
struct body_face {
    float brow_height, brow_width, brow_slope, brow_strength;
    float stubble; /* shaved or short beard */
    float scalp;   /* hair that shows through, or roots */
    float lashes, blush;
};

void body_face_draw(struct body_make *make, struct body_face *face);
/* Paints the texture of this head, RGBA. */
gfla_status body_head_paint(struct body_make *make, const struct body_face *face, struct gfla_bitmap *image);
/* Iris, pupil and white, as seen from the front. */
gfla_status body_eye_paint(const float iris[3], struct gfla_bitmap *image);

/* How far above the hairline a place of the unshaped head is, decimetres; below 0: the face, the ears, the neck. */
float body_hairline(const float at[3]);
/* Inside the region of a beard, decimetres. */
float body_beard_field(const float at[3]);

#endif
