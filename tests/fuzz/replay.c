#include "tests/fuzz/replay.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include <zip.h>

#include "base/file.h"
#include "tests/fuzz/scaling.h"

#define MAX_INPUT ((uint64_t)16 << 20)
#define MAX_SECONDS 20 /* of processor time, with sanitizers */
#define MAX_TARGETS 64

static char current[1024];
static size_t n_run[MAX_TARGETS];

/* ---- saying which input it was ---- */

/* The sanitizers call these, from libraries of theirs, before they end the process. */
void __asan_on_error(void) __attribute__((visibility("default")));
void __ubsan_on_report(void) __attribute__((visibility("default")));
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

static void name_input(void)
{
    static const char words[] = "\nfuzz_replay: this input: ";
    if (!current[0] || write(2, words, sizeof words - 1) < 0 || write(2, current, strlen(current)) < 0 ||
        write(2, "\n", 1) < 0)
        return;
    current[0] = 0;
}

void __asan_on_error(void)
{
    name_input();
}

void __ubsan_on_report(void)
{
    name_input();
}

static void end(int signal_number)
{
    name_input();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void watch_for_the_end(void)
{
    const int signals[] = {SIGABRT, SIGPROF, SIGFPE};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], end);
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(name_input);
    else
        signal(SIGSEGV, end);
}

/* Targets that mutate themselves refer to it; libFuzzer alone calls them. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most)
{
    (void)data, (void)most;
    return size;
}

/* ---- inputs ---- */

static int fail(const char *path, const char *why)
{
    fprintf(stderr, "fuzz_replay: %s: %s\n", path, why);
    return 1;
}

/* `path` is TARGET/NAME behind its last slash but one. */
static int run_one(const char *target, size_t length, const uint8_t *data, size_t size)
{
    const struct itimerval time = {.it_value = {MAX_SECONDS, 0}};
    for (int i = 0; fuzz_targets[i].name; i++)
        if (strlen(fuzz_targets[i].name) == length && memcmp(fuzz_targets[i].name, target, length) == 0) {
            setitimer(ITIMER_PROF, &time, NULL);
            fuzz_targets[i].run(data, size);
            n_run[i]++;
            return 0;
        }
    return fail(current, "there is no target of that name");
}

static int run_file(const char *path, const char *target)
{
    void *data = NULL;
    size_t size;
    snprintf(current, sizeof current, "%s", path);
    if (gfla_file_read(path, MAX_INPUT, &data, &size) != GFLA_OK)
        return fail(path, gfla_error_message());
    uint8_t *exact = malloc(size); /* without the zero behind it, so that reading beyond the end is seen */
    if (size > 0 && exact)
        memcpy(exact, data, size);
    const int failed = run_one(target, strlen(target), exact, size);
    free(data);
    free(exact);
    return failed;
}

static int run_folder(const char *path)
{
    char **targets = NULL, **names = NULL, one[700], file[1000];
    size_t n_targets, n;
    int failed = 0;
    if (gfla_folder_list(path, &targets, &n_targets) != GFLA_OK)
        return fail(path, gfla_error_message());
    for (size_t i = 0; i < n_targets && !failed; i++) {
        snprintf(one, sizeof one, "%s/%s", path, targets[i]);
        if (gfla_folder_list(one, &names, &n) != GFLA_OK)
            failed = fail(one, gfla_error_message());
        for (size_t k = 0; k < n && !failed; k++) {
            snprintf(file, sizeof file, "%s/%s", one, names[k]);
            failed = run_file(file, targets[i]);
        }
        free(names);
        names = NULL;
    }
    free(targets);
    return failed;
}

static int run_member(zip_t *archive, zip_uint64_t index)
{
    zip_stat_t about;
    zip_file_t *file = zip_fopen_index(archive, index, 0);
    if (!file || zip_stat_index(archive, index, 0, &about) != 0 || about.size > MAX_INPUT)
        return fail(current, "cannot be read");
    const char *slash = strchr(about.name, '/');
    uint8_t *data = malloc(about.size);
    int failed = 0;
    snprintf(current, sizeof current, "%s", about.name);
    if (!slash || (zip_uint64_t)zip_fread(file, data, about.size) != about.size)
        failed = fail(about.name, "is no input");
    else if (slash[1])
        failed = run_one(about.name, (size_t)(slash - about.name), data, about.size);
    free(data);
    zip_fclose(file);
    return failed;
}

static int run_archive(const char *path)
{
    int failed = 0, error;
    zip_t *archive = zip_open(path, ZIP_RDONLY, &error);
    if (!archive)
        return fail(path, "is no zip archive");
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0) && !failed; i++)
        failed = run_member(archive, (zip_uint64_t)i);
    zip_discard(archive);
    return failed;
}

int main(int argc, char **argv)
{
    struct stat about;
    int failed = argc < 2 ? fail("usage", "fuzz_replay PATH... or --scaling") : 0;
    watch_for_the_end();
    if (argc == 2 && strcmp(argv[1], "--scaling") == 0)
        return fuzz_scaling() > 0;
    for (int i = 1; i < argc && !failed; i++)
        failed = stat(argv[i], &about) == 0 && S_ISDIR(about.st_mode) ? run_folder(argv[i]) : run_archive(argv[i]);
    for (int i = 0; fuzz_targets[i].name && !failed; i++) {
        printf("%-20s %6zu inputs\n", fuzz_targets[i].name, n_run[i]);
        if (n_run[i] == 0)
            failed = fail(fuzz_targets[i].name, "no input was replayed");
    }
    return failed;
}
