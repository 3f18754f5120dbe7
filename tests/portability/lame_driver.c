/* lame_driver.c - to be preloaded: a driver that does not build programs in whose text $LAME_DRIVER occurs, as those do
 * not whose library of built-in functions lacks one. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <CL/cl.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

typedef cl_program create_program(cl_context, cl_uint, const char **, const size_t *, cl_int *);

cl_program clCreateProgramWithSource(cl_context context, cl_uint count, const char **strings, const size_t *lengths,
                                     cl_int *error)
{
    static create_program *next;
    const char *lacks = getenv("LAME_DRIVER"), *none = "#error the driver lacks this\n";
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "clCreateProgramWithSource");
    for (cl_uint i = 0; lacks && i < count; i++)
        if (strstr(strings[i], lacks))
            return next(context, 1, &none, NULL, error);
    return next(context, count, strings, lengths, error);
}
