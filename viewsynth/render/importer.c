#include "viewsynth/render/importer.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/context.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/helper.h"
#include "viewsynth/render/import_wire.h"
#include "viewsynth/render/mesh_wire.h"
#include "viewsynth/render/skeleton_wire.h"

#define MAX_ALLOWANCE 600 /* seconds */

struct gfla_importer {
    struct gfla_importer_params params; /* with defaults; texts are ours */
    char *program, *word;
    struct gfla_helper helper;
    struct gfla_helper_wait wait;
    double seconds;               /* that the model which is being read may take */
    enum gfla_helper_result last; /* of the exchange that is going on */
    bool is_used;                 /* the helper has read something before */
    struct gfla_text request;     /* the one that the helper works on; empty: none */
};

static gfla_status copy_text(char **copy, const char *text)
{
    gfla_status status = gfla_calloc(copy, strlen(text) + 1, 1, text);
    if (status == GFLA_OK)
        strcpy(*copy, text);
    return status;
}

gfla_status gfla_importer_create(gfla_importer **importer, const struct gfla_importer_params *params)
{
    gfla_status status;
    gfla_importer *i = NULL;
    *importer = NULL;
    TRY(gfla_calloc(&i, 1, sizeof *i, "importer"));
    i->params = *params;
    i->params.megabytes = params->megabytes ? params->megabytes : GFLA_IMPORT_MEGABYTES;
    TRY(copy_text(&i->program, params->program));
    TRY(copy_text(&i->word, params->word ? params->word : GFLA_IMPORT_WORD));
    *importer = i;
    return GFLA_OK;
fail:
    gfla_importer_destroy(&i);
    return status;
}

static void stop(gfla_importer *i, struct gfla_helper_end *end)
{
    gfla_helper_stop(&i->helper, end);
    gfla_text_free(&i->request);
    i->is_used = false;
}

static bool is_cancelled(void *context)
{
    return gfla_is_cancelled();
}

gfla_status gfla_importer_open(gfla_importer **importer, double seconds, size_t megabytes)
{
    const struct gfla_importer_params params = {.program = gfla_context_settings()->import_program,
                                                .seconds = seconds,
                                                .megabytes = megabytes,
                                                .stop = is_cancelled};
    *importer = NULL;
    return params.program ? gfla_importer_create(importer, &params) : GFLA_OK;
}

void gfla_importer_destroy(gfla_importer **importer)
{
    if (!importer || !*importer)
        return;
    stop(*importer, NULL);
    free((*importer)->program);
    free((*importer)->word);
    free(*importer);
    *importer = NULL;
}

/* ---- one exchange ---- */

static void add_bytes(struct gfla_text *t, const void *bytes, size_t size)
{
    if (!t->failed && gfla_grow(&t->data, &t->capacity, t->size + size, 1, "request to the importer") != GFLA_OK)
        t->failed = true;
    if (!t->failed) {
        memcpy(t->data + t->size, bytes, size);
        t->size += size;
    }
}

static gfla_status make_request(struct gfla_import_request request, const char *path, const char *member,
                                struct gfla_text *text)
{
    *text = (struct gfla_text){0};
    request.magic = GFLA_IMPORT_REQUEST;
    request.path_size = (uint32_t)strlen(path) + 1;
    request.member_size = member ? (uint32_t)strlen(member) + 1 : 0;
    if (request.path_size > GFLA_IMPORT_MAX_PATH || request.member_size > GFLA_IMPORT_MAX_PATH)
        return gfla_fail(GFLA_ERROR_INPUT, "a path of more than %d bytes", GFLA_IMPORT_MAX_PATH);
    add_bytes(text, &request, sizeof request);
    add_bytes(text, path, request.path_size);
    if (member)
        add_bytes(text, member, request.member_size);
    return text->failed ? gfla_fail(GFLA_ERROR_MEMORY, "a request to the importer: host memory ran out") : GFLA_OK;
}

/* Large files take longer. The size of an archive says nothing of its members. */
static double seconds_for(const gfla_importer *i, const char *path, const char *member)
{
    struct stat about;
    double allowance = 0;
    if (i->params.seconds > 0)
        return i->params.seconds;
    if (!member && stat(path, &about) == 0)
        allowance = floor(fmin((double)about.st_size / (1 << 20), MAX_ALLOWANCE));
    return GFLA_IMPORT_SECONDS + allowance;
}

