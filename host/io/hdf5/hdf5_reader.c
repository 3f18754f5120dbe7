#include "io/hdf5/hdf5_reader.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/hdf5/hdf5_exchange.h"

#define MAX_ALLOWANCE 600 /* seconds */

static double view_seconds = GFLA_HDF5_SECONDS;

void gfla_hdf5_reader_set_seconds(double seconds)
{
    view_seconds = seconds > 0 ? seconds : GFLA_HDF5_SECONDS;
}

static gfla_status copy_text(char **copy, const char *text)
{
    gfla_status status = gfla_calloc(copy, strlen(text) + 1, 1, text);
    if (status == GFLA_OK)
        strcpy(*copy, text);
    return status;
}

gfla_status gfla_hdf5_reader_create(struct gfla_hdf5_reader **reader, const char *path, const char *program)
{
    gfla_status status;
    struct gfla_hdf5_reader *r = NULL;
    *reader = NULL;
    REQUIRE(strlen(path) < GFLA_HDF5_MAX_TEXTS, GFLA_ERROR_INPUT, "a path of more than %u bytes", GFLA_HDF5_MAX_TEXTS);
    TRY(gfla_calloc(&r, 1, sizeof *r, path));
    pthread_mutex_init(&r->mutex, NULL);
    TRY(copy_text(&r->path, path));
    TRY(copy_text(&r->program, program));
    REQUIRE(stat(path, &r->opened) == 0, GFLA_ERROR_INPUT, "%s: %s", path, strerror(errno));
    r->view_seconds = view_seconds;
    r->file_seconds = view_seconds + fmin((double)(r->opened.st_size >> 20), MAX_ALLOWANCE);
    TRY(gfla_hdf5_exchange_start(r));
    *reader = r;
    return GFLA_OK;
fail:
    gfla_hdf5_reader_destroy(&r);
    return status;
}

void gfla_hdf5_reader_destroy(struct gfla_hdf5_reader **reader)
{
    struct gfla_hdf5_reader *r = reader ? *reader : NULL;
    if (!r)
        return;
    gfla_helper_stop(&r->helper, NULL);
    pthread_mutex_destroy(&r->mutex);
    free(r->path);
    free(r->program);
    free(r);
    *reader = NULL;
}

gfla_status gfla_hdf5_reader_names(struct gfla_hdf5_reader *reader, struct gfla_string_list *names)
{
    struct gfla_hdf5_answer answer = {.names = names};
    return gfla_hdf5_exchange(reader, NULL, &(struct gfla_hdf5_question){.ask = GFLA_HDF5_NAMES}, &answer);
}

gfla_status gfla_hdf5_reader_view(struct gfla_hdf5_reader *reader, const struct gfla_hdf5_choice *choice, int *which,
                                  bool with_pixels, struct gfla_bitmap *image, int64_t pose[2])
{
    gfla_status status = GFLA_OK;
    struct gfla_string_list texts = {0};
    struct gfla_bitmap unwanted;
    struct gfla_hdf5_answer answer = {.image = image ? image : &unwanted, .n_names = choice->n};
    for (int i = 0; i < choice->n; i++)
        TRY(gfla_string_list_add(&texts, choice->names[i], "names of a view"));
    REQUIRE(choice->n <= GFLA_HDF5_MAX_CHOICES && texts.size <= GFLA_HDF5_MAX_TEXTS, GFLA_ERROR_INPUT,
            "%s: a view with names of %zu bytes, the limit is %u", reader->path, texts.size, GFLA_HDF5_MAX_TEXTS);
    TRY(gfla_hdf5_exchange(
        reader, choice->names[0],
        &(struct gfla_hdf5_question){.ask = with_pixels || !image ? GFLA_HDF5_VIEW : GFLA_HDF5_SIZE,
                                     .wants = (image ? GFLA_HDF5_WANTS_IMAGE : 0) | (pose ? GFLA_HDF5_WANTS_POSE : 0),
                                     .texts = texts.bytes,
                                     .size = texts.size},
        &answer));
    *which = answer.reply.which;
    if (!with_pixels && image)
        *image = (struct gfla_bitmap){.width = answer.reply.width, .height = answer.reply.height};
    if (pose)
        memcpy(pose, answer.reply.pose, sizeof answer.reply.pose);
fail:
    gfla_string_list_free(&texts);
    return status;
}

bool gfla_hdf5_reader_is_given_up(struct gfla_hdf5_reader *reader)
{
    pthread_mutex_lock(&reader->mutex);
    const bool is_given_up = reader->is_lost || reader->n_ends >= GFLA_HDF5_MOST_ENDS;
    pthread_mutex_unlock(&reader->mutex);
    return is_given_up;
}
