#include "runtime/compile_helper.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/log.h"
#include "runtime/compile_wire.h"

#define MOST_SECONDS 3600. /* for one kernel */
#define LEAST_WORK 0.01    /* seconds of the processor: a helper that takes so many works */

/* Whoever compiles takes the processor, however slow the machine is; whoever hangs does not. */
static bool hangs(struct gfla_compile_helper *h)
{
    clockid_t clock;
    struct timespec used;
    const double now = gfla_clock();
    if (clock_getcpuclockid(h->process.pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return false; /* it has ended, which is seen elsewhere */
    const double seconds = (double)used.tv_sec + 1e-9 * (double)used.tv_nsec;
    if (seconds > h->used + LEAST_WORK) {
        h->used = seconds;
        h->used_at = now;
    }
    return now - h->used_at > h->patience;
}

static bool must_stop(void *context)
{
    struct gfla_compile_helper *h = context;
    return h->stop(h->context) || hangs(h);
}

/* Sends a message and receives its reply, all of it. */
static bool exchange(struct gfla_compile_helper *h, const struct gfla_byte_writer *message, uint8_t *reply, size_t size)
{
    struct gfla_byte_writer head = {0};
    const struct gfla_helper_wait wait = {gfla_clock() + MOST_SECONDS, must_stop, h};
    h->used_at = gfla_clock();
    gfla_byte_writer_add_u32(&head, (uint32_t)message->size);
    const bool is_sent = !head.failed && !message->failed &&
                         gfla_helper_send(&h->process, head.data, head.size, &wait) == GFLA_HELPER_DONE &&
                         gfla_helper_send(&h->process, message->data, message->size, &wait) == GFLA_HELPER_DONE;
    free(head.data);
    return is_sent && gfla_helper_receive(&h->process, reply, size, &wait) == GFLA_HELPER_DONE;
}

static bool replied_ok(const uint8_t *reply, size_t size, struct gfla_compile_times *times)
{
    struct gfla_byte_reader reader = {reply, reply + size, false};
    const bool is_ok = gfla_byte_reader_take_u32(&reader) == GFLA_OK;
    if (times)
        *times = (struct gfla_compile_times){gfla_byte_reader_take_f64(&reader), gfla_byte_reader_take_f64(&reader)};
    return is_ok;
}

static bool start(struct gfla_compile_helper *h)
{
    uint8_t reply[GFLA_COMPILE_GREETING_REPLY];
    if (h->process.pid)
        return true;
    if (gfla_helper_start(&h->process, gfla_context_settings()->compile_program, GFLA_COMPILE_WORD, 0) != GFLA_OK)
        return false;
    h->used = 0;
    return exchange(h, h->greeting, reply, sizeof reply) && replied_ok(reply, sizeof reply, NULL);
}

enum gfla_compile_result gfla_compile_helper_do(struct gfla_compile_helper *h, const struct gfla_byte_writer *job,
                                                struct gfla_compile_times *times)
{
    uint8_t reply[GFLA_COMPILE_JOB_REPLY];
    if (start(h) && exchange(h, job, reply, sizeof reply))
        return replied_ok(reply, sizeof reply, times) ? GFLA_COMPILE_DONE : GFLA_COMPILE_FAILED;
    if (!h->stop(h->context))
        gfla_log(GFLA_LOG_VERBOSE, "a helper that compiles kernels ended, hangs or did not start");
    gfla_helper_stop(&h->process, NULL);
    return GFLA_COMPILE_NO_HELPER;
}

void gfla_compile_helper_stop(struct gfla_compile_helper *h)
{
    gfla_helper_stop(&h->process, NULL);
}
