#include "ops/flow_sampling.h"

#define MAX_ARGS 10

/* Work-items per compute unit that keep it busy to the end, on a CPU. */
#define ITEMS_PER_UNIT 4

#define GPU_GROUP 64

bool gfla_sampling_check(gfla_graph *graph, const char *op, const gfla_tensor *src, const gfla_tensor *flow)
{
    char src_text[96], flow_text[96];
    const struct gfla_shape *s = &src->shape, *f = &flow->shape;
    if (src->layout == GFLA_LAYOUT_BLOCKED && flow->layout == GFLA_LAYOUT_BLOCKED && f->dim[1] == 2 &&
        s->dim[0] == f->dim[0])
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "%s: flow \"%s\" %s does not fit source \"%s\" %s; hint: both blocked, flow [n, 2, h, w]", op,
                    flow->name, gfla_shape_text(*f, flow_text, sizeof flow_text), src->name,
                    gfla_shape_text(*s, src_text, sizeof src_text));
    return false;
}

struct gfla_sampling_args gfla_sampling_describe(const gfla_tensor *src, const gfla_tensor *flow)
{
    return (struct gfla_sampling_args){
        .blocks = (int)((src->shape.dim[1] + GFLA_LANES - 1) / GFLA_LANES),
        .src_h = (int)src->shape.dim[2],
        .src_w = (int)src->shape.dim[3],
        .h = (int)flow->shape.dim[2],
        .w = (int)flow->shape.dim[3],
    };
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_sampling_launch *launch,
                          const struct gfla_sampling_args *args, const size_t global[3], const size_t local[3])
{
    struct gfla_arg all[MAX_ARGS] = {GFLA_ARG_STRUCT(args)};
    for (int i = 0; i < launch->n_rest; i++)
        all[i + 1] = launch->rest[i];
    return gfla_record(recorder, launch->source, launch->kernel, launch->options, global, local, all,
                       launch->n_rest + 1, launch->flops);
}

gfla_status gfla_sampling_record_gather(struct gfla_recorder *recorder, const struct gfla_sampling_launch *launch)
{
    struct gfla_sampling_args args = *launch->args;
    const bool gpu = recorder->device->kind == GFLA_DEVICE_GPU;
    args.span = gpu ? 1 : args.w;
    const size_t global[3] = {(size_t)(args.w / args.span), (size_t)args.h, (size_t)launch->n};
    const size_t local[3] = {gpu ? GPU_GROUP : 1, 1, 1};
    return record(recorder, launch, &args, global, local);
}

static int divide_up(int a, int b)
{
    return (a + b - 1) / b;
}

/* A CPU shares the taps of a pixel among as many channel blocks as leave enough work-items, and splits the rows only
 * when there are too few blocks; a GPU wants all the work-items it can have. */
static void split_scatter(struct gfla_sampling_args *args, int n, const struct gfla_device_info *device)
{
    args->group = args->band = 1;
    if (device->kind == GFLA_DEVICE_GPU)
        return;
    const int wanted = ITEMS_PER_UNIT * (int)device->n_compute_units;
    const int groups = divide_up(wanted, n) < args->blocks ? divide_up(wanted, n) : args->blocks;
    args->group = divide_up(args->blocks, groups);
    const int bands = (int)device->n_compute_units / (n * groups) + 1;
    args->band = divide_up(args->src_h, bands < args->src_h ? bands : args->src_h);
}

gfla_status gfla_sampling_record_scatter(struct gfla_recorder *recorder, const struct gfla_sampling_launch *launch)
{
    struct gfla_sampling_args args = *launch->args;
    split_scatter(&args, launch->n, recorder->device);
    const size_t global[3] = {(size_t)divide_up(args.src_h, args.band), (size_t)divide_up(args.blocks, args.group),
                              (size_t)launch->n};
    const size_t local[3] = {1, 1, 1};
    return record(recorder, launch, &args, global, local);
}
