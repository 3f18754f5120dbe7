/* pairs_fixture.h - a small set, and pairs of its views. */
#ifndef GFLA_TESTS_PAIRS_FIXTURE_H
#define GFLA_TESTS_PAIRS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/tiny_set.h"
#include "viewsynth/data/pairs.h"

static char root[SCRATCH_SIZE];
static gfla_views *views;

static inline int open_set(void **state)
{
    tiny_folder(root);
    tiny_write_model(root, "a", "Lib#a", 1.0, TINY_SIZE);
    tiny_write_model(root, "b", "Lib#b", 0.8, TINY_SIZE);
    tiny_must(gfla_views_open(&views, root, NULL));
    return 0;
}

static inline int close_set(void **state)
{
    gfla_views_destroy(&views);
    scratch_remove_below(root);
    return 0;
}

static inline struct gfla_pairs_params params_of_test(void)
{
    return (struct gfla_pairs_params){.batch = 3,
                                      .split = GFLA_SPLIT_ALL,
                                      .seed = 11,
                                      .other_elevation = 0.5f,
                                      .flip = true,
                                      .permute_colours = true,
                                      .full_truth = true};
}

static inline gfla_pairs *open_pairs(const struct gfla_pairs_params *params)
{
    gfla_pairs *pairs = NULL;
    tiny_must(gfla_pairs_open(&pairs, views, params));
    return pairs;
}

#endif
