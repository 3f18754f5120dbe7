/* Any bytes as a .npz file, with the arrays of a camera in it. */
#include <stdlib.h>

#include "io/weights/npz.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"world_mat_0", "camera_mat_0", "f"};
    struct gfla_shape shape;
    double *values;
    gfla_npz *npz;

    if (gfla_npz_open_memory(&npz, data, size, "fuzz") != GFLA_OK)
        return 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (gfla_npz_read_double(npz, names[i], &shape, &values) == GFLA_OK) {
            fuzz_accepted(0, 1);
            free(values);
        }
    gfla_npz_close(&npz);
    return 0;
}
