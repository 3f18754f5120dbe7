/* base/folder_own.h - where the library or program that this is part of lies: what is installed with it is found from there. */
#ifndef GFLA_BASE_FOLDER_OWN_H
#define GFLA_BASE_FOLDER_OWN_H

#include <stdbool.h>
#include <stddef.h>

/* Its folder, without links in it. false: it is not known, or its path too long. */
bool gfla_folder_own(char *folder, size_t size);

#endif
