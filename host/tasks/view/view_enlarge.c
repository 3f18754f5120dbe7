#include "tasks/view/view_enlarge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ops/activation.h"
#include "ops/concat.h"
#include "ops/mask_blend.h"
#include "ops/warp.h"
#include "tasks/view/view_edges.h"

#define CARRIED 4 /* pixels of the network that values are carried beyond an outline */
#define STEEPEST 2
#define LEAST_ALPHA 0.02f /* in logits, where all is soft and nothing endless */

/* ---- the graph ---- */

static gfla_tensor *input(struct gfla_view_enlarger *e, const char *name, int channels, int side)
{
    return gfla_graph_input(e->graph, name, gfla_shape_4d(1, channels, side, side), GFLA_LAYOUT_BLOCKED);
}

/* What the network decided, enlarged: bilinear, through the window that zoom leaves. */
static gfla_tensor *enlarged(struct gfla_view_enlarger *e, gfla_tensor *small)
{
    return gfla_warp(e->graph, small, e->in_window, NULL);
}

static void build(struct gfla_view_enlarger *e)
{
    const int net = e->params.net;
    e->in_source = input(e, "source", 3, e->source);
    e->in_window = input(e, "window", 2, e->side);
    e->in_flow = input(e, "flow", 2, net);
    e->in_logit = input(e, "logit", 1, net);
    e->warped = gfla_graph_keep(gfla_warp(e->graph, e->in_source, enlarged(e, e->in_flow), NULL));
    e->colours = e->warped;
    if (e->params.blended) {
        e->in_mirror = input(e, "mirror_flow", 2, net);
        e->in_painted = input(e, "painted", 3, net);
        e->in_gates[0] = input(e, "gate", 1, net);
        e->in_gates[1] = input(e, "mirror_gate", 1, net);
        gfla_tensor *mirrored = gfla_warp(e->graph, e->in_source, enlarged(e, e->in_mirror), NULL);
        gfla_tensor *under =
            gfla_mask_blend(e->graph, enlarged(e, e->in_painted), mirrored, enlarged(e, e->in_gates[1]));
        e->colours = gfla_graph_keep(gfla_mask_blend(e->graph, under, e->warped, enlarged(e, e->in_gates[0])));
    }
    e->alpha = gfla_graph_keep(gfla_sigmoid(e->graph, enlarged(e, e->in_logit)));
}

/* Pixel i of `side` shows the network at place(i); how far that is from pixel i. */
static gfla_status write_window(struct gfla_view_enlarger *e)
{
    const int side = e->side;
    const double step = 1 / e->scale, middle = (e->params.net - 1) / 2.0, half = (side - 1) / 2.0;
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            e->result[y * side + x] = (float)((x - half) * step + middle - x);
            e->result[(side + y) * side + x] = (float)((y - half) * step + middle - y);
        }
    return gfla_tensor_write(e->plan, e->in_window, e->result);
}

static void measure(struct gfla_view_enlarger *e)
{
    struct gfla_view_enlarger_params *p = &e->params;
    const double zoom = p->zoom < 1 ? 1 : p->zoom;
    e->drawn = p->size;
    if (p->zoom < 1) { /* margins are alike, of whole pixels */
        e->drawn = p->size - 2 * (int)lround(p->size * (1 - p->zoom) / 2);
        p->zoom = (double)e->drawn / p->size;
    }
    e->side = e->drawn * ((p->net + e->drawn - 1) / e->drawn);
    e->scale = zoom * e->side / p->net;
    e->source = (int)fmin(ceil(zoom * e->side), GFLA_VIEW_MAX_SIZE);
}

gfla_status gfla_view_enlarger_open(struct gfla_view_enlarger *e, gfla_device *device,
                                    const struct gfla_view_enlarger_params *params)
{
    gfla_status status;
    *e = (struct gfla_view_enlarger){.params = *params};
    measure(e);
    TRY(gfla_graph_create(&e->graph));
    build(e);
    TRY(gfla_graph_status(e->graph));
    TRY(gfla_plan_create(&e->plan, e->graph, device, &(struct gfla_plan_params){.skip_unchanged = true}));
    TRY(gfla_calloc(&e->scratch, (size_t)3 * params->net * params->net, sizeof *e->scratch, "a view"));
    TRY(gfla_calloc(&e->result, (size_t)3 * e->side * e->side, sizeof *e->result, "a view"));
    TRY(gfla_calloc(&e->large, (size_t)4 * e->source * e->source, sizeof *e->large, "a source"));
    TRY(write_window(e));
    return GFLA_OK;
fail:
    gfla_view_enlarger_close(e);
    return status;
}

