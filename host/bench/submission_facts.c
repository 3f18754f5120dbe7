/* submission_facts.c - what a submission says of the build and the device. */
#include "bench/submission_facts.h"

#include <stdio.h>
#include <time.h>

#include "io/sha256.h"
#include "runtime/device_clock.h"
#include "runtime/embedded.h"

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

/* Of names and texts of all sources, each with its zero. */
static gfla_status digest_kernels(char digest[GFLA_SUBMISSION_KERNELS])
{
    gfla_status status = GFLA_OK;
    struct gfla_text all = {0};
    char hex[GFLA_SHA256_HEX];
    for (const struct gfla_embedded_source *source = gfla_embedded_sources; source->path; source++)
        gfla_text_add(&all, "%s%c%s%c", source->path, 0, source->text, 0);
    REQUIRE(!all.failed && all.data, GFLA_ERROR_MEMORY, "a digest of the kernels: host memory ran out");
    gfla_sha256_hex(all.data, all.size, hex);
    snprintf(digest, GFLA_SUBMISSION_KERNELS, "%.16s", hex);
fail:
    gfla_text_free(&all);
    return status;
}

gfla_status gfla_submission_take_facts(struct gfla_submission *s, const char *selector, const char *root)
{
    gfla_status status;
    gfla_device *device = NULL;
    const time_t now = time(NULL);
    struct tm utc;
    TRY(gfla_device_open(&device, NULL, selector));
    TRY(gfla_bench_check_device(device));
    s->device = *gfla_device_get_info(device);
    s->profile = GFLA_SUBMISSION_PROFILE;
    s->clock_mhz = gfla_device_clock_mhz(device);
    strftime(s->date, sizeof s->date, "%Y-%m-%d", gmtime_r(&now, &utc));
    snprintf(s->gfla, sizeof s->gfla, "%s", GFLA_VERSION);
    snprintf(s->compiler, sizeof s->compiler, "%s", COMPILER);
#ifdef __OPTIMIZE__
    s->is_optimised = true;
#endif
    TRY(digest_kernels(s->kernels));
    gfla_machine_read(&s->machine, root, &s->device);
fail:
    gfla_device_destroy(&device);
    return status;
}
