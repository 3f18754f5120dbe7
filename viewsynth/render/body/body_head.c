/* The map from texels of the head's texture to places on the unshaped head, and fields on it. Decimetres. */
#include "viewsynth/render/body/body_head.h"
#include "viewsynth/render/body/body_smooth.h"

#include <math.h>

#include "base/memory.h"

#define LEFT 0.64f /* of the chart, in the base mesh's coordinates */
#define BOTTOM 0.14f
#define WIDTH 0.36f
#define HEIGHT 0.69f
#define GROW 3 /* texels that the map goes on beyond the chart's edge */
#define NOTHING -1e6f

bool body_uv_is_head(const float uv[2])
{
    return uv[0] > LEFT && uv[1] > BOTTOM;
}

bool body_uv_is_inner_mouth(const float uv[2])
{
    return uv[0] > 0.745f && uv[1] < BOTTOM;
}

void body_head_uv(const float uv[2], float out[2])
{
    out[0] = (uv[0] - LEFT) / WIDTH;
    out[1] = (uv[1] - BOTTOM) / HEIGHT;
}

/* A triangle of the chart: texel coordinates and places. */
struct chart_triangle {
    float x[3], y[3];
    const float *at[3];
};

static void map_triangle(const struct chart_triangle *t, struct body_texel *map)
{
    const float area = (t->x[1] - t->x[0]) * (t->y[2] - t->y[0]) - (t->x[2] - t->x[0]) * (t->y[1] - t->y[0]);
    const int x0 = (int)fmaxf(0, floorf(fminf(t->x[0], fminf(t->x[1], t->x[2]))));
    const int y0 = (int)fmaxf(0, floorf(fminf(t->y[0], fminf(t->y[1], t->y[2]))));
    const int x1 = (int)fminf(BODY_HEAD_WIDTH - 1, ceilf(fmaxf(t->x[0], fmaxf(t->x[1], t->x[2]))));
    const int y1 = (int)fminf(BODY_HEAD_HEIGHT - 1, ceilf(fmaxf(t->y[0], fmaxf(t->y[1], t->y[2]))));
    for (int y = y0; y <= y1 && area != 0; y++)
        for (int x = x0; x <= x1; x++) {
            const float px = (float)x + 0.5f - t->x[0], py = (float)y + 0.5f - t->y[0];
            const float b = (px * (t->y[2] - t->y[0]) - py * (t->x[2] - t->x[0])) / area;
            const float c = (py * (t->x[1] - t->x[0]) - px * (t->y[1] - t->y[0])) / area;
            if (b < -1e-4f || c < -1e-4f || b + c > 1 + 1e-4f)
                continue;
            for (int i = 0; i < 3; i++)
                map[y * BODY_HEAD_WIDTH + x].at[i] = (1 - b - c) * t->at[0][i] + b * t->at[1][i] + c * t->at[2][i];
        }
}

static void map_quad(const struct body_data *data, const struct body_quad *q)
{
    for (int half = 0; half < 2; half++) {
        struct chart_triangle t;
        const int corners[3] = {0, 1 + half, 2 + half};
        for (int k = 0; k < 3; k++) {
            float uv[2];
            body_head_uv(data->uvs[q->t[corners[k]]], uv);
            t.x[k] = uv[0] * BODY_HEAD_WIDTH;
            t.y[k] = (1 - uv[1]) * BODY_HEAD_HEIGHT;
            t.at[k] = data->positions[q->v[corners[k]]];
        }
        map_triangle(&t, data->head);
    }
}

