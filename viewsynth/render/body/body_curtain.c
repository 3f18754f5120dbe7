/* Hair that hangs: columns around the head that fall from the shell over the scalp, outside of head, neck and clothes;
 * tails and buns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/body/body_hair.h"
#include "viewsynth/render/body/body_smooth.h"

#define COLUMNS 49
#define ROWS 22
#define TURNS 64 /* bins of the extent around the axis */
#define PI 3.14159265f

/* The axis of the head, and heights on it. */
struct fall {
    const struct body_make *make;
    const struct body_hair *hair;
    float axis_z, top, bottom, scale; /* scale: metres a decimetre of the unshaped head */
    float extent[ROWS][TURNS];        /* radius of what is inside */
};

static float row_y(const struct fall *fall, float row)
{
    return fall->top + (fall->bottom - fall->top) * row / (ROWS - 1);
}

/* Height of a place of the unshaped head. */
static float head_y(const struct body_make *make, float y, float *scale)
{
    const float eye = 0.5f * (make->joint[BODY_L_EYE_CENTRE][1] + make->joint[BODY_R_EYE_CENTRE][1]);
    const float metres = (make->joint[BODY_HEAD_TOP][1] - eye) / 1.12f;
    if (scale)
        *scale = metres;
    return eye + (y - 7.284f) * metres;
}

static void extend(struct fall *fall, const float p[3])
{
    const float x = p[0], z = p[2] - fall->axis_z, radius = hypotf(x, z), dy = (fall->top - fall->bottom) / (ROWS - 1);
    const int turn = (int)floorf((atan2f(x, z) + PI) / (2 * PI) * TURNS);
    for (int row = 0; row < ROWS; row++)
        if (fabsf(p[1] - row_y(fall, (float)row)) < fmaxf(0.016f, dy))
            for (int k = -2; k <= 2; k++) {
                float *e = &fall->extent[row][(turn + k + TURNS) % TURNS];
                *e = fmaxf(*e, radius);
            }
}

/* Head and neck, and the trunk with what is worn on it. */
static void measure(struct fall *fall, const struct body_outfit *outfit)
{
    const struct body_make *make = fall->make;
    const struct body_faces *skin = &make->data->groups[BODY_SKIN], *tights = &make->data->groups[BODY_TIGHTS];
    for (size_t f = 0; f < skin->n; f++) {
        const int v = skin->quads[f].v[0];
        if (make->data->weights[v][GFLA_FIGURE_HEAD] + make->data->weights[v][GFLA_FIGURE_NECK] < 0.3f)
            continue;
        const float t = body_scalp_thickness(make, fall->hair, make->data->positions[v]), *p = make->positions[v],
                    *n = make->normals[v];
        extend(fall, (const float[3]){p[0] + t * n[0], p[1] + t * n[1], p[2] + t * n[2]});
    }
    for (size_t f = 0; f < tights->n; f++)
        for (int k = 0; k < 4; k++) {
            const int v = tights->quads[f].v[k];
            if (body_armness(make->data->weights[v]) > 0.3f || make->positions[v][1] > fall->top)
                continue;
            for (int g = 0; g < outfit->n_garments; g++) {
                const float *move = outfit->garments[g].kind == BODY_TOP ? outfit->garments[g].move[v] : NULL;
                if (move)
                    extend(fall, (const float[3]){make->positions[v][0] + move[0], make->positions[v][1] + move[1],
                                                  make->positions[v][2] + move[2]});
            }
        }
}

static float extent_at(const struct fall *fall, int row, float angle)
{
    const float at = (angle + PI) / (2 * PI) * TURNS - 0.5f, floor_at = floorf(at), t = at - floor_at;
    const int a = ((int)floor_at % TURNS + TURNS) % TURNS, b = (a + 1) % TURNS;
    return fall->extent[row][a] + t * (fall->extent[row][b] - fall->extent[row][a]);
}

/* Columns go from one side of the face around the back to the other; below the jaw they draw together behind the
 * shoulders. */
static float column_angle(const struct fall *fall, int column, float y)
{
    const float jaw = head_y(fall->make, 6.5f, NULL), shoulders = fall->make->joint[BODY_NECK][1] - 0.04f;
    const float edge = fall->hair->cut == BODY_CUT_BOB ? 0.95f : 1.0f;
    const float from_back = (2 * (float)column / (COLUMNS - 1) - 1) * (PI - edge);
    const float together =
        fall->hair->cut == BODY_CUT_BOB ? 0.1f : 0.50f * (1 - body_smooth_step(shoulders, jaw + 0.02f, y));
    return PI + from_back * (1 - together);
}

struct grid {
    float positions[ROWS * COLUMNS][3], normals[ROWS * COLUMNS][3], field[ROWS * COLUMNS];
    float weights[ROWS * COLUMNS][GFLA_FIGURE_BONE_ROLES];
    struct body_quad quads[(ROWS - 1) * (COLUMNS - 1)];
};

