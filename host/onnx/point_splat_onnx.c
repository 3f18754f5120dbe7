#include "ops/point_splat.h"

#include "cl/shared/point_splat.h"
#include "onnx/camera.h"
#include "onnx/contest.h"

/* Of the points that fall on one pixel the nearest is shown, and of equally near ones that of the front surface and of
 * the first source pixel. */

enum { IMAGE, DEPTH, BACK_IMAGE, BACK_DEPTH, MASK, CAMERA };
enum { MIDDLE, CORNERS = 4, VIEWS }; /* what of a source pixel is placed: its middle, then four points around it */

struct splat {
    gfla_onnx_builder *b;
    const struct gfla_point_splat_params *p;
    int64_t channels, h, w, area;
    int surfaces; /* 1, or 2: front and back */
    gfla_onnx_value *const *in;
};

static gfla_onnx_value *number(struct splat *s, double value)
{
    return gfla_onnx_scalar(s->b, value);
}

static gfla_onnx_value *combine(struct splat *s, const char *op, gfla_onnx_value *x, gfla_onnx_value *y)
{
    return gfla_onnx_binary(s->b, op, x, y);
}

static gfla_onnx_value *choose(struct splat *s, gfla_onnx_value *condition, gfla_onnx_value *x, gfla_onnx_value *y)
{
    return gfla_onnx_add(s->b, (struct gfla_onnx_node){.op = "Where", .in = {condition, x, y}});
}

static gfla_onnx_value *cast(struct splat *s, gfla_onnx_value *x, enum gfla_onnx_type type)
{
    return gfla_onnx_add(s->b,
                         (struct gfla_onnx_node){.op = "Cast", .in = {x}, .attribute = {GFLA_ONNX_INT("to", type)}});
}

/* The map as the neighbours at (dy, dx) have it; the border where there are none. */
static gfla_onnx_value *neighbours(struct splat *s, gfla_onnx_value *padded, int dy, int dx)
{
    return gfla_onnx_slice(s->b, gfla_onnx_slice(s->b, padded, 2, 1 + dy, s->h), 3, 1 + dx, s->w);
}

/* How depth changes towards each neighbour: not at all where the surface ends or breaks. [n, 1, h, w] */
static gfla_onnx_value *change(struct splat *s, gfla_onnx_value *depth, gfla_onnx_value *depths, gfla_onnx_value *masks,
                               int dy, int dx)
{
    gfla_onnx_value *step = combine(s, "Sub", neighbours(s, depths, dy, dx), depth);
    gfla_onnx_value *is_there = combine(s, "Greater", neighbours(s, masks, dy, dx), number(s, (double)s->p->threshold));
    gfla_onnx_value *is_near =
        combine(s, "Less", gfla_onnx_unary(s->b, "Abs", step), number(s, (double)(GFLA_SPLAT_BREAK * s->p->range)));
    return choose(s, combine(s, "And", is_there, is_near), step, number(s, 0));
}

/* Depths of the middle and of the four points, [n, 5, h, w]. */
static gfla_onnx_value *depths_of_views(struct splat *s, gfla_onnx_value *depth)
{
    static const int64_t one[4] = {0, 0, 1, 1};
    gfla_onnx_value *depths = gfla_onnx_pad(s->b, depth, "edge", one, one),
                    *masks = gfla_onnx_pad(s->b, s->in[MASK], "edge", one, one);
    gfla_onnx_value *across[] = {change(s, depth, depths, masks, 0, -1), change(s, depth, depths, masks, 0, 1)};
    gfla_onnx_value *down[] = {change(s, depth, depths, masks, -1, 0), change(s, depth, depths, masks, 1, 0)};
    gfla_onnx_value *views[VIEWS] = {depth};
    for (int k = 0; k < CORNERS; k++) {
        gfla_onnx_value *step = combine(s, "Mul", combine(s, "Add", across[k % 2], down[k / 2]), number(s, 0.25));
        views[1 + k] = combine(s, "Add", depth, step);
    }
    return gfla_onnx_concat(s->b, 1, VIEWS, views);
}

