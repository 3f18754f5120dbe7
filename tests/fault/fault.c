#define _GNU_SOURCE
#include "tests/fault/fault.h"

#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Negative numbers are codes of OpenCL: what drivers return from these calls when they run out of something. */
static const struct {
    const char *name;
    int cl_error;
} kinds[FAULT_KIND_COUNT] = {
    [FAULT_ALLOCATION] = {"allocation", 0},
    [FAULT_LIBRARY] = {"library", 0},
    [FAULT_THREAD] = {"thread", 0},
    [FAULT_SPAWN] = {"spawn", 0},
    [FAULT_PIPE] = {"pipe", 0},
    [FAULT_OPEN] = {"open", 0},
    [FAULT_WRITE] = {"write", 0},
    [FAULT_FLUSH] = {"flush", 0},
    [FAULT_FSYNC] = {"fsync", 0},
    [FAULT_RENAME] = {"rename", 0},
    [FAULT_MKDIR] = {"mkdir", 0},
    [FAULT_CL_CONTEXT] = {"cl-context", -5},
    [FAULT_CL_QUEUE] = {"cl-queue", -5},
    [FAULT_CL_BUFFER] = {"cl-buffer", -4},
    [FAULT_CL_VIEW] = {"cl-view", -4},
    [FAULT_CL_SOURCE] = {"cl-source", -6},
    [FAULT_CL_BINARY] = {"cl-binary", -6},
    [FAULT_CL_BUILD] = {"cl-build", -6},
    [FAULT_CL_KERNEL] = {"cl-kernel", -5},
    [FAULT_CL_ARG] = {"cl-arg", -5},
    [FAULT_CL_ENQUEUE] = {"cl-enqueue", -5},
    [FAULT_CL_WRITE] = {"cl-write", -5},
    [FAULT_CL_READ] = {"cl-read", -5},
    [FAULT_CL_FILL] = {"cl-fill", -4},
    [FAULT_CL_COPY] = {"cl-copy", -5},
    [FAULT_CL_FLUSH] = {"cl-flush", -6},
    [FAULT_CL_FINISH] = {"cl-finish", -5},
    [FAULT_CL_WAIT] = {"cl-wait", -14},
    [FAULT_CL_QUERY] = {"cl-query", -5},
};

static const char *const things[FAULT_THING_COUNT] = {"block",      "cl-context", "cl-queue", "cl-buffer",
                                                      "cl-program", "cl-kernel",  "cl-event"};

/* Libraries that work on files for the program, by a part of their names. */
static const char *const libraries[] = {"libpng", "libjpeg",  "libwebp",  "libtiff",      "libgif",
                                        "libzip", "libcjson", "libexpat", "libprotobuf-c"};

#define MAX_RANGES 64
#define MAX_FRAMES 24
#define N_SLOTS (1u << 18) /* of things; a power of two */

static struct range {
    uintptr_t begin, end, base;
    enum fault_owner owner;
} ranges[MAX_RANGES];
static int n_ranges;

static bool is_on; /* this process takes part */
static enum fault_kind wanted_kind;
static long wanted_call;
static bool lasts; /* calls after that one fail, too */
static bool kills; /* in the place of a failure */
static int wanted_error;
static atomic_long calls[FAULT_KIND_COUNT];
static _Atomic uint64_t failed_site;
static FILE *sites;
static char report_path[4096];

/* What is alive: open addressing by handle. One lock: the programs under test are small. */
static struct slot {
    const void *handle;
    enum fault_thing thing;
    int references;
    uint64_t site;
} * slots;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local bool is_inside; /* of this library: what it allocates itself does not count */

static enum fault_owner owner_of_file(const char *path)
{
    if (!*path)
        return FAULT_OWNER_PROGRAM;
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++)
        if (strstr(path, libraries[i]))
            return FAULT_OWNER_LIBRARY;
    return FAULT_OWNER_OTHER;
}

static int add_ranges(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    const enum fault_owner owner = owner_of_file(info->dlpi_name);
    for (int i = 0; i < info->dlpi_phnum && owner != FAULT_OWNER_OTHER && n_ranges < MAX_RANGES; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        const uintptr_t begin = info->dlpi_addr + p->p_vaddr;
        if (p->p_type == PT_LOAD && (p->p_flags & PF_X))
            ranges[n_ranges++] = (struct range){begin, begin + p->p_memsz, info->dlpi_addr, owner};
    }
    return 0;
}

static const struct range *range_of(const void *address)
{
    for (int i = 0; i < n_ranges; i++)
        if ((uintptr_t)address >= ranges[i].begin && (uintptr_t)address < ranges[i].end)
            return &ranges[i];
    return NULL;
}

enum fault_owner fault_owner_of(const void *address)
{
    const struct range *range = range_of(address);
    return range ? range->owner : FAULT_OWNER_OTHER;
}

/* The places in the program alone: drivers and libraries lie elsewhere in each process. */
static uint64_t find_site(void)
{
    void *frames[MAX_FRAMES];
    uint64_t hash = 14695981039346656037u;
    const int n = backtrace(frames, MAX_FRAMES);
    for (int i = 0; i < n; i++) {
        const struct range *range = range_of(frames[i]);
        if (range && range->owner == FAULT_OWNER_PROGRAM)
            hash = (hash ^ ((uintptr_t)frames[i] - range->base)) * 1099511628211u;
    }
    return hash;
}

