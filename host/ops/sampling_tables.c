#include "ops/sampling_tables.h"

#include <stdio.h>

static const char source[] = "ops/sampling_tables.cl";

#define MAX_ARGS 12
#define QUADS (GFLA_LANES / 4)
#define RUN_BLOCKS 4 /* of a work-item of sampling_collect */

static gfla_tensor *scratch(gfla_graph *graph, struct gfla_node *node, int64_t count)
{
    return gfla_node_output(graph, node, gfla_shape_1d(count), GFLA_LAYOUT_PLAIN);
}

void gfla_sampling_add_tables(gfla_graph *graph, struct gfla_node *node, const struct gfla_sampling_args *args, int n,
                              int taps, bool bare, bool lists)
{
    const int64_t pixels = (int64_t)n * args->h * args->w;
    scratch(graph, node, 2 * pixels);
    if (!bare)
        scratch(graph, node, pixels * taps * taps);
    if (!lists)
        return;
    scratch(graph, node, (int64_t)n * (args->src_h + taps));
    scratch(graph, node, pixels);
}

/* The scratch of a node, in the order in which it was added. */
struct found {
    struct gfla_arg anchors, stencils, starts, list;
};

static struct found find_tables(const struct gfla_node *node, int n_out, bool bare)
{
    struct gfla_arg at[4] = {{0}};
    for (int i = n_out; i < node->n_out && i < n_out + 4; i++)
        at[i - n_out] = GFLA_ARG_BUFFER(node->out[i]->buffer);
    return bare ? (struct found){at[0], {0}, at[1], at[2]} : (struct found){at[0], at[1], at[2], at[3]};
}

/* (args, rest ..., more ...) */
static gfla_status record(struct gfla_recorder *recorder, const struct gfla_sampling_tables *t, const char *file,
                          const char *kernel, const char *options, bool with_rest, const struct gfla_arg *more,
                          int n_more, const size_t global[3])
{
    struct gfla_arg args[MAX_ARGS] = {GFLA_ARG_STRUCT(t->args)};
    const size_t local[3] = {GFLA_GROUP_ITEMS, 1, 1};
    int n = 1;
    for (int i = 0; with_rest && i < t->n_rest; i++)
        args[n++] = t->rest[i];
    for (int i = 0; i < n_more; i++)
        args[n++] = more[i];
    return gfla_record(recorder, file, kernel, options, global, local, args, n, t->flops);
}

static gfla_status record_tables(struct gfla_recorder *recorder, const struct gfla_sampling_tables *t,
                                 const struct found *f)
{
    const size_t items = t->items ? (size_t)t->items : 1;
    const size_t global[3] = {items * (size_t)(t->args->h * t->args->w), (size_t)t->n, 0};
    struct gfla_sampling_tables counted = *t;
    counted.flops = 0;
    return record(recorder, &counted, t->source, t->kernel, t->options, true,
                  (struct gfla_arg[]){f->anchors, f->stencils}, t->bare ? 1 : 2, global);
}

static gfla_status record_rows(struct gfla_recorder *recorder, const struct gfla_sampling_tables *t,
                               const struct found *f)
{
    const size_t global[3] = {(size_t)(t->args->src_h + t->taps - 1) * GFLA_GROUP_ITEMS, (size_t)t->n, 0};
    struct gfla_sampling_tables counted = *t;
    counted.flops = 0;
    return record(recorder, &counted, source, "sampling_rows", NULL, false,
                  (struct gfla_arg[]){GFLA_ARG_I32(t->taps), f->anchors, f->starts, f->list}, 4, global);
}

gfla_status gfla_sampling_record_apply(struct gfla_recorder *recorder, const struct gfla_node *node, int n_out,
                                       const struct gfla_sampling_tables *t, gfla_buffer *src, gfla_buffer *dst)
{
    gfla_status status;
    const struct found f = find_tables(node, n_out, false);
    const size_t global[3] = {(size_t)(t->args->h * t->args->w) * QUADS, (size_t)t->args->blocks, (size_t)t->n};
    char options[24];
    snprintf(options, sizeof options, "-DTAPS=%d", t->taps);
    TRY(record_tables(recorder, t, &f));
    TRY(record(recorder, t, source, "sampling_apply", options, false,
               (struct gfla_arg[]){f.anchors, f.stencils, GFLA_ARG_BUFFER(src), GFLA_ARG_BUFFER(dst)}, 4, global));
fail:
    return status;
}

static void collect_size(const struct gfla_sampling_tables *t, size_t global[3])
{
    global[0] = (size_t)t->args->src_w * QUADS;
    global[1] = (size_t)t->args->src_h;
    global[2] = (size_t)(t->n * ((t->args->blocks + RUN_BLOCKS - 1) / RUN_BLOCKS));
}

gfla_status gfla_sampling_record_collect(struct gfla_recorder *recorder, const struct gfla_node *node, int n_out,
                                         const struct gfla_sampling_tables *t, gfla_buffer *d_dst, gfla_buffer *d_src)
{
    gfla_status status;
    const struct found f = find_tables(node, n_out, false);
    size_t global[3];
    char options[24];
    snprintf(options, sizeof options, "-DTAPS=%d", t->taps);
    collect_size(t, global);
    TRY(record_tables(recorder, t, &f));
    TRY(record_rows(recorder, t, &f));
    TRY(record(
        recorder, t, source, "sampling_collect", options, false,
        (struct gfla_arg[]){f.anchors, f.stencils, f.starts, f.list, GFLA_ARG_BUFFER(d_dst), GFLA_ARG_BUFFER(d_src)}, 6,
        global));
fail:
    return status;
}

gfla_status gfla_sampling_record_collect_by(struct gfla_recorder *recorder, const struct gfla_node *node, int n_out,
                                            const struct gfla_sampling_tables *t, const char *kernel,
                                            gfla_buffer *d_dst, gfla_buffer *d_src)
{
    gfla_status status;
    const struct found f = find_tables(node, n_out, true);
    size_t global[3];
    collect_size(t, global);
    TRY(record_tables(recorder, t, &f));
    TRY(record_rows(recorder, t, &f));
    TRY(record(recorder, t, t->source, kernel, t->options, true,
               (struct gfla_arg[]){f.anchors, f.starts, f.list, GFLA_ARG_BUFFER(d_dst), GFLA_ARG_BUFFER(d_src)}, 5,
               global));
fail:
    return status;
}
