#include "tasks/device_crew.h"

#include "runtime/answers.h"

bool gfla_device_crew_is_able(gfla_device *device)
{
    return gfla_device_answers(device);
}

const char *gfla_device_crew_name(const gfla_device *device)
{
    return gfla_device_label(device);
}
