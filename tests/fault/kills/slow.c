/* Preloaded: a driver whose compiler takes a minute, and with GFLA_SLOW=fsync a disk that does. The file "begun" says
 * that it has begun. */
#include <CL/cl.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void hang(void)
{
    const int file = open("begun", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file >= 0)
        close(file);
    nanosleep(&(struct timespec){.tv_sec = 60}, NULL);
}

cl_int clBuildProgram(cl_program program, cl_uint n_devices, const cl_device_id *devices, const char *options,
                      void(CL_CALLBACK *notify)(cl_program, void *), void *user_data)
{
    hang();
    return CL_OUT_OF_HOST_MEMORY;
}

int fsync(int fd)
{
    const char *what = getenv("GFLA_SLOW");
    if (what && strcmp(what, "fsync") == 0)
        hang();
    return 0;
}
