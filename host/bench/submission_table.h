/* bench/submission_table.h - a folder of submissions side by side, by vendor: Markdown, JSON, and a chart as SVG. */
#ifndef GFLA_BENCH_SUBMISSION_TABLE_H
#define GFLA_BENCH_SUBMISSION_TABLE_H

#include "base/batch.h"
#include "bench/submission_file.h"

struct gfla_submission_entry {
    char *file; /* its name in the folder */
    struct gfla_submission submission;
    double score;        /* 0: void */
    char *why;           /* it is void; "" where it is not */
    double vendors_best; /* score of any of the same vendor */
};

/* Vendors in the order of their best scores, each with its best first; void ones after all others, emulators last. */
struct gfla_submission_table {
    struct gfla_submission_entry *entries;
    size_t count, capacity;
};

/* Reads the files .json of a folder. Those that are bad are said, count as failed items of the batch, and are left out.
 * GFLA_ERROR_INPUT: the folder cannot be read, or has no such file; what the first file failed with, where all did.
 * Freed with gfla_submission_table_free, also after a failure. */
gfla_status gfla_submission_table_read(struct gfla_submission_table *table, const char *folder,
                                       struct gfla_batch *batch);
void gfla_submission_table_free(struct gfla_submission_table *table);

/* The order of the table, by what was set in the entries. */
void gfla_submission_table_sort(struct gfla_submission_table *table);

/* Appended to text. The chart is one file without a reference to another, which follows the reader's choice of light or
 * dark; a bar per submission, in a colour per vendor. Where scores differ by more than 20 times it has dots on a
 * logarithmic axis instead. Numbers stand beside both. */
typedef void gfla_submission_format(const struct gfla_submission_table *table, struct gfla_text *text);
gfla_submission_format gfla_submission_table_markdown, gfla_submission_table_json, gfla_submission_table_chart;

/* The format of a file by its ending: .md, .json or .svg; NULL for any other. */
gfla_submission_format *gfla_submission_format_of(const char *path);

#endif
