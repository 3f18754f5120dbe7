#include "base/progress.h"

#include "base/clock.h"
#include "base/context.h"

/* Seconds of this thread that count nowhere. */
static _Thread_local double left_out;

static double counted_clock(void)
{
    return gfla_clock() - left_out;
}

void gfla_progress_leave_out(double seconds)
{
    left_out += seconds;
}

#define MARK_SECONDS 1

/* The time of the first thing, in which files are opened and devices wake up, is before the first mark. */
static void measure(struct gfla_progress_count *count)
{
    struct gfla_progress *report = &count->report;
    const struct gfla_progress_mark now = {report->seconds, report->done - report->skipped};
    const int n = count->n_marks;
    const struct gfla_progress_mark *first = &count->marks[n < GFLA_PROGRESS_MARKS ? 0 : n % GFLA_PROGRESS_MARKS];
    if (now.done == 0)
        return;
    if (n > 0 && now.done > first->done && now.seconds > first->seconds)
        report->rate = (double)(now.done - first->done) / (now.seconds - first->seconds);
    if (n == 0 || now.seconds - count->marks[(n - 1) % GFLA_PROGRESS_MARKS].seconds >= MARK_SECONDS)
        count->marks[count->n_marks++ % GFLA_PROGRESS_MARKS] = now;
}

static void report(struct gfla_progress_count *count)
{
    const struct gfla_context_params *settings = gfla_context_settings();
    count->report.seconds = counted_clock() - count->started;
    measure(count);
    if (settings->progress)
        settings->progress(settings->user_data, &count->report);
}

void gfla_progress_begin(struct gfla_progress_count *count, const char *what, size_t total)
{
    *count = (struct gfla_progress_count){.report = {.what = what, .total = total}, .started = counted_clock()};
    report(count);
}

void gfla_progress_tell(struct gfla_progress_count *count, size_t done, const char *notes)
{
    count->report.done = done;
    count->report.notes = notes;
    report(count);
    count->report.notes = 0;
}

void gfla_progress_set(struct gfla_progress_count *count, size_t done)
{
    gfla_progress_tell(count, done, 0);
}

void gfla_progress_skip(struct gfla_progress_count *count, size_t n)
{
    count->report.skipped += n;
    if (count->report.done < count->report.skipped)
        count->report.done = count->report.skipped;
}

void gfla_progress_end(struct gfla_progress_count *count)
{
    if (count->report.has_ended)
        return;
    count->report.has_ended = true;
    report(count);
}