/* Hair on the shoulders follows the chest. */
static void hang_on(const struct body_make *make, float y, float weights[GFLA_FIGURE_BONE_ROLES])
{
    const float neck = make->joint[BODY_NECK][1], chest = 0.85f * (1 - body_smooth_step(neck - 0.14f, neck + 0.05f, y));
    weights[GFLA_FIGURE_HEAD] = 1 - chest;
    weights[GFLA_FIGURE_CHEST] = chest;
}

static void let_fall(const struct fall *fall, struct grid *grid)
{
    const struct body_hair *h = fall->hair;
    const float dy = (fall->top - fall->bottom) / (ROWS - 1);
    for (int c = 0; c < COLUMNS; c++) {
        float radius = 0;
        for (int r = 0; r < ROWS; r++) {
            const int v = r * COLUMNS + c;
            const float y = row_y(fall, (float)r), angle = column_angle(fall, c, y);
            const float wave = 0.004f * sinf(0.9f * (float)c + h->phase) + 0.003f * sinf(2.3f * (float)c + 14 * y);
            const float rise = fminf(1, (float)r / 4); /* it comes from under the shell */
            const float inside = extent_at(fall, r, angle) - 0.006f + rise * (0.009f + 0.35f * h->thickness + wave);
            radius = r == 0 ? inside : fmaxf(fminf(inside, radius + 1.1f * dy), radius - 0.16f * dy);
            const float edge = fminf((float)c, (float)(COLUMNS - 1 - c)) / 3;
            const float in = 0.012f * (1 - fminf(1, edge)); /* the front edges turn towards the face */
            grid->positions[v][0] = (radius - in) * sinf(angle);
            grid->positions[v][1] = y;
            grid->positions[v][2] = fall->axis_z + (radius - in) * cosf(angle);
            const float ends = 0.02f * sinf(1.7f * (float)c + h->phase) + 0.012f * sinf(4.1f * (float)c);
            grid->field[v] =
                y - fall->bottom - 0.035f + ends - (h->cut == BODY_CUT_LONG ? 0.05f * (1 - fminf(1, edge / 3)) : 0);
            hang_on(fall->make, y, grid->weights[v]);
        }
    }
}

static void make_quads(struct grid *grid, struct body_faces *faces)
{
    for (int r = 0; r + 1 < ROWS; r++)
        for (int c = 0; c + 1 < COLUMNS; c++) {
            const int v = r * COLUMNS + c;
            grid->quads[faces->n++] =
                (struct body_quad){{v, v + COLUMNS, v + COLUMNS + 1, v + 1}, {v, v + COLUMNS, v + COLUMNS + 1, v + 1}};
        }
    faces->quads = grid->quads;
}

static enum gfla_figure_part paint_strands(const struct body_surface *surface, const struct body_quad *quad,
                                           const int corners[3], struct body_corner corner[3])
{
    for (int k = 0; k < 3; k++) {
        const int v = quad->v[corners[k]];
        corner[k].uv[0] = 3.0f * (float)(v % COLUMNS) / (COLUMNS - 1);
        corner[k].uv[1] = -0.12f * (float)(v / COLUMNS);
    }
    return GFLA_PART_HAIR;
}

gfla_status body_curtain_add(struct body_make *make, const struct body_hair *hair, const struct body_outfit *outfit,
                             int material)
{
    gfla_status status = GFLA_OK;
    struct fall *fall = NULL;
    struct grid *grid = NULL;
    struct body_faces faces = {0};
    TRY(gfla_calloc(&fall, 1, sizeof *fall, "hanging hair"));
    TRY(gfla_calloc(&grid, 1, sizeof *grid, "hanging hair"));
    fall->make = make;
    fall->hair = hair;
    fall->axis_z = make->joint[BODY_HEAD][2];
    fall->top = head_y(make, 7.92f, &fall->scale);
    fall->bottom = head_y(make, 6.85f, NULL) - hair->length - 0.035f;
    measure(fall, outfit);
    let_fall(fall, grid);
    make_quads(grid, &faces);
    body_normals(&faces, (const float(*)[3])grid->positions, grid->normals);
    const struct body_surface surface = {
        .faces = &faces,
        .positions = (const float(*)[3])grid->positions,
        .normals = (const float(*)[3])grid->normals,
        .rest = (const float(*)[3])grid->positions,
        .weights = (const float(*)[GFLA_FIGURE_BONE_ROLES])grid->weights,
        .field = grid->field,
        .material = material,
        .paint = paint_strands,
    };
    TRY(body_builder_surface(&make->builder, &surface));
fail:
    free(fall);
    free(grid);
    return status;
}

/* ---- tails and buns: a tube of rings ---- */

#define RINGS 14
#define AROUND 14

