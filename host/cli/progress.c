/* progress.c - the progress line. */
#include <stdio.h>
#include <unistd.h>

#include "cli/progress.h"

#define REDRAW_SECONDS 0.1
#define LINE_SECONDS 5.0

static bool line_is_drawn;

/* "12 s", "3 min 05 s", "2 h 07 min" */
static const char *duration_text(double seconds, char *text, size_t size)
{
    long s = (long)(seconds + 0.5);
    if (s < 60)
        snprintf(text, size, "%ld s", s);
    else if (s < 3600)
        snprintf(text, size, "%ld min %02ld s", s / 60, s % 60);
    else
        snprintf(text, size, "%ld h %02ld min", s / 3600, s / 60 % 60);
    return text;
}

static void draw(const struct cli_progress *p, double elapsed)
{
    char left[32];
    double rate = elapsed > 0 ? (double)(p->done - p->skipped) / elapsed : 0;
    if (p->terminal)
        fputs("\r\033[K", stderr);
    fprintf(stderr, "%s %zu", p->what, p->done);
    if (p->total > 0)
        fprintf(stderr, "/%zu  %.0f%%", p->total, 100.0 * (double)p->done / (double)p->total);
    if (rate >= 1)
        fprintf(stderr, "  %.1f/s", rate);
    else if (rate > 0)
        fprintf(stderr, "  %.1f s each", 1 / rate);
    if (p->total > p->done && rate > 0)
        fprintf(stderr, "  %s left", duration_text((double)(p->total - p->done) / rate, left, sizeof left));
    if (!p->terminal)
        fputc('\n', stderr);
    fflush(stderr);
    line_is_drawn = p->terminal;
}

void cli_progress_begin(struct cli_progress *progress, const struct cli *cli, const char *what, size_t total)
{
    const double start = cli_seconds();
    *progress = (struct cli_progress){
        .what = what,
        .total = total,
        .started = start,
        .shown = start,
        .quiet = cli->verbosity < 0,
        .terminal = isatty(STDERR_FILENO) != 0,
    };
}

void cli_progress_set(struct cli_progress *progress, size_t done)
{
    progress->done = done;
    const double t = cli_seconds();
    if (progress->quiet || t - progress->shown < (progress->terminal ? REDRAW_SECONDS : LINE_SECONDS))
        return;
    progress->shown = t;
    draw(progress, t - progress->started);
}

void cli_progress_skip(struct cli_progress *progress, size_t n)
{
    progress->skipped += n;
    if (progress->done < progress->skipped)
        progress->done = progress->skipped;
}

void cli_progress_end(struct cli_progress *progress)
{
    char took[32];
    cli_progress_clear();
    const double elapsed = cli_seconds() - progress->started;
    /* What was over at once needs no line. */
    if (!progress->quiet && elapsed >= 1)
        fprintf(stderr, "%s %zu in %s\n", progress->what, progress->done - progress->skipped,
                duration_text(elapsed, took, sizeof took));
}

void cli_progress_clear(void)
{
    if (line_is_drawn)
        fputs("\r\033[K", stderr);
    line_is_drawn = false;
}
