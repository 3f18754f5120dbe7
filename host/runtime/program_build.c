#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "runtime/compiled.h"
#include "runtime/internal.h"
#include "runtime/probe.h"

static char *read_build_log(const gfla_device *device, cl_program program)
{
    size_t size = 0;
    char *log = NULL;
    if (clGetProgramBuildInfo(program, device->id, CL_PROGRAM_BUILD_LOG, 0, NULL, &size) != CL_SUCCESS || size <= 1)
        return NULL;
    if (gfla_calloc(&log, size + 1, 1, "build log") != GFLA_OK)
        return NULL;
    if (clGetProgramBuildInfo(program, device->id, CL_PROGRAM_BUILD_LOG, size, log, NULL) != CL_SUCCESS)
        log[0] = 0;
    return log;
}

/* PoCL is clang, and reads 18,000 lines before each program unless it is told that it has (shared/builtins.h). A folder
 * of kernels in place of ours may call functions that are not declared there. */
static bool may_declare(const gfla_device *device)
{
    return gfla_device_is_pocl(device) && !device->programs.lacks_declarations && !gfla_source_is_replaced();
}

/* CL_SUCCESS or why it does not build; *program is NULL only if it could not be made. declarations: NULL or before the
 * text. */
static cl_int build_text(gfla_device *device, const char *declarations, const char *text, const char *options,
                         cl_program *program)
{
    cl_int error;
    const char *const parts[] = {declarations ? declarations : text, text};
    *program = clCreateProgramWithSource(device->context, declarations ? 2 : 1, (const char **)parts, NULL, &error);
    return error ? error : clBuildProgram(*program, 1, &device->id, options, NULL, NULL);
}

/* Leaves *program NULL where it does not build like this. */
static void build_declared(gfla_device *device, const char *text, const char *options, cl_program *program)
{
    struct gfla_text all = {0};
    char *declarations = NULL;
    if (!may_declare(device) || gfla_source_load("shared/builtins.h", &declarations) != GFLA_OK)
        return;
    gfla_text_add(&all, "%s -D_OPENCL_H_", options);
    if (!all.failed && build_text(device, declarations, text, all.data, program) != CL_SUCCESS && *program) {
        clReleaseProgram(*program);
        *program = NULL;
    }
    gfla_text_free(&all);
    free(declarations);
}

static gfla_status build_plain(gfla_device *device, const char *path, const char *text, const char *options,
                               cl_program *program)
{
    gfla_status status = GFLA_OK;
    char *log = NULL;
    const cl_int error = build_text(device, NULL, text, options, program);
    if (!*program)
        CL_RESULT(error, "clCreateProgramWithSource");
    if (error == CL_OUT_OF_HOST_MEMORY)
        CL_RESULT(error, "clBuildProgram");
    if (error != CL_SUCCESS)
        TRY(gfla_compiled_check_disk(device)); /* the better message */
    log = read_build_log(device, *program);
    if (log)
        gfla_log(error ? GFLA_LOG_ERROR : GFLA_LOG_DEBUG, "build log of %s (%s):\n%s", path, options, log);
    if (error != CL_SUCCESS && error != CL_OUT_OF_HOST_MEMORY && error != CL_OUT_OF_RESOURCES)
        TRY(gfla_device_probe(device)); /* a driver that builds nothing is the better message */
    REQUIRE(error == CL_SUCCESS, GFLA_ERROR_DEVICE,
            "kernel file %s does not build on %s: %s; options: %s; build log:\n%s", path, device->info.name,
            gfla_cl_error_name(error), options, log ? log : "(empty)");
    free(log);
    return GFLA_OK;
fail:
    free(log);
    if (*program)
        clReleaseProgram(*program);
    *program = NULL;
    return status;
}

gfla_status gfla_program_build(gfla_device *device, const char *path, const char *text, const char *options,
                               cl_program *program)
{
    gfla_status status = GFLA_OK;
    build_declared(device, text, options, program);
    if (!*program) {
        TRY(build_plain(device, path, text, options, program));
        if (may_declare(device)) {
            gfla_log(GFLA_LOG_VERBOSE, "%s: kernels build only with the driver's own declarations", device->info.name);
            device->programs.lacks_declarations = true;
        }
    }
    device->programs.counts.built++;
fail:
    return status;
}
