/* render/layout/layout_table.h - the entries of the table, one file each. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_LAYOUT_LAYOUT_TABLE_H
#define VIEWSYNTH_RENDER_LAYOUT_LAYOUT_TABLE_H

#include "viewsynth/render/layout/layout.h"

extern const struct gfla_layout gfla_layout_plain, gfla_layout_r2n2, gfla_layout_nmr, gfla_layout_srn, gfla_layout_nerf,
    gfla_layout_stanford, gfla_layout_zero123, gfla_layout_objaverse;

/* Blender's default camera: a lens of 35 mm before a sensor of 32 mm. */
#define GFLA_BLENDER_FOV 49.13434207760448

#endif