/* All points of a surface in the target camera's frame, R^T (q - t): [n, 3, 5 h w]. */
static gfla_onnx_value *target_points(struct splat *s, gfla_onnx_value *value)
{
    gfla_onnx_value *depth = combine(s, "Mul", value, number(s, (double)s->p->range));
    depth = combine(s, "Add", depth, number(s, (double)s->p->centre));
    static const float dx[VIEWS] = {0, -0.25f, 0.25f, -0.25f, 0.25f}, dy[VIEWS] = {0, -0.25f, -0.25f, 0.25f, 0.25f};
    const struct gfla_onnx_rays rays = {
        .h = s->h, .w = s->w, .tan_half_fov = s->p->tan_half_fov, .k = VIEWS, .dx = dx, .dy = dy};
    const struct gfla_onnx_camera camera = gfla_onnx_camera_split(s->b, s->in[CAMERA]);
    gfla_onnx_value *points = combine(s, "Sub", gfla_onnx_points(s->b, depths_of_views(s, depth), &rays), camera.shift);
    return combine(s, "MatMul", GFLA_ONNX_TRANSPOSE(s->b, camera.rotation, 0, 2, 1), points);
}

/* On which target pixel each of the four points falls, [n, 4, h w]; h w where it is not drawn. */
static gfla_onnx_value *target_pixels(struct splat *s, gfla_onnx_value *corners, gfla_onnx_value *z)
{
    const float size[] = {(float)s->w, (float)s->h}, least[] = {-1};
    gfla_onnx_value *sizes = gfla_onnx_floats(s->b, (struct gfla_shape){3, {1, 2, 1}}, size);
    gfla_onnx_value *in_front = combine(s, "Greater", z, number(s, (double)(0.01f * s->p->centre)));
    gfla_onnx_value *places =
        gfla_onnx_project(s->b, corners, choose(s, in_front, z, number(s, 1)), s->p->tan_half_fov);
    places = combine(s, "Mul", places, sizes);
    places = combine(s, "Max", combine(s, "Min", places, sizes), gfla_onnx_floats(s->b, gfla_shape_1d(1), least));
    places = gfla_onnx_unary(s->b, "Floor", places);
    gfla_onnx_value *x = gfla_onnx_slice(s->b, places, 1, 0, 1), *y = gfla_onnx_slice(s->b, places, 1, 1, 1);
    gfla_onnx_value *within_x = combine(s, "And", combine(s, "GreaterOrEqual", x, number(s, 0)),
                                        combine(s, "Less", x, number(s, (double)s->w)));
    gfla_onnx_value *within_y = combine(s, "And", combine(s, "GreaterOrEqual", y, number(s, 0)),
                                        combine(s, "Less", y, number(s, (double)s->h)));
    gfla_onnx_value *within = GFLA_ONNX_RESHAPE(
        s->b, combine(s, "And", in_front, combine(s, "And", within_x, within_y)), 0, CORNERS, s->area);
    gfla_onnx_value *mask = GFLA_ONNX_RESHAPE(s->b, s->in[MASK], 0, 1, s->area);
    within = combine(s, "And", within, combine(s, "Greater", mask, number(s, (double)s->p->threshold)));
    gfla_onnx_value *pixel = combine(s, "Add", combine(s, "Mul", y, number(s, (double)s->w)), x);
    return choose(s, within, GFLA_ONNX_RESHAPE(s->b, pixel, 0, CORNERS, s->area), number(s, (double)s->area));
}

static int most_steps(const struct splat *s)
{
    return GFLA_SPLAT_STEPS(gfla_point_splat_index_bits(s->surfaces * s->area));
}

/* How near each of the four points is, in whole steps, [n, 4, h w]. */
static gfla_onnx_value *depth_steps(struct splat *s, gfla_onnx_value *z)
{
    gfla_onnx_value *part =
        combine(s, "Div", combine(s, "Sub", z, number(s, (double)s->p->centre)), number(s, (double)(3 * s->p->range)));
    part = combine(s, "Add", part, number(s, 0.5));
    part = gfla_onnx_add(s->b, (struct gfla_onnx_node){.op = "Clip", .in = {part, number(s, 0), number(s, 1)}});
    gfla_onnx_value *steps = combine(s, "Mul", part, number(s, most_steps(s)));
    return GFLA_ONNX_RESHAPE(s->b, cast(s, steps, GFLA_ONNX_INT64), 0, CORNERS, s->area);
}

