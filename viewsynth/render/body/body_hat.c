/* Hats: shells over the hair; a cap has a peak. */
#include <math.h>

#include "viewsynth/render/body/body_cloth.h"
#include "viewsynth/render/body/body_shell.h"
#include "viewsynth/render/body/body_smooth.h"

#define PEAK_STEPS 12

static float hat_field(const struct body_shell *shell, const float at[3])
{
    return at[1] - 7.62f - 0.10f * at[2];
}

static float hat_thickness(const struct body_shell *shell, const float at[3], float field)
{
    return 0.011f + 0.005f * body_smooth_step(7.8f, 8.3f, at[1]);
}

static float hat_band_field(const struct body_shell *shell, const float at[3])
{
    const float field = hat_field(shell, at);
    return fminf(field + 0.02f, 0.30f - field);
}

static float hat_band_thickness(const struct body_shell *shell, const float at[3], float field)
{
    return 0.0165f;
}

/* Half the width of the head, how far its front reaches, and the height of the forehead, near a height of the unshaped
 * head. */
static void measure(const struct body_make *make, float y, float *wide, float *front, float *height)
{
    const struct body_faces *skin = &make->data->groups[BODY_SKIN];
    int n = 0;
    float sum = 0;
    *wide = 0.06f;
    *front = make->joint[BODY_HEAD][2];
    for (size_t f = 0; f < skin->n; f++) {
        const int v = skin->quads[f].v[0];
        const float *at = make->data->positions[v], *p = make->positions[v];
        if (fabsf(at[1] - y) > 0.12f || make->data->weights[v][GFLA_FIGURE_HEAD] < 0.5f)
            continue;
        *wide = fmaxf(*wide, fabsf(p[0]));
        *front = fmaxf(*front, p[2]);
        if (fabsf(at[0]) < 0.3f && at[2] > 0.8f) {
            sum += p[1];
            n++;
        }
    }
    *height = n ? sum / (float)n : make->joint[BODY_HEAD_TOP][1] - 0.06f;
}

/* The peak of a cap: where it meets the head. */
struct peak {
    float wide, front, height, middle;
};

/* A corner: step along the edge, and 0 at the head or 1 outside. */
static struct body_corner peak_corner(const struct peak *peak, int step, int outside)
{
    const float turn = 1.05f * (2 * (float)step / PEAK_STEPS - 1);
    const float reach = outside ? 0.062f * powf(fmaxf(0, cosf(1.3f * turn)), 0.6f) : -0.006f;
    struct body_corner c = {.field = 1, .normal = {0, 1, 0.1f}};
    c.position[0] = (peak->wide + 0.012f) * sinf(turn);
    c.position[1] = peak->height + 0.016f - 0.022f * (float)outside - 0.012f * sinf(turn) * sinf(turn);
    c.position[2] = peak->middle + (peak->front - peak->middle + 0.014f) * cosf(turn) + reach;
    c.weights[GFLA_FIGURE_HEAD] = 1;
    return c;
}

static gfla_status add_peak(struct body_make *make, int material)
{
    gfla_status status = GFLA_OK;
    struct peak peak = {.middle = make->joint[BODY_HEAD][2]};
    measure(make, 7.76f, &peak.wide, &peak.front, &peak.height);
    for (int i = 0; i < PEAK_STEPS; i++) {
        const struct body_corner a = peak_corner(&peak, i, 0), b = peak_corner(&peak, i, 1),
                                 c = peak_corner(&peak, i + 1, 1), d = peak_corner(&peak, i + 1, 0);
        TRY(body_builder_triangle(&make->builder, (const struct body_corner[3]){a, b, c}, material,
                                  GFLA_PART_ACCESSORY));
        TRY(body_builder_triangle(&make->builder, (const struct body_corner[3]){a, c, d}, material,
                                  GFLA_PART_ACCESSORY));
    }
fail:
    return status;
}

static gfla_status hat_material(struct body_make *make, bool cap, const char **colour, int *material)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap image = {0};
    float colours[3][3], repeat;
    int texture;
    *colour = body_cloth_colour(&make->random, BODY_CLOTH_ANY, colours[0]);
    for (int i = 1; i < 3; i++)
        body_cloth_colour(&make->random, BODY_CLOTH_ANY, colours[i]);
    const bool knit = gfla_random_below(&make->random, 3);
    TRY(body_print_draw(&make->random,
                        cap    ? BODY_PRINT_PLAIN
                        : knit ? BODY_PRINT_KNIT
                               : BODY_PRINT_STRIPES,
                        (const float(*)[3])colours, &image, &repeat));
    TRY(body_builder_texture(&make->builder, &image, &texture));
    TRY(body_builder_material(&make->builder, "hat", (const float[3]){1, 1, 1}, texture, material));
fail:
    return status;
}

gfla_status body_hat_add(struct body_make *make, const struct body_hair *hair)
{
    gfla_status status = GFLA_OK;
    const bool cap = gfla_random_below(&make->random, 2);
    const char *colour;
    int material;
    struct body_shell shell = {
        .hair = hair, .field = hat_field, .thickness = hat_thickness, .part = GFLA_PART_ACCESSORY, .make = make};
    TRY(hat_material(make, cap, &colour, &material));
    TRY(body_shell_add(make, &shell, material));
    if (cap) {
        TRY(add_peak(make, material));
    } else {
        shell.field = hat_band_field;
        shell.thickness = hat_band_thickness;
        TRY(body_shell_add(make, &shell, material));
    }
    gfla_text_add(&make->description, ", \"hat\": \"%s %s\"", colour, cap ? "cap" : "beanie");
fail:
    return status;
}
