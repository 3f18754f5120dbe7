/* warp_gradient.c - a small network of one's own that learns, from pairs of images alone, how far things moved.
 *
 * A few convolutions see both images and say a flow, local attention draws the second image from the first along it,
 * and the difference to the real one is the loss: no flow is ever shown. Prints how the loss falls.
 *
 *     cc warp_gradient.c -o warp_gradient $(pkg-config --cflags --libs gfla) -lm
 *     ./warp_gradient [STEPS [DEVICE]] */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <gfla/device.h>
#include <gfla/graph.h>
#include <gfla/status.h>

enum { PAIRS = 4, CHANNELS = 3, SIDE = 32, HIDDEN = 16, STEPS = 300, BLOBS = 6 };
#define PIXELS (SIDE * SIDE)
#define IMAGES (PAIRS * CHANNELS * PIXELS)
#define FARTHEST 2.0f /* pixels that a pair moves along each axis */

static unsigned seed = 1;

/* -1 .. 1 */
static float any(void)
{
    seed = seed * 1664525u + 1013904223u;
    return (float)(seed >> 8) / 8388608.0f - 1.0f;
}

/* Soft blobs, and the same moved by (dx, dy). */
static void draw_pair(float *from, float *to, float dx, float dy)
{
    for (int c = 0; c < CHANNELS; c++)
        for (int b = 0; b < BLOBS; b++) {
            const float x = SIDE * (0.5f + 0.4f * any()), y = SIDE * (0.5f + 0.4f * any()), value = any();
            for (int i = 0; i < PIXELS; i++) {
                const float px = (float)(i % SIDE), py = (float)(i / SIDE);
                from[c * PIXELS + i] += value * expf(-((px - x) * (px - x) + (py - y) * (py - y)) / 12);
                to[c * PIXELS + i] +=
                    value * expf(-((px - x - dx) * (px - x - dx) + (py - y - dy) * (py - y - dy)) / 12);
            }
        }
}

/* A parameter [oc, ic, k, k] of random values, as large as keeps the spread of what it is applied to; and its bias. */
static gfla_tensor *weights(gfla_network *net, const char *name, int oc, int ic, int k)
{
    const int64_t dims[4] = {oc, ic, k, k};
    const int count = oc * ic * k * k;
    float *values = malloc((size_t)count * sizeof *values);
    gfla_tensor *result = NULL;
    for (int i = 0; values && i < count; i++)
        values[i] = any() * sqrtf(3.0f / (float)(ic * k * k));
    if (values)
        result = gfla_network_param(net, name, 4, dims, values);
    free(values);
    return result;
}

static gfla_tensor *bias(gfla_network *net, const char *name, int64_t c)
{
    return gfla_network_param(net, name, 1, &c, NULL);
}

static gfla_tensor *conv(gfla_network *net, gfla_tensor *src, const char *name, int oc, int ic)
{
    char w[32], b[32];
    struct gfla_op_conv2d_params same;
    gfla_op_conv2d_params_init(&same);
    same.pad = 1;
    same.padding = GFLA_PAD_REPLICATE;
    snprintf(w, sizeof w, "%s.weight", name);
    snprintf(b, sizeof b, "%s.bias", name);
    return gfla_op_conv2d(net, src, weights(net, w, oc, ic, 3), bias(net, b, oc), &same);
}

struct learner {
    gfla_network *net;
    gfla_tensor *from, *to, *flow, *loss;
};

static gfla_status build(struct learner *l)
{
    const int64_t dims[4] = {PAIRS, CHANNELS, SIDE, SIDE};
    gfla_status status = gfla_network_create(&l->net);
    if (status != GFLA_OK)
        return status;
    gfla_network *net = l->net;
    l->from = gfla_network_input(net, "from", 4, dims);
    l->to = gfla_network_input(net, "to", 4, dims);
    gfla_tensor *both = gfla_op_concat(net, (gfla_tensor *[]){l->from, l->to}, 2);
    gfla_tensor *x = gfla_op_leaky_relu(net, conv(net, both, "flow.0", HIDDEN, 2 * CHANNELS), 0.1f);
    x = gfla_op_leaky_relu(net, conv(net, x, "flow.1", HIDDEN, HIDDEN), 0.1f);
    l->flow = gfla_network_output(net, conv(net, x, "flow.2", 2, HIDDEN), "flow");
    gfla_tensor *drawn =
        gfla_op_attention(net, l->from, l->to, l->flow, weights(net, "attention.0.weight", HIDDEN, 2 * CHANNELS, 3),
                          bias(net, "attention.0.bias", HIDDEN), weights(net, "attention.1.weight", 9, HIDDEN, 1),
                          bias(net, "attention.1.bias", 9), NULL);
    l->loss = gfla_network_output(net, gfla_op_l1_loss(net, drawn, l->to, NULL, 1.0f), "loss");
    gfla_network_differentiate(net, l->loss);
    struct gfla_network_adam_params adam;
    gfla_network_adam_params_init(&adam);
    adam.learning_rate = 3e-3;
    gfla_network_add_adam(net, &adam);
    return gfla_network_status(net);
}

static gfla_status train(struct learner *l, int n_steps)
{
    float loss;
    gfla_status status = GFLA_OK;
    for (int step = 0; step <= n_steps && status == GFLA_OK; step++) {
        status = gfla_network_run(l->net);
        if (status == GFLA_OK && (step % 50 == 0 || step == n_steps)) {
            status = gfla_network_read(l->net, l->loss, &loss, 1);
            if (status == GFLA_OK)
                printf("step %3d: loss %.4f\n", step, (double)loss);
        }
    }
    return status;
}

int main(int argc, char **argv)
{
    static float from[IMAGES], to[IMAGES];
    struct learner learner = {NULL, NULL, NULL, NULL, NULL};
    gfla_device *device = NULL;
    for (int i = 0; i < PAIRS; i++)
        draw_pair(from + i * CHANNELS * PIXELS, to + i * CHANNELS * PIXELS, FARTHEST * any(), FARTHEST * any());
    gfla_status status = gfla_device_open(&device, NULL, argc > 2 ? argv[2] : NULL);
    if (status == GFLA_OK)
        status = build(&learner);
    if (status == GFLA_OK)
        status = gfla_network_plan(learner.net, device, NULL);
    if (status == GFLA_OK)
        status = gfla_network_write(learner.net, learner.from, from, IMAGES);
    if (status == GFLA_OK)
        status = gfla_network_write(learner.net, learner.to, to, IMAGES);
    if (status == GFLA_OK)
        status = train(&learner, argc > 1 ? atoi(argv[1]) : STEPS);
    if (status != GFLA_OK)
        fprintf(stderr, "warp_gradient: %s\n", gfla_error_message());
    gfla_network_destroy(&learner.net);
    gfla_device_destroy(&device);
    return (int)status;
}
