/* cli/view/view_work.h - what `gfla view` was asked for, and its work on one picture after the other. */
#ifndef GFLA_CLI_VIEW_VIEW_WORK_H
#define GFLA_CLI_VIEW_VIEW_WORK_H

#include <gfla/view.h>

#include "cli/cli.h"
#include "cli/view/view_targets.h"
#include "tasks/view/view_output.h"
#include "tasks/view/view_page.h"

struct view_options {
    const char *model, *truth, *mask; /* model NULL: the default */
    const char **images;
    int n_images;
    const struct view_targets *targets;
    int frames; /* of a turn and of each path, by default */
    /* to: [n]; what --to leaves out and --turn makes is filled in from `from`, and anew for each picture without it */
    struct gfla_view_angles from, *to;
    int n;
    bool has_from, whole_image;
    unsigned show;    /* of enum gfla_view_show */
    double fps, zoom; /* 0: the default */
    int size;         /* 0: the picture's, but not above largest */
    int largest;
    bool transparent;
};

/* What is said of a picture, kept until it is its turn: remarks, results as text, and as JSON. */
struct view_said {
    struct gfla_text notes, lines, json;
};

/* The work on one picture after the other, by one device; of a single picture, by all. */
struct view_work {
    struct cli *cli;
    const struct view_options *options;
    gfla_device *device;
    gfla_view *view;
    gfla_view *const *views; /* [n_views], the first of them `view`: they share the views of a picture */
    int n_views;
    struct view_said *said;            /* of the picture at hand; NULL: it is said at once */
    int net_size;                      /* of the views that the network makes */
    unsigned show;                     /* what options->show asks for, and what pages can switch on */
    struct gfla_view_source_info info; /* of the picture at hand */
    char assumed[256];                 /* of it, for its page */
    struct gfla_view_results results;
    struct gfla_progress_count *progress; /* counts views, of all pictures; NULL: the caller does */
};

#endif
