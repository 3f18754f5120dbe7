#include "tests/fuzz/replay.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include <zip.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/random.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/scaling.h"

#define MAX_INPUT ((uint64_t)16 << 20)
#define MAX_SECONDS 20 /* of processor time, with sanitizers */
#define MAX_TARGETS 64
#define MAX_BLOCK ((size_t)1 << 30)       /* that a reader may ask for at once; */
#define MAX_VIDEO_BLOCK ((size_t)2 << 30) /* libav asks for what a header says, and fills what the file has */

#define KEPT "fuzz_replay.failed" /* in the working folder: the last input that brought a reader down */

static char current[1024];
static const uint8_t *current_data;
static size_t current_size;
static size_t n_run[MAX_TARGETS], most_bytes = SIZE_MAX;
static uint32_t accepted[MAX_TARGETS]; /* a bit for each format */
static int n_formats[MAX_TARGETS];
static int n_changes;

/* ---- saying which input it was ---- */

/* The sanitizers call these, from libraries of theirs, before they end the process. */
void __asan_on_error(void) __attribute__((visibility("default")));
void __ubsan_on_report(void) __attribute__((visibility("default")));
void __sanitizer_malloc_hook(const volatile void *block, size_t size) __attribute__((visibility("default")));
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

static void name_input(void)
{
    static const char words[] = "\nfuzz_replay: this input, kept in " KEPT ": ";
    if (!current[0])
        return;
    const int file = open(KEPT, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (file < 0 || write(file, current_data, current_size) < 0 || close(file) < 0 ||
        write(2, words, sizeof words - 1) < 0 || write(2, current, strlen(current)) < 0 || write(2, "\n", 1) < 0)
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

void __sanitizer_malloc_hook(const volatile void *block, size_t size)
{
    (void)block;
    if (size > most_bytes) {
        most_bytes = SIZE_MAX;
        fprintf(stderr, "fuzz_replay: %zu bytes are asked for at once\n", size);
        abort();
    }
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

static void note_accepted(int target)
{
    int formats;
    accepted[target] |= fuzz_take_accepted(&formats);
    if (formats)
        n_formats[target] = formats;
}

static void run_target(int target, const uint8_t *data, size_t size)
{
    const struct itimerval time = {.it_value = {MAX_SECONDS, 0}};
    setitimer(ITIMER_PROF, &time, NULL);
    current_data = data;
    current_size = size;
    most_bytes = strcmp(fuzz_targets[target].name, "video") == 0 ? MAX_VIDEO_BLOCK : MAX_BLOCK;
    fuzz_targets[target].run(data, size);
    most_bytes = SIZE_MAX;
    n_run[target]++;
    note_accepted(target);
}

/* A few bytes become others, of which some are dear to readers; at times the end is cut off. */
static size_t change(struct gfla_random *random, uint8_t *data, size_t size)
{
    static const uint8_t dear[] = {0,   1,   2,   4,    8,   16,  32,  64,  127, 128,
                                   254, 255, ' ', '\n', '-', '0', '9', '"', '{', '['};
    for (uint32_t n = 1 + gfla_random_below(random, 4); n > 0; n--) {
        const uint32_t at = gfla_random_below(random, (uint32_t)size);
        if (gfla_random_below(random, 2))
            data[at] = dear[gfla_random_below(random, sizeof dear)];
        else
            data[at] ^= (uint8_t)(1u << gfla_random_below(random, 8));
    }
    return gfla_random_below(random, 16) ? size : gfla_random_below(random, (uint32_t)size);
}

/* The input, and n_changes times a changed one: of the same input the same ones. */
static void run_changed(int target, const uint8_t *data, size_t size)
{
    char name[sizeof current];
    struct gfla_random random = gfla_random_seed(gfla_hash_bytes(data, size), 1);
    snprintf(name, sizeof name, "%s", current);
    for (int k = 0; k < n_changes && size > 0; k++) {
        uint8_t *copy = malloc(size);
        if (!copy)
            return;
        memcpy(copy, data, size);
        snprintf(current, sizeof current, "%.900s, changed for the %dth time", name, k + 1);
        const size_t left = change(&random, copy, size);
        run_target(target, copy, left);
        free(copy);
    }
}

static int run_one(const char *target, size_t length, const uint8_t *data, size_t size)
{
    for (int i = 0; fuzz_targets[i].name; i++)
        if (strlen(fuzz_targets[i].name) == length && memcmp(fuzz_targets[i].name, target, length) == 0) {
            run_target(i, data, size);
            run_changed(i, data, size);
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

/* Inputs of one target, each behind its size of four bytes. */
static int run_pack(const char *target, const uint8_t *data, size_t size)
{
    struct gfla_byte_reader reader = {data, data + size, false};
    for (size_t number = 0; reader.at < reader.end; number++) {
        const uint32_t n = gfla_byte_reader_take_u32(&reader);
        const uint8_t *input = gfla_byte_reader_take(&reader, n);
        snprintf(current, sizeof current, "%.200s of the archive, number %zu", target, number);
        uint8_t *exact = input ? malloc(n) : NULL;
        if (reader.failed || !exact)
            return fail(current, "is no input");
        memcpy(exact, input, n);
        const int failed = run_one(target, strlen(target), exact, n);
        free(exact);
        if (failed)
            return failed;
    }
    return 0;
}

static int run_member(zip_t *archive, zip_uint64_t index)
{
    zip_stat_t about;
    zip_file_t *file = zip_fopen_index(archive, index, 0);
    if (!file || zip_stat_index(archive, index, 0, &about) != 0 || about.size > MAX_INPUT)
        return fail("a member of the archive", "cannot be read");
    uint8_t *data = malloc(about.size + 1);
    const int failed = data && (zip_uint64_t)zip_fread(file, data, about.size) == about.size
                           ? run_pack(about.name, data, about.size)
                           : fail(about.name, "cannot be read");
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

static int run_path(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode) ? run_folder(path) : run_archive(path);
}

/* Inputs that a reader takes lead further than others. */
static int check_target(int target)
{
    const char *name = fuzz_targets[target].name;
    char text[64];
    printf("%-20s %6zu inputs\n", name, n_run[target]);
    if (n_run[target] == 0)
        return fail(name, "no input was replayed");
    if (n_formats[target] == 0)
        return fail(name, "its reader accepts none of the inputs");
    for (int k = 0; k < n_formats[target]; k++)
        if (!(accepted[target] >> k & 1)) {
            snprintf(text, sizeof text, "format %d of 0 to %d is accepted nowhere", k, n_formats[target] - 1);
            return fail(name, text);
        }
    return 0;
}

int main(int argc, char **argv)
{
    int failed = argc < 2 ? fail("usage", "fuzz_replay [PATH... --change N] PATH... or --scaling") : 0;
    watch_for_the_end();
    if (argc == 2 && strcmp(argv[1], "--scaling") == 0)
        return fuzz_scaling() > 0;
    for (int i = 1; i < argc && !failed; i++)
        if (strcmp(argv[i], "--change") == 0 && i + 1 < argc)
            n_changes = atoi(argv[++i]);
        else
            failed = run_path(argv[i]);
    const int stopped = failed;
    for (int i = 0; fuzz_targets[i].name && !stopped; i++)
        failed |= check_target(i);
    return failed;
}
