#include "ops/gram_group.h"

#include "ops/conv/conv_group.h"

#define SOURCE "ops/gram_group.cl"
#define ITEMS 64
#define RUN_PIXELS 32 /* of a group of gram_group_bwd */

/* The convolution whose weight gradient a Gram matrix is. */
static struct gfla_conv convolution_of(const struct gfla_blocked_size *s)
{
    return (struct gfla_conv){.n = s->n,
                              .ic = s->c,
                              .ih = s->h,
                              .iw = s->w,
                              .oc = s->c,
                              .oh = s->h,
                              .ow = s->w,
                              .kh = 1,
                              .kw = 1,
                              .stride = 1};
}

static int n_ranges(const struct gfla_blocked_size *s, int range_pixels)
{
    return (s->hw + range_pixels - 1) / range_pixels;
}

int64_t gfla_gram_group_scratch(struct gfla_blocked_size s, const struct gfla_device_info *device)
{
    const struct gfla_conv g = convolution_of(&s);
    return (int64_t)s.n * n_ranges(&s, gfla_conv_group_range(&g, s.hw, device)) * s.c * s.c;
}

gfla_status gfla_gram_group_record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node,
                                       const struct gfla_gram_group *gram)
{
    gfla_status status;
    const struct gfla_blocked_size *s = &gram->size;
    const struct gfla_conv g = convolution_of(s);
    struct gfla_conv_group_pixels pixels = {.count = s->hw,
                                            .per_range = gfla_conv_group_range(&g, s->hw, recorder->device)};
    const int ranges = n_ranges(s, pixels.per_range);
    gfla_buffer *src = node->in[0]->buffer, *parts = node->out[1]->buffer;
    const struct gfla_arg args[] = {GFLA_ARG_I32(s->c * s->c), GFLA_ARG_I32(s->n),
                                    GFLA_ARG_I32(ranges),      GFLA_ARG_F32(gram->factor),
                                    GFLA_ARG_BUFFER(parts),    GFLA_ARG_BUFFER(node->out[0]->buffer)};
    for (int n = 0; n < s->n; n++) {
        pixels.first = n * s->hw;
        pixels.first_range = n * ranges;
        TRY(gfla_conv_group_record_products(recorder, &g, &pixels, src, src, parts, gram->flops / s->n));
    }
    TRY(gfla_record_items(recorder, SOURCE, "gram_group_sum", args, 6, (int64_t)s->n * s->c * s->c));
fail:
    return status;
}

gfla_status gfla_gram_group_record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node,
                                       const struct gfla_gram_group *gram)
{
    gfla_status status;
    const struct gfla_blocked_size *s = &gram->size;
    const struct gfla_arg n = GFLA_ARG_I32(s->n), c = GFLA_ARG_I32(s->c), blocks = GFLA_ARG_I32(s->blocks),
                          both = GFLA_ARG_BUFFER(node->out[1]->buffer);
    const struct gfla_arg sum[] = {n,   c, blocks, GFLA_ARG_F32(gram->factor), GFLA_ARG_BUFFER(node->in[1]->buffer),
                                   both};
    const struct gfla_arg args[] = {c,
                                    blocks,
                                    GFLA_ARG_I32(s->hw),
                                    GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    both,
                                    GFLA_ARG_BUFFER(node->out[0]->buffer)};
    const size_t runs = (size_t)((s->hw + RUN_PIXELS - 1) / RUN_PIXELS), local[3] = {ITEMS, 1, 1};
    const size_t global[3] = {runs * ITEMS, (size_t)s->blocks, (size_t)s->n};
    TRY(gfla_record_items(recorder, SOURCE, "gram_group_bwd_sum", sum, 6,
                          (int64_t)s->n * s->c * s->blocks * GFLA_LANES));
    TRY(gfla_record(recorder, SOURCE, "gram_group_bwd", NULL, global, local, args, 6, gram->flops));
fail:
    return status;
}