static void begin_waiting(gfla_importer *i)
{
    i->wait = (struct gfla_helper_wait){gfla_clock() + i->seconds, i->params.stop, i->params.context};
}

/* Sends a request, which becomes the helper's, unless it works on it already. */
static gfla_status send_request(gfla_importer *i, struct gfla_text *request, double seconds)
{
    gfla_status status;
    if (i->helper.pid && i->request.size == request->size && memcmp(i->request.data, request->data, request->size) == 0)
        return GFLA_OK;
    if (i->request.size > 0)
        stop(i, NULL); /* it works on something that nobody wants */
    if (!i->helper.pid) {
        status = gfla_helper_start(&i->helper, i->program, i->word, i->params.megabytes);
        if (status != GFLA_OK)
            return status;
    }
    i->seconds = seconds;
    begin_waiting(i);
    i->last = gfla_helper_send(&i->helper, request->data, request->size, &i->wait);
    if (i->last != GFLA_HELPER_DONE)
        return gfla_fail(GFLA_ERROR_INPUT, "the importer takes no request");
    i->request = *request;
    *request = (struct gfla_text){0};
    return GFLA_OK;
}

static gfla_status receive(void *context, void *data, size_t size)
{
    gfla_importer *i = context;
    i->last = gfla_helper_receive(&i->helper, data, size, &i->wait);
    return i->last == GFLA_HELPER_DONE ? GFLA_OK : gfla_fail(GFLA_ERROR_INPUT, "the importer's reply is cut short");
}

/* What is asked for, and where it goes. */
struct want {
    enum gfla_import_kind kind;
    struct gfla_mesh **mesh;
    struct gfla_skeleton **skeleton;
};

/* *replied: what failed did so in the importer's own words. */
static gfla_status receive_reply(gfla_importer *i, const struct want *want, bool *replied)
{
    gfla_status status;
    struct gfla_import_reply reply;
    struct gfla_text message = {0};
    const struct gfla_wire_in in = {receive, i};
    TRY(receive(i, &reply, sizeof reply));
    begin_waiting(i); /* reading is done: what follows is there */
    REQUIRE(reply.magic == GFLA_IMPORT_REPLY, GFLA_ERROR_INPUT, "the importer's reply is none");
    TRY(gfla_wire_read_text(&in, &message, GFLA_IMPORT_MAX_MESSAGE));
    gfla_wire_clean(message.data, message.size);
    *replied = reply.status != GFLA_OK;
    REQUIRE(reply.status == GFLA_OK, reply.status == GFLA_ERROR_MEMORY ? GFLA_ERROR_MEMORY : GFLA_ERROR_INPUT, "%s",
            message.data ? message.data : "the importer does not say why");
    if (want->kind == GFLA_IMPORT_MESH)
        TRY(gfla_mesh_wire_read(want->mesh, &in));
    else
        TRY(gfla_skeleton_wire_read(want->skeleton, &in));
    gfla_text_free(&i->request);
    i->is_used = true;
fail:
    gfla_text_free(&message);
    return status;
}

/* ---- what went wrong ---- */

static bool ran_out_of_memory(const gfla_importer *i, const struct gfla_helper_end *end)
{
    return strstr(end->words, "bad_alloc") || end->megabytes >= i->params.megabytes / 10 * 9;
}

static gfla_status needs_memory(const gfla_importer *i)
{
    return gfla_fail(GFLA_ERROR_INPUT, "the importer needed more than %zu MiB of memory. hint: --import-memory",
                     i->params.megabytes);
}

/* The helper is gone; how, becomes the message. */
static gfla_status explain_end(const gfla_importer *i, const struct gfla_helper_end *end)
{
    const int signal = WIFSIGNALED(end->status) ? WTERMSIG(end->status) : 0;
    if (ran_out_of_memory(i, end))
        return needs_memory(i);
    if (signal == SIGKILL)
        return gfla_fail(GFLA_ERROR_INPUT, "the importer was killed (signal 9). hint: is the machine short of memory?");
    if (signal)
        return gfla_fail(GFLA_ERROR_INPUT, "the importer crashed (signal %d, %s)", signal, strsignal(signal));
    return gfla_fail(GFLA_ERROR_INPUT, "the importer ended (exit code %d)", WEXITSTATUS(end->status));
}

