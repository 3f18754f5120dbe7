#include "io/hdf5/hdf5_serve.h"

#include <stdlib.h>
#include <string.h>

#include "base/helper_serve.h"
#include "base/memory.h"
#include "io/hdf5/hdf5.h"
#include "io/hdf5/hdf5_wire.h"

struct worker {
    int requests, replies;
    gfla_hdf5 *file;
    struct gfla_hdf5_request request;
    char texts[GFLA_HDF5_MAX_TEXTS + 1];
};

static gfla_status send_reply(struct worker *w, struct gfla_hdf5_reply *reply, const void *data, size_t size)
{
    reply->magic = GFLA_HDF5_REPLY;
    reply->size = size;
    const gfla_status status = gfla_helper_serve_write(w->replies, reply, sizeof *reply);
    return status == GFLA_OK ? gfla_helper_serve_write(w->replies, data, size) : status;
}

static gfla_status send_failure(struct worker *w, gfla_status failed)
{
    const char *message = gfla_error_message();
    const size_t size = strlen(message);
    return send_reply(w, &(struct gfla_hdf5_reply){.status = (int32_t)failed}, message,
                      size < GFLA_HDF5_MAX_MESSAGE ? size : GFLA_HDF5_MAX_MESSAGE);
}

static gfla_status serve_open(struct worker *w)
{
    gfla_hdf5_destroy(&w->file);
    const gfla_status failed = gfla_hdf5_open(&w->file, w->texts);
    return failed ? send_failure(w, failed) : send_reply(w, &(struct gfla_hdf5_reply){0}, NULL, 0);
}

/* All names in one piece: there may be a million of them. */
static gfla_status send_names(struct worker *w, char *const *names, size_t count)
{
    gfla_status status = GFLA_OK;
    struct gfla_string_list list = {0};
    for (size_t i = 0; i < count && status == GFLA_OK; i++)
        status = gfla_string_list_add(&list, names[i], "names of views");
    status = status ? send_failure(w, status) : send_reply(w, &(struct gfla_hdf5_reply){0}, list.bytes, list.size);
    gfla_string_list_free(&list);
    return status;
}

static gfla_status serve_names(struct worker *w)
{
    char **names;
    size_t count;
    const gfla_status failed = gfla_hdf5_names(w->file, &names, &count);
    if (failed)
        return send_failure(w, failed);
    const gfla_status sent = send_names(w, names, count);
    free(names);
    return sent;
}

/* The texts of a request as names; how many. */
static int list_names(const struct worker *w, const char *names[GFLA_HDF5_MAX_CHOICES])
{
    int n = 0;
    for (const char *at = w->texts; at < w->texts + w->request.size && n < GFLA_HDF5_MAX_CHOICES; at += strlen(at) + 1)
        names[n++] = at;
    return n;
}

static gfla_status serve_view(struct worker *w)
{
    const char *names[GFLA_HDF5_MAX_CHOICES];
    const struct gfla_hdf5_choice choice = {names, list_names(w, names)};
    struct gfla_hdf5_reply reply = {0};
    struct gfla_bitmap image = {0};
    int which;
    const bool is_read = w->request.ask == GFLA_HDF5_VIEW, with_image = w->request.wants & GFLA_HDF5_WANTS_IMAGE;
    int64_t *pose = w->request.wants & GFLA_HDF5_WANTS_POSE ? reply.pose : NULL;
    const gfla_status failed =
        is_read ? gfla_hdf5_choose_view(w->file, &choice, &which, with_image ? &image : NULL, pose)
                : gfla_hdf5_look_at_view(w->file, &choice, &which, &image.width, &image.height, pose);
    if (failed)
        return send_failure(w, failed);
    reply.which = which;
    reply.width = image.width;
    reply.height = image.height;
    const gfla_status sent = send_reply(w, &reply, image.pixels, image.pixels ? gfla_bitmap_size(&image) : 0);
    gfla_bitmap_free(&image);
    return sent;
}

static gfla_status serve(struct worker *w)
{
    if (w->request.ask == GFLA_HDF5_OPEN)
        return serve_open(w);
    if (!w->file)
        return gfla_fail(GFLA_ERROR_FAILED, "no file is open");
    return w->request.ask == GFLA_HDF5_NAMES ? serve_names(w) : serve_view(w);
}

static gfla_status read_request(struct worker *w, bool *end)
{
    gfla_status status;
    TRY(gfla_helper_serve_read(w->requests, &w->request, sizeof w->request, end));
    if (*end)
        return GFLA_OK;
    REQUIRE(w->request.magic == GFLA_HDF5_REQUEST && w->request.ask < GFLA_HDF5_ASK_COUNT &&
                w->request.size <= GFLA_HDF5_MAX_TEXTS && (w->request.size > 0 || w->request.ask == GFLA_HDF5_NAMES),
            GFLA_ERROR_FAILED, "what came is no request");
    TRY(gfla_helper_serve_read(w->requests, w->texts, w->request.size, end));
    REQUIRE(!*end, GFLA_ERROR_FAILED, "a request is cut short");
    w->texts[w->request.size] = 0;
fail:
    return status;
}

gfla_status gfla_hdf5_serve(int requests, int replies)
{
    gfla_status status;
    struct worker *w = NULL;
    TRY(gfla_calloc(&w, 1, sizeof *w, "a helper"));
    w->requests = requests;
    w->replies = replies;
    TRY(send_reply(w, &(struct gfla_hdf5_reply){0}, NULL, 0));
    for (bool end = false; !end;) {
        TRY(read_request(w, &end));
        if (!end)
            TRY(serve(w));
    }
fail:
    if (w)
        gfla_hdf5_destroy(&w->file);
    free(w);
    return status;
}
