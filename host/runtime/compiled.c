#define _GNU_SOURCE /* statx */
#include "runtime/compiled.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/context.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"

#define MAX_FILE ((uint64_t)16 << 20)
#define LINE_SIZE 17 /* sixteen digits and a newline */

/* ---- where PoCL keeps its own ---- */

/* As PoCL looks for it. */
static void find_folder(struct gfla_text *path)
{
    const char *own = getenv("POCL_CACHE_DIR"), *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (own)
        gfla_text_add(path, "%s", own);
    else if (cache)
        gfla_text_add(path, "%s/pocl/kcache", cache);
    else if (home)
        gfla_text_add(path, "%s/.cache/pocl/kcache", home);
}

/* Appends what another folder in its place would not have: a cache that was removed is another cache. */
static void add_identity(struct gfla_text *key)
{
    struct gfla_text path = {0};
    struct statx about = {0};
    find_folder(&path);
    if (path.data && statx(AT_FDCWD, path.data, 0, STATX_INO | STATX_BTIME, &about) == 0)
        gfla_text_add(key, "cache %s, %u:%u %llu, %lld.%09u\n", path.data, about.stx_dev_major, about.stx_dev_minor,
                      (unsigned long long)about.stx_ino, (long long)about.stx_btime.tv_sec, about.stx_btime.tv_nsec);
    gfla_text_free(&path);
}

bool gfla_compiled_is_shared(const gfla_device *device)
{
    const char *pocl = getenv("POCL_KERNEL_CACHE");
    if (gfla_device_compiles_late(device))
        return !pocl || strcmp(pocl, "0") != 0;
    return gfla_context_settings()->cache_folder && gfla_context_settings()->cache != GFLA_CACHE_OFF;
}

/* ---- the list ---- */

void gfla_compiled_free(struct gfla_compiled *compiled)
{
    free(compiled->hashes);
    free(compiled->path);
    *compiled = (struct gfla_compiled){0};
}

static void remember(struct gfla_compiled *compiled, uint64_t hash)
{
    if (gfla_grow(&compiled->hashes, &compiled->capacity, compiled->count + 1, sizeof hash, "a list of kernels") ==
        GFLA_OK)
        compiled->hashes[compiled->count++] = hash;
}

static bool is_remembered(const struct gfla_compiled *compiled, uint64_t hash)
{
    for (size_t i = 0; i < compiled->count; i++)
        if (compiled->hashes[i] == hash)
            return true;
    return false;
}

/* Two processes may add lines at once, and a full disk may have cut one short: what is no line is none. */
static void read_list(struct gfla_compiled *compiled)
{
    void *text;
    size_t size;
    if (!gfla_file_exists(compiled->path) || gfla_file_read(compiled->path, MAX_FILE, &text, &size) != GFLA_OK)
        return;
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        if (end - line == LINE_SIZE - 1 && strspn(line, "0123456789abcdef") == LINE_SIZE - 1)
            remember(compiled, strtoull(line, NULL, 16));
    }
    free(text);
}

/* Read when it is first asked for. PoCL makes its folder when it first builds: until then there is no list. */
static struct gfla_compiled *get(gfla_device *device)
{
    struct gfla_compiled *compiled = &device->compiled;
    struct gfla_text key = {0};
    char *header = NULL;
    if (compiled->path || gfla_source_is_replaced() || !gfla_device_compiles_late(device))
        return compiled;
    if (gfla_tuning_header(device, "kernels", &header) != GFLA_OK)
        return compiled;
    gfla_text_add(&key, "%s", header);
    const size_t before = key.size;
    add_identity(&key);
    if (!key.failed && key.size > before && gfla_cache_path("kernels", key.data, &compiled->path))
        read_list(compiled);
    gfla_text_free(&key);
    free(header);
    return compiled;
}

bool gfla_compiled_is_known(gfla_device *device, const struct gfla_launch *launch, uint64_t hash)
{
    if (!gfla_device_compiles_late(device))
        return gfla_program_is_kept(device, launch->source, launch->options);
    return is_remembered(get(device), hash);
}

static void append(const char *path, uint64_t hash)
{
    char line[LINE_SIZE + 1];
    snprintf(line, sizeof line, "%016" PRIx64 "\n", hash);
    const int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
        return;
    if (write(file, line, LINE_SIZE) != LINE_SIZE)
        gfla_log(GFLA_LOG_DEBUG, "%s: a line could not be added", path);
    close(file);
}

static void forget(struct gfla_compiled *compiled)
{
    gfla_log(GFLA_LOG_VERBOSE, "%s: PoCL's cache lacks kernels that are listed here; the list begins anew",
             compiled->path);
    unlink(compiled->path);
    compiled->count = 0;
}

void gfla_compiled_add(gfla_device *device, uint64_t hash, double seconds)
{
    struct gfla_compiled *compiled = get(device);
    if (!compiled->path)
        return;
    if (seconds > GFLA_COMPILED_LOADS && is_remembered(compiled, hash))
        forget(compiled);
    if (is_remembered(compiled, hash) || (compiled->count == 0 && gfla_cache_create_folder(compiled->path) != GFLA_OK))
        return;
    remember(compiled, hash);
    append(compiled->path, hash);
}

gfla_status gfla_compiled_check_disk(const gfla_device *device)
{
    gfla_status status = GFLA_OK;
    struct gfla_text path = {0};
    struct statvfs disk;
    uint64_t room = UINT64_MAX;
    if (!gfla_device_compiles_late(device))
        return GFLA_OK;
    find_folder(&path);
    if (path.data && statvfs(path.data, &disk) == 0 && disk.f_blocks > 0)
        room = (uint64_t)disk.f_bavail * disk.f_frsize;
    REQUIRE(
        room >= GFLA_COMPILED_ROOM, GFLA_ERROR_OUTPUT,
        "%s: %.1f MiB are left on the disk of PoCL's cache, and compiling kernels takes up to %.0f MiB. hint: another "
        "folder, POCL_CACHE_DIR",
        path.data, (double)room / (1 << 20), (double)GFLA_COMPILED_ROOM / (1 << 20));
fail:
    gfla_text_free(&path);
    return status;
}

gfla_status gfla_compiled_check_room(gfla_device *device, uint64_t hash)
{
    const struct gfla_compiled *compiled = get(device);
    if (!compiled->path || !gfla_compiled_is_shared(device) || is_remembered(compiled, hash))
        return GFLA_OK;
    return gfla_compiled_check_disk(device);
}