void gfla_view_enlarger_close(struct gfla_view_enlarger *e)
{
    gfla_plan_destroy(&e->plan);
    gfla_graph_destroy(&e->graph);
    free(e->scratch);
    free(e->result);
    free(e->large);
    *e = (struct gfla_view_enlarger){0};
}

/* ---- the source ---- */

gfla_status gfla_view_enlarger_set_source(struct gfla_view_enlarger *e, const struct gfla_bitmap *rgba)
{
    gfla_status status;
    const int n = e->source;
    const float *alpha = e->large + (size_t)3 * n * n;
    gfla_bitmap_to_unit_planes(rgba, e->large);
    gfla_view_edges_unmix(e->large, alpha, n);
    TRY(gfla_view_edges_carry_on(e->large, 3, alpha, n, 0.7f, 1 + CARRIED * n / e->params.net));
    status = gfla_tensor_write(e->plan, e->in_source, e->large);
fail:
    return status;
}

/* ---- a view ---- */

/* From pixels of the device's image to those of the source, as a warp takes them: what the flow of the network says,
 * and what the window does, which is linear and so survives the enlarging. */
static void scale_flow(const struct gfla_view_enlarger *e, const float *flow, double out, int side, float *scaled)
{
    const int net = e->params.net;
    const double in = (double)side / net, middle = (net - 1) / 2.0;
    for (int y = 0; y < net; y++)
        for (int x = 0; x < net; x++)
            for (int c = 0; c < 2; c++) {
                const int i = (c * net + y) * net + x;
                const double u = c == 0 ? x : y, from = (u - middle) * out + (e->side - 1) / 2.0;
                scaled[i] = (float)((u + (double)flow[i] + 0.5) * in - 0.5 - from);
            }
}

static gfla_status write_flow(struct gfla_view_enlarger *e, gfla_tensor *tensor, const float *flow, const float *alpha)
{
    gfla_status status;
    scale_flow(e, flow, e->scale, e->source, e->scratch);
    TRY(gfla_view_edges_carry_on(e->scratch, 2, alpha, e->params.net, 0.5f, CARRIED));
    status = gfla_tensor_write(e->plan, tensor, e->scratch);
fail:
    return status;
}

/* An outline becomes narrower, to half its width: still narrower ones break thin legs and sharpen what is guessed. */
static gfla_status write_logit(struct gfla_view_enlarger *e, const float *alpha)
{
    const float steepness = (float)fmin(fmax(e->scale, 1), STEEPEST);
    for (int i = 0; i < e->params.net * e->params.net; i++) {
        const float a = fminf(fmaxf(alpha[i], LEAST_ALPHA), 1 - LEAST_ALPHA);
        e->scratch[i] = steepness * logf(a / (1 - a));
    }
    return gfla_tensor_write(e->plan, e->in_logit, e->scratch);
}

static gfla_status write_blend(struct gfla_view_enlarger *e, const struct gfla_view_small *s)
{
    gfla_status status;
    const int net = e->params.net;
    const size_t area = (size_t)net * net;
    TRY(write_flow(e, e->in_mirror, s->mirror_flow ? s->mirror_flow : s->flow, s->alpha));
    memcpy(e->scratch, s->painted, 3 * area * sizeof *e->scratch);
    if (!s->is_unmixed)
        gfla_view_edges_unmix(e->scratch, s->alpha, net);
    TRY(gfla_view_edges_carry_on(e->scratch, 3, s->alpha, net, GFLA_VIEW_EDGES_FAINT, CARRIED));
    TRY(gfla_tensor_write(e->plan, e->in_painted, e->scratch));
    memcpy(e->scratch, s->gates, 2 * area * sizeof *e->scratch);
    if (!s->mirror_flow)
        memset(e->scratch + area, 0, area * sizeof *e->scratch);
    TRY(gfla_view_edges_carry_on(e->scratch, 2, s->alpha, net, 0.5f, CARRIED));
    TRY(gfla_tensor_write(e->plan, e->in_gates[0], e->scratch));
    TRY(gfla_tensor_write(e->plan, e->in_gates[1], e->scratch + area));
fail:
    return status;
}

