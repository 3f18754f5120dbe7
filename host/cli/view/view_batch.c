#include "cli/view/view_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/output_names.h"
#include "base/parallel.h"
#include "cli/view/view_said.h"
#include "tasks/device_crew.h"

#define AT_ONCE 6 /* views that the network makes in one run */

/* What became of a picture, until its turn. */
struct outcome {
    bool is_skipped;
    struct view_said said;
};

struct view_batch {
    struct cli *cli;
    const struct view_options *options;
    gfla_device *const *devices; /* [n_devices], each with a work */
    struct view_work *works;
    int n_devices;
    size_t *mine, n_mine; /* numbers of the pictures of this shard */
    gfla_arena *arena;
    const char **outputs;     /* of all pictures */
    struct outcome *outcomes; /* [gfla_crew_places] */
    struct gfla_progress_count progress;
};

/* ---- one device ---- */

static gfla_status open_work(struct view_batch *b, int i)
{
    gfla_status status;
    struct gfla_view_params params;
    const struct view_options *o = b->options;
    struct view_work *w = &b->works[i];
    const int n_runs = (o->n + AT_ONCE - 1) / AT_ONCE;
    gfla_view_params_init(&params);
    params.batch = (o->n + n_runs - 1) / n_runs; /* no run is much smaller than the others */
    *w = (struct view_work){.cli = b->cli, .options = o, .device = b->devices[i]};
    TRY(gfla_view_open(&w->view, w->device, o->model, &params));
    w->views = &w->view;
    w->n_views = 1;
    w->net_size = gfla_view_get_info(w->view).size;
    w->show = o->show | (gfla_view_output_is_page(b->cli->output) ? gfla_view_page_shows(w->view) : 0);
fail:
    return status;
}

static gfla_status create(struct view_batch *b, struct cli *cli, const struct view_options *options,
                          gfla_device *const *devices, int n_devices)
{
    *b = (struct view_batch){.cli = cli, .options = options, .devices = devices, .n_devices = n_devices};
    return gfla_calloc(&b->works, (size_t)n_devices, sizeof *b->works, "devices");
}

static void destroy(struct view_batch *b)
{
    for (int i = 0; b->works && i < b->n_devices; i++) {
        gfla_view_results_destroy(&b->works[i].results);
        gfla_view_close(&b->works[i].view);
    }
    for (size_t i = 0; b->outcomes && i < gfla_crew_places(b->n_devices); i++)
        view_said_free(&b->outcomes[i].said);
    free(b->works);
    free(b->mine);
    free(b->outputs);
    free(b->outcomes);
    gfla_arena_destroy(&b->arena);
}

/* ---- one picture ---- */

static gfla_status open_other(void *context, int index)
{
    return open_work(context, index + 1);
}

/* The first device fills the caches that serve the others. */
static gfla_status open_all(struct view_batch *b)
{
    gfla_status status;
    TRY(open_work(b, 0));
    TRY(gfla_parallel(b->n_devices - 1, b->n_devices - 1, open_other, b));
fail:
    return status;
}

gfla_status view_batch_run_one(struct cli *cli, const struct view_options *options, gfla_device *const *devices,
                               int n_devices)
{
    gfla_status status;
    struct view_batch b;
    gfla_view **views = NULL;
    TRY(create(&b, cli, options, devices, n_devices));
    TRY(gfla_calloc(&views, (size_t)n_devices, sizeof(gfla_view *), "devices"));
    TRY(open_all(&b));
    for (int i = 0; i < n_devices; i++)
        views[i] = b.works[i].view;
    b.works[0].views = views;
    b.works[0].n_views = n_devices;
    b.works[0].progress = &b.progress;
    gfla_progress_begin(&b.progress, "views", (size_t)options->n);
    status = view_item_run(&b.works[0], options->images[0], cli->output);
    gfla_progress_end(&b.progress);
fail:
    destroy(&b);
    free(views);
    return status;
}

/* ---- several pictures ---- */

/* DIR/NAME, a folder of views, or DIR/NAME.png where there is one, for each picture; NAME is that of the picture without
 * extension. */
