#include "bench/describe_page.h"

#include "bench/describe_time.h"
#include "runtime/buffer.h"

static gfla_status plan(struct gfla_describe_page *page, const char *device, const struct gfla_describe_params *how)
{
    gfla_status status;
    const bool is_real = device || how->runs;
    TRY(gfla_device_open(&page->device, NULL, is_real ? device : "null"));
    TRY(gfla_plan_create(&page->plan, page->net.graph, page->device, NULL));
    const struct gfla_plan_memory m = gfla_plan_get_memory(page->plan);
    page->peak = (double)m.weights + (double)m.inputs + (double)m.state + (double)m.arena;
    if (!how->runs)
        return GFLA_OK;
    TRY(gfla_describe_time(&page->net, page->plan, page->device, how->runs, how->profile, &page->seconds));
    page->peak = (double)gfla_device_memory_peak(page->device);
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_describe_page_create(struct gfla_describe_page *page, const char *device,
                                      const struct gfla_net_options *asked, const struct gfla_describe_params *how)
{
    gfla_status status;
    *page = (struct gfla_describe_page){.name = asked->model};
    TRY(gfla_net_model_choose(&page->net, asked));
    gfla_net_model_resize(&page->net, how->width, how->height, how->batch);
    TRY(gfla_net_model_build(&page->net));
    if (page->net.weights)
        TRY(gfla_net_model_check_weights(&page->net));
    page->sizing = gfla_graph_find(page->net.graph, page->net.model->sizing)->shape;
    TRY(gfla_describe_modules_create(&page->modules, page->net.graph, page->net.model->prefix));
    TRY(plan(page, device, how));
    return GFLA_OK;
fail:
    gfla_describe_page_destroy(page);
    return status;
}

void gfla_describe_page_destroy(struct gfla_describe_page *page)
{
    gfla_describe_modules_destroy(&page->modules);
    gfla_plan_destroy(&page->plan);
    gfla_net_model_close(&page->net);
    gfla_device_destroy(&page->device);
}
