#define _GNU_SOURCE /* memfd_create, nftw */
#include "io/image/bitmap.h"
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
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

static uint32_t accepted;
static int n_formats;

void fuzz_accepted(int format, int formats)
{
    accepted |= UINT32_C(1) << format;
    n_formats = formats;
}

uint32_t fuzz_take_accepted(int *formats)
{
    const uint32_t mask = accepted;
    *formats = n_formats;
    accepted = 0;
    n_formats = 0;
    return mask;
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

/* In this order its pages stay, which is faster. */
static void fill(int file, const uint8_t *data, size_t size)
{
    fuzz_require(pwrite(file, data, size, 0) == (ssize_t)size && ftruncate(file, (off_t)size) == 0,
                 "memory can be written to");
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
    fill(memory_file(), data, size);
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

const char *fuzz_named_file(const uint8_t *data, size_t size)
{
    static char path[340];
    static int file = -1;
    if (file < 0) {
        snprintf(path, sizeof path, "%s/file", fuzz_folder("named"));
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        fuzz_require(file >= 0, "a file in memory can be made");
    }
    fill(file, data, size);
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

void fuzz_put_image(const char *path, int side, int is_depth)
{
    struct gfla_bitmap image;
    fuzz_require(gfla_bitmap_create(&image, side, side, is_depth ? 1 : 4, is_depth ? 16 : 8) == GFLA_OK,
                 "there is memory");
    memset(image.pixels, 200, (size_t)side * (size_t)side * (is_depth ? 2 : 4));
    fuzz_require(gfla_bitmap_write(path, &image, NULL) == GFLA_OK, "an image can be made");
    gfla_bitmap_free(&image);
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
