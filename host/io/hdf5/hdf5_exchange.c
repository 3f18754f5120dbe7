#include "io/hdf5/hdf5_exchange.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/context.h"

#define MOST_PER_WAIT 0.5 /* seconds that count between two looks: who was stopped meanwhile has not waited */
#define UNCANCELLED 1.0   /* seconds in which a cancel is not heeded: what reads well is let end */

/* ---- waiting ---- */

static bool must_stop(void *context)
{
    struct gfla_hdf5_reader *r = context;
    const double now = gfla_clock();
    r->waited += fmin(now - r->looked, MOST_PER_WAIT);
    r->looked = now;
    r->was_late = r->waited > r->seconds;
    return r->was_late || (r->waited > UNCANCELLED && gfla_is_cancelled());
}

static void begin_waiting(struct gfla_hdf5_reader *r, double seconds)
{
    r->wait = (struct gfla_helper_wait){INFINITY, must_stop, r};
    r->seconds = seconds;
    r->waited = 0;
    r->looked = gfla_clock();
}

static gfla_status receive(void *context, void *data, size_t size)
{
    struct gfla_hdf5_reader *r = context;
    r->last = gfla_helper_receive(&r->helper, data, size, &r->wait);
    return r->last == GFLA_HELPER_DONE ? GFLA_OK : gfla_fail(GFLA_ERROR_INPUT, "the reply is cut short");
}

/* ---- what went wrong ---- */

static gfla_status explain_kill(void)
{
    return gfla_fail(GFLA_ERROR_FAILED,
                     "the process that reads it was killed (signal 9). hint: is the machine short of memory?");
}

static gfla_status explain_end(const struct gfla_helper_end *end)
{
    const int signal = WIFSIGNALED(end->status) ? WTERMSIG(end->status) : 0;
    if (signal == SIGKILL)
        return explain_kill();
    if (signal)
        return gfla_fail(GFLA_ERROR_INPUT,
                         "it is damaged: libhdf5 crashed on it (signal %d, %s). hint: make or fetch it again", signal,
                         strsignal(signal));
    if (WEXITSTATUS(end->status) == GFLA_ERROR_MEMORY)
        return gfla_fail(GFLA_ERROR_MEMORY, "host memory ran out");
    return gfla_fail(GFLA_ERROR_INPUT,
                     "it is damaged: what reads it ended (exit code %d). hint: make or fetch it again",
                     WEXITSTATUS(end->status));
}

/* The helper is stopped, for it is not where this end believes it to be. */
static gfla_status explain(struct gfla_hdf5_reader *r, gfla_status status)
{
    struct gfla_helper_end end;
    gfla_helper_stop(&r->helper, &end);
    if (r->last == GFLA_HELPER_STOPPED && !r->was_late)
        return gfla_fail(GFLA_ERROR_INTERRUPTED, "interrupted");
    r->n_ends += status != GFLA_ERROR_MEMORY;
    r->is_lost = r->is_lost || r->last == GFLA_HELPER_STOPPED;
    if (r->last == GFLA_HELPER_STOPPED)
        status = gfla_fail(GFLA_ERROR_INPUT,
                           "libhdf5 did not come back within %g s. hint: is it damaged, or its disk out of reach?",
                           r->seconds);
    else if (r->last == GFLA_HELPER_ENDED)
        status = explain_end(&end);
    else if (status != GFLA_ERROR_MEMORY)
        gfla_fail_context(status, "it is damaged: what reads it replies nonsense");
    if (r->subject)
        gfla_fail_context(status, "%s", r->subject);
    return gfla_fail_context(status, "%s", r->path);
}

/* ---- one exchange ---- */

static gfla_status send_question(struct gfla_hdf5_reader *r, const struct gfla_hdf5_question *q)
{
    const struct gfla_hdf5_request request = {GFLA_HDF5_REQUEST, q->ask, q->wants, (uint32_t)q->size};
    r->last = gfla_helper_send(&r->helper, &request, sizeof request, &r->wait);
    if (r->last == GFLA_HELPER_DONE)
        r->last = gfla_helper_send(&r->helper, q->texts, q->size, &r->wait);
    return r->last == GFLA_HELPER_DONE ? GFLA_OK : gfla_fail(GFLA_ERROR_INPUT, "no request is taken");
}

static gfla_status take_answer(struct gfla_hdf5_reader *r, const struct gfla_hdf5_question *q,
                               struct gfla_hdf5_answer *answer, bool *replied)
{
    const struct gfla_wire_in in = {receive, r};
    const gfla_status status = gfla_hdf5_wire_read_reply(&in, &answer->reply, replied);
    if (status != GFLA_OK)
        return status;
    switch (q->ask) {
    case GFLA_HDF5_NAMES:
        return gfla_hdf5_wire_read_names(&in, &answer->reply, answer->names);
    case GFLA_HDF5_VIEW:
    case GFLA_HDF5_SIZE:
        return gfla_hdf5_wire_read_view(&in, &answer->reply, answer->n_names,
                                        q->ask == GFLA_HDF5_VIEW && (q->wants & GFLA_HDF5_WANTS_IMAGE), answer->image);
    default:
        return gfla_hdf5_wire_read_nothing(&answer->reply);
    }
}

