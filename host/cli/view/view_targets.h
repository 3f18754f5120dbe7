/* cli/view/view_targets.h - which views `gfla view` makes: what --to, --turn and --frames say. */
#ifndef GFLA_CLI_VIEW_VIEW_TARGETS_H
#define GFLA_CLI_VIEW_VIEW_TARGETS_H

#include <gfla/view.h>

#include "cli/cli.h"

#define VIEW_MAX_TARGETS 720

/* AZ[,EL] of one --to: one view, or a path where one of them is a range A..B. */
struct view_span {
    struct gfla_view_angles first, last;
    bool has_elevation, is_path;
};

struct view_targets {
    struct view_span spans[VIEW_MAX_TARGETS];
    int n_spans;
    int turn, frames; /* 0: not said */
};

/* Of --from: AZ,EL. Wrong usage does not return. */
struct gfla_view_angles view_parse_angles(const struct argp_state *state, const char *what, const char *text);
/* Adds what one --to says. */
void view_targets_add(struct view_targets *targets, const struct argp_state *state, const char *text);
/* GFLA_ERROR_USAGE where they contradict each other. */
gfla_status view_targets_check(const struct view_targets *targets);

/* *angles gets the *n views, freed with free(). Elevations that are not said are those of `from`; a turn begins there.
 * default_frames: of a turn and of each path. */
gfla_status view_targets_list(const struct view_targets *targets, struct gfla_view_angles from, int default_frames,
                              struct gfla_view_angles **angles, int *n);

#endif
