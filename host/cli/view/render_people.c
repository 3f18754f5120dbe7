/* render_people.c - `gfla render --people`: its options and what it says. */
#include "base/clock.h"
#include "cli/view/render_options.h"

static const char *const show_words[] = {"keypoints", "parts", "flow", NULL};

static void add_motion(struct gfla_people *p, const struct argp_state *state, const char *arg)
{
    if (p->n_motions == GFLA_PEOPLE_MAX_WORDS)
        cli_usage(state, "--motion: given more than %d times. hint: name a folder", GFLA_PEOPLE_MAX_WORDS);
    p->motions[p->n_motions++] = arg;
}

error_t people_parse(struct gfla_people *p, int key, char *arg, struct argp_state *state)
{
    static const char *const framings[] = {"varied", "full", NULL};
    if (key < PEOPLE_KEY || key > PEOPLE_KEY + 9)
        return ARGP_ERR_UNKNOWN;
    p->others = p->others || key != PEOPLE_KEY;
    switch (key - PEOPLE_KEY) {
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

static gfla_status tell_result(const struct gfla_people *p, const struct cli *cli, size_t images, double seconds)
{
    struct gfla_text json = {0};
    const size_t done = cli->batch.n_items - cli->batch.n_failed - cli->batch.n_skipped;
    cli_print(cli, "%zu %s drawn, %zu skipped, %zu failed, %zu %s%s each of %d x %d pixels: %s\n", done,
              done == 1 ? "person" : "people", cli->batch.n_skipped, cli->batch.n_failed, images,
              p->clip ? "frame" : "picture", images == 1 ? "" : "s", p->width, p->height, cli->output);
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

gfla_status people_render(const struct gfla_people *given, const struct gfla_render_job *job, const struct cli *cli)
{
    gfla_status status;
    const struct gfla_people people = gfla_people_defaults(given);
    REQUIRE(job->output, GFLA_ERROR_USAGE, "no output was named. hint: -o FOLDER");
    const double started = gfla_clock();
    status = gfla_people_run(&people, job);
    if (status == GFLA_OK || status == GFLA_ERROR_PARTIAL) {
        const gfla_status told = tell_result(&people, cli, gfla_people_images(&people), gfla_clock() - started);
        status = told != GFLA_OK ? told : status;
    }
fail:
    return status;
}
