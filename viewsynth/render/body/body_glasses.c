/* Glasses: two rims, a bridge, temples to the ears; dark lenses in some. */
#include "viewsynth/render/body/body_glasses.h"

#include <math.h>

#include "viewsynth/render/body/body_bones.h"

#define STEPS 20
#define PI 3.14159265f

enum { R_EYE = 14, L_EYE = 15, R_EAR = 16, L_EAR = 17 }; /* of COCO's key points */

/* What a pair is like. */
struct pair {
    int rim, lens; /* materials; lens -1: none */
    float z, wide, high, thick, square;
};

static struct body_corner corner_at(float x, float y, float z, float nx, float ny, float nz)
{
    struct body_corner c = {.position = {x, y, z}, .normal = {nx, ny, nz}, .field = 1};
    c.weights[GFLA_FIGURE_HEAD] = 1;
    return c;
}

static gfla_status add_triangle(struct body_make *make, struct body_corner a, struct body_corner b,
                                struct body_corner c, int material)
{
    return body_builder_triangle(&make->builder, (const struct body_corner[3]){a, b, c}, material, GFLA_PART_ACCESSORY);
}

static gfla_status add_quad(struct body_make *make, const struct body_corner q[4], int material)
{
    gfla_status status = GFLA_OK;
    TRY(add_triangle(make, q[0], q[1], q[2], material));
    TRY(add_triangle(make, q[0], q[2], q[3], material));
fail:
    return status;
}

/* A point of the rim, `beyond` metres outside its inner edge: between an ellipse and a rectangle. */
static void rim_point(const struct pair *pair, const float *eye, int step, float beyond, float at[2])
{
    const float turn = 2 * PI * (float)step / STEPS, c = cosf(turn), s = sinf(turn), power = 1 - 0.5f * pair->square;
    at[0] = eye[0] + (pair->wide + beyond) * copysignf(powf(fabsf(c), power), c);
    at[1] = eye[1] - 0.004f + (pair->high + beyond) * copysignf(powf(fabsf(s), power), s);
}

/* The rim between two steps: its front, its outer side, and the lens in it. */
static gfla_status add_step(struct body_make *make, const struct pair *pair, const float *eye, int step)
{
    gfla_status status = GFLA_OK;
    const float z = pair->z, back = z - 0.003f;
    float a[2], b[2], c[2], d[2];
    rim_point(pair, eye, step, 0, a);
    rim_point(pair, eye, step, pair->thick, b);
    rim_point(pair, eye, step + 1, pair->thick, c);
    rim_point(pair, eye, step + 1, 0, d);
    const float nx = b[0] - eye[0], ny = b[1] - eye[1];
    TRY(add_quad(make,
                 (const struct body_corner[4]){corner_at(a[0], a[1], z, 0, 0, 1), corner_at(b[0], b[1], z, 0, 0, 1),
                                               corner_at(c[0], c[1], z, 0, 0, 1), corner_at(d[0], d[1], z, 0, 0, 1)},
                 pair->rim));
    TRY(add_quad(
        make,
        (const struct body_corner[4]){corner_at(b[0], b[1], z, nx, ny, 0), corner_at(b[0], b[1], back, nx, ny, 0),
                                      corner_at(c[0], c[1], back, nx, ny, 0), corner_at(c[0], c[1], z, nx, ny, 0)},
        pair->rim));
    if (pair->lens >= 0)
        TRY(add_triangle(make, corner_at(eye[0], eye[1] - 0.004f, z - 0.001f, 0, 0, 1),
                         corner_at(a[0], a[1], z - 0.001f, 0.1f, 0.1f, 1),
                         corner_at(d[0], d[1], z - 0.001f, 0.1f, 0.1f, 1), pair->lens));
fail:
    return status;
}

