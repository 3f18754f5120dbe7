#include "models/metrics/inception.h"

#include <stdio.h>

#include "ops/activation.h"
#include "ops/concat.h"
#include "ops/conv2d.h"
#include "ops/pool.h"
#include "ops/resize.h"

struct net {
    gfla_graph *g;
    enum gfla_fid_convention convention;
    int divisor;
    const char *block; /* "Mixed_5b" */
};

const char *gfla_fid_convention_name(enum gfla_fid_convention convention)
{
    return convention == GFLA_FID_PYTORCH ? "pytorch-fid" : convention == GFLA_FID_GFLA ? "gfla" : "unknown";
}

enum gfla_fid_convention gfla_fid_convention_of(int64_t classes)
{
    return classes == 1008 ? GFLA_FID_PYTORCH : classes == 1000 ? GFLA_FID_GFLA : GFLA_FID_CONVENTIONS;
}

/* A convolution's window: its taps, and whether it keeps the size (zeros around) or leaves out the border. */
struct window {
    int kh, kw, stride;
    bool keeps;
};
static const struct window k1 = {1, 1, 1, true}, k3 = {3, 3, 1, true}, k5 = {5, 5, 1, true},
                           k3_valid = {3, 3, 1, false}, k3_half = {3, 3, 2, false}, row7 = {1, 7, 1, true},
                           column7 = {7, 1, 1, true}, row3 = {1, 3, 1, true}, column3 = {3, 1, 1, true};

/* ReLU of a convolution. Convolutions have one pad for all sides: of a row or a column, what that makes too much is cut
 * off. */
static gfla_tensor *conv(const struct net *n, gfla_tensor *src, const char *name, int channels, struct window w)
{
    const int ph = w.keeps ? w.kh / 2 : 0, pw = w.keeps ? w.kw / 2 : 0, pad = ph > pw ? ph : pw,
              oc = channels / n->divisor;
    char weight[96], bias[96];
    if (!src)
        return NULL;
    snprintf(weight, sizeof weight, "%s%s%s.conv.weight", n->block, n->block[0] ? "." : "", name);
    snprintf(bias, sizeof bias, "%s%s%s.conv.bias", n->block, n->block[0] ? "." : "", name);
    gfla_tensor *x = gfla_conv2d(
        n->g, src, gfla_graph_param(n->g, weight, gfla_shape_4d(oc, src->shape.dim[1], w.kh, w.kw)),
        gfla_graph_param(n->g, bias, gfla_shape_1d(oc)), &(struct gfla_conv2d_params){.stride = w.stride, .pad = pad});
    if (ph != pw)
        x = gfla_pool(n->g, x, &(struct gfla_pool){.kind = GFLA_POOL_MAX, .ph = ph - pad, .pw = pw - pad});
    return gfla_relu(n->g, x);
}

static gfla_tensor *halve(const struct net *n, gfla_tensor *x)
{
    return gfla_pool(n->g, x, &(struct gfla_pool){.kind = GFLA_POOL_MAX, .kh = 3, .kw = 3, .stride = 2});
}

static gfla_tensor *pool_branch(const struct net *n, gfla_tensor *x, enum gfla_pool_kind kind, int channels)
{
    const struct gfla_pool pool = {.kind = kind, .kh = 3, .kw = 3, .ph = 1, .pw = 1};
    return conv(n, gfla_pool(n->g, x, &pool), "branch_pool", channels, k1);
}

static enum gfla_pool_kind mean_of(const struct net *n)
{
    return n->convention == GFLA_FID_PYTORCH ? GFLA_POOL_MEAN : GFLA_POOL_MEAN_WHOLE;
}

static gfla_tensor *double3(const struct net *n, gfla_tensor *x, struct window last)
{
    x = conv(n, x, "branch3x3dbl_1", 64, k1);
    x = conv(n, x, "branch3x3dbl_2", 96, k3);
    return conv(n, x, "branch3x3dbl_3", 96, last);
}

static gfla_tensor *block_a(struct net *n, gfla_tensor *x, const char *name, int pooled)
{
    n->block = name;
    gfla_tensor *branches[] = {conv(n, x, "branch1x1", 64, k1),
                               conv(n, conv(n, x, "branch5x5_1", 48, k1), "branch5x5_2", 64, k5), double3(n, x, k3),
                               pool_branch(n, x, mean_of(n), pooled)};
    return gfla_concat(n->g, branches, 4);
}

static gfla_tensor *block_b(struct net *n, gfla_tensor *x, const char *name)
{
    n->block = name;
    gfla_tensor *branches[] = {conv(n, x, "branch3x3", 384, k3_half), double3(n, x, k3_half), halve(n, x)};
    return gfla_concat(n->g, branches, 3);
}

