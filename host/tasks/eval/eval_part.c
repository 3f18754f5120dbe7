#include "tasks/eval/eval_part.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

#define FIRST_LINE "gfla eval part 1"
#define MOST_BYTES ((uint64_t)4 << 30)
#define MOST_ITEMS 100000000
#define MOST_PARTS 1000000 /* as --shard takes them */

/* ---- writing ---- */

char *gfla_eval_part_name(int part, int n_parts, char *name, size_t size)
{
    snprintf(name, size, "scores-%d-of-%d.part", part + 1, n_parts);
    return name;
}

static void add_line(struct gfla_text *text, const char *key, const char *value)
{
    const size_t first = text->size + strlen(key) + 1;
    gfla_text_add(text, "%s %s", key, value);
    for (size_t i = first; i < text->size; i++)
        if (iscntrl((unsigned char)text->data[i]))
            text->data[i] = ' ';
    gfla_text_add(text, "\n");
}

static void add_common(struct gfla_text *text, const struct gfla_eval_part *part, const gfla_score_board *board)
{
    add_line(text, "task", part->task);
    add_line(text, "data", part->data);
    add_line(text, "test", part->test);
    gfla_text_add(text, "version " GFLA_VERSION "\nsize %d %d\nitems %zu\ngroups %d\n", part->width, part->height,
                  gfla_score_board_n_items(board), gfla_score_board_n_groups(board));
    for (int m = 0; m < gfla_score_board_n_methods(board); m++)
        add_line(text, "method", gfla_score_board_method(board, m));
}

/* 17 digits tell every double from the next. Returns the number of lines. */
static size_t add_sums(struct gfla_text *text, const gfla_score_board *board)
{
    size_t n_lines = 0;
    for (int m = 0; m < gfla_score_board_n_methods(board); m++)
        for (size_t i = 0; i < gfla_score_board_n_items(board); i++)
            for (int g = 0; g < gfla_score_board_n_groups(board); g++)
                for (int s = 0; s < GFLA_SCORES; s++) {
                    const struct gfla_score_sum sum = gfla_score_board_get_sum(board, m, i, g, (enum gfla_score)s);
                    if (sum.n == 0)
                        continue;
                    gfla_text_add(text, "sum %d %zu %d %s %ld %.17g\n", m, i, g, gfla_score_infos[s].name, sum.n,
                                  sum.sum);
                    n_lines++;
                }
    return n_lines;
}

gfla_status gfla_eval_part_write(const char *path, const struct gfla_eval_part *part, const gfla_score_board *board)
{
    gfla_status status;
    struct gfla_text text = {0};
    gfla_text_add(&text, FIRST_LINE "\npart %d %d\n", part->part + 1, part->n_parts);
    add_common(&text, part, board);
    const size_t n_lines = add_sums(&text, board);
    gfla_text_add(&text, "end %zu\n", n_lines);
    REQUIRE(!text.failed, GFLA_ERROR_MEMORY, "%s: host memory ran out", path);
    TRY(gfla_file_write(path, text.data, text.size));
fail:
    gfla_text_free(&text);
    return status;
}

/* ---- reading ---- */

/* A file of a part, as text that is cut into lines. */
struct reader {
    const char *path;
    char *text, *rest;
};

/* The next line, without its end; NULL: there is none, or it has none. */
static char *next_line(struct reader *r)
{
    char *line = r->rest, *end = line ? strchr(line, '\n') : NULL;
    if (!end)
        return NULL;
    *end = '\0';
    r->rest = end + 1;
    return line;
}

static gfla_status damaged(const struct reader *r, const char *what)
{
    return gfla_fail(GFLA_ERROR_INPUT, "%s: %s: this is no whole part of an evaluation. hint: write it again", r->path,
                     what);
}

/* What is behind the key of a line; NULL where the line has another. */
static const char *value_of(const char *line, const char *key)
{
    const size_t length = strlen(key);
    return line && strncmp(line, key, length) == 0 && line[length] == ' ' ? line + length + 1 : NULL;
}

