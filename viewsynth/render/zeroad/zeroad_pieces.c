#include "viewsynth/render/zeroad/zeroad_pieces.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROP_DEPTH 3

void zeroad_pieces_free(struct zeroad_making *m)
{
    for (int i = 0; i < m->n; i++) {
        zeroad_model_free(&m->pieces[i].model);
        gfla_bitmap_free(&m->pieces[i].texture);
    }
    m->n = 0;
}

static gfla_status read_model(gfla_archive *archive, const char *mesh, struct zeroad_model *model)
{
    gfla_status status;
    char path[2 * ZEROAD_TEXT];
    void *data = NULL;
    size_t size;
    snprintf(path, sizeof path, "art/meshes/%s.cached.pmd", mesh);
    TRY(gfla_archive_read(archive, path, &data, &size));
    status = zeroad_model_read(data, size, model);
    if (status != GFLA_OK)
        gfla_fail_context(status, "%s", path);
fail:
    free(data);
    return status;
}

/* What a texture's alpha lets through takes a colour: that of the player, or of the hair. */
static void tint(struct gfla_bitmap *image, const float colour[3])
{
    uint8_t *p = image->pixels;
    for (size_t i = 0; i < (size_t)image->width * (size_t)image->height; i++, p += 4) {
        const float alpha = (float)p[3] / 255;
        for (int k = 0; k < 3; k++)
            p[k] = (uint8_t)((float)p[k] * (colour[k] + alpha * (1 - colour[k])) + 0.5f);
        p[3] = 255;
    }
}

static gfla_status read_texture(gfla_archive *archive, const char *texture, const float colour[3],
                                struct gfla_bitmap *image)
{
    gfla_status status;
    char path[2 * ZEROAD_TEXT];
    void *data = NULL;
    size_t size;
    const struct gfla_bitmap_read_params rgba = {.channels = 4};
    snprintf(path, sizeof path, "art/textures/skins/%s.cached.dds", texture);
    if (!gfla_archive_has(archive, path))
        snprintf(path, sizeof path, "art/textures/skins/%s", texture);
    TRY(gfla_archive_read(archive, path, &data, &size));
    TRY(gfla_bitmap_read_memory(data, size, path, &rgba, image));
    tint(image, colour);
fail:
    free(data);
    return status;
}

/* What is at the point of a head, or on one, by its actor's name. */
static bool is_head(const struct zeroad_prop *prop)
{
    return strcmp(prop->point, "head") == 0 && strstr(prop->actor, "head_");
}

static bool is_hair(const struct zeroad_prop *prop)
{
    return strstr(prop->actor, "hair") || strstr(prop->actor, "beard");
}

/* Bodies with nothing above the hips are left out. */
static bool is_dressed(const char *name)
{
    static const char *const bare[] = {"naked",         "topless", "loin",     "m_pants.",
                                       "m_pants_loose", "skirt_",  "painted_", "blemmye"};
    for (size_t i = 0; i < sizeof bare / sizeof *bare; i++)
        if (strstr(name, bare[i]))
            return false;
    return true;
}

static bool is_worn(const char *point)
{
    return strcmp(point, "helmet") == 0 || strcmp(point, "bevor") == 0 || strncmp(point, "shoulderpad", 11) == 0;
}

/* Where a point of a piece is at rest, and the bone that carries it there. */
static struct zeroad_place place_of(const struct zeroad_piece *on, const struct zeroad_point *point, int *bone)
{
    struct zeroad_place at = on->place;
    *bone = on->bone;
    if (point->bone != ZEROAD_NO_BONE) {
        at = zeroad_place_after(at, on->model.bones[point->bone]);
        *bone = on->bone == ZEROAD_NO_BONE ? point->bone : on->bone;
    }
    return zeroad_place_after(at, point->place);
}

/* Heads always, helmets and the like now and then, weapons and shields never. */
static gfla_status add_props(struct zeroad_making *m, int on, const struct zeroad_actor *actor, int depth)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < actor->n_props && depth < PROP_DEPTH; i++) {
        const struct zeroad_prop *prop = &actor->props[i];
        struct zeroad_hold hold = {
            .head = is_head(prop), .hair = is_hair(prop), .worn = is_worn(prop->point), .depth = depth + 1};
        const bool wanted =
            strcmp(prop->point, "head") == 0 || hold.hair || (hold.worn && gfla_random_below(&m->random, 3) == 0);
        const struct zeroad_point *point = zeroad_model_point(&m->pieces[on].model, prop->point);
        if (!wanted || !point || !prop->actor[0])
            continue;
        hold.place = place_of(&m->pieces[on], point, &hold.bone);
        hold.worn = hold.worn || m->pieces[on].is_worn;
        TRY(zeroad_piece_add(m, prop->actor, &hold));
    }
fail:
    return status;
}

gfla_status zeroad_piece_add(struct zeroad_making *m, const char *name, const struct zeroad_hold *hold)
{
    gfla_status status;
    struct zeroad_actor actor;
    TRY(zeroad_actor_choose(m->archive, name, &m->random, &actor));
    if (!actor.mesh[0] || !actor.texture[0])
        return hold->depth == 0 ? gfla_fail(GFLA_ERROR_INPUT, "%s has no mesh or no texture", name) : GFLA_OK;
    REQUIRE(hold->depth > 0 || (is_dressed(actor.mesh) && is_dressed(actor.texture)), GFLA_ERROR_INPUT,
            "%s wears too little", name);
    REQUIRE(m->n < ZEROAD_MAX_PIECES, GFLA_ERROR_INPUT, "%s is made of more than %d models", name, ZEROAD_MAX_PIECES);
    if (hold->depth == 0)
        m->pants = strstr(actor.mesh, "pants") != NULL;
    const int number = m->n++;
    struct zeroad_piece *p = &m->pieces[number];
    *p = (struct zeroad_piece){
        .place = hold->place, .bone = hold->bone, .is_head = hold->head, .is_hair = hold->hair, .is_worn = hold->worn};
    TRY(read_model(m->archive, actor.mesh, &p->model));
    TRY(read_texture(m->archive, actor.texture, actor.has_colour ? actor.colour : m->player, &p->texture));
    TRY(add_props(m, number, &actor, hold->depth));
fail:
    return status;
}
