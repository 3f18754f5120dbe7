/* tests/unit/hdf5_helper.h - files in HDF5 that another process reads, and helpers that misbehave: a program that
 * includes this is its own helper (help). */
#ifndef GFLA_TESTS_HDF5_HELPER_H
#define GFLA_TESTS_HDF5_HELPER_H

#include "scratch.h"

#include <pthread.h>

#include "base/context.h"
#include "base/helper_serve.h"
#include "io/hdf5/hdf5.h"
#include "io/hdf5/hdf5_reader.h"
#include "io/hdf5/hdf5_serve.h"
#include "io/hdf5/hdf5_wire.h"

#define REPLIES 3
/* What a helper does, in its environment: at the first request that holds a text which begins with AT, DOES. Its number
 * goes to the file PID. */
#define AT "GFLA_TEST_HELPER_AT"
#define DOES "GFLA_TEST_HELPER_DOES"
#define PID "GFLA_TEST_HELPER_PID"

static gfla_context *context;
static gfla_hdf5 *file;

/* ---- helpers that misbehave ---- */

static int crash(void)
{
    abort();
}

static int hang(void)
{
    while (pause() != 0) /* it returns -1, when at all */
        continue;
    return 0;
}

static int leave(void)
{
    return 7;
}

static int babble(void)
{
    char noise[4096];
    memset(noise, 0xa5, sizeof noise);
    for (int i = 0; i < 1000; i++)
        gfla_helper_serve_write(REPLIES, noise, sizeof noise);
    return hang();
}

static int cut_short(void)
{
    gfla_helper_serve_write(REPLIES, &(struct gfla_hdf5_reply){.magic = GFLA_HDF5_REPLY, .width = 4, .height = 4}, 20);
    return 7;
}

/* A reply that is none to what was asked for, and 64 bytes behind it. */
static int lie(struct gfla_hdf5_reply reply)
{
    const char bytes[64] = "a\033[31m";
    reply.magic = GFLA_HDF5_REPLY;
    gfla_helper_serve_write(REPLIES, &reply, sizeof reply);
    gfla_helper_serve_write(REPLIES, bytes, sizeof bytes);
    return hang();
}

static int side(void)
{
    return lie((struct gfla_hdf5_reply){.width = 4097, .height = 1, .size = 4097 * 3});
}

static int no_side(void)
{
    return lie((struct gfla_hdf5_reply){.width = -1, .height = -1, .size = 3});
}

static int too_much(void)
{
    return lie((struct gfla_hdf5_reply){.width = 4, .height = 4, .size = UINT64_MAX});
}

static int other_name(void)
{
    return lie((struct gfla_hdf5_reply){.which = 1, .width = 4, .height = 4, .size = 48});
}

static int long_message(void)
{
    return lie((struct gfla_hdf5_reply){.status = GFLA_ERROR_INPUT, .size = UINT64_C(1) << 40});
}

static int control_codes(void)
{
    return lie((struct gfla_hdf5_reply){.status = GFLA_ERROR_CHECK, .size = 6});
}

static int silence(void)
{
    return lie((struct gfla_hdf5_reply){.status = GFLA_ERROR_CHECK});
}

static const struct {
    const char *word;
    int (*run)(void);
} deeds[] = {{"crash", crash},      {"hang", hang},         {"leave", leave},         {"babble", babble},
             {"cut", cut_short},    {"side", side},         {"no-side", no_side},     {"too-much", too_much},
             {"other", other_name}, {"long", long_message}, {"codes", control_codes}, {"silence", silence}};

static int misbehave(void)
{
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (strcmp(deeds[i].word, getenv(DOES)) == 0)
            return deeds[i].run();
    return 99;
}

static bool names_it(const char *texts, size_t size)
{
    const char *at = getenv(AT);
    for (const char *text = texts; at && text < texts + size; text += strlen(text) + 1)
        if (strncmp(text, at, strlen(at)) == 0)
            return true;
    return false;
}

static void *serve(void *from)
{
    gfla_hdf5_serve(*(int *)from, REPLIES);
    exit(0);
}

static void write_number(void)
{
    char text[24];
    if (getenv(PID))
        gfla_file_write(getenv(PID), text, (size_t)snprintf(text, sizeof text, "%d", (int)getpid()));
}

/* Requests pass through here to where they are served. */
static int help(void)
{
    static char texts[GFLA_HDF5_MAX_TEXTS + 1];
    struct gfla_hdf5_request request;
    pthread_t thread;
    bool end = false;
    int ends[2];
    write_number();
    if (pipe(ends) != 0 || pthread_create(&thread, NULL, serve, &ends[0]) != 0)
        return 98;
    while (gfla_helper_serve_read(0, &request, sizeof request, &end) == GFLA_OK && !end) {
        gfla_helper_serve_read(0, texts, request.size, &end);
        if (names_it(texts, request.size))
            return misbehave();
        gfla_helper_serve_write(ends[1], &request, sizeof request);
        gfla_helper_serve_write(ends[1], texts, request.size);
    }
    return 0;
}

/* ---- contexts and files ---- */

static bool must_abort;

static bool is_aborted(void *user_data)
{
    return must_abort;
}

static char warnings[4096];

static void keep_warning(void *user_data, gfla_log_level level, const char *message)
{
    const size_t length = strlen(warnings);
    snprintf(warnings + length, sizeof warnings - length, "%s\n", message);
}

/* Files are read by this program; NULL: by this process. */
static void use(const char *program)
{
    struct gfla_context_params params;
    gfla_context_params_init(&params);
    params.import_program = program;
    params.abort = is_aborted;
    params.log = keep_warning;
    warnings[0] = 0;
    gfla_context_destroy(&context);
    assert_ok(gfla_context_create(&context, &params));
    gfla_context_enter(context);
}

/* And the helper does this when it comes to that. */
static void use_helper(const char *at, const char *does)
{
    use("/proc/self/exe");
    setenv(DOES, does ? does : "", 1);
    if (at)
        setenv(AT, at, 1);
    else
        unsetenv(AT);
}

static void add_view(gfla_hdf5 *to, const char *name, int shade)
{
    struct gfla_bitmap image;
    assert_ok(gfla_bitmap_create(&image, 5, 4, 3, 8));
    memset(image.pixels, shade, gfla_bitmap_size(&image));
    assert_ok(gfla_hdf5_write_view(to, name, &image, (int64_t[]){shade, -shade}));
    gfla_bitmap_free(&image);
}

/* Views b_0_0 of shade 2 and a_0_0 of shade 1. */
static const char *make_file(const char *name)
{
    const char *path = scratch(name);
    gfla_hdf5 *to;
    assert_ok(gfla_hdf5_create(&to, path));
    add_view(to, "b_0_0", 2);
    add_view(to, "a_0_0", 1);
    assert_ok(gfla_hdf5_commit(&to));
    return path;
}

/* *shade -1: none was read. */
static gfla_status read_shade(const char *name, int *shade)
{
    struct gfla_bitmap image;
    int64_t pose[2];
    const gfla_status status = gfla_hdf5_read_view(file, name, &image, pose);
    *shade = -1;
    if (status == GFLA_OK) {
        *shade = ((const uint8_t *)image.pixels)[59];
        assert_true(image.width == 5 && image.height == 4 && pose[0] == *shade && pose[1] == -*shade);
    }
    gfla_bitmap_free(&image);
    return status;
}

/* Group teardown. */
static int close_all(void **state)
{
    gfla_hdf5_destroy(&file);
    gfla_context_destroy(&context);
    return scratch_remove(state);
}

#endif
