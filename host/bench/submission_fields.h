/* bench/submission_fields.h - the plain facts of a submission as a table, from which its file is written and read. */
#ifndef GFLA_BENCH_SUBMISSION_FIELDS_H
#define GFLA_BENCH_SUBMISSION_FIELDS_H

#include <stddef.h>

enum gfla_submission_type {
    SUBMISSION_TEXT,
    SUBMISSION_DOUBLE,
    SUBMISSION_INT,
    SUBMISSION_U32,
    SUBMISSION_U64,
    SUBMISSION_FLAG,
    SUBMISSION_KIND
};

/* A member "key" of the object "group", at `offset` in struct gfla_submission. Zero and "" are null in the file. */
struct gfla_submission_field {
    const char *group, *key;
    enum gfla_submission_type type;
    size_t offset, size; /* size: of a text with its zero */
};

/* In the order of the file: the fields of a group follow each other. */
extern const struct gfla_submission_field gfla_submission_fields[];
extern const size_t gfla_submission_n_fields;

/* "gpu", "cpu", "other", as enum gfla_device_kind counts them. */
extern const char *const gfla_submission_kinds[];

#endif
