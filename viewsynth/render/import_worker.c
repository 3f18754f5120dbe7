#include "viewsynth/render/import_worker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/helper_serve.h"
#include "base/memory.h"
#include "viewsynth/render/import_wire.h"
#include "viewsynth/render/mesh_format.h"
#include "viewsynth/render/mesh_wire.h"
#include "viewsynth/render/skeleton_wire.h"

struct worker {
    int requests, replies;
    char *path, *member; /* of the request; member NULL: none */
    /* The archive of the last model is kept: libraries hold many. */
    gfla_archive *archive;
    struct stat opened;
};

static gfla_status write_all(void *context, const void *data, size_t size)
{
    const struct worker *w = context;
    return gfla_helper_serve_write(w->replies, data, size);
}

static gfla_status read_text(const struct worker *w, size_t size, char **text)
{
    gfla_status status;
    bool end;
    TRY(gfla_calloc(text, size + 1, 1, "path of a model"));
    TRY(gfla_helper_serve_read(w->requests, *text, size, &end));
    REQUIRE(!end && (*text)[size - 1] == 0, GFLA_ERROR_FAILED, "a path has no end");
fail:
    return status;
}

static gfla_status read_request(struct worker *w, struct gfla_import_request *request, bool *end)
{
    gfla_status status;
    TRY(gfla_helper_serve_read(w->requests, request, sizeof *request, end));
    if (*end)
        return GFLA_OK;
    REQUIRE(request->magic == GFLA_IMPORT_REQUEST && request->path_size > 0 &&
                request->path_size <= GFLA_IMPORT_MAX_PATH && request->member_size <= GFLA_IMPORT_MAX_PATH,
            GFLA_ERROR_FAILED, "what came is no request");
    TRY(read_text(w, request->path_size, &w->path));
    if (request->member_size > 0)
        TRY(read_text(w, request->member_size, &w->member));
fail:
    return status;
}

/* ---- replies ---- */

static gfla_status reply_head(struct worker *w, gfla_status status, const char *message)
{
    const struct gfla_wire_out out = {write_all, w};
    const struct gfla_import_reply reply = {GFLA_IMPORT_REPLY, status};
    const size_t size = strlen(message);
    gfla_status written = write_all(w, &reply, sizeof reply);
    if (written != GFLA_OK)
        return written;
    return gfla_wire_write_text(&out, message, size < GFLA_IMPORT_MAX_MESSAGE ? size : GFLA_IMPORT_MAX_MESSAGE);
}

static gfla_status open_archive(struct worker *w)
{
    struct stat about;
    gfla_status status = GFLA_OK;
    REQUIRE(stat(w->path, &about) == 0, gfla_memory_or(GFLA_ERROR_INPUT), "archive %s: %s", w->path, strerror(errno));
    if (w->archive && about.st_dev == w->opened.st_dev && about.st_ino == w->opened.st_ino &&
        about.st_size == w->opened.st_size && about.st_mtim.tv_sec == w->opened.st_mtim.tv_sec &&
        about.st_mtim.tv_nsec == w->opened.st_mtim.tv_nsec)
        return GFLA_OK;
    gfla_archive_destroy(&w->archive);
    TRY(gfla_archive_open(&w->archive, w->path));
    w->opened = about;
fail:
    return status;
}

static gfla_status serve_mesh(struct worker *w, const struct gfla_import_request *request)
{
    struct gfla_mesh *mesh = NULL;
    gfla_status status = w->member ? open_archive(w) : GFLA_OK;
    struct gfla_mesh_source source = {.path = w->path, .archive = w->member ? w->archive : NULL, .member = w->member};
    if (source.archive)
        gfla_archive_begin(source.archive);
    if (status == GFLA_OK)
        status = gfla_mesh_read(&mesh, &source, &request->params);
    gfla_status written = reply_head(w, status, status == GFLA_OK ? "" : gfla_error_message());
    if (written == GFLA_OK && status == GFLA_OK)
        written = gfla_mesh_wire_write(mesh, &(struct gfla_wire_out){write_all, w});
    gfla_mesh_destroy(&mesh);
    return written;
}

static gfla_status serve_skeleton(struct worker *w, const struct gfla_import_request *request)
{
    struct gfla_skeleton *skeleton = NULL;
    const gfla_status status = gfla_skeleton_import(&skeleton, w->path, request->animation);
    gfla_status written = reply_head(w, status, status == GFLA_OK ? "" : gfla_error_message());
    if (written == GFLA_OK && status == GFLA_OK)
        written = gfla_skeleton_wire_write(skeleton, &(struct gfla_wire_out){write_all, w});
    gfla_skeleton_destroy(&skeleton);
    return written;
}

gfla_status gfla_import_serve(int requests, int replies)
{
    gfla_status status = GFLA_OK;
    struct worker w = {.requests = requests, .replies = replies};
    for (bool end = false; status == GFLA_OK && !end;) {
        struct gfla_import_request request;
        status = read_request(&w, &request, &end);
        if (status == GFLA_OK && !end)
            status = request.kind == GFLA_IMPORT_SKELETON ? serve_skeleton(&w, &request) : serve_mesh(&w, &request);
        free(w.path);
        free(w.member);
        w.path = w.member = NULL;
    }
    gfla_archive_destroy(&w.archive);
    return status;
}
