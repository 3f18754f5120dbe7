/* What the choices of clothes share. */
#include "viewsynth/render/body/body_wear.h"

#include <math.h>
#include <string.h>

float wear_mix(float a, float b, float t)
{
    return a + t * (b - a);
}

float wear_between(struct body_make *make, float lo, float hi)
{
    return gfla_random_uniform(&make->random, lo, hi);
}

bool wear_chance(struct body_make *make, float share)
{
    return gfla_random_uniform(&make->random, 0, 1) < share;
}

/* Tells the description what was drawn: "name": "colour print". */
void wear_tell(struct body_make *make, const char *what, const char *kind, const char *colour, const char *print)
{
    gfla_text_add(&make->description, ", \"%s\": \"%s%s%s%s%s\"", what, colour, print ? " " : "", print ? print : "",
                  kind ? " " : "", kind ? kind : "");
}

/* Cloth in the colour of the skin would look like none. */
static bool like_skin(const struct body_make *make, const float colour[3])
{
    float sum = 0;
    for (int i = 0; i < 3; i++)
        sum += fabsf(colour[i] - make->colours.skin[i]);
    return sum < 0.42f;
}

/* Colours two and three differ from the ground. */
void wear_cloth_draw(struct body_make *make, enum body_cloth_use use, enum body_print print, struct wear_cloth *cloth)
{
    cloth->print = print;
    for (int attempt = 0; attempt < 8; attempt++) {
        cloth->colour_name = body_cloth_colour(&make->random, use, cloth->colours[0]);
        if (!like_skin(make, cloth->colours[0]))
            break;
    }
    for (int i = 1; i < 3; i++)
        for (int attempt = 0; attempt < 8; attempt++) {
            body_cloth_colour(&make->random, BODY_CLOTH_ANY, cloth->colours[i]);
            if (fabsf(body_luma(cloth->colours[i]) - body_luma(cloth->colours[0])) > 0.22f)
                break;
        }
}

gfla_status wear_cloth_material(struct body_make *make, const char *name, const struct wear_cloth *cloth,
                                float roughness, int *material, float *repeat)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap image = {0};
    int texture;
    TRY(body_print_draw(&make->random, cloth->print, (const float(*)[3])cloth->colours, &image, repeat));
    TRY(body_builder_texture(&make->builder, &image, &texture));
    TRY(body_builder_material(&make->builder, name, (const float[3]){1, 1, 1}, texture, material));
    make->builder.materials[*material].roughness = roughness;
    make->builder.materials[*material].specular = roughness < 0.6f ? 0.04f : 0.015f;
fail:
    return status;
}

gfla_status wear_plain_material(struct body_make *make, const char *name, const float colour[3], float roughness,
                                int *material)
{
    gfla_status status = body_builder_material(&make->builder, name, colour, -1, material);
    if (status != GFLA_OK)
        return status;
    make->builder.materials[*material].roughness = roughness;
    make->builder.materials[*material].specular = roughness < 0.6f ? 0.04f : 0.015f;
    return GFLA_OK;
}

struct body_worn_patch *wear_patch_add(struct body_outfit *o, int garment, int material, float extra)
{
    struct body_worn_patch *p = &o->patches[o->n_patches]; /* when all are taken, the spare one, which is not worn */
    o->n_patches += o->n_patches < BODY_MAX_PATCHES;
    *p = (struct body_worn_patch){.garment = garment, .patch = {.extra = extra, .step = 0.012f, .material = material}};
    return p;
}

struct body_garment *wear_garment_add(struct body_outfit *o, enum body_garment_kind kind)
{
    struct body_garment *g = &o->garments[o->n_garments++];
    *g = (struct body_garment){.kind = kind, .top_y = 3, .hem_y = -1, .ease = 0.004f};
    return g;
}