/* The exchange has failed with this status: what the message is to say, and whether the helper can go on. */
static gfla_status explain(gfla_importer *i, gfla_status status, bool replied)
{
    struct gfla_helper_end end;
    const enum gfla_helper_result result = i->last;
    if (result == GFLA_HELPER_DONE && replied && status == GFLA_ERROR_INPUT &&
        !strstr(gfla_error_message(), "bad_alloc")) {
        gfla_text_free(&i->request);
        i->is_used = true;
        return status;
    }
    stop(i, &end);
    switch (result) {
    case GFLA_HELPER_STOPPED:
        return gfla_fail(GFLA_ERROR_INTERRUPTED, "interrupted");
    case GFLA_HELPER_LATE:
        return gfla_fail(GFLA_ERROR_INPUT, "the importer did not end within %g s. hint: --import-timeout", i->seconds);
    case GFLA_HELPER_ENDED:
        return explain_end(i, &end);
    case GFLA_HELPER_DONE:
        break;
    }
    return replied ? needs_memory(i) : gfla_fail_context(status, "the importer's result is damaged");
}

static gfla_status exchange(gfla_importer *i, struct gfla_text *request, double seconds, const struct want *want,
                            bool *may_retry)
{
    const bool was_used = i->is_used;
    bool replied = false;
    i->last = GFLA_HELPER_DONE;
    gfla_status status = send_request(i, request, seconds);
    if (status == GFLA_ERROR_FAILED)
        return status;
    if (status == GFLA_OK)
        status = receive_reply(i, want, &replied);
    if (status == GFLA_OK)
        return status;
    const enum gfla_helper_result result = i->last;
    status = explain(i, status, replied);
    *may_retry = was_used && !i->helper.pid && (result == GFLA_HELPER_ENDED || result == GFLA_HELPER_DONE);
    return status;
}

static gfla_status ask(gfla_importer *i, const struct gfla_import_request *fields, const char *path, const char *member,
                       const struct want *want)
{
    gfla_status status = GFLA_OK;
    bool again = true;
    for (int attempt = 0; again && attempt < 2; attempt++) {
        struct gfla_text request;
        again = false;
        status = make_request(*fields, path, member, &request);
        if (status == GFLA_OK)
            status = exchange(i, &request, seconds_for(i, path, member), want, &again);
        gfla_text_free(&request);
    }
    return status;
}

/* ---- what can be asked for ---- */

static struct gfla_import_request mesh_request(const struct gfla_mesh_params *params)
{
    struct gfla_import_request request;
    memset(&request, 0, sizeof request); /* with what lies between its members: requests are compared as bytes */
    request.kind = GFLA_IMPORT_MESH;
    if (params)
        request.params = *params;
    return request;
}

gfla_status gfla_importer_mesh(gfla_importer *importer, const struct gfla_mesh_source *source,
                               const struct gfla_mesh_params *params, struct gfla_mesh **mesh)
{
    const struct gfla_import_request request = mesh_request(params);
    *mesh = NULL;
    gfla_status status =
        ask(importer, &request, source->path, source->member, &(struct want){GFLA_IMPORT_MESH, .mesh = mesh});
    if (status == GFLA_OK || status == GFLA_ERROR_INTERRUPTED)
        return status;
    return gfla_fail_context(status, "model %s%s%s", source->path, source->member ? ":" : "",
                             source->member ? source->member : "");
}

void gfla_importer_begin(gfla_importer *importer, const struct gfla_mesh_source *source,
                         const struct gfla_mesh_params *params)
{
    struct gfla_text request;
    if (make_request(mesh_request(params), source->path, source->member, &request) == GFLA_OK)
        /* what fails here fails again when it is asked for */
        send_request(importer, &request, seconds_for(importer, source->path, source->member));
    gfla_text_free(&request);
}

gfla_status gfla_importer_skeleton(gfla_importer *importer, const char *path, int animation,
                                   struct gfla_skeleton **skeleton)
{
    struct gfla_import_request request = mesh_request(NULL);
    request.kind = GFLA_IMPORT_SKELETON;
    request.animation = animation;
    *skeleton = NULL;
    return ask(importer, &request, path, NULL, &(struct want){GFLA_IMPORT_SKELETON, .skeleton = skeleton});
}