static gfla_status open_part(struct reader *r, const char *path, int *part, int *n_parts)
{
    gfla_status status;
    size_t size;
    void *data = NULL;
    *r = (struct reader){.path = path};
    TRY(gfla_file_read_text(path, MOST_BYTES, &data, &size));
    r->text = r->rest = data;
    const char *first = next_line(r);
    if (!first || strcmp(first, FIRST_LINE) != 0)
        return damaged(r, "it does not begin with '" FIRST_LINE "'");
    const char *numbers = value_of(next_line(r), "part");
    if (!numbers || sscanf(numbers, "%9d %9d", part, n_parts) != 2 || *part < 1 || *part > *n_parts ||
        *n_parts > MOST_PARTS)
        return damaged(r, "its number");
    --*part;
fail:
    return status;
}

/* Of the text behind the number: how much of it comes before the sums; 0: it has no end. */
static size_t common_length(const char *text)
{
    const char *sum = strstr(text, "\nsum "), *end = strstr(text, "\nend ");
    const char *stop = sum ? sum : end;
    return stop ? (size_t)(stop - text) + 1 : 0;
}

static gfla_status read_common(struct reader *r, struct gfla_eval_merged *merged)
{
    gfla_status status;
    static const char *const keys[] = {"task", "data", "test", "version", "size", "items", "groups"};
    enum { N_KEYS = sizeof keys / sizeof *keys };
    const char *values[N_KEYS], *names[GFLA_MAX_METHODS];
    struct gfla_eval_part *c = &merged->common;
    long long n_items;
    int n_groups, n_methods = 0;
    for (int i = 0; i < N_KEYS; i++) {
        values[i] = value_of(next_line(r), keys[i]);
        if (!values[i])
            return damaged(r, keys[i]);
    }
    for (char *next = r->rest; next && value_of(next, "method"); next = r->rest) {
        if (n_methods == GFLA_MAX_METHODS)
            return damaged(r, "its methods");
        names[n_methods++] = value_of(next_line(r), "method");
        if (!names[n_methods - 1])
            return damaged(r, "its methods");
    }
    if (sscanf(values[4], "%9d %9d", &c->width, &c->height) != 2 || sscanf(values[5], "%12lld", &n_items) != 1 ||
        n_items < 1 || n_items > MOST_ITEMS || sscanf(values[6], "%4d", &n_groups) != 1 || n_groups < 1 ||
        n_groups > 100 || n_methods < 1)
        return damaged(r, "its size");
    c->n_parts = 1;
    c->task = gfla_arena_printf(merged->arena, "%s", values[0]);
    c->data = gfla_arena_printf(merged->arena, "%s", values[1]);
    c->test = gfla_arena_printf(merged->arena, "%s", values[2]);
    REQUIRE(c->task && c->data && c->test, GFLA_ERROR_MEMORY, "%s: host memory ran out", r->path);
    TRY(gfla_score_board_create(&merged->board, names, n_methods, (size_t)n_items, n_groups));
fail:
    return status;
}

/* One line; false: it is not what a part holds. */
static bool add_sum(const char *line, gfla_score_board *board, int part, int n_parts)
{
    int method, group;
    unsigned long long item;
    char name[32], *end = NULL;
    struct gfla_score_sum sum;
    int used = 0;
    if (sscanf(line, "%2d %12llu %4d %31s %12ld %n", &method, &item, &group, name, &sum.n, &used) != 5 || used == 0)
        return false;
    sum.sum = strtod(line + used, &end);
    const enum gfla_score score = gfla_score_find(name);
    if (end == line + used || *end || score == GFLA_SCORES || method < 0 ||
        method >= gfla_score_board_n_methods(board) || item >= gfla_score_board_n_items(board) || group < 0 ||
        group >= gfla_score_board_n_groups(board) || sum.n < 1 || item % (unsigned)n_parts != (unsigned)part)
        return false;
    gfla_score_board_add_sum(board, method, item, group, score, &sum);
    return true;
}

