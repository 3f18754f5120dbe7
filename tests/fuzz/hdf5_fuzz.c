/* Any bytes as an HDF5 file of views: its groups are listed, and the first of them read. */
#include <hdf5.h>
#include <stdbool.h>
#include <stdlib.h>

#include "io/hdf5/hdf5.h"
#include "tests/fuzz/fuzz.h"

#define MAX_GROUPS 4

/* libhdf5 keeps the blocks that it frees. Each file that it opens begins with half a MiB of them, whose pages would have
 * to be made anew each time. */
static void keep_blocks(void)
{
    static bool kept;
    if (!kept)
        fuzz_require(H5set_free_list_limits(-1, -1, -1, -1, -1, -1) >= 0, "lists of blocks have no limits");
    kept = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gfla_hdf5 *file;
    char **names;
    size_t n;
    keep_blocks();
    if (gfla_hdf5_open(&file, fuzz_named_file(data, size)) != GFLA_OK)
        return 0;
    if (gfla_hdf5_names(file, &names, &n) == GFLA_OK) {
        for (size_t i = 0; i < n && i < MAX_GROUPS; i++) {
            struct gfla_bitmap image;
            int64_t pose[2];
            if (gfla_hdf5_read_view(file, names[i], &image, pose) == GFLA_OK) {
                fuzz_accepted(0, 1);
                gfla_bitmap_free(&image);
            }
        }
        free(names);
    }
    gfla_hdf5_destroy(&file);
    return 0;
}
