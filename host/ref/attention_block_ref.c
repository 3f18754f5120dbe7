#include "ref/attention_block_ref.h"

#include <math.h>

#define MAX_TAPS 49

/* Short names. */
#define SRC GFLA_ATTENTION_BLOCK_REF_SRC
#define TARGET GFLA_ATTENTION_BLOCK_REF_TARGET
#define FLOW GFLA_ATTENTION_BLOCK_REF_FLOW
#define WEIGHTS0 GFLA_ATTENTION_BLOCK_REF_WEIGHTS0
#define BIAS0 GFLA_ATTENTION_BLOCK_REF_BIAS0
#define WEIGHTS2 GFLA_ATTENTION_BLOCK_REF_WEIGHTS2
#define BIAS2 GFLA_ATTENTION_BLOCK_REF_BIAS2

/* One position: where its patches are, and what the layers make of them. */
struct position {
    const struct gfla_attention_block_ref *ref;
    const double *const *in;
    int n, y, x, flow_x, flow_y;
    double hidden[GFLA_ATTENTION_BLOCK_REF_HIDDEN], taps[MAX_TAPS];
};

static int plane_of(const struct position *p, int channel, int h, int w)
{
    return (p->n * p->ref->size.c + channel) * h * w;
}

static int weight0(const struct position *p, int hidden, int channel, int tap)
{
    return (hidden * 2 * p->ref->size.c + channel) * p->ref->k * p->ref->k + tap;
}

/* Coordinates of a tap in target, or displaced, in src. */
static double tap_y(const struct position *p, int tap, double flow)
{
    return p->y + tap / p->ref->k - p->ref->k / 2 + flow;
}

static double tap_x(const struct position *p, int tap, double flow)
{
    return p->x + tap % p->ref->k - p->ref->k / 2 + flow;
}

static double target_sample(const struct position *p, int channel, int tap)
{
    const struct gfla_sampling_ref *s = &p->ref->size;
    return gfla_bilinear_ref_fwd(p->in[TARGET] + plane_of(p, channel, s->h, s->w), s->h, s->w, tap_y(p, tap, 0),
                                 tap_x(p, tap, 0));
}

static double src_sample(const struct position *p, int channel, int tap)
{
    const struct gfla_sampling_ref *s = &p->ref->size;
    return gfla_bilinear_ref_fwd(p->in[SRC] + plane_of(p, channel, s->src_h, s->src_w), s->src_h, s->src_w,
                                 tap_y(p, tap, p->in[FLOW][p->flow_y]), tap_x(p, tap, p->in[FLOW][p->flow_x]));
}

/* Adds d to the gradients of one sample. */
static void target_backward(const struct position *p, int channel, int tap, double d, double *const *d_in)
{
    const struct gfla_sampling_ref *s = &p->ref->size;
    const int plane = plane_of(p, channel, s->h, s->w);
    double unused = 0;
    gfla_bilinear_ref_bwd(p->in[TARGET] + plane, s->h, s->w, tap_y(p, tap, 0), tap_x(p, tap, 0), d,
                          d_in[TARGET] + plane, &unused, &unused);
}

static void src_backward(const struct position *p, int channel, int tap, double d, double *const *d_in)
{
    const struct gfla_sampling_ref *s = &p->ref->size;
    const int plane = plane_of(p, channel, s->src_h, s->src_w);
    gfla_bilinear_ref_bwd(p->in[SRC] + plane, s->src_h, s->src_w, tap_y(p, tap, p->in[FLOW][p->flow_y]),
                          tap_x(p, tap, p->in[FLOW][p->flow_x]), d, d_in[SRC] + plane, &d_in[FLOW][p->flow_y],
                          &d_in[FLOW][p->flow_x]);
}

static void find_hidden(struct position *p)
{
    const int c = p->ref->size.c, n_taps = p->ref->k * p->ref->k;
    for (int h = 0; h < p->ref->hidden; h++)
        p->hidden[h] = p->in[BIAS0][h];
    for (int channel = 0; channel < c; channel++)
        for (int tap = 0; tap < n_taps; tap++) {
            const double target = target_sample(p, channel, tap), src = src_sample(p, channel, tap);
            for (int h = 0; h < p->ref->hidden; h++)
                p->hidden[h] += p->in[WEIGHTS0][weight0(p, h, channel, tap)] * target +
                                p->in[WEIGHTS0][weight0(p, h, c + channel, tap)] * src;
        }
}

static double rectified(const struct position *p, int hidden)
{
    return p->hidden[hidden] > 0 ? p->hidden[hidden] : p->ref->slope * p->hidden[hidden];
}

