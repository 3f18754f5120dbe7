/* gfla/graph.h - networks of one's own, built from the operations of the library, with gradients, on any device.
 *
 * UNSTABLE: while the version is 0.x, what this header declares may change with any of them.
 *
 *     static gfla_status sharpen(gfla_device *device, const float *blurred, const float *sharp, const float *kernel)
 *     {
 *         const int64_t image[4] = {1, 3, 64, 64}, weights[4] = {3, 3, 5, 5};
 *         struct gfla_op_conv2d_params same;
 *         gfla_network *net;
 *         float loss;
 *         gfla_status status = gfla_network_create(&net);
 *         if (status != GFLA_OK)
 *             return status;
 *         gfla_op_conv2d_params_init(&same);
 *         same.pad = 2;
 *         gfla_tensor *src = gfla_network_input(net, "src", 4, image);
 *         gfla_tensor *goal = gfla_network_input(net, "goal", 4, image);
 *         gfla_tensor *weight = gfla_network_param(net, "weight", 4, weights, kernel);
 *         gfla_tensor *dst = gfla_network_output(net, gfla_op_conv2d(net, src, weight, NULL, &same), "dst");
 *         gfla_tensor *l1 = gfla_network_output(net, gfla_op_l1_loss(net, dst, goal, NULL, 1.0f), "loss");
 *         gfla_network_differentiate(net, l1);
 *         gfla_network_add_adam(net, NULL);
 *         status = gfla_network_plan(net, device, NULL);
 *         if (status == GFLA_OK)
 *             status = gfla_network_write(net, src, blurred, 3 * 64 * 64);
 *         if (status == GFLA_OK)
 *             status = gfla_network_write(net, goal, sharp, 3 * 64 * 64);
 *         for (int step = 0; step < 100 && status == GFLA_OK; step++)
 *             status = gfla_network_run(net);
 *         if (status == GFLA_OK)
 *             status = gfla_network_read(net, l1, &loss, 1);
 *         gfla_network_destroy(&net);
 *         return status;
 *     }
 *
 * Building: a network is a static graph. Inputs and parameters are its leaves, gfla_op_... functions append what is
 * computed of them, gfla_network_differentiate appends the gradients, gfla_network_add_adam the updates of the
 * parameters. None of this needs a device or blocks. The first failure is kept in the network: from then on these
 * functions do nothing and return NULL, and NULL tensors are passed on, so that a network reads as nested calls and is
 * checked once, by gfla_network_status or gfla_network_plan.
 * Running: gfla_network_plan chooses algorithms, compiles and allocates; afterwards nothing can be built on. A run
 * allocates and compiles nothing.
 *
 * Shapes: feature maps are n c h w: images, flows, masks and what ops make of them; inputs of four dimensions are such.
 * Parameters, and inputs of other ranks, are arrays: weights and biases. Ops say which they take; gfla_op_feature_map
 * makes a feature map of a parameter. Values are float32 in C order, of both. A flow [n, 2, h, w] holds x and y in
 * pixels: position (y, x) looks at (y + flow_y, x + flow_x) of the source, bilinearly, borders repeated.
 * Ownership: tensors belong to their network, and cannot be used in another. Values are copied.
 * Thread safety: a network, and the device that it is planned on, belong to one thread at a time. */
#ifndef GFLA_GRAPH_H
#define GFLA_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gfla/device.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GFLA_TENSOR_MAX_DIMS 5

typedef struct gfla_network gfla_network;
typedef struct gfla_tensor gfla_tensor;

/* ---- building ---- */

GFLA_API gfla_status gfla_network_create(gfla_network **network);
/* Frees its tensors, and its memory on the device, which must still be open. Waits for a run. NULL is fine. */
GFLA_API void gfla_network_destroy(gfla_network **network);
/* The first failure while it was built; its message is this thread's again. */
GFLA_API gfla_status gfla_network_status(gfla_network *network);

/* Leaves: dims[0 .. n_dims-1], each at least 1, outermost first; 1 to GFLA_TENSOR_MAX_DIMS of them. Names are unique in
 * the network.
 * What the caller writes before runs, zero until then. */
GFLA_API gfla_tensor *gfla_network_input(gfla_network *network, const char *name, int n_dims, const int64_t *dims);
/* What is trained: an array that begins as `values`, as many as dims say, or as zeros where these are NULL. The same
 * name and dims again are the same parameter, whose values stay: it is shared. */
GFLA_API gfla_tensor *gfla_network_param(gfla_network *network, const char *name, int n_dims, const int64_t *dims,
                                         const float *values);
