/* Any bytes as what the process that reads an HDF5 file replies, to each of the questions that it is asked. */
#include <stdlib.h>

#include "io/hdf5/hdf5_wire.h"
#include "tests/fuzz/fuzz.h"

#define N_NAMES 2 /* of a view that is asked for */

enum { NOTHING, NAMES, PIXELS, SIDES, FAILURE, N_FORMATS };

static void take_names(const struct gfla_wire_in *in, const struct gfla_hdf5_reply *reply)
{
    struct gfla_string_list names = {0};
    char **list;
    if (gfla_hdf5_wire_read_names(in, reply, &names) != GFLA_OK)
        return;
    fuzz_accepted(NAMES, N_FORMATS);
    if (gfla_string_list_sort(&names, &list, "names") == GFLA_OK)
        free(list);
    gfla_string_list_free(&names);
}

static void take_view(const struct gfla_wire_in *in, const struct gfla_hdf5_reply *reply, bool with_pixels)
{
    struct gfla_bitmap image;
    if (gfla_hdf5_wire_read_view(in, reply, N_NAMES, with_pixels, &image) != GFLA_OK)
        return;
    fuzz_accepted(with_pixels ? PIXELS : SIDES, N_FORMATS);
    fuzz_require(reply->which >= 0 && reply->which < N_NAMES, "the name is one of those that were asked for");
    fuzz_require(!with_pixels || (image.width > 0 && image.height > 0 && image.channels == 3), "pixels are an image");
    gfla_bitmap_free(&image);
}

static void take(const struct gfla_wire_in *in, int question)
{
    struct gfla_hdf5_reply reply;
    bool replied;
    if (gfla_hdf5_wire_read_reply(in, &reply, &replied) != GFLA_OK) {
        if (replied)
            fuzz_accepted(FAILURE, N_FORMATS);
        return;
    }
    if (question == NAMES)
        take_names(in, &reply);
    else if (question == PIXELS || question == SIDES)
        take_view(in, &reply, question == PIXELS);
    else if (gfla_hdf5_wire_read_nothing(&reply) == GFLA_OK)
        fuzz_accepted(NOTHING, N_FORMATS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int question = NOTHING; question <= SIDES; question++) {
        struct gfla_wire_memory bytes = {(const char *)data, size, 0};
        take(&(struct gfla_wire_in){gfla_wire_memory_read, &bytes}, question);
    }
    return 0;
}
