#include "runtime/device_clock.h"

#include "runtime/internal.h"

int gfla_device_clock_mhz(const gfla_device *device)
{
    cl_uint mhz = 0;
    if (gfla_device_is_null(device) ||
        clGetDeviceInfo(device->id, CL_DEVICE_MAX_CLOCK_FREQUENCY, sizeof mhz, &mhz, NULL) != CL_SUCCESS)
        return 0;
    return mhz < 1000000 ? (int)mhz : 0;
}
