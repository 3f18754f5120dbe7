#include "tasks/device_crew.h"

#include "runtime/answers.h"

const char *gfla_device_crew_name(const gfla_device *device)
{
    return gfla_device_label(device);
}

static bool is_able(const void *members, int worker)
{
    return gfla_device_answers(((gfla_device *const *)members)[worker]);
}

static const char *name(const void *members, int worker)
{
    return gfla_device_label(((gfla_device *const *)members)[worker]);
}

gfla_status gfla_device_crew_run(gfla_device *const *devices, int n_devices, const struct gfla_crew *crew)
{
    struct gfla_crew of_devices = *crew;
    of_devices.n_workers = n_devices;
    of_devices.members = devices;
    of_devices.is_able = is_able;
    of_devices.name = name;
    return gfla_crew_run(&of_devices);
}
