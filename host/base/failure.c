#include "base/failure.h"

#include <stdio.h>

struct gfla_failure gfla_failure_keep(gfla_status status)
{
    struct gfla_failure failure = {.status = status};
    snprintf(failure.message, sizeof failure.message, "%s", status == GFLA_OK ? "" : gfla_error_message());
    return failure;
}

gfla_status gfla_failure_again(const struct gfla_failure *failure)
{
    return failure->status == GFLA_OK ? GFLA_OK : gfla_fail(failure->status, "%s", failure->message);
}