static gfla_status read_sums(struct reader *r, gfla_score_board *board, int part, int n_parts)
{
    unsigned long long n_lines = 0, expected;
    for (char *line; (line = next_line(r)) != NULL; n_lines++) {
        const char *value = value_of(line, "sum");
        if (!value && value_of(line, "end"))
            return sscanf(value_of(line, "end"), "%20llu", &expected) == 1 && expected == n_lines && !*r->rest
                       ? GFLA_OK
                       : damaged(r, "lines are missing");
        if (!value || !add_sum(value, board, part, n_parts))
            return damaged(r, line);
    }
    return damaged(r, "its end is missing");
}

/* What all parts have in common, as the first that was read has it. */
struct merging {
    struct gfla_eval_merged *merged;
    char *common, *first;
    bool *have; /* [n_parts] */
    int n_parts;
};

static gfla_status begin(struct merging *m, struct reader *r, int n_parts)
{
    gfla_status status;
    const size_t length = common_length(r->rest);
    if (length == 0)
        return damaged(r, "its end is missing");
    m->n_parts = n_parts;
    TRY(gfla_calloc(&m->have, (size_t)n_parts, sizeof *m->have, "parts"));
    TRY(gfla_calloc(&m->common, length + 1, 1, "what parts have in common"));
    TRY(gfla_calloc(&m->first, strlen(r->path) + 1, 1, "a path"));
    memcpy(m->common, r->rest, length);
    strcpy(m->first, r->path);
    status = read_common(r, m->merged);
fail:
    return status;
}

static gfla_status add_part(struct merging *m, const char *path)
{
    gfla_status status;
    struct reader r;
    int part, n_parts;
    TRY(open_part(&r, path, &part, &n_parts));
    REQUIRE(!m->common || n_parts == m->n_parts, GFLA_ERROR_INPUT,
            "%s: is of %d parts, and %s of %d. hint: a folder for the parts of one evaluation", path, n_parts, m->first,
            m->n_parts);
    if (!m->common) {
        TRY(begin(m, &r, n_parts));
    } else {
        const size_t length = common_length(r.rest);
        REQUIRE(length == strlen(m->common) && memcmp(r.rest, m->common, length) == 0, GFLA_ERROR_INPUT,
                "%s: is of another evaluation than %s: set, weights, options, version or methods differ", path,
                m->first);
        r.rest += length;
    }
    REQUIRE(!m->have[part], GFLA_ERROR_INPUT, "%s: part %d of %d is there twice", path, part + 1, n_parts);
    m->have[part] = true;
    status = read_sums(&r, m->merged->board, part, n_parts);
fail:
    free(r.text);
    return status;
}

static gfla_status check_all(const struct merging *m, const char *folder)
{
    gfla_status status = GFLA_OK;
    struct gfla_text missing = {0};
    REQUIRE(m->common, GFLA_ERROR_INPUT,
            "%s: no part of an evaluation is in this folder. hint: gfla eval --shard I/N -o %s", folder, folder);
    for (int i = 0; i < m->n_parts; i++)
        if (!m->have[i])
            gfla_text_add(&missing, "%s%d", missing.size ? ", " : "", i + 1);
    REQUIRE(!missing.size, GFLA_ERROR_INPUT,
            "%s: of %d parts there is no %s. hint: gfla eval --shard I/%d makes part I", folder, m->n_parts,
            missing.data ? missing.data : "?", m->n_parts);
fail:
    gfla_text_free(&missing);
    return status;
}

gfla_status gfla_eval_parts_merge(struct gfla_eval_merged *merged, const char *folder)
{
    gfla_status status;
    struct merging m = {.merged = merged};
    char **names = NULL, path[4096];
    size_t n = 0;
    *merged = (struct gfla_eval_merged){0};
    TRY(gfla_arena_create(&merged->arena));
    TRY(gfla_folder_files(folder, (const char *const[]){".part", NULL}, &names, &n));
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        TRY(add_part(&m, path));
    }
    TRY(check_all(&m, folder));
fail:
    free(names);
    free(m.common);
    free(m.first);
    free(m.have);
    return status;
}

void gfla_eval_merged_free(struct gfla_eval_merged *merged)
{
    gfla_score_board_destroy(&merged->board);
    gfla_arena_destroy(&merged->arena);
}
