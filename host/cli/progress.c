/* progress.c - the progress line. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/cli.h"
#include "cli/progress.h"

#define REDRAW_SECONDS 0.1
#define LINE_SECONDS 5.0

static bool line_is_drawn;

/* Compiling is done once and then kept: a line of its own, whose count says nothing about the time of what follows. */
static void draw_compiling(const struct gfla_progress *p, bool is_terminal)
{
    static double shown; /* when the last line was, by the clock */
    if (p->done > 0 && gfla_clock() - shown < (is_terminal ? REDRAW_SECONDS : LINE_SECONDS))
        return;
    shown = gfla_clock();
    fprintf(stderr, "%scompiling kernels for this device, once: %" PRIu64, is_terminal ? "\r\033[K" : "", p->done);
    if (p->total > 0)
        fprintf(stderr, " of %" PRIu64, p->total);
    if (!is_terminal)
        fputc('\n', stderr);
    fflush(stderr);
    line_is_drawn = is_terminal;
}

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

static void draw(const struct gfla_progress *p, bool is_terminal)
{
    char left[32];
    if (is_terminal)
        fputs("\r\033[K", stderr);
    fprintf(stderr, "%s %" PRIu64, p->what, p->done);
    if (p->total > 0)
        fprintf(stderr, "/%" PRIu64 "  %.0f%%", p->total, 100.0 * (double)p->done / (double)p->total);
    if (p->notes)
        fprintf(stderr, "  %s", p->notes);
    if (p->rate >= 1)
        fprintf(stderr, "  %.1f/s", p->rate);
    else if (p->rate > 0)
        fprintf(stderr, "  %.1f s each", 1 / p->rate);
    if (p->total > p->done && p->rate > 0)
        fprintf(stderr, "  %s left", duration_text((double)(p->total - p->done) / p->rate, left, sizeof left));
    if (!is_terminal)
        fputc('\n', stderr);
    fflush(stderr);
    line_is_drawn = is_terminal;
}

static void draw_end(const struct gfla_progress *p)
{
    char took[32];
    const uint64_t n = p->done - p->skipped;
    const size_t length = strlen(p->what);
    cli_progress_clear();
    if (p->seconds >= 1) /* what was over at once needs no line */
        fprintf(stderr, "%" PRIu64 " %.*s in %s\n", n, (int)(n == 1 ? length - 1 : length), p->what, /* plurals in s */
                duration_text(p->seconds, took, sizeof took));
}

void cli_progress_show(void *context, const struct gfla_progress *p)
{
    static double shown; /* the `seconds` of the last line */
    const struct cli *cli = context;
    const bool is_terminal = isatty(STDERR_FILENO) != 0;
    if (cli->verbosity < 0)
        return;
    const bool is_compiling = strcmp(p->what, "kernels") == 0;
    if (is_compiling && p->has_ended)
        cli_progress_clear();
    else if (is_compiling)
        draw_compiling(p, is_terminal);
    else if (p->has_ended)
        draw_end(p);
    if (is_compiling || p->has_ended)
        return;
    if (p->seconds < shown || p->done == 0)
        shown = 0; /* another count has begun */
    if (p->seconds - shown < (is_terminal ? REDRAW_SECONDS : LINE_SECONDS))
        return;
    shown = p->seconds;
    draw(p, is_terminal);
}

void cli_progress_clear(void)
{
    if (line_is_drawn)
        fputs("\r\033[K", stderr);
    line_is_drawn = false;
}
