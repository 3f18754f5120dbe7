#define _GNU_SOURCE /* memfd_create, nftw */
#include "tests/fuzz/fuzz.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[256], link_target[32];

void fuzz_require(int holds, const char *promise)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz: does not hold: %s\n", promise);
    abort();
}

static int memory_file(void)
{
    static int file = -1;
    if (file < 0) {
        file = memfd_create("fuzz", MFD_CLOEXEC);
        fuzz_require(file >= 0, "a file in memory can be made");
        snprintf(link_target, sizeof link_target, "/proc/self/fd/%d", file);
    }
    return file;
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
    const int file = memory_file();
    /* in this order its pages stay, which is faster */
    fuzz_require(pwrite(file, data, size, 0) == (ssize_t)size && ftruncate(file, (off_t)size) == 0,
                 "memory can be written to");
    return link_target;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about, (void)kind, (void)place;
    return remove(path);
}

static void remove_root(void)
{
    nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(const char *name)
{
    static char path[320];
    if (!root[0]) {
        const char *parent = getenv("TMPDIR");
        snprintf(root, sizeof root, "%s/gfla-fuzz-XXXXXX",
                 parent                          ? parent
                 : access("/dev/shm", W_OK) == 0 ? "/dev/shm"
                                                 : "/tmp");
        fuzz_require(mkdtemp(root) != NULL, "a folder can be made");
        atexit(remove_root);
    }
    snprintf(path, sizeof path, "%s/%s", root, name);
    mkdir(path, 0700);
    return path;
}

void fuzz_link(const char *path)
{
    memory_file();
    unlink(path);
    fuzz_require(symlink(link_target, path) == 0, "a link can be made");
}

void fuzz_put(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    fuzz_require(file && fputs(text, file) >= 0 && fclose(file) == 0, "a file can be made");
}

char *fuzz_text(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    fuzz_require(text != NULL, "there is memory");
    if (size > 0)
        memcpy(text, data, size);
    text[size] = 0;
    return text;
}
