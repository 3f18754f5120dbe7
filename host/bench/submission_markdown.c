/* submission_markdown.c - a submission in twelve lines, for a forum or an issue. */
#include <string.h>

#include "bench/bench_ratio.h"
#include "bench/submission_file.h"

/* A text of a driver's may hold what Markdown or HTML would obey. */
void gfla_submission_add_plain(struct gfla_text *page, const char *text)
{
    for (; *text; text++) {
        if (strchr("|\\`*_[]", *text))
            gfla_text_add(page, "\\%c", *text);
        else if (strchr("<>&", *text))
            gfla_text_add(page, "%s", *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : "&amp;");
        else
            gfla_text_add(page, "%c", *text);
    }
}

/* "150 ms ±0.8 % | 1.02 |" */
static void add_part(struct gfla_text *page, const struct gfla_submission *s, enum gfla_submission_part part)
{
    const struct gfla_submission_part_info *info = &gfla_submission_parts[part];
    const double median = gfla_submission_median(s, part);
    if (median > 0)
        gfla_text_add(page, " %s | %.4g %s ±%.1f %% | %.2f |", info->title, median, info->unit,
                      100 * gfla_bench_deviation(s->results[part].rounds, s->results[part].n_rounds) / median,
                      gfla_submission_ratio(s, part));
    else
        gfla_text_add(page, " %s | not measured | |", info->title);
}

static void add_head(struct gfla_text *page, const struct gfla_submission *s)
{
    double score;
    struct gfla_text why = {0};
    gfla_text_add(page, "**gfla bench, profile %d: ", s->profile);
    if (gfla_submission_score(s, &score, &why))
        gfla_text_add(page, "score %.2f**", score);
    else
        gfla_text_add(page, "no score** (%s)", why.data ? why.data : "void");
    gfla_text_add(page, "; 1 is %s\n\n", gfla_submission_reference);
    gfla_text_free(&why);
}

static void add_foot(struct gfla_text *page, const struct gfla_submission *s)
{
    gfla_text_add(page, "\n");
    gfla_submission_add_plain(page, s->device.name);
    gfla_text_add(page, ", ");
    gfla_submission_add_plain(page, s->device.platform);
    gfla_text_add(page, ", driver ");
    gfla_submission_add_plain(page, s->device.driver);
    if (s->clock_mhz > 0)
        gfla_text_add(page, ", %d MHz", s->clock_mhz);
    gfla_text_add(page, "; largest error %.0e; others took %.0f %%; gfla ", gfla_submission_largest_error(s),
                  100 * s->others);
    gfla_submission_add_plain(page, s->gfla);
    gfla_text_add(page, ", %s\n", s->date);
}

void gfla_submission_markdown(const struct gfla_submission *s, struct gfla_text *page)
{
    add_head(page, s);
    gfla_text_add(page, "| | median | ratio | | median | ratio |\n|---|--:|--:|---|--:|--:|\n");
    const int n_rows = (GFLA_SUBMISSION_PART_COUNT + 1) / 2;
    for (int row = 0; row < n_rows; row++) {
        gfla_text_add(page, "|");
        add_part(page, s, row);
        if (row + n_rows < GFLA_SUBMISSION_PART_COUNT)
            add_part(page, s, row + n_rows);
        else
            gfla_text_add(page, " | | |");
        gfla_text_add(page, "\n");
    }
    add_foot(page, s);
}