/* The numbers of the points of all surfaces, four times each: [surfaces * 4 h w]. */
static gfla_onnx_value *point_numbers(struct splat *s)
{
    const int64_t n = s->surfaces * CORNERS * s->area;
    int64_t *numbers = gfla_arena_alloc(gfla_onnx_builder_arena(s->b), (size_t)n * sizeof *numbers);
    if (!numbers)
        return gfla_onnx_builder_fail(s->b, GFLA_ERROR_MEMORY);
    for (int64_t i = 0; i < n; i++)
        numbers[i] = i / (CORNERS * s->area) * s->area + i % s->area;
    return gfla_onnx_ints(s->b, n, numbers);
}

/* Where the points of all surfaces fall and how near they are, int64 [n, surfaces * 4 h w]. points: by surface. */
static void place(struct splat *s, gfla_onnx_value *const *points, gfla_onnx_value **places, gfla_onnx_value **steps)
{
    const int64_t n = CORNERS * s->area;
    gfla_onnx_value *all_places[2] = {NULL}, *all_steps[2] = {NULL};
    for (int i = 0; i < s->surfaces; i++) {
        gfla_onnx_value *corners = gfla_onnx_slice(s->b, points[i], 2, s->area, n),
                        *z = gfla_onnx_slice(s->b, corners, 1, 2, 1);
        all_places[i] = GFLA_ONNX_RESHAPE(s->b, cast(s, target_pixels(s, corners, z), GFLA_ONNX_INT64), 0, n);
        all_steps[i] = GFLA_ONNX_RESHAPE(s->b, depth_steps(s, z), 0, n);
    }
    *places = s->surfaces == 1 ? all_places[0] : gfla_onnx_concat(s->b, 1, s->surfaces, all_places);
    *steps = s->surfaces == 1 ? all_steps[0] : gfla_onnx_concat(s->b, 1, s->surfaces, all_steps);
}

/* For each target pixel the point that it shows, [n, 1, h w]. *is_hit: whether there is one. */
static gfla_onnx_value *shown_points(struct splat *s, gfla_onnx_value *const *points, int64_t batch,
                                     gfla_onnx_value **is_hit)
{
    gfla_onnx_value *steps, *numbers = point_numbers(s), *shown = NULL, *best = NULL;
    struct gfla_onnx_contest contest = {.b = s->b, .batch = batch, .n_places = s->area};
    place(s, points, &contest.places, &steps);
    for (int i = gfla_onnx_count_digits(most_steps(s) + 1); i-- > 0;)
        gfla_onnx_contest_round(&contest, gfla_onnx_digit(s->b, steps, i));
    for (int i = gfla_onnx_count_digits(s->surfaces * s->area); i-- > 0;) {
        best = gfla_onnx_contest_round(&contest, gfla_onnx_digit(s->b, numbers, i));
        gfla_onnx_value *digit = combine(s, "Sub", number(s, GFLA_ONNX_DIGITS), best);
        shown = shown ? combine(s, "Add", combine(s, "Mul", shown, number(s, GFLA_ONNX_DIGITS)), digit) : digit;
    }
    *is_hit = GFLA_ONNX_RESHAPE(s->b, combine(s, "Greater", best, number(s, 0)), 0, 1, s->area);
    return choose(s, *is_hit, GFLA_ONNX_RESHAPE(s->b, shown, 0, 1, s->area), number(s, 0));
}

/* What a target pixel holds where no point fell: [1, values, 1]; the image is empty, the rest 0. */
static gfla_onnx_value *emptiness(struct splat *s, int64_t n_values)
{
    float *values = gfla_arena_alloc(gfla_onnx_builder_arena(s->b), (size_t)n_values * sizeof *values);
    if (!values)
        return gfla_onnx_builder_fail(s->b, GFLA_ERROR_MEMORY);
    for (int64_t c = 0; c < s->channels; c++)
        values[c] = s->p->empty;
    return gfla_onnx_floats(s->b, (struct gfla_shape){3, {1, n_values, 1}}, values);
}