/* Names a result, and keeps it readable after a run; what is not named may have its memory reused. Returns it. */
GFLA_API gfla_tensor *gfla_network_output(gfla_network *network, gfla_tensor *tensor, const char *name);
/* The leaf or output of that name; NULL where there is none. */
GFLA_API gfla_tensor *gfla_network_find(const gfla_network *network, const char *name);

/* Writes its dimensions and returns how many there are; 0 for NULL. dims may be NULL. */
GFLA_API int gfla_tensor_get_dims(const gfla_tensor *tensor, int64_t dims[GFLA_TENSOR_MAX_DIMS]);
/* Its number of elements; 0 for NULL. */
GFLA_API int64_t gfla_tensor_get_count(const gfla_tensor *tensor);

/* ---- gradients and training ---- */

/* Before anything is built on the input: gradients reach it as they do parameters. Returns it. */
GFLA_API gfla_tensor *gfla_network_require_gradient(gfla_network *network, gfla_tensor *input);
/* Appends the gradients of `loss`, of one element, to all parameters and to inputs that require them. Once.
 * GFLA_ERROR_USAGE: another shape, or nothing to differentiate by. */
GFLA_API gfla_status gfla_network_differentiate(gfla_network *network, gfla_tensor *loss);
/* d loss / d leaf, of the leaf's shape, readable after each run. NULL, and no failure, where none reaches the leaf. */
GFLA_API gfla_tensor *gfla_network_gradient(gfla_network *network, gfla_tensor *leaf);

/* torch.optim.Adam. Zero is the default of each. */
struct gfla_network_adam_params {
    size_t struct_size;   /* set by gfla_network_adam_params_init */
    double learning_rate; /* 0: 1e-3 */
    double beta1, beta2;  /* 0: 0.9 and 0.999 */
    double eps;           /* 0: 1e-8 */
    double weight_decay;  /* times the parameter, added to its gradient; 0: none */
    double clip;          /* no parameter moves by more than clip times learning_rate in a step; 0: no limit */
};
GFLA_API void gfla_network_adam_params_init(struct gfla_network_adam_params *params);

/* After gfla_network_differentiate: each run ends with an update of every parameter that has a gradient. params may be
 * NULL. Once. */
GFLA_API gfla_status gfla_network_add_adam(gfla_network *network, const struct gfla_network_adam_params *params);
/* From the next run on; at any time after gfla_network_add_adam. rate >= 0. */
GFLA_API gfla_status gfla_network_set_learning_rate(gfla_network *network, double rate);

/* ---- running ---- */

struct gfla_network_plan_params {
    size_t struct_size; /* set by gfla_network_plan_params_init */
    /* What depends on no input that was written since the last run is not computed again, which costs the memory
     * to keep it. Without effect while parameters are trained. */
    bool skip_unchanged;
};
GFLA_API void gfla_network_plan_params_init(struct gfla_network_plan_params *params);

/* Makes the network ready to run on `device`, which must outlive it; on the null device it can be measured, not run.
 * Once. params may be NULL. Blocks while kernels compile, seconds the first time. GFLA_ERROR_MEMORY: host or device
 * cannot hold it; GFLA_ERROR_DEVICE: a kernel does not build; else what gfla_network_status says. */
GFLA_API gfla_status gfla_network_plan(gfla_network *network, gfla_device *device,
                                       const struct gfla_network_plan_params *params);

/* Bytes on the device. */
struct gfla_network_memory {
    size_t weights;   /* parameters, and the form in which kernels read them */
    size_t optimizer; /* what the updates keep from run to run */
    size_t inputs;
    size_t activations; /* results of ops, gradients among them, in memory that they share */
};
GFLA_API gfla_status gfla_network_get_memory(const gfla_network *network, struct gfla_network_memory *memory);

/* Copies all `count` values of a leaf in; of a parameter too. Blocks while they are copied. GFLA_ERROR_USAGE: no leaf,
 * another count, or before gfla_network_plan. */
GFLA_API gfla_status gfla_network_write(gfla_network *network, gfla_tensor *leaf, const float *values, size_t count);
/* Runs once. Does not wait for the device: reading does. */
GFLA_API gfla_status gfla_network_run(gfla_network *network);
/* Copies all `count` values of a leaf, an output or a gradient out. Blocks until the runs before it are done.
 * GFLA_ERROR_USAGE: a tensor whose memory was reused, another count, or before gfla_network_plan. */
GFLA_API gfla_status gfla_network_read(gfla_network *network, gfla_tensor *tensor, float *values, size_t count);