static void find_taps(struct position *p)
{
    const int n_taps = p->ref->k * p->ref->k;
    double sum = 0;
    for (int tap = 0; tap < n_taps; tap++) {
        double logit = p->in[BIAS2][tap];
        for (int h = 0; h < p->ref->hidden; h++)
            logit += p->in[WEIGHTS2][tap * p->ref->hidden + h] * rectified(p, h);
        p->taps[tap] = exp(logit);
        sum += p->taps[tap];
    }
    for (int tap = 0; tap < n_taps; tap++)
        p->taps[tap] /= sum;
}

static void position_at(struct position *p, const struct gfla_attention_block_ref *ref, const double *const *in,
                        int index)
{
    const int area = ref->size.h * ref->size.w;
    p->ref = ref;
    p->in = in;
    p->n = index / area;
    p->y = index % area / ref->size.w;
    p->x = index % ref->size.w;
    p->flow_x = 2 * p->n * area + index % area;
    p->flow_y = p->flow_x + area;
    find_hidden(p);
    find_taps(p);
}

static int dst_of(const struct position *p, int channel)
{
    return plane_of(p, channel, p->ref->size.h, p->ref->size.w) + p->y * p->ref->size.w + p->x;
}

void gfla_attention_block_ref_fwd(const struct gfla_attention_block_ref *ref, const double *const *in, double *dst)
{
    struct position p;
    for (int i = 0; i < ref->size.n * ref->size.h * ref->size.w; i++) {
        position_at(&p, ref, in, i);
        for (int channel = 0; channel < ref->size.c; channel++) {
            double sum = 0;
            for (int tap = 0; tap < ref->k * ref->k; tap++)
                sum += p.taps[tap] * src_sample(&p, channel, tap);
            dst[dst_of(&p, channel)] = ref->scale * sum;
        }
    }
}

/* Back through the weighted sum: gradients of src and flow, and of the weights before the softmax. */
static void sum_backward(const struct position *p, const double *d_dst, double *d_logit, double *const *d_in)
{
    const int n_taps = p->ref->k * p->ref->k;
    double d_tap[MAX_TAPS] = {0}, mean = 0;
    for (int channel = 0; channel < p->ref->size.c; channel++)
        for (int tap = 0; tap < n_taps; tap++) {
            const double d = p->ref->scale * d_dst[dst_of(p, channel)];
            d_tap[tap] += d * src_sample(p, channel, tap);
            src_backward(p, channel, tap, d * p->taps[tap], d_in);
        }
    for (int tap = 0; tap < n_taps; tap++)
        mean += p->taps[tap] * d_tap[tap];
    for (int tap = 0; tap < n_taps; tap++)
        d_logit[tap] = p->taps[tap] * (d_tap[tap] - mean);
}

/* Back through the second layer and the rectifier. */
static void layer2_backward(const struct position *p, const double *d_logit, double *d_hidden, double *const *d_in)
{
    for (int h = 0; h < p->ref->hidden; h++) {
        d_hidden[h] = 0;
        for (int tap = 0; tap < p->ref->k * p->ref->k; tap++) {
            const int w = tap * p->ref->hidden + h;
            d_in[WEIGHTS2][w] += d_logit[tap] * rectified(p, h);
            d_hidden[h] += d_logit[tap] * p->in[WEIGHTS2][w];
        }
        d_hidden[h] *= p->hidden[h] > 0 ? 1 : p->ref->slope;
        d_in[BIAS0][h] += d_hidden[h];
    }
    for (int tap = 0; tap < p->ref->k * p->ref->k; tap++)
        d_in[BIAS2][tap] += d_logit[tap];
}

static void layer0_backward(const struct position *p, const double *d_hidden, double *const *d_in)
{
    const int c = p->ref->size.c;
    for (int channel = 0; channel < c; channel++)
        for (int tap = 0; tap < p->ref->k * p->ref->k; tap++) {
            const double target = target_sample(p, channel, tap), src = src_sample(p, channel, tap);
            for (int h = 0; h < p->ref->hidden; h++) {
                const int of_target = weight0(p, h, channel, tap), of_src = weight0(p, h, c + channel, tap);
                d_in[WEIGHTS0][of_target] += d_hidden[h] * target;
                d_in[WEIGHTS0][of_src] += d_hidden[h] * src;
                target_backward(p, channel, tap, d_hidden[h] * p->in[WEIGHTS0][of_target], d_in);
                src_backward(p, channel, tap, d_hidden[h] * p->in[WEIGHTS0][of_src], d_in);
            }
        }
}

void gfla_attention_block_ref_bwd(const struct gfla_attention_block_ref *ref, const double *const *in,
                                  const double *d_dst, double *const *d_in)
{
    struct position p;
    double d_logit[MAX_TAPS], d_hidden[GFLA_ATTENTION_BLOCK_REF_HIDDEN];
    for (int i = 0; i < ref->size.n * ref->size.h * ref->size.w; i++) {
        position_at(&p, ref, in, i);
        sum_backward(&p, d_dst, d_logit, d_in);
        layer2_backward(&p, d_logit, d_hidden, d_in);
        layer0_backward(&p, d_hidden, d_in);
    }
}
