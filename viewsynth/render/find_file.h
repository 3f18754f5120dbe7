/* render/find_file.h - files whose names were written in another case: models come from systems that make no
 * difference. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_FIND_FILE_H
#define VIEWSYNTH_RENDER_FIND_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* The path of a file that is there and differs from `path` at most in the case of letters; of several, the first by
 * bytes. False where there is none. */
bool gfla_find_file(const char *path, char *found, size_t size);

#endif