/* With a helper that runs. */
static gfla_status exchange(struct gfla_hdf5_reader *r, const struct gfla_hdf5_question *q,
                            struct gfla_hdf5_answer *answer)
{
    bool replied = false;
    begin_waiting(r, q->ask == GFLA_HDF5_OPEN || q->ask == GFLA_HDF5_NAMES ? r->file_seconds : r->view_seconds);
    gfla_status status = send_question(r, q);
    if (status == GFLA_OK)
        status = take_answer(r, q, answer, &replied);
    return status == GFLA_OK || replied ? status : explain(r, status);
}

/* ---- the helper ---- */

static gfla_status check_may_start(const struct gfla_hdf5_reader *r)
{
    gfla_status status = GFLA_OK;
    struct stat now;
    REQUIRE(!r->is_lost, GFLA_ERROR_INPUT, "%s: libhdf5 did not come back from it: no more of it is read", r->path);
    REQUIRE(r->n_ends < GFLA_HDF5_MOST_ENDS, GFLA_ERROR_INPUT,
            "%s: libhdf5 crashed on it %d times: no more of it is read", r->path, r->n_ends);
    REQUIRE(stat(r->path, &now) == 0 && now.st_dev == r->opened.st_dev && now.st_ino == r->opened.st_ino &&
                now.st_size == r->opened.st_size && now.st_mtim.tv_sec == r->opened.st_mtim.tv_sec &&
                now.st_mtim.tv_nsec == r->opened.st_mtim.tv_nsec,
            GFLA_ERROR_INPUT, "%s: it was replaced while it was read", r->path);
    TRY(gfla_check_cancelled());
fail:
    return status;
}

/* A helper that never greets is no such program, whatever the file. */
static gfla_status take_greeting(struct gfla_hdf5_reader *r)
{
    const struct gfla_wire_in in = {receive, r};
    struct gfla_hdf5_reply greeting;
    struct gfla_helper_end end;
    bool replied;
    begin_waiting(r, r->view_seconds);
    gfla_status status = gfla_hdf5_wire_read_reply(&in, &greeting, &replied);
    if (status == GFLA_OK)
        status = gfla_hdf5_wire_read_nothing(&greeting);
    if (status == GFLA_OK)
        return status;
    gfla_helper_stop(&r->helper, &end);
    if (r->last == GFLA_HELPER_STOPPED && !r->was_late)
        return gfla_fail(GFLA_ERROR_INTERRUPTED, "interrupted");
    if (WIFEXITED(end.status) && WEXITSTATUS(end.status) == GFLA_ERROR_MEMORY)
        return gfla_fail(GFLA_ERROR_MEMORY, "%s: host memory ran out", r->path);
    if (r->last == GFLA_HELPER_ENDED && WIFSIGNALED(end.status) && WTERMSIG(end.status) == SIGKILL)
        return gfla_fail_context(explain_kill(), "%s", r->path);
    return gfla_fail(GFLA_ERROR_FAILED, "%s: the helper %s does not answer. hint: it is to be gfla of this version",
                     r->path, r->program);
}

/* Starts the helper unless it runs, and opens the file in it. */
gfla_status gfla_hdf5_exchange_start(struct gfla_hdf5_reader *r)
{
    gfla_status status = GFLA_OK;
    struct gfla_hdf5_answer nothing;
    const struct gfla_hdf5_question open = {.ask = GFLA_HDF5_OPEN, .texts = r->path, .size = strlen(r->path) + 1};
    if (r->helper.pid)
        return GFLA_OK;
    TRY(check_may_start(r));
    status = gfla_helper_start(&r->helper, r->program, GFLA_HDF5_WORD, GFLA_HDF5_MEGABYTES);
    if (status != GFLA_OK)
        return gfla_fail_context(status, "%s", r->path);
    TRY(take_greeting(r));
    status = exchange(r, &open, &nothing);
    if (status != GFLA_OK)
        gfla_helper_stop(&r->helper, NULL);
fail:
    return status;
}

gfla_status gfla_hdf5_exchange(struct gfla_hdf5_reader *r, const char *subject, const struct gfla_hdf5_question *q,
                               struct gfla_hdf5_answer *answer)
{
    pthread_mutex_lock(&r->mutex);
    r->subject = NULL;
    gfla_status status = gfla_hdf5_exchange_start(r);
    r->subject = subject;
    if (status == GFLA_OK)
        status = exchange(r, q, answer);
    pthread_mutex_unlock(&r->mutex);
    return status;
}