static gfla_status name_outputs(struct view_batch *b)
{
    gfla_status status;
    const size_t n = (size_t)b->options->n_images;
    TRY(gfla_arena_create(&b->arena));
    TRY(gfla_calloc(&b->outputs, n, sizeof *b->outputs, "names of outputs"));
    const char **outputs = b->outputs;
    for (size_t i = 0; i < n; i++)
        outputs[i] = strcmp(b->options->images[i], "-") == 0 ? "stdin" : b->options->images[i];
    TRY(gfla_output_names(outputs, n, NULL, b->arena, outputs));
    TRY(gfla_output_names_number(outputs, n, b->arena));
    for (size_t i = 0; i < n; i++) {
        outputs[i] =
            gfla_arena_printf(b->arena, "%s/%s%s", b->cli->output, outputs[i], b->options->n == 1 ? ".png" : "");
        REQUIRE(outputs[i], GFLA_ERROR_MEMORY, "%s: host memory ran out for a path", b->options->images[i]);
    }
fail:
    return status;
}

static struct outcome *outcome_of(struct view_batch *b, size_t number)
{
    return &b->outcomes[number % gfla_crew_places(b->n_devices)];
}

static gfla_status start(void *context, int worker)
{
    return open_work(context, worker);
}

static void ready(void *context)
{
    struct view_batch *b = context;
    gfla_progress_begin(&b->progress, "views", (size_t)b->options->n * b->n_mine);
}

static gfla_status work(void *context, int worker, size_t number)
{
    gfla_status status;
    struct view_batch *b = context;
    struct view_work *w = &b->works[worker];
    struct outcome *outcome = outcome_of(b, number);
    const size_t image = b->mine[number];
    outcome->is_skipped = false;
    view_said_free(&outcome->said); /* of a device that was lost in the middle */
    w->said = b->n_devices > 1 ? &outcome->said : NULL;
    w->progress = b->n_devices > 1 ? NULL : &b->progress;
    TRY(cli_output_allow(b->cli, b->outputs[image], &outcome->is_skipped));
    if (!outcome->is_skipped)
        status = view_item_run(w, b->options->images[image], b->outputs[image]);
fail:
    return status;
}

static gfla_status take(void *context, size_t number, gfla_status item_status)
{
    gfla_status status;
    struct view_batch *b = context;
    struct gfla_batch *counts = &b->cli->batch;
    struct outcome *outcome = outcome_of(b, number);
    const char *image = b->options->images[b->mine[number]];
    const struct view_work teller = {.cli = b->cli, .device = b->devices[0], .view = b->works[0].view};
    if (item_status != GFLA_OK && b->cli->json)
        TRY(view_say_failure(&teller, image, item_status));
    gfla_batch_take(counts, image, item_status, outcome->is_skipped);
    if (outcome->is_skipped)
        gfla_progress_skip(&b->progress, (size_t)b->options->n);
    if (b->n_devices > 1)
        gfla_progress_set(&b->progress, counts->n_items * (size_t)b->options->n);
    if (item_status != GFLA_OK)
        gfla_text_free(&outcome->said.json);
    status = view_say_kept(b->cli, &outcome->said);
fail:
    return status;
}

/* What the crew said counts more than what pictures say. */
static gfla_status finish(struct view_batch *b, gfla_status crew)
{
    const struct gfla_batch *counts = &b->cli->batch;
    const size_t n_made = counts->n_items - counts->n_failed - counts->n_skipped;
    gfla_progress_end(&b->progress);
    cli_note(b->cli, "%zu picture%s done, %zu skipped, %zu failed: %s\n", n_made, n_made == 1 ? "" : "s",
             counts->n_skipped, counts->n_failed, b->cli->output);
    return gfla_batch_end(counts, crew);
}

gfla_status view_batch_run(struct cli *cli, const struct view_options *options, gfla_device *const *devices,
                           int n_devices)
{
    gfla_status status;
    struct view_batch b;
    TRY(create(&b, cli, options, devices, n_devices));
    TRY(name_outputs(&b));
    TRY(gfla_batch_list(&cli->batch, (size_t)options->n_images, &b.mine, &b.n_mine));
    TRY(gfla_calloc(&b.outcomes, gfla_crew_places(n_devices), sizeof *b.outcomes, "pictures"));
    const struct gfla_crew crew = {
        .n_items = b.n_mine, .context = &b, .start = start, .ready = ready, .work = work, .take = take};
    status = gfla_device_crew_run(devices, n_devices, &crew);
    if (b.progress.report.what)
        status = finish(&b, status);
fail:
    destroy(&b);
    return status;
}
