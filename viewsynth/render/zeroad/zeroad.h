/* render/zeroad/zeroad.h - people and their motion out of 0 A.D. (Wildfire Games, CC-BY-SA 3.0), read from the game's
 * archive where it is installed.
 *
 * What is made of them carries that licence; descriptions say so. */
#ifndef VIEWSYNTH_RENDER_ZEROAD_ZEROAD_H
#define VIEWSYNTH_RENDER_ZEROAD_ZEROAD_H

#include "viewsynth/render/figure/figure_pose.h"

/* Where Debian's 0ad-data has it. */
#define GFLA_ZEROAD_ARCHIVE "/usr/share/games/0ad/mods/public/public.zip"

/* Poses of the clips of people on foot; those that lie or leave the ground are left out. Read by any thread. */
typedef struct gfla_zeroad_motion gfla_zeroad_motion;

/* path NULL: GFLA_ZEROAD_ARCHIVE. GFLA_ERROR_INPUT: there is none, or no clip in it. A clip that cannot be read is left
 * out. */
gfla_status gfla_zeroad_motion_open(gfla_zeroad_motion **motion, const char *path);
void gfla_zeroad_motion_destroy(gfla_zeroad_motion **motion);
size_t gfla_zeroad_motion_clips(const gfla_zeroad_motion *motion);
/* The poses of a clip, *n of them, 25 in a second; at least one. */
const struct gfla_figure_pose *gfla_zeroad_motion_poses(const gfla_zeroad_motion *motion, size_t clip, size_t *n);

#endif
