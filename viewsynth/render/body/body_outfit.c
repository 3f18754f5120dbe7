/* The whole outfit. */
#include "viewsynth/render/body/body_outfit.h"
#include "viewsynth/render/body/body_wear.h"

#include <math.h>
#include <stdlib.h>

float body_sole_draw(struct gfla_random *random)
{
    return gfla_random_uniform(random, 0.012f, 0.034f);
}

static void draw_plan(struct body_make *make, struct wear_plan *p)
{
    *p = (struct wear_plan){0};
    p->warm = wear_chance(make, 0.4f);
    if (make->person.female) {
        p->dress = wear_chance(make, 0.18f);
        p->skirt = p->dress || wear_chance(make, 0.2f);
        p->tight = !p->skirt && wear_chance(make, 0.22f);
    }
    p->shorts = !p->skirt && !p->tight && p->warm && wear_chance(make, 0.45f);
    p->tucked = !p->dress && wear_chance(make, p->skirt ? 0.7f : 0.3f);
    p->jacket = !p->warm && wear_chance(make, 0.42f);
}

gfla_status body_outfit_draw(struct body_make *make, struct body_outfit *outfit)
{
    gfla_status status = GFLA_OK;
    struct wear_plan plan;
    struct wear_cloth cloth;
    draw_plan(make, &plan);
    if (!plan.tight)
        TRY(wear_shoes_draw(make, &plan, outfit));
    if (plan.skirt || plan.tucked) {
        TRY(wear_top_draw(make, &plan, outfit, &cloth));
        TRY(plan.skirt ? wear_skirt_draw(make, &plan, outfit, &cloth) : wear_trousers_draw(make, &plan, outfit));
    } else {
        TRY(wear_trousers_draw(make, &plan, outfit));
        TRY(wear_top_draw(make, &plan, outfit, &cloth));
    }
    if (plan.jacket)
        TRY(wear_jacket_draw(make, &plan, outfit));
    if (plan.tight)
        TRY(wear_shoes_draw(make, &plan, outfit));
    for (int i = 0; i < outfit->n_garments; i++)
        TRY(body_garment_hang(make, &outfit->garments[i], outfit->garments, i));
fail:
    return status;
}

void body_outfit_free(struct body_outfit *outfit)
{
    for (int i = 0; i < outfit->n_garments; i++)
        free(outfit->garments[i].move);
    *outfit = (struct body_outfit){0};
}

gfla_status body_outfit_add(struct body_make *make, const struct body_outfit *outfit)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < outfit->n_garments; i++)
        TRY(body_garment_add(make, &outfit->garments[i], NULL));
    for (int i = 0; i < outfit->n_patches; i++) {
        struct body_worn_patch worn = outfit->patches[i];
        worn.patch.params = worn.params;
        if (worn.patch.window)
            worn.patch.window = worn.window;
        TRY(body_garment_add(make, &outfit->garments[worn.garment], &worn.patch));
    }
    TRY(body_soles_add(make, outfit));
fail:
    return status;
}

float body_outfit_cover(const struct body_make *make, const struct body_outfit *outfit, const float at[3],
                        const float weights[GFLA_FIGURE_BONE_ROLES])
{
    float upper = -1, lower = -1;
    for (int i = 0; i < outfit->n_garments; i++) {
        const struct body_garment *g = &outfit->garments[i];
        float field = body_garment_field(make, g, at, weights);
        if (g->kind == BODY_SKIRTED) /* one looks under a skirt as far as the legs go */
            field = fminf(field, at[1] - make->crotch_y);
        if (g->kind == BODY_TOP)
            upper = fmaxf(upper, field);
        else
            lower = fmaxf(lower, field);
    }
    /* where a top and what is worn below overlap, neither has an edge to look under */
    return upper > 0 && lower > 0 ? upper + lower : fmaxf(upper, lower);
}