/* ---- ops ----
 * Each fails the network where shapes do not fit, and says which. Differentiable where nothing else is said. */

/* What a convolution reads outside its source. */
typedef enum gfla_padding {
    GFLA_PAD_ZERO,
    GFLA_PAD_REFLECT,   /* mirrored without repeating the border pixel; pad < h and w */
    GFLA_PAD_REPLICATE, /* the border pixel again */
    GFLA_PAD_COUNT
} gfla_padding;

struct gfla_op_conv2d_params {
    size_t struct_size;   /* set by gfla_op_conv2d_params_init */
    int stride;           /* 0: 1 */
    int pad;              /* pixels on each of the four sides */
    gfla_padding padding; /* what these hold */
};
GFLA_API void gfla_op_conv2d_params_init(struct gfla_op_conv2d_params *params);

/* src [n, ic, h, w], weights [oc, ic, kh, kw], bias [oc] or NULL; params may be NULL
 * -> [n, oc, (h + 2 pad - kh) / stride + 1, (w + 2 pad - kw) / stride + 1] (torch conv2d). */
GFLA_API gfla_tensor *gfla_op_conv2d(gfla_network *network, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                                     const struct gfla_op_conv2d_params *params);

struct gfla_op_conv_transpose2d_params {
    size_t struct_size; /* set by gfla_op_conv_transpose2d_params_init */
    int stride;         /* 0: 1 */
    int pad;            /* taken from each side of the result */
    int output_pad;     /* rows and columns added at the bottom and right; less than stride */
};
GFLA_API void gfla_op_conv_transpose2d_params_init(struct gfla_op_conv_transpose2d_params *params);

/* src [n, ic, h, w], weights [ic, oc, kh, kw], bias [oc] or NULL; params may be NULL
 * -> [n, oc, (h - 1) stride - 2 pad + kh + output_pad, the same of w] (torch conv_transpose2d). */
GFLA_API gfla_tensor *gfla_op_conv_transpose2d(gfla_network *network, gfla_tensor *src, gfla_tensor *weights,
                                               gfla_tensor *bias, const struct gfla_op_conv_transpose2d_params *params);

/* src [n, c, h, w], weight and bias [c]: (src - mean) / sqrt(variance + 1e-5) * weight + bias; mean and variance of
 * each channel of each sample (torch InstanceNorm2d, affine), and of each sample as a whole. */
GFLA_API gfla_tensor *gfla_op_instance_norm(gfla_network *network, gfla_tensor *src, gfla_tensor *weight,
                                            gfla_tensor *bias);
GFLA_API gfla_tensor *gfla_op_layer_norm(gfla_network *network, gfla_tensor *src, gfla_tensor *weight,
                                         gfla_tensor *bias);

/* Element by element, of any tensor. slope >= 0, for values below 0. */
GFLA_API gfla_tensor *gfla_op_relu(gfla_network *network, gfla_tensor *src);
GFLA_API gfla_tensor *gfla_op_leaky_relu(gfla_network *network, gfla_tensor *src, float slope);
GFLA_API gfla_tensor *gfla_op_tanh(gfla_network *network, gfla_tensor *src);
GFLA_API gfla_tensor *gfla_op_sigmoid(gfla_network *network, gfla_tensor *src);
/* Over the channels of each pixel of a feature map (torch softmax, dim 1). */
GFLA_API gfla_tensor *gfla_op_softmax(gfla_network *network, gfla_tensor *src);

/* a + b and a * b of one shape; or the product of [n, c, h, w] and a mask [n, 1, h, w]. */
GFLA_API gfla_tensor *gfla_op_add(gfla_network *network, gfla_tensor *a, gfla_tensor *b);
GFLA_API gfla_tensor *gfla_op_mul(gfla_network *network, gfla_tensor *a, gfla_tensor *b);
/* factor * src. */
GFLA_API gfla_tensor *gfla_op_scale(gfla_network *network, gfla_tensor *src, float factor);

/* Feature maps behind one another along channels, 1 to 8 of them; and channels first .. first + count - 1 of one. */
GFLA_API gfla_tensor *gfla_op_concat(gfla_network *network, gfla_tensor *const *tensors, int n_tensors);
GFLA_API gfla_tensor *gfla_op_slice(gfla_network *network, gfla_tensor *src, int64_t first, int64_t count);
/* A parameter [n, c, h, w] as the feature map of these values. */
GFLA_API gfla_tensor *gfla_op_feature_map(gfla_network *network, gfla_tensor *param);
/* The same values, through which no gradient flows. */
GFLA_API gfla_tensor *gfla_op_detach(gfla_network *network, gfla_tensor *src);

