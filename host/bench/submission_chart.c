/* submission_chart.c - a table of submissions as a chart: a row each, in the order of the table. */
#include <math.h>
#include <string.h>

#include "bench/submission_table.h"

#define WIDTH 920
#define LEFT 20
#define BARS 400     /* where bars begin, right of the names */
#define BARS_END 850 /* numbers stand behind the longest */
#define TOP 92       /* of the first row */
#define ROW 40
#define HEADING 34      /* of a vendor */
#define FOOT 56         /* of the axis below the rows */
#define MOST_RATIO 20.0 /* of scores on a linear axis */
#define N_COLOURS 7
#define NAME_LETTERS 46

/* Of light and dark pages, told apart by people who see red and green alike, too. */
static const char style[] =
    "<style>\n"
    "svg{--back:#fff;--text:#1b1f24;--faint:#5b6472;--line:#dfe3e8}\n"
    ".c0{--c:#2f6fde}.c1{--c:#c2570c}.c2{--c:#14806a}.c3{--c:#8a4fc9}.c4{--c:#a17a00}.c5{--c:#c23b6d}.c6{--c:#5b6472}\n"
    "@media(prefers-color-scheme:dark){svg{--back:#0f141a;--text:#e6eaf0;--faint:#9aa5b4;--line:#2a323d}\n"
    ".c0{--c:#6ea8ff}.c1{--c:#ff9a5c}.c2{--c:#3fc6a8}.c3{--c:#c29bff}.c4{--c:#e0b93a}.c5{--c:#ff85b0}.c6{--c:#9aa5b4}}"
    "\n"
    "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:var(--text)}\n"
    ".t{font-size:18px;font-weight:600}.v{font-weight:600;fill:var(--c)}.f{fill:var(--faint);font-size:11.5px}\n"
    ".n,.o{stroke:var(--back);stroke-width:4px;paint-order:stroke}.n{font-weight:600;font-variant-numeric:tabular-nums}"
    ".b{fill:var(--c)}.s{stroke:var(--c);stroke-width:2}\n"
    ".g{stroke:var(--line)}.r{stroke:var(--faint);stroke-dasharray:3 3}.back{fill:var(--back)}\n"
    "</style>\n";

/* At most `most` letters, and what XML would obey as entities; control characters are blanks. */
static void add_xml(struct gfla_text *svg, const char *text, size_t most)
{
    size_t letters = 0;
    for (; *text && letters < most; letters++) {
        const size_t length = gfla_utf8_length(text);
        if (length == 0 || (unsigned char)*text < ' ')
            gfla_text_add(svg, " ");
        else if (strchr("<>&\"'", *text))
            gfla_text_add(svg, "&#%d;", *text);
        else
            gfla_text_add(svg, "%.*s", (int)length, text);
        text += length ? length : 1;
    }
    if (*text)
        gfla_text_add(svg, "…");
}

struct axis {
    double least, most; /* scores at its ends */
    bool is_logarithmic;
};

static double position(const struct axis *axis, double score)
{
    const double part = axis->is_logarithmic ? log(score / axis->least) / log(axis->most / axis->least)
                                             : (score - axis->least) / (axis->most - axis->least);
    return BARS + (BARS_END - BARS) * fmin(1, fmax(0, part));
}

/* From 0, or from a power of ten where scores lie far apart; the reference's 1 is always on it. */
static struct axis make_axis(const struct gfla_submission_table *table)
{
    double least = 1, most = 1;
    for (size_t i = 0; i < table->count; i++)
        if (table->entries[i].score > 0) {
            least = fmin(least, table->entries[i].score);
            most = fmax(most, table->entries[i].score);
        }
    if (most / least > MOST_RATIO)
        return (struct axis){pow(10, floor(log10(least))), pow(10, ceil(log10(most * 1.0001))), true};
    return (struct axis){0, most * 1.05, false};
}

/* 1, 2 or 5 times a power of ten, so that there are four to nine of them. */
static double step_of(double most)
{
    const double rough = most / 6, power = pow(10, floor(log10(rough)));
    return rough / power < 1.5 ? power : rough / power < 3.5 ? 2 * power : rough / power < 7.5 ? 5 * power : 10 * power;
}

