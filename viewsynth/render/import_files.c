#include "viewsynth/render/import_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "viewsynth/render/bvh_text.h"
#include "viewsynth/render/find_file.h"

struct open_file {
    FILE *stream;
    void *bytes;        /* of a member; NULL: a file, or the model's, which is kept */
    size_t size, start; /* behind a byte order mark, which Assimp's readers of BVH and OBJ do not know */
};

static size_t read_some(struct aiFile *file, char *out, size_t size, size_t count)
{
    return size ? fread(out, size, count, ((struct open_file *)file->UserData)->stream) : 0;
}

static size_t write_some(struct aiFile *file, const char *in, size_t size, size_t count)
{
    return 0;
}

static size_t tell(struct aiFile *file)
{
    const struct open_file *f = (struct open_file *)file->UserData;
    const off_t at = ftello(f->stream);
    return at < 0 ? 0 : (size_t)at - f->start;
}

static size_t size_of(struct aiFile *file)
{
    return ((struct open_file *)file->UserData)->size;
}

static enum aiReturn seek(struct aiFile *file, size_t offset, enum aiOrigin origin)
{
    const struct open_file *f = (struct open_file *)file->UserData;
    const size_t base = origin == aiOrigin_SET ? 0 : origin == aiOrigin_CUR ? tell(file) : f->size;
    const size_t at = origin == aiOrigin_END ? base - offset : base + offset;
    return at <= f->size && fseeko(f->stream, (off_t)(f->start + at), SEEK_SET) == 0 ? aiReturn_SUCCESS
                                                                                     : aiReturn_FAILURE;
}

static void flush(struct aiFile *file) {}

static void close_file(struct open_file *f)
{
    if (f->stream)
        fclose(f->stream);
    free(f->bytes);
    free(f);
}

static void close_any(struct aiFileIO *io, struct aiFile *file)
{
    if (!file)
        return;
    close_file((struct open_file *)file->UserData);
    free(file);
}

/* ---- opening ---- */

static gfla_status open_bytes(struct open_file *f, const void *bytes, size_t size)
{
    f->size = size;
    f->stream = size > 0 ? fmemopen((void *)(uintptr_t)bytes, size, "rb") : fopen("/dev/null", "rb");
    return f->stream ? GFLA_OK : gfla_fail(GFLA_ERROR_MEMORY, "an open file: host memory ran out");
}

static gfla_status open_member(struct gfla_import_files *files, const char *path, bool is_model, struct open_file *f)
{
    gfla_status status;
    gfla_archive *archive = files->source->archive;
    if (is_model && !files->model)
        TRY(gfla_archive_read(archive, path, &files->model, &files->model_size));
    if (is_model)
        return open_bytes(f, files->model, files->model_size);
    TRY(gfla_archive_read(archive, path, &f->bytes, &f->size));
    TRY(open_bytes(f, f->bytes, f->size));
fail:
    return status;
}

static gfla_status open_on_disk(const char *path, struct open_file *f)
{
    char found[4096];
    off_t size;
    gfla_status status = gfla_file_open_regular(path, &f->stream);
    if (status == GFLA_ERROR_INPUT && gfla_find_file(path, found, sizeof found))
        status = gfla_file_open_regular(found, &f->stream);
    if (status != GFLA_OK)
        return status;
    if (fseeko(f->stream, 0, SEEK_END) != 0 || (size = ftello(f->stream)) < 0 || fseeko(f->stream, 0, SEEK_SET) != 0)
        return gfla_fail(GFLA_ERROR_INPUT, "%s: cannot be read in any order", path);
    f->size = (size_t)size;
    return GFLA_OK;
}

static gfla_status skip_mark(struct open_file *f)
{
    char begin[4];
    const size_t n = fread(begin, 1, sizeof begin, f->stream);
    f->start = (size_t)(gfla_text_start(begin, n) - begin);
    f->size -= f->start;
    return fseeko(f->stream, (off_t)f->start, SEEK_SET) == 0 ? GFLA_OK : gfla_fail(GFLA_ERROR_INPUT, "cannot be read");
}

/* Assimp is given a BVH as it expects it. */
static gfla_status tidy_motion(struct open_file *f)
{
    gfla_status status;
    struct gfla_text text = {0};
    char *bytes = NULL;
    TRY(gfla_calloc(&bytes, f->size + 1, 1, "a file of motion"));
    REQUIRE(fread(bytes, 1, f->size, f->stream) == f->size, GFLA_ERROR_INPUT, "cannot be read");
    TRY(gfla_bvh_tidy(bytes, f->size, &text));
    fclose(f->stream);
    f->stream = NULL;
    free(f->bytes);
    f->bytes = text.data;
    text.data = NULL;
    f->start = 0;
    TRY(open_bytes(f, f->bytes, text.size));
fail:
    free(bytes);
    gfla_text_free(&text);
    return status;
}

static bool is_motion(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && strcasecmp(dot, ".bvh") == 0;
}

static struct aiFile *open_any(struct aiFileIO *io, const char *path, const char *mode)
{
    struct gfla_import_files *files = (struct gfla_import_files *)io->UserData;
    const bool is_model = strcmp(path, gfla_source_name(files->source)) == 0;
    struct open_file *f = NULL;
    struct aiFile *file = NULL;
    gfla_status status;
    if (strpbrk(mode, "wa+"))
        return NULL;
    TRY(gfla_calloc(&f, 1, sizeof *f, "open file"));
    TRY(gfla_calloc(&file, 1, sizeof *file, "open file"));
    TRY(files->source->archive ? open_member(files, path, is_model, f) : open_on_disk(path, f));
    TRY(skip_mark(f));
    if (is_motion(path))
        TRY(tidy_motion(f));
    *file = (struct aiFile){.ReadProc = read_some,
                            .WriteProc = write_some,
                            .TellProc = tell,
                            .FileSizeProc = size_of,
                            .SeekProc = seek,
                            .FlushProc = flush,
                            .UserData = (char *)f};
    return file;
fail:
    if (is_model)
        snprintf(files->reason, sizeof files->reason, "%s", gfla_error_message());
    if (f)
        close_file(f);
    free(file);
    return NULL;
}

struct aiFileIO *gfla_import_files_io(struct gfla_import_files *files)
{
    files->io = (struct aiFileIO){.OpenProc = open_any, .CloseProc = close_any, .UserData = (char *)files};
    return &files->io;
}

void gfla_import_files_free(struct gfla_import_files *files)
{
    free(files->model);
    files->model = NULL;
}
