/* runtime/checks.h - what was computed on a device, compared with plain C and found right: kept in gfla/checks/HASH of the
 * user's cache folder, in the form of the tuning store (tuning.h), so that it is compared once for each device, driver,
 * platform, version of gfla and of its kernels. */
#ifndef GFLA_RUNTIME_CHECKS_H
#define GFLA_RUNTIME_CHECKS_H

#include <gfla/device.h>

/* Whether the check of this name was passed. Nothing is known of the null device, and while a kernels folder replaces
 * the kernels. A key as in tuning.h. */
bool gfla_check_is_passed(gfla_device *device, const char *key);

/* Writes the file at once. Where it cannot be written, which is logged, the check is known until the device is
 * destroyed. */
void gfla_check_set_passed(gfla_device *device, const char *key);

#endif