struct tube {
    float positions[(RINGS + 1) * (AROUND + 1)][3], normals[(RINGS + 1) * (AROUND + 1)][3];
    float weights[(RINGS + 1) * (AROUND + 1)][GFLA_FIGURE_BONE_ROLES];
    struct body_quad quads[RINGS * AROUND];
};

/* The furthest back that skin and clothes reach near the middle at this height. */
static float back_z(const struct body_make *make, float y)
{
    const struct body_faces *groups[2] = {&make->data->groups[BODY_SKIN], &make->data->groups[BODY_TIGHTS]};
    float back = make->joint[BODY_HEAD][2];
    for (int g = 0; g < 2; g++)
        for (size_t f = 0; f < groups[g]->n; f++) {
            const float *p = make->positions[groups[g]->quads[f].v[0]];
            if (fabsf(p[0]) < 0.05f && fabsf(p[1] - y) < 0.025f)
                back = fminf(back, p[2]);
        }
    return back;
}

/* Where ring i lies: its middle, and how wide it is. */
static void tube_ring(const struct body_make *make, const struct body_hair *hair, int i, float at[3], float *radius)
{
    const float t = (float)i / RINGS, high = hair->parting > 0 ? 7.85f : 7.30f, y = head_y(make, high, NULL);
    const float start = back_z(make, y) - hair->thickness;
    at[0] = 0;
    if (hair->cut == BODY_CUT_BUN) {
        const float size = 0.034f + 0.012f * fabsf(hair->parting), turn = PI * t;
        *radius = size * sinf(turn) + 0.0005f;
        at[1] = y + 0.25f * size;
        at[2] = start - 0.6f * size + size * cosf(turn);
        return;
    }
    const float length = 0.6f * hair->length + 0.06f, down = fmaxf(0, t - 0.12f) / 0.88f;
    *radius = t < 0.12f ? 0.013f : 0.013f + 0.018f * sinf(PI * fminf(1, 0.12f + 0.9f * powf(down, 0.7f))) + 0.001f;
    at[1] = y - length * down * down * (1.4f - 0.4f * down) - 0.01f * t;
    at[2] = fminf(start - 0.10f * sinf(0.5f * PI * fminf(1, 2.2f * t)) * 0.45f,
                  back_z(make, at[1]) - 0.014f - 0.6f * *radius);
}

static void shape_tube(const struct body_make *make, const struct body_hair *hair, struct tube *tube,
                       struct body_faces *faces)
{
    for (int i = 0; i <= RINGS; i++) {
        float at[3], radius;
        tube_ring(make, hair, i, at, &radius);
        const float steep =
            hair->cut == BODY_CUT_BUN ? 0 : fminf(1, 2.5f * (float)i / RINGS); /* rings lie down as the tail falls */
        for (int k = 0; k <= AROUND; k++) {
            const int v = i * (AROUND + 1) + k;
            const float turn = 2 * PI * (float)(k % AROUND) / AROUND;
            tube->positions[v][0] = at[0] + radius * 1.15f * cosf(turn);
            tube->positions[v][1] = at[1] + radius * sinf(turn) * (1 - steep);
            tube->positions[v][2] = at[2] + radius * sinf(turn) * steep;
            hang_on(make, at[1] + 0.05f, tube->weights[v]);
            if (i < RINGS && k < AROUND)
                tube->quads[faces->n++] = (struct body_quad){{v, v + 1, v + AROUND + 2, v + AROUND + 1}, {0}};
        }
    }
    faces->quads = tube->quads;
}

static enum gfla_figure_part paint_tube(const struct body_surface *surface, const struct body_quad *quad,
                                        const int corners[3], struct body_corner corner[3])
{
    for (int k = 0; k < 3; k++) {
        const int v = quad->v[corners[k]];
        corner[k].uv[0] = (float)(v % (AROUND + 1)) / AROUND;
        corner[k].uv[1] = -0.2f * (float)(v / (AROUND + 1));
    }
    return GFLA_PART_HAIR;
}

gfla_status body_tail_add(struct body_make *make, const struct body_hair *hair, int material)
{
    gfla_status status = GFLA_OK;
    struct tube *tube = NULL;
    struct body_faces faces = {0};
    TRY(gfla_calloc(&tube, 1, sizeof *tube, "tail of hair"));
    shape_tube(make, hair, tube, &faces);
    body_normals(&faces, (const float(*)[3])tube->positions, tube->normals);
    const struct body_surface surface = {
        .faces = &faces,
        .positions = (const float(*)[3])tube->positions,
        .normals = (const float(*)[3])tube->normals,
        .rest = (const float(*)[3])tube->positions,
        .weights = (const float(*)[GFLA_FIGURE_BONE_ROLES])tube->weights,
        .material = material,
        .paint = paint_tube,
    };
    TRY(body_builder_surface(&make->builder, &surface));
fail:
    free(tube);
    return status;
}
