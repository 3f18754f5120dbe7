/* io/hdf5/hdf5_exchange.h - one question to the helper of a reader, and its answer. For hdf5_reader.c alone. */
#ifndef GFLA_IO_HDF5_HDF5_EXCHANGE_H
#define GFLA_IO_HDF5_HDF5_EXCHANGE_H

#include <pthread.h>
#include <sys/stat.h>

#include "base/helper.h"
#include "io/hdf5/hdf5_wire.h"

struct gfla_hdf5_reader {
    pthread_mutex_t mutex; /* of what follows */
    char *path, *program;
    struct stat opened;                /* the file, so that a new helper does not go on with another one */
    double view_seconds, file_seconds; /* that a view may take; that opening and listing may */
    struct gfla_helper helper;
    struct gfla_helper_wait wait;
    int n_ends;   /* helpers that ended before they should */
    bool is_lost; /* one did not come back */
    /* the exchange that is going on */
    const char *subject;            /* the view, or NULL */
    double seconds, waited, looked; /* that it may take, and has taken when last looked at */
    bool was_late;
    enum gfla_helper_result last;
};

struct gfla_hdf5_question {
    enum gfla_hdf5_ask ask;
    uint32_t wants;
    const char *texts; /* each with its zero */
    size_t size;
};

/* What an answer becomes. */
struct gfla_hdf5_answer {
    struct gfla_string_list *names;
    struct gfla_bitmap *image;
    struct gfla_hdf5_reply reply;
    int n_names; /* that were asked for */
};

/* Starts a helper unless one runs, and asks it. `subject` is in front of messages about what the file did to it; NULL:
 * nothing. Takes the mutex. GFLA_OK: the answer is there. */
gfla_status gfla_hdf5_exchange(struct gfla_hdf5_reader *reader, const char *subject,
                               const struct gfla_hdf5_question *question, struct gfla_hdf5_answer *answer);
/* Starts the helper unless it runs, and opens the file in it. Without the mutex. */
gfla_status gfla_hdf5_exchange_start(struct gfla_hdf5_reader *reader);

#endif
