/* device_fixture.h - the device that a group of tests shares: the one of GFLA_DEVICE, or the default. Given to
 * cmocka_run_group_tests as open_device and close_device. */
#ifndef GFLA_TESTS_DEVICE_FIXTURE_H
#define GFLA_TESTS_DEVICE_FIXTURE_H

#include <gfla/device.h>

#include "tests/ok.h"

static gfla_device *device; /* NULL where there is none that computes: then a test that needs it skips */

static inline int open_device(void **state)
{
    (void)state;
    gfla_device_open(&device, NULL, NULL);
    if (device && gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        gfla_device_destroy(&device);
    return 0;
}

static inline int close_device(void **state)
{
    (void)state;
    gfla_device_destroy(&device);
    return 0;
}

#endif
