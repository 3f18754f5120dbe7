#include "tasks/render/render_people.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

static const char *const show_words[] = {"keypoints", "parts", "flow", NULL};

static void add_motion(struct gfla_people *p, const struct argp_state *state, const char *arg)
{
    if (p->n_motions == GFLA_PEOPLE_MAX_WORDS)
        cli_usage(state, "--motion: given more than %d times. hint: name a folder", GFLA_PEOPLE_MAX_WORDS);
    p->motions[p->n_motions++] = arg;
}

error_t gfla_people_parse(struct gfla_people *p, int key, char *arg, struct argp_state *state)
{
    static const char *const framings[] = {"varied", "full", NULL};
    if (key < GFLA_PEOPLE_KEY || key > GFLA_PEOPLE_KEY + 9)
        return ARGP_ERR_UNKNOWN;
    p->others = p->others || key != GFLA_PEOPLE_KEY;
    switch (key - GFLA_PEOPLE_KEY) {
    case 0:
        p->n = (int)cli_option_int(state, "--people", arg, 1, 1000000);
        break;
    case 1:
        p->per_person = (int)cli_option_int(state, "--poses-per-person", arg, 1, 99);
        break;
    case 2:
        add_motion(p, state, arg);
        break;
    case 3:
        p->background = arg;
        break;
    case 4:
        p->figures = arg;
        break;
    case 5:
        p->data = arg;
        break;
    case 6:
        p->full_figures = cli_option_word(state, "--framing", arg, framings) == 1;
        break;
    case 7:
        p->clip = (int)cli_option_int(state, "--clips", arg, 2, 99999);
        break;
    case 8:
        p->flow = true;
        break;
    case 9:
        p->show |= cli_option_words(state, "--show", arg, show_words);
        break;
    }
    return 0;
}

/* ---- the run ---- */

static struct gfla_people with_defaults(const struct gfla_people *given)
{
    struct gfla_people p = *given;
    p.per_person = p.per_person ? p.per_person : 4;
    p.figures = p.figures ? p.figures : "cc0";
    p.background = p.background ? p.background : "plain";
    p.samples = p.samples ? p.samples : 2;
    if (!p.width) {
        p.width = p.clip ? 256 : 176;
        p.height = 256;
    }
    return p;
}

static gfla_status create_folders(const struct gfla_people *p, const char *root)
{
    gfla_status status = GFLA_OK;
    static const char *const kinds[] = {"", "_keypoints", "_parts", "_surface", "_flows"};
    struct gfla_text path = {0};
    gfla_text_add(&path, "%s/people", root);
    REQUIRE(!path.failed, GFLA_ERROR_MEMORY, "host memory ran out for a path");
    TRY(gfla_folder_create(path.data));
    for (int i = 0; i < 10 && p->clip == 0; i++) {
        path.size = 0;
        gfla_text_add(&path, "%s/%s%s", root, i % 2 ? "test" : "train", kinds[i / 2]);
        if (i / 2 < 4 || p->flow)
            TRY(gfla_folder_create(path.data));
    }
fail:
    gfla_text_free(&path);
    return status;
}

static gfla_status draw_one(struct gfla_people_work *w, size_t index, bool *skip)
{
    gfla_status status;
    struct gfla_text marker = {0};
    TRY(gfla_people_marker_path(w->cli->output, index, "json", &marker));
    TRY(cli_output_allow(w->cli, marker.data, skip));
    if (*skip)
        goto fail;
    remove(marker.data); /* while its files are rewritten the person is not complete */
    TRY(w->people->clip ? gfla_people_draw_clip(w, index) : gfla_people_draw_person(w, index));
fail:
    gfla_text_free(&marker);
    return status;
}

/* A failure that the next person would meet too. */
static bool is_fatal(gfla_status status)
{
    return status == GFLA_ERROR_INTERRUPTED || status == GFLA_ERROR_DEVICE || status == GFLA_ERROR_OUTPUT;
}

