/* base/folder_lock.h - one writer at a time in a folder of results.
 *
 * The lock is one of the operating system on FOLDER/gfla.lock: it ends with the process that holds it, however that ends. The
 * file says who that is, and goes when the lock is given back; what a killed process leaves behind is in nobody's
 * way. */
#ifndef GFLA_BASE_FOLDER_LOCK_H
#define GFLA_BASE_FOLDER_LOCK_H

#include "base/error.h"

/* Zero: holds nothing. */
struct gfla_folder_lock {
    int file; /* descriptor + 1 */
    char *path;
};

/* Takes the lock of a folder that is there; does not wait. GFLA_ERROR_OUTPUT: somebody else holds it, and the message
 * says who; or the file cannot be made. `what` is what the other does: "training". A file system that has no locks is
 * said as a warning, and then *lock keeps nobody away. A lock that is held already stays: GFLA_OK. */
gfla_status gfla_folder_lock_take(struct gfla_folder_lock *lock, const char *folder, const char *what);
/* Gives it back; nothing held is fine. */
void gfla_folder_lock_give(struct gfla_folder_lock *lock);

#endif
