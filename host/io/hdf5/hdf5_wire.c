#include "io/hdf5/hdf5_wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static gfla_status read_message(const struct gfla_wire_in *in, const struct gfla_hdf5_reply *reply, bool *replied)
{
    gfla_status status;
    char *message = NULL;
    REQUIRE(reply->size <= GFLA_HDF5_MAX_MESSAGE, GFLA_ERROR_INPUT, "a message of %llu bytes, the limit is %d",
            (unsigned long long)reply->size, GFLA_HDF5_MAX_MESSAGE);
    TRY(gfla_calloc(&message, (size_t)reply->size + 1, 1, "message of a helper"));
    TRY(in->read(in->context, message, (size_t)reply->size));
    gfla_wire_clean(message, (size_t)reply->size);
    *replied = true;
    status = gfla_fail(reply->status == GFLA_ERROR_MEMORY ? GFLA_ERROR_MEMORY : GFLA_ERROR_INPUT, "%s",
                       message[0] ? message : "its reader does not say why");
fail:
    free(message);
    return status;
}

gfla_status gfla_hdf5_wire_read_reply(const struct gfla_wire_in *in, struct gfla_hdf5_reply *reply, bool *replied)
{
    gfla_status status;
    *replied = false;
    TRY(in->read(in->context, reply, sizeof *reply));
    REQUIRE(reply->magic == GFLA_HDF5_REPLY, GFLA_ERROR_INPUT, "what came is no reply");
    if (reply->status != GFLA_OK)
        return read_message(in, reply, replied);
fail:
    return status;
}

gfla_status gfla_hdf5_wire_read_nothing(const struct gfla_hdf5_reply *reply)
{
    if (reply->size == 0)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_INPUT, "a reply of %llu bytes, none expected", (unsigned long long)reply->size);
}

gfla_status gfla_hdf5_wire_read_names(const struct gfla_wire_in *in, const struct gfla_hdf5_reply *reply,
                                      struct gfla_string_list *names)
{
    gfla_status status = GFLA_OK;
    char *text = NULL;
    REQUIRE(reply->size <= GFLA_HDF5_MAX_NAMES, GFLA_ERROR_INPUT, "names of %llu bytes, the limit is %llu",
            (unsigned long long)reply->size, (unsigned long long)GFLA_HDF5_MAX_NAMES);
    if (reply->size == 0)
        return GFLA_OK;
    TRY(gfla_wire_read_array(in, &text, (size_t)reply->size, 1, "names of views"));
    REQUIRE(text[reply->size - 1] == 0, GFLA_ERROR_INPUT, "the last of the names has no end");
    *names = (struct gfla_string_list){text, (size_t)reply->size, (size_t)reply->size, 0};
    for (const char *at = text; at < text + names->size; at += strlen(at) + 1)
        names->count++;
    return GFLA_OK;
fail:
    free(text);
    return status;
}

gfla_status gfla_hdf5_wire_read_view(const struct gfla_wire_in *in, const struct gfla_hdf5_reply *reply, int n_names,
                                     bool with_pixels, struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    *image = (struct gfla_bitmap){0};
    REQUIRE(reply->which >= 0 && reply->which < n_names, GFLA_ERROR_INPUT, "name %d of %d", (int)reply->which, n_names);
    REQUIRE(reply->width >= 0 && reply->width <= GFLA_HDF5_MAX_SIDE && reply->height >= 0 &&
                reply->height <= GFLA_HDF5_MAX_SIDE && (!with_pixels || (reply->width > 0 && reply->height > 0)),
            GFLA_ERROR_INPUT, "a view of %d x %d pixels", (int)reply->width, (int)reply->height);
    if (!with_pixels)
        return gfla_hdf5_wire_read_nothing(reply);
    REQUIRE(reply->size == (uint64_t)reply->width * (uint64_t)reply->height * 3, GFLA_ERROR_INPUT,
            "%llu bytes for a view of %d x %d pixels", (unsigned long long)reply->size, (int)reply->width,
            (int)reply->height);
    TRY(gfla_bitmap_create(image, reply->width, reply->height, 3, 8));
    TRY(in->read(in->context, image->pixels, (size_t)reply->size));
    return GFLA_OK;
fail:
    gfla_bitmap_free(image);
    return status;
}
