/* tasks/device_crew.h - a crew (base/crew.h) whose workers are devices. */
#ifndef GFLA_TASKS_DEVICE_CREW_H
#define GFLA_TASKS_DEVICE_CREW_H

#include <gfla/device.h>

#include "base/crew.h"

/* "device 1 (NAME)", valid as long as the device. */
const char *gfla_device_crew_name(const gfla_device *device);

/* gfla_crew_run with a worker for each device, which is lost when its device no longer answers. Of `crew`, n_workers,
 * is_able, name and members are set here. */
gfla_status gfla_device_crew_run(gfla_device *const *devices, int n_devices, const struct gfla_crew *crew);

#endif