/* The front image as it is drawn. */
static gfla_onnx_value *front_image(struct splat *s)
{
    if (!s->p->unmix)
        return s->in[IMAGE];
    gfla_onnx_value *part = combine(s, "Max", s->in[MASK], number(s, (double)GFLA_SPLAT_UNMIX)),
                    *empty = number(s, (double)s->p->empty);
    gfla_onnx_value *colour = combine(s, "Div", combine(s, "Sub", s->in[IMAGE], empty), part);
    colour = combine(s, "Add", colour, empty);
    return gfla_onnx_add(s->b, (struct gfla_onnx_node){.op = "Clip", .in = {colour, number(s, -1), number(s, 1)}});
}

/* Of each point of a surface the image and the depth of its pixel's middle, and with two surfaces which it is of: [n,
 * c + surfaces, h w]. */
static gfla_onnx_value *surface_values(struct splat *s, gfla_onnx_value *image, gfla_onnx_value *points, int surface)
{
    gfla_onnx_value *z = gfla_onnx_slice(s->b, gfla_onnx_slice(s->b, points, 2, MIDDLE, s->area), 1, 2, 1);
    gfla_onnx_value *flag = combine(s, "Add", combine(s, "Mul", z, number(s, 0)), number(s, surface));
    z = combine(s, "Div", combine(s, "Sub", z, number(s, (double)s->p->centre)), number(s, (double)s->p->range));
    gfla_onnx_value *parts[] = {GFLA_ONNX_RESHAPE(s->b, image, 0, s->channels, s->area), z, flag};
    return gfla_onnx_concat(s->b, 1, 1 + s->surfaces, parts);
}

static gfla_onnx_value *all_values(struct splat *s, gfla_onnx_value *const *points)
{
    gfla_onnx_value *values[] = {surface_values(s, front_image(s), points[0], 0), NULL};
    if (s->surfaces == 1)
        return values[0];
    values[1] = surface_values(s, s->in[BACK_IMAGE], points[1], 1);
    return gfla_onnx_concat(s->b, 2, 2, values);
}

/* The values that the points shown have, and whether there is one, in the order of the op's result. */
static gfla_onnx_value *result(struct splat *s, gfla_onnx_value *values, gfla_onnx_value *hit)
{
    const int64_t c = s->channels;
    gfla_onnx_value *drawn = choose(s, hit, values, emptiness(s, c + s->surfaces));
    gfla_onnx_value *is_hit = cast(s, hit, GFLA_ONNX_FLOAT);
    gfla_onnx_value *parts[] = {drawn, is_hit, NULL};
    if (s->surfaces == 2) {
        parts[0] = gfla_onnx_slice(s->b, drawn, 1, 0, c + 1);
        parts[2] = gfla_onnx_slice(s->b, drawn, 1, c + 1, 1);
    }
    return gfla_onnx_concat(s->b, 1, 1 + s->surfaces, parts);
}

static gfla_onnx_value *point_splat(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const int64_t *d = node->in[IMAGE]->shape.dim;
    struct splat s = {.b = b,
                      .p = node->params,
                      .channels = d[1],
                      .h = d[2],
                      .w = d[3],
                      .area = d[2] * d[3],
                      .surfaces = node->in[BACK_IMAGE] ? 2 : 1,
                      .in = in};
    gfla_onnx_value *points[2] = {target_points(&s, in[DEPTH]), NULL};
    if (s.surfaces == 2)
        points[1] = target_points(&s, in[BACK_DEPTH]);
    gfla_onnx_value *hit, *shown = cast(&s, shown_points(&s, points, d[0], &hit), GFLA_ONNX_INT64);
    shown = combine(&s, "Expand", shown, GFLA_ONNX_LIST(b, 1, s.channels + s.surfaces, 1));
    gfla_onnx_value *values = gfla_onnx_add(b, (struct gfla_onnx_node){.op = "GatherElements",
                                                                       .in = {all_values(&s, points), shown},
                                                                       .attribute = {GFLA_ONNX_INT("axis", 2)}});
    return GFLA_ONNX_RESHAPE(b, result(&s, values, hit), 0, s.channels + 1 + s.surfaces, s.h, s.w);
}

static const struct gfla_onnx_op ops[] = {{"point_splat", point_splat}};

const struct gfla_onnx_ops point_splat_onnx = {ops, sizeof ops / sizeof *ops};
