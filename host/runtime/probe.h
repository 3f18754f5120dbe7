/* runtime/probe.h - whether a driver builds kernels at all, and those that call what most of ours call: some have no
 * library of built-in functions, or one that lacks a few. */
#ifndef GFLA_RUNTIME_PROBE_H
#define GFLA_RUNTIME_PROBE_H

#include <gfla/device.h>

/* Builds small kernels, once for each open device. GFLA_ERROR_DEVICE names what the driver does not build. Nothing is
 * built on devices that compute nothing. Blocks while the driver compiles. */
gfla_status gfla_device_probe(gfla_device *device);

#endif
