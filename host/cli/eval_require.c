#include "cli/eval_require.h"

#include <math.h>
#include <string.h>

static const char *const metrics[] = {"l1", "l1_foreground", "psnr", "ssim", "ssim_mv2nv", "epe", NULL};

/* By the position in metrics. */
static double metric_of(struct gfla_scores s, int metric)
{
    const double values[] = {s.l1, s.l1_foreground, s.psnr, s.ssim, s.ssim_mv2nv, s.n_epe ? s.epe : NAN};
    return values[metric];
}

static int find_metric(const char *name)
{
    for (int i = 0; metrics[i]; i++)
        if (strcmp(name, metrics[i]) == 0)
            return i;
    return -1;
}

gfla_status eval_requirement_parse(const char *text, struct eval_requirement *r)
{
    gfla_status status = GFLA_OK;
    const char *relation = text + strcspn(text, "<>"), *dot = relation;
    while (dot > text && *dot != '.')
        dot--;
    size_t n_method = (size_t)(dot - text), n_metric = (size_t)(relation - dot);
    *r = (struct eval_requirement){.above = *relation == '>'};
    REQUIRE(*relation && n_method > 0 && n_method < sizeof r->method && n_metric > 1 && n_metric <= sizeof r->metric,
            GFLA_ERROR_USAGE, "'%s' is no condition. hint: METHOD.METRIC<VALUE, as full.l1<0.04", text);
    memcpy(r->method, text, n_method);
    memcpy(r->metric, dot + 1, n_metric - 1);
    REQUIRE(find_metric(r->metric) >= 0, GFLA_ERROR_USAGE,
            "'%s': no metric %s. hint: l1, l1_foreground, psnr, ssim, ssim_mv2nv or epe", text, r->metric);
    TRY(gfla_parse_double(relation + 1, -1e9, 1e9, text, &r->limit));
fail:
    return status;
}

gfla_status eval_requirement_check(const struct eval_requirement *r, const gfla_evaluation *e)
{
    gfla_status status = GFLA_OK;
    int method = 0;
    while (method < gfla_evaluation_n_methods(e) && strcmp(gfla_evaluation_method(e, method), r->method) != 0)
        method++;
    REQUIRE(method < gfla_evaluation_n_methods(e), GFLA_ERROR_USAGE, "%s.%s is required, but no method is called %s", r->method,
            r->metric, r->method);
    double value = metric_of(gfla_evaluation_scores(e, method, 0, false), find_metric(r->metric));
    /* Not a number holds neither way. */
    REQUIRE(r->above ? value > r->limit : value < r->limit, GFLA_ERROR_CHECK, "%s.%s is %.6g, required %c %g", r->method,
            r->metric, value, r->above ? '>' : '<', r->limit);
fail:
    return status;
}
