#include "ops/attention_block.h"

#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv2d.h"
#include "ops/local_attention.h"
#include "ops/slice.h"
#include "ops/softmax.h"
#include "ops/warp.h"

#define DEFAULT_SLOPE 0.1f

static gfla_tensor *convolve(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias, int pad)
{
    return gfla_conv2d(graph, src, weights, bias,
                       &(struct gfla_conv2d_params){.pad = pad, .padding = GFLA_PAD_REPLICATE});
}

/* The first layer. Where the flow points outside, the replicated border of src makes the wider grid constant. */
static gfla_tensor *correlate(gfla_graph *graph, gfla_tensor *src, gfla_tensor *target, gfla_tensor *flow,
                              const struct gfla_attention_block_weights *w, int k)
{
    const int64_t c = target->shape.dim[1];
    gfla_tensor *of_target = convolve(graph, target, gfla_slice(graph, w->weights0, 1, 0, c), w->bias0, k / 2);
    gfla_tensor *of_src = convolve(graph, src, gfla_slice(graph, w->weights0, 1, c, c), NULL, 2 * (k / 2));
    return gfla_add(graph, of_target, gfla_warp(graph, of_src, flow, &(struct gfla_warp_params){.offset = k / 2}));
}

gfla_tensor *gfla_attention_block(gfla_graph *graph, gfla_tensor *src, gfla_tensor *target, gfla_tensor *flow,
                                  const struct gfla_attention_block_weights *w,
                                  const struct gfla_attention_block_params *p)
{
    if (!src || !target || !flow || !w->weights0 || !w->bias0 || !w->weights2 || !w->bias2)
        return NULL;
    if (p->k % 2 == 0) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                        "attention_block: k is %d; hint: an odd one, whose patches have a middle", p->k);
        return NULL;
    }
    gfla_tensor *hidden = correlate(graph, src, target, flow, w, p->k);
    hidden = gfla_leaky_relu(graph, hidden, p->slope != 0.0f ? p->slope : DEFAULT_SLOPE);
    gfla_tensor *taps = gfla_softmax_channels(graph, convolve(graph, hidden, w->weights2, w->bias2, 0));
    taps = taps ? gfla_graph_name(graph, taps, "fully_connect_layer") : NULL;
    return gfla_local_attention(graph, taps, src, flow,
                                &(struct gfla_local_attention_params){.k = p->k, .scale = p->scale});
}
