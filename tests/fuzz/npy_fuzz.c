/* Any bytes as a .npy file. */
#include <stdlib.h>

#include "io/weights/npy.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gfla_shape shape;
    float *values;

    if (gfla_npy_read_memory(data, size, "fuzz", &shape, &values) == GFLA_OK) {
        fuzz_accepted(0, 1);
        free(values);
    }
    return 0;
}