/* Where no other process was. */
static void die(void)
{
    char path[sizeof report_path + sizeof ".killed"];
    snprintf(path, sizeof path, "%s.killed", report_path);
    if (open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666) >= 0)
        kill(getpid(), SIGKILL);
}

bool fault_disk_is_full(void)
{
    return is_on && lasts && wanted_kind == FAULT_WRITE && atomic_load(&calls[FAULT_WRITE]) + 1 >= wanted_call;
}

bool fault_now(enum fault_kind kind)
{
    if (!is_on || is_inside)
        return false;
    const long call = atomic_fetch_add(&calls[kind], 1) + 1;
    const bool fails = kind == wanted_kind && (call == wanted_call || (lasts && call > wanted_call));
    if (!fails && !sites)
        return false;
    is_inside = true;
    const uint64_t site = find_site();
    if (sites)
        fprintf(sites, "%s %016llx\n", kinds[kind].name, (unsigned long long)site);
    if (fails)
        atomic_store(&failed_site, site);
    if (fails && kills)
        die();
    is_inside = false;
    return fails && !kills;
}

int fault_cl_error(enum fault_kind kind)
{
    return wanted_error ? wanted_error : kinds[kind].cl_error;
}

static struct slot *find_slot(enum fault_thing thing, const void *handle)
{
    uint32_t at = (uint32_t)(((uintptr_t)handle >> 4) * 2654435761u) & (N_SLOTS - 1);
    while (slots[at].references && (slots[at].handle != handle || slots[at].thing != thing))
        at = (at + 1) & (N_SLOTS - 1);
    return &slots[at];
}

/* Those behind an empty slot move up, as far as they may. */
static void close_gap(struct slot *gap)
{
    for (uint32_t at = (uint32_t)(gap - slots + 1) & (N_SLOTS - 1); slots[at].references;
         at = (at + 1) & (N_SLOTS - 1)) {
        const struct slot moved = slots[at];
        slots[at].references = 0;
        *find_slot(moved.thing, moved.handle) = moved;
    }
}

void fault_take(enum fault_thing thing, const void *handle)
{
    if (!is_on || is_inside || !handle)
        return;
    is_inside = true;
    const uint64_t site = find_site();
    pthread_mutex_lock(&lock);
    struct slot *slot = find_slot(thing, handle);
    *slot = (struct slot){handle, thing, slot->references + 1, site};
    pthread_mutex_unlock(&lock);
    is_inside = false;
}

void fault_give(enum fault_thing thing, const void *handle)
{
    if (!is_on || is_inside || !handle)
        return;
    pthread_mutex_lock(&lock);
    struct slot *slot = find_slot(thing, handle);
    if (slot->references && --slot->references == 0)
        close_gap(slot);
    pthread_mutex_unlock(&lock);
}

static void read_fault(void)
{
    char name[32] = "";
    const char *text = getenv("GFLA_FAULT");
    wanted_kind = FAULT_KIND_COUNT;
    if (!text || sscanf(text, "%31[^:]:%ld:%d", name, &wanted_call, &wanted_error) < 2)
        return;
    lasts = text[strlen(text) - 1] == '+';
    kills = text[strlen(text) - 1] == '!';
    for (int i = 0; i < FAULT_KIND_COUNT; i++)
        if (strcmp(kinds[i].name, name) == 0)
            wanted_kind = i;
}

/* Whether this process is the one that is tried. The variables of the others are taken away. */
static bool takes_part(void)
{
    char line[4096] = "";
    const char *child = getenv("GFLA_FAULT_CHILD");
    const int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    const ssize_t size = file < 0 ? 0 : read(file, line, sizeof line - 1);
    if (file >= 0)
        close(file);
    const char *first = line + strlen(line) + 1;
    return getenv("GFLA_FAULT_REPORT") && (!child || (first < line + size && strcmp(first, child) == 0));
}

__attribute__((constructor)) static void begin(void)
{
    void *frames[1];
    if (!takes_part())
        return;
    snprintf(report_path, sizeof report_path, "%s", getenv("GFLA_FAULT_REPORT"));
    read_fault();
    backtrace(frames, 1); /* loads what it needs now */
    dl_iterate_phdr(add_ranges, NULL);
    slots = calloc(N_SLOTS, sizeof *slots);
    if (getenv("GFLA_FAULT_SITES"))
        sites = fopen(getenv("GFLA_FAULT_SITES"), "we");
    unsetenv("GFLA_FAULT_REPORT");
    is_on = slots != NULL;
}

static void write_report(FILE *report)
{
    if (atomic_load(&failed_site))
        fprintf(report, "failed %016llx\n", (unsigned long long)atomic_load(&failed_site));
    for (int i = 0; i < FAULT_KIND_COUNT; i++)
        fprintf(report, "calls %s %ld\n", kinds[i].name, atomic_load(&calls[i]));
    for (uint32_t i = 0; i < N_SLOTS; i++)
        if (slots[i].references)
            fprintf(report, "live %s %d %016llx\n", things[slots[i].thing], slots[i].references,
                    (unsigned long long)slots[i].site);
}

__attribute__((destructor)) static void end(void)
{
    if (!is_on)
        return;
    is_on = false;
    FILE *report = fopen(report_path, "we");
    if (report) {
        write_report(report);
        fclose(report);
    }
    if (sites)
        fclose(sites);
}