static gfla_tensor *block_c(struct net *n, gfla_tensor *x, const char *name, int inner)
{
    n->block = name;
    gfla_tensor *once = conv(n, conv(n, x, "branch7x7_1", inner, k1), "branch7x7_2", inner, row7);
    gfla_tensor *twice = conv(n, conv(n, x, "branch7x7dbl_1", inner, k1), "branch7x7dbl_2", inner, column7);
    twice = conv(n, conv(n, twice, "branch7x7dbl_3", inner, row7), "branch7x7dbl_4", inner, column7);
    gfla_tensor *branches[] = {conv(n, x, "branch1x1", 192, k1), conv(n, once, "branch7x7_3", 192, column7),
                               conv(n, twice, "branch7x7dbl_5", 192, row7), pool_branch(n, x, mean_of(n), 192)};
    return gfla_concat(n->g, branches, 4);
}

static gfla_tensor *block_d(struct net *n, gfla_tensor *x, const char *name)
{
    n->block = name;
    gfla_tensor *seven = conv(n, conv(n, x, "branch7x7x3_1", 192, k1), "branch7x7x3_2", 192, row7);
    seven = conv(n, seven, "branch7x7x3_3", 192, column7);
    gfla_tensor *branches[] = {conv(n, conv(n, x, "branch3x3_1", 192, k1), "branch3x3_2", 320, k3_half),
                               conv(n, seven, "branch7x7x3_4", 192, k3_half), halve(n, x)};
    return gfla_concat(n->g, branches, 3);
}

/* A row and a column beside each other. */
static gfla_tensor *cross(struct net *n, gfla_tensor *x, const char *row, const char *column)
{
    gfla_tensor *both[] = {conv(n, x, row, 384, row3), conv(n, x, column, 384, column3)};
    return gfla_concat(n->g, both, 2);
}

static gfla_tensor *block_e(struct net *n, gfla_tensor *x, const char *name, enum gfla_pool_kind kind)
{
    n->block = name;
    gfla_tensor *once = conv(n, x, "branch3x3_1", 384, k1);
    gfla_tensor *twice = conv(n, conv(n, x, "branch3x3dbl_1", 448, k1), "branch3x3dbl_2", 384, k3);
    gfla_tensor *branches[] = {conv(n, x, "branch1x1", 320, k1), cross(n, once, "branch3x3_2a", "branch3x3_2b"),
                               cross(n, twice, "branch3x3dbl_3a", "branch3x3dbl_3b"), pool_branch(n, x, kind, 192)};
    return gfla_concat(n->g, branches, 4);
}

static gfla_tensor *stem(struct net *n, gfla_tensor *x)
{
    x = conv(n, x, "Conv2d_1a_3x3", 32, k3_half);
    x = conv(n, x, "Conv2d_2a_3x3", 32, k3_valid);
    x = halve(n, conv(n, x, "Conv2d_2b_3x3", 64, k3));
    x = conv(n, x, "Conv2d_3b_1x1", 80, k1);
    return halve(n, conv(n, x, "Conv2d_4a_3x3", 192, k3_valid));
}

gfla_status gfla_inception_build(gfla_graph *g, gfla_tensor *image, enum gfla_fid_convention convention, int divisor,
                                 gfla_tensor **features)
{
    struct net n = {.g = g, .convention = convention, .divisor = divisor, .block = ""};
    gfla_tensor *x = stem(&n, gfla_resize_bilinear(g, image, GFLA_INCEPTION_SIZE, GFLA_INCEPTION_SIZE, 1));
    x = block_a(&n, x, "Mixed_5b", 32);
    x = block_a(&n, x, "Mixed_5c", 64);
    x = block_a(&n, x, "Mixed_5d", 64);
    x = block_b(&n, x, "Mixed_6a");
    x = block_c(&n, x, "Mixed_6b", 128);
    x = block_c(&n, x, "Mixed_6c", 160);
    x = block_c(&n, x, "Mixed_6d", 160);
    x = block_c(&n, x, "Mixed_6e", 192);
    x = block_d(&n, x, "Mixed_7a");
    x = block_e(&n, x, "Mixed_7b", mean_of(&n));
    x = block_e(&n, x, "Mixed_7c", convention == GFLA_FID_PYTORCH ? GFLA_POOL_MAX : GFLA_POOL_MEAN_WHOLE);
    *features = gfla_pool_all(g, x);
    if (*features)
        gfla_graph_keep(*features);
    return gfla_graph_status(g);
}
