/* Any bytes as a .safetensors file; what is accepted is read to the last number. */
#include <stdlib.h>

#include "io/weights/safetensors.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gfla_safetensors *file;
    size_t n;

    if (gfla_safetensors_open_memory(&file, data, size, "fuzz") != GFLA_OK)
        return 0;
    const struct gfla_safetensors_tensor *tensors = gfla_safetensors_list(file, &n);
    for (size_t i = 0; i < n; i++) {
        float *values = malloc((size_t)gfla_shape_count(tensors[i].shape) * sizeof *values + 1);

        if (gfla_safetensors_find(file, tensors[i].name) != &tensors[i])
            abort();
        if (values)
            gfla_safetensors_fetch(file, &tensors[i], values);
        free(values);
    }
    fuzz_accepted(0, 1);
    gfla_safetensors_close(&file);
    return 0;
}
