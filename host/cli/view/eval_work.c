#include <stdio.h>
#include <string.h>

#include "base/failure.h"
#include "cli/view/eval_command.h"
#include "tasks/eval/eval_part.h"

/* All conditions; the first that does not hold is GFLA_ERROR_CHECK. */
static gfla_status check(const struct eval_command *o, const gfla_score_board *board)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < o->n_requirements; i++)
        TRY(gfla_eval_requirement_check(&o->requirements[i], board));
fail:
    return status;
}

/* ---- the whole, or a part of it ---- */

/* Takes the texts. */
static gfla_status report(const struct cli *cli, const struct eval_command *o, const gfla_score_board *board,
                          struct gfla_text *table, struct gfla_text *json)
{
    gfla_status status;
    TRY(eval_output_scores(&o->output, cli, table, json));
    status = check(o, board);
fail:
    return status;
}

static gfla_status report_view(const struct cli *cli, const struct eval_command *o, const gfla_evaluation *scores,
                               const char *data)
{
    struct gfla_text table = {0}, json = {0};
    gfla_evaluation_json(scores, data, &json);
    gfla_evaluation_table(scores, &table);
    return report(cli, o, gfla_evaluation_board(scores), &table, &json);
}

static gfla_status report_person(const struct cli *cli, const struct eval_command *o,
                                 const struct gfla_eval_person_result *result, const char *data)
{
    struct gfla_text table = {0}, json = {0};
    gfla_eval_person_json(result, data, &json);
    gfla_eval_person_table(result, &table);
    return report(cli, o, result->board, &table, &json);
}

static gfla_status report_photo(const struct cli *cli, const struct eval_command *o, enum gfla_eval_photo task,
                                const gfla_score_board *board, const char *data)
{
    gfla_status status;
    struct gfla_text table = {0}, json = {0};
    TRY(gfla_eval_photo_json(task, board, data, &json));
    TRY(gfla_eval_photo_table(task, board, &table));
    return report(cli, o, board, &table, &json);
fail:
    gfla_text_free(&table);
    gfla_text_free(&json);
    return status;
}

/* With --shard: what was scored, for --merge. */
static gfla_status write_part(const struct cli *cli, const struct eval_command *o, const gfla_score_board *board,
                              int width, int height)
{
    gfla_status status;
    char name[64], path[1200];
    struct gfla_text test = {0};
    const struct gfla_batch *b = &cli->batch;
    const size_t n_items = gfla_score_board_n_items(board);
    TRY(gfla_eval_describe(&o->eval, &test));
    const struct gfla_eval_part part = {.part = b->shard,
                                        .n_parts = b->n_shards,
                                        .task = o->task,
                                        .data = o->eval.data,
                                        .test = test.data,
                                        .width = width,
                                        .height = height};
    snprintf(path, sizeof path, "%s/%s", o->output.folder,
             gfla_eval_part_name(b->shard, b->n_shards, name, sizeof name));
    TRY(gfla_eval_part_write(path, &part, board));
    cli_note(cli, "%s: scores of %zu of %zu. hint: gfla eval --merge %s when all %d parts are there\n", path,
             gfla_batch_count(b, n_items), n_items, o->output.folder, b->n_shards);
fail:
    gfla_text_free(&test);
    return status;
}

/* The devices that share the work. */
struct devices {
    gfla_device **items;
    size_t n;
};

/* What comes of scores and conditions counts more than a lost device, which the log has named. */
static gfla_status end(const struct gfla_failure *work, gfla_status report)
{
    return report == GFLA_OK ? gfla_failure_again(work) : report;
}

static gfla_status eval_view(const struct cli *cli, const struct eval_command *o, const struct devices *devices)
{
    gfla_status report = GFLA_OK;
    gfla_evaluation *scores = NULL;
    const struct gfla_failure work =
        gfla_failure_keep(gfla_eval_view(&scores, devices->items, (int)devices->n, &o->eval));
    if (scores)
        report = cli->batch.n_shards ? write_part(cli, o, gfla_evaluation_board(scores), 0, 0)
                                     : report_view(cli, o, scores, o->eval.data);
    gfla_evaluation_destroy(&scores);
    return end(&work, report);
}

static gfla_status eval_person(const struct cli *cli, const struct eval_command *o, const struct devices *devices)
{
    gfla_status report = GFLA_OK;
    struct gfla_eval_person_result result;
    const struct gfla_failure work =
        gfla_failure_keep(gfla_eval_person(&result, devices->items, (int)devices->n, &o->eval));
    if (result.board)
        report = cli->batch.n_shards ? write_part(cli, o, result.board, result.width, result.height)
                                     : report_person(cli, o, &result, o->eval.data);
    gfla_eval_person_result_free(&result);
    return end(&work, report);
}

