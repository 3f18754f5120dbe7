/* Any bytes as weights of a small network, and some as those of one that is told from them, which takes longer. The
 * smallest has 4 MiB, which inputs have not: those get furthest that are held against the network's list. */
#include <string.h>

#include <gfla/model.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gfla_model_params params;
    struct gfla_model_info info;
    gfla_model *model;
    gfla_model_params_init(&params);
    params.network = size % 64 ? "angle" : NULL;
    if (gfla_model_open_memory(&model, NULL, data, size, &params) == GFLA_OK) {
        gfla_model_get_info(model, &info);
        fuzz_require(info.network && info.has_weights, "a model has a network and weights");
        gfla_model_close(&model);
    } else if (strstr(gfla_error_message(), "these are weights of another network")) {
        fuzz_accepted(0, 1);
    }
    return 0;
}
