/* tests/unit/device_scratch.h - a device and a folder for files: setup and teardown of a group of tests. */
#ifndef GFLA_TESTS_DEVICE_SCRATCH_H
#define GFLA_TESTS_DEVICE_SCRATCH_H

#include "tests/device_fixture.h"
#include "tests/unit/scratch.h"

static inline int setup(void **state)
{
    return open_device(state) || scratch_create(state);
}

static inline int teardown(void **state)
{
    close_device(state);
    return scratch_remove(state);
}

#endif
