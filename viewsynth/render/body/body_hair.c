/* Cuts of hair: a shell over the scalp, thicker on top; beards and hats are shells too. */
#include "viewsynth/render/body/body_hair.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "viewsynth/render/body/body_shell.h"
#include "viewsynth/render/body/body_smooth.h"

#define STRANDS_WIDTH 128
#define STRANDS_HEIGHT 64

static const char *const cut_names[BODY_CUT_COUNT] = {
    "none", "buzz cut", "short", "short, long on top", "medium", "bob", "long", "ponytail", "bun", "afro"};

static enum body_cut draw_cut(struct body_make *make)
{
    /* how often: men, women */
    static const int often[BODY_CUT_COUNT][2] = {{8, 0},  {14, 1}, {34, 8}, {28, 3}, {9, 9},
                                                 {1, 24}, {2, 30}, {1, 14}, {1, 11}, {0, 0}};
    if (make->person.african > 0.5f && gfla_random_below(&make->random, 3) == 0)
        return BODY_CUT_AFRO;
    int total = 0, i = 0;
    for (int k = 0; k < BODY_CUT_COUNT; k++)
        total += often[k][make->person.female];
    int at = (int)gfla_random_below(&make->random, (uint32_t)total);
    while ((at -= often[i][make->person.female]) >= 0)
        i++;
    return (enum body_cut)i;
}

void body_hair_draw(struct body_make *make, struct body_hair *hair, struct body_face *face)
{
    static const float thickness[BODY_CUT_COUNT][2] = {
        {0, 0},          {0.002f, 0.004f}, {0.008f, 0.014f}, {0.016f, 0.03f},  {0.014f, 0.022f},
        {0.013f, 0.02f}, {0.012f, 0.02f},  {0.006f, 0.010f}, {0.006f, 0.010f}, {0.03f, 0.075f}};
    struct gfla_random *r = &make->random;
    hair->cut = draw_cut(make);
    hair->hat = gfla_random_below(r, 100) < 9;
    if (hair->hat && (hair->cut == BODY_CUT_AFRO || hair->cut == BODY_CUT_BUN || hair->cut == BODY_CUT_TAIL ||
                      hair->cut == BODY_CUT_TOP))
        hair->cut = BODY_CUT_SHORT;
    hair->thickness = gfla_random_uniform(r, thickness[hair->cut][0], thickness[hair->cut][1]);
    hair->length =
        hair->cut == BODY_CUT_BOB ? gfla_random_uniform(r, 0.07f, 0.15f) : gfla_random_uniform(r, 0.20f, 0.40f);
    hair->fringe = make->person.female ? gfla_random_below(r, 4) == 0 : gfla_random_below(r, 8) == 0;
    hair->fringe &= hair->cut >= BODY_CUT_SHORT && hair->cut != BODY_CUT_AFRO && !hair->hat;
    hair->phase = gfla_random_uniform(r, 0, 6.2831853f);
    hair->parting = gfla_random_uniform(r, -1, 1);
    hair->beard = !make->person.female && gfla_random_below(r, 4) == 0;
    face->scalp = hair->cut == BODY_CUT_BALD ? 0.12f : hair->cut == BODY_CUT_BUZZ ? 0.75f : 0.9f;
    if (hair->beard)
        face->stubble = 0.75f;
    gfla_text_add(&make->description, ", \"hair\": \"%s\", \"fringe\": %s, \"beard\": %s", cut_names[hair->cut],
                  hair->fringe ? "true" : "false", hair->beard ? "true" : "false");
}

/* ---- strands ---- */

static gfla_status strands_material(struct body_make *make, int *material)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap image = {0};
    float streak[STRANDS_WIDTH];
    int texture;
    TRY(gfla_bitmap_create(&image, STRANDS_WIDTH, STRANDS_HEIGHT, 4, 8));
    for (int x = 0; x < STRANDS_WIDTH; x++)
        streak[x] = gfla_random_uniform(&make->random, -1, 1);
    uint8_t *out = image.pixels;
    for (int i = 0; i < STRANDS_WIDTH * STRANDS_HEIGHT; i++, out += 4) {
        const int x = i % STRANDS_WIDTH;
        const float along = (float)(i / STRANDS_WIDTH) / STRANDS_HEIGHT;
        const float near = 0.5f * streak[x] +
                           0.25f * (streak[(x + 1) % STRANDS_WIDTH] + streak[(x + STRANDS_WIDTH - 1) % STRANDS_WIDTH]);
        const float wave = near * (0.75f + 0.25f * sinf(6.2831853f * (along + 0.13f * (float)(x % 7))));
        for (int k = 0; k < 3; k++)
            out[k] =
                (uint8_t)lrintf(255 * fminf(1, fmaxf(0, make->colours.hair[k] * (1 + 0.34f * wave) + 0.012f * wave)));
        out[3] = 255;
    }
    TRY(body_builder_texture(&make->builder, &image, &texture));
    TRY(body_builder_material(&make->builder, "hair", (const float[3]){1, 1, 1}, texture, material));
    make->builder.materials[*material].specular = 0.045f;
    make->builder.materials[*material].roughness = 0.5f;
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* ---- shells ---- */

