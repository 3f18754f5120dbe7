/* tasks/device_crew.h - what a crew (base/crew.h) asks of devices, for commands, which know no runtime. */
#ifndef GFLA_TASKS_DEVICE_CREW_H
#define GFLA_TASKS_DEVICE_CREW_H

#include <stdbool.h>

#include <gfla/device.h>

/* gfla_crew.is_able: whether the device still answers after a failure. Changes the message of the thread. */
bool gfla_device_crew_is_able(gfla_device *device);
/* gfla_crew.name: "device 1 (NAME)", valid as long as the device. */
const char *gfla_device_crew_name(const gfla_device *device);

#endif
