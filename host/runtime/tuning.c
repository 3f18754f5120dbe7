#include "base/context.h"
#include "runtime/checks.h"
#include "runtime/tuning.h"

#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "runtime/embedded.h"
#include "runtime/internal.h"

#define MAX_FILE ((uint64_t)16 << 20)
#define MAX_LINE 512
#define CHECKSUM_DIGITS 8
#define SEPARATOR " = "

struct gfla_tuning_entry {
    char *key, *value;
};

void gfla_tuning_free(struct gfla_tuning *tuning)
{
    for (size_t i = 0; i < tuning->count; i++) {
        free(tuning->entries[i].key);
        free(tuning->entries[i].value);
    }
    free(tuning->entries);
    gfla_text_table_free(&tuning->by_key);
    free(tuning->header);
    free(tuning->path);
    *tuning = (struct gfla_tuning){0};
}

/* ---- entries ---- */

static struct gfla_tuning_entry *find(const struct gfla_tuning *tuning, const char *key)
{
    const size_t *number = gfla_text_table_find(&tuning->by_key, key);
    return number ? &tuning->entries[*number] : NULL;
}

static gfla_status copy_text(char **copy, const char *text, size_t size)
{
    gfla_status status;
    TRY(gfla_calloc(copy, size + 1, 1, "a tuning entry"));
    memcpy(*copy, text, size);
fail:
    return status;
}

static gfla_status add(struct gfla_tuning *tuning, char *key)
{
    gfla_status status;
    TRY(gfla_grow(&tuning->entries, &tuning->capacity, tuning->count + 1, sizeof *tuning->entries, "tuning entries"));
    TRY(gfla_text_table_put(&tuning->by_key, key, tuning->count));
    tuning->entries[tuning->count++] = (struct gfla_tuning_entry){key, NULL};
fail:
    return status;
}

/* Takes a copy of "key = value"; a later value replaces the earlier. */
static gfla_status set(struct gfla_tuning *tuning, const char *line)
{
    gfla_status status;
    char *key = NULL, *value = NULL;
    const char *separator = strstr(line, SEPARATOR);
    TRY(copy_text(&key, line, (size_t)(separator - line)));
    TRY(copy_text(&value, separator + strlen(SEPARATOR), strlen(separator + strlen(SEPARATOR))));
    struct gfla_tuning_entry *entry = find(tuning, key);
    if (!entry) {
        TRY(add(tuning, key));
        entry = &tuning->entries[tuning->count - 1];
        key = NULL; /* the entry's */
    }
    free(entry->value);
    entry->value = value;
    value = NULL;
    status = GFLA_OK;
fail:
    free(key);
    free(value);
    return status;
}

/* ---- the file ---- */

static uint32_t checksum(const char *line)
{
    return (uint32_t)gfla_hash_text(line);
}

static bool is_sound(const char *line, const char **content)
{
    char expected[CHECKSUM_DIGITS + 2];
    if (strlen(line) <= CHECKSUM_DIGITS + 1)
        return false;
    *content = line + CHECKSUM_DIGITS + 1;
    snprintf(expected, sizeof expected, "%08" PRIx32 " ", checksum(*content));
    return memcmp(line, expected, CHECKSUM_DIGITS + 1) == 0 && strstr(*content, SEPARATOR);
}

