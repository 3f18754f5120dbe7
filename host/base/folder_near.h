/* base/folder_near.h - a folder that was meant, where another one was named: a level too high or too low. */
#ifndef GFLA_BASE_FOLDER_NEAR_H
#define GFLA_BASE_FOLDER_NEAR_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a folder is what is looked for. */
typedef bool gfla_folder_test(const char *folder, const void *context);

/* Tries the two folders above `folder`, then those in it, and those in these: a thousand at most. Writes the first that
 * passes to found, as a path beside `folder` as it was named; false: none does. */
bool gfla_folder_near(const char *folder, gfla_folder_test *test, const void *context, char *found, size_t size);

/* "hint: did you mean FOUND?", or that the folder is empty or not there, or `otherwise` as a hint. text of `size` bytes.
 * Returns text. */
const char *gfla_folder_hint(const char *folder, gfla_folder_test *test, const void *context, const char *otherwise,
                             char *text, size_t size);

#endif
