/* Drawings of key points: limbs in all directions, across the border, of no length, with a missing end. */
#include <math.h>

#include "ops/skeleton_map.h"
#include "ref/skeleton_map_ref.h"
#include "tests/ops/op_case.h"

/* Most points lie on an image of 15 x 13 pixels or beside it; a few are far away, missing, or twice the same. */
static void fill_points(double *values, struct gfla_shape shape, struct gfla_random *random)
{
    static const double special[][2] = {{-1, -1}, {5, 6}, {2e6, 3}, {5.5, 6.25}, {NAN, 3}, {-900000, 900001}};
    int64_t n = gfla_shape_count(shape) / 2;
    for (int64_t i = 0; i < n; i++) {
        values[2 * i] = i % 4 == 3 ? special[i / 4 % 6][0] : gfla_random_uniform(random, -3, 18);
        values[2 * i + 1] = i % 4 == 3 ? special[i / 4 % 6][1] : gfla_random_uniform(random, -3, 16);
    }
}

/* A chain of limbs, and some across. */
static struct gfla_skeleton chain(int n_joints)
{
    struct gfla_skeleton skeleton = {.n_joints = n_joints};
    for (int i = 0; i + 1 < n_joints; i++) {
        skeleton.limb[i][0] = i;
        skeleton.limb[i][1] = i % 3 == 2 ? i / 2 : i + 1;
        skeleton.colour[i] = 0x3f20ff + 0x071103 * i;
    }
    skeleton.n_limbs = n_joints - 1;
    return skeleton;
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    const int64_t *size = c->params;
    const struct gfla_skeleton_map_params params = {size[0], size[1], chain((int)c->in[0].shape.dim[1])};
    return gfla_skeleton_map(graph, in[0], &params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const int64_t *size = c->params, *d = c->in[0].shape.dim;
    const struct gfla_skeleton skeleton = chain((int)d[1]);
    gfla_skeleton_map_ref_fwd(&skeleton, d[0], size[0], size[1], in[0], out);
}

#define CASE(n_, c_, h_, w_, tiny_)                                                                                    \
    {                                                                                                                  \
        .name = "skeleton_map(n=" #n_ ",c=" #c_ ",h=" #h_ ",w=" #w_ ")", .n_in = 1,                                    \
        .params = (const int64_t[]){h_, w_}, .build = build, .forward = forward, .tiny = tiny_, .in = {                \
            {.shape = {3, {n_, c_, 2}}, .no_grad = true, .fill = fill_points}                                          \
        }                                                                                                              \
    }

static const struct op_case cases[] = {CASE(1, 17, 13, 15, true), CASE(3, 3, 11, 17, true), CASE(2, 1, 3, 4, true),
                                       CASE(9, 8, 40, 24, false), CASE(2, 32, 64, 64, false)};

const struct op_case_table skeleton_map_cases = {"skeleton_map", cases, sizeof cases / sizeof *cases};