/* A feature map in another size, [n, c, h, w]: bilinear with half-pixel centres (torch interpolate, align_corners
 * False), the values times value_scale: a flow in pixels grows with the image, all else has 1. */
GFLA_API gfla_tensor *gfla_op_resize(gfla_network *network, gfla_tensor *src, int64_t h, int64_t w, float value_scale);

/* src [n, c, H, W] sampled where flow [n, 2, h, w] points -> [n, c, h, w]. Gradients to both. */
GFLA_API gfla_tensor *gfla_op_warp(gfla_network *network, gfla_tensor *src, gfla_tensor *flow);

/* weights [n, k * k, h, w], src [n, c, H, W], flow [n, 2, h, w] -> [n, c, h, w]: the weighted sum, times scale, of the
 * k x k samples around each position that the flow points at, k 1 to 7, in one pass: the k * k times larger tensor
 * of samples never exists. A scale of 0 counts as 1. Channel i * k + j weighs row i - k / 2 and column j - k / 2.
 * Gradients to all three. */
GFLA_API gfla_tensor *gfla_op_local_attention(gfla_network *network, gfla_tensor *weights, gfla_tensor *src,
                                              gfla_tensor *flow, int k, float scale);

struct gfla_op_attention_params {
    size_t struct_size; /* set by gfla_op_attention_params_init */
    int k;              /* rows and columns of a patch, odd, 1 to 7; 0: 3 */
    float slope;        /* of the leaky relu between the two layers; 0: 0.1 */
    float scale;        /* of the result; 0: 1 */
};
GFLA_API void gfla_op_attention_params_init(struct gfla_op_attention_params *params);

/* The whole of local attention as it was published: at each position the k x k patches of target [n, c, h, w] and of
 * src [n, c, H, W] where flow [n, 2, h, w] points give, through two layers and a softmax, a weight for each sample of
 * the latter -> [n, c, h, w], their weighted sum. weights0 [hidden, 2 c, k, k], bias0 [hidden], of target's channels
 * first; weights1 [k * k, hidden, 1, 1], bias1 [k * k]. Gradients to everything. params may be NULL. */
GFLA_API gfla_tensor *gfla_op_attention(gfla_network *network, gfla_tensor *src, gfla_tensor *target, gfla_tensor *flow,
                                        gfla_tensor *weights0, gfla_tensor *bias0, gfla_tensor *weights1,
                                        gfla_tensor *bias1, const struct gfla_op_attention_params *params);

/* Where in source [n, c, H, W] the features are that are most like those of each position of target [n, c, h, w]:
 * *best [n, 1, h, w], the largest cosine, and *flow [n, 2, h, w] to it, in whole pixels; either may be NULL. Not
 * differentiable. */
GFLA_API void gfla_op_correlation(gfla_network *network, gfla_tensor *target, gfla_tensor *source, gfla_tensor **best,
                                  gfla_tensor **flow);

/* Losses, [1]. scale * mean of |a - b| and of (a - b)^2; with a weight map [n, 1, h, w], or NULL, scale *
 * sum(weight * term) / (c * sum(weight) + 1e-6). No gradient to the weights. */
GFLA_API gfla_tensor *gfla_op_l1_loss(gfla_network *network, gfla_tensor *a, gfla_tensor *b, gfla_tensor *weight,
                                      float scale);
GFLA_API gfla_tensor *gfla_op_l2_loss(gfla_network *network, gfla_tensor *a, gfla_tensor *b, gfla_tensor *weight,
                                      float scale);
/* sum(a * b), of one shape: with b the gradient that comes from elsewhere, a's is passed on. */
GFLA_API gfla_tensor *gfla_op_dot(gfla_network *network, gfla_tensor *a, gfla_tensor *b);
/* Whether a flow samples what is like the target: scale * mean of exp(-mu / (best + 1e-8)) - 1 / e, mu the cosine of
 * sampled and target [n, c, h, w], best as gfla_op_correlation finds it, weight as above. Gradient to `sampled`. */
GFLA_API gfla_tensor *gfla_op_correctness_loss(gfla_network *network, gfla_tensor *sampled, gfla_tensor *target,
                                               gfla_tensor *best, gfla_tensor *weight, float scale);
/* How far a flow [n, 2, h, w] is from affine in its k x k windows, k 2 to 15: scale * mean of what the best fit
 * leaves, squared. */
GFLA_API gfla_tensor *gfla_op_affine_loss(gfla_network *network, gfla_tensor *flow, int k, float scale);

#ifdef __cplusplus
}
#endif
#endif
