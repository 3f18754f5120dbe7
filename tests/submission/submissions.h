/* tests/submission/submissions.h - submissions that were never measured. */
#ifndef GFLA_TESTS_SUBMISSIONS_H
#define GFLA_TESTS_SUBMISSIONS_H

#include "bench/submission_file.h"
#include "tests/submission/near.h"

/* As a file keeps it. */
static inline double ten_digits(double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.10g", value);
    return strtod(text, NULL);
}

/* `speed` times as fast as the reference in every part, each round 1 percent off the last. */
static inline struct gfla_submission make_submission(const char *device, const char *vendor, double speed)
{
    struct gfla_submission s = {.profile = GFLA_SUBMISSION_PROFILE,
                                .date = "2026-01-31",
                                .gfla = "0.2.0",
                                .compiler = "a compiler",
                                .kernels = "0123456789abcdef",
                                .is_optimised = true,
                                .clock_mhz = 2400,
                                .load_before = 0.25,
                                .others = 0.01};
    s.device.kind = GFLA_DEVICE_CPU;
    s.device.n_compute_units = 2;
    s.device.global_memory = (uint64_t)8 << 30;
    snprintf(s.device.name, sizeof s.device.name, "%s", device);
    snprintf(s.device.vendor, sizeof s.device.vendor, "%s", vendor);
    snprintf(s.device.platform, sizeof s.device.platform, "A Platform");
    snprintf(s.device.driver, sizeof s.device.driver, "1.2");
    for (int part = 0; part < GFLA_SUBMISSION_PART_COUNT; part++) {
        const struct gfla_submission_part_info *info = &gfla_submission_parts[part];
        struct gfla_submission_result *r = &s.results[part];
        r->n_rounds = 3;
        for (int i = 0; i < 3; i++)
            r->rounds[i] = ten_digits((info->more_is_better ? info->reference * speed : info->reference / speed) *
                                      (1 + 0.01 * (i - 1)));
        r->has_error = info->tolerance > 0;
        r->error = r->has_error ? 1e-5 : 0;
    }
    return s;
}

/* Of the scratch folder. */
static inline void write_submission(const char *name, const struct gfla_submission *s)
{
    struct gfla_text json = {0};
    assert_ok(gfla_submission_json(s, &json));
    assert_ok(gfla_file_write(scratch(name), json.data, json.size));
    gfla_text_free(&json);
}

#endif
