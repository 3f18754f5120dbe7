/* runtime/device_clock.h - how fast a device says that it may run. */
#ifndef GFLA_RUNTIME_DEVICE_CLOCK_H
#define GFLA_RUNTIME_DEVICE_CLOCK_H

#include <gfla/device.h>

/* CL_DEVICE_MAX_CLOCK_FREQUENCY in MHz; 0: the driver does not know, or the device computes nothing. */
int gfla_device_clock_mhz(const gfla_device *device);

#endif
