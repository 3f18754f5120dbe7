/* bench/bench_report.h - the rows of `gfla bench`, and the ways they are written: JSON, CSV, Markdown. */
#ifndef GFLA_BENCH_BENCH_REPORT_H
#define GFLA_BENCH_BENCH_REPORT_H

#include "base/batch.h"
#include "base/text.h"
#include "bench/bench_time.h"

enum gfla_bench_kind { GFLA_BENCH_PEAK, GFLA_BENCH_LAYER, GFLA_BENCH_NET, GFLA_BENCH_KIND_COUNT };

/* Zeros stand for what was not measured, or has no meaning for this row. */
struct gfla_bench_row {
    enum gfla_bench_kind kind;
    char name[96];
    char used_by[160]; /* LAYER: "person-256 6, dance-256 12": networks, and how often it occurs in each */
    int batch;
    struct gfla_bench_times times;
    double flops;      /* of one run: 2 for a multiplication and addition, of the mathematical operation */
    double bytes;      /* that one run has to read and write at least, where that is what counts */
    double peak_bytes; /* of device memory */
    double max_error;  /* |result - expected| / max(1, max |expected|), of host/ref or struct bench_net_reference */
    bool has_error;
    /* seconds from the start of a process to the first result: nothing in the caches of kernels; all of it */
    double cold, warm;
};

struct gfla_bench_report {
    const char *device, *driver, *platform;
    char date[24]; /* "2026-01-31T12:00:00Z" */
    int threads;
    double fma_rate, copy_rate; /* operations and bytes a second at the best, from the rows of kind PEAK */
    struct gfla_bench_row *rows;
    size_t count, capacity;
};

#define GFLA_BENCH_CACHES "gfla-bench-" /* prefix, for base/folder_scratch.h */

/* What measuring needs of whoever asks for it. */
struct gfla_bench_setup {
    const char *device;       /* as gfla_device_open takes it; each network opens it anew */
    struct gfla_batch *batch; /* counts what was measured, and what failed */
    /* Hears of every row as it is measured, in each round; NULL: nobody does. */
    void (*row)(void *user_data, const struct gfla_bench_report *report, const struct gfla_bench_row *row);
    void *user_data;
    /* Of the start of new processes (bench_start.h): this program's file, more words for its command line, ended by
     * NULL. */
    const char *program, *const *words;
    const char *temporary; /* for caches that are empty: the parent of folders GFLA_BENCH_CACHES... */
    bool is_fixed;         /* nothing can be chosen: options are not hinted at */
};

/* info must outlive the report. */
void gfla_bench_report_begin(struct gfla_bench_report *report, const struct gfla_device_info *info, int threads);
void gfla_bench_report_free(struct gfla_bench_report *report);

/* Says the row to setup->row, and warns of wrong results; appends a copy of it, or, where its name is known from an
 * earlier round, keeps the faster one. */
gfla_status gfla_bench_report_add(struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                                  const struct gfla_bench_row *row);

/* Which layers and networks are wanted: those whose names contain one of the texts, or all if there are none; whether
 * gradients of layers, too; and of how many images. */
#define GFLA_BENCH_MOST_TEXTS 16
struct gfla_bench_choice {
    const char *texts[GFLA_BENCH_MOST_TEXTS];
    int n_texts;
    bool gradients;
    int batch; /* images in a run; 0: as usual, which is one */
};
bool gfla_bench_is_wanted(const struct gfla_bench_choice *choice, const char *name);

/* Counts the measurement `name` as an item of the batch: a failure of one is said, and the others go on (GFLA_OK); an
 * interruption does not. */
gfla_status gfla_bench_item(const struct gfla_bench_setup *setup, const char *name, gfla_status status);

/* The row of this kind and name; NULL when there is none. */
const struct gfla_bench_row *gfla_bench_report_find(const struct gfla_bench_report *report, const char *kind,
                                                    const char *name);

extern const char *const gfla_bench_kind_names[GFLA_BENCH_KIND_COUNT];

/* 1e-9 times operations (or, for rows without, bytes) a second, and which part of the device's peak that is, in
 * percent; 0: not known. */
double gfla_bench_row_giga(const struct gfla_bench_row *row);
double gfla_bench_row_percent(const struct gfla_bench_report *report, const struct gfla_bench_row *row);

/* The whole report, appended to text. */
typedef void gfla_bench_format(const struct gfla_bench_report *report, struct gfla_text *text);
gfla_bench_format gfla_bench_json, gfla_bench_csv, gfla_bench_markdown;

/* The format of a file by its ending: .json, .csv or .md; NULL for any other. */
gfla_bench_format *gfla_bench_format_of(const char *path);

#endif