static float scalp_field(const struct body_shell *shell, const float at[3])
{
    const struct body_hair *h = shell->hair;
    const float angle = body_front_angle(at), front = 1 - body_smooth_step(0.55f, 0.95f, fabsf(angle));
    float field = body_hairline(at) + 0.018f * sinf(31 * angle + h->phase) + 0.012f * sinf(67 * angle);
    if (h->fringe)
        field += front * (0.30f + 0.04f * sinf(9 * angle + h->phase));
    if (shell->make->person.years > 45 && !shell->make->person.female)
        field -= 0.16f * front * fabsf(sinf(2.2f * angle));
    return field;
}

static float scalp_thickness(const struct body_shell *shell, const float at[3], float field)
{
    const struct body_hair *h = shell->hair;
    const float top = body_smooth_step(7.45f, 8.05f, at[1]),
                edge = body_smooth_step(-0.02f, h->cut == BODY_CUT_AFRO ? 0.75f : 0.34f, field);
    const float angle = body_front_angle(at),
                lumps = 1 + 0.10f * sinf(5 * angle + h->phase) + 0.07f * sinf(11 * angle + 9 * at[1]);
    float t = h->thickness * lumps * (h->cut == BODY_CUT_AFRO ? 0.10f + 0.90f * edge : 0.18f + 0.82f * edge);
    if (h->cut == BODY_CUT_TOP)
        t *= 0.25f + 0.75f * top * (1 - 0.3f * body_smooth_step(-0.4f, 0.4f, at[0] * (h->parting > 0 ? 1 : -1)));
    else if (h->cut != BODY_CUT_AFRO && h->cut != BODY_CUT_BUZZ)
        t *= (h->cut == BODY_CUT_SHORT ? 0.45f : 0.7f) + 0.5f * top -
             0.35f * expf(-powf((at[0] - 0.3f * h->parting) / 0.06f, 2)) * top;
    return fmaxf(0.0012f, h->hat ? fminf(t, 0.006f) : t);
}

float body_scalp_thickness(const struct body_make *make, const struct body_hair *hair, const float at[3])
{
    const struct body_shell shell = {.hair = hair, .make = make};
    const float field = scalp_field(&shell, at);
    return field > 0 ? scalp_thickness(&shell, at, field) : 0;
}

static float beard_field(const struct body_shell *shell, const float at[3])
{
    return body_beard_field(at) + 0.004f * sinf(60 * at[0] + shell->hair->phase);
}

static float beard_thickness(const struct body_shell *shell, const float at[3], float field)
{
    return 0.001f + 0.009f * body_smooth_step(0, 0.25f, field) * (1 + 0.2f * sinf(40 * at[0]) * sinf(37 * at[1]));
}

gfla_status body_hair_add(struct body_make *make, const struct body_hair *hair, const struct body_outfit *outfit)
{
    gfla_status status = GFLA_OK;
    int material;
    struct body_shell shell = {.hair = hair,
                               .field = scalp_field,
                               .thickness = scalp_thickness,
                               .part = GFLA_PART_HAIR,
                               .make = make,
                               .round = hair->cut == BODY_CUT_AFRO};
    TRY(strands_material(make, &material));
    if (hair->cut != BODY_CUT_BALD)
        TRY(body_shell_add(make, &shell, material));
    if (hair->cut == BODY_CUT_BOB || hair->cut == BODY_CUT_LONG)
        TRY(body_curtain_add(make, hair, outfit, material));
    if (hair->cut == BODY_CUT_TAIL || hair->cut == BODY_CUT_BUN)
        TRY(body_tail_add(make, hair, material));
    if (hair->beard) {
        shell = (struct body_shell){
            .hair = hair, .field = beard_field, .thickness = beard_thickness, .part = GFLA_PART_HAIR, .make = make};
        TRY(body_shell_add(make, &shell, material));
    }
    if (hair->hat)
        TRY(body_hat_add(make, hair));
fail:
    return status;
}
