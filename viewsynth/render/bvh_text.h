/* render/bvh_text.h - BVH as programs write it, made into BVH as Assimp reads it. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BVH_TEXT_H
#define VIEWSYNTH_RENDER_BVH_TEXT_H

#include "base/text.h"

/* Appends the file to *out, with keywords in their usual letters and one thing in a line: blanks in names become '_'
 * ("Bip01 L Thigh"), names of end sites are left out, colons stand where Assimp expects them ("Frames:30"). The text
 * ends at its first zero byte. What is no BVH stays as it is. GFLA_ERROR_INPUT: no frames. GFLA_ERROR_MEMORY. */
gfla_status gfla_bvh_tidy(const char *text, size_t size, struct gfla_text *out);

#endif
