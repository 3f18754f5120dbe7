#include "tasks/eval/eval_require.h"

#include <string.h>

gfla_status gfla_eval_requirement_parse(const char *text, struct gfla_eval_requirement *r)
{
    gfla_status status = GFLA_OK;
    struct gfla_text names = {0};
    const char *relation = text + strcspn(text, "<>"), *dot = relation;
    while (dot > text && *dot != '.')
        dot--;
    size_t n_method = (size_t)(dot - text), n_metric = (size_t)(relation - dot);
    *r = (struct gfla_eval_requirement){.above = *relation == '>'};
    REQUIRE(*relation && n_method > 0 && n_method < sizeof r->method && n_metric > 1 && n_metric <= sizeof r->metric,
            GFLA_ERROR_USAGE, "'%s' is no condition. hint: METHOD.METRIC<VALUE, as full.l1<0.04", text);
    memcpy(r->method, text, n_method);
    memcpy(r->metric, dot + 1, n_metric - 1);
    gfla_score_names(&names);
    REQUIRE(gfla_score_find(r->metric) < GFLA_SCORES, GFLA_ERROR_USAGE, "'%s': no metric %s. hint: %s", text, r->metric,
            names.data ? names.data : "");
    TRY(gfla_parse_double(relation + 1, -1e9, 1e9, text, &r->limit));
fail:
    gfla_text_free(&names);
    return status;
}

gfla_status gfla_eval_requirement_check(const struct gfla_eval_requirement *r, const gfla_score_board *board)
{
    gfla_status status = GFLA_OK;
    int method = 0;
    while (method < gfla_score_board_n_methods(board) && strcmp(gfla_score_board_method(board, method), r->method) != 0)
        method++;
    REQUIRE(method < gfla_score_board_n_methods(board), GFLA_ERROR_USAGE,
            "%s.%s is required, but no method is called %s", r->method, r->metric, r->method);
    const struct gfla_score_mean mean =
        gfla_score_board_mean(board, method, gfla_score_find(r->metric), &(struct gfla_score_choice){.group = -1});
    REQUIRE(mean.n, GFLA_ERROR_CHECK, "%s.%s is required, but was not measured", r->method, r->metric);
    /* Not a number holds neither way. */
    REQUIRE(r->above ? mean.mean > r->limit : mean.mean < r->limit, GFLA_ERROR_CHECK, "%s.%s is %.6g, required %c %g",
            r->method, r->metric, mean.mean, r->above ? '>' : '<', r->limit);
fail:
    return status;
}