/* A flat bar from a to b, `high` metres high. */
static gfla_status add_bar(struct body_make *make, const float a[3], const float b[3], float high, int material)
{
    const float nx = b[2] - a[2], nz = a[0] - b[0], half = high / 2;
    return add_quad(make,
                    (const struct body_corner[4]){
                        corner_at(a[0], a[1] - half, a[2], nx, 0, nz), corner_at(b[0], b[1] - half, b[2], nx, 0, nz),
                        corner_at(b[0], b[1] + half, b[2], nx, 0, nz), corner_at(a[0], a[1] + half, a[2], nx, 0, nz)},
                    material);
}

/* One side: the rim, and the temple in two pieces. */
static gfla_status add_side(struct body_make *make, const struct pair *pair, const float *eye, const float *ear)
{
    gfla_status status = GFLA_OK;
    const float out = eye[0] > 0 ? 1 : -1;
    const float hinge[3] = {eye[0] + out * (pair->wide + pair->thick), eye[1] + 0.006f, pair->z - 0.001f};
    const float end[3] = {ear[0] - out * 0.006f, ear[1] + 0.022f, ear[2] + 0.004f};
    const float knee[3] = {end[0], 0.5f * (hinge[1] + end[1]), pair->z - 0.03f};
    for (int i = 0; i < STEPS; i++)
        TRY(add_step(make, pair, eye, i));
    TRY(add_bar(make, hinge, knee, 0.004f, pair->rim));
    TRY(add_bar(make, knee, end, 0.004f, pair->rim));
fail:
    return status;
}

static gfla_status add_material(struct body_make *make, const char *name, const float colour[3], int *material)
{
    gfla_status status = body_builder_material(&make->builder, name, colour, -1, material);
    if (status != GFLA_OK)
        return status;
    make->builder.materials[*material].specular = 0.05f;
    make->builder.materials[*material].roughness = 0.25f;
    return GFLA_OK;
}

gfla_status body_glasses_add(struct body_make *make)
{
    static const float shades[4][3] = {
        {0.06f, 0.06f, 0.06f}, {0.25f, 0.15f, 0.08f}, {0.62f, 0.52f, 0.30f}, {0.5f, 0.5f, 0.52f}};
    gfla_status status = GFLA_OK;
    struct gfla_figure points = {0};
    struct gfla_random *r = &make->random;
    const float *right = make->joint[BODY_R_EYE_CENTRE], *left = make->joint[BODY_L_EYE_CENTRE];
    const float u = gfla_random_uniform(r, 0, 1), usual = make->person.years > 48 ? 0.30f : 0.13f;
    const bool dark = u > 0.96f;
    if (u > usual && !dark)
        return GFLA_OK;
    struct pair pair = {.lens = -1, .square = gfla_random_uniform(r, 0, 0.9f)};
    const uint32_t shade = gfla_random_below(r, 4);
    pair.wide = gfla_random_uniform(r, 0.021f, 0.025f);
    pair.high = gfla_random_uniform(r, 0.015f, 0.021f);
    pair.thick = gfla_random_uniform(r, 0.0016f, shade < 2 ? 0.0038f : 0.0022f);
    body_joints_place(make, &points);
    pair.z = 0.5f * (points.joints[R_EYE].at[2] + points.joints[L_EYE].at[2]) + 0.011f;
    TRY(add_material(make, "glasses", shades[shade], &pair.rim));
    if (dark)
        TRY(add_material(make, "lenses", (const float[3]){0.05f, 0.05f, 0.06f}, &pair.lens));
    TRY(add_side(make, &pair, right, points.joints[R_EAR].at));
    TRY(add_side(make, &pair, left, points.joints[L_EAR].at));
    TRY(add_bar(make, (const float[3]){right[0] + pair.wide, right[1] + 0.003f, pair.z},
                (const float[3]){left[0] - pair.wide, left[1] + 0.003f, pair.z}, 0.0035f, pair.rim));
    gfla_text_add(&make->description, ", \"glasses\": \"%s\"", dark ? "dark" : "clear");
fail:
    return status;
}
