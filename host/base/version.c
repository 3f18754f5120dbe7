#include <stdlib.h>

#include <gfla/api.h>

const char *gfla_version(void)
{
    return GFLA_VERSION;
}

void gfla_free(void *memory)
{
    free(memory);
}
