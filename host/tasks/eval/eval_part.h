/* tasks/eval/eval_part.h - scores of a part of a test (--shard), as a file, and all parts put together: the same sums, to
 * the bit, as those of the whole test.
 *
 * A part is text. It begins with "gfla eval part 1" and a line `part I N`; then comes what all parts have in common (what
 * was scored, of what, by which weights), which must be the same in each; then `sum METHOD ITEM GROUP SCORE N SUM` for
 * what was measured, and `end LINES`. docs/formats.md tells of it. */
#ifndef GFLA_TASKS_EVAL_EVAL_PART_H
#define GFLA_TASKS_EVAL_EVAL_PART_H

#include "base/memory.h"
#include "tasks/eval/scores.h"

/* What a part is of. Strings are the caller's; control characters in them count as spaces. */
struct gfla_eval_part {
    int part, n_parts; /* part from 0 */
    const char *task;  /* "view" or "person" */
    const char *data;  /* the set */
    const char *test;  /* what else all parts have in common, in one line */
    int width, height; /* at which images were compared */
};

/* "scores-2-of-4.part"; returns name. */
char *gfla_eval_part_name(int part, int n_parts, char *name, size_t size);
/* The file appears whole or not at all. */
gfla_status gfla_eval_part_write(const char *path, const struct gfla_eval_part *part, const gfla_score_board *board);

/* The whole test. */
struct gfla_eval_merged {
    gfla_arena *arena;            /* of the strings */
    struct gfla_eval_part common; /* part 0 of 1 */
    gfla_score_board *board;
};
/* Reads the parts in a folder, which hold each item once. GFLA_ERROR_INPUT names what is missing, there twice, damaged,
 * or of another test. *merged is freed with gfla_eval_merged_free, on failure too. */
gfla_status gfla_eval_parts_merge(struct gfla_eval_merged *merged, const char *folder);
void gfla_eval_merged_free(struct gfla_eval_merged *merged);

#endif