static void add_tick(struct gfla_text *svg, const struct axis *axis, double score, int bottom)
{
    const double x = position(axis, score);
    gfla_text_add(svg, "<line class=\"g\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x, x, TOP - 12, bottom);
    gfla_text_add(svg, "<text class=\"f\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.4g</text>\n", x, bottom + 18,
                  score);
}

static void add_axis(struct gfla_text *svg, const struct axis *axis, int bottom)
{
    const double step = step_of(axis->most);
    if (axis->is_logarithmic)
        for (double score = axis->least; score <= axis->most * 1.001; score *= 10)
            add_tick(svg, axis, score, bottom);
    else
        for (int i = 0; i * step <= axis->most; i++)
            add_tick(svg, axis, i * step, bottom);
    const double one = position(axis, 1);
    gfla_text_add(svg, "<line class=\"r\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n", one, one, TOP - 12, bottom);
    gfla_text_add(
        svg, "<text class=\"f\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">times as fast as the reference%s</text>\n",
        (BARS + BARS_END) / 2, bottom + 38, axis->is_logarithmic ? ", logarithmic axis" : "");
}

static void add_mark(struct gfla_text *svg, const struct axis *axis, const struct gfla_submission_entry *entry,
                     int colour, int y)
{
    const double x = position(axis, entry->score);
    gfla_text_add(svg, "<g class=\"c%d\">", colour);
    if (axis->is_logarithmic)
        gfla_text_add(svg,
                      "<line class=\"s\" x1=\"%d\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                      "<circle class=\"b\" cx=\"%.1f\" cy=\"%d\" r=\"6\"/>",
                      BARS, x, y, y, x, y);
    else
        gfla_text_add(svg, "<rect class=\"b\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" rx=\"2\"/>", BARS, y - 9,
                      fmax(1, x - BARS));
    gfla_text_add(svg, "</g><text class=\"n\" x=\"%.1f\" y=\"%d\">%.*f</text>\n", x + 10, y + 5,
                  entry->score < 0.1   ? 3
                  : entry->score < 100 ? 2
                                       : 0,
                  entry->score);
}

static void add_row(struct gfla_text *svg, const struct axis *axis, const struct gfla_submission_entry *entry,
                    int colour, int y)
{
    const struct gfla_submission *s = &entry->submission;
    gfla_text_add(svg, "<text x=\"%d\" y=\"%d\">", LEFT, y);
    add_xml(svg, s->device.name, NAME_LETTERS);
    gfla_text_add(svg, "</text><text class=\"f\" x=\"%d\" y=\"%d\">", LEFT, y + 15);
    add_xml(svg, s->device.platform, 32);
    gfla_text_add(svg, ", ");
    add_xml(svg, s->device.driver, 16);
    gfla_text_add(svg, "; gfla ");
    add_xml(svg, s->gfla, 10);
    gfla_text_add(svg, "</text>\n");
    if (entry->score > 0) {
        add_mark(svg, axis, entry, colour, y + 2);
        return;
    }
    gfla_text_add(svg, "<text class=\"f o\" x=\"%d\" y=\"%d\">%s", BARS + 8, y + 7,
                  gfla_submission_is_emulator(s) ? "" : "void: ");
    add_xml(svg, entry->why, 72);
    gfla_text_add(svg, "</text>\n");
}

static bool begins_vendor(const struct gfla_submission_table *table, size_t i)
{
    return i == 0 || strcmp(gfla_submission_vendor(&table->entries[i].submission),
                            gfla_submission_vendor(&table->entries[i - 1].submission)) != 0;
}

/* Known ones keep their colour from chart to chart. */
static int colour_of(const char *vendor)
{
    static const char *const vendors[N_COLOURS - 1] = {"Intel", "AMD", "NVIDIA", "Apple", "Arm", "Qualcomm"};
    for (int i = 0; i < N_COLOURS - 1; i++)
        if (strcmp(vendor, vendors[i]) == 0)
            return i;
    return N_COLOURS - 1;
}

static void add_rows(struct gfla_text *svg, const struct gfla_submission_table *table, const struct axis *axis)
{
    int y = TOP;
    for (size_t i = 0; i < table->count; i++) {
        const char *vendor = gfla_submission_vendor(&table->entries[i].submission);
        const int colour = colour_of(vendor);
        if (begins_vendor(table, i)) {
            gfla_text_add(svg, "<g class=\"c%d\"><text class=\"v\" x=\"%d\" y=\"%d\">", colour, LEFT, y + 14);
            add_xml(svg, vendor, NAME_LETTERS);
            gfla_text_add(svg, "</text></g>\n");
            y += HEADING;
        }
        add_row(svg, axis, &table->entries[i], colour, y + 6);
        y += ROW;
    }
}

void gfla_submission_table_chart(const struct gfla_submission_table *table, struct gfla_text *svg)
{
    const struct axis axis = make_axis(table);
    int bottom = TOP;
    for (size_t i = 0; i < table->count; i++)
        bottom += ROW + (begins_vendor(table, i) ? HEADING : 0);
    gfla_text_add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
        "role=\"img\" aria-labelledby=\"title\">\n<title id=\"title\">gfla bench, profile %d: %zu submissions "
        "by vendor</title>\n%s",
        WIDTH, bottom + FOOT, WIDTH, bottom + FOOT, GFLA_SUBMISSION_PROFILE, table->count, style);
    gfla_text_add(svg, "<rect class=\"back\" width=\"%d\" height=\"%d\"/>\n", WIDTH, bottom + FOOT);
    gfla_text_add(svg, "<text class=\"t\" x=\"%d\" y=\"34\">gfla bench, profile %d</text>\n", LEFT,
                  GFLA_SUBMISSION_PROFILE);
    gfla_text_add(svg,
                  "<text class=\"f\" x=\"%d\" y=\"56\">Geometric mean of three networks, rendering and a training "
                  "step; longer is faster. 1 is ",
                  LEFT);
    add_xml(svg, gfla_submission_reference, 80);
    gfla_text_add(svg, ".</text>\n");
    add_axis(svg, &axis, bottom);
    add_rows(svg, table, &axis);
    gfla_text_add(svg, "</svg>\n");
}