static gfla_status eval_photo(const struct cli *cli, const struct eval_command *o, const struct devices *devices)
{
    gfla_status report = GFLA_OK;
    gfla_score_board *board = NULL;
    const struct gfla_failure work =
        gfla_failure_keep(gfla_eval_photo(&board, o->photo, devices->items, (int)devices->n, &o->eval));
    if (board)
        report =
            cli->batch.n_shards ? write_part(cli, o, board, 0, 0) : report_photo(cli, o, o->photo, board, o->eval.data);
    gfla_score_board_destroy(&board);
    return end(&work, report);
}

/* ---- parts put together ---- */

static gfla_status report_merged(const struct cli *cli, const struct eval_command *o, struct gfla_eval_merged *m)
{
    gfla_status status;
    gfla_evaluation *scores = NULL;
    if (strcmp(m->common.task, "person") == 0) {
        const struct gfla_eval_person_result result = {.board = m->board,
                                                       .n_pairs = gfla_score_board_n_items(m->board),
                                                       .width = m->common.width,
                                                       .height = m->common.height};
        return report_person(cli, o, &result, m->common.data);
    }
    const enum gfla_eval_photo photo = gfla_eval_photo_find(m->common.task);
    if (photo != GFLA_EVAL_PHOTO_COUNT)
        return report_photo(cli, o, photo, m->board, m->common.data);
    TRY(gfla_evaluation_of_board(&scores, &m->board));
    status = report_view(cli, o, scores, m->common.data);
fail:
    gfla_evaluation_destroy(&scores);
    return status;
}

static gfla_status merge(struct cli *cli, struct eval_command *o)
{
    gfla_status status;
    struct gfla_eval_merged merged = {.arena = NULL};
    bool skip = false;
    if (cli->output)
        TRY(eval_output_open_folder(&o->output, cli, "parts", "scores.txt", &skip));
    if (skip)
        return GFLA_OK;
    TRY(gfla_eval_parts_merge(&merged, o->merge));
    status = report_merged(cli, o, &merged);
fail:
    gfla_eval_merged_free(&merged);
    return status;
}

/* ---- from the beginning ---- */

/* A part has no figure, and no FID: both are of the whole. */
static gfla_status open_part(struct cli *cli, struct eval_command *o, bool *skip)
{
    gfla_status status = GFLA_OK;
    char name[64];
    const struct gfla_batch *b = &cli->batch;
    REQUIRE(cli->output, GFLA_ERROR_USAGE, "--shard writes a part of the scores. hint: -o FOLDER");
    REQUIRE(!o->eval.perceptual.fid, GFLA_ERROR_USAGE,
            "--shard: FID is of all images at once. hint: --answers DIR here, and then --compare NAME=DIR --fid FILE");
    REQUIRE(o->n_requirements == 0, GFLA_ERROR_USAGE,
            "--shard: conditions are of the whole. hint: --merge DIR --require ...");
    gfla_eval_part_name(b->shard, b->n_shards, name, sizeof name);
    TRY(eval_output_open_folder(&o->output, cli, "parts", name, skip));
    o->eval.batch = *b;
fail:
    return status;
}

/* Mattes and angles have no figure. */
static gfla_status open_output(struct cli *cli, struct eval_command *o, bool *skip)
{
    if (cli->batch.n_shards)
        return open_part(cli, o, skip);
    if (o->photo != GFLA_EVAL_PHOTO_COUNT && cli->output)
        return eval_output_open_folder(&o->output, cli, "mattes and angles", "scores.txt", skip);
    return eval_output_open(&o->output, cli, skip);
}

gfla_status eval_work(struct cli *cli, struct eval_command *o)
{
    gfla_status status = GFLA_OK;
    struct devices devices = {.n = 0};
    bool skip = false;
    REQUIRE(!o->merge || !cli->batch.n_shards, GFLA_ERROR_USAGE, "--merge and --shard exclude each other");
    if (o->merge)
        return merge(cli, o);
    TRY(open_output(cli, o, &skip));
    o->eval.figure = cli->output && o->output.figure[0] ? o->output.figure : NULL;
    if (skip)
        return GFLA_OK;
    if (gfla_eval_needs_device(&o->eval))
        TRY(cli_open_devices(cli, &devices.items, &devices.n));
    status = o->photo != GFLA_EVAL_PHOTO_COUNT ? eval_photo(cli, o, &devices)
             : strcmp(o->task, "person") == 0  ? eval_person(cli, o, &devices)
                                               : eval_view(cli, o, &devices);
fail:
    gfla_device_destroy_all(&devices.items, &devices.n);
    return status;
}