/* Adds what the file holds; text is changed. False: something of it was not as it was written. */
static bool parse(struct gfla_tuning *tuning, char *text)
{
    const size_t header = strlen(tuning->header);
    bool sound = true;
    char *rest;
    if (strncmp(text, tuning->header, header) != 0)
        return false;
    for (char *line = strtok_r(text + header, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        const char *content;
        const bool line_sound = is_sound(line, &content) && set(tuning, content) == GFLA_OK;
        sound = sound && line_sound;
    }
    return sound;
}

static void read_entries(struct gfla_tuning *tuning)
{
    void *text;
    size_t size;
    if (!gfla_file_exists(tuning->path) || gfla_file_read(tuning->path, MAX_FILE, &text, &size) != GFLA_OK)
        return;
    if (!parse(tuning, text))
        gfla_log(GFLA_LOG_INFO, "%s: damaged, or of another version; what is missing is found anew", tuning->path);
    free(text);
}

static gfla_status write_entries(const struct gfla_tuning *tuning)
{
    gfla_status status;
    struct gfla_text text = {0}, line = {0};
    gfla_text_add(&text, "%s", tuning->header);
    for (size_t i = 0; i < tuning->count; i++) {
        line.size = 0;
        gfla_text_add(&line, "%s" SEPARATOR "%s", tuning->entries[i].key, tuning->entries[i].value);
        if (!line.failed)
            gfla_text_add(&text, "%08" PRIx32 " %s\n", checksum(line.data), line.data);
    }
    REQUIRE(!text.failed && !line.failed, GFLA_ERROR_MEMORY, "%s: host memory ran out", tuning->path);
    status = gfla_file_write(tuning->path, text.data, text.size);
fail:
    gfla_text_free(&text);
    gfla_text_free(&line);
    return status;
}

/* One writer at a time, so that none undoes what another adds between reading and renaming. Where a file system has no
 * locks, the worst is that something is measured twice. -1: no lock. */
static int lock(const char *path)
{
    struct gfla_text name = {0};
    int file = -1;
    gfla_text_add(&name, "%s.lock", path);
    if (!name.failed)
        file = open(name.data, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    gfla_text_free(&name);
    if (file >= 0)
        flock(file, LOCK_EX);
    return file;
}

static gfla_status merge_and_write(struct gfla_tuning *tuning, const char *line)
{
    gfla_status status;
    int held = -1;
    TRY(gfla_cache_create_folder(tuning->path));
    held = lock(tuning->path);
    read_entries(tuning);
    TRY(set(tuning, line));
    TRY(write_entries(tuning));
fail:
    if (held >= 0)
        close(held);
    return status;
}

/* ---- of a device ---- */

static uint64_t kernels_hash;

static void hash_kernels(void)
{
    for (const struct gfla_embedded_source *k = gfla_embedded_sources; k->path; k++)
        kernels_hash = kernels_hash * 31 + gfla_hash_text(k->path) * 7 + gfla_hash_text(k->text);
}

/* Names may hold anything, lines must not end in them. */
gfla_status gfla_tuning_header(const gfla_device *device, const char *kind, char **header)
{
    gfla_status status = GFLA_OK;
    struct gfla_text t = {0};
    const struct gfla_device_info *info = &device->info;
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, hash_kernels);
    *header = NULL;
    gfla_text_add(&t, "device %s; %s; driver %s; %s; %s, %s; units %u, local memory %llu", device->whole_name,
                  info->vendor, info->driver, info->version, info->platform, device->platform_version,
                  info->n_compute_units, (unsigned long long)info->local_memory);
    for (size_t i = 0; i < t.size; i++)
        if (iscntrl((unsigned char)t.data[i]))
            t.data[i] = ' ';
    gfla_text_add(&t, "\ngfla %s 1, version " GFLA_VERSION ", kernels %016" PRIx64 "\n", kind, kernels_hash);
    REQUIRE(!t.failed, GFLA_ERROR_MEMORY, "the tuning store: host memory ran out");
    *header = t.data;
    return GFLA_OK;
fail:
    gfla_text_free(&t);
    return status;
}

/* A store of the device, read from its file at the first call; NULL where nothing is kept. */
static struct gfla_tuning *open_store(gfla_device *device, struct gfla_tuning *store, const char *kind)
{
    if (!store->is_read) {
        store->is_read = true;
        if (gfla_tuning_header(device, kind, &store->header) == GFLA_OK &&
            gfla_cache_path(kind, store->header, &store->path))
            read_entries(store);
    }
    return store->header ? store : NULL;
}

static const char *value_of(const struct gfla_tuning *store, const char *key)
{
    const struct gfla_tuning_entry *entry = store ? find(store, key) : NULL;
    return entry ? entry->value : NULL;
}

static void put(struct gfla_tuning *store, const char *key, const char *value)
{
    char line[MAX_LINE];
    if (!store || snprintf(line, sizeof line, "%s" SEPARATOR "%s", key, value) >= (int)sizeof line)
        return;
    if ((store->path ? merge_and_write(store, line) : set(store, line)) != GFLA_OK) {
        gfla_log(GFLA_LOG_WARNING, "not kept: %s", gfla_error_message());
        set(store, line); /* for this process at least */
    }
}

/* ---- measurements ---- */

static struct gfla_tuning *get(gfla_device *device)
{
    if (device->twin_of)
        return get(device->twin_of);
    if (gfla_device_is_null(device) || gfla_context_settings()->tuning == GFLA_TUNING_OFF || gfla_source_is_replaced())
        return NULL;
    return open_store(device, &device->tuning, "tuning");
}

const char *gfla_tuning_find(gfla_device *device, const char *key)
{
    return value_of(get(device), key);
}

void gfla_tuning_put(gfla_device *device, const char *key, const char *value)
{
    put(get(device), key, value);
}

const char *gfla_tuning_path(gfla_device *device)
{
    const struct gfla_tuning *tuning = get(device);
    return tuning ? tuning->path : NULL;
}

/* ---- checks ---- */

static struct gfla_tuning *get_checks(gfla_device *device)
{
    return gfla_device_is_null(device) || gfla_source_is_replaced() ? NULL
                                                                    : open_store(device, &device->checks, "checks");
}

bool gfla_check_is_passed(gfla_device *device, const char *key)
{
    return value_of(get_checks(device), key) != NULL;
}

void gfla_check_set_passed(gfla_device *device, const char *key)
{
    put(get_checks(device), key, "passed");
}
