#include "io/hdf5/hdf5_file.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "io/hdf5/hdf5_reader.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* The first time, libhdf5 is told to print nothing, and to load no plug-ins, which a file could ask for. */
void gfla_hdf5_lock(void)
{
    static bool ready;
    pthread_mutex_lock(&mutex);
    if (!ready) {
        H5open();
        H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
        H5PLset_loading_state(0);
        ready = true;
    }
    gfla_memory_watch();
}

void gfla_hdf5_unlock(void)
{
    pthread_mutex_unlock(&mutex);
}

/* ---- failures ---- */

#define MOST_BYTES ((size_t)256 << 20) /* more than a view needs at once */

bool gfla_hdf5_again(struct gfla_hdf5_tries *tries)
{
    tries->n_short += tries->n > 0 && gfla_memory_ran_out();
    tries->n++;
    return tries->n == 1 || (tries->n == 2 && tries->n_short == 1);
}

static bool is_memory_short(void)
{
    void *volatile block = malloc(MOST_BYTES);
    const bool is_short = block == NULL;
    free(block);
    return is_short;
}

gfla_status gfla_hdf5_fail(const gfla_hdf5 *file, const struct gfla_hdf5_tries *tries, const char *fmt, ...)
{
    char message[1024];
    va_list arguments;
    if (tries->n_short == 1 || (tries->n_short == 2 && is_memory_short()))
        return gfla_fail(GFLA_ERROR_MEMORY, "%s: host memory ran out", file->path);
    va_start(arguments, fmt);
    vsnprintf(message, sizeof message, fmt, arguments);
    va_end(arguments);
    return gfla_fail(GFLA_ERROR_INPUT, "%s: %s", file->path, message);
}

struct reason {
    char *text;
    size_t size;
};

static herr_t take_reason(unsigned depth, const H5E_error2_t *error, void *context)
{
    const struct reason *reason = context;
    if (depth == 0 && error->desc)
        snprintf(reason->text, reason->size, "%s", error->desc);
    return 0;
}

const char *gfla_hdf5_reason(char *text, size_t size)
{
    struct reason reason = {text, size};
    snprintf(text, size, "unknown reason");
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_reason, &reason);
    return text;
}

static gfla_status allocate(gfla_hdf5 **file, const char *path)
{
    gfla_status status;
    *file = NULL;
    TRY(gfla_calloc(file, 1, sizeof **file, path));
    (*file)->id = H5I_INVALID_HID;
    TRY(gfla_calloc(&(*file)->path, strlen(path) + 1, 1, path));
    memcpy((*file)->path, path, strlen(path));
    return GFLA_OK;
fail:
    gfla_hdf5_destroy(file);
    return status;
}

/* ---- files ---- */

static void open_file(gfla_hdf5 *file, char *reason, size_t size)
{
    gfla_hdf5_lock();
    file->id = H5Fopen(file->path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file->id < 0)
        gfla_hdf5_reason(reason, size);
    gfla_hdf5_unlock();
}

gfla_status gfla_hdf5_open(gfla_hdf5 **file, const char *path)
{
    gfla_status status;
    char reason[160] = "";
    struct gfla_hdf5_tries tries = {0};
    FILE *probe; /* says what is wrong in words that users know */
    *file = NULL;
    TRY(gfla_file_open_regular(path, &probe));
    fclose(probe);
    TRY(allocate(file, path));
    if (gfla_context_settings()->import_program) {
        TRY(gfla_hdf5_reader_create(&(*file)->reader, path, gfla_context_settings()->import_program));
        return GFLA_OK;
    }
    while ((*file)->id < 0 && gfla_hdf5_again(&tries))
        open_file(*file, reason, sizeof reason);
    if ((*file)->id < 0)
        TRY(gfla_hdf5_fail(*file, &tries, "not an HDF5 file, or a damaged one (%s)", reason));
    return GFLA_OK;
fail:
    gfla_hdf5_destroy(file);
    return status;
}

/* The temporary is locked by struct gfla_file_out; a lock of HDF5's own would meet that one. */
static hid_t create_unlocked(const char *path)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), id = H5I_INVALID_HID;
    if (access >= 0 && H5Pset_file_locking(access, false, true) >= 0)
        id = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
    if (access >= 0)
        H5Pclose(access);
    return id;
}

gfla_status gfla_hdf5_create(gfla_hdf5 **file, const char *path)
{
    gfla_status status;
    char reason[160] = "";
    TRY(allocate(file, path));
    TRY(gfla_file_out_open(&(*file)->out, path));
    REQUIRE((*file)->out.temporary, GFLA_ERROR_OUTPUT, "%s: HDF5 needs a regular file", path);
    gfla_hdf5_lock();
    (*file)->id = create_unlocked((*file)->out.temporary);
    if ((*file)->id < 0)
        gfla_hdf5_reason(reason, sizeof reason);
    gfla_hdf5_unlock();
    if ((*file)->id < 0)
        TRY(gfla_library_fail(GFLA_ERROR_OUTPUT, path, "cannot be written (%s)", reason));
    return GFLA_OK;
fail:
    gfla_hdf5_destroy(file);
    return status;
}

static bool close_file(gfla_hdf5 *file)
{
    if (file->id < 0)
        return true;
    gfla_hdf5_lock();
    const bool closed = H5Fclose(file->id) >= 0;
    gfla_hdf5_unlock();
    file->id = H5I_INVALID_HID;
    return closed;
}

gfla_status gfla_hdf5_commit(gfla_hdf5 **file)
{
    gfla_status status;
    if (!close_file(*file))
        TRY(gfla_library_fail(GFLA_ERROR_OUTPUT, (*file)->path, "could not be written in full; is the disk full?"));
    status = gfla_file_out_commit(&(*file)->out);
fail:
    gfla_hdf5_destroy(file);
    return status;
}

void gfla_hdf5_destroy(gfla_hdf5 **file)
{
    if (!file || !*file)
        return;
    close_file(*file);
    gfla_hdf5_reader_destroy(&(*file)->reader);
    gfla_file_out_discard(&(*file)->out);
    free((*file)->path);
    free(*file);
    *file = NULL;
}

bool gfla_hdf5_is_given_up(gfla_hdf5 *file)
{
    return file->reader && gfla_hdf5_reader_is_given_up(file->reader);
}
