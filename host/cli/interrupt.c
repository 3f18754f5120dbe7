#include "cli/interrupt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_temporary.h"

#define LOOK_NANOSECONDS 50000000

static atomic_bool interrupted, waits;
static const char *command_name;

bool cli_is_interrupted(void)
{
    return atomic_load(&interrupted);
}

void cli_interrupt_waits(void)
{
    atomic_store(&waits, true);
}

/* ---- ending what does not end by itself ---- */

/* Whether a descriptor is of an output that is being written, and which: it is open for reading and writing, as
 * nothing that was only read is, and still has its name. */
static bool is_temporary(int fd, const char *link, char *path, size_t size)
{
    struct stat opened, named;
    const ssize_t length = readlink(link, path, size - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    return gfla_file_is_temporary(path) && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR && fstat(fd, &opened) == 0 &&
           lstat(path, &named) == 0 && S_ISREG(opened.st_mode) && opened.st_nlink == 1 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/* The system knows the open files, so that the library needs no list of them. Where there is no /proc they stay, and
 * are written over by the next run. */
static void remove_temporaries(void)
{
    char link[32], path[4096];
    DIR *open_files = opendir("/proc/self/fd");
    for (const struct dirent *entry; open_files && (entry = readdir(open_files));) {
        const int fd = atoi(entry->d_name);
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if (entry->d_name[0] != '.' && is_temporary(fd, link, path, sizeof path))
            unlink(path);
    }
    if (open_files)
        closedir(open_files);
}

/* Not through stdio, whose locks a thread that hangs may hold, and not into a pipe that is full. */
static void say(const char *what)
{
    char text[160];
    struct pollfd standard_error = {.fd = STDERR_FILENO, .events = POLLOUT};
    const int size = snprintf(text, sizeof text, "gfla: %s: %s\n", command_name, what);
    if (size > 0 && (size_t)size < sizeof text && poll(&standard_error, 1, 0) == 1 &&
        write(STDERR_FILENO, text, (size_t)size) != size)
        errno = 0; /* nobody is left to be told */
}

/* Until the second signal, which it returns; 0: time is up. */
static int wait_for_second(const sigset_t *signals)
{
    const double until = gfla_clock() + CLI_STOP_SECONDS;
    bool is_said = false;
    while (atomic_load(&waits) || gfla_clock() < until) {
        const int number = sigtimedwait(signals, NULL, &(struct timespec){.tv_nsec = LOOK_NANOSECONDS});
        if (number > 0)
            return number;
        if (!is_said && atomic_load(&waits) && gfla_clock() >= until) {
            say("saving what was done. A second interruption does not wait for that");
            is_said = true;
        }
    }
    return 0;
}

/* Waits for the signals, which every other thread blocks. A handler would not do: the compiler inside an OpenCL driver
 * sets its own while it builds a kernel, and that one deletes the files of the build before it passes the signal on. */
static void *wait_for_signals(void *context)
{
    const sigset_t *signals = context;
    int number = SIGINT;
    sigwait(signals, &number);
    atomic_store(&interrupted, true);
    number = wait_for_second(signals);
    remove_temporaries();
    if (number == 0) {
        say("interrupted");
        _exit(GFLA_ERROR_INTERRUPTED);
    }
    signal(number, SIG_DFL);
    raise(number);
    pthread_sigmask(SIG_UNBLOCK, signals, NULL);
    return NULL;
}

/* ---- */

void cli_interrupt_ignore(void)
{
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

/* A shell starts background jobs with signals ignored that are not meant for them, and nohup a job with SIGHUP. */
static void add_unless_ignored(sigset_t *signals, int number)
{
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
        sigaddset(signals, number);
}

void cli_interrupt_catch(const char *command)
{
    static sigset_t signals;
    pthread_t thread;
    command_name = command;
    sigemptyset(&signals);
    add_unless_ignored(&signals, SIGINT);
    add_unless_ignored(&signals, SIGTERM);
    add_unless_ignored(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (pthread_create(&thread, NULL, wait_for_signals, &signals) == 0)
        pthread_detach(thread);
    else
        pthread_sigmask(SIG_UNBLOCK, &signals, NULL); /* without the thread, the default: the process ends at once */
}