static gfla_status draw_all(struct gfla_people_work *w, size_t images)
{
    gfla_status status = GFLA_OK;
    struct gfla_progress_count progress;
    size_t mine = 0, done = 0;
    for (size_t i = 0; i < (size_t)w->people->n; i++)
        mine += cli_in_shard(w->cli, i);
    cli_catch_signals();
    gfla_progress_begin(&progress, "pictures", mine * images);
    for (size_t i = 0; i < (size_t)w->people->n && !gfla_is_cancelled(); i++) {
        bool skip = false;
        char name[16];
        if (!cli_in_shard(w->cli, i))
            continue;
        status = draw_one(w, i, &skip);
        if (is_fatal(status))
            break;
        if (status != GFLA_OK)
            cli_item_failed(w->cli, gfla_people_name(i, name), status);
        else
            skip ? cli_item_skipped(w->cli) : cli_item_done(w->cli);
        if (skip)
            gfla_progress_skip(&progress, images);
        gfla_progress_set(&progress, ++done * images);
    }
    gfla_progress_end(&progress);
    return is_fatal(status) && status != GFLA_ERROR_INTERRUPTED ? status : cli_batch_status(w->cli);
}

static gfla_status tell_result(const struct gfla_people *p, const struct cli *cli, size_t images, double seconds)
{
    struct gfla_text json = {0};
    const size_t done = cli->batch.n_items - cli->batch.n_failed - cli->batch.n_skipped;
    cli_print(cli, "%zu people drawn, %zu skipped, %zu failed, %zu %s each of %d x %d pixels: %s\n", done,
              cli->batch.n_skipped, cli->batch.n_failed, images, p->clip ? "frames" : "pictures", p->width, p->height,
              cli->output);
    if (!cli->json)
        return GFLA_OK;
    gfla_text_add(&json,
                  "{\"people\":%zu,\"skipped\":%zu,\"failed\":%zu,\"pictures\":%zu,\"width\":%d,\"height\":%d,"
                  "\"pictures_per_second\":%.4g,\"output\":",
                  done, cli->batch.n_skipped, cli->batch.n_failed, done * images, p->width, p->height,
                  (double)(done * images) / seconds);
    gfla_text_add_json(&json, cli->output);
    gfla_text_add(&json, "}");
    return cli_print_json(&json);
}

gfla_status gfla_people_run(const struct gfla_people *given, struct cli *cli)
{
    gfla_status status, batch;
    const struct gfla_people people = with_defaults(given);
    const size_t images = (size_t)(people.clip ? people.clip : people.per_person);
    struct gfla_people_work *work = NULL;
    char message[512] = "";
    REQUIRE(cli->output, GFLA_ERROR_USAGE, "no output was named. hint: -o FOLDER");
    REQUIRE(people.data || strcmp(people.figures, "cc0") != 0, GFLA_ERROR_USAGE,
            "the data of --figures cc0 was not named. hint: viewsynth/data/fetch-people FOLDER, then --people-data "
            "FOLDER; --figures blocks needs none");
    REQUIRE(!people.clip || (!people.flow && !people.show), GFLA_ERROR_USAGE,
            "--clips: --flows and --show are of pictures");
    TRY(gfla_calloc(&work, 1, sizeof *work, "pictures of people"));
    TRY(gfla_people_work_open(work, &people, cli));
    TRY(create_folders(&people, cli->output));
    const double started = gfla_clock();
    batch = draw_all(work, images);
    snprintf(message, sizeof message, "%s", batch == GFLA_OK ? "" : gfla_error_message());
    if (people.clip == 0) { /* what is done is kept, whatever stopped the rest */
        TRY(gfla_people_write_lists(&people, cli->output));
        TRY(gfla_people_show_sheets(&people, cli->output));
    }
    if (batch == GFLA_OK || batch == GFLA_ERROR_PARTIAL)
        TRY(tell_result(&people, cli, images, gfla_clock() - started));
    status = batch == GFLA_OK ? GFLA_OK : gfla_fail(batch, "%s", message);
fail:
    if (work)
        gfla_people_work_close(work);
    free(work);
    return status;
}
