#include "cli/view/view_targets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define MAX_AZIMUTH 3600 /* a path may go round ten times */

/* ---- words ---- */

static double parse_azimuth(const struct argp_state *state, const char *what, const char *text)
{
    char name[32];
    snprintf(name, sizeof name, "%s: azimuth", what);
    return cli_option_double(state, name, text, -MAX_AZIMUTH, MAX_AZIMUTH);
}

static double parse_elevation(const struct argp_state *state, const char *what, const char *text)
{
    char name[32];
    snprintf(name, sizeof name, "%s: elevation", what);
    return cli_option_double(state, name, text, GFLA_VIEW_MIN_ELEVATION, GFLA_VIEW_MAX_ELEVATION);
}

/* "A" or "A..B", of text up to its end or a comma. True for a range. */
static bool split_range(const char *text, char first[32], char last[32])
{
    const size_t length = strcspn(text, ",");
    const char *dots = strstr(text, "..");
    const bool is_range = dots && dots < text + length;
    snprintf(first, 32, "%.*s", is_range ? (int)(dots - text) : (int)length, text);
    snprintf(last, 32, "%.*s", is_range ? (int)(text + length - dots - 2) : (int)length, is_range ? dots + 2 : text);
    return is_range;
}

struct gfla_view_angles view_parse_angles(const struct argp_state *state, const char *what, const char *text)
{
    char azimuth[32];
    const char *comma = strchr(text, ',');
    snprintf(azimuth, sizeof azimuth, "%.*s", comma ? (int)(comma - text) : (int)strlen(text), text);
    return (struct gfla_view_angles){parse_azimuth(state, what, azimuth),
                                     comma ? parse_elevation(state, what, comma + 1) : 0};
}

void view_targets_add(struct view_targets *t, const struct argp_state *state, const char *text)
{
    char first[32], last[32];
    const char *comma = strchr(text, ',');
    struct view_span span = {.has_elevation = comma};
    if (t->n_spans == VIEW_MAX_TARGETS)
        cli_usage(state, "more than %d views", VIEW_MAX_TARGETS);
    span.is_path = split_range(text, first, last);
    span.first.azimuth = parse_azimuth(state, "--to", first);
    span.last.azimuth = parse_azimuth(state, "--to", last);
    if (comma) {
        span.is_path |= split_range(comma + 1, first, last);
        span.first.elevation = parse_elevation(state, "--to", first);
        span.last.elevation = parse_elevation(state, "--to", last);
    }
    t->spans[t->n_spans++] = span;
}

static int count_paths(const struct view_targets *t)
{
    int n = 0;
    for (int i = 0; i < t->n_spans; i++)
        n += t->spans[i].is_path;
    return n;
}

gfla_status view_targets_check(const struct view_targets *t)
{
    gfla_status status = GFLA_OK;
    REQUIRE(!t->turn || !t->n_spans, GFLA_ERROR_USAGE, "--turn and --to exclude each other");
    REQUIRE(!t->turn || !t->frames, GFLA_ERROR_USAGE, "--turn and --frames say the same");
    REQUIRE(!t->frames || !t->n_spans || count_paths(t) > 0, GFLA_ERROR_USAGE,
            "--frames: no --to is a path. hint: --to 0..360,10");
fail:
    return status;
}

/* ---- views ---- */

/* The last view of a path that comes back to where it began is the first one, which is not made twice. */
static bool is_closed(const struct view_span *s)
{
    return s->first.azimuth != s->last.azimuth && fmod(s->last.azimuth - s->first.azimuth, 360) == 0 &&
           s->first.elevation == s->last.elevation;
}

static void walk(const struct view_span *s, int frames, struct gfla_view_angles *angles)
{
    const int steps = is_closed(s) ? frames : frames > 1 ? frames - 1 : 1;
    for (int i = 0; i < frames; i++) {
        const double part = (double)i / steps;
        angles[i].azimuth = s->first.azimuth + part * (s->last.azimuth - s->first.azimuth);
        angles[i].elevation = s->first.elevation + part * (s->last.elevation - s->first.elevation);
    }
}

gfla_status view_targets_list(const struct view_targets *t, struct gfla_view_angles from, int default_frames,
                              struct gfla_view_angles **angles, int *n)
{
    gfla_status status;
    const int paths = count_paths(t), frames = t->turn ? t->turn : t->frames ? t->frames : default_frames;
    const struct view_span turn = {from, {from.azimuth + 360, from.elevation}, true, true};
    int done = 0;
    *angles = NULL;
    *n = t->n_spans ? t->n_spans - paths + paths * frames : frames;
    REQUIRE(*n <= VIEW_MAX_TARGETS, GFLA_ERROR_USAGE, "%d views, at most %d are made at once. hint: fewer --frames", *n,
            VIEW_MAX_TARGETS);
    TRY(gfla_calloc(angles, (size_t)*n, sizeof **angles, "views"));
    if (!t->n_spans)
        walk(&turn, frames, *angles);
    for (int i = 0; i < t->n_spans; i++) {
        struct view_span span = t->spans[i];
        if (!span.has_elevation)
            span.first.elevation = span.last.elevation = from.elevation;
        walk(&span, span.is_path ? frames : 1, *angles + done);
        done += span.is_path ? frames : 1;
    }
    for (int i = 0; i < *n; i++)
        (*angles)[i].azimuth = fmod((*angles)[i].azimuth, 360);
fail:
    return status;
}
