/* empty_driver_program.c - programs and kernels of empty_driver.c. */
#include "tests/fault/empty_driver.h"

#include <ctype.h>

static cl_program make_program(const char *text, size_t size, cl_int *error)
{
    cl_program program = make(sizeof *program, error);
    if (!program)
        return NULL;
    program->text = calloc(size + 1, 1);
    if (program->text)
        memcpy(program->text, text, size);
    return program;
}

cl_program clCreateProgramWithSource(cl_context context, cl_uint n, const char **texts, const size_t *lengths,
                                     cl_int *error)
{
    return make_program(texts[0], lengths && lengths[0] ? lengths[0] : strlen(texts[0]), error);
}

cl_program clCreateProgramWithBinary(cl_context context, cl_uint n, const cl_device_id *devices, const size_t *lengths,
                                     const unsigned char **binaries, cl_int *status, cl_int *error)
{
    if (status)
        *status = CL_SUCCESS;
    return make_program((const char *)binaries[0], lengths[0], error);
}

cl_int clBuildProgram(cl_program program, cl_uint n, const cl_device_id *devices, const char *options,
                      void(CL_CALLBACK *notify)(cl_program, void *), void *user)
{
    return CL_SUCCESS;
}

cl_int clGetProgramBuildInfo(cl_program program, cl_device_id id, cl_program_build_info what, size_t room, void *to,
                             size_t *size)
{
    const cl_build_status built = CL_BUILD_SUCCESS;
    return what == CL_PROGRAM_BUILD_STATUS ? put(&built, sizeof built, room, to, size) : put_text("", room, to, size);
}

cl_int clGetProgramInfo(cl_program program, cl_program_info what, size_t room, void *to, size_t *size)
{
    const size_t n = strlen(program->text);
    const cl_uint n_devices = 1;
    switch (what) {
    case CL_PROGRAM_NUM_DEVICES:
        return put(&n_devices, sizeof n_devices, room, to, size);
    case CL_PROGRAM_BINARY_SIZES:
        return put(&n, sizeof n, room, to, size);
    case CL_PROGRAM_BINARIES:
        if (to)
            memcpy(*(unsigned char **)to, program->text, n);
        return CL_SUCCESS;
    default:
        return CL_INVALID_VALUE;
    }
}

/* How many arguments stand in brackets from `at` on. */
static cl_uint count_arguments(const char *at)
{
    cl_uint n = 1;
    for (int depth = 1; *at && depth > 0; at++) {
        depth += (*at == '(') - (*at == ')');
        n += *at == ',' && depth == 1;
    }
    return n;
}

static const char *skip_blanks(const char *at)
{
    while (isspace((unsigned char)*at))
        at++;
    return at;
}

/* Behind `void NAME(`; NULL: it is not there. */
static const char *find_kernel(const char *text, const char *name)
{
    for (const char *at = text; (at = strstr(at, "void")) != NULL;) {
        at = skip_blanks(at + 4);
        if (strncmp(at, name, strlen(name)) == 0 && *skip_blanks(at + strlen(name)) == '(')
            return skip_blanks(at + strlen(name)) + 1;
    }
    return NULL;
}

cl_kernel clCreateKernel(cl_program program, const char *name, cl_int *error)
{
    const char *arguments = find_kernel(program->text, name);
    cl_kernel kernel = make(sizeof *kernel, error);
    if (kernel && arguments)
        kernel->n_args = count_arguments(arguments);
    return kernel;
}

cl_int clSetKernelArg(cl_kernel kernel, cl_uint index, size_t size, const void *value)
{
    return CL_SUCCESS;
}

cl_int clGetKernelInfo(cl_kernel kernel, cl_kernel_info what, size_t room, void *to, size_t *size)
{
    return put(&kernel->n_args, sizeof kernel->n_args, room, to, size); /* nothing else is asked */
}

cl_int clGetKernelWorkGroupInfo(cl_kernel kernel, cl_device_id id, cl_kernel_work_group_info what, size_t room,
                                void *to, size_t *size)
{
    const size_t group = 4096, none[3] = {0};
    const cl_ulong bytes = 0;
    return what == CL_KERNEL_WORK_GROUP_SIZE           ? put(&group, sizeof group, room, to, size)
           : what == CL_KERNEL_COMPILE_WORK_GROUP_SIZE ? put(none, sizeof none, room, to, size)
                                                       : put(&bytes, sizeof bytes, room, to, size);
}