/* Texels beside the chart take the place of a neighbour, so that filtering finds no hole. Runs in both directions. */
static void grow(struct body_texel *map)
{
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < BODY_HEAD_HEIGHT * BODY_HEAD_WIDTH; k++) {
            const int i = pass ? BODY_HEAD_HEIGHT * BODY_HEAD_WIDTH - 1 - k : k, x = i % BODY_HEAD_WIDTH,
                      y = i / BODY_HEAD_WIDTH;
            if (map[i].at[1] != NOTHING)
                continue;
            for (int step = 1; step <= GROW && map[i].at[1] == NOTHING; step++) {
                const int dx = pass ? x + step : x - step, dy = pass ? y + step : y - step;
                const int beside = y * BODY_HEAD_WIDTH + dx, above = dy * BODY_HEAD_WIDTH + x;
                const int from = dx >= 0 && dx < BODY_HEAD_WIDTH && map[beside].at[1] != NOTHING   ? beside
                                 : dy >= 0 && dy < BODY_HEAD_HEIGHT && map[above].at[1] != NOTHING ? above
                                                                                                   : -1;
                for (int c = 0; c < 3 && from >= 0; c++)
                    map[i].at[c] = map[from].at[c];
                if (from >= 0)
                    break;
            }
        }
}

/* Height of the hairline by the angle from the face's middle, degrees. */
static const float hairline[][2] = {{0, 7.96f},   {22, 7.93f},  {38, 7.84f},  {52, 7.66f}, {60, 7.42f},
                                    {68, 7.14f},  {78, 7.02f},  {84, 7.32f},  {96, 7.42f}, {108, 7.34f},
                                    {118, 7.00f}, {128, 6.72f}, {134, 6.58f}, {180, 6.52f}};

float body_hairline(const float at[3])
{
    const float angle = fabsf(atan2f(at[0], at[2] - 0.32f)) * 57.29578f;
    const size_t n = sizeof hairline / sizeof *hairline;
    size_t i = 1;
    while (i < n - 1 && angle > hairline[i][0])
        i++;
    const float t = fminf(1, fmaxf(0, (angle - hairline[i - 1][0]) / (hairline[i][0] - hairline[i - 1][0])));
    const float line = hairline[i - 1][1] + t * (hairline[i][1] - hairline[i - 1][1]);
    const float ear = fabsf(at[0]) > 0.70f && at[1] < 7.40f ? -0.1f : 1;
    return fminf(at[1] - line, ear);
}

/* The jaw from one sideburn to the other, the chin, and the lip; the mouth is left free. */
float body_beard_field(const float at[3])
{
    const float x = fabsf(at[0]);
    const float cheek = 6.72f + 0.55f * fmaxf(0, x - 0.30f) + 1.4f * fmaxf(0, x - 0.52f); /* upper edge */
    const float upper = fminf(cheek - at[1], at[1] - 6.12f);
    const float mouth = hypotf(x / 0.285f, (at[1] - 6.595f) / 0.122f) - 1;
    const float front = at[2] - 0.62f;
    return fminf(fminf(upper, 0.12f * mouth), front);
}

static void fill_texel(struct body_texel *texel)
{
    const float *p = texel->at;
    texel->scalp = body_smooth_step(-0.01f, 0.14f, body_hairline(p));
    texel->beard = body_smooth_step(-0.06f, 0.18f, body_beard_field(p));
    texel->speckle = 0.5f * sinf(23 * p[0] + 7 * p[1]) * sinf(19 * p[1] - 5 * p[2]) +
                     0.5f * sinf(61 * p[0] - 13 * p[2]) * sinf(53 * p[1] + 17 * p[0]);
}

gfla_status body_head_map(struct body_data *data)
{
    gfla_status status = GFLA_OK;
    const struct body_faces *skin = &data->groups[BODY_SKIN];
    const int n = BODY_HEAD_WIDTH * BODY_HEAD_HEIGHT;
    TRY(gfla_calloc(&data->head, (size_t)n, sizeof *data->head, "map of the head"));
    for (int i = 0; i < n; i++)
        data->head[i].at[1] = NOTHING;
    for (size_t f = 0; f < skin->n; f++)
        if (body_uv_is_head(data->uvs[skin->quads[f].t[0]]))
            map_quad(data, &skin->quads[f]);
    grow(data->head);
    for (int i = 0; i < n; i++)
        if (data->head[i].at[1] != NOTHING)
            fill_texel(&data->head[i]);
fail:
    return status;
}
