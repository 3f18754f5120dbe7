/* A program outside the project that uses the installed library. */
#include <stdio.h>
#include <string.h>

#include <gfla/device.h>

int main(void)
{
    gfla_device *device = NULL;
    if (gfla_device_open(&device, NULL, "null") != GFLA_OK) {
        fprintf(stderr, "%s\n", gfla_error_message());
        return 1;
    }
    printf("gfla %s, device %s\n", GFLA_VERSION, gfla_device_get_info(device)->name);
    gfla_device_destroy(&device);
    return strcmp(gfla_status_name(GFLA_OK), "unknown") == 0;
}
