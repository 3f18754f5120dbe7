/* Any bytes as the checkpoint that a network takes its parameters from: those of its names, those that published code
 * keeps under others, and those that are computed. */

#include "tests/fuzz/fuzz.h"
#include "train/published.h"

static const struct {
    const char *name;
    struct gfla_shape shape;
} parameters[] = {{"a.conv1.weight", {4, {2, 1, 1, 1}}},
                  {"a.model.2.weight", {4, {2, 1, 1, 1}}},
                  {"b.weight_u", {1, {2}}},
                  {"b.weight_v", {1, {3}}},
                  {"c.conv.weight", {4, {2, 1, 1, 1}}},
                  {"c.conv.bias", {1, {2}}},
                  {"adam.m.b.weight", {2, {2, 3}}},
                  {"scalar", {0, {0}}}};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gfla_checkpoint *file;
    float values[16] = {0};
    if (gfla_checkpoint_open_memory(&file, data, size, "fuzz") != GFLA_OK)
        return 0;
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        const char *name = parameters[i].name;
        if (gfla_published_has(file, name, parameters[i].shape))
            if (gfla_published_fetch(file, "fuzz", name, parameters[i].shape, values) == GFLA_OK)
                fuzz_accepted(0, 1);
    }
    gfla_checkpoint_close(&file);
    return 0;
}
