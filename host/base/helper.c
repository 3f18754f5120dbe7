#define _GNU_SOURCE /* pipe2, F_SETPIPE_SZ, wait4 */
#include "base/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define LOWEST_FD 16 /* of the ends that the helper gets: above those that it gets them as */
#define PIPE_BYTES (1 << 20)
#define POLL_MS 50

/* ---- starting ---- */

struct ends {
    int requests[2], replies[2], errors[2]; /* ours, the helper's */
};

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void close_side(struct ends *e, int side)
{
    close_one(&e->requests[side]);
    close_one(&e->replies[side]);
    close_one(&e->errors[side]);
}

/* The number that posix_spawn copies from must not be one that it copies to. */
static bool move_up(int *fd)
{
    const int moved = fcntl(*fd, F_DUPFD_CLOEXEC, LOWEST_FD);
    if (moved < 0)
        return false;
    close(*fd);
    *fd = moved;
    return true;
}

static bool open_ends(struct ends *e)
{
    *e = (struct ends){{-1, -1}, {-1, -1}, {-1, -1}};
    /* a socket, since writing to a pipe that nobody reads would be a signal */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, e->requests) != 0 || pipe2(e->replies, O_CLOEXEC) != 0 ||
        pipe2(e->errors, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    fcntl(e->replies[1], F_SETPIPE_SZ, PIPE_BYTES); /* larger is faster, and no more */
    return fcntl(e->replies[0], F_SETFL, O_NONBLOCK) == 0 && fcntl(e->requests[0], F_SETFL, O_NONBLOCK) == 0 &&
           move_up(&e->requests[1]) && move_up(&e->replies[1]) && move_up(&e->errors[1]);
}

/* What the helper gets in place of its descriptors 0 to 3. */
static int describe_files(posix_spawn_file_actions_t *files, const struct ends *e)
{
    int failed = posix_spawn_file_actions_adddup2(files, e->requests[1], 0);
    failed = failed ? failed : posix_spawn_file_actions_addopen(files, 1, "/dev/null", O_WRONLY, 0);
    failed = failed ? failed : posix_spawn_file_actions_adddup2(files, e->errors[1], 2);
    return failed ? failed : posix_spawn_file_actions_adddup2(files, e->replies[1], GFLA_HELPER_REPLIES);
}

static int spawn(pid_t *pid, const char *program, char *const argv[], const struct ends *e)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int failed = posix_spawn_file_actions_init(&files);
    if (failed)
        return failed;
    failed = posix_spawnattr_init(&attributes);
    if (!failed) {
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        failed = describe_files(&files, e);
        if (!failed)
            failed = posix_spawn(pid, program, &files, &attributes, argv, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

gfla_status gfla_helper_start(struct gfla_helper *helper, const char *program, const char *word, size_t megabytes)
{
    struct ends e;
    char first[] = "gfla", second[64], third[24], fourth[24];
    pid_t pid = 0;
    *helper = (struct gfla_helper){0};
    snprintf(second, sizeof second, "%s", word);
    snprintf(third, sizeof third, "%zu", megabytes);
    snprintf(fourth, sizeof fourth, "%ld", (long)getpid());
    const int failed =
        open_ends(&e) ? spawn(&pid, program, (char *const[]){first, second, third, fourth, NULL}, &e) : errno;
    close_side(&e, 1);
    if (failed) {
        close_side(&e, 0);
        return gfla_fail(failed == ENOMEM ? GFLA_ERROR_MEMORY : GFLA_ERROR_FAILED,
                         "the helper %s cannot be started: %s%s", program, strerror(failed),
                         failed == ENOENT && strncmp(program, "/proc/", 6) == 0 ? ". hint: mount /proc" : "");
    }
    *helper = (struct gfla_helper){pid, e.requests[0], e.replies[0], e.errors[0]};
    return GFLA_OK;
}

/* ---- ending ---- */

/* What is printed while nobody reads is lost once the pipe is full, which holds more than words. */
static void take_words(const struct gfla_helper *helper, struct gfla_helper_end *end)
{
    const size_t half = sizeof end->words / 2;
    size_t used = 0;
    ssize_t got;
    while ((got = read(helper->errors, end->words + used, half - 1)) > 0) {
        used += (size_t)got;
        if (used >= half) { /* the end is what is kept */
            memmove(end->words, end->words + used - half, half);
            used = half;
        }
    }
    end->words[used] = 0;
}

void gfla_helper_stop(struct gfla_helper *helper, struct gfla_helper_end *end)
{
    struct gfla_helper_end unwanted;
    struct rusage usage = {0};
    if (helper->pid == 0)
        return;
    end = end ? end : &unwanted;
    *end = (struct gfla_helper_end){0};
    close(helper->to);
    close(helper->from);
    kill(helper->pid, SIGKILL); /* does nothing to what has ended already and waits to be asked how */
    while (wait4(helper->pid, &end->status, 0, &usage) < 0 && errno == EINTR)
        continue;
    end->megabytes = (size_t)usage.ru_maxrss >> 10;
    take_words(helper, end);
    close(helper->errors);
    *helper = (struct gfla_helper){0};
}

/* ---- talking ---- */

/* Waits until something can be done with the descriptor. */
static enum gfla_helper_result wait_for(int fd, short events, const struct gfla_helper_wait *wait)
{
    for (;;) {
        struct pollfd one = {.fd = fd, .events = events};
        if (wait->stop && wait->stop(wait->context))
            return GFLA_HELPER_STOPPED;
        if (gfla_clock() > wait->until)
            return GFLA_HELPER_LATE;
        const int ready = poll(&one, 1, POLL_MS);
        if (ready > 0)
            return GFLA_HELPER_DONE;
        if (ready < 0 && errno != EINTR)
            return GFLA_HELPER_ENDED;
    }
}

static bool may_try_again(void)
{
    return errno == EAGAIN || errno == EINTR;
}

enum gfla_helper_result gfla_helper_send(const struct gfla_helper *helper, const void *data, size_t size,
                                         const struct gfla_helper_wait *wait)
{
    const char *at = data;
    while (size > 0) {
        const enum gfla_helper_result result = wait_for(helper->to, POLLOUT, wait);
        if (result != GFLA_HELPER_DONE)
            return result;
        const ssize_t n = send(helper->to, at, size, MSG_NOSIGNAL);
        if (n < 0 && !may_try_again())
            return GFLA_HELPER_ENDED;
        at += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return GFLA_HELPER_DONE;
}

enum gfla_helper_result gfla_helper_receive(const struct gfla_helper *helper, void *data, size_t size,
                                            const struct gfla_helper_wait *wait)
{
    char *at = data;
    while (size > 0) {
        const ssize_t n = read(helper->from, at, size);
        if (n == 0 || (n < 0 && !may_try_again()))
            return GFLA_HELPER_ENDED;
        at += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
        if (n > 0)
            continue;
        const enum gfla_helper_result result = wait_for(helper->from, POLLIN, wait);
        if (result != GFLA_HELPER_DONE)
            return result;
    }
    return GFLA_HELPER_DONE;
}