/* Means of the device's pixels, into the middle of the view. */
static void shrink(const struct gfla_view_enlarger *e, const float *large, int channels, float *view)
{
    const int factor = e->side / e->drawn, size = e->params.size, margin = (size - e->drawn) / 2;
    for (int c = 0; c < channels; c++)
        for (int y = 0; y < e->drawn; y++)
            for (int x = 0; x < e->drawn; x++) {
                float sum = 0;
                for (int k = 0; k < factor * factor; k++)
                    sum += large[(c * e->side + y * factor + k / factor) * e->side + x * factor + k % factor];
                view[(c * size + margin + y) * size + margin + x] = sum / (float)(factor * factor);
            }
}

/* Colours and alpha of the device to an image on white. */
static gfla_status read_on_white(struct gfla_view_enlarger *e, gfla_tensor *colours, const float *alpha, float *image)
{
    gfla_status status;
    const size_t area = (size_t)e->side * e->side;
    TRY(gfla_tensor_read(e->plan, colours, e->result));
    for (size_t i = 0; i < 3 * area; i++)
        e->result[i] = 1 + alpha[i % area] * (fminf(fmaxf(e->result[i], 0), 1) - 1);
    for (size_t i = 0; i < (size_t)3 * e->params.size * e->params.size; i++)
        image[i] = 1;
    shrink(e, e->result, 3, image);
fail:
    return status;
}

gfla_status gfla_view_enlarger_run(struct gfla_view_enlarger *e, const struct gfla_view_small *small, float *image,
                                   float *alpha, float *warped)
{
    gfla_status status;
    float *shares = NULL;
    TRY(gfla_calloc(&shares, (size_t)e->side * e->side, sizeof *shares, "a view"));
    TRY(write_flow(e, e->in_flow, small->flow, small->alpha));
    TRY(write_logit(e, small->alpha));
    if (e->params.blended)
        TRY(write_blend(e, small));
    TRY(gfla_plan_run(e->plan));
    TRY(gfla_tensor_read(e->plan, e->alpha, shares));
    if (image)
        TRY(read_on_white(e, e->colours, shares, image));
    if (warped)
        TRY(read_on_white(e, e->warped, shares, warped));
    if (alpha) {
        memset(alpha, 0, (size_t)e->params.size * e->params.size * sizeof *alpha);
        shrink(e, shares, 1, alpha);
    }
fail:
    free(shares);
    return status;
}

/* ---- other maps ---- */

double gfla_view_enlarger_place(const struct gfla_view_enlarger *e, int i)
{
    const double step = e->params.net / (e->params.size * e->params.zoom);
    return (i - (e->params.size - 1) / 2.0) * step + (e->params.net - 1) / 2.0;
}

static float between(const float *plane, int n, double y, double x)
{
    const double cy = fmin(fmax(y, 0), n - 1), cx = fmin(fmax(x, 0), n - 1);
    const int y0 = (int)cy, x0 = (int)cx, y1 = y0 + (y0 < n - 1), x1 = x0 + (x0 < n - 1);
    const float fy = (float)(cy - y0), fx = (float)(cx - x0);
    const float above = plane[y0 * n + x0] * (1 - fx) + plane[y0 * n + x1] * fx;
    const float below = plane[y1 * n + x0] * (1 - fx) + plane[y1 * n + x1] * fx;
    return above * (1 - fy) + below * fy;
}

void gfla_view_enlarger_planes(const struct gfla_view_enlarger *e, const float *small, int channels, float empty,
                               float *planes)
{
    const int net = e->params.net, size = e->params.size;
    for (int c = 0; c < channels; c++)
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++) {
                const double v = gfla_view_enlarger_place(e, y), u = gfla_view_enlarger_place(e, x);
                const bool is_inside = fmin(u, v) >= -0.5 && fmax(u, v) <= net - 0.5;
                planes[(c * size + y) * size + x] = is_inside ? between(small + c * net * net, net, v, u) : empty;
            }
}

void gfla_view_enlarger_flow(const struct gfla_view_enlarger *e, const float *small, float *flow)
{
    const int size = e->params.size;
    const double scale = (double)size / e->params.net;
    gfla_view_enlarger_planes(e, small, 2, 0, flow);
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++)
            for (int c = 0; c < 2; c++) {
                const int at = c == 0 ? x : y, i = (c * size + y) * size + x;
                flow[i] = (float)((gfla_view_enlarger_place(e, at) + (double)flow[i] + 0.5) * scale - 0.5 - at);
            }
}
