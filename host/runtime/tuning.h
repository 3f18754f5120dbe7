/* runtime/tuning.h - what was measured on a device and is worth keeping: key -> value, in a text file of the user's
 * cache folder.
 *
 * There is one file, gfla/tuning/HASH, for each device, driver, platform, version of gfla and of its kernels; a change
 * of any of them starts anew. Each line carries a checksum: a damaged one is a miss, and so is a file of another kind;
 * neither is an error. Processes that write at the same time merge what they know, and a file appears whole or not at
 * all. */
#ifndef GFLA_RUNTIME_TUNING_H
#define GFLA_RUNTIME_TUNING_H

#include <gfla/device.h>

/* The value of key; NULL when there is none. Valid until the next call of gfla_tuning_put. Reads the file when it is
 * called for the first time. Nothing is known of the null device, with GFLA_TUNING_OFF, and while a kernels
 * folder replaces the kernels. */
const char *gfla_tuning_find(gfla_device *device, const char *key);

/* Keeps a value, and writes the file at once. A key has no " = ", neither has control characters. Where the file cannot
 * be written, which is logged, the value is known until the device is destroyed. */
void gfla_tuning_put(gfla_device *device, const char *key, const char *value);

/* The file, for messages; NULL when nothing is kept. Valid as long as the device. */
const char *gfla_tuning_path(gfla_device *device);

#endif
