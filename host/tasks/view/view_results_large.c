#include "tasks/view/view_results_large.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/view/view_edges.h"

/* What the network made of all items, [batch] planes each; NULL where it makes none. */
struct parts {
    float *image, *painted, *gates, *flow, *mirror_flow, *mask, *alpha, *drawn;
};

static void free_parts(struct parts *p)
{
    float *const all[] = {p->image, p->painted, p->gates, p->flow, p->mirror_flow, p->mask, p->alpha, p->drawn};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

/* Colours from -1 .. 1 to 0 .. 1. */
static gfla_status read_part(gfla_view *view, gfla_tensor *tensor, bool is_image, float **part)
{
    gfla_status status;
    if (!tensor)
        return GFLA_OK;
    const int64_t count = gfla_shape_count(tensor->shape);
    TRY(gfla_calloc(part, (size_t)count, sizeof **part, "views"));
    TRY(gfla_view_model_get(&view->model, tensor, *part));
    for (int64_t i = 0; is_image && i < count; i++)
        (*part)[i] = fminf(fmaxf(((*part)[i] + 1) / 2, 0), 1);
fail:
    return status;
}

static gfla_status read_parts(gfla_view *view, bool needs_points, struct parts *p)
{
    gfla_status status;
    const struct gfla_view_model *m = &view->model;
    TRY(read_part(view, m->net.image, true, &p->image));
    TRY(read_part(view, m->painted, true, &p->painted));
    TRY(read_part(view, m->gates, false, &p->gates));
    TRY(read_part(view, m->net.full_flow, false, &p->flow));
    TRY(read_part(view, m->net.mirror_flow, false, &p->mirror_flow));
    TRY(read_part(view, m->net.full_mask, false, &p->mask));
    TRY(read_part(view, m->net.alpha, false, &p->alpha));
    TRY(read_part(view, needs_points ? m->net.drawn : NULL, true, &p->drawn));
fail:
    return status;
}

static gfla_status find_alpha(const gfla_view *view, struct parts *p, int n)
{
    gfla_status status;
    const int net = view->model.net.config.size;
    const size_t area = (size_t)net * net;
    if (p->alpha)
        return GFLA_OK;
    TRY(gfla_calloc(&p->alpha, (size_t)n * area, sizeof *p->alpha, "views"));
    for (size_t i = 0; i < (size_t)n; i++)
        gfla_view_edges_alpha(p->image + 3 * i * area, p->mask + i * area, net, p->alpha + i * area);
fail:
    return status;
}

static float *at(float *planes, int item, size_t count)
{
    return planes ? planes + (size_t)item * count : NULL;
}

static gfla_status enlarge_one(struct gfla_view_results *r, gfla_view *view, struct parts *p, int item, int to)
{
    gfla_status status;
    const struct gfla_view_enlarger *e = &view->enlarger;
    const size_t area = (size_t)view->model.net.config.size * view->model.net.config.size;
    const size_t large = (size_t)r->size * r->size;
    const struct gfla_view_small small = {
        .image = at(p->image, item, 3 * area),
        .painted = at(p->painted, item, 3 * area),
        .gates = at(p->gates, item, p->gates ? (size_t)view->model.gates->shape.dim[1] * area : 0),
        .flow = at(p->flow, item, 2 * area),
        .mirror_flow = at(p->mirror_flow, item, 2 * area),
        .alpha = at(p->alpha, item, area),
        .is_unmixed = view->model.net.alpha != NULL};
    float *const alpha = r->alpha ? r->alpha : r->mask;
    TRY(gfla_view_enlarger_run(&view->enlarger, &small, at(r->image, to, 3 * large), at(alpha, to, large),
                               at(r->warped, to, 3 * large)));
    if (r->alpha && r->mask)
        memcpy(at(r->mask, to, large), at(r->alpha, to, large), large * sizeof *r->mask);
    if (r->flow)
        gfla_view_enlarger_flow(e, small.flow, at(r->flow, to, 2 * large));
    if (r->points)
        gfla_view_enlarger_planes(e, at(p->drawn, item, (size_t)view->model.net.drawn->shape.dim[1] * area), 3, 1,
                                  at(r->points, to, 3 * large));
    if (r->small)
        memcpy(at(r->small, to, 3 * area), small.image, 3 * area * sizeof *r->small);
fail:
    return status;
}

gfla_status gfla_view_results_enlarge(struct gfla_view_results *r, gfla_view *view, int first, int n)
{
    gfla_status status;
    struct parts parts = {0};
    TRY(read_parts(view, r->points, &parts));
    TRY(find_alpha(view, &parts, n));
    for (int i = 0; i < n; i++)
        TRY(enlarge_one(r, view, &parts, i, first + i));
fail:
    free_parts(&parts);
    return status;
}
