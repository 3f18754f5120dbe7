#include "ops/conv/conv_cases.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "graph/prepare.h"
#include "ops/conv/chooser.h"

static bool is_equal(const struct gfla_conv_case *a, const struct gfla_conv_case *b)
{
    return a->step == b->step && a->training == b->training && memcmp(&a->g, &b->g, sizeof a->g) == 0;
}

gfla_status gfla_conv_cases_add(struct gfla_conv_cases *cases, const struct gfla_conv_case *c)
{
    gfla_status status;
    for (size_t i = 0; i < cases->count; i++)
        if (is_equal(&cases->items[i], c)) {
            cases->uses[i]++;
            return GFLA_OK;
        }
    TRY(gfla_grow(&cases->items, &cases->capacity, cases->count + 1, sizeof *cases->items, "a list of convolutions"));
    TRY(gfla_grow(&cases->uses, &cases->uses_capacity, cases->count + 1, sizeof *cases->uses,
                  "a list of convolutions"));
    cases->items[cases->count] = *c;
    cases->uses[cases->count++] = 1;
fail:
    return status;
}

void gfla_conv_cases_free(struct gfla_conv_cases *cases)
{
    free(cases->items);
    free(cases->uses);
    *cases = (struct gfla_conv_cases){NULL};
}

gfla_status gfla_conv_collect(struct gfla_conv_cases *cases, gfla_graph *graph, const struct gfla_device_info *device,
                              bool training)
{
    gfla_chooser chooser = {.training = training, .cases = cases};
    return gfla_graph_prepare(graph, device, &(struct gfla_prepare_params){.chooser = &chooser, .training = training});
}
