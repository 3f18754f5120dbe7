#include "ops/conv/chooser.h"

#include <stdlib.h>

#include "base/log.h"

gfla_status gfla_chooser_create(gfla_chooser **chooser, const struct gfla_chooser_params *params)
{
    gfla_status status;
    *chooser = NULL;
    TRY(gfla_calloc(chooser, 1, sizeof **chooser, "a choice of algorithms"));
    **chooser = (gfla_chooser){.device = params->device, .algorithm = params->algorithm, .training = params->training};
fail:
    return status;
}

void gfla_chooser_destroy(gfla_chooser **chooser)
{
    if (!chooser || !*chooser)
        return;
    if ((*chooser)->n_measured > 0)
        gfla_log(GFLA_LOG_INFO, "%d convolutions measured in %.1f s", (*chooser)->n_measured, (*chooser)->seconds);
    free(*chooser);
    *chooser = NULL;
}
