#include "runtime/probe.h"

#include <stdio.h>

#include "base/text.h"
#include "runtime/internal.h"

/* The first is a kernel that calls nothing. */
static const char *const calls[] = {
    "x[0]",       "fma(x[0], x[1], x[2])", "sin(x[0])",  "exp(x[0])", "tanh(x[0])", "log(x[0])",
    "sqrt(x[0])", "atan2(x[0], x[1])",     "floor(x[0])"};
enum { N_CALLS = sizeof calls / sizeof *calls };

static bool builds(const gfla_device *device, const char *call)
{
    char text[320];
    const char *source = text;
    cl_int error;
    snprintf(text, sizeof text, "__kernel void probe(__global float *x)\n{\n    x[get_global_id(0)] = %s;\n}\n", call);
    cl_program program = clCreateProgramWithSource(device->context, 1, &source, NULL, &error);
    if (error != CL_SUCCESS)
        return false;
    error = clBuildProgram(program, 1, &device->id, "-cl-std=CL1.2", NULL, NULL);
    clReleaseProgram(program);
    return error == CL_SUCCESS;
}

static gfla_status fail_missing(const gfla_device *device)
{
    struct gfla_text missing = {0};
    const struct gfla_device_info *info = &device->info;
    if (!builds(device, calls[0])) {
        gfla_text_add(&missing, "any kernel, not even one line");
    } else {
        for (int i = 1; i < N_CALLS; i++)
            if (!builds(device, calls[i]))
                gfla_text_add(&missing, "%s%s", missing.size ? ", " : "", calls[i]);
    }
    gfla_fail(GFLA_ERROR_DEVICE,
              "%s, %s, driver %s, does not build %s. hint: another driver, or -d with another device", info->name,
              info->platform, info->driver, missing.data ? missing.data : "several functions at once");
    gfla_text_free(&missing);
    return GFLA_ERROR_DEVICE;
}

gfla_status gfla_device_probe(gfla_device *device)
{
    if (gfla_device_is_null(device) || device->is_sound)
        return GFLA_OK;
    char all[192] = "";
    size_t length = 0;
    for (int i = 0; i < N_CALLS; i++)
        length += (size_t)snprintf(all + length, sizeof all - length, "%s%s", i ? " + " : "", calls[i]);
    device->is_sound = builds(device, all);
    return device->is_sound ? GFLA_OK : fail_missing(device);
}
