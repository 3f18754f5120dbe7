#include "bench/bench_cold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "runtime/commands.h"

#define MOST_NAMES 160 /* characters of the kernels' names in a row */

/* A program and its kernels. */
struct program {
    const struct gfla_compile_row *first;
    size_t n_kernels;
    double build, compile;
    char kernels[MOST_NAMES];
};

struct programs {
    struct program *items;
    size_t count;
    struct program sum;
};

static struct program *find(struct programs *programs, const struct gfla_compile_row *row)
{
    for (size_t i = 0; i < programs->count; i++) {
        struct program *p = &programs->items[i];
        if (strcmp(p->first->source, row->source) == 0 && strcmp(p->first->options, row->options) == 0)
            return p;
    }
    programs->items[programs->count] = (struct program){.first = row};
    return &programs->items[programs->count++];
}

/* Whether the list "add_fwd, add_bwd" has this whole name. */
static bool has_name(const char *list, const char *kernel)
{
    const size_t length = strlen(kernel);
    for (const char *at = list; (at = strstr(at, kernel)) != NULL; at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ',' || at[length] == '\0'))
            return true;
    return false;
}

/* A kernel is compiled for each size of its work-groups: its name stands there once, n_kernels counts all. */
static void add_name(struct program *p, const char *kernel)
{
    const size_t length = strlen(p->kernels);
    if (!has_name(p->kernels, kernel))
        snprintf(p->kernels + length, sizeof p->kernels - length, "%s%s", length ? ", " : "", kernel);
}

static void add_row(struct programs *programs, const struct gfla_compile_row *row)
{
    struct program *p = find(programs, row);
    add_name(p, row->kernel);
    p->n_kernels++;
    p->build += row->build;
    p->compile += row->compile;
    programs->sum.n_kernels++;
    programs->sum.build += row->build;
    programs->sum.compile += row->compile;
}

static int compare(const void *a, const void *b)
{
    const struct program *p = a, *q = b;
    const double difference = q->build + q->compile - p->build - p->compile;
    return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

static void write_table(const struct programs *programs, struct gfla_text *text)
{
    gfla_text_add(text, "%-32s %-30s %7s %8s %10s  %s\n", "program", "options", "kernels", "build s", "compile s",
                  "names");
    for (size_t i = 0; i < programs->count; i++) {
        const struct program *p = &programs->items[i];
        gfla_text_add(text, "%-32s %-30s %7zu %8.2f %10.2f  %s\n", p->first->source, p->first->options, p->n_kernels,
                      p->build, p->compile, p->kernels);
    }
    gfla_text_add(text, "%zu programs%*s %7zu %8.2f %10.2f\n", programs->count, programs->count > 9 ? 52 : 53, "",
                  programs->sum.n_kernels, programs->sum.build, programs->sum.compile);
}

gfla_status gfla_bench_cold_table(gfla_device *device, struct gfla_text *text)
{
    gfla_status status;
    struct gfla_compile_row *rows = NULL;
    struct programs programs = {NULL};
    size_t n;
    TRY(gfla_device_compile_rows(device, &rows, &n));
    TRY(gfla_calloc(&programs.items, n + 1, sizeof *programs.items, "a list of programs"));
    for (size_t i = 0; i < n; i++)
        add_row(&programs, &rows[i]);
    qsort(programs.items, programs.count, sizeof *programs.items, compare);
    write_table(&programs, text);
    status = text->failed ? gfla_fail(GFLA_ERROR_MEMORY, "host memory ran out for a table") : GFLA_OK;
fail:
    free(programs.items);
    free(rows);
    return status;
}
